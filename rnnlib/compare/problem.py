"""What a comparison is made of: a problem, the fits it needs, and the result they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from rnnlib.training.network import Network

CELLS = ("RNN", "GRU", "LSTM")


class ComparisonError(ValueError):
    """Something that a person can put right; the message says where it is and how."""


@dataclass(frozen=True)
class Setting:
    """What is chosen on validation data, for each cell by itself and from the same choices.

    Attributes:
        learning_rate: Adam's.
        window: steps of the past that a network sees; 0 where a sample is a whole sequence.
        hidden_size: units.
        recursive: whether several steps are forecast one after the other, and not all at once.
    """

    learning_rate: float
    window: int = 0
    hidden_size: int = 16
    recursive: bool = False


@dataclass(frozen=True)
class Fit:
    """One network to be trained, from one random start.

    Attributes:
        cell: one of CELLS.
        setting: what it is trained with.
        part: which part of the test data it will predict; fitted on what lies before that part.
        seed: 0, 1, …; with the part it gives the starting values and the order of the samples,
            so that every part has new ones: numpy.random.default_rng([part, seed]).
        phase: "search" fits choose a setting and never see test data; "test" fits predict it.
    """

    cell: str
    setting: Setting
    part: int
    seed: int
    phase: Literal["search", "test"] = "test"


@dataclass
class Outcome:
    """What came of a fit.

    Attributes:
        fit: which.
        validation: the loss on validation data of the parameters that were kept.
        predictions: of the part's test samples, (n, ...); None in the search.
        steps: batches learnt from.
        stopped: "early", when validation no longer improved, or "clock": at the most steps that
            there was time for, or after the most seconds.
        seconds: that it took.
        curve: rows of (step, training loss, validation loss), (k, 3).
        network: as it was kept; None once only its file is held.
    """

    fit: Fit
    validation: float
    predictions: np.ndarray | None
    steps: int
    stopped: Literal["early", "clock"]
    seconds: float
    curve: np.ndarray
    network: Network | None = None


@dataclass(frozen=True)
class Plan:
    """How the minutes are spent; made from measured steps, before the first fit.

    Attributes:
        settings: the choices, the same for every cell; a single one means no search.
        parts: how often all is fitted anew along the test data.
        seeds: fits of each cell in each part.
        steps: the most steps of a fit.
        seconds: {cell: measured seconds of a step}.
        says: what was left out for want of time, in sentences.
        limit: seconds that a fit may take; as many as its steps need if not given.
    """

    settings: tuple[Setting, ...]
    parts: int
    seeds: int
    steps: int
    seconds: dict[str, float]
    says: tuple[str, ...] = ()
    limit: float | None = None


@dataclass(frozen=True)
class Score:
    """A line of the table.

    Attributes:
        method: "naive", "GRU", ….
        net: whether it is one of CELLS.
        measures: {name: value} on the test data, the measure that is judged first.
        skill: by how much the judged network is better than this simple method, 1 − its loss ÷
            the method's; of a network, against the strongest simple method. NaN if undefined.
            In a classification it is the difference of the shares that are right.
        low, high: its interval of 90 %; NaN without a verdict.
        judged: whether this is the network, or the simple method, that was chosen on validation.
    """

    method: str
    net: bool
    measures: dict[str, float]
    skill: float
    low: float
    high: float
    judged: bool = False


@dataclass(frozen=True)
class Verdict:
    """In a word, and in two sentences that a practitioner can act on."""

    word: Literal["beats", "worse", "no use", "cannot tell", "no verdict"]
    sentences: tuple[str, str]


@dataclass
class Result:
    """A finished comparison: what the terminal prints, the report shows and a program reads.

    Attributes:
        problem: "forecasting", "classification" or "next character".
        read: what was read and how it was split, in sentences.
        scores: a row for each method; simple ones first.
        verdict: what follows.
        notes: between the cells, whether anything beats the naive method, what was left out.
        plan: how the time was spent.
        outcomes: every fit, the search's too.
        details: {name: arrays} for the report's figures; each problem says which.
    """

    problem: str
    read: tuple[str, ...]
    scores: list[Score]
    verdict: Verdict
    notes: tuple[str, ...]
    plan: Plan
    outcomes: list[Outcome]
    details: dict[str, Any] = field(default_factory=dict)

    def clocked(self, cell: str) -> tuple[int, int]:
        """How many of a cell's fits were stopped by the clock, and of how many."""
        ends = [one.stopped for one in self.outcomes if one.fit.cell == cell]
        return ends.count("clock"), len(ends)


class Problem(Protocol):
    """Data with a question. Simple methods and networks answer it; the answers are judged.

    Everything is deterministic given the data and the fit, so that a fit can run in any process
    and its outcome can be stored.
    """

    name: str

    def read(self) -> tuple[str, ...]:
        """What was read and how it was split, in sentences."""
        ...

    def choices(self) -> tuple[Setting, ...]:
        """Settings worth trying, the one to take without a search first."""
        ...

    def parts(self) -> int:
        """How many parts of the test data are worth fitting anew for, at most."""
        ...

    def step_seconds(self, cell: str, setting: Setting) -> float:
        """Measured: five steps to warm up, twenty timed."""
        ...

    def fit(self, fit: Fit, plan: Plan) -> Outcome:
        """Train one network; in the test phase also predict its part."""
        ...

    def judge(self, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
        """Fit the simple methods, read the test data once, and say what follows."""
        ...
