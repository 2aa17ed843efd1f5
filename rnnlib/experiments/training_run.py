"""One run that most studies are made of: a network learns a task until it has solved it."""

import numpy as np

from rnnlib.tasks.task import SPLITS
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged
from rnnlib.training.optimizers import Adam

MEASURED = ("solved_at", "cost", "validation", "test", "diverged")


def trial(
    task,
    layers,
    seed,
    learning_rate,
    steps,
    batch_size=32,
    every=50,
    optimizer=Adam,
    clip_norm=1.0,
    until_solved=True,
    **options,
):
    """Train a network on a task until it is solved, and test it.

    Weights, readout and data are drawn from seeds of their own: with one seed for all three,
    cells of different size would see luck as skill.

    Args:
        task: a Task.
        layers: seed → a layer or several.
        seed: a whole number.
        learning_rate: the optimizer's.
        steps: how many batches to learn from, at most.
        every: steps between two looks at the validation set.
        until_solved: whether to stop there; else all steps are taken.
        options: what else `fit` takes.

    Returns:
        The network, and a dict:
        solved_at: steps until the goal was reached on the validation set; NaN: never.
        cost: by which learning rates are chosen: solved_at, or, unsolved, `steps` with the
            validation loss on top, so that what fails less ranks first; without a goal, the
            validation loss; infinite if the run diverged.
        validation, test: the losses; and the task's measures on the test set.
        diverged: whether it did; then there are no losses and no measures.
    """
    network = task.network(layers([seed, 0]), [seed, 1])
    batches = task.batches(batch_size, [seed, 2])
    try:
        history = fit(
            network,
            batches,
            steps,
            optimizer(learning_rate),
            loss=task.loss,
            clip_norm=clip_norm,
            evaluate=task.evaluate,
            every=every,
            stop=task.solved if until_solved else None,
            **options,
        )
    except Diverged:
        nothing = dict.fromkeys(("solved_at", "validation", "test"), np.nan)
        return network, nothing | {"cost": np.inf, "diverged": True}
    looks = zip(history.evaluated_at, history.evaluation, strict=True)
    solved_at = next((step for step, seen in looks if task.solved(seen)), np.nan)
    validation, test = (task.evaluate(network, split) for split in SPLITS)
    unsolved = validation["loss"] + (steps if task.goal else 0)
    return network, {
        "solved_at": solved_at,
        "cost": unsolved if np.isnan(solved_at) else solved_at,
        "validation": validation["loss"],
        "test": test.pop("loss"),
        "diverged": False,
        **test,
    }
