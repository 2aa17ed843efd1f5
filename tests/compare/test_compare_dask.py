"""The same comparison on a cluster: a real scheduler and real workers, on this machine."""

import socket

import pytest
from pretended import Pretended

from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.running import run, store, workers
from rnnlib.experiments import workers as processes

distributed = pytest.importorskip("distributed")


def cluster(count):
    return distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )


def fits(problem, address=None):
    options = {"backend": "dask", "address": address} if address else {"jobs": 1}
    with store.opened(None, {}) as there, workers.opened(problem, **options) as team:
        _, outcomes = run.run(problem, there, team, 2 / team.count, say=lambda line: None)
    return [(o.fit, o.validation) for o in outcomes]


def test_cluster_gives_what_this_process_gives():
    with cluster(2) as there:
        assert fits(Pretended(), there.scheduler_address) == fits(Pretended())


def test_worker_that_dies_again_and_again_is_told_in_words():
    with cluster(1) as there, pytest.raises(ComparisonError, match="the workers are lost"):
        fits(Pretended(dies=("GRU", 1)), there.scheduler_address)


def test_scheduler_without_workers_and_address_without_scheduler_are_given_up(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 0.5)
    with cluster(0) as there, pytest.raises(ComparisonError, match="has no workers"):
        fits(Pretended(), there.scheduler_address)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ComparisonError, match="no dask scheduler answers at tcp://127"):
        fits(Pretended(), f"tcp://127.0.0.1:{port}")
