"""A network while it is trained: one step, one evaluation, and what to do if numbers overflow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.training import optimizers
from rnnlib.training.batch import Batch
from rnnlib.training.checkpoint import Checkpoint
from rnnlib.training.history import Diverged, History
from rnnlib.training.losses import Loss
from rnnlib.training.network import Network, State
from rnnlib.training.optimizers import Optimizer


class Run:
    """A network while it is trained.

    Attributes:
        history: so far.
        state: the final state of the batch before: numbers, nothing flows back through them.
        good: the parameters that gave the last finite loss, as one vector.
        best: those of the best evaluation.
    """

    def __init__(self, network: Network, optimizer: Optimizer, steps: int) -> None:
        self.network, self.optimizer, self.steps = network, optimizer, steps
        self.history = History()
        self.state: State | None = None
        self.best: np.ndarray | None = None
        self.good = optimizers.flat(network.params)

    @property
    def is_over(self) -> bool:
        return self.history.steps == self.steps or self.history.stopped_by is not None

    def learn(
        self,
        batch: Batch,
        loss: Loss,
        regularizer: Callable[..., float] | None,
        clip_value: float,
        clip_norm: float,
        factor: float,
    ) -> None:
        """One step: forward, loss, backward, and what the optimizer makes of the gradients."""
        if not isinstance(batch, Batch):
            raise TypeError(
                f"fit: batches must yield Batch, as Batch(x, targets), got {type(batch).__name__}"
            )
        network, history, here = self.network, self.history, optimizers.flat(self.network.params)
        with self.finite(batch):
            before = _carried(self.state, batch)
            tape = network.forward(batch.x, before, batch.lengths, training=True)
            value, d_y = loss(tape.y, batch.targets, batch.counts)
            gradients = network.backward(tape, d_y).params
            penalty = regularizer(network, tape, d_y, gradients) if regularizer else None
            length = optimizers.norm(gradients)
            if not np.isfinite(value + length):
                raise self.diverged(value, length)
            self.good, self.state = here, tape.state
            history.loss.append(value)
            history.gradient_norm.append(length)
            history.parameter_norm.append(optimizers.norm(network.params))
            if penalty is not None:
                history.penalty.append(penalty)
            optimizers.clip_value(gradients, clip_value)
            optimizers.clip_norm(gradients, clip_norm)
            self.optimizer.step(network.params, gradients, factor)
        # A memory that overflowed would be an optimizer that stands still from here on.
        vectors = (optimizers.flat(network.params), *self.optimizer.memory.values())
        if not all(np.isfinite(vector).all() for vector in vectors):
            raise self.diverged()

    def evaluate(self, evaluate: Callable[[Network], Any]) -> Any:
        """What `evaluate` says of the network now."""
        with self.finite():
            return evaluate(self.network)

    def judge(
        self, evaluation: Any, patience: int | None, stop: Callable[[Any], bool] | None
    ) -> None:
        """Note an evaluation, keep the best parameters, and see whether this is the end."""
        history = self.history
        history.evaluated_at.append(history.steps)
        history.evaluation.append(evaluation)
        if patience:
            since_best = len(history.evaluation) - 1 - history.best
            if since_best == 0:
                self.best = optimizers.flat(self.network.params)
            elif since_best >= patience:
                history.stopped_by = "patience"
        if stop and stop(evaluation):
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
        optimizers.put(self.network.params, self.good)
        step, history = self.history.steps, self.history
        message = (
            f"fit: diverged at step {step + 1}: loss {value:g}, gradient norm {length:g}; "
            f"the parameters of step {step} are kept"
        )
        if step:
            message += f", which had loss {history.loss[-1]:g} and gradient norm "
            message += f"{history.gradient_norm[-1]:g}"
        return Diverged(message, history)

    def save(self, file: Checkpoint, batch: Batch, last: list[Any]) -> None:
        """Save a checkpoint after this batch; `last` holds an evaluation made at the end alone."""
        changing = {"state": self.state, "good": self.good, "best": self.best, "last": last}
        file.save(batch, history=vars(self.history), **changing)

    def resume(self, file: Checkpoint, batches: Iterator[Batch]) -> list[Any]:
        """Go on from where a checkpoint was saved, if there is one; returns its `last`."""
        saved = file.load()
        if saved is None:
            return []
        run = saved["run"]
        self.history, self.good, self.best = History(**run["history"]), run["good"], run["best"]
        self.state = tuple(tuple(states) for states in run["state"])
        if not self.is_over:
            file.pass_over(batches, self.history.steps, saved)
        file.put_back(saved)
        return run["last"]


def _carried(state: State | None, batch: Batch) -> State | None:
    """The states that a batch begins with; None for zeros, which single streams may get too."""
    if state is None or np.all(batch.starts):
        return None
    B = batch.x.shape[-1]
    before = {part.shape[1] for parts in state for part in parts}
    if before - {B}:
        raise ValueError(
            f"fit: a batch that continues the one before must have its B = {before.pop()} "
            f"sequences, got {B}"
        )
    if np.ndim(batch.starts) == 0:
        return state
    starts = checks.array("fit", "starts", batch.starts, ("B",), {"B": B}, bool)
    return tuple(
        tuple(np.where(starts, part.dtype.type(0), part) for part in parts) for parts in state
    )
