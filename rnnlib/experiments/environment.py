"""What a row was made with, and what to install where something is missing."""

import platform
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType

DATA = "music21 scikit-learn sklearn sktime statsmodels arch mnist1d Faker faker"
EXTRAS = {  # of pyproject.toml: the packages, by their names there and where they are imported
    **dict.fromkeys(DATA.split(), "data"),
    **dict.fromkeys(("scipy", "joblib", "threadpoolctl", "filelock"), "studies"),
    **dict.fromkeys(("dask", "distributed"), "cluster"),
    "torch": "torch",
}


def load(name: str) -> ModuleType:
    """A module that comes with an extra.

    Raises:
        ModuleNotFoundError: it is not installed; the message names the extra.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(advice(error), name=error.name) from error


def advice(error: ModuleNotFoundError) -> str:
    """What to install where a module was not found."""
    name = str(error.name).partition(".")[0]
    if name not in EXTRAS:
        return str(error)
    return f"{name} is not installed: pip install 'rnnlib[{EXTRAS[name]}]' brings it"


def versions(packages: Iterable[str] = ()) -> str:
    """Python, NumPy and these packages with their versions, by name.

    Raises:
        ModuleNotFoundError: one is not installed.
    """
    found = [f"{name} {metadata.version(name)}" for name in ("numpy", *packages)]
    return ", ".join(sorted([*found, f"python {platform.python_version()}"], key=str.lower))


@cache
def commit() -> str | None:
    """The last commit of the library, with a + if its files have changed since; None outside git.

    Stored results may change meanwhile: they are what a study writes.
    """
    found = []
    for question in (["log", "-1", "--format=%h"], ["status", "--porcelain"]):
        command = ["git", *question, "--", ".", ":(exclude)experiments/results"]
        try:
            done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True)
        except OSError:  # there is no git
            return None
        found.append(done.stdout.decode().strip())
    return found[0] + "+" * bool(found[1]) if found[0] else None
