"""How fast and how large: the layers beside torch.nn's, and their growth with T and B.

    python -m rnnlib bench

measures both in turn in one process, once with all threads and once with one, and stores the
table that the book shows. Times are in ms, the minimum over the repeats: what is above it is the
machine doing something else. Memory is in MiB.
"""

import gc
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import equations, files
from rnnlib.experiments import RESULTS, environment, store
from rnnlib.layers import tricks
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN

STORED = RESULTS / "bench.csv"
Sizes = tuple[int, int, int, int]
SIZES: list[Sizes] = [  # D_x, D_h, B, T
    *((8, 32, 32, 50), (32, 64, 32, 100), (64, 128, 32, 100), (64, 128, 64, 200)),
    *((128, 256, 32, 100), (28, 128, 64, 28), (1, 64, 32, 784)),
]
GROWTH: list[Sizes] = [(16, 64, 16, T) for T in (100, 200, 400, 800, 1600, 3200, 10_000)] + [
    (16, 64, B, 100) for B in (1, 4, 16, 64, 256)
]
MEMORY = (64, 128, 64, 200)
SLOW = (32, 64, 32, 100)  # for the slow ways: a torch loop, the equations, without tricks
LIKE_TORCH = partial(GRU, variant="reset_after")
CELLS: dict[str, Any] = {"RNN": RNN, "GRU": LIKE_TORCH, "GRU, reset before": GRU, "LSTM": LSTM}
IN_TORCH = CELLS | {"GRU, reset before": LIKE_TORCH}  # what stands beside them
EQUATIONS = {"RNN": equations.RNN, "GRU": equations.GRU_RESET_AFTER, "LSTM": equations.LSTM}
CASE = ("what", "cell", "threads", "D_x", "D_h", "B", "T")
COLUMNS = (*CASE, "ours", "other", "ratio", "products", "machine")


MEASUREMENTS: dict[str, tuple] = {  # cells, sizes, repeats
    "training step": (CELLS, SIZES, 30),
    "streaming step": (CELLS, [(64, 128, 1, 1)], 2000),  # of one sample, the state carried
    "growth": (CELLS, GROWTH, 8),  # and in `other` the peak memory, counted by Python
    "peak memory": (CELLS, [MEMORY], 1),  # of the process, each side in one of its own
    "equations": (EQUATIONS, [SLOW], 10),  # `other`: the same cell evaluated from its equations
    "textbook loop": (["LSTM"], [SLOW], 15),  # `other`: a loop in torch, with autograd
    **{version: (["LSTM"], [SLOW], 15) for version in tricks.VERSIONS},
}


def main() -> None:
    """Measure everything, store it, print it."""
    environment.load("torch")  # what they are compared with
    tables = [_printed("measure", threads) for threads in ("all", "1")]
    files.replace(STORED, "".join([",".join(COLUMNS) + "\n", *tables]).encode())


def _printed(*arguments: str) -> str:
    """What a process of this module prints."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment = os.environ | (one if arguments[1] == "1" else {})
    command = [sys.executable, "-m", "rnnlib.experiments.benchmark", *arguments]
    return subprocess.check_output(command, env=environment, text=True)


def stored(what: str | None = None) -> list[dict[str, Any]]:
    """The stored rows, or those of one kind: a list of {column: value}."""
    return [row for row in store.rows(STORED, COLUMNS) if what in (None, row["what"])]


def measure(threads: str) -> Iterator[list]:
    """The rows of one process, each a list of the values of COLUMNS."""
    machine = f"{os.cpu_count()} cores {platform.machine()}, NumPy {np.__version__}"
    for what, (cells, several, repeats) in MEASUREMENTS.items():
        for cell, sizes in product(cells, several):
            if what == "peak memory":
                sides = ("ours", "other")
                best = {s: float(_printed("memory", threads, cell, s)) for s in sides}
            else:
                best = shortest(repeats, **steps(what, cell, sizes))
            if what == "growth":
                best["other"] = peak_memory(steps(what, cell, sizes)["ours"])
            case = [what, cell, 1 if threads == "1" else threads, *sizes]
            yield [*case, *_rounded(what, **best), machine]


def _rounded(what: str, ours: float, other: float = 0, products: float = 0) -> list[float | None]:
    """Our time or memory, the other, the other ÷ ours, ours ÷ the bare products; or None."""
    ratio = other / ours if what != "growth" else 0
    values = ((ours, 4), (other, 4), (ratio, 2), (ours / products if products else 0, 2))
    return [round(value, digits) if value else None for value, digits in values]


def steps(what: str, cell: str, sizes: Sizes) -> dict[str, Any]:
    """What is timed: `ours`, the `other` to compare with, and the `products` alone."""
    layer, x, d_h = problem(cell, sizes)
    if what in tricks.VERSIONS:
        return {"ours": tricks.training_step(what, layer, x, d_h)}
    ours = {"ours": step(layer, x, d_h)}
    if what == "growth":
        return ours
    if what == "equations":
        return ours | {"other": step(EquationLayer(EQUATIONS[cell], *sizes[:2], seed=0), x, d_h)}
    from rnnlib import interop

    if what == "textbook loop":
        return ours | {"other": interop.textbook_step(layer, x, d_h)}
    theirs = problem(cell, sizes, IN_TORCH)[0]
    if what == "streaming step":
        stream = layer.stream()
        return {"ours": lambda: stream(x[0]), "other": interop.inference_step(theirs)}
    other = interop.training_step(theirs, x, d_h)
    return ours | {"other": other, "products": bare_products(layer, x, d_h)}


def memory(name: str, side: str) -> float:
    """By how much a training step raises the memory of the process at its peak, in MiB (Linux)."""
    from rnnlib import interop

    prepare, cells = {"ours": (step, CELLS), "other": (interop.training_step, IN_TORCH)}[side]
    small, large = (prepare(*problem(name, sizes, cells)) for sizes in ((4, 4, 4, 4), MEMORY))
    small()  # makes threads and libraries that are made once
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = _resident("VmRSS")
    large()
    return _resident("VmHWM") - before


def _resident(which: str) -> float:
    _, _, after = Path("/proc/self/status").read_text().partition(f"{which}:")
    return int(after.split()[0]) / 1024


def peak_memory(function: Callable[[], Any]) -> float:
    """The most memory that NumPy held at once during a call, above what it held before, in MiB."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def problem(
    name: str, sizes: Sizes, cells: dict[str, Any] = CELLS
) -> tuple[Any, np.ndarray, np.ndarray]:
    """A layer, ours or of IN_TORCH, its inputs x and adjoints d_h."""
    D_x, D_h, B, T = sizes
    random = np.random.default_rng(0)
    x, d_h = (random.normal(size=(T, D, B)).astype(np.float32) for D in (D_x, D_h))
    return cells[name](D_x, D_h, seed=0), x, d_h


def bare_products(layer: Any, x: np.ndarray, d_h: np.ndarray) -> Callable[[], None]:
    """The matrix products of a training step and nothing else: the floor under its time."""
    D = layer.hidden_size
    rows = np.repeat(d_h, len(layer.blocks), axis=1)
    W_h, W_x = (np.ascontiguousarray(part) for part in np.hsplit(layer.W, [D]))
    W_hT, W_xT = np.ascontiguousarray(W_h.T), np.ascontiguousarray(W_x.T)
    out, back = np.empty_like(rows[0]), np.empty_like(d_h[0])
    flat, h, seen = (v.swapaxes(0, 1).reshape(v.shape[1], -1) for v in (rows, d_h, x))

    def products() -> None:
        W_x @ x
        for h_t in d_h:
            np.matmul(W_h, h_t, out=out)
        for d_a in rows:
            np.matmul(W_hT, d_a, out=back)
        W_xT @ rows
        flat @ h.T
        flat @ seen.T

    return products


def shortest(repeats: int = 30, warm_up: int = 3, **steps: Any) -> dict[str, float]:
    """{name: the shortest time in ms}, the functions called in turn."""
    best = dict.fromkeys(steps, np.inf)
    for repeat in range(repeats + warm_up):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if repeat >= warm_up:
                best[name] = min(best[name], 1000 * (time.perf_counter() - start))
    return best


def step(layer: Any, x: np.ndarray, d_h: np.ndarray) -> Callable[[], Any]:
    return lambda: layer.backward(layer.forward(x), d_h)


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        print(memory(*sys.argv[3:]))
    else:
        for values in measure(sys.argv[2]):
            print(store.line(values), end="", flush=True)
            print("  ".join(f"{value!s:>17}" for value in values[:-1]), file=sys.stderr)
