"""Temporal order against length: what do clipping and a regularizer buy an RNN?

Plain gradient descent, as in Pascanu et al. (2013); the same, with the gradient clipped at norm 1;
and with their regularizer on top, which keeps gradients from vanishing. Beside them stand a simple
RNN and a GRU that are trained with Adam.
"""

import numpy as np

from rnnlib.experiments.catalogue import Study, grid, layer, train
from rnnlib.tasks import temporal_order
from rnnlib.training.optimizers import SGD
from rnnlib.training.regularizers import VanishingGradientRegularizer

REGULARIZED = {"optimizer": SGD, "regularizer": VanishingGradientRegularizer(2.0)}
METHODS: dict[str, tuple[str, dict]] = {
    "SGD": ("RNN", {"optimizer": SGD, "clip_norm": np.inf}),
    "SGD, clipped": ("RNN", {"optimizer": SGD}),
    "SGD, clipped, regularized": ("RNN", REGULARIZED),
    "Adam, clipped": ("RNN", {}),
    "GRU, Adam, clipped": ("GRU", {}),
}
LENGTHS = (20, 30, 50, 100)


def run(method: str, T: int, phase: str, learning_rate: float, seed: int) -> dict:
    cell, options = METHODS[method]
    options = options | {"steps": 4000, "batch_size": 20, "every": 100}
    task = temporal_order(T)
    return train(task, layer(cell, 50), seed, learning_rate, **options).measured


STUDY = Study(
    run,
    cases=grid(T=LENGTHS, method=tuple(METHODS)),
    tolerance={"accuracy": 0.1},
    cheap={"method": "GRU, Adam, clipped", "T": 20},
    minutes=13,
)
