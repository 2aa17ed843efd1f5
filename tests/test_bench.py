"""What the book says of speed and memory is in the stored table; memory is measured again here."""

from itertools import product

import numpy as np
import pytest

from rnnlib import RNN, bench

STORED = bench.stored()
STEPS = [row for row in STORED if row["what"] == "training step" and row["cell"] == "RNN"]
GROWTH = [row for row in STORED if row["what"] == "growth" and row["cell"] == "RNN"]


def test_the_table_holds_every_size_with_all_threads_and_with_one():
    found = {(row["threads"], row["D_x"], row["D_h"], row["B"], row["T"]) for row in STEPS}
    assert found == {(threads, *sizes) for threads, sizes in product(("all", 1), bench.SIZES)}
    assert len(STEPS) == len(found)
    lengths = {(row["threads"], row["T"]) for row in GROWTH}
    assert lengths == set(product(("all", 1), bench.LENGTHS))
    assert all(row["machine"] for row in STORED)


@pytest.mark.parametrize("row", STEPS, ids=lambda r: f"{r['threads']} threads, D_h {r['D_h']}")
def test_a_training_step_is_faster_than_that_of_torch(row):
    assert row["ratio"] > 1
    assert row["ratio"] == pytest.approx(row["torch_ms"] / row["ours_ms"], rel=0.01)


@pytest.mark.parametrize("threads", ["all", 1])
def test_the_stored_memory_is_the_same_for_each_step(threads):
    per_step = [row["ours_mib"] / row["T"] for row in GROWTH if row["threads"] == threads]
    assert max(per_step) < 1.05 * min(per_step)


def test_memory_grows_linearly_with_the_length():
    layer, random = RNN(16, 64, seed=0), np.random.default_rng(0)

    def memory(T):
        x, d_h = (random.normal(size=(T, D, 16)).astype(np.float32) for D in (16, 64))
        return bench.peak_memory(lambda: layer.backward(layer.forward(x), d_h))

    assert memory(400) / memory(200) == pytest.approx(2, rel=0.03)


def test_peak_memory_is_that_of_the_largest_moment():
    def two_at_once():
        first = np.zeros(2**20, np.uint8)
        second = np.zeros(3 * 2**20, np.uint8)
        del first, second
        np.zeros(2 * 2**20, np.uint8)

    assert bench.peak_memory(two_at_once) == pytest.approx(4, rel=0.01)


def test_a_measurement_is_a_row_of_the_table(monkeypatch):
    """Each function is called once, at a small size: no time is tested."""

    def call_each(steps, repeats=1):
        return {name: 1.0 for name, step in steps.items() if [step()]}

    monkeypatch.setattr(bench, "_alternate", call_each)
    monkeypatch.setattr(bench, "SIZES", [(2, 3, 5, 7)])
    monkeypatch.setattr(bench, "LENGTHS", (7,))
    rows = list(bench.measure("1"))
    assert [row["what"] for row in rows] == ["training step", "growth"]
    assert [row["D_h"] for row in rows] == [3, 64]
    for row in rows:
        assert tuple(row) == bench.COLUMNS
