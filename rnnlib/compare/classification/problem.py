"""Sequences with labels: which class is a sequence of?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rnnlib import activations
from rnnlib.compare.classification import simple_methods
from rnnlib.compare.classification.partition import partition
from rnnlib.compare.classification.simple_methods import MAJORITY, MEANING
from rnnlib.compare.data import Samples
from rnnlib.compare.judging import cells, shares, words
from rnnlib.compare.judging.shares import Advantage, Finding
from rnnlib.compare.judging.verdict import TAIL, holm
from rnnlib.compare.problem import CELLS, Fit, Outcome, Plan, Result, Score, Setting
from rnnlib.compare.running import training
from rnnlib.compare.running.training import AT_ONCE, BATCH, Lesson, Trainer
from rnnlib.tasks.sequences import padded
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

CHOICES = (Setting(0.01, 0, 32), Setting(0.003, 0, 32), Setting(0.003, 0, 64))


@dataclass
class Classification:
    """The problem of naming the class of a sequence.

    A network reads a sequence, step by step, and names the class after the last. Nothing is
    learnt from the test part: scales come from the training part, training stops by the
    validation part, and there the network and the simple method that are judged are chosen.

    Args:
        samples: sequences and labels; they may differ in length.
        seed: that samples are drawn with for validation and for the test.
        groups: (n,), samples that must stay together, if there are such.
        trainer: `rnnlib.fit`, or what does the same in PyTorch.

    Raises:
        ComparisonError: a class has too few samples.
    """

    samples: Samples
    seed: int = 0
    groups: np.ndarray | None = None
    trainer: Trainer = training.fit
    name: str = "classification"

    def __post_init__(self) -> None:
        self.classes, self.y = np.unique(self.samples.y, return_inverse=True)
        self.split = partition(self.samples.y, self.seed, self.groups)

    def read(self) -> tuple[str, ...]:
        """How the samples are split, in sentences."""
        a, b, c = (len(n) for n in (self.split.train, self.split.validation, self.split.test))
        kept = "whole groups" if self.groups is not None else "each class in the same shares"
        return (
            f"{a:,} sequences are learnt from, {b:,} are for validation and {c:,} for the test; "
            f"drawn with seed {self.seed}, {kept}.",
        )

    def choices(self) -> tuple[Setting, ...]:
        """Learning rates and sizes."""
        return CHOICES

    def parts(self) -> int:
        """One: the test samples have no order in time."""
        return 1

    def step_seconds(self, cell: str, setting: Setting) -> float:
        """Measured."""
        return training.step_seconds(self._lesson(Fit(cell, setting, 0, 0)), self.trainer)

    def fit(self, fit: Fit, plan: Plan) -> Outcome:
        """Train one network; its predictions are probabilities, (n_test, k)."""
        lesson = self._lesson(fit)
        return training.learnt(fit, plan, lesson, self._probabilities, self.trainer)

    def judge(self, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
        """See who is right on the test part, and what follows."""
        tests = [one for one in outcomes if one.fit.phase == "test"]
        by_cell = {cell: [one for one in tests if one.fit.cell == cell] for cell in CELLS}
        validation = {c: float(np.mean([o.validation for o in by_cell[c]])) for c in CELLS}
        single = {c: np.array([o.predictions for o in by_cell[c]]) for c in CELLS}
        simple = simple_methods.answers(self._scaled, self.y, len(self.classes), self.split)
        said = {name: p for name, (_, p) in simple.items()}
        said |= {cell: p.mean(axis=0) for cell, p in single.items()}
        net = min(validation, key=validation.__getitem__)
        best = min(simple, key=lambda name: simple[name][0])
        truth = self.y[self.split.test]
        right = {name: p.argmax(axis=1) == truth for name, p in said.items()}
        each = {cell: p.argmax(axis=2) == truth for cell, p in single.items()}
        apart = cells.apart_in_shares({cell: right[cell] for cell in CELLS}, each)
        over = {name: Advantage.of(right[net], right[name]) for name in simple}
        found = Finding(
            net=(net, float(right[net].mean())),
            simple=(MEANING[best], float(right[best].mean())),
            over=over,
            chosen=over[best],
            clock=sum(one.stopped == "clock" for one in by_cell[net]) > len(by_cell[net]) / 2,
            cells=words.cells(apart),
        )
        verdict = shares.verdict(found)
        judged = verdict.word != "no verdict"
        over |= {cell: Advantage.of(right[cell], right[best]) for cell in CELLS}
        scores = [
            _score(name, p, truth, over[name], judged, name in (net, best))
            for name, p in said.items()
        ]
        said_there = found.cells in verdict.sentences
        between = () if said_there else (found.cells,)
        notes = (*between, _beats_majority(right), *words.clock(tests), *plan.says)
        details = self._details(said, net, by_cell[net])
        return Result(self.name, self.read(), scores, verdict, notes, plan, list(outcomes), details)

    @cached_property
    def _scaled(self) -> np.ndarray | list[np.ndarray]:
        """The sequences, each feature with mean 0 and deviation 1 over the training part's steps.

        (n, T, D), or a list of (T_i, D).
        """
        x, learnt = self.samples.x, self.split.train
        count = sum(len(x[n]) for n in learnt)
        mean = sum(x[n].sum(axis=0, dtype=np.float64) for n in learnt) / count
        squares = sum(((x[n] - mean) ** 2).sum(axis=0) for n in learnt) / count
        deviation = np.where(squares > 0, np.sqrt(squares), 1)

        def scaled(part: Any) -> np.ndarray:
            return ((part - mean) / deviation).astype(np.float32)

        if not isinstance(x, np.ndarray):
            return [scaled(one) for one in x]
        table = np.empty(x.shape, np.float32)
        for row, one in zip(table, x, strict=True):
            row[...] = scaled(one)
        return table

    def _batch(self, numbers: np.ndarray) -> Batch:
        x, targets = self._scaled, self.y[None, numbers]
        if isinstance(x, np.ndarray):
            return Batch(np.ascontiguousarray(x[numbers].transpose(1, 2, 0)), targets)
        array, lengths, _ = padded([x[n] for n in numbers])
        return Batch(array, targets, lengths=lengths)

    def _pieces(self, numbers: np.ndarray) -> list[Batch]:
        return [self._batch(numbers[k : k + AT_ONCE]) for k in range(0, len(numbers), AT_ONCE)]

    def _lesson(self, fit: Fit) -> Lesson:
        random = np.random.default_rng([fit.part, fit.seed])
        size, width = len(self.samples.names), fit.setting.hidden_size
        layer = training.recurrent(fit.cell, size, width, random)
        network = Network(layer, len(self.classes), random, every_step=False)

        def batches() -> Iterator[Batch]:
            while True:
                order = random.permutation(self.split.train)
                for k in range(0, len(order), BATCH):
                    yield self._batch(order[k : k + BATCH])

        held = self._pieces(self.split.validation)
        return Lesson(
            network,
            batches(),
            lambda network: training.mean_loss(network, held, losses.cross_entropy),
            fit.setting.learning_rate,
            every=training.looks(len(self.split.validation) / BATCH),
        )

    def _probabilities(self, network: Network) -> np.ndarray:
        """(n_test, k) of float32."""
        pieces = self._pieces(self.split.test)
        y = [network.forward(one.x, lengths=one.lengths).y[0].T for one in pieces]
        return activations.softmax(np.concatenate(y), axis=1)

    def _details(
        self, said: dict[str, np.ndarray], net: str, outcomes: Sequence[Outcome]
    ) -> dict[str, Any]:
        """For the report's figures."""
        truth, k = self.y[self.split.test], len(self.classes)
        confusion = {}
        for name, p in said.items():
            confusion[name] = np.zeros((k, k), int)
            np.add.at(confusion[name], (truth, p.argmax(axis=1)), 1)
        wrong = {name: (p.argmax(axis=1) != truth).astype(float) for name, p in said.items()}
        found = {"confusion": confusion, "classes": self.classes.tolist(), "losses": wrong}
        best = min(outcomes, key=lambda one: one.validation).network
        if best is not None:
            found["gates"] = training.gates(best, self._batch(self.split.test[:1]).x)
        return found


def _score(
    name: str, p: np.ndarray, truth: np.ndarray, over: Advantage, verdict: bool, judged: bool
) -> Score:
    share = float((p.argmax(axis=1) == truth).mean())
    surprise = -float(np.log(np.maximum(p[np.arange(len(p)), truth], 1e-12)).mean())
    low, high = (over.low, over.high) if verdict else (np.nan, np.nan)
    measures = {"accuracy": share, "log loss": surprise}
    return Score(name, name in CELLS, measures, over.value, low, high, judged)


def _beats_majority(right: dict[str, np.ndarray]) -> str:
    """Whether anything is better than no look at the sequences, in a sentence."""
    over = {n: Advantage.of(r, right[MAJORITY]).p for n, r in right.items() if n != MAJORITY}
    better = [name for name, p in holm(over).items() if p <= TAIL]
    if better:
        return f"Better than {MEANING[MAJORITY]}: {', '.join(better)}."
    return f"Nothing is better than {MEANING[MAJORITY]}."
