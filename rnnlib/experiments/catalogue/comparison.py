"""RNN, GRU or LSTM: which should you take?

On eight tasks, at equal hidden size, weights and time. The LSTM is the measure: the other two get
its hidden size; or as many hidden units as make as many weights, readout included; or its hidden
size and as many training steps as fit into its time. What is tested are the parameters with which
the task was first solved, else those that were best on validation data. A learning rate is sought
for each hidden size.
"""

import math

from rnnlib import tasks
from rnnlib.experiments import estimate, runs
from rnnlib.experiments.catalogue import MEASURED, Card, Study, grid, layer, train
from rnnlib.experiments.estimate import Estimate
from rnnlib.experiments.models import equal_parameters
from rnnlib.experiments.reproduced import ahead
from rnnlib.experiments.tuning import RATES

TASKS: dict[str, tuple] = {  # name: the task, hidden size, steps, batch size
    "adding": (lambda: tasks.adding(50, "2016"), 32, 1500, 32),
    "recall": (lambda: tasks.first_symbol_recall(20), 32, 1500, 32),
    "counting": (lambda: tasks.a_n_b_n(20), 16, 1000, 32),
    "chorales": (tasks.bach_chorales, 36, 800, 16),
    "text": (tasks.characters, 64, 1500, 32),
    "MNIST-1D": (tasks.mnist_1d, 32, 2000, 32),
    "speech direction": (lambda: tasks.direction(3), 16, 500, 32),
    "DNA frame": (lambda: tasks.reading_frame(60), 32, 1000, 32),
}
STEP_TIME = {  # of a training step at equal hidden size, ÷ the LSTM's, on one thread, task by task
    "RNN": dict(zip(TASKS, (0.36, 0.43, 0.46, 0.51, 0.40, 0.36, 0.67, 0.39), strict=True)),
    "GRU": dict(zip(TASKS, (0.95, 0.95, 0.99, 0.94, 0.85, 0.94, 1.00, 0.93), strict=True)),
}


MEASURE = {"cell": "LSTM", "equal": "all"}  # what the others are made equal to
OTHERS = grid(cell=("RNN", "GRU"), equal=("hidden size", "parameters", "time"))


def of_equal_size(case: dict) -> dict:
    """At equal time a case takes the rate that was found at equal hidden size."""
    return case | {"equal": "hidden size"} if case["equal"] == "time" else case


def run(task: str, cell: str, equal: str, phase: str, learning_rate: float, seed: int) -> dict:
    make, hidden_size, steps, batch_size = TASKS[task]
    made = make()
    if equal == "time":
        steps = 50 * round(steps / STEP_TIME[cell][task] / 50)  # whole intervals between looks
    if equal == "parameters":
        sizes = (made.input_size, hidden_size, made.output_size)
        hidden_size = equal_parameters(cell, "LSTM", *sizes)
    layers, schedule = layer(cell, hidden_size), (steps, batch_size)
    network, measured = train(made, layers, seed, learning_rate, *schedule, patience=steps)
    measured |= {"hidden_size": hidden_size, "weights": network.parameter_count}
    return measured | {"steps": steps}


def side(task: str, cell: str, equal: str = "parameters") -> list[dict]:
    """The runs of a cell; the LSTM's are the same whatever is equal."""
    return runs("comparison", task=task, cell=cell, equal="all" if cell == "LSTM" else equal)


def leads(task: str, cell: str, other: str, equal: str = "parameters") -> bool:
    """Whether a cell is ahead of another by more than chance."""
    return ahead(side(task, cell, equal), side(task, other, equal))


def ratio_of(task: str, equal: str = "parameters") -> Estimate:
    """The GRU's steps until solved, or its test loss, ÷ the LSTM's."""
    sides = side(task, "GRU", equal), side(task, "LSTM")
    solved = any(math.isfinite(row["solved_at"]) for rows in sides for row in rows)
    return estimate.ratio(*sides, "cost" if solved else "test")


CARD = Card(
    answer="It depends on the task. With equally many weights the GRU is ahead of the LSTM on 4 of "
    "the eight tasks, the LSTM is ahead of the GRU on 3, and on one there is nothing to "
    "choose. The simple RNN is behind both of them on 5.",
    sure="Ahead means by more than chance, seed by seed. So most of these orders would come out "
    "again on the same tasks. How many there are of each kind depends on which tasks we "
    "chose.",
    numbers=(
        ("4 of", lambda: sum(leads(task, "GRU", "LSTM") for task in TASKS)),
        ("3", lambda: sum(leads(task, "LSTM", "GRU") for task in TASKS)),
        ("5", lambda: sum(all(leads(t, c, "RNN") for c in ("GRU", "LSTM")) for t in TASKS)),
    ),
    dots=lambda: {task: ratio_of(task) for task in TASKS},
    shows="steps or loss, GRU ÷ LSTM",
    baselines=lambda: {"level": 1},
    log=True,
)
STUDY = Study(
    run,
    card=CARD,
    measured=("hidden_size", "weights", "steps", *MEASURED, "accuracy"),
    cases=[{"task": task} | case for task in TASKS for case in (MEASURE, *OTHERS)],
    tuning={"tuned_as": of_equal_size, "rates": (0.001, *RATES)},
    tolerance={"test": 0.05},
    cheap={"task": "speech direction", "cell": "GRU", "equal": "hidden size"},
    packages=("mnist1d", "music21", "scikit-learn", "scipy", "sktime"),
    minutes=27,
)
