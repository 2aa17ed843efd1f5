"""What can be said of runs: medians with intervals, shares, pairs.

A value that is NaN or None is missing: a run that never got there. Medians do not leave it out,
which would reward failing; it counts as infinite. Infinite medians and ends of intervals are then
to be read as "never".
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np

RESAMPLES = 9999
TAIL = 0.025  # of an interval, on each side: it has 95 % confidence
Rows = Sequence[dict[str, Any]]
Of = str | Callable[[dict[str, Any]], Any]  # a column, or a function of a row


def median(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """The median of numbers that may be infinite; midway between −∞ and ∞ is 0."""
    with np.errstate(invalid="ignore"):
        middle = np.median(values, axis)
    return np.where(np.isnan(middle), 0.0, middle)


def interval(values: Any, of: Callable = median, seed: int = 0) -> tuple[float, float]:
    """A 95 % bootstrap interval of a statistic (percentile method; Efron and Tibshirani, 1993).

    Each resample is drawn with its mirror image, the lowest value for the highest and so on, so
    that the interval of b − a is that of a − b with the signs turned.

    Args:
        values: at least one number; may be infinite.
        of: the statistic, a function of (values, axis).

    Returns:
        low, high: two of the resampled values; NaN for a single value, which says nothing of
        its neighbours.

    Raises:
        ValueError: no values, or one is NaN.
    """
    values = np.sort(np.asarray(values, float))
    if values.ndim != 1 or not values.size or np.isnan(values).any():
        raise ValueError(f"interval: values must be numbers in a list, at least one, got {values}")
    if values.size == 1:
        return math.nan, math.nan
    random = np.random.default_rng(seed)
    which = random.integers(values.size, size=(RESAMPLES // 2, values.size))
    drawn = of(values[np.concatenate([which, values.size - 1 - which])], axis=-1)
    low = np.quantile(drawn, TAIL, method="lower")
    return float(low), float(np.quantile(drawn, 1 - TAIL, method="higher"))


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of a share; it holds for few trials and near 0 and 1."""
    z, p = NormalDist().inv_cdf(1 - TAIL), successes / trials
    middle = p + z**2 / (2 * trials)
    half = z * math.sqrt(p * (1 - p) / trials + (z / (2 * trials)) ** 2)
    low, high = ((middle + side) / (1 + z**2 / trials) for side in (-half, half))
    return low if successes else 0.0, high if successes < trials else 1.0


def groups(rows: Rows, by: str | Sequence[str]) -> dict[tuple, list[dict[str, Any]]]:
    """{values of the columns `by`: rows}, in the order in which they first come."""
    found: dict[tuple, list] = {}
    columns = (by,) if isinstance(by, str) else by
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def values(rows: Rows, of: Of) -> np.ndarray:
    """A number of each row; what is missing is infinite."""
    found = np.array([of(row) if callable(of) else row[of] for row in rows], float)
    return np.where(np.isnan(found), np.inf, found)  # None has become NaN


def paired(a: Rows, b: Rows, of: Of) -> np.ndarray:
    """What differs, a − b, in each pair of rows with one seed; where both are missing, 0.

    Args:
        of: the column that is compared, or a function of a row.

    Raises:
        ValueError: rows without a partner, or with several.
    """
    keys = [[row["seed"] for row in rows] for rows in (a, b)]
    if sorted(keys[0]) != sorted(set(keys[1])) or len(keys[1]) != len(keys[0]):
        raise ValueError(f"paired: each seed must be in a and in b once, got {keys}")
    partner = dict(zip(keys[1], values(b, of), strict=True))
    first, second = values(a, of), np.array([partner[key] for key in keys[0]])
    with np.errstate(invalid="ignore"):
        return np.where(first == second, 0.0, first - second)
