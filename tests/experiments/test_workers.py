"""Runs go to other processes, and whatever befalls those, nothing stored is lost."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import replace

import little
import pytest

from rnnlib.experiments import runner, store
from rnnlib.experiments.study import StudyError

STUDY = little.STUDY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "little.csv"


def rows_of(path):
    return store.read(path, STUDY.columns, STUDY.fits).rows


def keyed(path):
    return {STUDY.key(row): row for row in rows_of(path)}


def test_runs_are_in_other_processes_on_one_thread_each(path, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert runner.run(STUDY, path, jobs=2) == 0
    rows = rows_of(path)
    assert [STUDY.key(row) for row in rows] == little.KEYS
    assert {row["threads"] for row in rows} == {1}
    assert os.getpid() not in {row["process"] for row in rows}


def dies(cell, phase, learning_rate, seed):
    if seed == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return little.run(cell, phase, learning_rate, seed)


def test_worker_that_dies_stops_the_study_in_words_and_nothing_stored_is_lost(path):
    with pytest.raises(StudyError, match=r"workers are lost: .* rows stored so far are safe"):
        runner.run(replace(STUDY, run=dies), path, jobs=2)
    before = keyed(path)
    assert len(before) >= len(little.TUNED)
    runner.run(STUDY, path, jobs=2)
    assert before.items() <= keyed(path).items()
    assert list(keyed(path)) == little.KEYS


def test_killed_at_any_moment_and_started_again_it_ends_with_every_row_once(path):
    pause, kept = random.Random(0), {}
    for _ in range(3):
        with little.started(little.PROGRAM, path, 2, LITTLE_SECONDS="0.2"):
            little.until(lambda: len(rows_of(path)) > len(kept))  # noqa: B023
            time.sleep(pause.uniform(0, 0.2))
        assert kept.items() <= keyed(path).items()  # what was there has not been run again
        kept = keyed(path)
    assert runner.run(STUDY, path, jobs=2) == 0
    assert kept.items() <= keyed(path).items()
    keys = [STUDY.key(row) for row in rows_of(path)]
    assert keys == little.KEYS
    assert max(Counter(keys).values()) == 1
    assert path.read_bytes().count(b"\n") == 1 + len(keys)


def test_interrupted_it_stops_at_once_and_keeps_its_rows(path):
    with little.started(little.PROGRAM, path, 2, LITTLE_SECONDS="0.1") as process:
        little.until(lambda: len(rows_of(path)) > 1)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the workers, too
        _, error = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert error.count("Traceback (most recent call last)") == 1, error  # the workers are silent
    assert len(rows_of(path)) >= 2
