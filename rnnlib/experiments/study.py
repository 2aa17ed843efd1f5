"""What a study is: a question, the runs that answer it, and what each of them returns."""

from collections.abc import Callable
from dataclasses import dataclass

BOOKKEEPING = ("seconds", "code", "versions")  # how long it took, and what it was run with


class StudyError(ValueError):
    """Something that a person can mend; the message says how."""


@dataclass(frozen=True)
class Study:
    """A set of independent runs, one row of a table each.

    Attributes:
        name: its table is results/NAME.csv.
        question: one line, what it asks.
        axes: the columns that say what was run, together the key of a row; "seed" last.
        measured: the columns that runs fill. What a run leaves out stays empty, and what it
            returns besides is not stored.
        plan: (rows, quick) → list of {axis: value}, all the runs there shall be, given the
            finished rows. It is asked again after each round until it wants nothing new: a
            first round can tune learning rates, and a second use the best.
        run: (**config) → {measured column: value}: one run, independent of all others,
            deterministic on one thread; a function of the study's module.
        tolerance: {measured column: the largest absolute difference of a re-run}.
        cheap: {axis: value} that singles out the stored row which `make test` runs again.
        minutes: how long the whole takes on two cores, as measured.
    """

    name: str
    question: str
    axes: tuple
    measured: tuple
    plan: Callable
    run: Callable
    tolerance: dict
    cheap: dict
    minutes: float

    def __post_init__(self):
        for column in {c for c in self.columns if self.columns.count(c) > 1}:
            raise ValueError(f"Study: columns must have names of their own, got {column!r} twice")
        for names, of, known in (
            ("tolerance", self.tolerance, self.measured),
            ("cheap", self.cheap, self.axes),
        ):
            for name in set(of) - set(known):
                known = ", ".join(map(repr, known))
                raise ValueError(f"Study: {names} must be of {known}, got {name!r}")

    @property
    def columns(self):
        """The columns of the table, in order."""
        return (*self.axes, *self.measured, *BOOKKEEPING)

    def key(self, row):
        """What tells a row, or a configuration, from all others."""
        return tuple(row[axis] for axis in self.axes)
