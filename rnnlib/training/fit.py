"""The training loop: data in, history out."""

import math
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.training import data, losses, memory, optimizers, schedules
from rnnlib.training.checkpoint import Checkpoint
from rnnlib.training.history import History
from rnnlib.training.losses import Loss
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Optimizer
from rnnlib.training.run import Run


def fit(
    network: Network,
    x: Any,
    y: Any,
    optimizer: str | type[Optimizer] | Optimizer = "adam",
    loss: str | Loss | None = None,
    clip_norm: float | None = None,
    evaluate: Callable[[Network], Any] | None = None,
    every: int | None = None,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    validation: tuple[Any, Any] | float | None = None,
    seed: int | np.random.Generator | None = None,
    learning_rate: float | None = None,
    clip_value: float = math.inf,
    schedule: schedules.Schedule | None = None,
    regularizer: Callable[..., float] | None = None,
    patience: int | None = None,
    stop: Callable[[Any], bool] | None = None,
    checkpoint: str | Path | None = None,
    checkpoint_every: int = 1000,
) -> History:
    """Train a network, in place.

    `fit(network, x, y)` learns from your own data, samples first: the samples are shuffled in
    every epoch, padded to the longest of a batch, and what is padded does not count.

    `fit(network, batches, steps, optimizer)` learns from batches that you make, features first.
    A batch that continues the one before starts from its final states, as constants (truncated
    backpropagation through time); `Batch.starts` says which of its streams do.

    Args:
        network: a Network.
        x: inputs, (n_samples, n_timesteps, D_x), or a list of arrays (T_i, D_x); for a network
            that begins with an Embedding without the last axis. Or an iterable of Batch.
        y: targets: class numbers, (n_samples,), or real values, (n_samples, D_y); with a
            target at every step (n_samples, n_timesteps), (n_samples, n_timesteps, D_y) or a
            list of arrays. Or how many batches to learn from, at most.
        optimizer: SGD, RMSprop or Adam with its learning rate; or such a class or its name,
            "sgd", "rmsprop" or "adam".
        loss: (y, targets, mask) → value, d_y; or "cross_entropy", "squared_error" ("mse") or
            "binary_cross_entropy". If not given, squared error for your own data of real
            numbers, else cross entropy.
        clip_norm: the largest norm of the gradient; if not given 1 for your own data, else any.
        evaluate: called with the network every `every` steps and after the last; returns a
            loss, or a dict with "loss" and any measures.
        every: steps; if not given 1 epoch for your own data, else 100.
        epochs, batch_size: of your own data: 20, and 32 samples.
        validation: of your own data: (x, y), or the share of the samples, drawn at random, not
            to learn from. `evaluate` is `network.evaluate` on it then. Of a time series give
            the latest part.
        seed: int or numpy.random.Generator, for the order of your own data; 0.
        learning_rate: of an optimizer without one; 0.005.
        clip_value: the largest entry of the gradient, by amount; cut before the norm is.
        schedule: step → what the learning rate is multiplied by; the first step is 1.
        regularizer: (network, tape, d_y, gradients) → penalty; adds its gradients in place.
        patience: stop after so many evaluations that are no better than the best one. At the
            end the network gets the parameters of that one, unless `stop` ended the run.
        stop: evaluation → whether to stop, with the parameters as they are.
        checkpoint: a file. The run is saved there, and goes on from there if the file is there
            already: call `fit` again with the same arguments and the batches from their start.
            The result is that of a run never interrupted, to the last bit. So is a run with
            more steps or epochs than before.
        checkpoint_every: steps between two savings; the last is at the end.

    Returns:
        History.

    Raises:
        Diverged: the loss, the gradient or the parameters became NaN or infinite.
        TypeError, ValueError: an argument is of the wrong kind or out of range; there are too
            few batches; the checkpoint is damaged or of another run.
    """
    if not isinstance(network, Network):
        raise TypeError(f"fit: network must be a Network, got {network!r}")
    own: dict[str, Any] = {"epochs": epochs, "batch_size": batch_size}
    own |= {"validation": validation, "seed": seed}
    own = {name: value for name, value in own.items() if value is not None}
    if isinstance(y, (int, float, np.number)):
        if own:
            raise ValueError(f"fit: {min(own)} is for fit(network, x, y), got batches and steps")
        loss = losses.named("fit", "cross_entropy" if loss is None else loss)
        batches, steps, rhythm, longest = x, checks.size("fit", "steps", y), 100, math.inf
    else:
        batches, steps, rhythm, loss, judge = data.plan(network, x, y, loss, **own)
        if evaluate and judge:
            raise ValueError("fit: give evaluate or validation, got both")
        evaluate, longest = evaluate or judge, 1.0
    optimizer = optimizers.named("fit", optimizer, learning_rate)
    every = checks.size("fit", "every", rhythm if every is None else every)
    checkpoint_every = checks.size("fit", "checkpoint_every", checkpoint_every)
    if patience is not None:
        patience = checks.size("fit", "patience", patience)
    clip_norm = longest if clip_norm is None else clip_norm
    clip_norm = checks.number("fit", "clip_norm", clip_norm, above=0, finite=False)
    clip_value = checks.number("fit", "clip_value", clip_value, above=0, finite=False)
    if not evaluate and (patience or stop):
        raise ValueError("fit: evaluate must be given for patience and stop to judge by, got none")
    functions = {"evaluate": evaluate, "schedule": schedule, "regularizer": regularizer}
    for name, function in (functions | {"stop": stop}).items():
        if function is not None and not callable(function):
            raise TypeError(f"fit: {name} must be a function, got {function!r}")
    if not hasattr(batches, "__iter__"):
        raise TypeError(f"fit: batches must be an iterable of Batch, got {batches!r}")

    from tqdm import tqdm  # it takes a fifth of the time that `import rnnlib` takes

    memory.keep_freed_memory()
    schedule, limits = schedule or schedules.constant, (clip_norm, clip_value)
    run = Run(network, optimizer, steps, loss, *limits, schedule, regularizer, patience, stop)
    batches, last = iter(batches), []
    file = None if checkpoint is None else Checkpoint(checkpoint, run, every)
    if file:
        last = file.resume(batches)
    if not run.is_over:
        last.clear()  # the evaluation at the end of a shorter run
        done = run.history.steps
        rest = islice(batches, steps - done)
        progress = tqdm(rest, total=steps, initial=done, unit="step", leave=False)
        for step, batch in enumerate(progress, done + 1):
            run.learn(batch)
            progress.set_postfix_str(f"loss={run.history.loss[-1]:.3f}", refresh=False)
            if evaluate and (step % every == 0 or step == steps):
                with run.finite():
                    last.append(evaluate(network))
                if step % every == 0:
                    run.judge(last.pop())
            if run.is_over:
                break
            if file and step % checkpoint_every == 0:
                file.save(batch, last)
        if not run.is_over:
            came = run.history.steps
            raise ValueError(f"fit: batches must yield {steps} batches, got {came}")
        if file:  # as a longer run would be here, so that this one can be extended
            file.save(batch, last)
    for evaluation in last:
        run.judge(evaluation)
    if run.best is not None and run.history.stopped_by != "stop":
        optimizers.put(run.params, run.best)
    return run.history
