"""Statistics, windows and counts of weights: right, and wrong in every way that `wrong` names.

The shapes are the book's: x (T, D_x, B); whole numbers (T, B).
"""

import numpy as np

from ..judging.part import Wrong
from . import a2_reference


def order_free(wrong: Wrong, x):
    """The mean over time and the largest value over time, each (D_x, B)."""
    mean_over = max_over = 0
    for name, axis in (("features", 1), ("samples", 2)):
        if f"statistics-over-{name}" in wrong:
            mean_over = max_over = axis
    for name, axis in (("features", 1), ("samples", 2)):
        if f"mean-over-{name}" in wrong:
            mean_over = axis
        if f"largest-over-{name}" in wrong:
            max_over = axis
    mean = x.mean(axis=None if "mean-over-everything" in wrong else mean_over)
    for name, divisor in (
        ("one-less", len(x) - 1),
        ("features", x.shape[1]),
        ("samples", x.shape[2]),
    ):
        if f"mean-divided-by-{name}" in wrong:
            mean = x.sum(axis=0) / np.float64(divisor)
    if "mean-of-absolute-values" in wrong:
        mean = np.abs(x).mean(axis=0)
    if "mean-of-the-extremes" in wrong:
        mean = (x.max(axis=0) + x.min(axis=0)) / 2
    if "mean-is-a-sum" in wrong:
        mean = x.sum(axis=0)
    if "mean-is-a-median" in wrong:
        mean = np.median(x, axis=0)
    largest = x.max(axis=None if "largest-over-everything" in wrong else max_over)
    if "largest-of-absolute-values" in wrong:
        largest = np.abs(x).max(axis=0)
    if "largest-is-the-smallest" in wrong:
        largest = x.min(axis=0)
    if "largest-is-the-last" in wrong:
        largest = x[-1]
    if "largest-is-its-place" in wrong:
        largest = x.argmax(axis=0)
    return mean, largest


def windows(wrong: Wrong, x, n):
    """n steps on top of each other, the oldest on top: (T − n + 1, n D_x, B)."""
    T, D_x, B = x.shape
    count = T - n + 1
    if "windows-without-the-last" in wrong:
        count -= 1
    first = np.arange(count)
    if "windows-do-not-overlap" in wrong:
        first = np.arange(0, T - n + 1, n)
    places = first[:, None] + np.arange(n)
    if "windows-newest-on-top" in wrong:
        places = places[:, ::-1]
    if "windows-begin-too-late" in wrong:
        places = places[1:]
    if "windows-padded" in wrong:
        x, places = np.concatenate([np.zeros((n - 1, D_x, B)), x]), np.arange(T)[:, None]
        places = places + np.arange(n)
    stacked = x[places]  # (count, n, D_x, B)
    if "windows-summed" in wrong:
        return stacked.sum(axis=1)
    if "windows-averaged" in wrong:
        return stacked.mean(axis=1)
    if "windows-turned-by-a-reshape" in wrong:
        return stacked.reshape(len(stacked), B, -1).swapaxes(1, 2)
    if "windows-by-feature" in wrong:
        stacked = stacked.swapaxes(1, 2)
    if "windows-with-an-axis-more" in wrong:
        return stacked
    return stacked.reshape(len(stacked), -1, B)


def weights_needed(wrong: Wrong, n, D_x, D_h, D_y):
    """How many weights and biases a window of n steps needs, and how many a recurrence."""
    bias = 0 if "count-without-biases" in wrong else 1
    if "count-one-bias-per-layer" in wrong:
        both = 1 + D_y * D_h + 1
        return D_h * n * D_x + both, D_h * (D_h + D_x) + both
    if "window-has-units-for-every-step" in wrong:
        right = weights_needed(frozenset(), n, D_x, D_h, D_y)[1]
        return n * D_h * (D_x + 1) + D_y * (n * D_h + 1), right
    readout = D_y * (D_h + (0 if "count-without-bias-of-readout" in wrong else bias))
    if "count-without-readout" in wrong:
        readout = 0
    if "count-readout-of-every-step" in wrong:
        readout = n * readout
    seen = D_x + 1 if "window-counts-numbers-not-features" in wrong else n * D_x
    window = D_h * (D_x if "window-of-one-step" in wrong else seen)
    window += (n if "window-bias-for-every-step" in wrong else 1) * D_h * bias
    if "window-sees-a-state" in wrong:
        window += D_h * D_h
    state = D_h
    if "recurrent-matrix-missing" in wrong:
        state = 0
    if "recurrent-matrix-twice" in wrong:
        state = 2 * D_h
    if "recurrent-matrix-is-a-vector" in wrong:
        state = 1
    recurrence = D_h * (state + D_x + bias * (2 if "recurrence-two-biases" in wrong else 1))
    if "recurrence-counted-at-every-step" in wrong:
        recurrence = n * recurrence
    if "count-readout-sees-the-input" in wrong:
        return window + readout + D_y * n * D_x, recurrence + readout + D_y * D_x
    return window + readout, recurrence + readout


def bag(wrong: Wrong, numbers, size, *, one_hot=a2_reference.one_hot):
    """How often each number occurs: (size, B)."""
    hot = one_hot(wrong, numbers, size)
    if "bag-over-samples" in wrong:
        return hot.sum(axis=2)
    if "bag-over-letters" in wrong:
        return hot.sum(axis=1)
    if "bag-not-turned" in wrong:
        return hot.sum(axis=0).T
    if "bag-of-all-samples" in wrong:
        return hot.sum(axis=(0, 2))
    if "bag-is-a-share" in wrong:
        return hot.mean(axis=0)
    return hot.max(axis=0) if "bag-is-a-set" in wrong else hot.sum(axis=0)


NEEDED = (2, 3, 8)  # parity, ever two ones in a row, the bit of two steps before


def states_needed(wrong: Wrong):
    """How many different states three questions need."""
    parity, row, delay = NEEDED
    if "needed-in-bits" in wrong:
        return 1, 2, 3
    if "needed-in-bits-unrounded" in wrong:
        return 1, np.log2(3), 3
    if "needed-without-the-last-bit" in wrong:
        row = 2
    if "needed-with-the-last-bit-after-yes" in wrong:
        row = 4
    if "needed-one-bit-too-few" in wrong:
        delay = 4
    if "needed-only-the-answer" in wrong:
        row = delay = 2
    if "needed-bits-for-the-delay" in wrong:
        delay = 3
    if "needed-only-the-answer-for-the-delay" in wrong:
        delay = 2
    return parity, row, delay


FADED = (4, 11, 22)  # for a = 0.5, 0.8, 0.9


def steps_faded(wrong: Wrong):
    """After how many steps a tenth or less is left of the trace of an input."""
    shift = ("faded-one-more" in wrong) - ("faded-one-less" in wrong)
    for name, steps in (
        ("faded-not-divided", (3, 4, 0)),
        ("faded-to-a-half", (1, 4, 7)),
        ("faded-with-one-minus-a", (4, 2, 1)),
    ):
        if name in wrong:
            return steps
    if "faded-unrounded" in wrong:
        return tuple(np.log(0.1) / np.log(a) for a in (0.5, 0.8, 0.9))
    return tuple(steps + shift for steps in FADED)
