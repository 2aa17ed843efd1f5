"""RNN, GRU and LSTM on eight tasks: at equal hidden size, equal parameters and equal time.

The LSTM is the measure: the other two get its hidden size; or as many hidden units as make
as many weights, readout included; or its hidden size and as many training steps as fit into
its time. What is tested are the parameters with which the task was first solved, else those
that were best on validation data. A learning rate is sought for each hidden size.
"""

from functools import partial

from rnnlib.experiments.models import equal_parameters, layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, RATES, two_rounds
from rnnlib.tasks.arithmetic import adding
from rnnlib.tasks.chorales import chorales
from rnnlib.tasks.counting import a_n_b_n
from rnnlib.tasks.dna import reading_frame
from rnnlib.tasks.memory import first_symbol_recall
from rnnlib.tasks.mnist1d import mnist1d
from rnnlib.tasks.speech import direction
from rnnlib.tasks.text import characters

TASKS = {  # name: the task, hidden size, steps, batch size
    "adding": (lambda: adding(50, "2016"), 32, 1500, 32),
    "recall": (lambda: first_symbol_recall(20), 32, 1500, 32),
    "counting": (lambda: a_n_b_n(20), 16, 1000, 32),
    "chorales": (chorales, 36, 800, 16),
    "text": (characters, 64, 1500, 32),
    "MNIST-1D": (mnist1d, 32, 2000, 32),
    "speech direction": (lambda: direction(3), 16, 500, 32),
    "DNA frame": (lambda: reading_frame(60), 32, 1000, 32),
}
STEP_TIME = {  # of a training step at equal hidden size, ÷ the LSTM's, measured on one thread
    "adding": {"RNN": 0.36, "GRU": 0.95},
    "recall": {"RNN": 0.43, "GRU": 0.95},
    "counting": {"RNN": 0.46, "GRU": 0.99},
    "chorales": {"RNN": 0.51, "GRU": 0.94},
    "text": {"RNN": 0.40, "GRU": 0.85},
    "MNIST-1D": {"RNN": 0.36, "GRU": 0.94},
    "speech direction": {"RNN": 0.67, "GRU": 1.00},
    "DNA frame": {"RNN": 0.39, "GRU": 0.93},
}


def plan(rows, quick):
    like = {"cell": "LSTM", "equal": "all"}
    others = [
        {"cell": cell, "equal": equal}
        for cell in ("RNN", "GRU")
        for equal in ("hidden size", "parameters", "time")
    ]
    cases = [{"task": task} | case for task in TASKS for case in (like, *others)]
    if quick:
        cases = [case for case in cases if case["task"] in ("recall", "speech direction")]
        return two_rounds(rows, cases, **QUICK)
    return two_rounds(rows, cases, tuned_as=_of_equal_size, rates=(0.001, *RATES))


def _of_equal_size(case):
    return case | {"equal": "hidden size"} if case["equal"] == "time" else case


def run(task, cell, equal, phase, learning_rate, seed):
    make, hidden_size, steps, batch_size = TASKS[task]
    if equal == "time":
        steps = 50 * round(steps / STEP_TIME[task][cell] / 50)  # whole intervals between looks
    task = make()
    if equal == "parameters":
        hidden_size = equal_parameters(cell, "LSTM", task.input_size, hidden_size, task.output_size)
    layers = partial(layer, cell, task.input_size, hidden_size)
    network, measured = trial(task, layers, seed, learning_rate, steps, batch_size, patience=steps)
    sizes = {"hidden_size": hidden_size, "weights": network.parameter_count, "steps": steps}
    measured |= sizes
    return measured


STUDY = Study(
    name="comparison",
    question="RNN, GRU and LSTM on eight tasks: at equal hidden size, weights and time",
    axes=("task", "cell", "equal", *AXES),
    measured=("hidden_size", "weights", "steps", *MEASURED, "accuracy"),
    plan=plan,
    run=run,
    tolerance={"test": 0.05},
    cheap={
        "task": "speech direction",
        "cell": "GRU",
        "equal": "hidden size",
        "phase": "test",
        "seed": 0,
    },
    minutes=27,
)
