"""How a network is trained in a comparison: the same way whatever the problem and the cell."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from rnnlib.compare.problem import Fit, Outcome, Plan
from rnnlib.layers.gru import GRU
from rnnlib.layers.initialization import forget_bias
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN
from rnnlib.training import losses, optimizers
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


Trainer = Callable[..., History]  # fit(network, batches, steps, …), or what does the same elsewhere


@dataclass(frozen=True)
class Lesson:
    """What a network learns, and from what.

    Attributes:
        network: with its starting values.
        batches: endless.
        evaluate: its loss on validation data.
        learning_rate: Adam's.
        loss: (y, targets, mask) → value, d_y.
        every: steps between two looks at validation data.
    """

    network: Network
    batches: Iterator[Batch]
    evaluate: Callable[[Network], float]
    learning_rate: float
    loss: Loss = losses.cross_entropy
    every: int = EVERY


def recurrent(
    cell: str,
    input_size: int,
    hidden_size: int,
    random: np.random.Generator,
    dtype: Any = np.float32,
) -> Recurrent:
    """A layer of one of CELLS, with its usual start: an LSTM's forget gate has bias 1.

    The GRU is the one whose reset acts after the product: PyTorch has no other, and what was
    learnt is to be of use there, too.
    """
    make: dict[str, Callable[..., Recurrent]] = {"RNN": RNN, "LSTM": LSTM}
    make["GRU"] = partial(GRU, variant="reset_after")
    layer = make[cell](input_size, hidden_size, seed=random, dtype=dtype)
    if cell == "LSTM":
        forget_bias(layer, 1.0)
    return layer


def learnt(
    one: Fit,
    plan: Plan,
    lesson: Lesson,
    predict: Callable[[Network], np.ndarray],
    trainer: Trainer = fit,
) -> Outcome:
    """Train a network and see what came of it: it has the parameters of its best look.

    One that is out of time at a look at validation data is stopped there.

    Args:
        one: which fit this is.
        plan: the most steps, and the most seconds.
        lesson: what is learnt.
        predict: test data's predictions; not called in the search.
        trainer: `fit`, or what does the same in PyTorch.
    """
    begin, network, steps = time.perf_counter(), lesson.network, plan.steps
    every, end = min(lesson.every, steps // 4), np.inf
    if plan.limit is not None:
        end = begin + plan.limit
        # What has little time must look often to see that it is over.
        every = min(every, int(plan.limit / plan.seconds[one.cell]) // 4)
    least, best = np.inf, None

    def look(network: Network) -> float:
        nonlocal least, best
        loss = lesson.evaluate(network)
        if loss < least:
            least, best = loss, optimizers.flat(network.params)
        return loss

    looks = {"evaluate": look, "every": max(1, every), "patience": PATIENCE}
    try:
        history = _train(lesson, steps, trainer, **looks, stop=lambda _: time.perf_counter() > end)
    except Diverged as error:
        history = error.history
    if best is not None:
        optimizers.put(network.params, best)
    early = history.stopped_by != "stop" and history.steps < steps
    return Outcome(
        fit=one,
        validation=least if best is not None else lesson.evaluate(network),
        predictions=predict(network) if one.phase == "test" else None,
        steps=history.steps,
        stopped="early" if early else "clock",
        seconds=time.perf_counter() - begin,
        curve=_curve(history),
        network=network,
    )


def step_seconds(lesson: Lesson, trainer: Trainer = fit) -> float:
    """Measured: seconds of a step, after a few that warm up."""
    _train(lesson, WARM, trainer)
    begin = time.perf_counter()
    _train(lesson, TIMED, trainer)
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


def looks(batches: float) -> int:
    """Steps between two looks at so many batches, so that these take a small part of the time."""
    return max(EVERY, round(2 * batches))


def gates(network: Network, x: np.ndarray) -> dict[str, np.ndarray]:
    """{name: (T, D_h)} of the gates of a network's recurrent layers along a sequence (T, D_x, 1).

    A simple RNN has none; of it there is the state, h.
    """
    tape = network.forward(x)
    layers = [
        (layer, own)
        for layer, own in zip(network.layers, tape.layers, strict=True)
        if isinstance(layer, Recurrent)
    ]
    return {name: own[name][:, :, 0] for layer, own in layers for name in layer.gates or "h"}


def _train(lesson: Lesson, steps: int, trainer: Trainer, **options: Any) -> History:
    optimizer = Adam(lesson.learning_rate)
    options["progress"] = False
    return trainer(lesson.network, lesson.batches, steps, optimizer, lesson.loss, CLIP, **options)


def _curve(history: History) -> np.ndarray:
    """Rows of (step, mean training loss since the row before, validation loss)."""
    ends = history.evaluated_at
    starts = [0, *ends][: len(ends)]
    means = [float(np.mean(history.loss[a:b])) for a, b in zip(starts, ends, strict=True)]
    return np.array([*zip(ends, means, history.evaluation, strict=True)]).reshape(-1, 3)
