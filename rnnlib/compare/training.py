"""How a network is trained in a comparison: the same way whatever the problem and the cell."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from rnnlib.compare.problem import Fit, Outcome
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged, History
from rnnlib.training.losses import Loss
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Adam

BATCH = 32  # sequences
AT_ONCE = 128  # that are predicted at once
CLIP = 1.0  # norm of the gradient
EVERY, PATIENCE = 25, 10  # steps between two looks at validation data, and looks without progress
WARM, TIMED = 5, 20  # steps


class Trainer(Protocol):
    """Trains a network in place; here with rnnlib, in rnnlib.interop.training with PyTorch."""

    def __call__(
        self,
        network: Network,
        batches: Iterator[Batch],
        steps: int,
        *,
        loss: Loss,
        learning_rate: float,
        clip_norm: float,
        validation: Sequence[Batch],
        every: int,
        patience: int,
    ) -> History:
        """At the end the network has the parameters with the lowest loss on validation data.

        Args:
            network: what is trained.
            batches: that are learnt from, at most `steps` of them.
            loss: (y, targets, mask) → value, d_y.
            learning_rate: Adam's.
            clip_norm: the largest norm of the gradient.
            validation: all of it, looked at every `every` steps; or nothing, for no looks.
            patience: looks that are no better than the best one, until training stops.

        Raises:
            Diverged: a number became NaN or infinite.
        """
        ...


def train(
    network: Network,
    batches: Iterator[Batch],
    steps: int,
    *,
    loss: Loss,
    learning_rate: float,
    clip_norm: float,
    validation: Sequence[Batch],
    every: int,
    patience: int,
) -> History:
    """Train a network with rnnlib; a `Trainer`."""
    judged = bool(validation)
    return fit(
        network, batches, steps, Adam(learning_rate), loss, clip_norm,
        (lambda network: mean_loss(network, validation, loss)) if judged else None,
        every, patience=patience if judged else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """What a network learns, and from what.

    Attributes:
        network: with its starting values.
        batches: endless.
        validation: batches of all validation data.
        learning_rate: Adam's.
        loss: (y, targets, mask) → value, d_y.
        every: steps between two looks at validation data.
    """

    network: Network
    batches: Iterator[Batch]
    validation: Sequence[Batch]
    learning_rate: float
    loss: Loss = losses.cross_entropy
    every: int = EVERY


def recurrent(
    cell: str, input_size: int, hidden_size: int, random: np.random.Generator
) -> Recurrent:
    """A layer of one of CELLS.

    The GRU is the one whose reset acts after the product: PyTorch has no other, and what was
    learnt is to be of use there, too.
    """
    make: dict[str, Callable[..., Recurrent]] = {"RNN": RNN, "LSTM": LSTM}
    make["GRU"] = partial(GRU, variant="reset_after")
    return make[cell](input_size, hidden_size, seed=random)


def learnt(
    one: Fit,
    steps: int,
    lesson: Lesson,
    predict: Callable[[Network], np.ndarray],
    trainer: Trainer = train,
) -> Outcome:
    """Train a network and see what came of it.

    Args:
        one: which fit this is.
        steps: the most of them.
        lesson: what is learnt.
        predict: test data's predictions; not called in the search.
        trainer: who trains.
    """
    begin, network = time.perf_counter(), lesson.network
    try:
        history = _train(lesson, steps, lesson.validation, trainer)
    except Diverged as error:  # the network has the last parameters that were sound
        history = error.history
    early = history.stopped_by == "patience" or history.steps < steps
    return Outcome(
        fit=one,
        validation=mean_loss(network, lesson.validation, lesson.loss),
        predictions=predict(network) if one.phase == "test" else None,
        steps=history.steps,
        stopped="early" if early else "clock",
        seconds=time.perf_counter() - begin,
        curve=_curve(history),
        network=network,
    )


def step_seconds(lesson: Lesson, trainer: Trainer = train) -> float:
    """Measured: seconds of a step, after a few that warm up."""
    _train(lesson, WARM, (), trainer)
    begin = time.perf_counter()
    _train(lesson, TIMED, (), trainer)
    return (time.perf_counter() - begin) / TIMED


def mean_loss(network: Network, batches: Sequence[Batch], loss: Loss) -> float:
    """The mean over all predictions that count."""
    total, count = 0.0, 0
    for batch in batches:
        y = network.forward(batch.x, lengths=batch.lengths).y
        mask = batch.counts
        n = len(y) * y.shape[-1] if mask is None else int(mask.sum())
        total, count = total + n * loss(y, batch.targets, mask)[0], count + n
    return total / count


def looks(validation: Sequence[Batch]) -> int:
    """Steps between two looks at validation data, so that these take a small part of the time."""
    return max(EVERY, 2 * sum(batch.x.shape[-1] for batch in validation) // BATCH)


def _train(lesson: Lesson, steps: int, validation: Sequence[Batch], trainer: Trainer) -> History:
    return trainer(
        lesson.network,
        lesson.batches,
        steps,
        loss=lesson.loss,
        learning_rate=lesson.learning_rate,
        clip_norm=CLIP,
        validation=validation,
        every=lesson.every,
        patience=PATIENCE,
    )


def _curve(history: History) -> np.ndarray:
    """Rows of (step, mean training loss since the row before, validation loss)."""
    ends = history.evaluated_at
    starts = [0, *ends][: len(ends)]
    means = [float(np.mean(history.loss[a:b])) for a, b in zip(starts, ends, strict=True)]
    return np.array([*zip(ends, means, history.evaluation, strict=True)]).reshape(-1, 3)
