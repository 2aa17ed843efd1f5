"""What the book says of speed and memory is in the stored table; memory is measured again here."""

from itertools import count, pairwise, product

import numpy as np
import pytest
from strategies import FAST

from rnnlib import interop
from rnnlib.experiments import benchmark, store

STORED = benchmark.stored()
THREADS = ("all", 1)


def test_table_holds_every_measurement_with_all_threads_and_with_one():
    for what, (cells, several, _) in benchmark.MEASUREMENTS.items():
        rows = benchmark.stored(what)
        found = [tuple(row[c] for c in benchmark.COLUMNS[1:7]) for row in rows]
        expected = [(cell, threads, *s) for cell, threads, s in product(cells, THREADS, several)]
        assert sorted(found, key=str) == sorted(expected, key=str), what
    assert {row["what"] for row in STORED} == set(benchmark.MEASUREMENTS)
    times = [[row["ours"] for row in STORED if row["threads"] == threads] for threads in THREADS]
    assert sorted(times[0]) != sorted(times[1])  # measured again, not copied


def test_ratio_is_that_of_the_two_times_beside_it():
    for row in STORED:
        assert row["ours"] > 0, row
        assert row["machine"], row
        if row["ratio"]:
            assert row["ratio"] == pytest.approx(row["other"] / row["ours"], rel=0.01), row
        assert bool(row["products"]) == (row["what"] == "training step"), row


def test_in_the_table_each_further_step_takes_the_same_memory():
    for cell, threads in product(benchmark.CELLS, THREADS):
        case = {"cell": cell, "threads": threads, "B": 16}.items()
        rows = [r for r in benchmark.stored("growth") if case <= r.items() and r["T"] >= 800]
        more = [(b["other"] - a["other"]) / (b["T"] - a["T"]) for a, b in pairwise(rows)]
        assert len(more) == 3, cell
        assert max(more) < 1.05 * min(more), cell


@pytest.mark.parametrize("name", ["RNN", "GRU", "GRU, reset after", "LSTM"])
def test_memory_grows_at_most_linearly_with_the_length(name):
    layer, random = FAST[name](16, 64, seed=0), np.random.default_rng(0)

    def memory(T):
        x, d_h = (random.normal(size=(T, D, 16)).astype(np.float32) for D in (16, 64))
        return benchmark.peak_memory(benchmark.step(layer, x, d_h))

    memory(10)  # makes what is made once
    assert memory(800) - memory(400) == pytest.approx(memory(1200) - memory(800), rel=0.03)


def test_peak_memory_is_that_of_the_largest_moment():
    def two_at_once():
        first = np.zeros(2**20, np.uint8)
        second = np.zeros(3 * 2**20, np.uint8)
        del first, second
        np.zeros(2 * 2**20, np.uint8)

    assert benchmark.peak_memory(two_at_once) == pytest.approx(4, rel=0.01)


def test_every_measurement_is_a_row_of_the_table(monkeypatch):
    """Each step is taken once, at a small size: no time is tested."""

    def call_each(repeats=1, **steps):
        return {name: 2.0 + k for k, (name, step) in enumerate(steps.items()) if [step()]}

    small = {
        what: (cells, [(2, 3, 1 if what == "streaming step" else 5, 7)], 1)
        for what, (cells, _, _) in benchmark.MEASUREMENTS.items()
    }
    monkeypatch.setattr(benchmark, "MEASUREMENTS", small)
    monkeypatch.setattr(benchmark, "shortest", call_each)
    monkeypatch.setattr(benchmark, "_printed", lambda *_: "2.5\n")
    rows = [dict(zip(benchmark.COLUMNS, v, strict=True)) for v in benchmark.measure("1")]
    kinds = [what for what, (cells, _, _) in small.items() for _ in cells]
    assert [row["what"] for row in rows] == kinds
    for row in rows:
        assert row["threads"] == 1
        assert store.line(row.values())
    first = rows[0]
    assert [first[name] for name in ("ours", "other", "ratio", "products")] == [2, 3, 1.5, 0.5]
    growth = rows[kinds.index("growth")]
    assert growth["other"] < 1
    assert growth["ratio"] is None


def test_shortest_is_the_shortest_time_after_a_warm_up_and_steps_take_turns(monkeypatch):
    """A clock that is told how long each step takes: warming up, then three repeats."""
    took = {"first": [0.1, 5.0, 2.0, 4.0], "second": [0.2, 1.0, 7.0, 3.0]}
    called, clock = [], [0.0]
    calls = {name: count() for name in took}

    def step(name):
        def call():
            called.append(name)
            clock[0] += took[name][next(calls[name])] / 1000

        return call

    monkeypatch.setattr(benchmark.time, "perf_counter", lambda: clock[0])
    best = benchmark.shortest(repeats=3, warm_up=1, **{name: step(name) for name in took})
    assert called == ["first", "second"] * 4
    assert best == pytest.approx({"first": 2.0, "second": 1.0})


def test_layer_is_timed_beside_one_that_torch_has():
    """At the same sizes: the two sides have the same number of parameters, or torch a bias more."""
    for name in benchmark.CELLS:
        layer, x, d_h = benchmark.problem(name, (2, 3, 5, 7))
        assert (x.shape, d_h.shape) == ((7, 2, 5), (7, 3, 5)), name
        theirs, *_ = benchmark.problem(name, (2, 3, 5, 7), benchmark.IN_TORCH)
        interop.to_torch(theirs)
        assert theirs.W.shape == layer.W.shape, name
        benchmark.bare_products(layer, x, d_h)()
