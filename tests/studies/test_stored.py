"""Every stored table is whole, and one cheap row of each comes out again as it was stored."""

import math

import pytest

from rnnlib import studies
from rnnlib.studies import engine, store

STORED = [name for name in studies.names() if (studies.RESULTS / f"{name}.csv").exists()]
SEEDS = 10


def groups(study, rows):
    """{what was run apart from its seed: how many rows}, those for tuning left out."""
    counts = {}
    for row in rows:
        *case, _ = study.key(row)
        if "tuning" not in case:
            counts[tuple(case)] = counts.get(tuple(case), 0) + 1
    return counts


def is_stale(study, row):
    return not engine.fresh(study, {None: row})


@pytest.mark.parametrize("name", STORED)
def test_a_stored_table_holds_all_planned_rows_in_order_and_each_once(name):
    study = studies.get(name)
    rows = studies.table(name)
    path = studies.RESULTS / f"{name}.csv"
    planned = [study.key(config) for config in engine.planned(study, rows)]
    assert [study.key(row) for row in rows] == planned
    assert path.read_bytes().count(b"\n") == 1 + len(planned)
    if study.axes[-1] == "seed":
        few = {case: n for case, n in groups(study, rows).items() if n < SEEDS}
        assert not few, f"fewer than {SEEDS} seeds"


@pytest.mark.parametrize("name", STORED)
def test_a_cheap_row_comes_out_as_it_was_stored(name):
    study = studies.get(name)
    [row] = [row for row in studies.table(name) if study.cheap.items() <= row.items()]
    config = {axis: row[axis] for axis in study.axes}
    _, again, error = engine.once(study, config)
    assert error is None, error
    assert study.tolerance
    far = {
        column: (row[column], again[column])
        for column, most in study.tolerance.items()
        if not math.isclose(row[column], again[column], rel_tol=0, abs_tol=most)
        and not (math.isnan(row[column]) and math.isnan(again[column]))
    }
    if far and is_stale(study, row):
        pytest.skip(f"STALE: python -m rnnlib study {name} --refresh; now {far}")
    assert not far, "(stored, now)"


def test_a_row_of_other_code_is_told_from_one_of_todays():
    import little

    _, row, _ = engine.once(little.STUDY, {"phase": "test", "rate": 0.1, "seed": 0})
    assert not is_stale(little.STUDY, row)
    assert is_stale(little.STUDY, row | {"code": "0123456789ab"})
    assert store.line(row.values()).endswith(f'{row["versions"]}"\n')
