"""An endless stream of strings and no reset: what becomes of a cell state that cannot forget?

A network is perfect if ten streams pass without a mistake, of 10⁵ symbols each; accounts of
Gers et al. (2000) say 10⁵ or 10⁶. `size_…` is the mean |c_t| after so many symbols of a stream.
"""

from functools import partial

import numpy as np

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.reber import continual_embedded_reber, until_a_mistake
from rnnlib.training.schedules import exponential

CASES = [  # decay: whether the learning rate falls
    {"cell": cell, "decay": decay}
    for cell, decays in {
        "RNN": (False,),
        "GRU": (False,),
        "LSTM, no forget gate": (False, True),
        "LSTM": (False, True),
    }.items()
    for decay in decays
]
HIDDEN_SIZE = 16
BATCH_SIZE = 16
STEPS = 4000
DECAY = 0.5 ** (6 / STEPS)  # so that the last rate is 1/64 of the first
STREAM = 10**5
AFTER = (10, 100, 1000, 10_000)


def plan(rows, quick):
    if quick:
        cases = [case for case in CASES if case["cell"].startswith("LSTM") and not case["decay"]]
        return two_rounds(rows, cases, **QUICK)
    return two_rounds(rows, CASES, of="validation")


def run(cell, decay, phase, learning_rate, seed):
    task = continual_embedded_reber()
    layers = partial(layer, cell, task.input_size, HIDDEN_SIZE)
    options = {"schedule": exponential(DECAY)} if decay else {}
    network, measured = trial(
        task, layers, seed, learning_rate, STEPS, BATCH_SIZE, until_solved=False, **options
    )
    passed = until_a_mistake(network, [seed, 3], most=STREAM)
    measured |= {"symbols": float(np.median(passed)), "perfect": bool(passed.min() == STREAM)}
    measured |= _growth(network, [seed, 4])
    return measured


def _growth(network, seed):
    """{"size_10": …}: the mean |c_t|, for a cell that has one."""
    if "c" not in network.layers[0].state_names:
        return {}
    stream = continual_embedded_reber(window=AFTER[-1]).batches(4, seed)
    c = network.forward(next(stream).x).layers[0]["c"]
    return {f"size_{t}": float(np.abs(c[t - 1]).mean()) for t in AFTER}


STUDY = Study(
    name="continual_reber",
    question="An endless stream and no reset: what becomes of a cell state that cannot forget?",
    axes=("cell", "decay", *AXES),
    measured=(
        *MEASURED,
        "accuracy",
        "strings",
        "symbols",
        "perfect",
        *(f"size_{t}" for t in AFTER),
    ),
    plan=plan,
    run=run,
    tolerance={"accuracy": 0.05},
    cheap={"cell": "LSTM", "decay": False, "phase": "test", "seed": 0},
    minutes=8,
)
