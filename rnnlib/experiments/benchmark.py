"""How fast and how large: the layers beside torch.nn's, and their growth with T and B.

    python -m rnnlib bench

measures both in turn in one process, once with all threads and once with one,
and stores the table that the book shows. Times are the minimum over the
repeats: what is above it is the machine doing something else.
"""

import csv
import gc
import os
import platform
import re
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np

from rnnlib import equations
from rnnlib.layers import tricks
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN

STORED = Path(__file__).parent / "results" / "bench.csv"
SIZES = [  # D_x, D_h, B, T
    (8, 32, 32, 50),
    (32, 64, 32, 100),
    (64, 128, 32, 100),
    (64, 128, 64, 200),
    (128, 256, 32, 100),
    (28, 128, 64, 28),
    (1, 64, 32, 784),
]
GROWTH = [(16, 64, 16, T) for T in (100, 200, 400, 800, 1600, 3200, 10_000)] + [
    (16, 64, B, 100) for B in (1, 4, 16, 64, 256)
]
MEMORY = (64, 128, 64, 200)
TRICKS = (32, 64, 32, 100)
SLOW = (32, 64, 32, 100)  # where the slow ways are measured: a torch loop, the equations
CELLS = {  # name: layer, and the torch layer that stands beside it
    "RNN": (RNN, RNN),
    "GRU": (partial(GRU, variant="reset_after"), partial(GRU, variant="reset_after")),
    "GRU, reset before": (GRU, partial(GRU, variant="reset_after")),
    "LSTM": (LSTM, LSTM),
}
EQUATIONS = {"RNN": equations.RNN, "GRU": equations.GRU_RESET_AFTER, "LSTM": equations.LSTM}
REPEATS = 30
WARM_UP = 3
COLUMNS = ("what", "cell", "threads", "D_x", "D_h", "B", "T")
MEASURED = ("ours", "other", "ratio", "products", "machine")


def main():
    """Measure everything, store it, print it."""
    rows = []
    for threads in ("all", "1"):
        rows += csv.DictReader(_in_a_process("measure", threads).splitlines(), COLUMNS + MEASURED)
        store(rows)
    for row in rows:
        print("  ".join(f"{row[column]:>17}" for column in (*COLUMNS, *MEASURED[:-1])))


def _in_a_process(*arguments):
    environment = dict(os.environ)
    if arguments[1] == "1":
        environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "rnnlib.experiments.benchmark", *arguments]
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def store(rows):
    STORED.parent.mkdir(exist_ok=True)
    with STORED.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS + MEASURED, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def stored(what=None):
    """The stored rows, or those of one kind: a list of {column: number or text}."""
    with STORED.open(newline="") as file:
        rows = [{key: _number(text) for key, text in row.items()} for row in csv.DictReader(file)]
    return [row for row in rows if what in (None, row["what"])]


def _number(text):
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def measure(threads):
    """The rows of one process. Times are in ms, memory is in MiB."""
    row = partial(_row, threads=threads)
    for name in CELLS:
        for sizes in SIZES:
            yield row("training step", name, sizes, **training_step(name, sizes))
        yield row("streaming step", name, (64, 128, 1, 1), **streaming_step(name, (64, 128, 1, 1)))
        for sizes in GROWTH:
            yield row("growth", name, sizes, **growth(name, sizes))
        both = {side: _in_a_process("memory", threads, name, side) for side in ("ours", "other")}
        yield row("peak memory", name, MEMORY, **_ratio(**{k: float(v) for k, v in both.items()}))
    for name in EQUATIONS:
        yield row("equations", name, SLOW, **equation_step(name, SLOW))
    yield row("textbook loop", "LSTM", SLOW, **textbook_step(SLOW))
    for version, ours in tricks_one_by_one(TRICKS).items():
        yield row(version, "LSTM", TRICKS, ours=f"{ours:.4f}")


def training_step(name, sizes):
    """Forward and backward of the layer, ours and torch's, and our ratio to the bare products."""
    from rnnlib import interop

    layer, x, d_h = problem(name, sizes)
    beside, _, _ = problem(name, sizes, side=1)
    best = _alternate(
        ours=lambda: layer.backward(layer.forward(x), d_h),
        other=interop.training_step(beside, x, d_h),
        products=bare_products(layer, x, d_h),
    )
    products = best.pop("products")
    return _ratio(**best) | {"products": f"{best['ours'] / products:.2f}"}


def streaming_step(name, sizes):
    """One step of one sample with the state carried, as in use."""
    from rnnlib import interop

    layer, x, _ = problem(name, sizes)
    beside, _, _ = problem(name, sizes, side=1)
    stream, x_t = layer.stream(), x[0]
    other = interop.inference_step(beside)
    return _ratio(**_alternate(ours=lambda: stream(x_t), other=other, repeats=2000))


def growth(name, sizes):
    """The time of a training step, and in `other` its peak memory, counted by Python."""
    layer, x, d_h = problem(name, sizes)

    def step():
        return layer.backward(layer.forward(x), d_h)

    best = _alternate(ours=step, repeats=8)
    return {"ours": f"{best['ours']:.4f}", "other": f"{peak_memory(step):.3f}"}


def equation_step(name, sizes):
    """The hand-written layer, and in `other` the same cell evaluated from its equations."""
    layer, x, d_h = problem(name, sizes)
    D_x, D_h, _, _ = sizes
    slow = EquationLayer(EQUATIONS[name], D_x, D_h, seed=0)
    return _ratio(
        **_alternate(
            ours=lambda: layer.backward(layer.forward(x), d_h),
            other=lambda: slow.backward(slow.forward(x), d_h),
            repeats=10,
        )
    )


def textbook_step(sizes):
    """The LSTM, and in `other` a loop over time in torch with autograd."""
    from rnnlib import interop

    layer, x, d_h = problem("LSTM", sizes)
    return _ratio(
        **_alternate(
            ours=lambda: layer.backward(layer.forward(x), d_h),
            other=interop.textbook_step(layer, x, d_h),
            repeats=15,
        )
    )


def tricks_one_by_one(sizes):
    """{version: ms} of the LSTM's training step with one trick more each time."""
    layer, x, d_h = problem("LSTM", sizes)
    steps = {version: tricks.training_step(version, layer, x, d_h) for version in tricks.VERSIONS}
    return _alternate(repeats=15, **steps)


def memory(name, side):
    """By how much a training step raises the memory of the process at its peak, in MiB (Linux)."""
    from rnnlib import interop

    def prepare(sizes):
        layer, x, d_h = problem(name, sizes, side=int(side == "other"))
        if side == "ours":
            return lambda: layer.backward(layer.forward(x), d_h)
        return interop.training_step(layer, x, d_h)

    prepare((4, 4, 4, 4))()  # threads and libraries that are made once
    step = prepare(MEMORY)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = _resident("VmRSS")
    step()
    return _resident("VmHWM") - before


def _resident(which):
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{which}:\s+(\d+) kB", status)[1]) / 1024


def peak_memory(function):
    """The most memory that NumPy held at once during a call, above what it held before, in MiB."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def problem(name, sizes, side=0):
    """A layer, ours (side 0) or the one to compare with, its inputs x and adjoints d_h."""
    D_x, D_h, B, T = sizes
    random = np.random.default_rng(0)
    x = random.normal(size=(T, D_x, B)).astype(np.float32)
    d_h = random.normal(size=(T, D_h, B)).astype(np.float32)
    return CELLS[name][side](D_x, D_h, seed=0), x, d_h


def bare_products(layer, x, d_h):
    """The matrix products of a training step and nothing else: the floor under its time."""
    D = layer.hidden_size
    rows = np.repeat(d_h, len(layer.blocks), axis=1)
    W_h, W_x = (np.ascontiguousarray(part) for part in np.hsplit(layer.W, [D]))
    W_hT, W_xT = np.ascontiguousarray(W_h.T), np.ascontiguousarray(W_x.T)
    out, back = np.empty_like(rows[0]), np.empty_like(d_h[0])
    flat, h, seen = (v.swapaxes(0, 1).reshape(v.shape[1], -1) for v in (rows, d_h, x))

    def products():
        W_x @ x
        for h_t in d_h:
            np.matmul(W_h, h_t, out=out)
        for d_a in rows:
            np.matmul(W_hT, d_a, out=back)
        W_xT @ rows
        flat @ h.T
        flat @ seen.T

    return products


def _alternate(repeats=REPEATS, **steps):
    """{name: the shortest time in ms}, the functions called in turn."""
    best = dict.fromkeys(steps, np.inf)
    for repeat in range(repeats + WARM_UP):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if repeat >= WARM_UP:
                best[name] = min(best[name], 1000 * (time.perf_counter() - start))
    return best


def _ratio(ours, other):
    return {"ours": f"{ours:.4f}", "other": f"{other:.4f}", "ratio": f"{other / ours:.2f}"}


def _row(what, cell, sizes, threads, **measured):
    machine = f"{os.cpu_count()} cores {platform.machine()}, NumPy {np.__version__}"
    known = dict(zip(("D_x", "D_h", "B", "T"), sizes, strict=True))
    row = {"what": what, "cell": cell, "threads": threads, "machine": machine}
    return dict.fromkeys(COLUMNS + MEASURED, "") | row | known | measured


if __name__ == "__main__":
    what, threads, *arguments = sys.argv[1:]
    if what == "memory":
        print(memory(*arguments))
    else:
        writer = csv.DictWriter(sys.stdout, COLUMNS + MEASURED, lineterminator="\n")
        for measured in measure(threads):
            writer.writerow(measured)
            print(*list(measured.values())[:7], file=sys.stderr)
