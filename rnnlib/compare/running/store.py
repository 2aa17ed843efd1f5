"""The folder of a comparison: every fit is on the disk once it is done, and is not done again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rnnlib import files
from rnnlib.compare.problem import ComparisonError, Fit, Outcome, Plan, Setting
from rnnlib.training import saving

PLAN, FITS, ENDS = "plan.json", "fits", (".npz", ".network")
RESULTS = ("report.html", "scores.csv", "fits.csv", "best.network")  # made of it in the end


class Store:
    """What is known of a comparison so far; in a folder, or only in memory.

    Attributes:
        plan: how the time is spent, None before it is made.
        finished: whether all of it has been done.
        outcomes: {fit: its outcome}.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.plan: Plan | None = None
        self.finished = False
        self.outcomes: dict[Fit, Outcome] = {}
        self.key: dict[str, Any] = {}

    def set_plan(self, plan: Plan, finished: bool = False) -> None:
        """Store how the time is spent, or, in the end, has been."""
        self.plan, self.finished = plan, finished
        tree = {"key": self.key, "finished": finished, "plan": asdict(plan)}
        self.write(PLAN, json.dumps(tree, indent=1).encode())

    def add(self, outcome: Outcome) -> None:
        """Store what came of a fit, with its network."""
        if self.folder:
            name, network = self._name(outcome.fit), outcome.network
            tree = {k: v for k, v in vars(outcome).items() if k not in ("fit", "network")}
            with in_words(self.folder):
                if network:  # first: a fit counts as done when the other is there
                    network.save(self.folder / FITS / f"{name}.network")
                files.write(self.folder / FITS / f"{name}.npz", tree)
        self.outcomes[outcome.fit] = outcome

    def write(self, name: str, content: bytes) -> None:
        """Put a file into the folder, whole or not at all."""
        if self.folder:
            with in_words(self.folder):
                files.replace(self.folder / name, content)

    def read(self) -> None:
        """Take up what an earlier run has left."""
        if self.folder and (self.folder / PLAN).exists():
            tree = json.loads((self.folder / PLAN).read_bytes())
            settings = tuple(Setting(**one) for one in tree["plan"]["settings"])
            says = tuple(tree["plan"]["says"])
            self.plan = Plan(**tree["plan"] | {"settings": settings, "says": says})
            self.finished = tree["finished"]

    def has(self, fit: Fit) -> bool:
        """Whether it is done, and its outcome whole."""
        if fit not in self.outcomes and self.folder:
            path = self.folder / FITS / f"{self._name(fit)}.npz"
            network = path.with_suffix(".network")
            try:
                tree = files.read(path)
                tree["network"] = saving.load(network) if network.exists() else None
                self.outcomes[fit] = Outcome(fit, **tree)
            except (FileNotFoundError, files.Damaged, ValueError, TypeError):
                return False  # it is done again
        return fit in self.outcomes

    @staticmethod
    def _name(fit: Fit) -> str:
        with_what = "-".join(f"{name}{value:g}" for name, value in vars(fit.setting).items())
        return f"{fit.phase}-{fit.cell}-{with_what}-part{fit.part}-seed{fit.seed}"


@contextmanager
def opened(folder: Path | None, key: Mapping[str, Any], anew: bool = False) -> Iterator[Store]:
    """A Store to work on, with what an earlier run of the same comparison has left in it.

    Args:
        folder: made if it is not there; None to keep everything in memory.
        key: {what makes this comparison this one: its value}.
        anew: whether a comparison in the folder is removed first, be it this one or another.

    Raises:
        ComparisonError: the folder cannot be written to, or holds something else, or another
            process is at work in it.
    """
    store = Store(folder)
    store.key = dict(key)
    if folder is None:
        yield store
        return
    if folder.is_dir() and not (folder / PLAN).exists() and _others(folder):
        raise ComparisonError(
            f"{folder}: holds files that are no comparison; --output names another folder"
        )
    with in_words(folder):
        (folder / FITS).mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    with _locked(folder):
        if anew:
            _clear(folder)
        if other := _difference(folder, store.key):
            raise ComparisonError(
                f"{folder}: holds a comparison with {other}. --anew removes it; --output names "
                "another folder"
            )
        store.read()
        try:
            yield store
        finally:
            if store.plan is None:  # it has not come to anything
                _clear(folder)
                (folder / FITS).rmdir()
                (folder / "lock").unlink()
                if not _others(folder):
                    folder.rmdir()


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Say what is wrong with a folder as a person would.

    Raises:
        ComparisonError: something could not be written.
    """
    try:
        yield
    except OSError as error:
        stored = (folder / PLAN).is_file()
        safe = "What was stored is whole, and the same command goes on from there; " * stored
        raise ComparisonError(
            f"{folder} cannot be written to: {error.strerror}. {safe}--output names another folder"
        ) from error


def _others(folder: Path) -> bool:
    """Whether a folder holds what no comparison without a plan has put there."""
    return any(path.name not in (FITS, "lock") for path in folder.iterdir())


def _difference(folder: Path, key: dict[str, Any]) -> str:
    """In what the comparison in a folder is another, in words; "" if it is none or the same."""
    try:
        then = json.loads((folder / PLAN).read_bytes())["key"]
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        return "a damaged plan"
    now = json.loads(json.dumps(key))
    names = [name for name in now.keys() | then.keys() if now.get(name) != then.get(name)]
    if "data" in names:
        return "other data"
    return ", ".join(f"{name} {then.get(name)} and not {now.get(name)}" for name in sorted(names))


def _clear(folder: Path) -> None:
    """Remove a comparison's files, the plan last."""
    with in_words(folder):
        for path in (folder / FITS).iterdir():
            if path.suffix in ENDS:
                path.unlink()
        for name in (*RESULTS, PLAN):
            (folder / name).unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone, where the system can; freed when the process ends."""
    with open(folder / "lock", "rb") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except BlockingIOError as error:
            raise ComparisonError(
                f"{folder}: another process is at work here; wait for it, or give another --output"
            ) from error
        yield
