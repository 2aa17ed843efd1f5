"""Studies ask for enough runs; stored tables are whole, and a cheap row of each comes out again."""

import math
from collections import Counter

import pytest

from rnnlib import experiments
from rnnlib.experiments import runner, store
from rnnlib.experiments.tuning import GRID

SEEDS = 10
ROUNDS = len(GRID) + 2  # a search goes to the end of the grid at most


def few_seeds(study, rows):
    """{what was run, apart from its seed: how many rows}, where something drawn has too few."""
    counts = Counter(study.key(row)[:-1] for row in rows if study.axes[-1] == "seed")
    return {k: n for k, n in counts.items() if n < SEEDS and not {"tuning", "baseline"} & {*k}}


@pytest.mark.parametrize("name", experiments.NAMES)
def test_a_study_plans_enough_seeds_comes_to_an_end_and_has_its_cheap_row(name):
    study, rows = experiments.get(name), {}
    for _ in range(ROUNDS):
        plan = runner.planned(study, list(rows.values()))
        todo = [config for config in plan if study.key(config) not in rows]
        rows |= {study.key(c): c | dict.fromkeys(study.measured, 0.5) for c in todo}
    assert todo == []  # the last round asked for nothing more
    assert len(rows) == len(plan)
    assert not few_seeds(study, plan)
    assert sum(study.cheap.items() <= config.items() for config in plan) == 1
    assert study.tolerance
    assert 0 < len(runner.planned(study, [], quick=True)) <= len(plan)


def is_stale(study, row):
    return not runner.fresh(study, {None: row})


@pytest.mark.parametrize("name", experiments.NAMES)
def test_a_stored_table_holds_all_planned_rows_in_order_and_each_once(name):
    study = experiments.get(name)
    rows = experiments.table(name)
    path = experiments.RESULTS / f"{name}.csv"
    planned = [study.key(config) for config in runner.planned(study, rows)]
    assert [study.key(row) for row in rows] == planned
    assert path.read_bytes().count(b"\n") == 1 + len(planned)
    assert not few_seeds(study, rows)
    never = {c for c in study.measured if all(row[c] is None for row in rows)}
    assert not never, "measured by no run"


@pytest.mark.parametrize("name", experiments.NAMES)
def test_a_cheap_row_comes_out_as_it_was_stored(name):
    study = experiments.get(name)
    [row] = [row for row in experiments.table(name) if study.cheap.items() <= row.items()]
    config = {axis: row[axis] for axis in study.axes}
    _, again, error = runner.once(study, config)
    assert error is None, error
    far = {
        column: (row[column], again[column])
        for column, most in study.tolerance.items()
        if not math.isclose(row[column], again[column], rel_tol=0, abs_tol=most)
        and not (math.isnan(row[column]) and math.isnan(again[column]))
    }
    if far and is_stale(study, row):
        pytest.skip(f"STALE: python -m rnnlib study {name} --refresh; now {far}")
    assert not far, "(stored, now)"


@pytest.mark.parametrize("name", experiments.NAMES)
def test_a_study_says_how_long_its_rows_took_on_two_cores(name):
    took = sum(row["seconds"] for row in experiments.table(name)) / 60 / 2
    assert experiments.get(name).minutes == pytest.approx(took, rel=0.3, abs=1)


def test_a_row_of_other_code_is_told_from_one_of_todays():
    import little

    _, row, _ = runner.once(little.STUDY, {"phase": "test", "rate": 0.1, "seed": 0})
    assert not is_stale(little.STUDY, row)
    assert is_stale(little.STUDY, row | {"code": "0123456789ab"})
    assert store.line(row.values()).endswith(f'{row["versions"]}"\n')
