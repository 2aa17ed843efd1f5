"""Splits, simple forecasts and their errors, right, and wrong in every way that `wrong` names."""

import numpy as np

from ..judging.part import Wrong


def split(wrong: Wrong, n, held):
    """Where validation and where the test begins."""
    for name, found in (
        ("split-test-first", (held, 2 * held)),
        ("split-ends-for-starts", (n - held, n)),
        ("split-lengths", (n - 2 * held, held)),
        ("split-in-the-other-order", (n - held, n - 2 * held)),
        ("split-one-early", (n - 2 * held - 1, n - held - 1)),
        ("split-one-late", (n - 2 * held + 1, n - held + 1)),
        ("split-validation-length", (held, n - held)),
        ("split-both-at-the-test", (n - held, n - held)),
    ):
        if name in wrong:
            return found
    return n - 2 * held, n - held


def scaled(wrong: Wrong, y, first):
    """The series in units of its first rows."""
    past = y[:first]
    if "scaled-by-all-rows" in wrong:
        past = y
    if "scaled-by-the-rest" in wrong:
        past = y[first:]
    if "scaled-by-one-row-more" in wrong:
        past = y[: first + 1]
    if "scaled-by-one-row-less" in wrong:
        past = y[: first - 1]
    centre = past.mean()
    if "scaled-mean-of-all-rows" in wrong:
        centre = y.mean()
    if "scaled-between-0-and-1" in wrong:
        return (y - past.min()) / np.ptp(past)
    if "scaled-mean-divided-alone" in wrong:
        return y - past.mean() / past.std()
    if "scaled-by-the-median" in wrong:
        centre = np.median(past)
    if "scaled-not-centred" in wrong:
        centre = 0.0
    size = past.std()
    for name, other in (
        ("scaled-deviation-of-all-rows", y.std()),
        ("scaled-multiplied", 1 / past.std()),
        ("scaled-by-the-mean", past.mean()),
        ("scaled-by-the-variance", past.var()),
        ("scaled-by-n-minus-1", past.std(ddof=1)),
        ("scaled-by-the-range", past.max() - past.min()),
        ("scaled-centred-alone", 1.0),
    ):
        if name in wrong:
            size = other
    found = (y - centre) / size
    return found[:first] if "scaled-past-alone" in wrong else found


def naive(wrong: Wrong, y, first):
    """Each row forecast by the one before it."""
    for name, found in (
        ("naive-knows-the-row", y[first:]),
        ("naive-of-the-next-row", np.append(y[first + 1 :], y[-1])),
        ("naive-two-before", y[first - 2 : -2]),
        ("naive-stands-still", np.full(len(y) - first, y[first - 1])),
        ("naive-is-the-mean", np.full(len(y) - first, y[:first].mean())),
        ("naive-from-the-first-row", y[: len(y) - first]),
        ("naive-wraps-round", np.roll(y[first:], 1)),
        ("naive-is-a-change", np.diff(y)[first - 1 :]),
        ("naive-first-by-itself", np.append(y[first], y[first:-1])),
        ("naive-of-one-row-too-many", y[first - 1 :]),
        ("naive-without-the-first", y[first:-1]),
        ("naive-of-all-rows", y[:-1]),
        ("naive-rolled-the-other-way", np.roll(y, -1)[first:]),
    ):
        if name in wrong:
            return found
    return y[first - 1 : -1]


def seasonal_naive(wrong: Wrong, y, first, m):
    """Each row forecast by the one a season before it."""
    last = len(y)
    for name, found in (
        ("season-one-short", y[first - m + 1 : last - m + 1]),
        ("season-one-long", y[first - m - 1 : last - m - 1]),
        ("season-of-the-future", np.roll(y, -m)[first:]),
        ("season-is-naive", y[first - 1 : -1]),
        ("season-of-the-past-alone", np.resize(y[first - m : first], last - first)),
        ("season-of-the-test-alone", y[first : last - m]),
        ("season-of-the-first-season", np.resize(y[:m], last - first)),
        ("season-wraps-round", np.roll(y[first:], m)),
        ("season-is-a-mean", np.convolve(y, np.ones(m) / m)[first - 1 : last - 1]),
    ):
        if name in wrong:
            return found
    return y[first - m : last - m]


def mean_error(wrong: Wrong, truth, forecast):
    """The mean absolute error."""
    d = truth - forecast
    for name, found in (
        ("error-squared", (d**2).mean()),
        ("error-root-of-squares", np.sqrt((d**2).mean())),
        ("error-with-its-sign", d.mean()),
        ("error-as-a-sum", np.abs(d).sum()),
        ("error-as-a-median", np.median(np.abs(d))),
        ("error-as-a-share", np.abs(d / truth).mean()),
        ("error-as-a-share-of-the-forecast", np.abs(d / forecast).mean()),
        ("error-in-percent", 100 * np.abs(d / truth).mean()),
        ("error-with-its-sign-turned", -d.mean()),
        ("error-of-the-mean", np.abs(d.mean())),
        ("error-is-the-largest", np.abs(d).max()),
        ("error-is-a-length", np.sqrt((d**2).sum())),
    ):
        if name in wrong:
            return found
    return np.abs(d).mean()


def skill(wrong: Wrong, error, simple):
    """The share of the strongest simple method's error that is saved."""
    strongest = simple.min()
    for name, other in (
        ("skill-against-the-weakest", simple.max()),
        ("skill-against-the-mean", simple.mean()),
        ("skill-against-the-first", simple[0]),
        ("skill-against-the-last", simple[-1]),
        ("skill-against-the-median", np.median(simple)),
        ("skill-against-the-sum", simple.sum()),
    ):
        if name in wrong:
            strongest = other
    for name, found in (
        ("skill-of-the-wrong-sign", error / strongest - 1),
        ("skill-upside-down", 1 - strongest / error),
        ("skill-as-a-share-of-its-own", strongest / error - 1),
        ("skill-as-a-mean", (1 - error / simple).mean()),
        ("skill-never-negative", max(0, 1 - error / strongest)),
        ("skill-without-its-sign", abs(1 - error / strongest)),
        ("skill-as-a-ratio", error / strongest),
        ("skill-as-a-difference", strongest - error),
        ("skill-in-percent", 100 * (1 - error / strongest)),
    ):
        if name in wrong:
            return found
    return 1 - error / strongest
