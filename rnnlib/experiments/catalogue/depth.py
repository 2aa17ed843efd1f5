"""Deeper, wider, or with dropout? Stacked LSTMs on a novel and on chorales

Both are small. Dropout follows every layer, the top one included, and no connection between steps:
Zaremba et al. (2014). A learning rate is sought for each depth, at 64 units without dropout.
"""

from rnnlib import tasks
from rnnlib.experiments.catalogue import MEASURED, Study, layer, train
from rnnlib.layers.dropout import Dropout

# name: the task, steps, batch size
TASKS = {"text": (tasks.characters, 1200, 32), "chorales": (tasks.bach_chorales, 800, 16)}
SHAPES = ((1, 32), (1, 64), (1, 128), (2, 64), (3, 64))  # depth, width


def stack(task: str, depth: int, width: int, dropout: float = 0.0) -> dict:
    """A case."""
    return {"task": task, "depth": depth, "width": width, "dropout": dropout}


def run(
    task: str, depth: int, width: int, dropout: float, phase: str, learning_rate: float, seed: int
) -> dict:
    make, steps, batch_size = TASKS[task]

    def layers(input_size: int, seed: list[int]) -> list:
        layers: list = []
        for k in range(depth):
            layers.append(layer("LSTM", width)(width if k else input_size, [*seed, k]))
            if dropout:
                layers.append(Dropout(width, dropout, [*seed, k, 1]))
        return layers

    network, measured = train(make(), layers, seed, learning_rate, steps, batch_size, patience=6)
    return measured | {"weights": network.parameter_count}


STUDY = Study(
    run,
    measured=("weights", *MEASURED, "accuracy"),
    cases=[stack(task, *shape, d) for task in TASKS for shape in SHAPES for d in (0.0, 0.3)],
    tuning={"tuned_as": lambda case: case | {"width": 64, "dropout": 0.0}},
    tolerance={"test": 0.05},
    cheap=stack("chorales", 1, 32),
    packages=("music21", "scipy"),
    minutes=29,
)
