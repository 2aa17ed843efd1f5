"""A training run on disk: all that it needs to go on as if it had never been interrupted."""

import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import files
from rnnlib.layers.layer import Layer
from rnnlib.training.batch import Batch
from rnnlib.training.history import History
from rnnlib.training.optimizers import Optimizer
from rnnlib.training.run import Run

VARIABLE = "network", "steps", "schedule", "evaluate"  # of a Run: what is no setting of it


class Checkpoint:
    """The file of one run.

    It holds the network's parameters, the generators of its dropout, what the optimizer
    remembers, and the settings that make it this run and no other. A run of more steps than
    the saved one is the same run, if the schedule agrees so far.

    Args:
        path: the file; its folder must be there.
        run: what is saved, and put back.
    """

    def __init__(self, path: str | Path, run: Run) -> None:
        self.path, self.run = Path(path), run
        if not self.path.parent.is_dir():
            raise ValueError(f"fit: checkpoint must be in a folder that is there, got {path}")
        if self.path.is_dir():
            raise ValueError(f"fit: checkpoint must be a file, got the folder {path}")
        settings = {f.name: getattr(run, f.name) for f in fields(run) if f.name not in VARIABLE}
        settings |= {f"layer{k}": layer for k, layer in enumerate(run.network.layers, 1)}
        settings |= {name: (str(p.dtype), *p.shape) for name, p in run.params.items()}
        settings["every_step"] = run.network.every_step
        self.settings = {name: _text(setting) for name, setting in settings.items()}

    def save(self, batch: Batch) -> None:
        """Save the run after this batch, and a checksum of the batch."""
        run, optimizer = self.run, self.run.optimizer
        tree = {
            "settings": self.settings,
            "steps": run.steps,
            "factors": self._factors(run.steps),
            "params": run.params,
            "optimizer": {"k": optimizer.k, "memory": optimizer.memory},
            "generators": [random.bit_generator.state for random in self._generators()],
            "batch": _checksum(batch),
            "history": vars(run.history),
        }
        files.write(self.path, tree | {"state": run.state, "good": run.good, "best": run.best})

    def resume(self, batches: Iterator[Batch]) -> None:
        """Go on from where the run was saved, if it was.

        Raises:
            ValueError: the file is damaged, or is of another run, or the batches are others
                than before. Nothing is put back then, and the file is left as it is.
        """
        run, optimizer = self.run, self.run.optimizer
        try:
            saved = files.read(self.path)
            then, steps, factors = (saved[name] for name in ("settings", "steps", "factors"))
        except FileNotFoundError:
            return
        except (files.Damaged, KeyError, TypeError) as error:
            raise self._refused(f"is damaged or no checkpoint: {error}") from error
        if run.steps < steps:
            raise self._refused(f"is of a run of at least {steps} steps, got {run.steps}")
        then = then | {"schedule": str(factors)}
        now = self.settings | {"schedule": str(self._factors(steps))}
        differ = [
            f"{name} was {then.get(name)}, is {now.get(name)}"
            for name in then | now
            if then.get(name) != now.get(name)
        ]
        if differ:
            more = f"; and {len(differ) - 4} more" if len(differ) > 4 else ""
            raise self._refused(f"is of another run: {'; '.join(differ[:4])}{more}")
        history = History(**saved["history"])
        if history.steps < run.steps and history.stopped_by is None:
            learnt_from = deque(islice(batches, history.steps), maxlen=1)
            if not learnt_from or _checksum(learnt_from[0]) != saved["batch"]:
                raise self._refused(
                    f"needs the batches anew from their start: number {history.steps} is not "
                    "the one that was learnt from"
                )
        run.history, run.state = history, tuple(tuple(states) for states in saved["state"])
        run.good, run.best = saved["good"], saved["best"]
        run.network.params.update(saved["params"])
        optimizer.k, optimizer.memory = saved["optimizer"]["k"], saved["optimizer"]["memory"]
        for random, state in zip(self._generators(), saved["generators"], strict=True):
            random.bit_generator.state = state

    def _factors(self, steps: int) -> list[float]:
        """The schedule's factors at nine of so many steps, from the first to the last."""
        return [float(self.run.schedule(int(step))) for step in np.linspace(1, steps, 9)]

    def _refused(self, why: str) -> ValueError:
        return ValueError(
            f"fit: checkpoint {self.path} {why}. It is left as it is; give another path or remove "
            "it to begin anew"
        )

    def _generators(self) -> list[np.random.Generator]:
        return [layer.random for layer in self.run.network.layers if hasattr(layer, "random")]


def _text(thing: Any) -> str:
    """What a setting is: its value, a function's name, or a class with its plain attributes."""
    if _is_plain(thing) or isinstance(thing, (Layer, Optimizer)):
        return repr(thing)
    if hasattr(thing, "__name__"):
        return thing.__name__
    attributes = getattr(thing, "__dict__", {}).items()
    plain = [f"{name}={value!r}" for name, value in attributes if _is_plain(value)]
    return f"{type(thing).__name__}({', '.join(plain)})"


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
