"""How many more rows two workers do than one.

    python -m rnnlib study scaling

runs the same small study with one worker and with one for each core, in turn,
starting from nothing each time, and stores the table.
"""

import csv
import os
import platform
import tempfile
import time
from pathlib import Path

import numpy as np

from rnnlib.experiments import RESULTS, runner
from rnnlib.experiments.study import Study
from rnnlib.layers.lstm import LSTM

STORED = RESULTS / "scaling.csv"
COLUMNS = ("repeat", "jobs", "runs", "seconds", "rows_per_minute", "machine")
REPEATS = 3
RUNS = 16
STEPS = 600


def plan(rows, quick):
    return [{"seed": seed} for seed in range(RUNS)]


def run(seed):
    """Some seconds of what most runs do: an LSTM of 32 units, forward and backward."""
    layer, random = LSTM(8, 32, seed=seed), np.random.default_rng(seed)
    x, d_h = (random.normal(size=(50, D, 32)).astype(np.float32) for D in (8, 32))
    for _ in range(STEPS):
        gradients = layer.backward(layer.forward(x), d_h)
    return {"gradient": sum(float(g.sum()) for g in gradients.params.values())}


STUDY = Study(
    name="scaling",
    question="How many more rows do two workers do than one?",
    axes=("seed",),
    measured=("gradient",),
    plan=plan,
    run=run,
    tolerance={},
    cheap={"seed": 0},
    minutes=3,
)


def measure(jobs):
    """How long the study takes from start to end, the start of the workers included."""
    from joblib.externals.loky import get_reusable_executor

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        runner.run(STUDY, Path(folder) / "scaling.csv", jobs)
        seconds = time.perf_counter() - start
    get_reusable_executor().shutdown()
    return seconds


def stored():
    """The stored rows: a list of {column: number or text}."""
    with STORED.open(newline="") as file:
        return [
            {column: text if column == "machine" else float(text) for column, text in row.items()}
            for row in csv.DictReader(file)
        ]


def main():
    """Measure, and store the table."""
    machine, rows = f"{os.cpu_count()} cores {platform.machine()}", []
    for repeat in range(REPEATS):
        for jobs in (1, os.cpu_count()):
            seconds = measure(jobs)
            rate = 60 * RUNS / seconds
            rows.append([repeat, jobs, RUNS, f"{seconds:.2f}", f"{rate:.2f}", machine])
            print(f"{jobs} at a time: {rate:.1f} rows per minute")
    with STORED.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
