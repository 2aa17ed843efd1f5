"""The definition of a task: training batches, held-out sets, a loss, measures, baselines."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

SPLITS = ("validation", "test")
HELD_OUT = (250, 1000)  # sequences of each, for tasks that are drawn; validation is read often

Random = np.random.Generator
Seed = int | Sequence[int] | Random
Measures = dict[str, float]
Baselines = dict[str, Measures]
Draw = Callable[[Random, int], Batch]
Fields = dict[str, Any]  # of Task, by their names


def accuracy(y: np.ndarray, batch: Batch) -> Measures:
    """{"accuracy": the share of predictions whose largest output is the target}."""
    right = y.argmax(axis=1) == batch.targets
    return {"accuracy": float(right.mean() if batch.counts is None else right[batch.counts].mean())}


# The fields of a task of classes in which everything can be known.
EXACT: Fields = {"measure": accuracy, "goal": ("accuracy", 0.99), "optimum": 0.0}


@dataclass(frozen=True)
class Task:
    """A problem to be learnt from sequences.

    Attributes:
        name: as in the tables.
        input_size, output_size: D_x and D_y.
        batches: (batch_size, seed) → an endless iterator of training batches; the same seed
            gives the same batches.
        held_out: "validation" or "test" → one Batch, always the same.
        loss: (y, targets, mask) → value, d_y.
        every_step: whether there is a target at every step, or one after the last.
        measure: (y, batch) → {name: number}, what is reported besides the loss.
        goal: (name of a measure, the least value that counts as solved), if there is one.
        baselines: () → {name: {"loss" or a measure: number}}, results without a recurrent
            network, on the test set or in expectation; computed once.
        optimum: the lowest expected loss that any model can reach, if it is known.
    """

    name: str
    input_size: int
    output_size: int
    batches: Callable[[int, Seed], Iterator[Batch]]
    held_out: Callable[[str], Batch]
    loss: Callable[..., tuple[float, np.ndarray]] = losses.cross_entropy
    every_step: bool = False
    measure: Callable[[np.ndarray, Batch], Measures] = lambda y, batch: {}
    goal: tuple[str, float] | None = None
    baselines: Callable[[], Baselines] = dict
    optimum: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "baselines", cache(self.baselines))

    def __repr__(self) -> str:
        return f"Task({self.name!r}, D_x={self.input_size}, D_y={self.output_size})"

    def network(self, layers: Any, seed: Seed) -> Network:
        """A Network of these layers with the readout that the task needs."""
        return Network(layers, self.output_size, seed, self.every_step)

    def evaluate(self, network: Network, split: str = "validation") -> Measures:
        """{"loss": …, and the task's measures} on a held-out set."""
        batch = self.held_out(checks.one_of(self.name, "split", split, SPLITS))
        y = network.forward(batch.x, lengths=batch.lengths).y
        loss, _ = self.loss(y, batch.targets, batch.counts)
        return {"loss": loss} | self.measure(y, batch)

    def solved(self, measured: Measures) -> bool:
        """Whether what `evaluate` returned reaches the goal."""
        return self.goal is not None and measured[self.goal[0]] >= self.goal[1]


def data(
    generate: Callable[[Random, int], Iterable[Batch]], held_out: Callable[[str], Batch]
) -> Fields:
    """The fields `batches` and `held_out` of a Task, with their arguments checked at the call.

    Args:
        generate: (random, batch_size) → an endless iterable of Batch.
        held_out: split → Batch; called once for each split.
    """
    once = cache(held_out)

    def batches(batch_size, seed):
        batch_size = checks.size("batches", "batch_size", batch_size)
        return iter(generate(checks.generator("batches", seed), batch_size))

    def held_out_set(split):
        return once(checks.one_of("held_out", "split", split, SPLITS))

    return {"batches": batches, "held_out": held_out_set}


def drawn(
    draw: Draw | Mapping[str, Draw], held_out: Sequence[int] = HELD_OUT, at_once: int = 1
) -> Fields:
    """The data of a task whose sequences are drawn at random.

    Args:
        draw: (random, batch_size) → Batch; or one such function for each of "train",
            "validation" and "test".
        held_out: how many sequences the validation and the test set have.
        at_once: how many batches are drawn together, where that is faster than one by one.

    Returns:
        {"batches": …, "held_out": …}, for Task.
    """
    draws = draw if isinstance(draw, Mapping) else dict.fromkeys(("train", *SPLITS), draw)

    def generate(random, batch_size):
        while True:
            several = draws["train"](random, at_once * batch_size)
            for samples in np.arange(at_once * batch_size).reshape(at_once, batch_size):
                yield several.select(samples) if at_once > 1 else several

    sizes = dict(zip(SPLITS, held_out, strict=True))
    return data(generate, lambda split: draws[split](held_out_generator(split), sizes[split]))


def held_out_generator(purpose: str) -> Random:
    """The generator of "validation" or "test" data, or of the data that a "baseline" is fitted to.

    No seed of up to 128 bits starts its stream.
    """
    key = (*SPLITS, "baseline").index(purpose)
    return np.random.default_rng(np.random.SeedSequence(0x7E57, spawn_key=(key,)))


def from_data(train: Batch, validation: Batch, test: Batch) -> Fields:
    """The data of a task that is learnt from a fixed set of sequences.

    Each epoch goes once through the training sequences, shuffled anew; what is left when no
    full batch remains is left out of that epoch.

    Args:
        train, validation, test: each one Batch of all its sequences.

    Returns:
        {"batches": …, "held_out": …}, for Task.
    """
    fields = {name: getattr(train, name) for name in ("x", "targets", "mask")}
    train = train._replace(**{n: _by_sample(a) for n, a in fields.items() if a is not None})
    count = train.x.shape[2]

    def generate(random, batch_size):
        batch_size = min(batch_size, count)
        while True:
            order = random.permutation(count)
            for first in range(0, count - batch_size + 1, batch_size):
                yield train.select(order[first : first + batch_size])

    return data(generate, dict(zip(SPLITS, (validation, test), strict=True)).__getitem__)


def _by_sample(array: np.ndarray) -> np.ndarray:
    """The same, each sequence's numbers together in memory: so `Batch.select` reads few pages."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, -1, 0)), 0, -1)


def one_hot(numbers: np.ndarray, count: int, dtype: Any = np.float32) -> np.ndarray:
    """Class numbers (T, B) to inputs (T, count, B) with a 1 in the row of each class."""
    return np.eye(count, dtype=dtype)[:, numbers].swapaxes(0, 1)
