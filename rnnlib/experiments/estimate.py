"""A result in words: a number, and the interval in which it lies with 95 % confidence.

What is estimated of each row is a column, or a function of the row. What was never reached
is NaN or None, and counts as infinite.
"""

import math
from typing import NamedTuple

from rnnlib.experiments import statistics

EVERY = ()  # one group


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


def median(rows, of, unit="", most=math.inf):
    """The median over runs, with its bootstrap interval.

    Args:
        unit: printed after the interval.
        most: where the measurement stopped; as much as that is "or more".
    """
    (found,) = statistics.summary(_with(rows, of), EVERY, "it")
    return _told(found["median"], found["low"], found["high"], unit, most=most)


def share(rows, of):
    """In how many runs it is so, or was reached, with Wilson's interval."""
    (found,) = statistics.success(_with(rows, of), EVERY, "it")
    text = "{successes} of {n} [{low:.0%}, {high:.0%}]".format(**found).replace("%", " %")
    return Estimate(found["share"], found["low"], found["high"], text)


def difference(a, b, of, unit=""):
    """The median of a − b over pairs of runs with the same seed, with its bootstrap interval."""
    found = statistics.paired(_with(a, of), _with(b, of), "seed", "it")
    return _told(found["difference"], found["low"], found["high"], unit, sign="+", digits=2)


def ratio(a, b, of):
    """The median of a ÷ b over pairs of runs with the same seed, with its bootstrap interval.

    Where neither was reached it is 1; where only b was, infinite.
    """
    a, b = ([row | {"it": _log(row["it"])} for row in _with(rows, of)] for rows in (a, b))
    found = statistics.paired(a, b, "seed", "it")
    return _told(*(math.exp(found[name]) for name in ("difference", "low", "high")), " times")


def count(cases, so):
    """Of how many cases something is so. They are all there are, so there is no interval."""
    k, n = sum(map(so, cases)), len(cases)
    return Estimate(k / n, math.nan, math.nan, f"{k} of {n}")


def beside(estimates):
    """Several as one, whose numbers are those of the first.

    Args:
        estimates: {name: Estimate}.
    """
    first, *_ = estimates.values()
    return first._replace(text="; ".join(f"{name}: {e.text}" for name, e in estimates.items()))


def _with(rows, of):
    """The rows with what is estimated as their column "it"."""
    return [row | {"it": of(row) if callable(of) else row[of]} for row in rows]


def _told(value, low, high, unit="", sign="", most=math.inf, digits=3):
    if low == math.inf:
        return Estimate(value, low, high, "never")
    scale = max((abs(x) for x in (value, low, high) if math.isfinite(x)), default=0)
    number, *ends = (_number(x, scale, sign, most, digits) for x in (value, low, high))
    interval = "" if math.isnan(low) else f" [{', '.join(ends)}]"
    return Estimate(value, low, high, f"{number}{interval}{unit}")


def _number(x, scale, sign, most, digits):
    """A number with the digits that count when the largest beside it is `scale`."""
    if math.isinf(x):
        return "never" if x > 0 else "−∞"
    if x >= most:
        return f"{most:g} or more"
    if scale and not 1e-3 <= scale < 1e7:
        return f"{x:{sign}.1e}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
    if not scale:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(scale))
    return f"{round(x, decimals):{sign},.{max(0, decimals)}f}".replace("-", "−")


def _log(value):
    return math.inf if value is None or math.isnan(value) else math.log(value)
