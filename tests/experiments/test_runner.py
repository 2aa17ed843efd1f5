"""A study runs what is missing, once, and stores every row as it comes; here in one process."""

import os
from dataclasses import replace

import little
import pytest
from threadpoolctl import threadpool_limits

from rnnlib.experiments import runner, store
from rnnlib.experiments.study import StudyError

STUDY = little.STUDY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "little.csv"


def run(path, study=STUDY, **options):
    """How many runs failed, and what was said."""
    said = []
    failed = runner.run(study, path, **{"jobs": 1} | options, say=said.append)
    return failed, "\n".join(said)


def rows_of(path):
    return store.read(path, STUDY.columns, STUDY.fits).rows


def keys_of(path):
    return [STUDY.key(row) for row in rows_of(path)]


def lines(path):
    return path.read_text().splitlines()[1:]


def test_study_tunes_then_tests_and_stores_every_planned_row_in_order(path):
    with threadpool_limits(2):  # which a run does not keep to
        failed, said = run(path)
    rows = rows_of(path)
    assert failed == 0
    assert keys_of(path) == little.KEYS
    assert [row["error"] for row in rows[-3:]] == pytest.approx([0.5, 0.6, 0.7])
    assert {row["threads"] for row in rows} == {1}
    assert {row["version"] for row in rows} == {1}
    assert all(row["seconds"] >= 0 and row["versions"].startswith("numpy ") for row in rows)
    assert f"complete, {len(little.KEYS)} rows" in said
    assert str(path) in said


def test_complete_study_runs_nothing_and_its_table_stays_as_it_is(path):
    run(path)
    before = path.read_bytes()
    failed, said = run(path)
    assert (failed, path.read_bytes()) == (0, before)
    assert "round" not in said


def test_only_missing_rows_are_run(path):
    run(path)
    kept = lines(path)
    del kept[3], kept[8]
    path.write_text("\n".join([",".join(STUDY.columns), *kept, ""]))
    _, said = run(path)
    assert said.count("a round of 1 runs is over, 0 failed") == 2  # a rate first, then a test
    assert keys_of(path) == little.KEYS
    assert set(kept) < set(lines(path))


def test_damaged_lines_are_told_and_their_rows_run_again(path):
    run(path)
    path.write_bytes(path.read_bytes()[:-20])
    _, said = run(path)
    assert "damaged lines: 1; they are now in little.csv.damaged" in said
    assert "a round of 1 runs" in said
    assert keys_of(path) == little.KEYS


def unlucky(cell, phase, learning_rate, seed):
    if seed == 5:
        raise ArithmeticError(f"seed {seed} is unlucky")
    return little.run(cell, phase, learning_rate, seed)


def test_run_that_fails_is_reported_and_the_others_go_on(path, monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    failed, said = run(path, replace(STUDY, run=unlucky))
    assert failed == 1
    assert len(rows_of(path)) == len(little.KEYS) - 1
    assert "1 of 14 rows are missing" in said
    told = "".join(capsys.readouterr())
    assert "failed: {'cell': 'GRU', 'phase': 'test', 'learning_rate': 0.1, 'seed': 5}" in told
    assert "ArithmeticError: seed 5 is unlucky" in told
    failed, said = run(path)
    assert failed == 0
    assert "a round of 1 runs" in said


def misnamed(cell, phase, learning_rate, seed):
    return {"eror": 0.0}


def not_a_number(cell, phase, learning_rate, seed):
    return {"error": [1, 2], "process": 0, "threads": 1}


def test_run_that_returns_something_else_has_failed(path, capsys):
    for wrong, words in ((misnamed, "run must return some of"), (not_a_number, "got [1, 2]")):
        failed, _ = run(path, replace(STUDY, run=wrong))
        assert failed == len(little.TUNED)
        assert words in "".join(capsys.readouterr())
        assert rows_of(path) == []


def old_version(path, *which):
    rows = rows_of(path)
    for k in which:
        rows[k]["version"] = 0
    path.write_bytes(store.text(STUDY.columns, rows))


def test_rows_of_an_older_version_are_kept_used_and_reported_with_the_command(path):
    run(path)
    old_version(path, 0, 7)
    before = path.read_bytes()
    failed, said = run(path)
    assert (failed, path.read_bytes()) == (0, before)
    assert "rows of an older version, which are kept and used: 2" in said
    assert "python -m rnnlib study little --refresh" in said


def test_refresh_runs_the_rows_of_an_older_version_and_those_alone(path):
    run(path)
    old_version(path, 0, 7)
    before = rows_of(path)
    _, said = run(path, refresh=True)
    changed = [a["version"] != b["version"] for a, b in zip(before, rows_of(path), strict=True)]
    assert [k for k, c in enumerate(changed) if c] == [0, 7]
    assert "older version" not in said
    assert said.count("a round of 1 runs is over, 0 failed") == 2


def test_refresh_tunes_by_current_rows_only_and_keeps_what_falls_out_of_the_plan(path):
    run(path)
    old_version(path, *range(len(little.KEYS)))
    path.write_text(path.read_text().replace('"test",0.1', '"test",0.2'))  # as if once chosen
    _, said = run(path, refresh=True)
    assert keys_of(path) == little.KEYS
    assert f"{len(little.SEEDS)} rows outside the plan are now in" in said
    unplanned = path.with_name("little.csv.unplanned").read_text()
    assert unplanned.count('"test",0.2') == len(little.SEEDS)


def test_refresh_that_fails_keeps_the_old_rows(path):
    run(path)
    old_version(path, *range(len(little.KEYS)))
    failed, said = run(path, replace(STUDY, run=misnamed), refresh=True)
    assert failed == len(little.TUNED)
    assert keys_of(path) == little.KEYS
    assert "rows are missing" in said


def test_quick_runs_the_small_plan(path):
    run(path, quick=True)
    assert keys_of(path) == [("GRU", "tuning", 0.01, 100), ("GRU", "test", 0.01, 0)]


def test_wrong_call_is_refused_in_words_before_anything_runs(path):
    for options, words in (
        ({"jobs": 0}, "--jobs must be at least 1, got 0"),
        ({"jobs": -1}, "--jobs must be at least 1, got -1"),
        ({"address": "tcp://127.0.0.1:1"}, "--address goes with --backend dask"),
        ({"jobs": None, "backend": "dask"}, "--address goes with --backend dask"),
        ({"backend": "dask", "address": "tcp://127.0.0.1:1"}, "--jobs is for this machine"),
        ({"jobs": None, "backend": "dask", "address": "nowhere"}, "no dask scheduler answers"),
    ):
        with pytest.raises(StudyError, match=words):
            run(path, **options)
        assert not path.exists() or not rows_of(path), options


def test_package_that_a_study_needs_is_asked_for_before_anything_runs(path):
    with pytest.raises(ModuleNotFoundError, match="no-such-package"):
        run(path, replace(STUDY, packages=("no-such-package",)))
    assert not path.exists()


def test_row_names_the_version_of_the_study_that_made_it():
    config = {"cell": "GRU", "phase": "test", "learning_rate": 0.1, "seed": 0}
    same, row, error = runner.once(replace(STUDY, version=3), config)
    assert (same, error, row["version"]) == (config, None, 3)
    assert row["process"] == os.getpid()
    assert runner.current(STUDY, {0: config | row}) == {}
    assert runner.current(replace(STUDY, version=3), {0: row}) == {0: row}
