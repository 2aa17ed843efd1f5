"""Bach's chorales at the sizes of Chung et al. (2014): which cell predicts them best?

LSTM 36, GRU 46 and tanh 100 units. Their table has the negative log-likelihood per frame on a
collection called JSB Chorales, here are the chorales that come with music21, cut into parts of our
own: so the baselines and the order of the cells can be compared, not the last digit.
"""

from rnnlib.experiments.catalogue import MEASURED, Study, grid, layer, train
from rnnlib.tasks import chorales

UNITS = {"RNN": 100, "GRU": 46, "LSTM": 36, "LSTM, default bias": 36}
BASELINES = (  # of the task, by their names there
    "each note as often as ever",
    "each note given itself before",
    "logistic regression on the frame before",
)


def run(cell: str, phase: str, learning_rate: float, seed: int) -> dict:
    task = chorales.chorales()
    if phase == "baseline":
        return {"test": task.baselines()[cell]["loss"]}
    layers = layer(cell, UNITS[cell])
    network, measured = train(task, layers, seed, learning_rate, 1200, 16, patience=6)
    return measured | {"hidden_size": UNITS[cell], "weights": network.parameter_count}


STUDY = Study(
    run,
    measured=("hidden_size", "weights", *MEASURED),
    cases=grid(cell=tuple(UNITS)),
    fixed=grid(cell=BASELINES, phase=("baseline",), learning_rate=(0.0,), seed=(0,)),
    tolerance={"test": 0.05},
    cheap={"cell": "GRU"},
    packages=("music21", "scipy"),
    minutes=7,
)
