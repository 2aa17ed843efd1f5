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
    progress: bool = True,
) -> History:
    """Train a network, in place.

    `fit(network, x, y)` learns from your own data, samples first: the samples are shuffled in
    every epoch, padded to the longest of a batch, and what is padded does not count.

    `fit(network, batches, steps, optimizer)` learns from batches that you make, features first.
    A batch that continues the one before starts from its final states, as constants (truncated
    backpropagation through time); `Batch.starts` holds which of its streams do not.

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
            more steps or epochs than before. A finished run takes no step, but the evaluation
            after the last step is made again where `every` does not divide the steps.
        checkpoint_every: steps between two savings; the last is at the end.
        progress: whether a bar shows how far it is.

    Returns:
        History.

    Raises:
        Diverged: the loss, the gradient or the parameters became NaN or infinite.
        TypeError, ValueError: an argument is of the wrong kind or out of range; there are too
            few batches; the checkpoint is damaged or of another run.
    """
    if not isinstance(network, Network):
        raise TypeError(f"fit: network must be a Network, got {network!r}")
    own = {"epochs": epochs, "batch_size": batch_size, "validation": validation, "seed": seed}
    given: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
    if isinstance(y, (int, float, np.number)):
        if given:
            raise ValueError(f"fit: {min(given)} is for fit(network, x, y), got batches and steps")
        batches, steps, rhythm, longest = x, checks.size("fit", "steps", y), 100, math.inf
        loss = losses.named("fit", loss)
    else:
        loss = losses.named("fit", loss, y)
        batches, steps, rhythm, judge = data.plan(network, x, y, loss, **given)
        if evaluate and judge:
            raise ValueError("fit: give evaluate or validation, got both")
        evaluate, longest = evaluate or judge, 1.0
    if not evaluate and (patience or stop):
        raise ValueError("fit: evaluate must be given for patience and stop to judge by, got none")
    functions: dict[str, Any] = {
        "schedule": schedules.constant if schedule is None else schedule,
        "regularizer": regularizer, "evaluate": evaluate, "stop": stop,
    }  # fmt: skip
    for name, function in functions.items():
        if function is not None and not callable(function):
            raise TypeError(f"fit: {name} must be a function, got {function!r}")
    if not hasattr(batches, "__iter__"):
        raise TypeError(f"fit: batches must be an iterable of Batch, got {batches!r}")
    optimizer = optimizers.named("fit", optimizer, learning_rate)
    every = checks.size("fit", "every", rhythm if every is None else every)
    checkpoint_every = checks.size("fit", "checkpoint_every", checkpoint_every)
    patience = None if patience is None else checks.size("fit", "patience", patience)
    clip_norm = longest if clip_norm is None else clip_norm
    clip_norm = checks.number("fit", "clip_norm", clip_norm, above=0, finite=False)
    clip_value = checks.number("fit", "clip_value", clip_value, above=0, finite=False)
    limits = (clip_norm, clip_value)
    run = Run(network, optimizer, steps, loss, *limits, every, patience, **functions)
    batches = iter(batches)
    file = None if checkpoint is None else Checkpoint(checkpoint, run)
    if file:
        file.resume(batches)

    from tqdm import tqdm  # it takes a fifth of the time that `import rnnlib` takes

    memory.keep_freed_memory()
    history = run.history
    if not run.is_over:
        rest = islice(batches, steps - history.steps)
        shown = {} if progress else {"disable": True}
        bar = tqdm(rest, total=steps, initial=history.steps, unit="step", leave=False, **shown)
        for batch in bar:
            run.learn(batch)
            bar.set_postfix_str(f"loss={history.loss[-1]:.3f}", refresh=False)
            if history.steps % every == 0:
                run.judge()
            if run.is_over:
                break
            if file and history.steps % checkpoint_every == 0:
                file.save(batch)
        if not run.is_over:
            raise ValueError(f"fit: batches must yield {steps} batches, got {history.steps}")
        if file:  # before what only the end brings, so that this run can be extended
            file.save(batch)
    if history.stopped_by is None and steps % every:
        run.judge()
    if run.best is not None and history.stopped_by != "stop":
        optimizers.put(run.params, run.best)
    return history
