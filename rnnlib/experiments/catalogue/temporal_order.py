"""What do clipping and a regularizer buy an RNN?

Temporal order against length. Plain gradient descent, as in Pascanu et al. (2013); the same, with
the gradient clipped at norm 1; and with their regularizer on top, which keeps gradients from
vanishing. Beside them stand a simple RNN and a GRU that are trained with Adam, clipped as well. The
rates of this RNN are chosen on ten seeds: at T = 30 the three that the others have are content with
one by which most runs fail.
"""

import numpy as np

from rnnlib.experiments import runs
from rnnlib.experiments.cards import estimates, of_ten
from rnnlib.experiments.catalogue import Card, Study, grid, layer, train
from rnnlib.experiments.tuning import TEN_SEEDS, TUNING_SEEDS
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


def solved(method: str, T: int) -> float:
    """How many of the ten runs that count solved the task."""
    return of_ten("solved_at")(runs("temporal_order", method=method, T=T)).value


NAMES = {
    "SGD": "descent",
    "SGD, clipped": "clipped",
    "SGD, clipped, regularized": "and regularized",
    "Adam, clipped": "Adam, clipped",
    "GRU, Adam, clipped": "GRU, Adam, clipped",
}
CARD = Card(
    answer="Some more steps. With the gradient clipped, plain gradient descent learns the order of "
    "two symbols within 20 steps in 10 of 10 runs; without clipping, in 0. With the "
    "regularizer on top it gets to 50 steps in 7 of 10. A GRU, trained with Adam and "
    "clipping, gets there in 10 of 10 without it.",
    sure="What clipping adds at 20 steps, and the regularizer at 50, is beyond luck; 7 against 10 "
    "of 10 is not. And all had few sequences "
    "to learn from; those in the paper had many times as many, so what fails here may be "
    "slow, and not impossible.",
    numbers=(
        ("10 of", lambda: solved("SGD, clipped", 20)),
        ("0", lambda: solved("SGD", 20)),
        ("7 of", lambda: solved("SGD, clipped, regularized", 50)),
        ("10 of", lambda: solved("GRU, Adam, clipped", 50)),
    ),
    dots=lambda: {
        f"{T} steps": estimates("temporal_order", of_ten("solved_at"), "method", NAMES, T=T)
        for T in (20, 50)
    },
    shows="runs of ten that learn which symbol came first",
)
STUDY = Study(
    run,
    card=CARD,
    cases=grid(T=LENGTHS, method=tuple(METHODS)),
    tuning={
        "tuning_seeds": lambda c: TEN_SEEDS if c["method"] == "Adam, clipped" else TUNING_SEEDS
    },
    tolerance={"accuracy": 0.1},
    cheap={"method": "GRU, Adam, clipped", "T": 20},
    minutes=23,
)
