"""Plan, run, append: every run of a study in a process of its own, every row stored as it comes."""

import os
import time
import traceback
from contextlib import contextmanager, nullcontext

from tqdm import tqdm

from rnnlib import checks
from rnnlib.studies import code, store
from rnnlib.studies.study import StudyError

BACKENDS = ("loky", "dask")
PATIENCE = 5  # seconds until an address that does not answer is given up


def run(
    study, path, jobs=None, backend="loky", address=None, quick=False, refresh=False, say=print
):
    """Run what a study's table lacks, until its plan asks for nothing more.

    Args:
        study: a Study.
        path: its table.
        jobs: how many runs at a time; all cores if not given.
        backend: "loky", processes of this machine, or "dask", a cluster's.
        address: of dask's scheduler.
        quick: run the small plan.
        refresh: run again the rows that other code made.
        say: what is done with a line of report.

    Returns:
        How many runs failed; their rows are missing.

    Raises:
        StudyError: what a person can mend: a folder, a full disk, an address.
    """
    workers = _workers(jobs, backend, address)
    with store.opened(path, study) as table, workers as parallel:
        if table.damaged:
            say(
                f"{path}: {table.damaged} damaged lines, as a killed run leaves them, are now in "
                f"{path.name}.damaged; their runs are done again"
            )
        if not refresh:
            report_stale(study, table.rows, say)
        tried, failed = set(), 0
        while True:
            done = fresh(study, table.rows) if refresh else table.rows
            plan = planned(study, list(done.values()), quick)
            todo = [c for c in plan if study.key(c) not in done and study.key(c) not in tried]
            if not todo:
                break
            tried |= {study.key(config) for config in todo}
            wrong = _round(study, table, todo, parallel, say)
            failed += wrong
            say(f"{study.name}: {len(todo) - wrong} runs done, {wrong} failed; {path}")
        missing = sum(study.key(config) not in table.rows for config in plan)
        if missing:
            say(f"{study.name}: {missing} of {len(plan)} rows are missing; {path}")
        else:
            others = table.finish(plan)
            if others:
                say(f"{study.name}: {others} rows outside the plan are now in {path}.unplanned")
            say(f"{study.name}: complete, {len(plan)} rows in {path}")
    return failed


def planned(study, rows, quick=False):
    """The runs that a study asks for, given finished rows; each has all axes and stands once."""
    plan = study.plan(rows, quick)
    for config in plan:
        if set(config) != set(study.axes):
            raise StudyError(
                f"{study.name}: a planned run must have {', '.join(study.axes)}, got {config}"
            )
    return list({study.key(config): config for config in plan}.values())


def fresh(study, rows):
    """Those of {key: row} that today's code made."""
    today = code.digest(study.run)
    return {key: row for key, row in rows.items() if row["code"] == today}


def report_stale(study, rows, say):
    """Say how many rows other code made, and how to make them anew."""
    stale = len(rows) - len(fresh(study, rows))
    if stale:
        say(
            f"{study.name}: STALE: {stale} of {len(rows)} stored rows were made by other code than "
            f"today's. They are kept and used; python -m rnnlib study {study.name} --refresh "
            "runs them again."
        )


def _round(study, table, todo, parallel, say):
    """Do the runs, append their rows, say which failed; returns how many."""
    from joblib import delayed

    failed = 0
    bar = tqdm(total=len(todo), desc=study.name, unit="run", smoothing=0.1)
    with bar, _quiet_workers():
        for config, row, error in parallel(delayed(once)(study.run, config) for config in todo):
            if error:
                failed += 1
                bar.write(f"{study.name}: failed: {config}\n{error}")
            else:
                table.append(config | row)
            bar.update()
    return failed


def once(run, config):
    """One run, in the process where it happens, on one thread.

    Returns:
        config, and the row without it or None, and None or what went wrong.
    """
    from threadpoolctl import threadpool_limits

    # For good: of two runs in threads of one worker, the first to end would free the other.
    threadpool_limits(1)
    made_by = {"code": code.digest(run), "versions": code.versions(run)}  # before it can change
    start = time.perf_counter()
    try:
        measured = run(**config)
    except Exception:
        return config, None, traceback.format_exc()
    seconds = round(time.perf_counter() - start, 2)
    return config, measured | {"seconds": seconds} | made_by, None


@contextmanager
def _quiet_workers():
    """Processes that start herein draw no progress bars of their own."""
    before = os.environ.get("TQDM_DISABLE")
    os.environ["TQDM_DISABLE"] = "1"
    try:
        yield
    finally:
        del os.environ["TQDM_DISABLE"]
        if before is not None:
            os.environ["TQDM_DISABLE"] = before


def _workers(jobs, backend, address):
    """A context that gives joblib's Parallel."""
    checks.one_of("study", "backend", backend, BACKENDS)
    if (backend == "dask") != (address is not None):
        raise StudyError("study: --address goes with --backend dask, and the other way round")
    if backend == "dask":
        if jobs is not None:
            raise StudyError("study: --jobs is for this machine; on a cluster its workers count")
        return _on_dask(address)
    from joblib import Parallel, cpu_count

    jobs = cpu_count() if jobs is None else checks.size("study", "jobs", jobs)
    # joblib does one job at a time in this very process, where nothing could interrupt or
    # limit it: so there are two processes, and one run under way.
    return nullcontext(
        Parallel(
            n_jobs=max(2, jobs),
            pre_dispatch="all" if jobs > 1 else 1,
            batch_size=1,
            return_as="generator_unordered",
        )
    )


@contextmanager
def _on_dask(address):
    from distributed import Client
    from joblib import Parallel, parallel_config

    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise StudyError(f"study: no dask scheduler answers at {address}: {error}") from error
    with client, parallel_config(backend="dask", client=client, wait_for_workers_timeout=PATIENCE):
        yield Parallel(pre_dispatch="all", batch_size=1, return_as="generator_unordered")
