"""A network while it is trained: one step, one evaluation, and what to do if numbers overflow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.training import optimizers
from rnnlib.training.batch import Batch
from rnnlib.training.history import Diverged, History
from rnnlib.training.losses import Loss
from rnnlib.training.network import Network, State
from rnnlib.training.optimizers import Optimizer


@dataclass
class Run:
    """A network while it is trained. The first attributes are arguments of `fit`.

    Attributes:
        history: so far.
        state: the final state of the batch before: numbers, nothing flows back through them.
        best: the parameters of the best evaluation, as one vector.
        good: those that gave the last finite loss.
    """

    network: Network
    optimizer: Optimizer
    steps: int
    loss: Loss
    clip_norm: float
    clip_value: float
    every: int
    patience: int | None
    schedule: Callable[[int], float]
    regularizer: Callable[..., float] | None
    evaluate: Callable[[Network], Any] | None
    stop: Callable[[Any], bool] | None

    def __post_init__(self) -> None:
        self.history = History()
        self.state: State | None = None
        self.best: np.ndarray | None = None
        self.params = dict(self.network.params)
        self.good = optimizers.flat(self.params)

    @property
    def is_over(self) -> bool:
        return self.history.steps == self.steps or self.history.stopped_by is not None

    def learn(self, batch: Batch) -> None:
        """One step: forward, loss, backward, and what the optimizer makes of the gradients."""
        if not isinstance(batch, Batch):
            raise TypeError(
                f"fit: batches must yield Batch, as Batch(x, targets), got {type(batch).__name__}"
            )
        network, history, here = self.network, self.history, optimizers.flat(self.params)
        with self.finite(batch):
            before = _carried(self.state, batch)
            tape = network.forward(batch.x, before, batch.lengths, training=True)
            value, d_y = self.loss(tape.y, batch.targets, batch.counts)
            gradients = network.backward(tape, d_y).params
            if self.regularizer:
                penalty = self.regularizer(network, tape, d_y, gradients)
            length = optimizers.norm(gradients)
            if not np.isfinite(value + length):
                raise self.diverged(value, length)
            self.good, self.state = here, tape.state
            if self.regularizer:
                history.penalty.append(penalty)
            history.loss.append(value)
            history.gradient_norm.append(length)
            history.parameter_norm.append(optimizers.norm({"all": here}))
            optimizers.clip_value(gradients, self.clip_value)
            optimizers.clip_norm(gradients, self.clip_norm)
            self.optimizer.step(self.params, gradients, self.schedule(history.steps))
        if not np.isfinite(optimizers.flat(self.params)).all():
            raise self.diverged()

    def judge(self) -> None:
        """Evaluate if there is a function for it, keep the best parameters, see whether to stop."""
        history = self.history
        if self.evaluate is None:
            return
        with self.finite():
            evaluation = self.evaluate(self.network)
        history.evaluated_at.append(history.steps)
        history.evaluation.append(evaluation)
        if self.patience:
            since_best = len(history.evaluation) - 1 - history.best
            if since_best == 0:
                self.best = optimizers.flat(self.params)
            elif since_best >= self.patience:
                history.stopped_by = "patience"
        if self.stop and self.stop(evaluation):
            history.stopped_by = "stop"

    @contextmanager
    def finite(self, batch: Batch | None = None) -> Iterator[None]:
        """Where a number may become too large for its dtype: that is a divergence."""
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                yield
        except checks.NotFinite as error:
            if batch is None or batch.is_finite:
                raise self.diverged() from error
            raise  # it did not become so, it came in

    def diverged(self, value: float = np.nan, length: float = np.nan) -> Diverged:
        """Put the last good parameters back. Returns what is to be raised."""
        optimizers.put(self.params, self.good)
        step, history = self.history.steps, self.history
        message = f"fit: diverged at step {step + 1}: loss {value:g}, gradient norm {length:g}; "
        message += f"the parameters of step {step} are kept"
        if step:
            loss, length = history.loss[-1], history.gradient_norm[-1]
            message += f", which had loss {loss:g} and gradient norm {length:g}"
        return Diverged(message, history)


def _carried(state: State | None, batch: Batch) -> State | None:
    """The states that a batch begins with; None for zeros, which single streams may get too."""
    if state is None or batch.starts is True or np.all(batch.starts):
        return None
    B = batch.x.shape[-1]
    starts = batch.starts if np.ndim(batch.starts) else np.full(B, batch.starts)
    starts = checks.array("fit", "starts", starts, ("B",), {"B": B}, bool)
    for before in {part.shape[1] for parts in state for part in parts} - {B}:
        raise ValueError(
            f"fit: a batch that continues the one before must have its B = {before} sequences, "
            f"got {B}"
        )
    return tuple(
        tuple(np.where(starts, part.dtype.type(0), part) for part in parts) for parts in state
    )
