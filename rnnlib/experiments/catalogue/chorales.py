"""Bach's chorales at the sizes of Chung et al. (2014): LSTM 36, GRU 46 and tanh 100 units.

Their table has the negative log-likelihood per frame on a collection called JSB Chorales,
here are the chorales that come with music21, cut into parts of our own: so the baselines
and the order of the cells can be compared, not the last digit.
"""

from functools import partial

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.chorales import chorales

UNITS = {"RNN": 100, "GRU": 46, "LSTM": 36, "LSTM, default bias": 36}
BASELINES = (  # of the task, by their names there
    "each note as often as ever",
    "each note given itself before",
    "logistic regression on the frame before",
)
STEPS = 1200
BATCH_SIZE = 16
PATIENCE = 6  # looks at the validation set, one every 50 steps


def plan(rows, quick):
    baselines = [
        {"cell": name, "phase": "baseline", "learning_rate": 0.0, "seed": 0} for name in BASELINES
    ]
    cases = [{"cell": cell} for cell in UNITS]
    if quick:
        cases = cases[1:2]
        return baselines + two_rounds(rows, cases, **QUICK)
    return baselines + two_rounds(rows, cases)


def run(cell, phase, learning_rate, seed):
    task = chorales()
    if phase == "baseline":
        measured = {"test": task.baselines()[cell]["loss"]}
    else:
        layers = partial(layer, cell, task.input_size, UNITS[cell])
        network, measured = trial(
            task, layers, seed, learning_rate, STEPS, BATCH_SIZE, patience=PATIENCE
        )
        measured |= {"hidden_size": UNITS[cell], "weights": network.parameter_count}
    return measured


STUDY = Study(
    name="chorales",
    question="Bach's chorales at the sizes of Chung et al. (2014): which cell predicts them best?",
    axes=("cell", *AXES),
    measured=("hidden_size", "weights", *MEASURED),
    plan=plan,
    run=run,
    tolerance={"test": 0.05},
    cheap={"cell": "GRU", "phase": "test", "seed": 0},
    minutes=7,
)
