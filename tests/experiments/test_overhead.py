"""What the loop adds to the layers is measured, and in the stored table it is little."""

import pytest

from rnnlib.experiments import overhead


def test_it_measures_every_task_with_every_cell(monkeypatch, tmp_path):
    monkeypatch.setattr(overhead, "STORED", tmp_path / "overhead.csv")
    monkeypatch.setattr(overhead, "REPEATS", 1)
    monkeypatch.setattr(overhead, "STEPS", 1)
    overhead.main()
    rows = overhead.stored()
    assert [(r["task"], r["cell"]) for r in rows] == [
        (task, cell) for task in overhead.TASKS for cell in overhead.CELLS
    ]
    for row in rows:
        assert row["fit_ms"] == pytest.approx(row["layers_ms"] * (1 + row["share"]), rel=0.1)


def test_in_the_stored_table_it_is_at_most_15_percent_of_layers_that_take_a_millisecond():
    """Of the smallest networks it is more: what it adds does not shrink with them."""
    shares = {
        (row["task"], row["cell"]): row["share"]
        for row in overhead.stored()
        if row["layers_ms"] >= 1
    }
    assert len(shares) >= 10
    assert max(shares.values()) <= 0.15
