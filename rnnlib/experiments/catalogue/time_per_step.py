"""Is the GRU a quarter faster than the LSTM?

It has 3/4 of the weights. One training step, forward and backward of the layer, in float32 on one
thread of a processor. Both cells are timed in turn in one process, and the shortest of several
times is kept: what is above it is the machine doing something else. `seed` numbers the repetitions.

On a processor PyTorch gives an LSTM as a whole to oneDNN, and runs a GRU step by step. To see what
that does, both are timed without oneDNN, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from rnnlib.experiments import environment, estimate, runs
from rnnlib.experiments.benchmark import shortest, step
from rnnlib.experiments.cards import estimates, middle
from rnnlib.experiments.catalogue import Card, Study
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM

SIZES = [  # D_x, D_h, B, T
    {"D_x": D_x, "D_h": D_h, "B": B, "T": T}
    for D_x, D_h in ((8, 16), (16, 32), (32, 64), (64, 128), (128, 256))
    for B, T in ((1, 100), (16, 50), (64, 50))
]
WITHOUT = "torch, without oneDNN"
VARIANTS = {"rnnlib": "reset_before"} | dict.fromkeys(
    ("rnnlib, reset after", "torch", WITHOUT), "reset_after"
)


@contextmanager
def _without_onednn() -> Iterator[None]:
    switch: Any = environment.load("torch.backends.mkldnn")
    switch.enabled = False
    try:
        yield
    finally:
        switch.enabled = True


def run(library: str, D_x: int, D_h: int, B: int, T: int, seed: int) -> dict:
    random = np.random.default_rng(seed)
    x, d_h = (random.normal(size=(T, D, B)).astype(np.float32) for D in (D_x, D_h))
    layers = GRU(D_x, D_h, seed=seed, variant=VARIANTS[library]), LSTM(D_x, D_h, seed=seed)
    is_torch = library.startswith("torch")
    prepare = environment.load("rnnlib.interop").training_step if is_torch else step
    gru, lstm = (prepare(layer, x, d_h) for layer in layers)
    with _without_onednn() if library == WITHOUT else nullcontext():
        ms = shortest(repeats=12, warm_up=2, gru_ms=gru, lstm_ms=lstm)
    ms["ratio"] = ms["gru_ms"] / ms["lstm_ms"]
    return {name: round(value, 4) for name, value in ms.items()}


def ratio(library: str, D_h: int, B: int) -> float:
    """The GRU's time ÷ the LSTM's, in the median of the repetitions."""
    found = runs("time_per_step", None, library=library, D_h=D_h, B=B)
    return estimate.median(found, "ratio").value


def _count(cell: type) -> int:
    return cell(32, 64, seed=0).parameter_count


UNITS = {size["D_h"]: f"{size['D_h']} units" for size in SIZES}
CARD = Card(
    answer="Where it is large. In NumPy a GRU of 256 units and a batch of 64 takes 0.77 of the "
    "LSTM's time, near the 0.75 of its weights; with 16 units and a batch of 1 it takes "
    "1.09 times as long. PyTorch has a fast routine for the LSTM alone, and there the GRU "
    "takes up to 8.6 times as long.",
    sure="Sure for these two programs on one thread of this processor: repetitions differ by a "
    "few hundredths where layers are large. On another processor the ratio may be another.",
    numbers=(
        ("0.77", lambda: ratio("rnnlib", 256, 64)),
        ("0.75", lambda: _count(GRU) / _count(LSTM)),
        ("1.09 times", lambda: ratio("rnnlib", 16, 1)),
        ("8.6 times", lambda: max(ratio("torch", s["D_h"], s["B"]) for s in SIZES)),
    ),
    dots=lambda: {
        name: estimates("time_per_step", middle("ratio"), "D_h", UNITS, None, library=library, B=16)
        for name, library in (
            ("rnnlib", "rnnlib"),
            ("PyTorch", "torch"),
            ("PyTorch, without oneDNN", WITHOUT),
        )
    },
    shows="time of the GRU ÷ time of the LSTM, batches of 16",
    baselines=lambda: {"weights": 0.75},
)
STUDY = Study(
    run,
    card=CARD,
    measured=("gru_ms", "lstm_ms", "ratio"),
    fixed=[{"library": x} | s | {"seed": k} for k in range(10) for s in SIZES for x in VARIANTS],
    tolerance={"ratio": 1.0},  # another machine has another ratio: what is tested is that it runs
    cheap={"library": "rnnlib", "D_h": 64, "B": 16},
    packages=("torch",),
    minutes=2,
)
