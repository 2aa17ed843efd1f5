"""Files of installed packages: found without importing the package, missed in plain words."""

from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

# Packages by the name they are imported by, and the version whose files are known.
PINS = {
    "arch": "arch==8.0.0",
    "faker": "Faker==40.54.0",
    "matplotlib": "matplotlib==3.11.2",
    "mnist1d": "mnist1d==0.0.2.post1",
    "music21": "music21==10.5.1",
    "sklearn": "scikit-learn==1.9.1",
    "sktime": "sktime==1.2.0",
    "statsmodels": "statsmodels==0.15.0",
}


def folder(owner, package):
    """Where a package is installed, as a Path.

    Args:
        owner: who asks, for the message.
        package: the name that it is imported by.

    Raises:
        ModuleNotFoundError: it is not installed; the message says how to get it.
    """
    found = find_spec(package)
    if found is None:
        name = PINS[package].partition("==")[0]
        raise ModuleNotFoundError(
            f"{owner}: the data are in the package {name}: pip install {PINS[package]}",
            name=package,
        )
    return Path(found.submodule_search_locations[0])


def file(owner, package, path):
    """The Path of a file, or of a folder, inside an installed package.

    Args:
        path: below the package's folder, with slashes.

    Raises:
        ModuleNotFoundError: the package is not installed.
        FileNotFoundError: the installed version does not have the file.
    """
    found = folder(owner, package) / path
    if not found.exists():
        name, _, pinned = PINS[package].partition("==")
        raise FileNotFoundError(
            f"{owner}: {name} {pinned} has {package}/{path}, the installed "
            f"{metadata.version(name)} does not: pip install {PINS[package]}"
        )
    return found
