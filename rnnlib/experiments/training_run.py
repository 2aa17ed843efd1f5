"""One run that most studies are made of: a network learns a task until it has solved it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnnlib.tasks.task import Task
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Adam


class Trained(NamedTuple):
    """A network, and what was measured of it."""

    network: Network
    measured: dict[str, Any]


def train(
    task: Task,
    layers: Callable,
    seed: int,
    learning_rate: float,
    steps: int,
    batch_size: int = 32,
    optimizer: Callable = Adam,
    until_solved: bool = True,
    **options: Any,
) -> Trained:
    """Train a network on a task until it is solved on the validation split, then test it once.

    Weights, readout and data are drawn from seeds of their own: with one seed for all three,
    cells of different size would see luck as skill.

    Args:
        task: a Task.
        layers: (input size, seed) → a layer or several.
        seed: a whole number.
        learning_rate: the optimizer's.
        steps: how many batches to learn from, at most.
        until_solved: whether to stop there; else all steps are taken.
        options: what else `fit` takes; if not given, a look at the validation split every 50
            steps, and gradients clipped at norm 1.

    Returns:
        The network, and a dict:
        solved_at: steps until the goal was reached on the validation split; NaN: never.
        cost: by which learning rates are chosen: solved_at, or, unsolved, `steps` with the
            validation loss on top, so that what fails less ranks first; without a goal, the
            validation loss; infinite if the run diverged.
        validation, test: the losses; and the task's measures on the test split.
        diverged: whether it did; then there are no losses and no measures.
    """
    network = task.network(layers(task.input_size, [seed, 0]), [seed, 1])
    batches = task.batches(batch_size, [seed, 2])
    settings: dict[str, Any] = {"every": 50, "clip_norm": 1.0, "loss": task.loss}
    settings |= options | {"evaluate": task.evaluate, "stop": task.solved if until_solved else None}
    try:
        history = fit(network, batches, steps, optimizer(learning_rate), **settings)
    except Diverged:
        nothing = dict.fromkeys(("solved_at", "validation", "test"), np.nan)
        return Trained(network, nothing | {"cost": np.inf, "diverged": True})
    looks = zip(history.evaluated_at, history.evaluation, strict=True)
    solved_at = next((step for step, seen in looks if task.solved(seen)), np.nan)
    validation = task.evaluate(network, "validation")["loss"]
    test = task.evaluate(network, "test")
    cost = validation + (steps if task.goal else 0) if np.isnan(solved_at) else solved_at
    measured = {"solved_at": solved_at, "cost": cost, "validation": validation}
    return Trained(network, measured | {"test": test.pop("loss"), "diverged": False} | test)
