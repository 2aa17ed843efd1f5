"""What a task is: batches to learn from, held-out ones to judge by, and what to beat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

SPLITS = ("validation", "test")
HELD_OUT = (250, 1000)  # sequences of each, for tasks that are drawn; validation is read often


@dataclass(frozen=True)
class Task:
    """Something to be learnt from sequences.

    Attributes:
        name: as in the tables.
        input_size, output_size: D_x and D_y.
        batches: (batch_size, seed) → an endless iterator of Batch; the same seed gives
            the same batches.
        held_out: "validation" or "test" → one Batch, always the same.
        loss: (y, targets, mask) → value, d_y.
        every_step: whether there is a target at every step, or one after the last.
        measure: (y, batch) → {name: number}, what is said of a prediction besides its loss.
        goal: (name of a measure, the least that counts as solved), if the task can be solved.
        baselines: () → {name: {measure: number}}, what can be had without a recurrent
            network, on the test set or in expectation.
        optimum: the lowest expected loss that any model can reach, if it is known.
    """

    name: str
    input_size: int
    output_size: int
    batches: Callable
    held_out: Callable
    loss: Callable = losses.cross_entropy
    every_step: bool = False
    measure: Callable = lambda y, batch: {}
    goal: tuple | None = None
    baselines: Callable = dict
    optimum: float | None = None

    def network(self, layers, seed):
        """A Network of these layers with the readout that the task needs."""
        return Network(layers, self.output_size, seed, self.every_step)

    def evaluate(self, network, split="validation"):
        """{"loss": …, and the task's measures} on held-out data."""
        batch = self.held_out(checks.one_of(self.name, "split", split, SPLITS))
        y = network.forward(batch.x, lengths=batch.lengths).y
        loss, _ = self.loss(y, batch.targets, batch.mask)
        return {"loss": loss} | self.measure(y, batch)

    def solved(self, measured):
        """Whether what `evaluate` returned reaches the goal."""
        if self.goal is None:
            return False
        name, least = self.goal
        return measured[name] >= least


def drawn(draw, held_out=HELD_OUT, at_once=1):
    """The batches and held-out sets of a task whose sequences are drawn at random.

    Args:
        draw: (random, batch_size) → Batch.
        held_out: how many sequences the validation and the test set have.
        at_once: how many batches are drawn together, where that is faster than one by one.

    Returns:
        {"batches": …, "held_out": …}, for Task.
    """

    def batches(batch_size, seed):
        batch_size = checks.size("batches", "batch_size", batch_size)
        random = checks.generator("batches", seed)

        def endless():
            while True:
                several = draw(random, at_once * batch_size)
                for samples in np.arange(at_once * batch_size).reshape(at_once, batch_size):
                    yield pick(several, samples) if at_once > 1 else several

        return endless()

    @cache
    def once(split):
        k = SPLITS.index(checks.one_of("held_out", "split", split, SPLITS))
        return draw(apart(k), held_out[k])

    return {"batches": batches, "held_out": once}


def apart(k):
    """The k-th generator of data to judge by: no seed of up to 128 bits starts its stream."""
    return np.random.default_rng(np.random.SeedSequence(0x7E57, spawn_key=(k,)))


def from_data(train, validation, test):
    """The batches and held-out sets of a task that is learnt from a fixed set of sequences.

    Each epoch goes through the training sequences once, in an order of its own; those that
    are left when no full batch is, it leaves out.

    Args:
        train, validation, test: each one Batch of all its sequences.

    Returns:
        {"batches": …, "held_out": …}, for Task.
    """
    train = _one_after_the_other(train)
    count = train.x.shape[2]

    def batches(batch_size, seed):
        batch_size = min(checks.size("batches", "batch_size", batch_size), count)
        random = checks.generator("batches", seed)

        def epochs():
            while True:
                order = random.permutation(count)
                for first in range(0, count - batch_size + 1, batch_size):
                    yield pick(train, order[first : first + batch_size])

        return epochs()

    def held_out(split):
        return (validation, test)[SPLITS.index(checks.one_of("held_out", "split", split, SPLITS))]

    return {"batches": batches, "held_out": held_out}


def pick(batch, samples):
    """Some of a batch's sequences, by their numbers, cut after the end of the longest."""
    lengths = None if batch.lengths is None else batch.lengths[samples]
    T = len(batch.x) if lengths is None else lengths.max()

    def of(array):
        return None if array is None else np.ascontiguousarray(array[:T, ..., samples])

    return Batch(of(batch.x), of(batch.targets), batch.starts, lengths, of(batch.mask))


def _one_after_the_other(batch):
    """The same, with each sequence's numbers together in memory: so `pick` reads few pages."""

    def of(array):
        if array is None:
            return None
        return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, -1, 0)), 0, -1)

    return batch._replace(x=of(batch.x), targets=of(batch.targets), mask=of(batch.mask))


def accuracy(y, batch):
    """{"accuracy": the share of predictions whose largest output is the target}."""
    right = y.argmax(axis=1) == batch.targets
    return {"accuracy": float(right.mean() if batch.mask is None else right[batch.mask].mean())}


def one_hot(numbers, count, dtype=np.float32):
    """Class numbers (T, B) to inputs (T, count, B) with a 1 in the row of each class."""
    return np.eye(count, dtype=dtype)[:, numbers].swapaxes(0, 1)


def share(counts):
    """{"loss": the entropy of always saying the shares of the classes, "accuracy": the largest}."""
    p = np.asarray(counts, float) / np.sum(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {"loss": float(-np.nansum(p * np.log(p))), "accuracy": float(p.max())}
