"""Which part of an LSTM matters? Each is left out in turn, on three tasks.

Every variant keeps its hidden size. Forget gates start near σ(1): by b_f = 1, or, coupled, where
f = 1 - i, by b_i = -1. To tell the part from the start, the LSTM and the coupled one are also run
with the default bias.
"""

from rnnlib import tasks
from rnnlib.experiments.catalogue import Study, grid, layer, train

GATES = ("no forget gate", "no input gate", "no output gate")
PARTS = (*GATES, "no output tanh", "coupled", "peepholes")
CELLS = ("LSTM", *(f"LSTM, {part}" for part in (*PARTS, "default bias", "coupled, default bias")))
TASKS: dict[str, tuple] = {  # name: the task, hidden size, steps, batch size
    "adding": (lambda: tasks.adding(30, "2016"), 32, 1500, 32),
    "Reber": (tasks.embedded_reber, 16, 1000, 32),
    "chorales": (tasks.bach_chorales, 36, 400, 16),
}


def run(task: str, cell: str, phase: str, learning_rate: float, seed: int) -> dict:
    make, hidden_size, *schedule = TASKS[task]
    return train(make(), layer(cell, hidden_size), seed, learning_rate, *schedule).measured


STUDY = Study(
    run,
    cases=grid(task=tuple(TASKS), cell=CELLS),
    tolerance={"test": 0.05},
    cheap={"task": "Reber", "cell": "LSTM"},
    packages=("music21", "scipy"),
    minutes=13,
)
