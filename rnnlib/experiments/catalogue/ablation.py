"""Which part of an LSTM matters? Each is left out in turn, on three tasks.

Every variant keeps its hidden size. Forget gates start near σ(1): by b_f = 1, or, coupled, where
f = 1 - i, by b_i = -1. To tell the part from the start, the LSTM and the coupled one are also run
with the default bias.
"""

from functools import partial

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.arithmetic import adding
from rnnlib.tasks.chorales import chorales
from rnnlib.tasks.reber import embedded_reber

VARIANTS = (
    "LSTM",
    "LSTM, no forget gate",
    "LSTM, no input gate",
    "LSTM, no output gate",
    "LSTM, no output tanh",
    "LSTM, coupled",
    "LSTM, peepholes",
    "LSTM, default bias",
    "LSTM, coupled, default bias",
)
TASKS = {  # name: the task, hidden size, steps, batch size
    "adding": (lambda: adding(30, "2016"), 32, 1500, 32),
    "Reber": (embedded_reber, 16, 1000, 32),
    "chorales": (chorales, 36, 400, 16),
}


def plan(rows, quick):
    cases = [{"task": task, "cell": cell} for task in TASKS for cell in VARIANTS]
    if quick:
        cases = [case for case in cases if case["task"] == "Reber"]
        return two_rounds(rows, cases, **QUICK)
    return two_rounds(rows, cases)


def start(cell, input_size, hidden_size, seed):
    """The layer of a variant."""
    name = "LSTM, coupled" if "coupled" in cell else cell
    made = layer(name, input_size, hidden_size, seed)
    if cell == "LSTM, coupled":
        made.params["b_i"][:] = -1
    return made


def run(task, cell, phase, learning_rate, seed):
    make, hidden_size, steps, batch_size = TASKS[task]
    task = make()
    layers = partial(start, cell, task.input_size, hidden_size)
    _, measured = trial(task, layers, seed, learning_rate, steps, batch_size)
    return measured


STUDY = Study(
    name="ablation",
    question="Which part of an LSTM matters? Each is left out in turn, on three tasks.",
    axes=("task", "cell", *AXES),
    measured=(*MEASURED, "accuracy"),
    plan=plan,
    run=run,
    tolerance={"test": 0.05},
    cheap={"task": "Reber", "cell": "LSTM", "phase": "test", "seed": 0},
    minutes=13,
)
