"""Sizes, choices, intervals and verdicts, right, and wrong in every way that `wrong` names."""

import numpy as np

from ..judging.part import Wrong


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
        ("count-readout-of-every-layer", layers * D_y * (D_h + 1)),
        ("count-readout-one-bias", D_y * D_h + 1),
        ("count-readout-bias-of-every-unit", D_h * (D_y + 1)),
    ):
        if name in wrong:
            readout = other
    if "count-one-bias-vector" in wrong:
        return layers * D_h * seen + D_h + readout
    if "count-one-bias-per-layer" in wrong:
        return layers * (D_h * seen + 1) + readout
    return layers * D_h * (seen + biases) + readout


def equal_size(wrong: Wrong, D_x, D_h, D_y, *, count=count):
    """The number of units of the GRU."""
    if "equal-four-thirds" in wrong:
        return round(4 / 3 * D_h)
    if "equal-three-quarters" in wrong:
        return round(3 / 4 * D_h)
    if "equal-by-the-square-alone" in wrong:
        return round(D_h * np.sqrt(4 / 3))
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
    if "equal-without-absolute-value" in wrong:
        return 1
    if "equal-larger-of-two" in wrong:
        return min(reversed(every), key=far)
    return min(every, key=far) + ("equal-one-more" in wrong) - ("equal-one-less" in wrong)


def chosen(wrong: Wrong, validation, test):
    """The rate that is best on validation data, and its test error."""
    looked_at = test if "chosen-on-the-test" in wrong else validation
    each = looked_at.mean(axis=0 if "chosen-over-the-rates" in wrong else 1)
    if "chosen-by-the-luckiest-seed" in wrong:
        each = looked_at.min(axis=1)
    if "chosen-by-one-seed" in wrong:
        each = looked_at[:, 0]
    for name, other in (
        ("one-cell", validation.ravel()),
        ("the-means-of-seeds", validation.mean(axis=0)),
        ("the-median", np.median(validation, axis=1)),
        ("the-largest-error", validation.max(axis=1)),
        ("the-spread", validation.std(axis=1)),
        ("the-last-seed", validation[:, -1]),
    ):
        each = other if f"chosen-by-{name}" in wrong else each
    if "chosen-over-the-rates" in wrong:
        return each.argmin(), test.mean(axis=0)[each.argmin()]
    k = each.argmax() if "chosen-the-worst" in wrong else each.argmin()
    for name, found in (
        ("chosen-reports-validation", validation[k].mean()),
        ("chosen-reports-the-best-seed", test[k].min()),
        ("chosen-reports-the-best-rate", test.mean(axis=1).min()),
        ("chosen-reports-all-rates", test.mean()),
        ("chosen-reports-one-seed", test[k][0]),
        ("chosen-reports-the-median", np.median(test[k])),
        ("chosen-reports-the-best-run", test.min()),
        ("chosen-reports-its-best-seed", test[k, validation[k].argmin()]),
    ):
        if name in wrong:
            return k, found
    return k + ("chosen-counts-from-one" in wrong), test[k].mean()


LEAKS = (0, 1, 0, 1, 0, 1)  # smooth, without_slope and share, in the order of the notebook
CHANGE, SMOOTH, SO_FAR, SLOPE, MEAN, SHARE = range(6)


def leaks(wrong: Wrong):
    """1 for each preparation that a later row can change."""
    found = np.array(LEAKS)
    if "leaks-nothing-found" in wrong:
        return (0 * found,)
    if "leaks-everything-suspected" in wrong:
        return (np.ones_like(found),)
    for name, which in (
        ("leaks-change-suspected", [CHANGE]),
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
    if "interval-of-absolute-differences" in wrong:
        d = np.abs(d)
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
        ("interval-twice-as-wide", 2 * half),
        ("interval-n-minus-1-twice", t * size / np.sqrt(n - 1)),
        ("interval-of-a-root", t * np.sqrt(size / n)),
        ("interval-of-added-deviations", t * (a.std(ddof=1) + b.std(ddof=1)) / np.sqrt(n)),
        ("interval-of-a-alone", t * a.std(ddof=1) / np.sqrt(n)),
        ("interval-widens-with-n", t * size * np.sqrt(n)),
        ("interval-with-1.96", 1.96 * size / np.sqrt(n)),
        ("interval-with-2.26", 2.26 * size / np.sqrt(n)),
    ):
        if name in wrong:
            half = other
    if "interval-around-0" in wrong:
        return d.mean(), -half, half
    if "interval-half-widths" in wrong:
        return d.mean(), half, half
    if "interval-of-extremes" in wrong:
        return d.mean(), d.min(), d.max()
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
    if "seeds-of-the-mean-difference" in wrong:
        s = abs(d.mean())
    root = t * s / matters
    exact = root if "seeds-not-squared" in wrong else root**2
    for name, other in (
        ("seeds-by-a-root", np.sqrt(root)),
        ("seeds-matters-not-squared", (t * s) ** 2 / matters),
        ("seeds-upside-down", 1 / exact),
        ("seeds-rounded", np.round(exact)),
        ("seeds-rounded-before-the-square", np.ceil(root) ** 2),
        ("seeds-of-a-quarter", exact / 4),
    ):
        exact = other if name in wrong else exact
    if "seeds-not-whole" in wrong:
        return exact
    needed = int(np.floor(exact) if "seeds-rounded-down" in wrong else np.ceil(exact))
    if "seeds-start-with-the-trial" in wrong:
        needed = max(needed, len(d))
    if "seeds-besides-the-trial" in wrong:
        needed -= len(d)
    return needed + ("seeds-one-more" in wrong)


def verdict(wrong: Wrong, low, high, worth):
    """0 wins, 1 loses, 2 no use, 3 cannot tell."""
    answers = np.full(len(low), 3)
    no_use = low < worth if "verdict-no-use-by-the-lower-end" in wrong else high < worth
    if "verdict-no-use-by-the-middle" in wrong:
        no_use = low + high < 2 * worth
    if "verdict-never-no-use" in wrong:
        no_use = np.zeros(len(low), bool)
    loses = low < 0 if "verdict-loses-by-the-lower-end" in wrong else high < 0
    wins = high > 0 if "verdict-wins-by-the-upper-end" in wrong else low > 0
    if "verdict-wins-by-the-middle" in wrong:
        wins = low + high > 0
    if "verdict-wins-from-worth-on" in wrong:
        wins = low > worth
    if "verdict-loses-by-the-middle" in wrong:
        loses = low + high < 0
    if "verdict-loses-up-to-worth" in wrong:
        loses = high < worth
    answers[no_use] = 2
    answers[loses] = 1
    if "verdict-no-use-hides-loss" in wrong:
        answers[no_use] = 2
    answers[wins] = 0
    if "verdict-no-use-hides-win" in wrong:
        answers[no_use & wins] = 2
    if "verdict-2-for-3" in wrong:
        return np.array([0, 1, 3, 2])[answers]
    return answers
