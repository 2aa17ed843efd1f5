"""Texts: which character comes next?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rnnlib.compare.characters import judged
from rnnlib.compare.characters.judged import BLOCK
from rnnlib.compare.characters.texts import PIECES, WINDOW, Text, bits
from rnnlib.compare.judging import cells, verdict, words
from rnnlib.compare.judging.verdict import LEAST, Skill
from rnnlib.compare.problem import CELLS, Fit, Outcome, Plan, Result, Score, Setting
from rnnlib.compare.running import training
from rnnlib.compare.running.training import Lesson, Trainer
from rnnlib.layers.embedding import Embedding
from rnnlib.tasks.ngram import NGram
from rnnlib.training.network import Network

ORDERS = range(1, 7)  # n of the n-grams
FEATURES = 32  # numbers that stand for a character
LOOKED_AT = 20_000  # characters of the validation part, at most
WRITTEN, SHOWN = 400, 60  # characters that the best network writes; along which gates are shown
CHOICES = (
    Setting(0.005, WINDOW, 128),
    Setting(0.01, WINDOW, 128),
    Setting(0.002, WINDOW, 128),
    Setting(0.005, WINDOW, 64),
)


@dataclass
class NextCharacter:
    """The problem of telling the next character of a text from all those before it.

    Simple methods are tables of n-grams, which fall back on shorter ones. All methods are scored
    on the same characters, in bits; those that the training part does not have are left out.

    Args:
        text: with at least 1,000 characters; of a very long one the first two million are used.
        trainer: `rnnlib.fit`, or what does the same in PyTorch.

    Raises:
        ComparisonError: the text is too short.
    """

    text: str
    trainer: Trainer = training.fit
    name: str = "next character"

    def __post_init__(self) -> None:
        self.data = Text.of(self.text)

    def read(self) -> tuple[str, ...]:
        """How the text is cut, in sentences."""
        data, (first, second) = self.data, self.data.ends
        last = len(data.numbers) - second
        said = [
            f"The first {first:,} characters are learnt from, the next {second - first:,} are for "
            f"validation and the last {last:,} for the test; {len(data.vocabulary) - 1} different "
            "ones."
        ]
        if data.left_out:
            said.append(f"The text goes on for {data.left_out:,} characters that are not used.")
        if count := last - len(data.test):
            said.append(
                f"{count:,} characters of the test part do not occur in the training part; they "
                "are not counted."
            )
        return tuple(said)

    def choices(self) -> tuple[Setting, ...]:
        """Learning rates and sizes."""
        return CHOICES

    def parts(self) -> int:
        """One: a text is not forecast from a rolling origin."""
        return 1

    def step_seconds(self, cell: str, setting: Setting) -> float:
        """Measured."""
        return training.step_seconds(self._lesson(Fit(cell, setting, 0, 0)), self.trainer)

    def fit(self, fit: Fit, plan: Plan) -> Outcome:
        """Train one network; it predicts with what probability each test character comes, (n,)."""

        def predict(network: Network) -> np.ndarray:
            return self.data.probabilities(network, self.data.test)

        return training.learnt(fit, plan, self._lesson(fit), predict, self.trainer)

    def judge(self, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
        """Count bits on the test part, and see what follows."""
        tests = [one for one in outcomes if one.fit.phase == "test"]
        by_cell = {cell: [one for one in tests if one.fit.cell == cell] for cell in CELLS}
        validation = {c: float(np.mean([o.validation for o in by_cell[c]])) for c in CELLS}
        single = {c: np.array([o.predictions for o in by_cell[c]], float) for c in CELLS}
        losses = {name: bits(p) for name, p in self._tables.items()}
        losses |= {cell: bits(p.mean(axis=0)) for cell, p in single.items()}
        seeds = {cell: bits(p) for cell, p in single.items()}
        net = min(CELLS, key=validation.__getitem__)
        base = min(self._held_out, key=self._held_out.__getitem__)
        blocks = np.arange(len(self.data.test)) // BLOCK
        count = int(blocks[-1]) + 1

        def against(ours: str, theirs: str) -> Skill | None:
            if count < LEAST:
                return None
            pair = losses[ours], losses[theirs]
            return verdict.skill(*pair, seeds.get(ours), seeds.get(theirs), blocks)

        over = {name: against(net, name) for name in self._tables}
        scores = []
        for name, own in losses.items():
            ours, theirs = (name, base) if name in CELLS else (net, name)
            found = against(ours, theirs)
            value = 1 - losses[ours].mean() / losses[theirs].mean()
            ends = (found.low, found.high) if found else (np.nan, np.nan)
            measures = {"bits per character": float(own.mean())}
            measures["perplexity"] = 2 ** measures["bits per character"]
            chosen = name in (net, base)
            scores.append(Score(name, name in CELLS, measures, float(value), *ends, chosen))
        notes = [*words.clock(tests), *plan.says]
        if count >= LEAST:
            means = {c: _blocks(losses[c], blocks) for c in CELLS}
            parts = {c: np.array([_blocks(one, blocks) for one in seeds[c]]) for c in CELLS}
            notes.insert(0, words.cells(cells.apart(means, parts)))
        clock = sum(one.stopped == "clock" for one in by_cell[net]) > len(by_cell[net]) / 2
        both = {name: float(losses[name].mean()) for name in (net, base)}
        return Result(
            self.name,
            self.read(),
            scores,
            judged.of(over, both, count, clock),
            tuple(notes),
            plan,
            list(outcomes),
            self._details(losses, by_cell[net]),
        )

    @cached_property
    def _tables(self) -> dict[str, np.ndarray]:
        """{n-gram: the probability of each test character}, counted on all text before the test."""
        return self._counted(self.data.ends[1], self.data.test)

    @cached_property
    def _held_out(self) -> dict[str, float]:
        """{n-gram: bits per character of the validation part}, counted on the training part."""
        places = self.data.validation[:LOOKED_AT]
        return {
            n: float(bits(p).mean()) for n, p in self._counted(self.data.ends[0], places).items()
        }

    def _counted(self, end: int, places: np.ndarray) -> dict[str, np.ndarray]:
        # A shorter context makes a longer table the shorter one: one is enough.
        text, longest = self.data.characters, ORDERS[-1]
        table = NGram(longest, text[:end], self.data.vocabulary)
        return {
            f"{n}-gram": np.array([table.probability(text[k], text[k - n + 1 : k]) for k in places])
            for n in ORDERS
        }

    def _lesson(self, fit: Fit) -> Lesson:
        random = np.random.default_rng([fit.part, fit.seed])
        known, width = len(self.data.vocabulary), fit.setting.hidden_size
        size = min(known, FEATURES)
        layers = [
            Embedding(known, size, random),
            training.recurrent(fit.cell, size, width, random),
        ]
        held = self.data.validation[:LOOKED_AT]
        every = training.looks(len(held) / PIECES / WINDOW)

        def evaluate(network: Network) -> float:
            return float(bits(self.data.probabilities(network, held)).mean())

        network = Network(layers, known, random)
        rate = fit.setting.learning_rate
        return Lesson(network, self.data.batches(random), evaluate, rate, every=every)

    def _details(
        self, losses: dict[str, np.ndarray], outcomes: Sequence[Outcome]
    ) -> dict[str, Any]:
        """For the report's figures."""
        details: dict[str, Any] = {
            "losses": losses,
            "by_context": {n: float(losses[f"{n}-gram"].mean()) for n in ORDERS},
        }
        best = min(outcomes, key=lambda one: one.validation).network
        if best is not None:
            start = self.data.ends[1]
            details["sample"] = self.data.written(best, WRITTEN)
            x = self.data.numbers[start : start + SHOWN, None]
            details["gates"] = training.gates(best, x)
        return details


def _blocks(losses: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    return np.bincount(blocks, losses) / np.bincount(blocks)
