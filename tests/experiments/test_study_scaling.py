"""What is said of two workers is in a stored table, measured."""

from statistics import median

import pytest

from rnnlib.experiments import scaling


@pytest.fixture
def small(monkeypatch, tmp_path):
    for name, value in (("REPEATS", 1), ("RUNS", 3), ("STEPS", 1)):
        monkeypatch.setattr(scaling, name, value)
    monkeypatch.setattr(scaling, "STORED", tmp_path / "scaling.csv")


def test_it_measures_with_one_worker_and_with_one_for_each_core(small, monkeypatch):
    monkeypatch.setattr(scaling.os, "cpu_count", lambda: 2)
    scaling.main()
    rows = scaling.stored()
    assert [row["jobs"] for row in rows] == [1, 2]
    for row in rows:
        assert row["runs"] == 3
        assert row["rows_per_minute"] == pytest.approx(60 * 3 / row["seconds"], rel=0.05)


@pytest.mark.skipif(
    not scaling.STORED.exists(), reason="python -m rnnlib study scaling measures it"
)
def test_in_the_stored_table_two_workers_do_nearly_twice_the_rows_of_one():
    rows = scaling.stored()
    one, two = (
        median(row["rows_per_minute"] for row in rows if row["jobs"] == jobs) for jobs in (1, 2)
    )
    assert two / one >= 1.8
