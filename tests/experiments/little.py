"""A study that takes no time, with two rounds: the better of two rates goes on."""

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

TUNING, SEEDS = 3, 8


def plan(rows, quick):
    tuning = [
        {"phase": "tuning", "rate": rate, "seed": 100 + k}
        for rate in (0.1, 0.2)
        for k in range(1 if quick else TUNING)
    ]
    tried = [row for row in rows if row["phase"] == "tuning"]
    if len(tried) < len(tuning):
        return tuning
    rate = min(tried, key=lambda row: row["error"])["rate"]
    return tuning + [
        {"phase": "test", "rate": rate, "seed": seed} for seed in range(1 if quick else SEEDS)
    ]


def run(phase, rate, seed):
    time.sleep(float(os.environ.get("LITTLE_SECONDS", 0)))
    if str(seed) == os.environ.get("LITTLE_DIES"):
        os.kill(os.getpid(), signal.SIGKILL)
    np.ones((8, 8)) @ np.ones((8, 8))  # so that the library of products is there to be limited
    threads = max(pool["num_threads"] for pool in threadpool_info())
    return {"error": np.float32(rate) * seed, "process": os.getpid(), "threads": threads}


STUDY = Study(
    name="little",
    question="Which rate is better?",
    axes=("phase", "rate", "seed"),
    measured=("error", "process", "threads"),
    plan=plan,
    run=run,
    tolerance={"error": 0.0},
    cheap={"phase": "test", "seed": 0},
    minutes=0.1,
)
ROWS = 2 * TUNING + SEEDS
KEYS = [
    STUDY.key(config)
    for config in plan([{"phase": "tuning", "rate": 0.1, "error": 0.0}] * 6, False)
]
PROGRAM = """
import signal
import sys
from pathlib import Path
import little
from rnnlib.experiments import runner
signal.signal(signal.SIGINT, signal.default_int_handler)  # also if it starts in the background
runner.run(little.STUDY, Path(sys.argv[1]), jobs=int(sys.argv[2]))
"""


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
        process.communicate()


def until(condition):
    """Wait for something that takes seconds, or minutes where others keep the machine busy."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
