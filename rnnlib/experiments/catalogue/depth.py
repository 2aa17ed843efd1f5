"""Deeper, wider, or with dropout?

Stacked LSTMs on a novel and on chorales, both small. Dropout follows every layer, the top one
included, and no connection between steps: Zaremba et al. (2014). A learning rate is sought for each
depth, at 64 units without dropout, and for two layers of as many weights as one of 128.
"""

from rnnlib import tasks
from rnnlib.experiments import estimate, runs
from rnnlib.experiments.catalogue import MEASURED, Card, Study, layer, train
from rnnlib.layers.dropout import Dropout

# name: the task, steps, batch size
TASKS = {"text": (tasks.characters, 1200, 32), "chorales": (tasks.bach_chorales, 800, 16)}
SHAPES = ((1, 32), (1, 64), (1, 128), (2, 64), (3, 64))  # depth, width
EQUAL = ((1, 128), (2, 81), (3, 64))  # of about as many weights, within 5 %


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


def tuned_as(case: dict) -> dict:
    """What a case takes its learning rate from; two layers of 81 units bear less than of 64."""
    return case if case["width"] == 81 else case | {"width": 64, "dropout": 0.0}


def stacked(task: str, depth: int, width: int, dropout: float = 0.0) -> list[dict]:
    """The runs of a stack."""
    return runs("depth", **stack(task, depth, width, dropout))


def more(task: str, a: tuple, b: tuple) -> float:
    """How much higher the loss of one (depth, width, dropout) is than that of another."""
    return estimate.difference(stacked(task, *a), stacked(task, *b), "test").value


CARD = Card(
    answer="Wider, with dropout. One layer of 128 units is the best of these networks on both "
    "tasks. Of nets with about as many weights and no dropout, two layers are level with it on "
    "the novel and 0.32 nats per frame behind on chorales; three layers are behind by 0.07 "
    "nats per character and by 1.13 nats per frame. Dropout helps the layer of "
    "128 units, by 0.06 nats per character, and harms that of 32 as much.",
    sure="Sure for data as small as these, and training as short: the more layers, the slower "
    "the start. It does not say what depth can do with more of both.",
    numbers=(
        ("0.32 nats", lambda: more("chorales", (2, 81), (1, 128))),
        ("0.07", lambda: more("text", (3, 64), (1, 128))),
        ("1.13 nats", lambda: more("chorales", (3, 64), (1, 128))),
        ("0.06 nats", lambda: -more("text", (1, 128, 0.3), (1, 128))),
        ("0.06", lambda: more("text", (1, 32, 0.3), (1, 32))),
    ),
    dots=lambda: {
        name: {
            f"{depth} × {width}": estimate.median(stacked("text", depth, width, dropout), "test")
            for depth, width in SHAPES
        }
        for name, dropout in (("no dropout", 0.0), ("dropout 0.3", 0.3))
    },
    shows="test loss on the novel, nats per character",
)
STUDY = Study(
    run,
    card=CARD,
    measured=("weights", *MEASURED, "accuracy"),
    cases=[
        *(stack(task, *shape, d) for task in TASKS for shape in SHAPES for d in (0.0, 0.3)),
        *(stack(task, *EQUAL[1]) for task in TASKS),
    ],
    tuning={"tuned_as": tuned_as},
    tolerance={"test": 0.05},
    cheap=stack("chorales", 1, 32),
    packages=("music21", "scipy"),
    minutes=38,
)
