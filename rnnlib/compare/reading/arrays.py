"""NumPy's files: (n_samples, n_timesteps, n_features), with labels, or series to be forecast."""

from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.compare.data import Samples, Table
from rnnlib.compare.problem import ComparisonError

SHAPE = "(n_samples, n_timesteps, n_features)"


def read(path: Path, target: str | None = None, label: str | None = None) -> Table | Samples:
    """Series or samples from an .npy or .npz file.

    Args:
        path: an .npy with one series (n_timesteps,) or several (n_samples, n_timesteps,
            n_features); an .npz with one such array, or with labels beside it.
        target: number of the feature that is to be forecast.
        label: name of the array with the labels; "y" where there are just "x" and "y".

    Raises:
        ComparisonError: the file or what it holds is of another kind.
    """
    arrays = _load(path)
    if label is None and {*arrays} == {"x", "y"}:
        label = "y"
    if label is not None and label not in arrays:
        raise ComparisonError(
            f"{path}: --label must name one of its arrays, {', '.join(arrays)}, got {label!r}"
        )
    rest = {name: array for name, array in arrays.items() if name != label}
    if len(rest) != 1:
        raise ComparisonError(
            f"{path}: expected one array {SHAPE}, and perhaps one of labels that --label names, "
            f"got {', '.join(arrays) or 'none'}"
        )
    [(name, x)] = rest.items()
    return taken(name, x, target, arrays.get(label) if label else None, f"{path}: ")


def taken(
    name: str, x: np.ndarray, target: str | None, labels: Any = None, where: str = ""
) -> Table | Samples:
    """The same from arrays; `where` begins each message."""
    try:
        x = _numbers(name, np.asarray(x))
        return _table(name, x, target) if labels is None else _samples(x, np.asarray(labels))
    except ComparisonError as error:
        raise ComparisonError(f"{where}{error}") from None


def _load(path: Path) -> dict[str, np.ndarray]:
    """{name: array}; a single one is called by the file's name."""
    try:
        with open(path, "rb") as content:
            if content.read(2) != b"PK":
                return {path.stem: np.load(path, allow_pickle=False, mmap_mode="r")}
            content.seek(0)
            with np.load(content, allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
    except FileNotFoundError as error:
        raise ComparisonError(f"{path}: there is no such file") from error
    except OSError as error:
        raise ComparisonError(f"{path} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # whatever a damaged file makes NumPy raise
        raise ComparisonError(
            f"{path}: expected arrays of numbers as numpy.save or numpy.savez write them, "
            f"got a file that NumPy refuses: {error}"
        ) from error


def _numbers(name: str, x: np.ndarray) -> np.ndarray:
    """The same, if it holds finite numbers."""
    if x.dtype.kind not in "fiub":
        raise ComparisonError(f"{name} must hold numbers, got dtype {x.dtype}")
    if x.ndim == 2:
        raise ComparisonError(
            f"{name} must be {SHAPE}, or (n_timesteps,), got {x.shape}; if its rows are "
            "samples, save x[:, :, None], if they are the steps of one series, save x[None]"
        )
    if x.ndim not in (1, 3) or 0 in x.shape:
        raise ComparisonError(f"{name} must be {SHAPE}, not empty, got {x.shape}")
    for k, part in enumerate(x if x.ndim == 3 else [x]):
        if not np.isfinite(part).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(part))[0])
            place = (k, *place) if x.ndim == 3 else place
            raise ComparisonError(
                f"{name} must be finite, got {x[place]} at {list(place)}; a value is "
                "missing, and none is filled in"
            )
    return x


def _table(name: str, x: np.ndarray, target: str | None) -> Table:
    """A series, or several of one length, one below the other."""
    features = 1 if x.ndim == 1 else x.shape[2]
    names = (name,) if features == 1 else tuple(map(str, range(features)))
    if target is None and features > 1:
        raise ComparisonError(
            f"which of its {features} features is to be forecast? --target gives its "
            f"number, 0 … {features - 1}"
        )
    if target is not None and target not in names:
        raise ComparisonError(f"--target must be one of {', '.join(names)}, got {target!r}")
    ids = None
    if x.ndim == 3 and len(x) > 1:
        digits = len(str(len(x) - 1))
        ids = np.repeat([f"{k:0{digits}}" for k in range(len(x))], x.shape[1])
    values = np.asarray(x, np.float64).reshape(-1, features)
    return Table(names, ids, None, values, first=names.index(target) if target else 0)


def _samples(x: np.ndarray, y: np.ndarray) -> Samples:
    """Sequences with their labels."""
    if x.ndim != 3:
        raise ComparisonError(f"sequences with labels must be {SHAPE}, got {x.shape}")
    if y.shape != (len(x),) or y.dtype.kind not in "iubU":
        raise ComparisonError(
            f"labels must be whole numbers or texts, ({len(x)},) as there are samples, "
            f"got {y.dtype} {y.shape}"
        )
    return Samples(np.asarray(x, np.float32), y.astype(str), tuple(map(str, range(x.shape[2]))))
