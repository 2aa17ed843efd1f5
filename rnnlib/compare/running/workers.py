"""Where fits run: in this process, in others on this machine, or on those of a cluster."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from rnnlib.compare.problem import ComparisonError, Fit, Outcome, Plan, Problem
from rnnlib.experiments import workers as processes
from rnnlib.experiments.study import StudyError

BACKENDS = ("local", "dask")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Workers:
    """Who does the fits.

    Attributes:
        count: how many at a time.
        submit: (fit, plan) → a Future of its Outcome.
    """

    count: int
    submit: Callable[[Fit, Plan], "Future[Outcome]"]


@contextmanager
def opened(
    problem: Problem, jobs: int | None = None, backend: str = "local", address: str | None = None
) -> Iterator[Workers]:
    """Workers that know the problem, gone when the context ends.

    Args:
        problem: whose fits they do.
        jobs: how many at a time on this machine; a single one runs in this process. As many as
            there are cores if not given.
        backend: "local", or "dask", the workers of a cluster.
        address: of dask's scheduler.

    Raises:
        ComparisonError: these do not go together, or no scheduler answers, or has no workers.
    """
    if (backend == "dask") != (address is not None):
        raise ComparisonError("--address goes with --backend dask, and the other way round")
    if backend == "dask" and jobs is not None:
        raise ComparisonError("--jobs is for this machine; on a cluster its workers count")
    if jobs is not None and jobs < 1:
        raise ComparisonError(f"--jobs must be at least 1, got {jobs}")
    count = jobs or cores()
    chosen = _cluster(problem, address) if backend == "dask" else _local(problem, count)
    with chosen as workers:
        yield workers


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _local(problem: Problem, count: int) -> Iterator[Workers]:
    if count == 1:
        yield Workers(1, lambda fit, plan: _at_once(problem, fit, plan))
        return
    # Started from nothing, not as copies of this one: copies of its threads would be missing.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    with _one_thread_each():
        executor = ProcessPoolExecutor(count, context, _begin, (os.getpid(), stop, problem))
        try:
            yield Workers(count, lambda fit, plan: executor.submit(_fit, fit, plan))
        except BaseException:
            stop.set()  # a fit is not waited for that nobody wants any more
            raise
        finally:
            executor.shutdown(cancel_futures=True)


def _at_once(problem: Problem, fit: Fit, plan: Plan) -> "Future[Outcome]":
    """A Future that is done already."""
    done: Future[Outcome] = Future()
    done.set_result(problem.fit(fit, plan))
    return done


_PROBLEM: list[Problem] = []  # of a worker process


def _begin(parent: int, stop: Any, problem: Problem) -> None:
    """In a worker, before its first fit."""
    processes.serve(parent, stop)
    tqdm.set_lock(threading.RLock())  # its own would be left behind by a worker that is stopped
    _PROBLEM[:] = [problem]


def _fit(fit: Fit, plan: Plan) -> Outcome:
    return _PROBLEM[0].fit(fit, plan)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that begin meanwhile compute on one thread: they share the cores by themselves."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _cluster(problem: Problem, address: str | None) -> Iterator[Workers]:
    try:
        client = processes.cluster(address)
    except StudyError as error:
        raise ComparisonError(str(error)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=processes.PATIENCE)
        except TimeoutError as error:
            raise ComparisonError(f"the dask scheduler at {address} has no workers") from error
        shared = client.scatter(problem, broadcast=True)
        executor = client.get_executor(pure=False)
        count = sum(client.nthreads().values())
        yield Workers(count, lambda fit, plan: executor.submit(_fit_of, shared, fit, plan))


def _fit_of(problem: Problem, fit: Fit, plan: Plan) -> Outcome:
    return problem.fit(fit, plan)
