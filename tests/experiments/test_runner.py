"""A study runs what is missing, once, in processes of one thread, whatever befalls it."""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import little
import pytest

from rnnlib.experiments import runner, store
from rnnlib.experiments.study import StudyError

STUDY = little.STUDY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "little.csv"


def run(path, study=STUDY, **options):
    """How many runs failed, and what was said."""
    said = []
    failed = runner.run(study, path, **{"jobs": 2} | options, say=said.append)
    return failed, "\n".join(said)


def rows_of(path):
    return list(store.read(path, STUDY).rows.values())


def lines(path):
    return path.read_text().splitlines()[1:]


def test_a_study_runs_its_rounds_and_stores_every_planned_row_in_order(path):
    failed, said = run(path)
    rows = rows_of(path)
    assert failed == 0
    assert [STUDY.key(row) for row in rows] == little.KEYS  # the rate with the smaller error
    assert [row["error"] for row in rows[-3:]] == pytest.approx([0.5, 0.6, 0.7])
    assert f"complete, {len(little.KEYS)} rows" in said
    assert str(path) in said


@pytest.mark.parametrize("jobs", [1, 2])
def test_runs_are_in_other_processes_on_one_thread_each(path, jobs, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    run(path, jobs=jobs)
    rows = rows_of(path)
    assert {row["threads"] for row in rows} == {1}
    assert os.getpid() not in {row["process"] for row in rows}


def alone(phase, rate, seed):
    mark = Path(tempfile.gettempdir(), f"little-{os.getppid()}")
    mark.touch(exist_ok=False)
    time.sleep(0.02)
    mark.unlink()
    return little.run(phase, rate, seed)


def test_with_one_job_there_is_one_run_at_a_time(path):
    assert run(path, replace(STUDY, run=alone), jobs=1)[0] == 0


def told(phase, rate, seed):
    return {"error": float(os.environ["TQDM_DISABLE"]), "process": 0, "threads": 1}


def test_runs_draw_no_bars_into_that_of_the_study(path):
    run(path, replace(STUDY, run=told))
    assert {row["error"] for row in rows_of(path)} == {1.0}


def test_a_complete_study_runs_nothing_and_its_table_stays_as_it_is(path):
    run(path)
    before = path.read_bytes()
    failed, said = run(path)
    assert (failed, path.read_bytes()) == (0, before)
    assert "round" not in said


def test_only_missing_rows_are_run(path):
    run(path)
    kept = lines(path)
    del kept[3], kept[8]
    head = ",".join(STUDY.columns)
    path.write_text("\n".join([head, *kept, ""]))
    run(path)
    assert len(lines(path)) == len(little.KEYS)
    assert set(kept) < set(lines(path))


def test_a_run_that_fails_is_reported_and_the_others_go_on(path, monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    failing = replace(STUDY, run=unlucky)
    failed, said = run(path, failing)
    assert failed == 1
    assert len(rows_of(path)) == len(little.KEYS) - 1
    assert "1 of 14 rows are missing" in said
    told = capsys.readouterr()
    told = told.out + told.err
    assert "little: failed: {'phase': 'test', 'rate': 0.1, 'seed': 5}" in told
    assert "ArithmeticError: seed 5 is unlucky" in told
    failed, said = run(path)
    assert failed == 0
    assert "a round of 1 runs" in said


def unlucky(phase, rate, seed):
    if seed == 5:
        raise ArithmeticError(f"seed {seed} is unlucky")
    return little.run(phase, rate, seed)


def misnamed(phase, rate, seed):
    return {"eror": 0.0}


def not_a_number(phase, rate, seed):
    return {"error": [1, 2], "process": 0, "threads": 1}


@pytest.mark.parametrize(
    ("wrong", "words"), [(misnamed, "run must return some of"), (not_a_number, "got [1, 2]")]
)
def test_a_run_that_returns_something_else_has_failed(path, wrong, words, capsys):
    failed, _ = run(path, replace(STUDY, run=wrong))
    assert failed == 2 * little.TUNING
    assert words in "".join(capsys.readouterr())
    assert rows_of(path) == []


def dies(phase, rate, seed):
    if seed == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return little.run(phase, rate, seed)


def test_a_worker_that_dies_stops_the_study_in_plain_words_and_nothing_stored_is_lost(path):
    with pytest.raises(StudyError, match=r"workers are lost: .* rows stored so far are safe"):
        run(path, replace(STUDY, run=dies))
    before = set(lines(path))
    assert len(before) >= 2 * little.TUNING
    run(path)
    assert before < set(lines(path))
    assert len(lines(path)) == len(little.KEYS)


def stale(path, *which):
    """Make some rows of a table those of other code."""
    head, *rows = path.read_text().splitlines()
    code = rows_of(path)[0]["code"]
    rows = [row.replace(code, "0123456789ab") if k in which else row for k, row in enumerate(rows)]
    path.write_text("\n".join([head, *rows, ""]))


def test_stale_rows_are_kept_used_and_reported_with_the_command(path):
    run(path)
    stale(path, 0, 7)
    before = path.read_bytes()
    failed, said = run(path)
    assert (failed, path.read_bytes()) == (0, before)
    assert "STALE: 2 of 14 rows were made by other code" in said
    assert "python -m rnnlib study little --refresh" in said


def test_a_refresh_runs_the_stale_rows_and_those_alone(path):
    run(path)
    stale(path, 0, 7)
    before = lines(path)
    _, said = run(path, refresh=True)
    changed = [a != b for a, b in zip(before, lines(path), strict=True)]
    assert [k for k, c in enumerate(changed) if c] == [0, 7]
    assert "STALE" not in said
    assert len({row["code"] for row in rows_of(path)}) == 1


def test_a_refresh_tunes_by_fresh_rows_only_and_keeps_what_falls_out_of_the_plan(path):
    run(path)
    text = path.read_text()
    code = rows_of(path)[0]["code"]
    other = text.replace(code, "0123456789ab").replace('"test",0.1', '"test",0.2')
    path.write_text(other)  # as if other code had found the other rate better
    _, said = run(path, refresh=True)
    assert [STUDY.key(row) for row in rows_of(path)] == little.KEYS
    assert f"{little.SEEDS} rows outside the plan are now in" in said
    assert (path.with_name("little.csv.unplanned")).read_text().count('"test",0.2') == little.SEEDS


def test_a_refresh_that_fails_keeps_the_old_rows(path):
    run(path)
    stale(path, *range(len(little.KEYS)))
    failed, said = run(path, replace(STUDY, run=misnamed), refresh=True)
    assert failed == 2 * little.TUNING
    assert [STUDY.key(row) for row in rows_of(path)] == little.KEYS
    assert "rows are missing" in said


def test_quick_runs_the_small_plan(path):
    run(path, quick=True)
    assert len(rows_of(path)) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"jobs": 0}, "--jobs must be at least 1, got 0"),
        ({"jobs": -1}, "--jobs must be at least 1, got -1"),
        ({"address": "tcp://127.0.0.1:1"}, "--address goes with --backend dask"),
        ({"jobs": None, "backend": "dask"}, "--address goes with --backend dask"),
        ({"backend": "dask", "address": "tcp://127.0.0.1:1"}, "--jobs is for this machine"),
        ({"jobs": None, "backend": "dask", "address": "nowhere"}, "no dask scheduler answers"),
    ],
    ids=str,
)
def test_a_wrong_call_is_refused_in_words_before_anything_runs(path, options, words):
    with pytest.raises(StudyError, match=words):
        run(path, **options)
    assert not path.exists() or not rows_of(path)


def test_a_plan_with_other_axes_is_refused(path):
    wrong = replace(STUDY, plan=lambda rows, quick: [{"seed": 1}])
    with pytest.raises(StudyError, match=r"must have phase, rate, seed, got \{'seed': 1\}"):
        run(path, wrong)


def alive(process):
    """Whether a process still runs, a zombie not counted."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_killed_at_any_moment_and_started_again_it_ends_with_every_row_once(path):
    pause, workers, kept = random.Random(0), set(), {}
    for _ in range(3):
        before = len(kept)
        with little.started(little.PROGRAM, path, 2, LITTLE_SECONDS="0.3"):
            little.until(lambda: path.exists() and len(lines(path)) > before)  # noqa: B023
            time.sleep(pause.uniform(0, 0.3))
        rows = store.read(path, STUDY).rows
        assert kept.items() <= rows.items()  # what was there has not been run again
        kept = rows
        workers |= {row["process"] for row in rows.values()}
    assert len(workers) >= 3
    little.until(lambda: not any(map(alive, workers)))  # none goes on after its parent's death
    assert run(path)[0] == 0
    assert kept.items() <= store.read(path, STUDY).rows.items()
    assert [STUDY.key(row) for row in rows_of(path)] == little.KEYS
    assert max(Counter(map(STUDY.key, rows_of(path))).values()) == 1
    assert len(lines(path)) == len(little.KEYS)


def test_interrupted_it_stops_at_once_and_keeps_its_rows(path):
    # With one job, so that one worker has nothing to do when it is told.
    with little.started(little.PROGRAM, path, 1, LITTLE_SECONDS="0.1") as process:
        little.until(lambda: path.exists() and len(lines(path)) > 1)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the workers, too
        _, error = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert error.count("Traceback") == 1  # the workers are silent
    assert len(rows_of(path)) >= 2
