"""What can be said of rows: medians with intervals, shares, pairs.

A value that is NaN or None is missing: a run that never got there. Medians do
not leave it out, which would reward failing; it counts as the worst there is,
`missing`, which is +∞ for what should be small (steps, losses) and is to be set
to −∞, or 0, for what should be large. Infinite medians and ends of intervals
are then to be read as "never".
"""

import numpy as np

from rnnlib import checks

RESAMPLES = 9999


def median(values, axis=-1):
    """The median of numbers that may be infinite; midway between −∞ and ∞ is 0."""
    with np.errstate(invalid="ignore"):
        middle = np.median(values, axis)
    return np.where(np.isnan(middle), 0.0, middle)


def interval(values, of=median, confidence=0.95, seed=0):
    """A bootstrap interval of a statistic (percentile method; Efron and Tibshirani, 1993).

    Args:
        values: at least one number; may be infinite.
        of: the statistic, a function of (values, axis).
        confidence: how often such intervals hold what they are about.

    Returns:
        low, high: two of the resampled values; NaN for a single value, which says nothing of
        its neighbours.
    """
    from scipy.stats import bootstrap

    confidence = checks.number("interval", "confidence", confidence, above=0, below=1)
    values = np.asarray(values, float)
    if values.ndim != 1 or not values.size or np.isnan(values).any():
        raise ValueError(f"interval: values must be numbers in a list, at least one, got {values}")
    if values.size == 1:
        return np.nan, np.nan
    random = checks.generator("interval", seed)
    with np.errstate(invalid="ignore"):  # its own interval would interpolate between infinities
        drawn = bootstrap(
            (np.sort(values),), of, n_resamples=RESAMPLES, method="percentile", rng=random
        ).bootstrap_distribution
    tail = (1 - confidence) / 2
    low, high = (
        np.quantile(drawn, p, method=m) for p, m in ((tail, "lower"), (1 - tail, "higher"))
    )
    return float(low), float(high)


def wilson(successes, trials, confidence=0.95):
    """Wilson's (1927) interval of a share: low, high; it holds for few trials and near 0 and 1."""
    from scipy.stats import binomtest

    found = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    return float(found.low), float(found.high)


def groups(rows, by):
    """{values of the columns `by`: rows}, in the order in which they first come.

    Args:
        by: a column or a tuple of columns.
    """
    found = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in _columns(by)), []).append(row)
    return found


def summary(rows, by, of, missing=np.inf):
    """The median of a column and its bootstrap interval in each group.

    Returns:
        A list of dicts: the columns `by`, n, median, low, high.
    """
    return [
        dict(zip(_columns(by), group, strict=True)) | _median(_values(members, of, missing))
        for group, members in groups(rows, by).items()
    ]


def _median(values):
    low, high = interval(values)
    return {"n": len(values), "median": float(median(values)), "low": low, "high": high}


def success(rows, by, of):
    """In how many rows of each group something came to pass, with Wilson's interval.

    Args:
        of: a column of bools, or of numbers that are finite where it did.

    Returns:
        A list of dicts: the columns `by`, n, successes, share, low, high.
    """
    found = []
    for group, members in groups(rows, by).items():
        n, k = len(members), sum(_came_to_pass(row[of]) for row in members)
        low, high = wilson(k, n)
        counts = {"n": n, "successes": k, "share": k / n, "low": low, "high": high}
        found.append(dict(zip(_columns(by), group, strict=True)) | counts)
    return found


def paired(a, b, match, of, missing=np.inf):
    """Compare two sets of rows pair by pair: what differs is a − b.

    Both missing is a tie. The p-value is that of the sign test: were neither better, how often
    would the pairs that differ be divided as unequally as these, or more.

    Args:
        match: the columns that a row of a and its partner in b share, "seed" for example.
        of: the column that is compared.

    Returns:
        A dict: n, difference (the median), low, high, lower, equal, higher (in how many pairs
        a is so), p (NaN if all are equal).

    Raises:
        ValueError: rows without a partner, or with several.
    """
    from scipy.stats import binomtest

    pairs = [groups(rows, match) for rows in (a, b)]
    for key in {*pairs[0], *pairs[1]}:
        counts = [len(p.get(key, ())) for p in pairs]
        if counts != [1, 1]:
            raise ValueError(f"paired: {match} = {key} must be in a and in b once, got {counts}")
    first, second = (_values([p[key][0] for key in pairs[0]], of, missing) for p in pairs)
    with np.errstate(invalid="ignore"):
        difference = np.where(first == second, 0.0, first - second)
    low, high = interval(difference)
    lower, higher = int((difference < 0).sum()), int((difference > 0).sum())
    return {
        "n": len(difference),
        "difference": float(median(difference)),
        "low": low,
        "high": high,
        "lower": lower,
        "equal": len(difference) - lower - higher,
        "higher": higher,
        "p": float(binomtest(lower, lower + higher).pvalue) if lower + higher else np.nan,
    }


def _columns(by):
    return (by,) if isinstance(by, str) else tuple(by)


def _values(rows, of, missing):
    values = np.array([row[of] for row in rows], float)  # None becomes NaN
    return np.where(np.isnan(values), missing, values)


def _came_to_pass(value):
    if isinstance(value, bool):
        return value
    return value is not None and bool(np.isfinite(value))
