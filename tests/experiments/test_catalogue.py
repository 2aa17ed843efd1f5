"""Studies ask for enough runs; stored tables are whole, and a cheap row of each comes out again."""

import math
from collections import Counter

import pytest

from rnnlib import experiments
from rnnlib.experiments import runner
from rnnlib.experiments.tuning import GRID

SEEDS = 10
ROUNDS = len(GRID) + 2  # a search goes to the end of the grid at most
STUDIES = {name: experiments.get(name) for name in experiments.NAMES}


def few_seeds(study, rows):
    """{what was run, apart from its seed: how many rows}, where something drawn has too few."""
    counts = Counter(study.key(row)[:-1] for row in rows)
    return {k: n for k, n in counts.items() if n < SEEDS and not {"tuning", "baseline"} & {*k}}


def test_declaration_of_a_study_does_not_contradict_itself():
    for name, study in STUDIES.items():
        assert len(set(study.columns)) == len(study.columns), name
        assert study.axes[-1] == "seed", name
        assert study.tolerance.keys() <= set(study.measured), name
        assert study.cheap.keys() <= set(study.axes), name
        assert study.tolerance, name
        assert study.question, name


def test_study_plans_enough_seeds_comes_to_an_end_and_has_its_cheap_row():
    for name, study in STUDIES.items():
        rows = {}
        for _ in range(ROUNDS):
            plan = study.plan(list(rows.values()))
            todo = [config for config in plan if study.key(config) not in rows]
            rows |= {study.key(c): c | dict.fromkeys(study.measured, 0.5) for c in todo}
        assert todo == [], name  # the last round asked for nothing more
        assert len(rows) == len(plan), name
        assert not few_seeds(study, plan), name
        assert sum(map(study.is_cheap, plan)) == 1, name
        assert 0 < len(study.plan([], quick=True)) <= len(plan), name


def test_stored_table_holds_all_planned_rows_of_this_version_in_order_and_each_once():
    for name, study in STUDIES.items():
        rows = experiments.table(name)
        path = experiments.RESULTS / f"{name}.csv"
        planned = [study.key(config) for config in study.plan(rows)]
        assert [study.key(row) for row in rows] == planned, name
        assert path.read_bytes().count(b"\n") == 1 + len(planned), name
        assert not few_seeds(study, rows), name
        assert {row["version"] for row in rows} == {study.version}, f"{name}: --refresh"
        never = {c for c in study.measured if all(row[c] is None for row in rows)}
        assert not never, f"{name}: measured by no run"


@pytest.mark.parametrize("name", STUDIES)
def test_cheap_row_comes_out_as_it_was_stored(name):
    study = STUDIES[name]
    [row] = filter(study.is_cheap, experiments.table(name))
    _, again, error = runner.once(study, {axis: row[axis] for axis in study.axes})
    assert error is None, error
    assert again["versions"].split(" ")[::2] == row["versions"].split(" ")[::2]  # the packages
    far = {
        column: (row[column], again[column])
        for column, most in study.tolerance.items()
        if not math.isclose(row[column], again[column], rel_tol=0, abs_tol=most)
        and not (math.isnan(row[column]) and math.isnan(again[column]))
    }
    raise_it = f"raise the study's version, and python -m rnnlib study {name} --refresh"
    assert not far, f"(stored, now); if this is meant, {raise_it}"


def test_study_says_how_long_its_rows_took_on_two_cores():
    for name, study in STUDIES.items():
        took = sum(row["seconds"] for row in experiments.table(name)) / 60 / 2
        assert study.minutes == pytest.approx(took, rel=0.3, abs=1), name


def test_runs_that_are_missing_are_asked_for():
    with pytest.raises(experiments.StudyError, match="missing; python -m rnnlib study adding"):
        experiments.runs("adding", cell="none")


def test_runs_of_which_a_seed_is_missing_are_not_taken_for_all(monkeypatch):
    rows = [{"phase": "test", "cell": "GRU", "learning_rate": 0.1, "seed": s} for s in range(9)]
    monkeypatch.setattr(experiments, "table", lambda name: rows)
    with pytest.raises(experiments.StudyError, match="are missing"):
        experiments.runs("chorales", cell="GRU")
    rows.append(rows[0] | {"seed": 9})
    assert experiments.runs("chorales", cell="GRU") == rows


def test_runs_of_a_former_rate_are_not_mixed_with_those_of_the_present(monkeypatch):
    row = {"phase": "test", "cell": "GRU"}
    rows = [row | {"learning_rate": rate, "seed": s} for rate in (0.1, 0.2) for s in range(10)]
    monkeypatch.setattr(experiments, "table", lambda name: rows)
    with pytest.raises(experiments.StudyError, match=r"former plan; python -m .* chorales"):
        experiments.runs("chorales", cell="GRU")
