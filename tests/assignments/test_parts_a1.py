"""Assignment 1: right solutions, wrong ones, and what is said about them."""

from itertools import pairwise, product

import numpy as np
import pytest
from solving import (
    assert_full_marks,
    assert_mistake_is_named,
    assignment,
    lost,
    solved,
    solved_but,
    starter,
    verdicts,
)

from assignments.grading.parts import a1_reference

NAME = "01_sequences_and_state"

MISTAKES = [
    ("1a", "x.mean(axis=0), x.max(axis=0)", "x.mean(axis=1), x.max(axis=1)", "statistics-over-features"),
    ("1a", "x.mean(axis=0), x.max(axis=0)", "x.mean(axis=-1), x.max(axis=-1)", "statistics-over-samples"),
    ("1a", "mean(axis=0)", "mean()", "mean-over-everything"),
    ("1a", "mean(axis=0)", "sum(axis=0)", "mean-is-a-sum"),
    ("1a", "x.mean(axis=0)", "np.median(x, axis=0)", "mean-is-a-median"),
    ("1a", "max(axis=0)", "max()", "largest-over-everything"),
    ("1a", "x.max(axis=0)", "abs(x).max(axis=0)", "largest-of-absolute-values"),
    ("1a", "x.max(axis=0)", "x.min(axis=0)", "largest-is-the-smallest"),
    ("1a", "x.max(axis=0)", "x[-1]", "largest-is-the-last"),
    ("1a", "x.max(axis=0)", "x.argmax(axis=0)", "largest-is-its-place"),
    ("1a", "mean(axis=0)", "mean(axis=1)", "mean-over-features"),
    ("1a", "mean(axis=0)", "mean(axis=2)", "mean-over-samples"),
    ("1a", "max(axis=0)", "max(axis=1)", "largest-over-features"),
    ("1a", "max(axis=0)", "max(axis=2)", "largest-over-samples"),
    ("1a", "x.mean(axis=0)", "x.sum(axis=0) / (len(x) - 1)", "mean-divided-by-one-less"),
    ("1a", "x.mean(axis=0)", "x.sum(axis=0) / x.shape[1]", "mean-divided-by-features"),
    ("1a", "x.mean(axis=0)", "x.sum(axis=0) / x.shape[2]", "mean-divided-by-samples"),
    ("1a", "x.mean(axis=0)", "abs(x).mean(axis=0)", "mean-of-absolute-values"),
    ("1a", "x.mean(axis=0)", "(x.min(axis=0) + x.max(axis=0)) / 2 ", "mean-of-the-extremes"),
    ("2a", "T - n + 1", "T - n", "windows-without-the-last"),
    ("2a", "range(T - n + 1)", "range(1, T - n + 1)", "windows-begin-too-late"),
    ("2a", "range(T - n + 1)", "range(0, T - n + 1, n)", "windows-do-not-overlap"),
    ("2a", "x[t : t + n]", "x[t : t + n][::-1]", "windows-newest-on-top"),
    ("2a", ".reshape(n * D_x, B)", ".sum(axis=0)", "windows-summed"),
    ("2a", ".reshape(n * D_x, B)", ".swapaxes(0, 1).reshape(n * D_x, B)", "windows-by-feature"),
    ("2a", ".reshape(n * D_x, B)", "", "windows-with-an-axis-more"),
    ("2a", "    T, D_x, B = x.shape", "    x = np.concatenate([np.zeros((n - 1, *x.shape[1:])), x])\n    T, D_x, B = x.shape", "windows-padded"),
    ("2a", ".reshape(n * D_x, B)", ".mean(axis=0)", "windows-averaged"),
    ("2a", ".reshape(n * D_x, B)", ".reshape(B, n * D_x).T", "windows-turned-by-a-reshape"),
    ("2b", "return D_h * (n * D_x + 1) + readout, D_h * (D_h + D_x + 1) + readout", "return D_h * n * D_x + D_y * D_h, D_h * (D_h + D_x) + D_y * D_h", "count-without-biases"),
    ("2b", "D_y * (D_h + 1)", "D_y * D_h", "count-without-bias-of-readout"),
    ("2b", "D_y * (D_h + 1)", "0", "count-without-readout"),
    ("2b", "D_y * (D_h + 1)", "n * D_y * (D_h + 1)", "count-readout-of-every-step"),
    ("2b", "n * D_x + 1", "D_x + 2", "window-counts-numbers-not-features"),
    ("2b", "n * D_x + 1", "D_x + 1", "window-of-one-step"),
    ("2b", "n * D_x + 1", "n * (D_x + 1)", "window-bias-for-every-step"),
    ("2b", "D_h + D_x + 1", "D_x + 1", "recurrent-matrix-missing"),
    ("2b", "D_h + D_x + 1", "2 * D_h + D_x + 1", "recurrent-matrix-twice"),
    ("2b", "D_h + D_x + 1", "1 + D_x + 1", "recurrent-matrix-is-a-vector"),
    ("2b", "D_h * (D_h + D_x + 1)", "n * D_h * (D_h + D_x + 1)", "recurrence-counted-at-every-step"),
    ("2b", "return D_h * (n * D_x + 1) + readout, D_h * (D_h + D_x + 1) + readout", "return D_h * n * D_x + 1 + D_y * D_h + 1, D_h * (D_h + D_x) + 1 + D_y * D_h + 1", "count-one-bias-per-layer"),
    ("2b", "D_h * (n * D_x + 1) + readout", "D_h * (n * D_x + D_h + 1) + readout", "window-sees-a-state"),
    ("2b", "D_h * (n * D_x + 1) + readout", "n * D_h * (D_x + 1) + D_y * (n * D_h + 1)", "window-has-units-for-every-step"),
    ("2b", "D_h + D_x + 1", "D_h + D_x + 2", "recurrence-two-biases"),
    ("2b", "return D_h * (n * D_x + 1) + readout, D_h * (D_h + D_x + 1) + readout", "return D_h * (n * D_x + 1) + readout + D_y * n * D_x, D_h * (D_h + D_x + 1) + readout + D_y * D_x", "count-readout-sees-the-input"),
    ("3a", "[numbers]", "[numbers - 1]", "one-hot-counts-from-one"),
    ("3a", ".swapaxes(1, 2)", ".reshape(len(numbers), size, -1)", "one-hot-reshaped"),
    ("3a", "np.eye(size)[numbers].swapaxes(1, 2)", "np.eye(size)[numbers].T", "one-hot-turned-round"),
    ("3b", "sum(axis=0)", "sum(axis=2)", "bag-over-samples"),
    ("3b", "sum(axis=0)", "sum(axis=(0, 2))", "bag-of-all-samples"),
    ("3b", "sum(axis=0)", "mean(axis=0)", "bag-is-a-share"),
    ("3b", "sum(axis=0)", "max(axis=0)", "bag-is-a-set"),
    ("3b", "sum(axis=0)", "sum(axis=1)", "bag-over-letters"),
    ("3b", "sum(axis=0)", "sum(axis=0).T", "bag-not-turned"),
    ("4a", "states = [h_0]", "states = [0 * h_0]", "sum-starts-at-zero"),
    ("4a", "states[-1] + x_t", "(states[-1] if len(states) > 1 else 0) + x_t", "sum-start-only-shown"),
    ("4a", "states[-1] + x_t", "h_0 + x_t", "sum-not-carried"),
    ("4a", "np.array(states)", "np.array(states[1:])", "sum-start-missing"),
    ("4a", "states[-1] + x_t", "states[-1] + x_t + h_0", "sum-adds-start-each-time"),
    ("4a", "np.array(states)", "np.concatenate([[h_0], np.cumsum(x, axis=1) + h_0])", "sum-over-samples"),
    ("4a", "states[-1] + x_t", "x_t", "sum-is-the-input"),
    ("4a", "states[-1] + x_t", "states[-1] * x_t", "sum-is-a-product"),
    ("4a", "np.array(states)", "np.array(states[:-1])", "sum-end-missing"),
    ("4b", "a * h + (1 - a) * x_t", "(1 - a) * h + a * x_t", "average-swapped"),
    ("4b", "(1 - a) * x_t", "x_t", "average-adds-all-of-x"),
    ("4b", "a * h + (1 - a) * x_t", "h + (1 - a) * x_t", "average-keeps-all-of-h"),
    ("4b", "(1 - a) * x_t", "a * x_t", "average-takes-a-twice"),
    ("4b", "h, states = h_0, [h_0]", "h, states = x[0], [x[0]]", "average-starts-with-x"),
    ("4b", "a * h +", "a * h_0 +", "average-not-carried"),
    ("4b", "h, states = h_0, [h_0]", "h, states = 0 * h_0, [0 * h_0]", "average-starts-at-zero"),
    ("4b", "in x:", "in np.concatenate([0 * x[:1], x[:-1]]):", "average-of-the-input-before"),
    ("4b", "a * h + (1 - a) * x_t", "a * (h + (1 - a) * x_t)", "average-keeps-a-of-both"),
    ("4b", "(1 - a) * x_t", "(1 - a * x_t)", "average-bracket-misplaced"),
    ("4b", "a * h + (1 - a) * x_t", "(h + x_t) / 2", "average-without-a"),
    ("4b", "a * h + (1", "(1", "average-of-the-input-alone"),
    ("4b", "np.array(states)", "np.array([s / (1 - a**t) if t else s for t, s in enumerate(states)])", "average-corrected-for-its-start"),
    ("4b", "h, states = h_0, [h_0]", "h, states = 0 * h_0, [h_0]", "average-start-only-shown"),
    ("4c", "(states[-1] + bit) % 2", "states[-1] + bit", "parity-is-a-count"),
    ("4c", "(states[-1] + bit) % 2", "np.maximum(states[-1], bit)", "parity-stays-one"),
    ("4c", "(states[-1] + bit) % 2", "states[-1] * bit", "parity-is-and"),
    ("4c", "(states[-1] + bit) % 2", "bit", "parity-is-the-bit"),
    ("4c", "(states[-1] + bit) % 2", "(states[-1] + 1 - bit) % 2", "parity-of-zeros"),
    ("4c", "states = [h_0]", "states = [0 * h_0]", "parity-starts-at-zero"),
    ("4c", "states[-1] + bit", "h_0 + bit", "parity-not-carried"),
    ("4c", "(states[-1] + bit) % 2", "1 - states[-1]", "parity-turned-by-every-bit"),
    ("4c", "(states[-1] + bit) % 2", "states[-1] * (1 - bit)", "parity-cleared-by-a-one"),
    ("4c", "(states[-1] + bit) % 2", "(states[-1] + bit) % 2 == 0", "parity-of-zeros"),
    ("4c", "np.array(states)", "np.array(states[:-1])", "parity-end-missing"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "states[-1] * (1 - bit) + 1", "since-counts-from-one"),
    ("4d", "(1 - bit)", "bit", "since-zero"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "0 * h_0 if bit.any() else states[-1] + 1", "since-clears-all-samples"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "states[-1] + 1 - bit", "since-counts-zeros"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "states[-1] + 1", "since-counts-all-steps"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "states[-1] * (1 - bit)", "since-stays-while-zero"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "states[-1] + bit", "since-counts-ones-too"),
    ("4d", "in bits:", "in np.concatenate([0 * bits[:1], bits[:-1]]):", "since-one-step-late"),
    ("4d", "(1 - bit)", "(1 - bit[0])", "since-looks-at-one-sample"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "np.where(bit == 1, h_0, states[-1] + 1)", "since-goes-back-to-h_0"),
    ("4d", "(states[-1] + 1) * (1 - bit)", "np.where(bit == 1, states[-1] + 1, 0)", "since-zero"),
    ("4e", "seen[t : t + n]", "seen[t + 1 : t + n]", "maximum-window-one-shorter"),
    ("4e", "seen[t : t + n]", "seen[t : t + n - 1]", "maximum-of-the-steps-before"),
    ("4e", "seen[t : t + n]", "seen[: t + n]", "maximum-of-all-so-far"),
    ("4e", ".max(axis=0)", ".min(axis=0)", "maximum-is-a-minimum"),
    ("4e", "maxima, seen[T:]", "maxima, seen[T:][::-1]", "carries-the-newest-first"),
    ("4e", "maxima, seen[T:]", "maxima, last", "carries-the-old-ones"),
    ("4e", "maxima, seen[T:]", "maxima, seen[T - 1 : -1]", "carries-one-step-too-early"),
    ("4e", "maxima, seen[T:]", "maxima, np.concatenate([last, maxima])[T:]", "carries-the-maxima"),
    ("4e", "maxima, seen[T:]", "maxima, x[-(n - 1) :]", "carries-this-piece-alone"),
    ("4e", "maxima, seen[T:]", "maxima, seen[T - 1 :]", "carries-n"),
    ("4e", "    return", "    x = np.concatenate([np.full_like(last, -np.inf), x])\n    maxima = np.array([x[t : t + n].max(axis=0) for t in range(T)])\n    return", "maximum-forgets-what-was-before"),
    ("4e", "seen[t : t + n]", "seen[t : t + n + 1]", "maximum-looks-ahead"),
    ("4e", "seen[t : t + n]", "seen[t + 1 : t + n + 1]", "maximum-one-step-ahead"),
    ("4e", "np.concatenate([last, x])", "np.concatenate([x, last])", "last-behind-the-piece"),
    ("4e", "    return", "    x = np.concatenate([np.zeros_like(last), x])\n    maxima = np.array([x[t : t + n].max(axis=0) for t in range(T)])\n    return", "maximum-fills-with-zeros"),
    ("4e", ".max(axis=0)", ".mean(axis=0)", "maximum-is-a-mean"),
    ("4e", ".max(axis=0)", ".sum(axis=0)", "maximum-is-a-sum"),
    ("5a", "first + K], h, a)", "first + K], h_0, a)", "pieces-run-from-h_0"),
    ("5a", "first + K], h, a)", "first + K], 0 * h, a)", "pieces-run-from-zero"),
    ("5a", "exponential_average(x[first : first + K], h, a)[-1]", "h_0", "pieces-begin-anew"),
    ("5a", "exponential_average(x[first : first + K], h, a)[-1]", "0 * h_0", "pieces-begin-at-zero"),
    ("5a", "a)[-1]", "a)[-2]", "pieces-one-step-early"),
    ("5a", "exponential_average(x[first : first + K], h, a)[-1]", "x[first : first + K][-1]", "pieces-carry-the-input"),
    ("5a", "a)[-1]", "a)[1]", "pieces-carry-the-first-state"),
    ("5a", "        starts.append(h)\n        h = exponential_average(x[first : first + K], h, a)[-1]", "        h = exponential_average(x[first : first + K], h, a)[-1]\n        starts.append(h)", "pieces-show-their-ends"),
    ("5a", "range(0, len(x), K)", "range(0, len(x) // K * K, K)", "pieces-without-the-rest"),
    ("5a", "    h, starts", "    K = K + 1\n    h, starts", "pieces-one-longer"),
    ("5a", "    h, starts", "    return exponential_average(x, h_0, a)[::K]\n    h, starts", "pieces-one-too-many"),
    ("5a", "    h, starts", "    return exponential_average(x, h_0, a)[1::K]\n    h, starts", "pieces-after-their-first-step"),
    ("5a", "x[first : first + K]", "x[:K]", "pieces-read-the-first"),
    ("5a", "x[first : first + K]", "x[first + 1 : first + K]", "pieces-leave-out-an-input"),
    ("6a", "(2, 3, 8)", "(2, 2, 2)", "needed-only-the-answer"),
    ("6a", "(2, 3, 8)", "(1, np.log2(3), 3)", "needed-in-bits-unrounded"),
    ("6a", "(2, 3, 8)", "(2, 2, 8)", "needed-without-the-last-bit"),
    ("6a", "(2, 3, 8)", "(2, 3, 4)", "needed-one-bit-too-few"),
    ("6a", "(2, 3, 8)", "(2, 3, 3)", "needed-bits-for-the-delay"),
    ("6a", "(2, 3, 8)", "(1, 2, 3)", "needed-in-bits"),
    ("6a", "(2, 3, 8)", "(2, 4, 8)", "needed-with-the-last-bit-after-yes"),
    ("6a", "(2, 3, 8)", "(2, 3, 2)", "needed-only-the-answer-for-the-delay"),
    ("7a", "(4, 11, 22)", "(3, 10, 21)", "faded-one-less"),
    ("7a", "(4, 11, 22)", "(5, 12, 23)", "faded-one-more"),
    ("7a", "(4, 11, 22)", "(3.3219, 10.3189, 21.8543)", "faded-unrounded"),
    ("7a", "(4, 11, 22)", "(3, 4, 0)", "faded-not-divided"),
    ("7a", "(4, 11, 22)", "(1, 4, 7)", "faded-to-a-half"),
    ("7a", "(4, 11, 22)", "(4, 2, 1)", "faded-with-one-minus-a"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "loops": ("1a", "def order_free(x):\n    total, largest = 0 * x[0], x[0]\n    for x_t in x:\n        total, largest = total + x_t, np.maximum(largest, x_t)\n    return [total / len(x), largest]"),
    "other twins": ("1b", "twins = [[0.5, -1, 2, 0.25, 3, 0], [0.5, 3, 2, 0.25, -1, 0]]\ntwins[0][1:5] = [-1, 0.25, 2, 3]"),
    "joined": ("2a", "def windows(x, n):\n    T = len(x)\n    return np.concatenate([x[k : T - n + 1 + k] for k in range(n)], axis=1)"),
    "a sliding view": ("2a", "def windows(x, n):\n    view = np.lib.stride_tricks.sliding_window_view(x, n, axis=0)\n    return np.moveaxis(view, -1, 1).reshape(len(view), -1, x.shape[2])"),
    "by arrays": ("2b", "def weights_needed(n, D_x, D_h, D_y):\n    sizes = [[(D_h, k), (D_h, 1), (D_y, D_h), (D_y, 1)] for k in (n * D_x, D_h + D_x)]\n    return tuple(sum(a * b for a, b in shapes) for shapes in sizes)"),
    "compared": ("3a", "def one_hot(numbers, size):\n    return numbers[:, None] == np.arange(size)[None, :, None]"),
    "counted": ("3b", "def bag(numbers, size):\n    return np.stack([np.bincount(column, minlength=size) for column in numbers.T], axis=1)"),
    "cumulated": ("4a", "def running_sum(x, h_0):\n    return np.cumsum(np.concatenate([h_0[None], x]), axis=0)"),
    "recursive": ("4b", "def exponential_average(x, h_0, a):\n    if len(x) == 0:\n        return h_0[None]\n    before = exponential_average(x[:-1], h_0, a)\n    return np.vstack([before, a * before[-1] + (1 - a) * x[-1]])"),
    "a closed form": ("4b", "def exponential_average(x, h_0, a):\n    t = np.arange(len(x))\n    A = np.tril((1 - a) * a ** np.maximum(t[:, None] - t, 0))\n    return np.vstack([h_0, a ** (t[:, None] + 1.0) * h_0 + A @ x])"),
    "in float32": ("4b", "def exponential_average(x, h_0, a):\n    h = np.float32(h_0)\n    states = [h]\n    for x_t in np.float32(x):\n        h = h + np.float32(1 - a) * (x_t - h)\n        states.append(h)\n    return states"),
    "exclusive or": ("4c", "def parity(bits, h_0):\n    out = [h_0]\n    for bit in bits:\n        out.append(out[-1] != bit)\n    return out"),
    "a sum": ("4c", "def parity(bits, h_0):\n    return running_sum(bits, h_0) % 2"),
    "where": ("4d", "def steps_since(bits, h_0):\n    states = np.zeros((len(bits) + 1, len(h_0)))\n    states[0] = h_0\n    for t in range(len(bits)):\n        states[t + 1] = np.where(bits[t] == 1, 0, states[t] + 1)\n    return states"),
    "step by step": ("4e", "def moving_maximum(x, last):\n    maxima, last = [], list(last)\n    for x_t in x:\n        maxima.append(np.max([*last, x_t], axis=0))\n        last = [*last[1:], x_t]\n    return np.array(maxima), np.array(last)"),
    "all at once": ("5a", "def starts_of_pieces(x, K, h_0, a):\n    return exponential_average(x, h_0, a)[:-1][::K]"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1a", "x.mean(axis=0), x.max(axis=0)", "x.mean(axis=0)", "2 results are expected"),
    ("1a", "x.mean(axis=0)", "x.std(axis=0)", "Right: largest. Not right: mean."),
    ("2a", "x[t : t + n].reshape(n * D_x, B)", "x[t : t + n].reshape(n * D_x, B).T", "the axes are in another order"),
    ("2b", "D_y * (D_h + 1)", "D_y + 1", "is not the right number"),
    ("3b", "return ", "return 2 * ", "It is 2 times the right one"),
    ("4a", "states[-1] + x_t", "states[-1] - x_t", "not the right values"),
    ("4b", "a * h + (1 - a)", "a**2 * h + (1 - a)", "not the right values"),
    ("4b", "a * h + (1 - a)", "a**2 * h + (1 - a)", "Only the start is right"),
    ("1a", "x.max(axis=0)", "x[:, 0].max(axis=0)", "but has (3,) with T = 4, B = 3, D_x = 5."),
    ("7a", "(4, 11, 22)", "(3, 11, 22)", "Not right: a = 0.5. a = 0.5 is not the right number."),
    ("4d", "(1 - bit)", "(0 if bit == 1 else 1)", "ValueError"),
    ("4e", "    return maxima", "    return -maxima", "Its sign is wrong"),
    ("5a", "    return ", "    ", "nothing yet"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


def test_number_that_was_handed_over_is_not_set_beside_the_right_one():
    found = verdicts(NAME, solved_but(NAME, "7a", "(4, 11, 22)", "(2, 11, 44)"))["7a"]
    assert not found.mistakes and "times" not in " ".join(found.words)


def test_two_mistakes_at_once_are_both_named():
    code = "def exponential_average(x, h_0, a):\n    states = [h_0]\n    for x_t in x:\n        states.append((1 - a) * h_0 + a * x_t)\n    return np.array(states)"
    found = verdicts(NAME, solved_but(NAME, "4b", instead=code))
    assert set(found["4b"].mistakes) == {"average-swapped", "average-not-carried"}
    assert lost(found) == {"4b"}


@pytest.mark.parametrize(
    "wrong, mistake",
    [
        ("np.eye(size)[numbers]", "one-hot-features-last"),
        ("np.eye(size)[numbers].transpose(2, 0, 1)", "one-hot-features-first"),
    ],
)
def test_one_hot_with_its_axes_mixed_up_is_named(wrong, mistake):
    right = "np.eye(size)[numbers].swapaxes(1, 2)"
    assert verdicts(NAME, solved_but(NAME, "3a", right, wrong))["3a"].mistakes == (mistake,)


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def starts_of_pieces(x, K, h_0, a):\n    h, starts = h_0, []\n    for t in range(len(x)):\n        if t % K == 0:\n            starts.append(h)\n        h = (1 - a) * h + a * x[t]\n    return np.array(starts)"
    found = verdicts(NAME, solved_but(NAME, "5a", instead=code))["5a"]
    assert found.mistakes == ("average-swapped",)
    assert found.words[0].endswith(
        "(As in part 4b. If that is right, look at how you use it here.)"
    )


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "4e", "maxima, seen[T:]", "maxima, last"))["4e"]
    assert [c.earned for c in found.criteria] == [2, 0]
    found = verdicts(NAME, solved_but(NAME, "6a", "(2, 3, 8)", "(2, 3, 4)"))["6a"]
    assert [c.earned for c in found.criteria] == [1, 1, 0]


TWINS = {
    "[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6]": "not made of the same numbers",
    "[0, 1, 2, 3, 4, 5], [5, 1, 2, 3, 4, 0]": "the same first number",
    "[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]": "rise 5 times",
    "[0, 1, 2], [0, 2, 1]": "of the shape (6,)",
    "[0, 1, 2, 3, 4, np.nan], [0, 1, 2, 4, 3, np.nan]": "NaN",
}


@pytest.mark.parametrize("value", TWINS)
def test_sequences_that_can_be_told_apart_earn_nothing_and_hear_why(value):
    found = verdicts(NAME, solved_but(NAME, "1b", instead=f"twins = ({value})"))
    assert (found["1b"].earned, lost(found)) == (0, {"1b"})
    assert TWINS[value] in found["1b"].words[0]


def test_starter_runs_and_scores_zero():
    found = verdicts(NAME, starter(NAME))
    assert sum(v.earned for v in found.values()) == 0
    assert all(v.words for v in found.values() if v.id != "7b")


def test_solution_gets_full_marks():
    assert_full_marks(NAME, solved(NAME))


QUESTIONS = (
    lambda bits: sum(bits) % 2,
    lambda bits: any(a and b for a, b in pairwise(bits)),
    lambda bits: (0, 0, 0, *bits)[-3],
)


def test_states_needed_are_the_histories_that_some_future_tells_apart():
    histories = [bits for length in range(6) for bits in product((0, 1), repeat=length)]
    futures = [bits for length in range(4) for bits in product((0, 1), repeat=length)]
    needed = tuple(
        len({tuple(answer(past + to_come) for to_come in futures) for past in histories})
        for answer in QUESTIONS
    )
    assert solved(NAME)["states_needed"] == needed


def test_numbers_read_off_the_figure_are_those_of_the_arrays_and_not_near_the_edge():
    names = solved(NAME)
    once = np.eye(41, 1)
    for a, steps in zip((0.5, 0.8, 0.9), names["steps_faded"], strict=True):
        trace = names["exponential_average"](once, np.zeros(1), a)[1:, 0] / (1 - a)
        assert trace[steps - 1] > 0.105 and trace[steps] < 0.099


def test_numbers_of_mistakes_are_what_those_mistakes_give():
    gains, k = np.array([0.5, 0.8, 0.9]), np.arange(41)[:, None]
    curves = {
        "faded-not-divided": (1 - gains) * gains**k <= 0.1,
        "faded-to-a-half": gains**k <= 0.5,
        "faded-with-one-minus-a": (1 - gains) ** k <= 0.1,
    }
    for mistake, small in curves.items():
        assert a1_reference.steps_faded({mistake}) == tuple(small.argmax(axis=0))


def test_moving_maximum_in_pieces_is_that_of_the_whole():
    random = np.random.default_rng(0)
    x, last = random.normal(size=(10, 3)), random.normal(size=(3, 3))
    function = solved(NAME)["moving_maximum"]
    whole, pieces = function(x, last)[0], []
    for piece in np.split(x, [4, 5, 7]):
        maxima, last = function(piece, last)
        pieces.append(maxima)
    assert np.array_equal(np.concatenate(pieces), whole)


def test_moving_maximum_gives_the_example_of_the_notebook():
    for last, x, maxima, carried in (
        ([5, 2], [1, 0, 7], [5, 2, 7], [0, 7]),
        ([0, 7], [3], [7], [7, 3]),
    ):
        row = "| " + " | ".join(", ".join(map(str, n)) for n in (last, x, maxima, carried)) + " |"
        assert row in "".join(cell["source"] for cell in assignment(NAME).cells)
        columns = np.array(x)[:, None], np.array(last)[:, None]
        found = solved(NAME)["moving_maximum"](*columns)
        assert [list(array[:, 0]) for array in found] == [maxima, carried]


def test_counts_of_weights_are_those_of_chapter_1():
    assert solved(NAME)["weights_needed"](9, 256, 64, 4) == (147_780, 20_804)
