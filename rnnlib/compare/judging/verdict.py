"""Is one method better than another? Estimates with intervals, and the tests behind a verdict."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rnnlib.compare.judging import distributions

TAIL = 0.05  # an interval has 90 % confidence, so each of its ends has 95 %
POWER = 0.8  # what "could have been seen" is seen with this probability
FEW_SERIES = 5  # below it, how series differ from each other cannot be estimated
LEAST, FULL = 20, 50  # test origins for a verdict at all, and for one that is not called thin
USEFUL = 0.05  # an advantage that is surely below it is of no use


@dataclass(frozen=True)
class Skill:
    """By how much one method's loss is below another's, as a share of the other's.

    Attributes:
        value: 1 − its mean loss ÷ the other's.
        se: the standard error of that.
        df: the degrees of freedom of t.
    """

    value: float
    se: float
    df: int

    @property
    def low(self) -> float:
        """The lower end of an interval of 90 %."""
        return self.value - self._quantile * self.se

    @property
    def high(self) -> float:
        """The upper end of an interval of 90 %."""
        return self.value + self._quantile * self.se

    @property
    def p(self) -> float:
        """One-sided: how probable so large a skill or a larger one is if there is none."""
        if not self.se > 0:
            return float(not self.value > 0)
        return distributions.t_tail(self.value / self.se, self.df)

    @property
    def visible(self) -> float:
        """The skill that would have been seen with a probability of 80 %."""
        return (self._quantile + NormalDist().inv_cdf(POWER)) * self.se

    @property
    def _quantile(self) -> float:
        return distributions.t_quantile(1 - TAIL, self.df)


def skill(
    ours: np.ndarray,
    theirs: np.ndarray,
    seeds: np.ndarray | None = None,
    their_seeds: np.ndarray | None = None,
    dates: np.ndarray | None = None,
    series: np.ndarray | None = None,
) -> Skill:
    """The skill of a method against another on the same samples, with its standard error.

    1 − R, R = mean(ours) / mean(theirs). What u = (ours − R theirs) / mean(theirs) sums to at
    each date has mean 0; the variance of that mean comes from its low frequencies, so that
    errors may be correlated in time (`long_run_variance`). To it comes what starting from
    another seed changes. With many series a second variance is that between them, each of which
    counts once; the wider interval is taken.

    Args:
        ours, theirs: losses, (N,), on at least 5 dates.
        seeds, their_seeds: (S, N), the losses of single seeds of which the method is the mean.
        dates: (N,) of int, when each sample was forecast; 0 … N − 1 if not given.
        series: (N,) of int, of which series each sample is; all of one if not given.

    Raises:
        ValueError: theirs are all 0, so that there is nothing to be a share of.
    """
    N, scale = len(ours), float(np.mean(theirs))
    if not scale > 0:
        raise ValueError("skill: theirs must have a mean above 0, got 0: nothing can be better")
    R = float(np.mean(ours)) / scale
    u = (ours - R * theirs) / scale
    sums = u if dates is None else np.bincount(np.unique(dates, return_inverse=True)[1], u)
    F = len(sums)
    variance, df = long_run_variance(sums)
    errors = [(variance * F / N**2, df)]
    if series is not None and (G := len(np.unique(series))) >= FEW_SERIES:
        between = np.bincount(np.unique(series, return_inverse=True)[1], u)
        errors.append((G / (G - 1) * float(between @ between) / N**2, G - 1))
    # What seeds change is small beside it, and leaves the degrees of freedom as they are.
    chance = sum(
        float(np.var(single.mean(axis=1), ddof=1)) / len(single) * factor**2 / scale**2
        for single, factor in ((seeds, 1.0), (their_seeds, R))
        if single is not None and len(single) > 1
    )
    found = [Skill(1 - R, math.sqrt(v + chance), df) for v, df in errors]
    return max(found, key=lambda one: one.high - one.value)


def long_run_variance(u: np.ndarray) -> tuple[float, int]:
    """The variance of √F · mean(u) for a stationary series u with autocorrelation.

    The mean of B squared projections on cosines, √(2/F) Σ_t u_t cos(π j (t − ½) / F), j = 1 … B;
    with B = .4 F^⅔ a mean divided by it has the t distribution with B degrees of freedom.
    Lazarus, Lewis, Stock and Watson (2018), the equal-weighted cosine test. B is at least 4 here.

    Args:
        u: (F,), F at least 5.

    Returns:
        the variance, and B.
    """
    F = len(u)
    B = max(4, math.floor(0.4 * F ** (2 / 3)))
    if F <= B:
        raise ValueError(f"long_run_variance: u must hold at least 5 values, got {F}")
    angles = np.pi * np.arange(1, B + 1)[:, None] * (np.arange(F) + 0.5) / F
    projections = math.sqrt(2 / F) * np.cos(angles) @ u
    return float(np.mean(projections**2)), B


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """p-values of several tests, raised so that with all of them one error in 20 is made.

    The smallest times the number of tests, the next times one less, and so on, never below a
    smaller one's.                                                                  Holm (1979)
    """
    raised, least = {}, 0.0
    for k, name in enumerate(sorted(p, key=p.__getitem__)):
        least = max(least, min(1.0, (len(p) - k) * p[name]))
        raised[name] = least
    return {name: raised[name] for name in p}


def mcnemar(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The two-sided mid-p value of whether two classifiers are right equally often.

    Only the samples on which one is right and the other wrong count: that a fair coin falls as
    unevenly, where as unevenly as it did counts half.  McNemar (1947); Fagerland et al. (2013)

    Args:
        ours, theirs: (N,) of bool, on which samples each is right.
    """
    only_ours, only_theirs = int(np.sum(ours & ~theirs)), int(np.sum(theirs & ~ours))
    n, k = only_ours + only_theirs, min(only_ours, only_theirs)
    if n == 0:
        return 1.0
    at_most = distributions.coin_tail(k, n)
    exactly = at_most - distributions.coin_tail(k - 1, n) if k else at_most
    return 1 - exactly / 2 if only_ours == only_theirs else 2 * at_most - exactly


def newcombe(ours: np.ndarray, theirs: np.ndarray) -> tuple[float, float]:
    """An interval of 90 % for how much oftener one classifier is right than another.

    Wilson's intervals of both shares are joined, allowing for their correlation.
    Newcombe (1998), method 10

    Args:
        ours, theirs: (N,) of bool, on which samples each is right.
    """
    n, a = len(ours), float(np.sum(ours & theirs))
    b, c = float(np.sum(ours & ~theirs)), float(np.sum(theirs & ~ours))
    d = n - a - b - c
    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = _wilson(p1, n), _wilson(p2, n)
    surplus = a * d - b * c
    surplus = surplus if surplus < 0 else max(surplus - n / 2, 0)
    under = (a + b) * (c + d) * (a + c) * (b + d)
    phi = surplus / math.sqrt(under) if under else 0.0

    def reach(x: float, y: float) -> float:
        return math.sqrt(max(x * x - 2 * phi * x * y + y * y, 0.0))

    return p1 - p2 - reach(p1 - l1, u2 - p2), p1 - p2 + reach(u1 - p1, p2 - l2)


def _wilson(p: float, n: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(1 - TAIL)
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def decide(lows: Sequence[float], high: float, useful: float = USEFUL, clock: bool = False) -> str:
    """What follows from intervals, in a word.

    Args:
        lows: the lower ends of the judged network's advantage over each simple method.
        high: the upper end over the simple method that was chosen on validation.
        useful: an advantage that would be of use.
        clock: whether the networks were stopped by the clock, so that more time might help.

    Returns:
        "beats", "worse", "no use" or "cannot tell".
    """
    if min(lows) > 0:
        return "beats"
    if clock:
        return "cannot tell"
    return "worse" if high < 0 else "no use" if high < useful else "cannot tell"
