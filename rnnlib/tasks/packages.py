"""Files of installed packages: found without importing the package."""

import csv
import gzip
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

# By the names they are imported by: the names they are installed by.
PACKAGES = {n: n for n in ["arch", "matplotlib", "mnist1d", "music21", "sktime", "statsmodels"]}
PACKAGES |= {"faker": "Faker", "sklearn": "scikit-learn"}


def folder(owner: str, package: str) -> Path:
    """Where a package is installed.

    Args:
        owner: the name of the calling function, for the message.
        package: the name that it is imported by.

    Raises:
        ModuleNotFoundError: it is not installed; the message says how to get it.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        name = PACKAGES[package]
        raise ModuleNotFoundError(
            f"{owner}: the data are in the package {name}, which is not installed: "
            f"pip install {name} (requirements.txt has the version)",
            name=package,
        )
    return Path(found.submodule_search_locations[0])


def file(owner: str, package: str, path: str) -> Path:
    """The Path of a file, or of a folder, inside an installed package.

    Args:
        path: below the package's folder, with slashes.

    Raises:
        ModuleNotFoundError: the package is not installed.
        FileNotFoundError: the installed version does not have the file.
    """
    found = folder(owner, package) / path
    if not found.exists():
        raise FileNotFoundError(
            f"{owner}: {PACKAGES[package]} {metadata.version(PACKAGES[package])} has no file "
            f"{package}/{path}; requirements.txt has the version that does"
        )
    return found


def rows(owner: str, package: str, path: str) -> list[dict[str, str]]:
    """The rows {column: value} of a CSV file, plain or gzipped.

    Lines that begin with # are left out. The arguments and errors are those of `file`.
    """
    found = file(owner, package, path)
    with (gzip.open if found.suffix == ".gz" else open)(found, "rt", encoding="ascii") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
