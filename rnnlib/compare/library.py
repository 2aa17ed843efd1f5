"""RNN, GRU and LSTM beside simple methods on somebody's data, in one call."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.compare import printed
from rnnlib.compare.characters.problem import NextCharacter
from rnnlib.compare.classification.problem import Classification
from rnnlib.compare.data import Samples, Table
from rnnlib.compare.forecasting.problem import Forecasting
from rnnlib.compare.problem import ComparisonError, Outcome, Problem, Result, Score
from rnnlib.compare.reading import arrays
from rnnlib.compare.reading import file as reading
from rnnlib.compare.reading.tables import Asked
from rnnlib.compare.running import run, store, workers
from rnnlib.compare.running.training import Trainer
from rnnlib.training.fit import fit
from rnnlib.training.network import Network

VERSION = 1  # raised by hand when fits come out differently; older ones are then not used
Data = str | Path | np.ndarray | Table | Samples


@dataclass(frozen=True)
class Options:
    """What decides about the answer; the same options and data lead to the same comparison.

    Attributes:
        target: column to be forecast.
        horizon: how many rows ahead; 1 if not given.
        season: its length in rows, 1 for none; by the calendar if not given.
        id, time, label, ignore: columns, as `tables.Asked` has them.
        minutes: for everything.
        seeds: how many starts of each network; the plan decides if not given.
        torch: whether PyTorch trains.
    """

    target: str | None = None
    horizon: int | None = None
    season: int | None = None
    id: str | None = None
    time: str | None = None
    label: str | None = None
    ignore: tuple[str, ...] = ()
    minutes: float = 5.0
    seeds: int | None = None
    torch: bool = False

    def __post_init__(self) -> None:
        for name, least in (("horizon", 1), ("season", 1), ("seeds", 2)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise ComparisonError(f"--{name} must be at least {least}, got {value}")
        if not 0 < self.minutes < np.inf:
            raise ComparisonError(f"--minutes must be above 0, got {self.minutes:g}")

    def given(self) -> dict[str, Any]:
        """{option: value} of those that are not as they would be anyway."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value != getattr(Options, name)}


@dataclass(frozen=True)
class Comparison:
    """The answer, as tables that any program can take up: lists of {column: value}.

    Attributes:
        scores: a row for each method: its name, whether it is a network and was judged, its
            measures on the test data, skill with the ends of its interval.
        fits: a row for each network that was trained, the search's too.
        verdict: a word and two sentences.
        result: all of it.
        best: the judged network of the last part, with the lowest validation loss.
    """

    scores: list[dict[str, Any]]
    fits: list[dict[str, Any]]
    verdict: dict[str, Any]
    result: Result
    best: Network | None


def compare(
    data: Data,
    *,
    labels: Sequence | np.ndarray | None = None,
    output: str | Path | None = None,
    jobs: int | None = 1,
    backend: str = "local",
    address: str | None = None,
    anew: bool = False,
    say: Callable[[str], object] = print,
    **options: Any,
) -> Comparison:
    """Compare RNN, GRU and LSTM with each other and with simple methods, within minutes.

    Args:
        data: a file, as `reading.read` reads it; or an array: a series (n_timesteps,), several
            (n_samples, n_timesteps, n_features); or what such a file would be read as.
        labels: (n_samples,): the samples are to be told apart.
        output: folder where all is stored as it comes, to go on from; nowhere if not given.
        jobs: how many networks are trained at a time; one, in this process, if not given.
        backend, address: "dask" and its scheduler, as `workers.opened` has them.
        anew: whether a comparison that is in `output` is removed first.
        say: what is done with a line of report.
        options: as `Options` has them.

    Returns:
        Comparison.

    Raises:
        ComparisonError: something in data or options cannot be used; the message says where.
        TypeError: there is no such option.
    """
    begin = time.monotonic()
    chosen = Options(**options)
    folder = None if output is None else Path(output)
    found = _read(data, labels, chosen)
    problem = make(found.data, chosen)
    for sentence in (*found.says, *problem.read()):
        say(sentence)
    key = {"data": _digest(data, labels), "version": VERSION} | asdict(chosen)
    with store.opened(folder, key, anew) as there:
        with workers.opened(problem, jobs, backend, address) as team:
            left = chosen.minutes - (time.monotonic() - begin) / 60  # reading took some
            plan, outcomes = run.run(problem, there, team, left, chosen.seeds, say)
        result = problem.judge(plan, outcomes)
        result.read = (*found.says, *result.read)
        best = _best(result)
        comparison = Comparison(
            scores=[_row(score) for score in result.scores],
            fits=[_fit_row(outcome) for outcome in result.outcomes],
            verdict={"word": result.verdict.word, "sentences": result.verdict.sentences},
            result=result,
            best=best.network if best else None,
        )
        _write(there, comparison, data, chosen)
    return comparison


def _read(data: Data, labels: Any, options: Options) -> reading.Reading:
    """Data of any kind as what a problem is made of."""
    if isinstance(data, str | Path):
        if labels is not None:
            raise ComparisonError("labels go with an array; of a file, label names the column")
        of = options
        asked = Asked(of.target, of.id, of.time, of.label, of.ignore)
        return reading.read(Path(data), asked, forecast=of.horizon is not None)
    if isinstance(data, np.ndarray):
        data = arrays.taken("data", data, options.target, labels)
    return reading.Reading(data, (reading.said(data),))


def _digest(data: Data, labels: Any) -> str:
    """What tells these data from all others."""
    found = hashlib.sha256()
    if isinstance(data, str | Path):
        with open(data, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    for part in (data, labels) if isinstance(data, np.ndarray) else vars(data).values():
        for one in part if isinstance(part, list) else [part]:
            array = np.asarray(one)
            found.update(f"{array.dtype} {array.shape} ".encode() + array.tobytes())
    return found.hexdigest()


def make(data: Table | Samples | str, options: Options) -> Problem:
    """The problem that data and options pose.

    Raises:
        ComparisonError: PyTorch is to train and is not installed, or the data are too few.
    """
    trainer = _trainer(options.torch)
    if isinstance(data, str):
        return NextCharacter(data, trainer)
    if isinstance(data, Samples):
        return Classification(data, trainer=trainer)
    return Forecasting(data, options.horizon or 1, options.season, trainer)


def _trainer(torch: bool) -> Trainer:
    """What trains networks: `rnnlib.fit`, or the same with PyTorch."""
    if not torch:
        return fit
    try:
        from rnnlib.interop import training
    except ModuleNotFoundError as error:
        raise ComparisonError(f"--torch: {error}") from error
    return training.fit


def _best(result: Result) -> Outcome | None:
    """The judged network that saw most of the data, and of those the best on validation."""
    judged = [score.method for score in result.scores if score.net and score.judged]
    tests = [o for o in result.outcomes if o.fit.phase == "test" and o.fit.cell in judged]
    last = max((o.fit.part for o in tests), default=0)
    return min((o for o in tests if o.fit.part == last), key=lambda o: o.validation, default=None)


def _row(score: Score) -> dict[str, Any]:
    """A score as a row of a table."""
    row = {k: v for k, v in vars(score).items() if k != "measures"}
    return {"method": row.pop("method"), **score.measures, **row}


def _fit_row(outcome: Outcome) -> dict[str, Any]:
    """A fit as a row of a table."""
    fit = {k: v for k, v in vars(outcome.fit).items() if k != "setting"}
    ended = {k: getattr(outcome, k) for k in ("validation", "steps", "stopped", "seconds")}
    return fit | vars(outcome.fit.setting) | ended


def _write(there: store.Store, comparison: Comparison, data: Data, options: Options) -> None:
    """Put the answer into the folder, as tables, as a page and as a network to be loaded."""
    if there.folder is None:
        return
    from rnnlib.compare.report.html import report_html

    there.write("scores.csv", printed.csv_of(comparison.scores))
    there.write("fits.csv", printed.csv_of(comparison.fits))
    with store.in_words(there.folder):
        if comparison.best:
            comparison.best.save(there.folder / "best.network")
    command = printed.command(data, options.given()) if isinstance(data, str | Path) else ""
    there.write("report.html", report_html(comparison.result, command).encode())
