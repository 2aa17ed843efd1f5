"""Plan, run, append: every run of a study in a worker process, every row stored as it comes."""

import os
import signal
import threading
import time
import traceback
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager

from tqdm import tqdm

from rnnlib.experiments import code, store
from rnnlib.experiments.study import StudyError

BACKENDS = ("loky", "dask")
PATIENCE = 5  # seconds until a scheduler that does not answer, or has no workers, is given up


def run(
    study, path, jobs=None, backend="loky", address=None, quick=False, refresh=False, say=print
):
    """Run what a study's table lacks, until its plan asks for nothing more.

    A run that fails is reported, and the others go on.

    Args:
        study: a Study.
        path: its table.
        jobs: how many runs at a time; as many as there are cores if not given.
        backend: "loky", workers on this machine, or "dask", those of a cluster.
        address: of dask's scheduler.
        quick: run the small plan.
        refresh: run again the rows that other code made.
        say: what is done with a line of report.

    Returns:
        How many runs failed; their rows are missing.

    Raises:
        StudyError: something that a person can mend: a folder, a full disk, an address.
    """
    workers = _workers(jobs, backend, address)
    with store.opened(path, study) as table, workers as parallel:
        if table.damaged:
            say(
                f"{path}: damaged lines, such as a killed process leaves: {table.damaged}. They "
                f"are now in {path.name}.damaged, and their rows are run again."
            )
        if not refresh:
            _say_what_is_stale(study, table.rows, say)
        tried, failed = set(), 0
        while True:
            done = fresh(study, table.rows) if refresh else table.rows
            plan = planned(study, list(done.values()), quick)
            todo = [c for c in plan if study.key(c) not in {*done, *tried}]
            if not todo:
                break
            tried |= set(map(study.key, todo))
            wrong = _round(study, table, todo, parallel)
            failed += wrong
            say(f"{study.name}: a round of {len(todo)} runs is over, {wrong} failed")
        missing = sum(study.key(config) not in done for config in plan)
        if missing:
            say(f"{study.name}: {missing} of {len(plan)} rows are missing in {path}")
        else:
            if others := table.finish(plan):
                say(f"{study.name}: {others} rows outside the plan are now in {path}.unplanned")
            minutes = sum(row["seconds"] for row in table.rows.values()) / 60
            say(f"{study.name}: complete, {len(plan)} rows, {minutes:.1f} core minutes, in {path}")
    return failed


def planned(study, rows, quick=False):
    """The runs that a study asks for, given finished rows: each with all axes, and once."""
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


def _say_what_is_stale(study, rows, say):
    stale = len(rows) - len(fresh(study, rows))
    if stale:
        say(
            f"{study.name}: STALE: {stale} of {len(rows)} rows were made by other code than "
            f"today's. They are kept and used; python -m rnnlib study {study.name} --refresh "
            "runs them again."
        )


def _round(study, table, todo, parallel):
    """Do runs, append their rows, say which failed; returns how many."""
    from joblib import delayed

    failed = 0
    bar = tqdm(total=len(todo), desc=study.name, unit="run")
    with bar, _no_bars_in_workers():
        try:
            for config, row, error in parallel(delayed(once)(study, config) for config in todo):
                if error:
                    failed += 1
                    bar.write(f"{study.name}: failed: {config}\n{error}")
                else:
                    table.append(config | row)
                bar.update()
        except (BrokenExecutor, CancelledError, TimeoutError) as error:
            raise StudyError(
                f"{study.name}: the workers are lost: {str(error).partition(chr(10))[0]} The "
                f"{len(table.rows)} rows stored so far are safe; the same command goes on from "
                "there. If memory ran out, fewer --jobs need less."
            ) from error
    return failed


def once(study, config):
    """One run, in the process where it happens, on one thread.

    Returns:
        config, the rest of its row or None, what went wrong or None.
    """
    from threadpoolctl import threadpool_limits

    # For good: of two runs in threads of one worker, the first to end would free the other.
    threadpool_limits(1)
    made_by = {"code": code.digest(study.run), "versions": code.versions(study.run)}
    start = time.perf_counter()
    try:
        found = study.run(**config)
        if not found.keys() & set(study.measured):
            raise StudyError(f"run must return some of {study.measured}, got {tuple(found)}")
        measured = {name: found.get(name) for name in study.measured}
        store.line(measured.values())  # what cannot be stored is this run's failure
    except Exception:
        return config, None, traceback.format_exc()
    return config, measured | {"seconds": round(time.perf_counter() - start, 2)} | made_by, None


@contextmanager
def _no_bars_in_workers():
    """Processes that start herein draw no progress bars."""
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
    if (backend == "dask") != (address is not None):
        raise StudyError("study: --address goes with --backend dask, and the other way round")
    if backend == "dask":
        if jobs is not None:
            raise StudyError("study: --jobs is for this machine; on a cluster its workers count")
        return _of_a_cluster(address)
    from joblib import cpu_count

    jobs = cpu_count() if jobs is None else jobs
    if jobs < 1:
        raise StudyError(f"study: --jobs must be at least 1, got {jobs}")
    return _of_this_machine(jobs)


@contextmanager
def _of_this_machine(jobs):
    from joblib import Parallel, parallel_config

    # joblib does one job at a time in this very process, where nothing limits its threads or
    # outlives its end: so there are two processes even then, and one run under way.
    with parallel_config(
        backend="loky", inner_max_num_threads=1, initializer=_serve, initargs=(os.getpid(),)
    ):
        yield Parallel(
            n_jobs=max(2, jobs),
            pre_dispatch=2 * jobs if jobs > 1 else 1,
            batch_size=1,
            return_as="generator_unordered",
        )


def _serve(parent):
    """In a worker: leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _of_a_cluster(address):
    from distributed import Client
    from joblib import Parallel
    from joblib._dask import DaskDistributedBackend

    class Cluster(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs):
            return max(2, super().effective_n_jobs(n_jobs))  # for the same reason as above

        def submit(self, func, callback=None):
            """As joblib's, which waits for ever on a run that took its workers with it."""

            def report(done):
                if done.exception():
                    callback([(args[1], None, str(done.exception())) for _, args, _ in func.items])

            future = super().submit(func, callback)
            future.add_done_callback(report)
            return future

    try:
        client = Client(address, timeout=PATIENCE)
    except Exception as error:  # whatever may be there that is no scheduler
        raise StudyError(f"study: no dask scheduler answers at {address}: {error}") from error
    with client:
        yield Parallel(
            backend=Cluster(client=client, wait_for_workers_timeout=PATIENCE),
            pre_dispatch="all",
            batch_size=1,
            return_as="generator_unordered",
        )
