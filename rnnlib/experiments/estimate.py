"""A result in words: a number, and the interval in which it lies with 95 % confidence.

What is estimated of each row is a column, or a function of the row. What was never reached
is NaN or None, and counts as infinite.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnlib.experiments import statistics
from rnnlib.experiments.statistics import Of, Rows


class Estimate(NamedTuple):
    """What was found.

    Attributes:
        value, low, high: the number and its interval; NaN where a single run has none.
        text: as it is printed, "8.97 [8.93, 9.01]".
    """

    value: float
    low: float
    high: float
    text: str


def median(rows: Rows, of: Of, unit: str = "", most: float = math.inf) -> Estimate:
    """The median over runs, with its bootstrap interval.

    Args:
        unit: printed after the interval.
        most: where the measurement stopped; as much as that is "or more".
    """
    return _in_words(_middle(statistics.values(rows, of)), unit, most=most)


def share(rows: Rows, of: Of) -> Estimate:
    """In how many runs it is so (a bool), or was reached (a number), with Wilson's interval."""
    found = [of(row) if callable(of) else row[of] for row in rows]
    n, k = len(found), sum(v if isinstance(v, bool) else _reached(v) for v in found)
    low, high = statistics.wilson(k, n)
    text = f"{k} of {n} [{low:.0%}, {high:.0%}]".replace("%", " %")
    return Estimate(k / n, low, high, text)


def _reached(value: float | None) -> bool:
    return value is not None and bool(np.isfinite(value))


def difference(a: Rows, b: Rows, of: Of, unit: str = "") -> Estimate:
    """The median of a − b over pairs of runs with the same seed, with its bootstrap interval."""
    return _in_words(_middle(statistics.paired(a, b, of)), unit, sign="+", digits=2)


def ratio(a: Rows, b: Rows, of: str) -> Estimate:
    """The median of a ÷ b over pairs of runs with the same seed, with its bootstrap interval.

    Where neither was reached it is 1; where only b was, infinite.
    """
    differences = statistics.paired(a, b, lambda row: math.log(row[of] or math.nan))
    return _in_words([math.exp(x) for x in _middle(differences)], " times")


def count(cases: Sequence, so: Callable[[Any], bool]) -> Estimate:
    """Of how many cases something is so. They are all there are, so there is no interval."""
    k, n = sum(map(so, cases)), len(cases)
    return Estimate(k / n, math.nan, math.nan, f"{k} of {n}")


def joined(estimates: dict[str, Estimate]) -> Estimate:
    """Several as one, by name, whose numbers are those of the first."""
    first, *_ = estimates.values()
    return first._replace(text="; ".join(f"{name}: {e.text}" for name, e in estimates.items()))


def _middle(values: np.ndarray) -> Sequence[float]:
    return float(statistics.median(values)), *statistics.interval(values)


def _in_words(
    ends: Sequence[float], unit: str, sign: str = "", most: float = math.inf, digits: int = 3
) -> Estimate:
    value, low, high = ends
    if low == math.inf:
        return Estimate(value, low, high, "never")
    scale = max((abs(x) for x in (value, low, high) if math.isfinite(x)), default=0)
    number, *between = (_number(x, scale, sign, most, digits) for x in (value, low, high))
    interval = "" if math.isnan(low) else f" [{', '.join(between)}]"
    return Estimate(value, low, high, f"{number}{interval}{unit}")


def _number(x: float, scale: float, sign: str, most: float, digits: int) -> str:
    """A number with the digits that count when the largest beside it is `scale`."""
    if math.isinf(x):
        return "never" if x > 0 else "−∞"
    if x >= most:
        return f"{most:g} or more"
    if scale and not 1e-3 <= scale < 1e7:
        return f"{x:{sign}.1e}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
    if math.isnan(x) or not scale:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(scale))
    return f"{round(x, decimals):{sign},.{max(0, decimals)}f}".replace("-", "−")
