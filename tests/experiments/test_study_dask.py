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
                "dask_worker", address, "--nthreads=1", "--no-nanny", f"--local-directory={folder}"
            )
        yield address, processes[0], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def workers_of(path):
    return {row["process"] for row in store.read(path, little.STUDY).rows.values()}


def test_a_worker_is_killed_half_way_and_every_row_is_there_once(tmp_path):
    path = tmp_path / "little.csv"
    with (
        cluster(tmp_path, 2, LITTLE_SECONDS=SLOW) as (address, _, workers),
        little.started(PROGRAM, path, address) as process,
    ):
        little.until(lambda: path.exists() and len(workers_of(path)) == 2)
        workers[0].kill()
        out, error = process.communicate(timeout=120)
    assert out.endswith("0 failed\n"), error
    appended = [line for line in out.splitlines() if line.startswith("(")]
    assert Counter(appended) == Counter(map(str, little.KEYS))
    assert list(store.read(path, little.STUDY).rows) == little.KEYS
    assert {row["threads"] for row in store.read(path, little.STUDY).rows.values()} == {1}
    assert workers_of(path) == {worker.pid for worker in workers}


def test_a_run_that_takes_its_worker_with_it_is_reported_and_the_others_go_on(tmp_path):
    path, at_once = tmp_path / "little.csv", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"
    with (
        cluster(tmp_path, 2, LITTLE_DIES="5", **{at_once: "0"}) as (address, _, _),
        little.started(PROGRAM, path, address) as process,
    ):
        out, error = process.communicate(timeout=120)
    missing = set(little.KEYS) - store.read(path, little.STUDY).rows.keys()
    assert ("test", 0.1, 5) in missing  # and perhaps what waited on the same worker
    assert len(missing) < little.SEEDS
    assert out.endswith(f"{len(missing)} failed\n"), error
    assert "little: failed: {'phase': 'test', 'rate': 0.1, 'seed': 5}" in out + error


def test_a_scheduler_that_dies_stops_the_study_in_plain_words_and_nothing_stored_is_lost(tmp_path):
    path = tmp_path / "little.csv"
    with (
        cluster(tmp_path, 1, LITTLE_SECONDS=SLOW) as (address, scheduler, _),
        little.started(PROGRAM, path, address) as process,
    ):
        little.until(lambda: path.exists() and len(store.read(path, little.STUDY).rows) >= 2)
        scheduler.kill()
        _, error = process.communicate(timeout=120)
    assert "the workers are lost" in error
    assert "rows stored so far are safe; the same command goes on" in error
    assert len(store.read(path, little.STUDY).rows) >= 2


def test_a_scheduler_without_workers_is_given_up(tmp_path):
    path = tmp_path / "little.csv"
    with cluster(tmp_path, 0) as (address, _, _), little.started(PROGRAM, path, address) as process:
        _, error = process.communicate(timeout=120)
    assert "the workers are lost: DaskDistributedBackend has no worker after" in error


def test_an_address_where_nobody_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "PATIENCE", 0.5)
    address = "tcp://127.0.0.1:1"
    with pytest.raises(StudyError, match=f"no dask scheduler answers at {address}: Timed out"):
        runner.run(little.STUDY, tmp_path / "little.csv", backend="dask", address=address)
