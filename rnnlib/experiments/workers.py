"""What all that gives work to other processes needs: workers that end with it, and a cluster."""

import os
import signal
import threading
import time
from typing import Any, Protocol

from rnnlib.experiments import environment
from rnnlib.experiments.study import StudyError

PATIENCE = 5  # seconds until a scheduler that does not answer, or has no workers, is given up


class Sign(Protocol):
    """A threading or multiprocessing Event."""

    def is_set(self) -> bool:
        """Whether it has been given."""
        ...


def serve(parent: int, stop: Sign | None = None) -> None:
    """In a worker: leave Ctrl-C to the parent, and do not outlive it, nor a sign to stop."""

    def watch() -> None:
        while os.getppid() == parent and not (stop and stop.is_set()):
            time.sleep(0.2)
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch, daemon=True).start()


def cluster(address: str | None) -> Any:
    """A client of dask's scheduler at this address.

    Raises:
        StudyError: none answers there.
        ModuleNotFoundError: dask is not installed; the message names what brings it.
    """
    distributed = environment.load("distributed")
    try:
        return distributed.Client(address, timeout=PATIENCE)
    except Exception as error:  # whatever may be there that is no scheduler
        raise StudyError(f"no dask scheduler answers at {address}: {error}") from error
