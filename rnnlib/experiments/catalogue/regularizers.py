"""What keeps a network from learning its data by heart, and what helps a deep one to start?

Bach's chorales, of which an LSTM of 128 units soon knows the training part by heart, one of 32 does
not, and a stack of three has hardly begun. Each gets one remedy at a time. All take all steps, at
the learning rate that `depth` chose without any; the weights of the best validation loss are tested
(early stopping), and so are the last ones.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib import tasks
from rnnlib.experiments import estimate, runs
from rnnlib.experiments.catalogue import Card, Study, layer
from rnnlib.experiments.estimate import Estimate
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import Adam, flat, put
from rnnlib.training.regularizers import WeightDecay

STEPS, BATCH, EVERY, RATE = 800, 16, 50, 0.01
SEEN = tuple(range(100, STEPS + 1, 100))  # when the losses are written down
DROPPED, DECAY = 0.5, 3e-4
WIDE, NARROW, DEEP = (1, 128), (1, 32), (3, 64)  # depth, width
AFTER: dict[str, Callable[[int, list], Any]] = {  # what follows each layer
    "dropout, new masks": lambda width, seed: Dropout(width, DROPPED, seed),
    "dropout, one mask": lambda width, seed: Dropout(width, DROPPED, seed, one_mask=True),
    "layer norm": lambda width, seed: LayerNorm(width),
    "batch norm": lambda width, seed: BatchNorm(width),
}
REMEDIES = ("none", *AFTER, "weight decay")
FOR_DEPTH = ("none", "residual", "layer norm")
CASES = [
    *((*shape, remedy) for shape in (WIDE, NARROW) for remedy in REMEDIES),
    *((*DEEP, remedy) for remedy in FOR_DEPTH),
]


def run(depth: int, width: int, remedy: str, seed: int) -> dict:
    task, layers, weights = tasks.bach_chorales(), [], np.empty(0)
    for k in range(depth):
        made: Any = layer("LSTM", width)(width if k else task.input_size, [seed, 0, k])
        layers.append(Residual(made) if remedy == "residual" and k else made)
        if remedy in AFTER:
            layers.append(AFTER[remedy](width, [seed, 0, k, 1]))
    network = task.network(layers, [seed, 1])

    def look(network: Any) -> dict[str, float]:
        nonlocal weights
        weights = flat(network.params)
        return task.evaluate(network)

    history = fit(
        network,
        task.batches(BATCH, [seed, 2]),
        STEPS,
        Adam(RATE),
        task.loss,
        clip_norm=1.0,
        evaluate=look,
        every=EVERY,
        regularizer=WeightDecay(DECAY) if remedy == "weight decay" else None,
        patience=STEPS,  # which never stops it, but brings the best weights back
    )
    seen = [evaluation["loss"] for evaluation in history.evaluation]
    measured = {"best_at": history.evaluated_at[history.best], "validation": min(seen)}
    measured |= {"test": task.evaluate(network, "test")["loss"]}
    put(network.params, weights)
    measured |= {"at_the_end": task.evaluate(network, "test")["loss"]}
    measured |= {f"validation_{k}": seen[k // EVERY - 1] for k in SEEN}
    measured |= {f"training_{k}": float(np.mean(history.loss[k - 100 : k])) for k in SEEN}
    return measured


def remedied(shape: tuple[int, int], remedy: str) -> list[dict]:
    """The runs of a shape, (depth, width), with a remedy."""
    depth, width = shape
    return runs("regularizers", depth=depth, width=width, remedy=remedy)


def gain(shape: tuple[int, int], remedy: str, of: str = "test") -> Estimate:
    """How much higher the loss is than without a remedy, nats per frame."""
    return estimate.difference(remedied(shape, remedy), remedied(shape, "none"), of)


def early_stopping(shape: tuple[int, int]) -> float:
    """How much higher the loss of the last weights is than that of the best look."""
    return float(np.median([r["at_the_end"] - r["test"] for r in remedied(shape, "none")]))


def found(shape: tuple[int, int], remedy: str, of: str = "test") -> Estimate:
    """The test loss, nats per chord."""
    return estimate.median(remedied(shape, remedy), of)


CARD = Card(
    answer="Stopping early, and a path past each layer. The last weights of the wide network are "
    "1.04 nats per chord worse than those of its best look. With early stopping, dropout gains "
    "it 0.03 at most, and costs the narrow one 0.30 or more. Paths bring the deep stack from "
    "10.01 nats to 8.89.",
    sure="Sure that dropout does harm where nothing overfits, and that the deep stack needs help "
    "to start. What each remedy can do at its best is open: all have one learning rate, and one "
    "strength.",
    numbers=(
        ("1.04 nats", lambda: early_stopping(WIDE)),
        ("0.03", lambda: -gain(WIDE, "dropout, one mask").value),
        ("0.30", lambda: gain(NARROW, "dropout, new masks").value),
        ("10.01 nats", lambda: found(DEEP, "none").value),
        ("8.89", lambda: found(DEEP, "residual").value),
    ),
    dots=lambda: {
        "128, last weights": found(WIDE, "none", "at_the_end"),
        "128, best look": found(WIDE, "none"),
        "128, dropout": found(WIDE, "dropout, one mask"),
        "128, layer norm": found(WIDE, "layer norm"),
        "32": found(NARROW, "none"),
        "32, dropout": found(NARROW, "dropout, one mask"),
        "3 × 64": found(DEEP, "none"),
        "3 × 64, paths": found(DEEP, "residual"),
    },
    shows="test loss, nats per chord",
)
STUDY = Study(
    run,
    card=CARD,
    measured=(
        *("best_at", "validation", "test", "at_the_end"),
        *(f"{part}_{k}" for part in ("validation", "training") for k in SEEN),
    ),
    fixed=[
        {"depth": depth, "width": width, "remedy": remedy, "seed": seed}
        for seed in range(10)
        for depth, width, remedy in CASES
    ],
    tolerance={"test": 0.1},
    cheap={"depth": 1, "width": 32, "remedy": "batch norm"},
    packages=("music21", "scipy"),
    minutes=26,
)
