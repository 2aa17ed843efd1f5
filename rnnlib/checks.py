"""The door: what comes in is checked once, before any work.

Every message says which argument of whom, what was expected in symbols and
in numbers, and what came. Where the mistake is a common one, it says the mend.
"""

import numpy as np

# The shape alone does not tell samples from steps, so both readings are named.
_D_X_LAST = (
    "\nIf that is (B, T, D_x), x.transpose(1, 2, 0) puts it in order; "
    "if it is (T, B, D_x), x.transpose(0, 2, 1) does."
)


class NotFinite(ValueError):
    """A NaN or an infinity came in."""


def size(owner, name, value, least=1):
    """A whole number of at least `least`, as int."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{owner}: {name} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{owner}: {name} must be at least {least}, got {value}")
    return int(value)


def number(owner, name, value, above=None, least=None, below=None, most=None, finite=True):
    """A number within its bounds, finite if it must be, as float."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise TypeError(f"{owner}: {name} must be a number, got {value!r}")
    bounds = [
        (f"above {above}", above is None or value > above),
        (f"at least {least}", least is None or value >= least),
        (f"below {below}", below is None or value < below),
        (f"at most {most}", most is None or value <= most),
        ("finite", not finite or np.isfinite(value)),
    ]
    for bound, holds in bounds:
        if not holds:
            raise ValueError(f"{owner}: {name} must be {bound}, got {value}")
    return float(value)


def generator(owner, seed):
    """A numpy.random.Generator, from a seed or as it is: never one that cannot be had again."""
    try:
        if seed is not None:
            return np.random.default_rng(seed)
    except (TypeError, ValueError):
        pass
    raise TypeError(
        f"{owner}: seed must be a whole number of at least 0 or a numpy.random.Generator, "
        f"got {seed!r}"
    )


def one_of(owner, name, value, allowed):
    """One of a few names."""
    if value not in allowed:
        names = ", ".join(repr(a) for a in allowed)
        raise ValueError(f"{owner}: {name} must be one of {names}, got {value!r}")
    return value


def dtype(owner, value):
    """float32 or float64, as numpy.dtype."""
    try:
        kind = np.dtype(value)
    except TypeError:
        kind = None
    if kind not in (np.float32, np.float64):
        raise ValueError(f"{owner}: dtype must be float32 or float64, got {value!r}")
    return kind


def array(owner, name, value, axes, sizes, kind):
    """A finite, non-empty array of real numbers with the named axes, as dtype `kind`.

    Args:
        axes: the names of the axes in order, for example ("T", "D_x", "B").
        sizes: the axes whose size is fixed, for example {"D_x": 8}.
    """
    value = np.asarray(value)
    _check_shape(owner, name, value.shape, axes, sizes)
    if value.dtype.kind not in "fiub":
        raise TypeError(f"{owner}: {name} must hold real numbers, got dtype {value.dtype}")
    # The sum is finite exactly if all are, unless it overflows: then look closer.
    with np.errstate(over="ignore", invalid="ignore"):
        value = value.astype(kind, copy=False)
        total = value.sum()
    if not np.isfinite(total) and not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        raise NotFinite(f"{owner}: {name} must be finite, got {value[where]} at {where}")
    return value


def classes(owner, name, value, axes, sizes, count, least=0):
    """Class numbers 0 … count - 1 with the named axes; or other whole numbers from `least` on."""
    value = np.asarray(value)
    _check_shape(owner, name, value.shape, axes, sizes)
    if value.dtype.kind not in "iu":
        raise TypeError(f"{owner}: {name} must hold whole numbers, got dtype {value.dtype}")
    if value.min() < least or value.max() >= count:
        wrong = value.min() if value.min() < least else value.max()
        raise ValueError(f"{owner}: {name} must lie in {least} … {count - 1}, got {wrong}")
    return value


def _check_shape(owner, name, shape, axes, sizes):
    expected = tuple(sizes.get(axis) for axis in axes)
    if not _fits(shape, expected):
        in_numbers = ", ".join("any" if n is None else str(n) for n in expected)
        message = f"{owner}: {name} must be ({', '.join(axes)}) = ({in_numbers}), got {shape}."
        raise ValueError(message + _hint(shape, axes, sizes))
    if 0 in shape:
        empty = axes[shape.index(0)]
        raise ValueError(f"{owner}: {name} must not be empty, got {empty} = 0 in {shape}")


def _fits(shape, expected):
    return len(shape) == len(expected) and all(
        e in (None, n) for n, e in zip(shape, expected, strict=True)
    )


def _hint(shape, axes, sizes):
    if len(shape) != len(axes):
        return f" Expected {len(axes)} axes, got {len(shape)}."
    if axes == ("T", "D_x", "B") and shape[2] == sizes.get("D_x"):
        return _D_X_LAST
    return ""
