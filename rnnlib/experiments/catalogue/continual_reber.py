"""What becomes of a cell state that cannot forget?

The stream has no end and nobody resets the state. It is of embedded Reber strings. A network is
perfect if ten streams pass without a mistake, of 10⁵ symbols each; accounts of Gers et al. (2000)
say 10⁵ or 10⁶. `size_…` is the mean |c_t| after so many symbols of a stream.
"""

import numpy as np

from rnnlib.experiments import estimate, runs
from rnnlib.experiments.cards import estimates, of_ten
from rnnlib.experiments.catalogue import MEASURED, Card, Study, grid, layer, train
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


def perfect(cell: str, decay: bool = False) -> float:
    """How many of the ten networks that count make no mistake."""
    return of_ten("perfect")(runs("continual_reber", cell=cell, decay=decay)).value


def grown() -> float:
    """How many times as large the ungated state is after 10,000 symbols as after 100."""
    found = runs("continual_reber", cell=UNGATED, decay=False)
    return estimate.median(found, lambda row: row["size_10000"] / row["size_100"]).value


CARD = Card(
    answer="It grows: after 10,000 symbols it is 101 times as large as after 100. All the same, 4 "
    "of 10 LSTMs without a forget gate read ten streams of 100,000 symbols without a "
    "mistake, and 6 of 10 with one. If the learning rate falls in training, it is 7 and 10.",
    sure="That the state grows is sure. That the forget gate helps is not: 6 against 4 and 10 "
    "against 7 may be luck with ten runs on each side. And a simple RNN, which has no such "
    "state, reads the streams without a mistake in 8 of 10.",
    numbers=(
        ("101 times", grown),
        ("4", lambda: perfect(UNGATED)),
        ("6", lambda: perfect("LSTM")),
        ("7", lambda: perfect(UNGATED, decay=True)),
        ("10", lambda: perfect("LSTM", decay=True)),
        ("8 of", lambda: perfect("RNN")),
        ("100,000 symbols", lambda: STREAM),
    ),
    dots=lambda: {
        "constant rate": estimates("continual_reber", of_ten("perfect"), "cell", decay=False),
        "falling rate": estimates("continual_reber", of_ten("perfect"), "cell", decay=True),
    },
    shows="networks of ten that make no mistake",
)
STUDY = Study(
    run,
    card=CARD,
    measured=(*MEASURED, "accuracy", "strings", "symbols", "perfect", *SIZES),
    cases=grid(cell=("RNN", "GRU"), decay=(False,))
    + grid(cell=(UNGATED, "LSTM"), decay=(False, True)),
    tuning={"of": "validation"},
    tolerance={"accuracy": 0.05},
    cheap={"cell": "LSTM", "decay": False},
    minutes=8,
)
