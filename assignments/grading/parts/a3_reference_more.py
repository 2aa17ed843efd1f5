"""The adding problem, windows, and numbers to hand over: right, and wrong as `wrong` says."""

import numpy as np

from ..judging.part import Wrong


def adding(wrong: Wrong, values, places):
    """x (T, 2, B), the values above their marks; y (1, B), the sum of the two marked values."""
    marks = np.zeros(values.shape)
    n = np.arange(values.shape[1])
    marked = places - 1 if "places-count-from-one" in wrong else places
    for row in marked[:1] if "one-place-marked" in wrong else marked:
        marks[row, n] = 1
    if "marks-negative-elsewhere" in wrong:
        marks = 2 * marks - 1
    rows = [marks, values] if "marks-above-values" in wrong else [values, marks]
    if "values-shown-only-where-marked" in wrong:
        rows = [values * (marks > 0), marks]
    x = np.stack(rows, axis=2 if "adding-features-last" in wrong else 1)
    picked = values[marked, n]  # (2, B)
    y = picked.sum(axis=0, keepdims=True)
    if "target-is-a-mean" in wrong:
        y = y / 2
    if "target-is-a-product" in wrong:
        y = picked.prod(axis=0, keepdims=True)
    if "target-is-the-sum-of-all" in wrong:
        y = values.sum(axis=0, keepdims=True)
    if "target-is-the-first" in wrong:
        y = picked[:1]
    return x, y


def best_guess(wrong: Wrong):
    """The best constant guess for a sum of two numbers from 0 to 1, and its mean square error."""
    guess, error = 1.0, 1 / 6
    if "guess-for-one-number" in wrong:
        guess = 0.5
    if "error-of-one-number" in wrong:
        error = 1 / 12
    if "error-of-a-mean" in wrong:
        error = 1 / 24
    if "error-is-a-root" in wrong:
        error = np.sqrt(1 / 6)
    if "error-of-guessing-nothing" in wrong:
        error = 7 / 6
    if "error-is-absolute" in wrong:
        error = 1 / 3
    return guess, error


def share_reached(wrong: Wrong, T, window, lag):
    """Of the steps with an input `lag` steps before: the share with that input in their window."""
    window = window + ("share-window-one-longer" in wrong)
    if "share-lag-one-more" in wrong:
        lag += 1
    last = T // window * window if "share-rest-dropped" in wrong else T
    asked = np.arange(lag, last)
    before = asked - lag + ("share-lag-one-less" in wrong)
    same = asked // window == before // window
    if "share-windows-slide" in wrong:
        same = asked - before < window
    count = same.sum()
    if "share-is-a-count" in wrong:
        return count
    if "share-is-what-is-lost" in wrong:
        return 1 - count / len(asked)
    return count / (T if "share-of-all-steps" in wrong else len(asked))


STEPS = (44, 18, 30)  # the bound and the message for the gain 0.9, the message for 1.1


def steps_left(wrong: Wrong):
    """After how many steps back at most a hundredth is left."""
    a, b, c = STEPS
    if "steps-swapped" in wrong:
        a, b = b, a
    shift = ("steps-one-more" in wrong) - ("steps-one-less" in wrong)
    return a + shift, b + shift, c + shift
