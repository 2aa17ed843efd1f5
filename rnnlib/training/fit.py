"""One training loop: batches in, history out."""

from contextlib import contextmanager
from itertools import islice

import numpy as np
from tqdm import tqdm

from rnnlib import checks
from rnnlib.training import losses, memory, optimizers, schedules
from rnnlib.training.checkpoint import Checkpoint
from rnnlib.training.history import Diverged, History


def fit(
    network,
    batches,
    steps,
    optimizer,
    loss=losses.cross_entropy,
    clip_norm=np.inf,
    evaluate=None,
    every=100,
    *,
    clip_value=np.inf,
    schedule=schedules.constant,
    regularizer=None,
    patience=None,
    stop=None,
    checkpoint=None,
    checkpoint_every=1000,
):
    """Train a network, in place.

    Args:
        network: a Network.
        batches: an iterable of Batch; one that continues the batch before it starts
            from that batch's final state, as a constant (truncated backpropagation).
        steps: how many batches to learn from, at most.
        optimizer: SGD, RMSprop or Adam.
        loss: (y, targets, mask) → value, d_y.
        clip_norm: the largest norm of the gradient.
        evaluate: called with the network every `every` steps and after the last; returns a
            loss, or a dict with "loss" and any measures.
        clip_value: the largest entry of the gradient, by amount; cut before the norm is.
        schedule: step → what the learning rate is multiplied by; the first step is 1.
        regularizer: (network, tape, d_y, gradients) → penalty; adds its gradients in place.
        patience: stop after so many evaluations that are no better than the best one. At the
            end the network gets the parameters of that one, unless `stop` ended the run.
        stop: evaluation → whether to stop, with the parameters as they are.
        checkpoint: a file. The run is saved there, and goes on from there if the file is there
            already: call `fit` again with the same arguments and the batches from their start.
            The result is that of a run never interrupted, to the last bit.
        checkpoint_every: steps between two savings; the last is at the end.

    Returns:
        History.

    Raises:
        Diverged: the loss, the gradient or the parameters became NaN or infinite.
        ValueError: an argument is out of range; there are too few batches; the checkpoint is
            damaged or of another run.
    """
    steps, every = checks.size("fit", "steps", steps), checks.size("fit", "every", every)
    checkpoint_every = checks.size("fit", "checkpoint_every", checkpoint_every)
    if patience is not None:
        patience = checks.size("fit", "patience", patience)
    clip_norm = checks.number("fit", "clip_norm", clip_norm, above=0, finite=False)
    clip_value = checks.number("fit", "clip_value", clip_value, above=0, finite=False)
    if not evaluate and (patience or stop):
        raise ValueError("fit: evaluate must be given for patience and stop to judge by, got none")

    memory.keep_freed_memory()
    run, batches, file = _Run(network, optimizer, steps), iter(batches), None
    if checkpoint is not None:
        settings = {"steps": steps, "every": every, "patience": patience, "loss": loss}
        settings |= {"clip_norm": clip_norm, "clip_value": clip_value, "regularizer": regularizer}
        sample = np.linspace(1, steps, 9).astype(int).tolist()
        settings["schedule"] = tuple(float(schedule(step)) for step in sample)
        file = Checkpoint(checkpoint, network, optimizer, settings)
        run.resume(file, batches)
    history = run.history
    if run.is_over:
        return history

    rest = islice(batches, steps - history.steps)
    progress = tqdm(rest, total=steps, initial=history.steps, unit="step", leave=False)
    for step, batch in enumerate(progress, history.steps + 1):
        run.learn(batch, loss, regularizer, clip_value, clip_norm, schedule(step))
        progress.set_postfix_str(f"loss={history.loss[-1]:.3f}", refresh=False)
        if evaluate and (step % every == 0 or step == steps):
            run.judge(evaluate, patience, stop)
        if run.is_over:
            break
        if file and step % checkpoint_every == 0:
            run.save(file, batch)
    if not run.is_over:
        raise ValueError(f"fit: batches must yield {steps} batches, got {history.steps}")
    if patience and history.stopped_by != "stop":
        optimizers.put(network.params, run.best)
    if file:
        run.save(file, batch)
    return history


class _Run:
    """A network while it is trained.

    Attributes:
        history: so far.
        state: the final state of the batch before.
        good: the parameters that gave the last finite loss, as one vector.
        best: those of the best evaluation.
    """

    def __init__(self, network, optimizer, steps):
        self.network, self.optimizer, self.steps = network, optimizer, steps
        self.history, self.state, self.best = History(), None, None
        self.good = optimizers.flat(network.params)

    @property
    def is_over(self):
        return self.history.steps == self.steps or self.history.stopped_by is not None

    def learn(self, batch, loss, regularizer, clip_value, clip_norm, factor):
        """One step: forward, loss, backward, and what the optimizer makes of the gradients."""
        network, history, here = self.network, self.history, optimizers.flat(self.network.params)
        with self.finite(batch.x, batch.targets):
            before = None if batch.starts else self.state
            tape = network.forward(batch.x, before, batch.lengths, training=True)
            value, d_y = loss(tape.y, batch.targets, batch.mask)
            gradients = network.backward(tape, d_y).params
            penalty = regularizer(network, tape, d_y, gradients) if regularizer else None
            length = optimizers.norm(gradients)
            if not np.isfinite(value + length):
                raise self.diverged(value, length)
            self.good = here
            self.state = tape.state  # numbers, not a graph: nothing flows back through them
            history.loss.append(value)
            history.gradient_norm.append(length)
            history.parameter_norm.append(optimizers.norm(network.params))
            if regularizer:
                history.penalty.append(penalty)
            optimizers.clip_value(gradients, clip_value)
            optimizers.clip_norm(gradients, clip_norm)
            self.optimizer.step(network.params, gradients, factor)
        if not np.isfinite(optimizers.flat(network.params)).all():
            raise self.diverged()

    def judge(self, evaluate, patience, stop):
        """Evaluate, keep the best parameters, and see whether this is the end."""
        history = self.history
        with self.finite():
            evaluation = evaluate(self.network)
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
    def finite(self, *incoming):
        """Where a number may become too large for its dtype: that is a divergence."""
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                yield
        except checks.NotFinite as error:
            if all(np.isfinite(array).all() for array in incoming):
                raise self.diverged() from error
            raise  # it did not become so, it came in

    def diverged(self, value=np.nan, length=np.nan):
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

    def save(self, file, batch):
        """Save a checkpoint after this batch."""
        changing = {"state": self.state, "good": self.good, "best": self.best}
        file.save(batch, history=vars(self.history), **changing)

    def resume(self, file, batches):
        """Go on from where a checkpoint was saved, if there is one."""
        saved = file.load()
        if saved is None:
            return
        run = saved["run"]
        self.history, self.good, self.best = History(**run["history"]), run["good"], run["best"]
        self.state = tuple(tuple(states) for states in run["state"])
        if not self.is_over:
            file.pass_over(batches, self.history.steps, saved)
        file.put_back(saved)
