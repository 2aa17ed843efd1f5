"""The GRU has 3/4 of the LSTM's weights. Has it 3/4 of the time?

One training step, forward and backward of the layer, in float32 on one thread of a processor.
Both cells are timed in turn in one process, and the shortest of several times is kept: what is
above it is the machine doing something else. `seed` numbers the repetitions.
"""

import numpy as np

from rnnlib.experiments import environment
from rnnlib.experiments.benchmark import shortest, step
from rnnlib.experiments.catalogue import Study
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM

SIZES = [  # D_x, D_h, B, T
    {"D_x": D_x, "D_h": D_h, "B": B, "T": T}
    for D_x, D_h in ((8, 16), (16, 32), (32, 64), (64, 128), (128, 256))
    for B, T in ((1, 100), (16, 50), (64, 50))
]
VARIANTS = {"rnnlib": "reset_before", "rnnlib, reset after": "reset_after", "torch": "reset_after"}


def run(library: str, D_x: int, D_h: int, B: int, T: int, seed: int) -> dict:
    random = np.random.default_rng(seed)
    x, d_h = (random.normal(size=(T, D, B)).astype(np.float32) for D in (D_x, D_h))
    layers = GRU(D_x, D_h, seed=seed, variant=VARIANTS[library]), LSTM(D_x, D_h, seed=seed)
    prepare = environment.load("rnnlib.interop").training_step if library == "torch" else step
    gru, lstm = (prepare(layer, x, d_h) for layer in layers)
    ms = shortest(repeats=12, warm_up=2, gru_ms=gru, lstm_ms=lstm)
    ms["ratio"] = ms["gru_ms"] / ms["lstm_ms"]
    return {name: round(value, 4) for name, value in ms.items()}


STUDY = Study(
    run,
    measured=("gru_ms", "lstm_ms", "ratio"),
    fixed=[{"library": x} | s | {"seed": k} for k in range(10) for s in SIZES for x in VARIANTS],
    tolerance={"ratio": 1.0},  # another machine has another ratio: what is tested is that it runs
    cheap={"library": "rnnlib", "D_h": 64, "B": 16},
    packages=("torch",),
    minutes=1,
)
