"""What the book says of speed and memory is in the stored table; memory is measured again here."""

from itertools import pairwise, product

import numpy as np
import pytest
from strategies import FAST

from rnnlib import interop
from rnnlib.experiments import benchmark
from rnnlib.layers import tricks

STORED = benchmark.stored()
THREADS = ("all", 1)


def places(what):
    """{what a stored row is about} of one kind."""
    keys = ("cell", "threads", "D_x", "D_h", "B", "T")
    return [tuple(row[key] for key in keys) for row in benchmark.stored(what)]


@pytest.mark.parametrize(
    ("what", "cells", "sizes"),
    [
        ("training step", benchmark.CELLS, benchmark.SIZES),
        ("growth", benchmark.CELLS, benchmark.GROWTH),
        ("streaming step", benchmark.CELLS, [(64, 128, 1, 1)]),
        ("peak memory", benchmark.CELLS, [benchmark.MEMORY]),
        ("equations", benchmark.EQUATIONS, [benchmark.SLOW]),
        ("textbook loop", ["LSTM"], [benchmark.SLOW]),
        *((version, ["LSTM"], [benchmark.TRICKS]) for version in tricks.VERSIONS),
    ],
)
def test_the_table_holds_every_measurement_with_all_threads_and_with_one(what, cells, sizes):
    expected = [(cell, threads, *s) for cell, threads, s in product(cells, THREADS, sizes)]
    assert sorted(places(what), key=str) == sorted(expected, key=str)


def test_with_one_thread_it_was_measured_again_and_not_copied():
    times = {
        threads: [row["ours"] for row in STORED if row["threads"] == threads] for threads in THREADS
    }
    assert len(times["all"]) == len(times[1]) > 0
    assert sorted(times["all"]) != sorted(times[1])


@pytest.mark.parametrize("row", STORED, ids=lambda r: "{what}, {cell}, {threads}, {T}".format(**r))
def test_a_ratio_is_that_of_the_two_times_beside_it(row):
    assert row["ours"] > 0
    assert row["machine"]
    if row["ratio"]:
        assert row["ratio"] == pytest.approx(row["other"] / row["ours"], rel=0.01)


@pytest.mark.parametrize(("cell", "threads"), [*product(benchmark.CELLS, THREADS)])
def test_in_the_table_each_further_step_takes_the_same_memory(cell, threads):
    rows = [
        r
        for r in benchmark.stored("growth")
        if (r["cell"], r["threads"], r["B"]) == (cell, threads, 16)
    ]
    pairs = pairwise(row for row in rows if row["T"] >= 800)
    more = [(b["other"] - a["other"]) / (b["T"] - a["T"]) for a, b in pairs]
    assert len(more) == 3
    assert max(more) < 1.05 * min(more)


@pytest.mark.parametrize("name", FAST)
def test_memory_grows_at_most_linearly_with_the_length(name):
    layer, random = FAST[name](16, 64, seed=0), np.random.default_rng(0)

    def memory(T):
        x, d_h = (random.normal(size=(T, D, 16)).astype(np.float32) for D in (16, 64))
        return benchmark.peak_memory(lambda: layer.backward(layer.forward(x), d_h))

    assert memory(800) - memory(400) == pytest.approx(memory(1200) - memory(800), rel=0.03)


def test_peak_memory_is_that_of_the_largest_moment():
    def two_at_once():
        first = np.zeros(2**20, np.uint8)
        second = np.zeros(3 * 2**20, np.uint8)
        del first, second
        np.zeros(2 * 2**20, np.uint8)

    assert benchmark.peak_memory(two_at_once) == pytest.approx(4, rel=0.01)


def test_a_measurement_is_a_row_of_the_table(monkeypatch):
    """Each function is called once, at a small size: no time is tested."""

    def call_each(repeats=1, **steps):
        return {name: 1.0 for name, step in steps.items() if [step()]}

    small = (2, 3, 5, 7)
    monkeypatch.setattr(benchmark, "_alternate", call_each)
    monkeypatch.setattr(benchmark, "_in_a_process", lambda *_: "2.5\n")
    for name, value in (
        ("SIZES", [small]),
        ("GROWTH", [small]),
        ("SLOW", small),
        ("TRICKS", small),
    ):
        monkeypatch.setattr(benchmark, name, value)
    rows = list(benchmark.measure("1"))
    kinds = ["training step", "streaming step", "growth", "peak memory"] * len(benchmark.CELLS)
    kinds += ["equations"] * len(benchmark.EQUATIONS) + ["textbook loop", *tricks.VERSIONS]
    assert [row["what"] for row in rows] == kinds
    for row in rows:
        assert tuple(row) == benchmark.COLUMNS + benchmark.MEASURED
        assert row["threads"] == "1"


def test_steps_are_timed_in_turn_after_a_warm_up():
    called = []
    best = benchmark._alternate(
        repeats=2, first=lambda: called.append("first"), second=lambda: called.append("second")
    )
    assert called == ["first", "second"] * (2 + benchmark.WARM_UP)
    assert all(0 <= time < 1000 for time in best.values())


@pytest.mark.parametrize("name", benchmark.CELLS)
def test_a_layer_is_timed_beside_one_that_torch_has(name):
    """At the same sizes: the two sides have the same number of parameters, or torch a bias more."""
    layer, x, d_h = benchmark.problem(name, (2, 3, 5, 7))
    assert (x.shape, d_h.shape) == ((7, 2, 5), (7, 3, 5))
    beside, *_ = benchmark.problem(name, (2, 3, 5, 7), side=1)
    interop.to_torch(beside)
    assert beside.W.shape == layer.W.shape
    benchmark.bare_products(layer, x, d_h)()
