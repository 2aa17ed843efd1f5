"""The same study on a cluster: a real scheduler and real workers, on this machine."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import little
import pytest

from rnnlib.experiments import runner, store
from rnnlib.experiments.study import StudyError

PROGRAM = """
import sys
from pathlib import Path
import little
from rnnlib.experiments import runner, store

append = store.Table.append

def said(table, row):
    append(table, row)
    print(table.study.key(row), flush=True)

store.Table.append = said
failed = runner.run(little.STUDY, Path(sys.argv[1]), backend="dask", address=sys.argv[2])
print(failed, "failed")
"""
SLOW = "0.1"  # seconds of a run


@contextmanager
def cluster(folder, workers, **environment):
    """A scheduler's address, its process, and those of its workers."""
    whereabouts, processes = folder / "scheduler.json", []

    def start(program, *options):
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard", *options]
        log = (folder / f"{len(processes)}.log").open("w")
        with log:
            processes.append(
                subprocess.Popen(command, env=little.environment(**environment), stderr=log)
            )

    try:
        start("dask_scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={whereabouts}")
        little.until(lambda: whereabouts.exists() and whereabouts.read_text().endswith("}"))
        address = json.loads(whereabouts.read_text())["address"]
        for _ in range(workers):
            start(
                "dask_worker", address, "--nthreads=2", "--no-nanny", f"--local-directory={folder}"
            )
        yield address, processes[0], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def rows_of(path):
    return store.read(path, little.STUDY.columns, little.STUDY.fits).rows


def workers_of(path):
    return {row["process"] for row in rows_of(path)}


def test_worker_killed_half_way_leaves_every_row_there_once(tmp_path):
    path = tmp_path / "little.csv"
    with (
        cluster(tmp_path, 2, LITTLE_SECONDS=SLOW) as (address, _, workers),
        little.started(PROGRAM, path, address) as process,
    ):
        little.until(lambda: len(workers_of(path)) == 2)
        workers[0].kill()
        out, error = process.communicate(timeout=120)
    assert out.endswith("0 failed\n"), error
    appended = [line for line in out.splitlines() if line.startswith("(")]
    assert Counter(appended) == Counter(map(str, little.KEYS))
    assert list(map(little.STUDY.key, rows_of(path))) == little.KEYS
    assert {row["threads"] for row in rows_of(path)} == {1}
    assert workers_of(path) == {worker.pid for worker in workers}


def test_run_that_takes_its_workers_with_it_ends_the_wait_and_nothing_stored_is_lost(tmp_path):
    path, at_once = tmp_path / "little.csv", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"
    program = PROGRAM.replace("\nfailed", "\nrunner.SILENCE = 2\nfailed")
    with (
        cluster(tmp_path, 2, LITTLE_DIES="5", **{at_once: "0"}) as (address, _, _),
        little.started(program, path, address) as process,
    ):
        _, error = process.communicate(timeout=120)
    assert "the workers are lost" in error
    assert len(rows_of(path)) >= len(little.TUNED)
    assert 5 not in {row["seed"] for row in rows_of(path)}


def test_scheduler_that_dies_stops_the_study_in_words_and_nothing_stored_is_lost(tmp_path):
    path = tmp_path / "little.csv"
    with (
        cluster(tmp_path, 2, LITTLE_SECONDS=SLOW) as (address, scheduler, _),
        little.started(PROGRAM, path, address) as process,
    ):
        little.until(lambda: len(rows_of(path)) >= 2)
        scheduler.kill()
        _, error = process.communicate(timeout=120)
    assert "the workers are lost" in error
    assert "rows stored so far are safe; the same command goes on" in error
    assert len(rows_of(path)) >= 2


def test_scheduler_without_workers_is_given_up(tmp_path):
    program = PROGRAM.replace("\nfailed", "\nrunner.workers.PATIENCE = 1\nfailed")
    path = tmp_path / "little.csv"
    with cluster(tmp_path, 0) as (address, _, _), little.started(program, path, address) as process:
        _, error = process.communicate(timeout=120)
    assert "the workers are lost: DaskDistributedBackend has no worker after" in error


def test_address_where_nobody_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(runner.workers, "PATIENCE", 0.5)
    address = "tcp://127.0.0.1:1"
    with pytest.raises(StudyError, match=f"no dask scheduler answers at {address}: Timed out"):
        runner.run(little.STUDY, tmp_path / "little.csv", backend="dask", address=address)
