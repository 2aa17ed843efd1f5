"""One training loop: batches in, history out."""

from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from rnnlib import checks, losses, optimizers


class Batch(NamedTuple):
    """What is learnt from in one step.

    Attributes:
        x: inputs, (T, D_x, B).
        targets: what the loss compares with, for each step or for the last alone.
        starts: False where it continues the batch before.
        lengths: (B,), how many steps each sequence has, if some are shorter than T.
        mask: (T, B) of bool, which predictions count, if not all.
    """

    x: np.ndarray
    targets: np.ndarray
    starts: bool = True
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None


@dataclass
class History:
    """What happened: one entry per step in loss and gradient_norm, one per evaluation."""

    loss: list = field(default_factory=list)
    gradient_norm: list = field(default_factory=list)  # before clipping
    evaluated_at: list = field(default_factory=list)  # steps done at each evaluation
    evaluation: list = field(default_factory=list)


class Diverged(ArithmeticError):
    """The loss or the gradient is no longer finite.

    The network keeps the parameters that gave the last finite loss, `history` what led there.
    """

    def __init__(self, message, history):
        super().__init__(message)
        self.history = history


def fit(
    network,
    batches,
    steps,
    optimizer,
    loss=losses.cross_entropy,
    clip_norm=np.inf,
    evaluate=None,
    every=100,
):
    """Train a network, in place.

    Args:
        network: a Network.
        batches: an iterable of Batch; one that continues the batch before it starts
            from that batch's final state, as a constant (truncated backpropagation).
        steps: how many batches to learn from, at most.
        optimizer: SGD or Adam.
        loss: (y, targets, mask) → value, d_y.
        clip_norm: the largest norm of the gradient.
        evaluate: called with the network every `every` steps and after the last.

    Returns:
        History.

    Raises:
        Diverged: the loss or the gradient became NaN or infinite.
    """
    steps, every = checks.size("fit", "steps", steps), checks.size("fit", "every", every)
    clip_norm = checks.number("fit", "clip_norm", clip_norm, above=0, finite=False)
    history, state, good = History(), None, {}
    progress = tqdm(islice(batches, steps), total=steps, unit="step", leave=False)
    for step, batch in enumerate(progress, 1):
        value = length = np.nan
        with np.errstate(over="ignore", invalid="ignore"):
            try:
                before = None if batch.starts else state
                tape = network.forward(batch.x, before, batch.lengths, training=True)
                value, d_y = loss(tape.y, batch.targets, batch.mask)
                gradients = network.backward(tape, d_y).params
                length = optimizers.clip_norm(gradients, clip_norm)
            except checks.NotFinite:
                if not all(np.isfinite(v).all() for v in (batch.x, batch.targets)):
                    raise  # it came in; else it arose here
        if not np.isfinite([value, length]).all():
            for name, array in good.items():
                network.params[name][...] = array
            raise Diverged(
                f"fit: diverged at step {step}: loss {value:g}, gradient norm {length:g}; the "
                f"parameters of step {step - 1} are kept",
                history,
            )
        state = tape.state  # numbers, not a graph: nothing flows back through them
        good = {name: array.copy() for name, array in network.params.items()}
        with np.errstate(over="ignore", invalid="ignore"):
            optimizer.step(network.params, gradients)
        history.loss.append(value)
        history.gradient_norm.append(length)
        progress.set_postfix(loss=f"{value:.3f}", refresh=False)
        if evaluate and (step % every == 0 or step == steps):
            history.evaluated_at.append(step)
            history.evaluation.append(evaluate(network))
    if len(history.loss) < steps:
        raise ValueError(f"fit: batches must yield {steps} batches, got {len(history.loss)}")
    return history
