"""Argument checks: what comes in is checked once, on entry, before any work.

Every message says which argument of what, what was expected in symbols and
in numbers, and what came. Where the mistake is a common one, it says what
puts it right.
"""

import operator
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import numpy as np

Choice = TypeVar("Choice")
Axes = tuple[str, ...]
Sizes = Mapping[str, int]

_BOUNDS = {
    "above": ("above", operator.gt),
    "least": ("at least", operator.ge),
    "below": ("below", operator.lt),
    "most": ("at most", operator.le),
}
# The shape alone does not tell samples from steps, so both readings are named.
_D_X_LAST = (
    "\nIf that is (B, T, D_x), x.transpose(1, 2, 0) puts it in order; "
    "if it is (T, B, D_x), x.transpose(0, 2, 1) does."
)


class NotFinite(ValueError):
    """A NaN or an infinity came in."""


def size(owner: str, name: str, value: Any, least: int = 1) -> int:
    """A whole number of at least `least`, as int."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{owner}: {name} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{owner}: {name} must be at least {least}, got {value}")
    return int(value)


def number(owner: str, name: str, value: Any, finite: bool = True, **bounds: float) -> float:
    """A number within its bounds, finite if it must be, as float.

    Args:
        bounds: above, least, below, most: the limits, the first and the third left out.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{owner}: {name} must be a number, got {value!r}")
    for bound, limit in bounds.items():
        words, holds = _BOUNDS[bound]
        if not holds(value, limit):
            raise ValueError(f"{owner}: {name} must be {words} {limit}, got {value}")
    if finite and not np.isfinite(float(value)):
        raise ValueError(f"{owner}: {name} must be finite, got {value}")
    return float(value)


def generator(owner: str, seed: Any) -> np.random.Generator:
    """A numpy.random.Generator, from a seed or as it is. None is refused: not reproducible."""
    try:
        if seed is not None and not isinstance(seed, (bool, np.bool_)):
            return np.random.default_rng(seed)
    except (TypeError, ValueError):
        pass
    raise TypeError(
        f"{owner}: seed must be a whole number of at least 0 or a numpy.random.Generator, "
        f"got {seed!r}"
    )


def one_of(owner: str, name: str, value: Choice, allowed: Collection[Choice]) -> Choice:
    """One of a few values."""
    if type(value).__hash__ is None or value not in allowed:
        names = ", ".join(repr(a) for a in allowed)
        raise ValueError(f"{owner}: {name} must be one of {names}, got {value!r}")
    return value


def dtype(owner: str, value: Any) -> np.dtype:
    """float32 or float64, as numpy.dtype."""
    try:
        kind = None if value is None else np.dtype(value)  # np.dtype(None) is float64
    except TypeError:
        kind = None
    if kind is None or kind not in (np.float32, np.float64):
        raise ValueError(f"{owner}: dtype must be float32 or float64, got {value!r}")
    return kind


def array(
    owner: str, name: str, value: Any, axes: Axes, sizes: Sizes, kind: Any, finite: bool = True
) -> np.ndarray:
    """A non-empty array of real numbers with the named axes, finite if it must be.

    Args:
        axes: the names of the axes in order, for example ("T", "D_x", "B").
        sizes: the axes whose size is fixed, for example {"D_x": 8}.
        kind: the dtype that it gets.
    """
    value = _with_axes(owner, name, value, axes, sizes)
    if value.dtype.kind not in "fiub":
        raise TypeError(f"{owner}: {name} must hold real numbers, got dtype {value.dtype}")
    with np.errstate(over="ignore", invalid="ignore"):  # what does not fit becomes infinite
        value = value.astype(kind, copy=False)
    return all_finite(owner, name, value) if finite else value


def all_finite(owner: str, name: str, value: np.ndarray) -> np.ndarray:
    """An array without NaN and infinity."""
    # The sum is finite exactly if all are, unless it overflows: then look closer.
    with np.errstate(over="ignore", invalid="ignore"):
        total = value.sum()
    if not np.isfinite(total) and not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        raise NotFinite(f"{owner}: {name} must be finite, got {value[where]} at {where}")
    return value


def classes(
    owner: str, name: str, value: Any, axes: Axes, sizes: Sizes, count: int, least: int = 0
) -> np.ndarray:
    """Class numbers 0 … count - 1 with the named axes; or other whole numbers from `least` on."""
    value = _with_axes(owner, name, value, axes, sizes)
    if value.dtype.kind not in "iu":
        raise TypeError(f"{owner}: {name} must hold whole numbers, got dtype {value.dtype}")
    if value.min() < least or value.max() >= count:
        wrong = value.min() if value.min() < least else value.max()
        raise ValueError(f"{owner}: {name} must lie in {least} … {count - 1}, got {wrong}")
    return value


def _with_axes(owner, name, value, axes, sizes):
    """The value as an array, not empty and of the shape that is expected."""
    if np.ma.is_masked(value):
        raise TypeError(f"{owner}: {name} must have no masked entries; give what stands for them")
    try:
        value = np.asarray(value)
    except ValueError as error:
        message = f"{owner}: {name} must be one array ({', '.join(axes)}), got rows of several "
        raise ValueError(f"{message}lengths") from error
    shape, count = value.shape, len(axes)
    if len(shape) != count or any(sizes.get(k, n) != n for k, n in zip(axes, shape, strict=True)):
        in_numbers = ", ".join(str(sizes.get(axis, "any")) for axis in axes)
        message = f"{owner}: {name} must be ({', '.join(axes)}) = ({in_numbers}), got {shape}."
        if len(shape) != count:
            message += f" Expected {count} axes, got {len(shape)}."
        elif axes == ("T", "D_x", "B") and shape[2] == sizes.get("D_x"):
            message += _D_X_LAST
        raise ValueError(message)
    if 0 in shape:
        empty = axes[shape.index(0)]
        raise ValueError(f"{owner}: {name} must not be empty, got {empty} = 0 in {shape}")
    return value
