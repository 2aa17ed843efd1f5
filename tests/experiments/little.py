"""Which rate is better? A study that takes no time: one case, tuned on two rates."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from rnnlib.experiments.study import Study

RATES, TUNING_SEEDS, SEEDS = (0.1, 0.2), (100, 101, 102), tuple(range(8))


def run(cell, phase, learning_rate, seed):
    time.sleep(float(os.environ.get("LITTLE_SECONDS", 0)))
    if str(seed) == os.environ.get("LITTLE_DIES"):
        os.kill(os.getpid(), signal.SIGKILL)
    np.ones((8, 8)) @ np.ones((8, 8))  # so that the library of products is there to be limited
    threads = max(pool["num_threads"] for pool in threadpool_info())
    return {"error": np.float32(learning_rate) * seed, "process": os.getpid(), "threads": threads}


STUDY = Study(
    run,
    cases=[{"cell": "GRU"}],
    measured=("error", "process", "threads"),
    tuning={"of": "error", "rates": RATES, "grid": RATES}
    | {"tuning_seeds": TUNING_SEEDS, "seeds": SEEDS},
    tolerance={"error": 0.0},
    cheap={"cell": "GRU"},
    minutes=0.1,
)
TUNED = [("GRU", "tuning", rate, seed) for rate in RATES for seed in TUNING_SEEDS]
KEYS = TUNED + [("GRU", "test", 0.1, seed) for seed in SEEDS]  # the rate with the smaller error
PROGRAM = """
import signal
import sys
from pathlib import Path
import little
from rnnlib.experiments import runner
signal.signal(signal.SIGINT, signal.default_int_handler)  # also if it starts in the background
runner.run(little.STUDY, Path(sys.argv[1]), jobs=int(sys.argv[2]))
"""


def a_row(seed, **more):
    """A row of the table, as it is stored."""
    row = {"cell": "GRU", "phase": "test", "learning_rate": 0.1, "seed": seed}
    row |= {"error": 1 / 3, "process": 7, "threads": 1, "seconds": 0.25, "version": 1}
    return row | {"commit": None, "versions": "numpy 2, python 3"} | more


def environment(**more):
    """For a process that shall find this module, and two threads to be forbidden."""
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "2")
    return os.environ | threads | {"PYTHONPATH": path, "TQDM_DISABLE": "1"} | more


@contextmanager
def started(program, *arguments, **more):
    """A process of Python that finds this module, killed at the end if it is still there."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def until(condition):
    """Wait for something that takes seconds, or minutes where others keep the machine busy."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
