"""Clipping, the adding problem, windows, and numbers to hand over: right, and wrong as `wrong` says."""

import numpy as np

from ..judging.part import Wrong


def clip(wrong: Wrong, d_W, d_b, limit):
    """Both shortened by one factor, so that their common length is at most the limit."""
    if "clip-by-value" in wrong:
        return np.clip(d_W, -limit, limit), np.clip(d_b, -limit, limit)
    squares = [(d_W**2).sum(), (d_b**2).sum()]
    both = sum(squares)
    if "clip-not-at-all" in wrong:
        return d_W, d_b
    if "clip-each-alone" in wrong:
        lengths = np.sqrt(squares)
    elif "clip-length-of-W-alone" in wrong:
        lengths = np.sqrt([squares[0]] * 2)
    elif "clip-length-squared" in wrong:
        lengths = np.array([both] * 2)
    elif "clip-by-the-largest-entry" in wrong:
        lengths = max(np.abs(d_W).max(), np.abs(d_b).max()) * np.ones(2)
    elif "clip-by-the-longer-one" in wrong:
        lengths = np.sqrt(max(squares)) * np.ones(2)
    elif "clip-length-of-absolute-values" in wrong:
        lengths = (np.abs(d_W).sum() + np.abs(d_b).sum()) * np.ones(2)
    elif "clip-lengths-added" in wrong:
        lengths = np.sqrt(squares).sum() * np.ones(2)
    else:
        lengths = np.sqrt([both] * 2)
    factors = limit / lengths
    if "clip-always" not in wrong:
        factors = np.minimum(factors, 1)
    if "clip-divides-by-the-length" in wrong:
        factors = np.where(lengths > limit, 1 / lengths, 1)
    for name, other in (
        ("clip-lengthens", np.maximum(limit / lengths, 1)),
        ("clip-upside-down", np.minimum(lengths / limit, 1)),
        ("clip-times-the-limit", np.full(2, limit)),
        ("clip-always-to-length-one", 1 / lengths),
    ):
        factors = other if name in wrong else factors
    if "clip-to-nothing" in wrong:
        factors = np.where(lengths > limit, 0, 1)
    if "clip-without-W" in wrong:
        return d_W, d_b * factors[1]
    return d_W * factors[0], d_b * (1 if "clip-without-b" in wrong else factors[1])


def adding(wrong: Wrong, values, places):
    """x (T, 2, B), the values above their marks; y (1, B), the sum of the two marked values."""
    marks = np.zeros(values.shape)
    n = np.arange(values.shape[1])
    marked = places - 1 if "places-count-from-one" in wrong else places
    if "one-place-marked" in wrong:
        marked = marked[:1]
    if "other-place-marked" in wrong:
        marked = marked[1:]
    for row in marked:
        marks[row, slice(None) if "marks-in-all-samples" in wrong else n] = 1
    marked = places - 1 if "places-count-from-one" in wrong else places
    if "marks-negative-elsewhere" in wrong:
        marks = 2 * marks - 1
    if "marks-hold-the-values" in wrong:
        marks = marks * values
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
    if "marks-in-all-samples" in wrong:
        y = (values * (marks > 0)).sum(axis=0, keepdims=True)
    for name, other in (
        ("the-first", picked[:1]),
        ("the-second", picked[1:]),
        ("a-difference", picked[:1] - picked[1:]),
        ("a-sum-of-places", places.sum(axis=0, keepdims=True)),
        ("the-larger", picked.max(axis=0, keepdims=True)),
    ):
        y = other if f"target-is-{name}" in wrong else y
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
    if "guess-is-the-largest" in wrong:
        guess = 2.0
    if "error-is-a-third" in wrong:
        error = 1 / 3
    return guess, error


def share_reached(wrong: Wrong, T, window, lag):
    """Of the steps with an input `lag` steps before: the share with that input in their window."""
    window = window + ("share-window-one-longer" in wrong)
    if "share-of-one-window-in-all" in wrong:
        return max(window - lag, 0) / T
    if "share-that-has-an-input" in wrong:
        return (T - lag) / T
    if "share-of-one-window" in wrong:
        return max(window - lag, 0) / window
    if "share-lag-one-more" in wrong:
        lag += 1
    last = T // window * window if "share-rest-dropped" in wrong else T
    asked = np.arange(lag + ("share-first-step-left-out" in wrong), last)
    before = asked - lag + ("share-lag-one-less" in wrong)
    same = asked // window == before // window
    if "share-border-missed" in wrong:
        same = asked % window > lag
    if "share-window-of-the-lag" in wrong:
        same = asked // window == lag // window
    if "share-windows-are-fractions" in wrong:
        same = asked / window == before / window
    if "share-windows-slide" in wrong:
        same = asked - before < window
    if "share-counts-whole-windows" in wrong:
        same = same & (asked < T // window * window)
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
