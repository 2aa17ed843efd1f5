"""The GRU has 3/4 of the LSTM's weights. Has it 3/4 of the time?

One training step, forward and backward of the layer, in float32 on one thread of a processor.
Both cells are timed in turn in one process, and the shortest of several times is kept: what is
above it is the machine doing something else. `seed` numbers the repetitions.
"""

import time
from functools import partial

import numpy as np

from rnnlib import interop
from rnnlib.experiments.study import Study
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM

SIZES = [  # D_x, D_h, B, T
    (D_x, D_h, B, T)
    for D_x, D_h in ((8, 16), (16, 32), (32, 64), (64, 128), (128, 256))
    for B, T in ((1, 100), (16, 50), (64, 50))
]
GRUS = {
    "rnnlib": GRU,
    "rnnlib, reset after": partial(GRU, variant="reset_after"),
    "torch": partial(GRU, variant="reset_after"),
}
REPEATS = 12


def plan(rows, quick):
    sizes = SIZES[:2] if quick else SIZES
    return [
        {"library": library, "D_x": D_x, "D_h": D_h, "B": B, "T": T, "seed": seed}
        for seed in range(1 if quick else 10)
        for D_x, D_h, B, T in sizes
        for library in GRUS
    ]


def run(library, D_x, D_h, B, T, seed):
    random = np.random.default_rng(seed)
    x = random.normal(size=(T, D_x, B)).astype(np.float32)
    d_h = random.normal(size=(T, D_h, B)).astype(np.float32)
    steps = [_step(library, kind(D_x, D_h, seed=seed), x, d_h) for kind in (GRUS[library], LSTM)]
    best = [np.inf, np.inf]
    for repeat in range(REPEATS + 2):
        for k, step in enumerate(steps):
            start = time.perf_counter()
            step()
            if repeat >= 2:  # the first two warm the caches
                best[k] = min(best[k], 1000 * (time.perf_counter() - start))
    gru, lstm = best
    return {"gru_ms": round(gru, 4), "lstm_ms": round(lstm, 4), "ratio": round(gru / lstm, 4)}


def _step(library, layer, x, d_h):
    if library == "torch":
        return interop.training_step(layer, x, d_h)
    return lambda: layer.backward(layer.forward(x), d_h)


STUDY = Study(
    name="time_per_step",
    question="The GRU has 3/4 of the LSTM's weights. Has it 3/4 of the time?",
    axes=("library", "D_x", "D_h", "B", "T", "seed"),
    measured=("gru_ms", "lstm_ms", "ratio"),
    plan=plan,
    run=run,
    tolerance={"ratio": 1.0},  # another machine has another ratio: what is tested is that it runs
    cheap={"library": "rnnlib", "D_h": 64, "B": 16, "seed": 0},
    minutes=1,
)
