"""Plan, run, append: every run of a study in a worker process, every row stored as it comes."""

import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager, nullcontext
from multiprocessing import TimeoutError as NoResult
from pathlib import Path
from typing import Any

from tqdm import tqdm

from rnnlib.experiments import environment, store, workers
from rnnlib.experiments.study import Row, Study, StudyError

BACKENDS = ("loky", "dask")
SILENCE = 3600  # seconds without a finished run after which the workers are given up


def run(
    study: Study,
    path: Path,
    jobs: int | None = None,
    backend: str = "loky",
    address: str | None = None,
    quick: bool = False,
    refresh: bool = False,
    say: Callable[[str], Any] = print,
) -> int:
    """Run what a study's table lacks, until its plan asks for nothing more.

    A run that fails is reported, and the others go on.

    Args:
        study: a Study.
        path: its table.
        jobs: how many runs at a time; as many as there are cores if not given. One at a time is
            run in this process.
        backend: "loky", workers on this machine, or "dask", those of a cluster; joblib runs in this
            process what it would give to a single worker of one thread.
        address: of dask's scheduler.
        quick: run the small plan.
        refresh: run again the rows of an older version of the study.
        say: what is done with a line of report.

    Returns:
        How many runs failed; their rows are missing.

    Raises:
        StudyError: something that a person can put right: a folder, a full disk, an address.
        ModuleNotFoundError: a package is missing; the message names what to install.
    """
    environment.versions(study.packages)
    failed, tried = 0, set[tuple]()
    with store.opened(path, study) as table, _workers(jobs, backend, address) as parallel:
        if table.damaged:  # such as a killed process leaves
            aside = f"now in {path.name}.damaged, and their rows are run again"
            say(f"{path}: damaged lines: {table.damaged}; they are {aside}")
        old = len(table.rows) - len(current(study, table.rows))
        if old and not refresh:
            say(f"{study.name}: rows of an older version, which are kept and used: {old}")
            say(f"python -m rnnlib study {study.name} --refresh runs them again")
        while True:
            done = current(study, table.rows) if refresh else table.rows
            plan = study.plan(list(done.values()), quick)
            todo = [c for c in plan if study.key(c) not in {*done, *tried}]
            if not todo:
                break
            tried |= set(map(study.key, todo))
            failed += (wrong := _round(study, table, todo, parallel))
            say(f"{study.name}: a round of {len(todo)} runs is over, {wrong} failed")
        if missing := sum(study.key(config) not in done for config in plan):
            say(f"{study.name}: {missing} of {len(plan)} rows are missing in {path}")
        else:
            if others := table.finish(plan):
                say(f"{study.name}: {others} rows outside the plan are now in {path}.unplanned")
            minutes = sum(row["seconds"] for row in table.rows.values()) / 60
            say(f"{study.name}: complete, {len(plan)} rows, {minutes:.1f} core minutes, in {path}")
    return failed


def current(study: Study, rows: Mapping[tuple, Row]) -> dict[tuple, Row]:
    """Those of {key: row} that are of the study's present version."""
    return {key: row for key, row in rows.items() if row["version"] == study.version}


def _round(study: Study, table: store.Table, todo: Sequence[Row], parallel: Callable) -> int:
    """Do runs, append their rows, say which failed; returns how many."""
    from joblib import delayed

    failed = 0
    with tqdm(total=len(todo), desc=study.name, unit="run") as bar:
        try:
            for config, row, error in parallel(delayed(once)(study, config) for config in todo):
                if error:
                    failed += 1
                    bar.write(f"{study.name}: failed: {config}\n{error}")
                else:
                    table.append(config | row)
                bar.update()
        except (BrokenExecutor, CancelledError, TimeoutError, NoResult) as error:
            lost = f"{study.name}: the workers are lost: {str(error).partition(chr(10))[0]}"
            raise StudyError(
                f"{lost} The {len(table.rows)} rows stored so far are safe; the same command goes "
                "on from there. If memory ran out, fewer --jobs need less."
            ) from error
    return failed


def once(study: Study, config: Row) -> tuple[Row, Row | None, str | None]:
    """One run, in the process where it happens, on one thread.

    Returns:
        config, the rest of its row or None, what went wrong or None.
    """
    # For good: of two runs in threads of one worker, the first to end would free the other.
    environment.load("threadpoolctl").threadpool_limits(1)
    start = time.perf_counter()
    try:
        found = study.run(**config)
        if not found.keys() & set(study.measured):
            raise StudyError(f"run must return some of {study.measured}, got {tuple(found)}")
        row = {name: found.get(name) for name in study.measured}
        row |= {"seconds": round(time.perf_counter() - start, 2), "version": study.version}
        row |= {"commit": environment.commit(), "versions": environment.versions(study.packages)}
        store.line(row.values())  # what cannot be stored is this run's failure
    except Exception:
        return config, None, traceback.format_exc()
    return config, row, None


@contextmanager
def _workers(jobs: int | None, backend: str, address: str | None) -> Iterator[Callable]:
    """A context with joblib's Parallel, which uses these workers."""
    if (backend == "dask") != (address is not None):
        raise StudyError("study: --address goes with --backend dask, and the other way round")
    if backend == "dask" and jobs is not None:
        raise StudyError("study: --jobs is for this machine; on a cluster its workers count")
    if jobs is not None and jobs < 1:
        raise StudyError(f"study: --jobs must be at least 1, got {jobs}")
    joblib, timeout = environment.load("joblib"), None
    client: Any = nullcontext()
    options = {"initializer": workers.serve, "initargs": (os.getpid(),), "n_jobs": jobs or -1}
    if backend == "dask":
        client, timeout = workers.cluster(address), SILENCE
        options = {"wait_for_workers_timeout": workers.PATIENCE}
    with client, joblib.parallel_config(backend, **options):
        yield joblib.Parallel(return_as="generator_unordered", batch_size=1, timeout=timeout)
