"""A comparison in a terminal: a table, the verdict, the notes, and the command to repeat it."""

import csv
import io
import math
import shlex
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rnnlib.compare.problem import CELLS, Result, Score


def lines(result: Result) -> Iterator[str]:
    """What the terminal shows: the table, the verdict, the notes."""
    clocked = {cell: result.clocked(cell) for cell in CELLS}
    some = any(count for count, _ in clocked.values())
    yield from table(result.scores, {c: f"{k} of {n}" for c, (k, n) in clocked.items() if some})
    yield ""
    yield from wrapped(" ".join(result.verdict.sentences))
    yield ""
    for note in dict.fromkeys((*result.plan.says, *result.notes)):
        yield from wrapped(note, "- ")


def table(scores: Sequence[Score], clocked: Mapping[str, str]) -> Iterator[str]:
    """A line for each method: its measures, skill and interval; simple ones first.

    Args:
        scores: of the methods.
        clocked: {network: how many of its fits were stopped by the clock}, if any were.
    """
    simple, nets = ([s for s in scores if s.net is net] for net in (False, True))
    measures = list(scores[0].measures)
    net = next((score.method for score in nets if score.judged), "net")
    rows = [["", *measures, f"gain of the {net}", "90 % interval", ""]]
    rows += [[*_cells(score), ""] for score in simple]
    stopped = "stopped by the clock" if clocked else ""
    head = ["", *[""] * len(measures), "over the best of these", "", stopped]
    rows += [head, *([*_cells(score), clocked.get(score.method, "")] for score in nets)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *rest in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join([f"{name:{widths[0]}}", *cells]).rstrip()
    if any(score.judged for score in scores):
        yield "* chosen on validation data, before the test data were read"


def _cells(score: Score) -> list[str]:
    measures = [f"{value:.4g}" for value in score.measures.values()]
    interval = ""
    if math.isfinite(score.low) and math.isfinite(score.high):
        interval = f"[{percent(score.low, '')}, {percent(score.high, '')}]"
    name = f"{score.method} *" if score.judged else score.method
    return [name, *measures, percent(score.skill), interval]


def percent(share: float, unit: str = " %") -> str:
    """A share with its sign: 0.0123 is "+1.2 %"; "" if it is undefined."""
    if not math.isfinite(share):
        return ""
    return f"{100 * share:+.1f}{unit}".replace("-", "−")


def wrapped(text: str, mark: str = "") -> list[str]:
    """A paragraph as lines that the terminal has room for."""
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.wrap(text, width, initial_indent=mark, subsequent_indent=" " * len(mark))


def command(data: str | Path, options: Mapping[str, Any]) -> str:
    """The command line that does this comparison."""
    words = ["python", "-m", "rnnlib", "compare", str(data)]
    for name, value in options.items():
        for one in value if isinstance(value, tuple) else (value,):
            shown = f"{one:g}" if isinstance(one, float) else str(one)
            words += [f"--{name}"] if one is True else [f"--{name}", shown]
    return shlex.join(words)


def csv_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A table as CSV."""
    text = io.StringIO()
    names = list(rows[0]) if rows else []
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
