"""A training run on disk: all that it needs to go on as if it had never been interrupted."""

import zlib
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import files
from rnnlib.layers.recurrent import Recurrent
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Optimizer


class Checkpoint:
    """The file of one run.

    Besides what it is given to save, it holds the network's parameters, the generators of its
    dropout, what the optimizer remembers, and the settings that make it this run and no other.
    A run of more steps than the saved one is the same run, if the schedule agrees so far.

    Args:
        path: the file; its folder must be there.
        network, optimizer: what is saved, and put back.
        settings: {name: what must be the same when the run goes on}.
        steps: of the whole run.
        schedule: step → what the learning rate is multiplied by.
    """

    def __init__(
        self,
        path: str | Path,
        network: Network,
        optimizer: Optimizer,
        settings: dict[str, Any],
        steps: int,
        schedule: Callable[[int], float],
    ) -> None:
        self.path, self.network, self.optimizer = Path(path), network, optimizer
        self.steps, self.schedule = steps, schedule
        if not self.path.parent.is_dir():
            raise ValueError(f"fit: checkpoint must be in a folder that is there, got {path}")
        if self.path.is_dir():
            raise ValueError(f"fit: checkpoint must be a file, got the folder {path}")
        settings = {"network": network, "optimizer": optimizer} | settings
        settings |= {f"layer{k}": layer for k, layer in enumerate(network.layers, 1)}
        settings |= {name: f"{p.dtype} {p.shape}" for name, p in network.params.items()}
        self.settings: dict[str, str] = {}
        for name, thing in settings.items():
            self.settings |= _described(name, thing)
        del self.settings["optimizer.k"]

    def save(self, batch: Batch, **run: Any) -> None:
        """Save what is given: numbers, texts and arrays, in lists and dicts.

        Of the last batch a checksum is kept, to know it again.
        """
        files.write(
            self.path,
            {
                "settings": self.settings,
                "steps": self.steps,
                "factors": self._factors(self.steps),
                "params": dict(self.network.params),
                "optimizer": {"k": self.optimizer.k, "memory": self.optimizer.memory},
                "generators": [random.bit_generator.state for random in self._generators()],
                "batch": _checksum(batch),
                "run": run,
            },
        )

    def load(self) -> dict[str, Any] | None:
        """What was saved, or None if there is no file. Nothing is put back yet.

        Raises:
            ValueError: the file is damaged, or is of another run. It is left as it is.
        """
        try:
            saved = files.read(self.path)
            then = dict(saved["settings"])
            steps, factors = int(saved["steps"]), saved["factors"]
        except FileNotFoundError:
            return None
        except (files.Damaged, KeyError, TypeError) as error:
            raise self._refused(f"is damaged or no checkpoint: {error}") from error
        if self.steps < steps:
            raise self._refused(f"is of a run of at least {steps} steps, got steps = {self.steps}")
        then["schedule"] = str(factors)
        now = self.settings | {"schedule": str(self._factors(steps))}
        differ = [
            f"{name} was {then.get(name)}, is {now.get(name)}"
            for name in {**then, **now}
            if then.get(name) != now.get(name)
        ]
        if differ:
            more = f"; and {len(differ) - 4} more" if len(differ) > 4 else ""
            raise self._refused(f"is of another run: {'; '.join(differ[:4])}{more}")
        return saved

    def _factors(self, steps: int) -> list[float]:
        """The schedule's factors at nine of so many steps, from the first to the last."""
        return [float(self.schedule(int(step))) for step in np.linspace(1, steps, 9)]

    def put_back(self, saved: dict[str, Any]) -> None:
        """Set network, dropout and optimizer to what was saved."""
        for name, array in saved["params"].items():
            self.network.params[name][...] = array
        self.optimizer.k = saved["optimizer"]["k"]
        self.optimizer.memory = saved["optimizer"]["memory"]
        for random, state in zip(self._generators(), saved["generators"], strict=True):
            random.bit_generator.state = state

    def pass_over(self, batches: Iterator[Batch], count: int, saved: dict[str, Any]) -> None:
        """Draw the batches that were learnt from already, and see that they are the same."""
        last = deque(islice(batches, count), maxlen=1)
        if not last or _checksum(last[0]) != saved["batch"]:
            raise self._refused(
                f"needs the batches anew from their start: number {count} is not the one that was "
                "learnt from"
            )

    def _refused(self, why: str) -> ValueError:
        return ValueError(
            f"fit: checkpoint {self.path} {why}. It is left as it is; give another path or remove "
            "it to begin anew"
        )

    def _generators(self) -> list[np.random.Generator]:
        return [layer.random for layer in self.network.layers if hasattr(layer, "random")]


def _described(name: str, thing: Any) -> dict[str, str]:
    """{name: what it is, "name.attribute": value}, as texts, for all that is plain in a thing."""
    if _is_plain(thing):
        return {name: repr(thing)}
    described = {name: getattr(thing, "__name__", type(thing).__name__)}
    for attribute, value in getattr(thing, "__dict__", {}).items():
        if _is_plain(value) or isinstance(value, Recurrent):
            described |= _described(f"{name}.{attribute}", value)
    return described


def _is_plain(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return all(isinstance(part, (bool, int, float, str, type(None))) for part in parts)


def _checksum(batch: Batch) -> int:
    """One number of all that a batch is; of two batches alike but for a mask it differs."""
    total = 0
    for name, part in batch._asdict().items():
        if part is not None:
            total = zlib.crc32(np.ascontiguousarray(part).data, zlib.crc32(name.encode(), total))
    return total
