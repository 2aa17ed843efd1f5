"""Temporal order against length: what do clipping and Pascanu's regularizer buy a simple RNN?

Plain gradient descent, as in Pascanu et al. (2013); the same, with the gradient clipped at
norm 1; and with their regularizer on top. Beside them stand a simple RNN and a GRU that are
trained with Adam.
"""

from functools import partial

import numpy as np

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.order import temporal_order
from rnnlib.training.optimizers import SGD, Adam
from rnnlib.training.regularizers import VanishingGradientRegularizer

METHODS = {
    "SGD": {"cell": "RNN", "optimizer": SGD, "clip_norm": np.inf},
    "SGD, clipped": {"cell": "RNN", "optimizer": SGD},
    "SGD, clipped, regularized": {
        "cell": "RNN",
        "optimizer": SGD,
        "regularizer": VanishingGradientRegularizer(2.0),
    },
    "Adam, clipped": {"cell": "RNN", "optimizer": Adam},
    "GRU, Adam, clipped": {"cell": "GRU", "optimizer": Adam},
}
LENGTHS = (20, 30, 50, 100)
HIDDEN_SIZE = 50
BATCH_SIZE = 20
STEPS = 4000


def plan(rows, quick):
    lengths = LENGTHS[:1] if quick else LENGTHS
    cases = [{"method": method, "T": T} for T in lengths for method in METHODS]
    return two_rounds(rows, cases, **(QUICK if quick else {}))


def run(method, T, phase, learning_rate, seed):
    task = temporal_order(T)
    options = dict(METHODS[method])
    cell = options.pop("cell")
    layers = partial(layer, cell, task.input_size, HIDDEN_SIZE)
    _, measured = trial(task, layers, seed, learning_rate, STEPS, BATCH_SIZE, every=100, **options)
    return measured


STUDY = Study(
    name="temporal_order",
    question="Temporal order against length: what do clipping and a regularizer buy an RNN?",
    axes=("method", "T", *AXES),
    measured=(*MEASURED, "accuracy"),
    plan=plan,
    run=run,
    tolerance={"accuracy": 0.1},
    cheap={"method": "GRU, Adam, clipped", "T": 20, "phase": "test", "seed": 0},
    minutes=13,
)
