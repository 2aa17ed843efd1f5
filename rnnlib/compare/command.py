"""The command `compare`: RNN, GRU, LSTM or none of them, on your own data."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rnnlib.compare import printed
from rnnlib.compare.library import compare
from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.running import workers

DESCRIPTION = """
Compares RNN, GRU and LSTM with simple methods on DATA, within some minutes, and says whether one
of them is worth its trouble. DATA is a CSV file with a series, or with many in the columns
unique_id, ds and y (forecasting); with --label, sequences whose class is to be told; NumPy's .npy
or .npz with (n_samples, n_timesteps, n_features), perhaps with labels; or a text, whose next
character is to be told. Stopped at any moment, the same command goes on.
"""


def add_to(commands: Any) -> None:
    """Add `compare` to the commands of a parser."""
    parser = commands.add_parser(
        "compare", help="try RNN, GRU, LSTM and simple methods on your own data",
        description=DESCRIPTION,
    )  # fmt: skip
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="a file: .csv, .tsv, .npy, .npz, or a text")
    add("--target", metavar="COLUMN", help="to be forecast (default: y, or the only one)")
    add("--horizon", type=int, help="how many rows ahead to forecast (default: 1)")
    add("--season", type=int, help="its length in rows, 1 for none (default: by the calendar)")
    add("--id", metavar="COLUMN", help="which series a row is of (default: unique_id, if there)")
    add("--time", metavar="COLUMN", help="dates (default: ds, or the first that holds some)")
    add("--label", metavar="COLUMN", help="class of each sequence: classification")
    add("--ignore", metavar="COLUMN", action="append", default=[], help="leave it out; repeatable")
    add("--minutes", type=float, default=5.0, help="that all of it may take (default: 5)")
    add("--seeds", type=int, help="how many starts of each network (default: by the minutes)")
    add("--jobs", type=int, help="how many at a time, a thread each (default: all cores)")
    add("--backend", default="local", choices=workers.BACKENDS, help="dask runs on a cluster")
    add("--address", help="of dask's scheduler: tcp://host:port")
    add("--torch", action="store_true", help="train with PyTorch, on a GPU where there is one")
    add("--output", type=Path, help="folder for all that is made (default: DATA-compared)")
    add("--anew", action="store_true", help="first remove the comparison that is in that folder")
    parser.set_defaults(main=main)


def main(
    data: Path, output: Path | None, ignore: list[str], say: Callable = print, **options: Any
) -> int:
    """Do what the command line says; returns the exit status."""
    folder = output or Path(f"{data.stem}-compared")
    try:
        found = compare(data, output=folder, ignore=tuple(ignore), say=_say(say), **options)
    except ComparisonError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            f"Interrupted. What is done stays in {folder}; the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    say("")
    for line in printed.lines(found.result):
        say(line)
    say("")
    say(f"The report: {folder / 'report.html'}")
    if found.best:
        say(f"The best network: rnnlib.load({str(folder / 'best.network')!r})")
    return 0


def _say(say: Callable) -> Callable[[str], None]:
    """The same for lines that may be too long for the terminal."""

    def wrapped(text: str) -> None:
        for line in printed.wrapped(text):
            say(line)

    return wrapped
