"""What a study is: a question, the runs that answer it, and what each of them returns."""

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from rnnlib.experiments import tuning

Row = dict[str, Any]
BOOKKEEPING = ("seconds", "version", "commit", "versions")  # how long it took, and with what
EXAMPLE = {"phase": "", "learning_rate": 0.0, "seed": 0, "seconds": 0.0, "version": 1}
MEASURED = ("solved_at", "cost", "validation", "test", "diverged")  # by `training_run.train`


class StudyError(ValueError):
    """Something that a person can put right; the message says how."""


def grid(**axes: Sequence) -> list[Row]:
    """Every combination of values: a list of {axis: value}, the last axis running fastest."""
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


@dataclass(frozen=True)
class Card:
    """What a reader is told of a study, in a form that fits on a card.

    The numbers in its sentences are written out, as in any prose; a test holds them to the table.

    Attributes:
        answer: in a sentence or two.
        sure: how sure we are of it, and of what we are not.
        dots: () → {name: Estimate}, or {group: {name: Estimate}}.
        shows: what the dots show, as the axis below them says it.
        numbers: (words of `answer` or `sure`, () → the number that they say), ….
        baselines: () → {name: where its line stands}.
        log: whether the axis is logarithmic.
    """

    answer: str
    sure: str
    dots: Callable[[], dict]
    shows: str
    numbers: Sequence[tuple[str, Callable[[], float]]]
    baselines: Callable[[], dict[str, float]] = dict
    log: bool = False


@dataclass(frozen=True)
class Study:
    """A set of independent runs, one row of a table each, declared in a module of its own.

    The module's name is the study's, and its table is results/NAME.csv; the first line of the
    module's docstring is the question. The arguments of `run` are the axes: the columns that say
    what was run, together the key of a row.

    Attributes:
        run: (**config) → {measured column: value}: one run, independent of all others,
            deterministic on one thread.
        cheap: {axis: value} that singles out the stored row which `make test` runs again; of
            seed 0 and phase "test" unless it says otherwise. Its case makes the small plan.
        tolerance: {measured column: the largest absolute difference of that re-run}.
        minutes: how long the whole takes on two cores, as measured.
        cases: what is compared: {axis: value} without phase, learning rate and seed. Each case
            has its learning rate tuned, and is then run on ten seeds.
        fixed: runs that need no tuning, with all their axes; they come first.
        measured: the columns that runs fill with numbers. What a run leaves out stays empty, and
            what it returns besides is not stored.
        derived: {name: function of a row}, what follows from the columns.
        tuning: options of `tuning.plan`.
        packages: besides NumPy, those that the numbers depend on.
        version: raised by hand when the numbers of a run change; older rows are then reported.
        card: what a reader is told of it.
    """

    run: Callable[..., Row]
    cheap: Row
    tolerance: dict[str, float]
    minutes: float
    cases: Sequence[Row] = ()
    fixed: Sequence[Row] = ()
    measured: tuple[str, ...] = (*MEASURED, "accuracy")
    derived: dict[str, Callable[[Row], Any]] = field(default_factory=dict)
    tuning: Row = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    version: int = 1
    card: Card | None = None

    @cached_property
    def name(self) -> str:
        """The module's name."""
        return self.run.__module__.rpartition(".")[2]

    @cached_property
    def question(self) -> str:
        """The first line of the module's docstring."""
        return (sys.modules[self.run.__module__].__doc__ or "").partition("\n")[0]

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The arguments of `run`."""
        return tuple(inspect.signature(self.run).parameters)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table, in order."""
        return (*self.axes, *self.measured, *BOOKKEEPING)

    def key(self, row: Row) -> tuple:
        """What tells a row, or a configuration, from all others."""
        return tuple(row[axis] for axis in self.axes)

    def plan(self, rows: Sequence[Row], quick: bool = False) -> list[Row]:
        """All runs there are to be, given the finished rows, each once.

        It is asked again after each round of runs until it wants nothing new.
        """
        fixed, cases, options = self.fixed, self.cases, self.tuning
        if quick:
            fixed = [config for config in fixed if config["seed"] == 0]
            cases = [case for case in cases if case.items() <= self.cheap.items()]
            options = options | tuning.QUICK
        runs = [*fixed, *tuning.plan(rows, cases, **options)]
        if wrong := [config for config in runs if set(config) != set(self.axes)]:
            raise StudyError(f"{self.name}: a run must have {', '.join(self.axes)}, got {wrong[0]}")
        return list({self.key(config): config for config in runs}.values())

    def is_cheap(self, row: Row) -> bool:
        """Whether this is the row that is run again."""
        default = {"seed": 0, "phase": "test"} if "phase" in self.axes else {"seed": 0}
        return (default | self.cheap).items() <= row.items()

    def fits(self, row: Row) -> bool:
        """Whether every value of a row has the type of its column."""
        example = EXAMPLE | [*self.fixed, *self.cases][0] | {"versions": ""}
        exact = all(type(row[c]) is type(value) for c, value in example.items() if c in row)
        numbers = all(isinstance(row[c], (int, float, type(None))) for c in self.measured)
        return exact and numbers and isinstance(row["commit"], (str, type(None)))
