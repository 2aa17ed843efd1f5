"""An endless stream and no reset: what becomes of a cell state that cannot forget?

The stream is of embedded Reber strings. A network is perfect if ten streams pass without a
mistake, of 10⁵ symbols each; accounts of Gers et al. (2000) say 10⁵ or 10⁶. `size_…` is the mean
|c_t| after so many symbols of a stream.
"""

import numpy as np

from rnnlib.experiments.catalogue import MEASURED, Study, grid, layer, train
from rnnlib.tasks.reber import continual_embedded_reber, until_a_mistake
from rnnlib.training.network import Network
from rnnlib.training.schedules import constant, exponential

UNGATED = "LSTM, no forget gate"
STEPS = 4000
FALLING = exponential(0.5 ** (6 / STEPS))  # the last rate is 1/64 of the first
STREAM = 10**5
AFTER = (10, 100, 1000, 10_000)
SIZES = tuple(f"size_{t}" for t in AFTER)


def run(cell: str, decay: bool, phase: str, learning_rate: float, seed: int) -> dict:
    task, layers = continual_embedded_reber(), layer(cell, 16)
    options: dict = {"until_solved": False, "schedule": FALLING if decay else constant}
    network, measured = train(task, layers, seed, learning_rate, STEPS, 16, **options)
    passed = until_a_mistake(network, [seed, 3], most=STREAM)
    measured |= {"symbols": float(np.median(passed)), "perfect": bool(passed.min() == STREAM)}
    return measured | (_growth(network, [seed, 4]) if cell.startswith("LSTM") else {})


def _growth(network: Network, seed: list[int]) -> dict[str, float]:
    """{"size_10": …}: the mean |c_t|."""
    stream = continual_embedded_reber(window=AFTER[-1]).batches(4, seed)
    c = network.forward(next(stream).x).layers[0]["c"]
    return {f"size_{t}": float(np.abs(c[t - 1]).mean()) for t in AFTER}


STUDY = Study(
    run,
    measured=(*MEASURED, "accuracy", "strings", "symbols", "perfect", *SIZES),
    cases=grid(cell=("RNN", "GRU"), decay=(False,))
    + grid(cell=(UNGATED, "LSTM"), decay=(False, True)),
    tuning={"of": "validation"},
    tolerance={"accuracy": 0.05},
    cheap={"cell": "LSTM", "decay": False},
    minutes=8,
)
