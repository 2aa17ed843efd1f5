"""A user's own data, samples first, turned into features-first batches, and outputs turned back.

x is (n_samples, n_timesteps, D_x), or a list of arrays (T_i, D_x) of different lengths; for a
network that begins with an Embedding it holds symbols, and has no last axis. An axis of
features that has size 1 may be left out.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnnlib import activations, checks
from rnnlib.layers.embedding import Embedding
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.losses import Loss

if TYPE_CHECKING:
    from rnnlib.training.network import Network

AT_ONCE = 256  # samples that are predicted at once
FORMS = ("outputs", "probabilities", "classes")


Plan = tuple[Iterator[Batch], int, int, Callable[["Network"], dict[str, float]] | None]


def plan(
    network: "Network", x: Any, y: Any, loss: Loss,
    epochs: int = 20, batch_size: int = 32, validation: Any = None, seed: Any = 0,
) -> Plan:  # fmt: skip
    """The batches of all epochs, each in an order of its own, and an evaluation per epoch.

    Returns:
        batches, steps, every, evaluate: the arguments of `fit` on batches.
    """
    epochs = checks.size("fit", "epochs", epochs)
    size = checks.size("fit", "batch_size", batch_size)
    random, held_out = checks.generator("fit", seed), None
    samples = to_batch("fit", network, x, y, loss)
    n = samples.x.shape[-1]
    if isinstance(validation, (tuple, list)) and len(validation) == 2:
        held_out = to_batch("fit: validation", network, validation[0], validation[1], loss)
    elif validation is not None:
        share = checks.number("fit", "validation", validation, above=0, below=1)
        count = max(1, round(share * n))
        if count == n:
            raise ValueError(f"fit: validation must leave samples to learn from, got {share}")
        order, n = random.permutation(n), n - count
        samples, held_out = samples.select(order[:n]), samples.select(order[n:])

    def batches() -> Iterator[Batch]:
        while True:
            order = random.permutation(n)
            for first in range(0, n, size):
                yield samples.select(order[first : first + size])

    steps = -(-n // size)
    judge = held_out and partial(evaluate, samples=held_out, loss=loss)
    return batches(), epochs * steps, steps, judge


class _Features(NamedTuple):
    """What a step holds: so many real numbers, or, without a dtype, a number below the size."""

    owner: str
    symbol: str
    size: int
    dtype: Any

    def check(self, name: str, value: Any, *axes: str) -> np.ndarray:
        """The array with these axes and that of the features, which may be missing if 1."""
        if self.dtype is None:
            return checks.classes(self.owner, name, value, axes, {}, self.size)
        with suppress(ValueError):  # rows of several lengths, as the check will say
            if self.size == 1 and np.ndim(value) == len(axes):
                value = np.expand_dims(value, -1)
        sizes = {self.symbol: self.size}
        return checks.array(self.owner, name, value, (*axes, self.symbol), sizes, self.dtype)

    def sequences(self, name: str, values: Any) -> tuple[np.ndarray, np.ndarray]:
        """(n_samples, n_timesteps, …) of an array or of a list, padded with 0; and the lengths."""
        if not isinstance(values, (list, tuple)):
            array = self.check(name, values, "n_samples", "n_timesteps")
            return array, np.full(len(array), array.shape[1])
        if not values:
            raise ValueError(f"{self.owner}: {name} must not be empty, got a list of no sequences")
        parts = [self.check(f"{name}[{k}]", v, "n_timesteps") for k, v in enumerate(values)]
        lengths = np.array([len(part) for part in parts])
        array = np.zeros((len(parts), lengths.max(), *parts[0].shape[1:]), parts[0].dtype)
        for row, part in zip(array, parts, strict=True):
            row[: len(part)] = part
        return array, lengths


def to_batch(owner: str, network: "Network", x: Any, y: Any = None, loss: Any = None) -> Batch:
    """All samples as one Batch; without a loss the targets are the inputs, to be ignored."""
    first = network.layers[0]
    kind = None if isinstance(first, Embedding) else network.dtype
    x, lengths = _Features(owner, "D_x", first.input_size, kind).sequences("x", x)
    ends = None if (lengths == x.shape[1]).all() else lengths
    x = np.moveaxis(x, 0, -1)
    if loss is None:
        return Batch(x, x, lengths=ends)
    known = loss in losses.LOSSES.values()  # for another loss their dtype decides
    classes = loss is losses.cross_entropy if known else not losses.has_floats(y)
    kind = None if classes else network.dtype
    target, own = _Features(owner, "D_y", network.output_size, kind), lengths
    if network.every_step:
        y, own = target.sequences("y", y)
    else:
        y = target.check("y", y, "n_samples")[:, None]
    if len(y) != len(lengths):
        raise ValueError(f"{owner}: y must have n_samples = {len(lengths)} as x, got {len(y)}")
    if (own != lengths).any():
        k = int(np.argmax(own != lengths))
        raise ValueError(
            f"{owner}: y[{k}] must have n_timesteps = {lengths[k]} as x[{k}], got {own[k]}"
        )
    return Batch(x, np.moveaxis(y, 0, -1), lengths=ends)


def evaluate(network: "Network", samples: Batch, loss: Loss) -> dict[str, float]:
    """{"loss": …}, and for cross entropy "accuracy", over all predictions that count."""
    total, right, count = 0.0, 0, 0
    for piece, y in _outputs(network, samples):
        counts = np.ones(y[:, 0].shape, bool) if piece.counts is None else piece.counts
        N = int(counts.sum())
        count, total = count + N, total + N * loss(y, piece.targets, counts)[0]
        if loss is losses.cross_entropy:
            right += int((y.argmax(axis=1) == piece.targets)[counts].sum())
    accuracy = {"accuracy": right / count} if loss is losses.cross_entropy else {}
    return {"loss": total / count} | accuracy


def predict(network: "Network", x: Any, form: str) -> np.ndarray | list[np.ndarray]:
    """What `Network.predict` returns."""
    form = checks.one_of("Network.predict", "form", form, FORMS)
    answers: list[np.ndarray] = []
    for piece, y in _outputs(network, to_batch("Network.predict", network, x)):
        T, D_y, B = y.shape
        if form == "probabilities":
            y = activations.softmax(y, axis=1) if D_y > 1 else activations.sigmoid(y)
        elif form == "classes":
            y = y.argmax(axis=1) if D_y > 1 else (y[:, 0] > 0).astype(int)
        ends = np.full(B, T) if piece.lengths is None else piece.lengths
        answers += [one[:end] for one, end in zip(np.moveaxis(y, -1, 0), ends, strict=True)]
    if not network.every_step:
        return np.concatenate(answers)
    return answers if isinstance(x, (list, tuple)) else np.stack(answers)


def _outputs(network: "Network", samples: Batch) -> Iterator[tuple[Batch, np.ndarray]]:
    """The samples in pieces, and the outputs for each: y (T, D_y, B)."""
    n = samples.x.shape[-1]
    for first in range(0, n, AT_ONCE):
        piece = samples.select(np.arange(first, min(first + AT_ONCE, n)))
        yield piece, network.forward(piece.x, lengths=piece.lengths).y
