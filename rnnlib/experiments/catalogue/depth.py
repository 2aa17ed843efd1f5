"""Deeper, wider, or with dropout? Stacked LSTMs on a novel and on chorales, both small.

Dropout follows every layer, the top one included, and no connection between steps:
Zaremba et al. (2014). A learning rate is sought for each depth, at 64 units without dropout.
"""

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.layers.dropout import Dropout
from rnnlib.tasks.chorales import chorales
from rnnlib.tasks.text import characters

TASKS = {"text": (characters, 1200, 32), "chorales": (chorales, 800, 16)}  # steps, batch size
SHAPES = ((1, 32), (1, 64), (1, 128), (2, 64), (3, 64))  # depth, width
RATES_OF_DROPOUT = (0.0, 0.3)
PATIENCE = 6


def plan(rows, quick):
    cases = [
        {"task": task, "depth": depth, "width": width, "dropout": dropout}
        for task in TASKS
        for depth, width in SHAPES
        for dropout in RATES_OF_DROPOUT
    ]
    if quick:
        cases = [case for case in cases if case["task"] == "chorales" and case["width"] == 32]
        return two_rounds(rows, cases, **QUICK)
    return two_rounds(rows, cases, tuned_as=lambda case: case | {"width": 64, "dropout": 0.0})


def run(task, depth, width, dropout, phase, learning_rate, seed):
    make, steps, batch_size = TASKS[task]
    task = make()

    def layers(seed):
        stack = []
        for k in range(depth):
            below = width if k else task.input_size
            stack.append(layer("LSTM", below, width, [*seed, k]))
            if dropout:
                stack.append(Dropout(width, dropout, [*seed, k, 1]))
        return stack

    network, measured = trial(
        task, layers, seed, learning_rate, steps, batch_size, patience=PATIENCE
    )
    measured["weights"] = network.parameter_count
    return measured


STUDY = Study(
    name="depth",
    question="Deeper, wider, or with dropout? Stacked LSTMs on a novel and on chorales",
    axes=("task", "depth", "width", "dropout", *AXES),
    measured=("weights", *MEASURED, "accuracy"),
    plan=plan,
    run=run,
    tolerance={"test": 0.05},
    cheap={"task": "chorales", "depth": 1, "width": 32, "dropout": 0.0, "phase": "test", "seed": 0},
    minutes=29,
)
