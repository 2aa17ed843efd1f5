"""A fair comparison, right, and wrong in every way that `wrong` names."""

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
    centre = past.mean()
    if "scaled-by-the-median" in wrong:
        centre = np.median(past)
    if "scaled-not-centred" in wrong:
        centre = 0.0
    size = past.std()
    for name, other in (
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
    ):
        if name in wrong:
            strongest = other
    for name, found in (
        ("skill-of-the-wrong-sign", error / strongest - 1),
        ("skill-upside-down", 1 - strongest / error),
        ("skill-as-a-ratio", error / strongest),
        ("skill-as-a-difference", strongest - error),
        ("skill-in-percent", 100 * (1 - error / strongest)),
    ):
        if name in wrong:
            return found
    return 1 - error / strongest


def count(wrong: Wrong, layers, D_x, D_h, D_y):
    """Weights and biases of a cell and its readout."""
    biases = 2 if "count-two-biases" in wrong else 0 if "count-no-biases" in wrong else 1
    seen = D_h + D_x
    if "count-inputs-alone" in wrong:
        seen = D_x
    if "count-state-alone" in wrong:
        seen = D_h
    if "count-one-layer" in wrong:
        layers = 1
    readout = D_y * (D_h + 1)
    for name, other in (
        ("count-no-readout", 0),
        ("count-readout-without-bias", D_y * D_h),
        ("count-readout-sees-the-input", D_y * (D_h + D_x + 1)),
    ):
        if name in wrong:
            readout = other
    return layers * D_h * (seen + biases) + readout


def equal_size(wrong: Wrong, D_x, D_h, D_y, *, count=count):
    """The number of units of the GRU."""
    if "equal-four-thirds" in wrong:
        return round(4 / 3 * D_h)
    if "equal-three-quarters" in wrong:
        return round(3 / 4 * D_h)
    if "equal-units" in wrong:
        return D_h
    D_y_counted = 0 if "equal-without-readout" in wrong else D_y
    wanted = count(wrong, 4, D_x, D_h, D_y_counted)

    def far(units):
        return abs(count(wrong, 3, D_x, units, D_y_counted) - wanted)

    def is_below(units):
        return count(wrong, 3, D_x, units, D_y_counted) <= wanted

    every = range(1, 2 * D_h + 1)
    if "equal-at-most" in wrong:
        return max(units for units in every if is_below(units))
    if "equal-at-least" in wrong:
        return max(units for units in every if is_below(units)) + 1
    return min(every, key=far)


def chosen(wrong: Wrong, validation, test):
    """The rate that is best on validation data, and its test error."""
    looked_at = test if "chosen-on-the-test" in wrong else validation
    each = looked_at.mean(axis=1)
    if "chosen-by-the-luckiest-seed" in wrong:
        each = looked_at.min(axis=1)
    if "chosen-by-one-seed" in wrong:
        each = looked_at[:, 0]
    k = each.argmax() if "chosen-the-worst" in wrong else each.argmin()
    for name, found in (
        ("chosen-reports-validation", validation[k].mean()),
        ("chosen-reports-the-best-seed", test[k].min()),
        ("chosen-reports-the-best-rate", test.mean(axis=1).min()),
        ("chosen-reports-all-rates", test.mean()),
    ):
        if name in wrong:
            return k, found
    return k, test[k].mean()


LEAKS = (0, 1, 0, 1, 0, 1)  # smooth, without_slope and share, in the order of the notebook
SMOOTH, SO_FAR, SLOPE, MEAN, SHARE = range(1, 6)


def leaks(wrong: Wrong):
    """1 for each preparation that a later row can change."""
    found = np.array(LEAKS)
    for name, which in (
        ("leaks-smooth-missed", [SMOOTH]),
        ("leaks-slope-missed", [SLOPE]),
        ("leaks-share-missed", [SHARE]),
        ("leaks-share-so-far-suspected", [SO_FAR]),
        ("leaks-mean-of-three-suspected", [MEAN]),
        ("leaks-the-other-way-round", slice(None)),
    ):
        if name in wrong:
            found[which] = 1 - found[which]
    return (found,)


def interval(wrong: Wrong, a, b, t):
    """The mean of paired differences and the ends of its interval."""
    d = b - a if "interval-b-minus-a" in wrong else a - b
    n = len(d)
    size = d.std() if "interval-n-in-the-denominator" in wrong else d.std(ddof=1)
    half = t * size / np.sqrt(n)
    for name, other in (
        ("interval-unpaired", t * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n)),
        ("interval-of-single-runs", t * size),
        ("interval-divided-by-n", t * size / n),
        ("interval-without-t", size / np.sqrt(n)),
        ("interval-of-the-variance", t * size**2 / np.sqrt(n)),
        ("interval-half-as-wide", half / 2),
    ):
        if name in wrong:
            half = other
    if "interval-ends-swapped" in wrong:
        half = -half
    return d.mean(), d.mean() - half, d.mean() + half


def seeds_needed(wrong: Wrong, d, t, matters):
    """The smallest number of seeds whose interval is no wider than what matters."""
    s = d.std() if "seeds-n-in-the-denominator" in wrong else d.std(ddof=1)
    if "seeds-of-the-variance" in wrong:
        s = s**2
    if "seeds-of-the-mean" in wrong:
        s = s / np.sqrt(len(d))
    if "seeds-of-the-whole-width" in wrong:
        s = 2 * s
    if "seeds-without-t" in wrong:
        t = 1
    root = t * s / matters
    exact = root if "seeds-not-squared" in wrong else root**2
    return int(np.floor(exact) if "seeds-rounded-down" in wrong else np.ceil(exact))


def verdict(wrong: Wrong, low, high, worth):
    """0 wins, 1 loses, 2 no use, 3 cannot tell."""
    answers = np.full(len(low), 3)
    no_use = low < worth if "verdict-no-use-by-the-lower-end" in wrong else high < worth
    loses = low < 0 if "verdict-loses-by-the-lower-end" in wrong else high < 0
    wins = high > 0 if "verdict-wins-by-the-upper-end" in wrong else low > 0
    if "verdict-wins-by-the-middle" in wrong:
        wins = low + high > 0
    if "verdict-wins-from-worth-on" in wrong:
        wins = low > worth
    answers[no_use] = 2
    answers[loses] = 1
    if "verdict-no-use-hides-loss" in wrong:
        answers[no_use] = 2
    answers[wins] = 0
    if "verdict-no-use-hides-win" in wrong:
        answers[no_use & wins] = 2
    return answers
