"""How fast and how large: a training step beside torch.nn's, and its growth with T.

    python -m rnnlib bench

measures both in turn in one process, once with all threads and once with one,
and stores the table that the book shows. Times are the minimum over the
repeats: what is above it is the machine doing something else.
"""

import csv
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

from rnnlib.cells.rnn import RNN

STORED = Path(__file__).parent / "results" / "bench.csv"
SIZES = [  # D_x, D_h, B, T
    (8, 32, 32, 50),
    (32, 64, 32, 100),
    (64, 128, 32, 100),
    (128, 256, 32, 100),
    (1, 64, 32, 784),
]
LENGTHS = (100, 200, 400, 800, 1600, 3200)
REPEATS = 40
COLUMNS = (
    *("what", "cell", "threads", "D_x", "D_h", "B", "T"),
    *("ours_ms", "torch_ms", "ratio", "products", "ours_mib", "machine"),
)


def main():
    """Measure everything, store it, print it."""
    rows = []
    for threads in ("all", "1"):
        environment = dict(os.environ)
        if threads == "1":
            environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "rnnlib.bench", threads]
        answer = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        rows += csv.DictReader(answer.stdout.splitlines(), COLUMNS)
    STORED.parent.mkdir(exist_ok=True)
    with STORED.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print("  ".join(f"{row[column]:>7}" for column in COLUMNS[:-1]))


def stored():
    """The stored table: a list of {column: number or text}."""
    with STORED.open(newline="") as file:
        return [{key: _number(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _number(text):
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def measure(threads):
    """All rows of one process."""
    for sizes in SIZES:
        yield _against_torch(RNN, sizes, threads)
    for T in LENGTHS:
        yield _alone(RNN, (16, 64, 16, T), threads)


def _against_torch(cell, sizes, threads):
    """A training step of the layer, forward and backward, ours and torch's in turn."""
    from rnnlib import interop

    layer, x, d_h = _problem(cell, sizes)
    steps = {
        "ours": lambda: layer.backward(layer.forward(x), d_h),
        "torch": interop.training_step(layer, x, d_h),
        "products": _products(layer, x, d_h),
    }
    best = _alternate(steps)
    return _row(
        "training step",
        cell,
        sizes,
        threads,
        torch_ms=f"{best['torch']:.3f}",
        ours_ms=f"{best['ours']:.3f}",
        ratio=f"{best['torch'] / best['ours']:.2f}",
        products=f"{best['ours'] / best['products']:.2f}",
    )


def _alone(cell, sizes, threads):
    """Time and peak memory of a training step, for their growth with T."""
    layer, x, d_h = _problem(cell, sizes)

    def step():
        return layer.backward(layer.forward(x), d_h)

    best = _alternate({"ours": step}, repeats=10)
    return _row(
        "growth",
        cell,
        sizes,
        threads,
        ours_ms=f"{best['ours']:.3f}",
        ours_mib=f"{peak_memory(step):.2f}",
    )


def peak_memory(function):
    """The most memory that NumPy held at once during a call, above what it held before, in MiB."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def _problem(cell, sizes):
    D_x, D_h, B, T = sizes
    random = np.random.default_rng(0)
    x = random.normal(size=(T, D_x, B)).astype(np.float32)
    d_h = random.normal(size=(T, D_h, B)).astype(np.float32)
    return cell(D_x, D_h, seed=0), x, d_h


def _products(layer, x, d_h):
    """The bare matrix products of the step: three of the size of W_h [h; x] for every t."""
    seen = np.concatenate([d_h, x], axis=1)
    W, W_T = layer.W, np.ascontiguousarray(layer.W.T)
    rows = np.repeat(d_h, len(layer.blocks), axis=1)
    flat_rows, flat_seen = (v.swapaxes(0, 1).reshape(v.shape[1], -1) for v in (rows, seen))

    def products():
        for t in range(len(x)):
            W @ seen[t]
        for t in range(len(x)):
            W_T @ rows[t]
        flat_rows @ flat_seen.T

    return products


def _alternate(steps, repeats=REPEATS):
    """{name: the shortest time in ms}, the functions called in turn."""
    best = dict.fromkeys(steps, np.inf)
    for repeat in range(repeats + 3):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if repeat >= 3:  # the first calls warm up
                best[name] = min(best[name], 1000 * (time.perf_counter() - start))
    return best


def _row(what, cell, sizes, threads, **measured):
    machine = f"{os.cpu_count()} cores {platform.machine()} numpy {np.__version__}"
    known = dict(zip(("D_x", "D_h", "B", "T"), sizes, strict=True))
    row = {"what": what, "cell": cell.__name__, "threads": threads, "machine": machine}
    return dict.fromkeys(COLUMNS, "") | row | known | measured


if __name__ == "__main__":
    csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n").writerows(measure(sys.argv[1]))
