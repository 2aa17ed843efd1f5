"""Adding two marked numbers: how far back can each cell reach, and how fast does it learn to?"""

from functools import partial

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.arithmetic import adding

CELLS = ("RNN", "RNN, orthogonal", "RNN, identity", "GRU", "LSTM", "LSTM, chrono")
STEPS = (10, 50, 100, 200)
HIDDEN_SIZE = 32
TRAINING_STEPS = 1500


def plan(rows, quick):
    lengths = STEPS[:1] if quick else STEPS
    cases = [{"cell": cell, "T": T} for T in lengths for cell in CELLS]
    return two_rounds(rows, cases, **(QUICK if quick else {}))


def run(cell, T, phase, learning_rate, seed):
    task = adding(T, "2016")
    layers = partial(layer, cell, task.input_size, HIDDEN_SIZE, longest=T)
    _, measured = trial(task, layers, seed, learning_rate, TRAINING_STEPS)
    return measured


STUDY = Study(
    name="adding",
    question=__doc__,
    axes=("cell", "T", *AXES),
    measured=(*MEASURED, "accuracy"),
    plan=plan,
    run=run,
    tolerance={"test": 0.02},
    cheap={"cell": "GRU", "T": 10, "phase": "test", "seed": 0},
    minutes=12,
)
