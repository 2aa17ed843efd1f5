"""What generators, training loop and bookkeeping add to the time of the layers.

    python -m rnnlib study overhead

measures, on several tasks, the time of a training step in `fit`, batches included, beside
that of the network's forward and backward runs on the same batches made before, in turn in
one process on one thread, and stores the table. The share is the median over the repeats.
"""

import csv
import os
import platform
import time
from itertools import islice, product

import numpy as np

from rnnlib.experiments import RESULTS
from rnnlib.experiments.models import layer
from rnnlib.tasks.arithmetic import adding
from rnnlib.tasks.chorales import chorales
from rnnlib.tasks.counting import a_n_b_n
from rnnlib.tasks.memory import first_symbol_recall
from rnnlib.tasks.mnist1d import mnist1d
from rnnlib.tasks.order import temporal_order
from rnnlib.tasks.reber import embedded_reber
from rnnlib.tasks.text import characters
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import Adam

STORED = RESULTS / "overhead.csv"
COLUMNS = ("task", "cell", "layers_ms", "fit_ms", "share", "machine")
TASKS = {  # as the studies have them: the task, hidden size, batch size
    "adding": (lambda: adding(100, "2016"), 32, 32),
    "recall": (lambda: first_symbol_recall(50), 32, 32),
    "temporal order": (lambda: temporal_order(50), 50, 20),
    "Reber": (embedded_reber, 16, 32),
    "counting": (lambda: a_n_b_n(20), 16, 32),
    "chorales": (chorales, 36, 16),
    "text": (characters, 64, 32),
    "MNIST-1D": (mnist1d, 32, 32),
}
CELLS = ("RNN", "GRU", "LSTM")
STEPS = 32  # a multiple of the batches that any task draws at once
REPEATS = 30


def measure(name, cell):
    """Milliseconds of a step: the layers alone, all of `fit`, and what that is more, as a share."""
    make, hidden_size, batch_size = TASKS[name]
    task = make()
    network = task.network(layer(cell, task.input_size, hidden_size, [0, 0]), [0, 1])
    optimizer = Adam(1e-3)
    before = list(islice(task.batches(batch_size, [0, 2]), STEPS))
    times = []
    for _ in range(REPEATS + 1):
        start = time.process_time()
        for batch in before:
            tape = network.forward(batch.x, lengths=batch.lengths, training=True)
            network.backward(tape, task.loss(tape.y, batch.targets, batch.mask)[1])
        middle = time.process_time()
        again = task.batches(batch_size, [0, 2])
        fit(network, again, STEPS, optimizer, loss=task.loss, clip_norm=1.0)
        times.append((middle - start, time.process_time() - middle))
    alone, whole = 1000 * np.array(times[1:]).T / STEPS  # the first warms the caches
    return np.median(alone), np.median(whole), np.median(whole / alone) - 1


def stored():
    """The stored rows: a list of {column: number or text}."""
    with STORED.open(newline="") as file:
        return [
            {
                column: float(row[column]) if column in COLUMNS[2:5] else row[column]
                for column in row
            }
            for row in csv.DictReader(file)
        ]


def main():
    """Measure, store the table, print it."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    machine = f"{os.cpu_count()} cores {platform.machine()}, NumPy {np.__version__}"
    rows = []
    for name, cell in product(TASKS, CELLS):
        rows.append([name, cell, *(f"{value:.3f}" for value in measure(name, cell)), machine])
        print(*rows[-1][:-1], sep="  ")
    with STORED.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
