"""Assignment 6: right solutions, wrong ones, and what is said about them."""

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

NAME = "06_lstm_versus_gru"

MISTAKES = [
    ("1a", "n - 2 * held, n - held", "held, 2 * held", "split-test-first"),
    ("1a", "n - 2 * held, n - held", "n - held, n", "split-ends-for-starts"),
    ("1a", "n - 2 * held, n - held", "n - 2 * held, held", "split-lengths"),
    ("1a", "n - 2 * held, n - held", "n - held, n - 2 * held", "split-in-the-other-order"),
    ("1a", "n - 2 * held, n - held", "n - 2 * held - 1, n - held - 1", "split-one-early"),
    ("1a", "n - 2 * held, n - held", "n - 2 * held + 1, n - held + 1", "split-one-late"),
    ("1a", "n - 2 * held, n - held", "held, n - held", "split-validation-length"),
    ("1a", "n - 2 * held, n - held", "n - held, n - held", "split-both-at-the-test"),
    ("1b", "past = y[:first]", "past = y", "scaled-by-all-rows"),
    ("1b", "y[:first]", "y[first:]", "scaled-by-the-rest"),
    ("1b", "past.mean()", "np.median(past)", "scaled-by-the-median"),
    ("1b", "(y - past.mean())", "y", "scaled-not-centred"),
    ("1b", "past.std()", "past.var()", "scaled-by-the-variance"),
    ("1b", "past.std()", "past.std(ddof=1)", "scaled-by-n-minus-1"),
    ("1b", "past.std()", "np.ptp(past)", "scaled-by-the-range"),
    ("1b", " / past.std()", "", "scaled-centred-alone"),
    ("1b", "(y - past", "(past - past", "scaled-past-alone"),
    ("1b", "y - past.mean()", "y - y.mean()", "scaled-mean-of-all-rows"),
    ("1b", "past.std()", "y.std()", "scaled-deviation-of-all-rows"),
    ("1b", "y[:first]", "y[: first + 1]", "scaled-by-one-row-more"),
    ("1b", "y[:first]", "y[: first - 1]", "scaled-by-one-row-less"),
    ("1b", "(y - past.mean()) / past.std()", "(y - past.min()) / np.ptp(past)", "scaled-between-0-and-1"),
    ("1b", "(y - past.mean())", "y - past.mean()", "scaled-mean-divided-alone"),
    ("1b", " / past.std()", " * past.std()", "scaled-multiplied"),
    ("1b", "/ past.std()", "/ past.mean()", "scaled-by-the-mean"),
    ("2a", "y[first - 1 : -1]", "y[first:]", "naive-knows-the-row"),
    ("2a", "y[first - 1 : -1]", "np.append(y[first + 1 :], y[-1])", "naive-of-the-next-row"),
    ("2a", "y[first - 1 : -1]", "y[first - 2 : -2]", "naive-two-before"),
    ("2a", "y[first - 1 : -1]", "y[first - 1] * np.ones(len(y) - first)", "naive-stands-still"),
    ("2a", "y[first - 1 : -1]", "np.repeat(y[:first].mean(), len(y) - first)", "naive-is-the-mean"),
    ("2a", "y[first - 1 : -1]", "y[: len(y) - first]", "naive-from-the-first-row"),
    ("2a", "y[first - 1 : -1]", "np.roll(y[first:], 1)", "naive-wraps-round"),
    ("2a", "y[first - 1 : -1]", "np.diff(y)[first - 1 :]", "naive-is-a-change"),
    ("2a", "y[first - 1 : -1]", "np.append(y[first], y[first:-1])", "naive-first-by-itself"),
    ("2a", "y[first - 1 : -1]", "y[first - 1 :]", "naive-of-one-row-too-many"),
    ("2a", "y[first - 1 : -1]", "y[first:-1]", "naive-without-the-first"),
    ("2b", "y[first - m : len(y) - m]", "y[first - m + 1 : len(y) - m + 1]", "season-one-short"),
    ("2b", "y[first - m : len(y) - m]", "y[first - m - 1 : len(y) - m - 1]", "season-one-long"),
    ("2b", "y[first - m : len(y) - m]", "np.roll(y, -m)[first:]", "season-of-the-future"),
    ("2b", "y[first - m : len(y) - m]", "y[first - 1 : -1]", "season-is-naive"),
    ("2b", "y[first - m : len(y) - m]", "np.array([y[first - m + k % m] for k in range(len(y) - first)])", "season-of-the-past-alone"),
    ("2b", "first - m", "first", "season-of-the-test-alone"),
    ("2b", "y[first - m : len(y) - m]", "np.resize(y[:m], len(y) - first)", "season-of-the-first-season"),
    ("2b", "y[first - m : len(y) - m]", "np.roll(y[first:], m)", "season-wraps-round"),
    ("2b", "y[first - m : len(y) - m]", "np.array([y[t - m : t].mean() for t in range(first, len(y))])", "season-is-a-mean"),
    ("3a", "np.abs(truth - forecast)", "((truth - forecast) ** 2)", "error-squared"),
    ("3a", "np.abs(truth - forecast).mean()", "((truth - forecast) ** 2).mean() ** 0.5", "error-root-of-squares"),
    ("3a", "np.abs(truth - forecast)", "(truth - forecast)", "error-with-its-sign"),
    ("3a", ".mean()", ".sum()", "error-as-a-sum"),
    ("3a", "np.abs(truth - forecast).mean()", "np.median(np.abs(truth - forecast))", "error-as-a-median"),
    ("3a", "(truth - forecast)", "((truth - forecast) / truth)", "error-as-a-share"),
    ("3a", "np.abs(truth - forecast).mean()", "(forecast - truth).mean()", "error-with-its-sign-turned"),
    ("3a", "np.abs(truth - forecast).mean()", "abs((truth - forecast).mean())", "error-of-the-mean"),
    ("3a", ".mean()", ".max()", "error-is-the-largest"),
    ("3a", "np.abs(truth - forecast).mean()", "np.linalg.norm(truth - forecast)", "error-is-a-length"),
    ("3a", "(truth - forecast)", "((truth - forecast) / forecast)", "error-as-a-share-of-the-forecast"),
    ("3a", "(truth - forecast)", "(100 * (truth - forecast) / truth)", "error-in-percent"),
    ("3b", ".min()", ".max()", "skill-against-the-weakest"),
    ("3b", ".min()", ".mean()", "skill-against-the-mean"),
    ("3b", ".min()", "[0]", "skill-against-the-first"),
    ("3b", "1 - error / simple.min()", "error / simple.min() - 1", "skill-of-the-wrong-sign"),
    ("3b", "error / simple.min()", "simple.min() / error", "skill-upside-down"),
    ("3b", "1 - error", "error", "skill-as-a-ratio"),
    ("3b", "1 - error / simple.min()", "simple.min() - error", "skill-as-a-difference"),
    ("3b", "1 - error / simple.min()", "100 - 100 * error / simple.min()", "skill-in-percent"),
    ("3b", ".min()", "[-1]", "skill-against-the-last"),
    ("3b", "simple.min()", "np.median(simple)", "skill-against-the-median"),
    ("3b", ".min()", ".sum()", "skill-against-the-sum"),
    ("3b", "1 - error / simple.min()", "(1 - error / simple).mean()", "skill-as-a-mean"),
    ("3b", "1 - error / simple.min()", "max(0, 1 - error / simple.min())", "skill-never-negative"),
    ("3b", "1 - error / simple.min()", "abs(1 - error / simple.min())", "skill-without-its-sign"),
    ("3b", "1 - error / simple.min()", "(simple.min() - error) / error", "skill-as-a-share-of-its-own"),
    ("4a", "D_h + D_x + 1", "D_h + D_x + 2", "count-two-biases"),
    ("4a", "(D_h + D_x + 1)", "(D_h + D_x)", "count-no-biases"),
    ("4a", "(D_h + D_x + 1)", "(D_x + 1)", "count-inputs-alone"),
    ("4a", "(D_h + D_x + 1)", "(D_h + 1)", "count-state-alone"),
    ("4a", "return layers * ", "return ", "count-one-layer"),
    ("4a", " + D_y * (D_h + 1)", "", "count-no-readout"),
    ("4a", "D_y * (D_h + 1)", "D_y * D_h", "count-readout-without-bias"),
    ("4a", "D_y * (D_h + 1)", "D_y * (D_h + D_x + 1)", "count-readout-sees-the-input"),
    ("4a", "D_h * (D_h + D_x + 1)", "(D_h * (D_h + D_x) + 1)", "count-one-bias-per-layer"),
    ("4a", "layers * D_h * (D_h + D_x + 1) + D_y * (D_h + 1)", "layers * (D_h * (D_h + D_x + 1) + D_y * (D_h + 1))", "count-readout-of-every-layer"),
    ("4a", "D_y * (D_h + 1)", "D_y * D_h + 1", "count-readout-one-bias"),
    ("4a", "D_y * (D_h + 1)", "D_h * (D_y + 1)", "count-readout-bias-of-every-unit"),
    ("4b", "    wanted = count(4, D_x, D_h, D_y)", "    return round(D_h * 4 / 3)\n    wanted = 0", "equal-four-thirds"),
    ("4b", "    wanted = count(4, D_x, D_h, D_y)", "    return round(D_h * 3 / 4)\n    wanted = 0", "equal-three-quarters"),
    ("4b", "    wanted = count(4, D_x, D_h, D_y)", "    return D_h\n    wanted = 0", "equal-units"),
    ("4b", "    wanted = count", "    D_y = 0\n    wanted = count", "equal-without-readout"),
    ("4b", "abs(count(3, D_x, units, D_y) - wanted)", "(wanted - count(3, D_x, units, D_y)) % 10**9", "equal-at-most"),
    ("4b", "abs(count(3, D_x, units, D_y) - wanted)", "(count(3, D_x, units, D_y) - wanted - 1) % 10**9", "equal-at-least"),
    ("4b", "min(range(1, 2 * D_h + 1), key=lambda units: abs(count(3, D_x, units, D_y) - wanted))", "int(np.argmin([abs(count(3, D_x, units, D_y) - wanted) for units in range(1, 2 * D_h + 1)]))", "equal-one-less"),
    ("4b", "- wanted))", "- wanted)) + 1", "equal-one-more"),
    ("4b", "range(1, 2 * D_h + 1)", "range(2 * D_h, 0, -1)", "equal-larger-of-two"),
    ("4b", "min(range(1, 2 * D_h + 1), key=lambda units: abs(count(3, D_x, units, D_y) - wanted))", "round(D_h * np.sqrt(4 / 3))", "equal-by-the-square-alone"),
    ("4b", "abs(count(3, D_x, units, D_y) - wanted)", "count(3, D_x, units, D_y) - wanted", "equal-without-absolute-value"),
    ("4b", "range(1, 2 * D_h + 1)", "range(1, D_h + 1)", "equal-units"),
    ("4b", "count(3,", "count(4,", "equal-units"),
    ("5a", "validation.mean", "test.mean", "chosen-on-the-test"),
    ("5a", "validation.mean(axis=1)", "validation.min(axis=1)", "chosen-by-the-luckiest-seed"),
    ("5a", "validation.mean(axis=1)", "validation[:, 0]", "chosen-by-one-seed"),
    ("5a", "argmin", "argmax", "chosen-the-worst"),
    ("5a", "test[k].mean()", "validation[k].mean()", "chosen-reports-validation"),
    ("5a", "test[k].mean()", "test[k].min()", "chosen-reports-the-best-seed"),
    ("5a", "test[k].mean()", "test.mean(axis=1).min()", "chosen-reports-the-best-rate"),
    ("5a", "test[k].mean()", "test.mean()", "chosen-reports-all-rates"),
    ("5a", "validation.mean(axis=1).argmin()", "validation.argmin()", "chosen-by-one-cell"),
    ("5a", "mean(axis=1)", "mean(axis=0)", "chosen-by-the-means-of-seeds"),
    ("5a", "validation.mean(axis=1)", "np.median(validation, axis=1)", "chosen-by-the-median"),
    ("5a", "validation.mean(", "validation.max(", "chosen-by-the-largest-error"),
    ("5a", "validation.mean(", "validation.std(", "chosen-by-the-spread"),
    ("5a", "validation.mean(axis=1)", "validation[:, -1]", "chosen-by-the-last-seed"),
    ("5a", "validation.mean(axis=1).argmin()", "np.unravel_index(validation.argmin(), validation.shape)[0]", "chosen-by-the-luckiest-seed"),
    ("5a", "return k,", "return k + 1,", "chosen-counts-from-one"),
    ("5a", "test[k].mean()", "test[k][0]", "chosen-reports-one-seed"),
    ("5a", "test[k].mean()", "np.median(test[k])", "chosen-reports-the-median"),
    ("5a", "test[k].mean()", "test.min()", "chosen-reports-the-best-run"),
    ("5a", "test[k].mean()", "test[k][validation[k].argmin()]", "chosen-reports-its-best-seed"),
    ("5b", "print(leaks)", "leaks = (0, 0, 0, 1, 0, 1)", "leaks-smooth-missed"),
    ("5b", "print(leaks)", "leaks = (0, 1, 0, 0, 0, 1)", "leaks-slope-missed"),
    ("5b", "print(leaks)", "leaks = (0, 1, 0, 1, 0, 0)", "leaks-share-missed"),
    ("5b", "print(leaks)", "leaks = (0, 1, 1, 1, 0, 1)", "leaks-share-so-far-suspected"),
    ("5b", "print(leaks)", "leaks = (0, 1, 0, 1, 1, 1)", "leaks-mean-of-three-suspected"),
    ("5b", "int(not np", "int(np", "leaks-the-other-way-round"),
    ("5b", "print(leaks)", "leaks = (1, 1, 0, 1, 0, 1)", "leaks-change-suspected"),
    ("5b", "print(leaks)", "leaks = [0] * 6", "leaks-nothing-found"),
    ("5b", "[:-10], f(changed)[:-10]", ", f(changed)", "leaks-everything-suspected"),
    ("6a", "d.std(ddof=1) / np.sqrt(len(d))", "np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(d))", "interval-unpaired"),
    ("6a", " / np.sqrt(len(d))", "", "interval-of-single-runs"),
    ("6a", "np.sqrt(len(d))", "len(d)", "interval-divided-by-n"),
    ("6a", "t * d.std", "d.std", "interval-without-t"),
    ("6a", "d.std(ddof=1)", "d.var(ddof=1)", "interval-of-the-variance"),
    ("6a", "half = t", "half = 0.5 * t", "interval-half-as-wide"),
    ("6a", "ddof=1", "ddof=0", "interval-n-in-the-denominator"),
    ("6a", "d = a - b", "d = b - a", "interval-b-minus-a"),
    ("6a", "half = t", "half = -t", "interval-ends-swapped"),
    ("6a", "half = t", "half = 2 * t", "interval-twice-as-wide"),
    ("6a", "(len(d))", "(len(d) - 1)", "interval-n-minus-1-twice"),
    ("6a", "t * d.std(ddof=1) / np.sqrt(len(d))", "t * np.sqrt(d.std(ddof=1) / len(d))", "interval-of-a-root"),
    ("6a", "d.std(ddof=1)", "(a.std(ddof=1) + b.std(ddof=1))", "interval-of-added-deviations"),
    ("6a", "d.std(", "a.std(", "interval-of-a-alone"),
    ("6a", "/ np.sqrt", "* np.sqrt", "interval-widens-with-n"),
    ("6a", "half = t", "half = 1.96", "interval-with-1.96"),
    ("6a", "d = a - b", "d = abs(a - b)", "interval-of-absolute-differences"),
    ("6a", "d.mean(), d.mean() - half, d.mean() + half", "d.mean(), -half, half", "interval-around-0"),
    ("6a", "d.mean(), d.mean() - half, d.mean() + half", "d.mean(), half, half", "interval-half-widths"),
    ("6a", "d.mean(), d.mean() - half, d.mean() + half", "d.mean(), d.min(), d.max()", "interval-of-extremes"),
    ("6b", " ** 2))", "))", "seeds-not-squared"),
    ("6b", "t * d.std", "d.std", "seeds-without-t"),
    ("6b", "np.ceil", "np.floor", "seeds-rounded-down"),
    ("6b", "(t *", "(2 * t *", "seeds-of-the-whole-width"),
    ("6b", "ddof=1", "ddof=0", "seeds-n-in-the-denominator"),
    ("6b", "d.std(", "d.var(", "seeds-of-the-variance"),
    ("6b", "d.std(ddof=1)", "d.std(ddof=1) / len(d) ** 0.5", "seeds-of-the-mean"),
    ("6b", "np.ceil(", "round(", "seeds-rounded"),
    ("6b", "int(np.ceil((t * d.std(ddof=1) / matters) ** 2))", "(t * d.std(ddof=1) / matters) ** 2", "seeds-not-whole"),
    ("6b", "** 2))", "** 2)) + 1", "seeds-one-more"),
    ("6b", "    return int(np.ceil((t * d.std(ddof=1) / matters) ** 2))", "    n = len(d)\n    while t * d.std(ddof=1) / n**0.5 > matters:\n        n += 1\n    return n", "seeds-start-with-the-trial"),
    ("6b", "** 2))", "** 2)) - len(d)", "seeds-besides-the-trial"),
    ("6b", "** 2", "** 0.5", "seeds-by-a-root"),
    ("6b", "/ matters) ** 2", ") ** 2 / matters", "seeds-matters-not-squared"),
    ("6b", "t * d.std(ddof=1) / matters", "matters / (t * d.std(ddof=1))", "seeds-upside-down"),
    ("6b", "/ matters", "/ (2 * matters)", "seeds-of-a-quarter"),
    ("6b", "d.std(ddof=1)", "abs(d.mean())", "seeds-of-the-mean-difference"),
    ("6c", "low > 0", "low + high > 0", "verdict-wins-by-the-middle"),
    ("6c", "low > 0", "high > 0", "verdict-wins-by-the-upper-end"),
    ("6c", "low > 0", "low > worth", "verdict-wins-from-worth-on"),
    ("6c", "high < 0", "low < 0", "verdict-loses-by-the-lower-end"),
    ("6c", "high < worth", "low < worth", "verdict-no-use-by-the-lower-end"),
    ("6c", "    answers[high < worth] = 2\n    answers[high < 0] = 1\n", "    answers[high < 0] = 1\n    answers[high < worth] = 2\n", "verdict-no-use-hides-loss"),
    ("6c", "    answers[low > 0] = 0\n", "    answers[low > 0] = 0\n    answers[(high < worth) & (low > 0)] = 2\n", "verdict-no-use-hides-win"),
    ("6c", "high < worth", "(low + high) / 2 < worth", "verdict-no-use-by-the-middle"),
    ("6c", "    answers[high < worth] = 2\n", "", "verdict-never-no-use"),
    ("6c", "high < 0", "low + high < 0", "verdict-loses-by-the-middle"),
    ("6c", "high < 0", "high < worth", "verdict-loses-up-to-worth"),
    ("6c", "high < worth", "(low < 0) & (high > 0)", "verdict-no-use-by-the-lower-end"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "counted from the start": ("1a", "def split(n, held):\n    test = n - held\n    return [test - held, test]"),
    "in float32": ("1b", "def scaled(y, first):\n    y = np.float32(y)\n    y = y - y[:first].mean()\n    return y / np.sqrt((y[:first] ** 2).mean())"),
    "a loop": ("2a", "def naive(y, first):\n    return np.array([y[t - 1] for t in range(first, len(y))])"),
    "a list": ("2b", "def seasonal_naive(y, first, m):\n    return [y[t - m] for t in range(first, len(y))]"),
    "a loop over errors": ("3a", "def mean_error(truth, forecast):\n    total = 0\n    for a, b in zip(truth, forecast):\n        total += abs(a - b)\n    return total / len(truth)"),
    "a difference first": ("3b", "def skill(error, simple):\n    best = min(simple)\n    return (best - error) / best"),
    "piece by piece": ("4a", "def count(layers, D_x, D_h, D_y):\n    W, b = D_h * (D_h + D_x), D_h\n    return layers * W + layers * b + D_y * D_h + D_y"),
    "the root of a square": ("4b", "def equal_size(D_x, D_h, D_y):\n    wanted = 4 * D_h * (D_h + D_x + 1) + D_y * (D_h + 1)\n    p = 3 * (D_x + 1) + D_y\n    near = int((-p + np.sqrt(p * p + 12 * (wanted - D_y))) / 6)\n    return min((near, near + 1), key=lambda u: abs(3 * u * (u + D_x + 1) + D_y * (u + 1) - wanted))"),
    "sums": ("5a", "def chosen(validation, test):\n    k = int(np.argmin(validation.sum(1)))\n    return k, float(np.average(test[k]))"),
    "true and false": ("5b", "leaks = [i % 2 == 1 for i in range(6)]"),
    "one more until it fits": ("6b", "def seeds_needed(d, t, matters):\n    n = 1\n    while t * d.std(ddof=1) / n**0.5 > matters:\n        n += 1\n    return n"),
    "by hand": ("6a", "def interval(a, b, t):\n    n = len(a)\n    m = sum(a - b) / n\n    s2 = sum((a - b - m) ** 2) / (n - 1)\n    h = t * (s2 / n) ** 0.5\n    return np.array([m, m - h, m + h])[0], m - h, m + h"),
    "one after another": ("6c", "def verdict(low, high, worth):\n    out = []\n    for a, b in zip(low, high):\n        out.append(0 if a > 0 else 1 if b < 0 else 2 if b < worth else 3)\n    return out"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1b", "past.std()", "past.std() / 2", "It is 0.5 times the right one"),
    ("2a", "y[first - 1 : -1]", "y[first - 1 : -1] ** 2", "not the right values"),
    ("3b", "1 - error", "2 - error", "not the right number"),
    ("6a", "d.mean() + half", "d.mean() + 2 * half", "not the right number"),
    ("6c", "    return answers", "    return answers[1:]", "shape"),
    ("4a", "    return ", "    ", "nothing yet"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


def test_a_row_is_not_called_a_step():
    found = verdicts(NAME, solved_but(NAME, "6c", "    return answers", "    return answers[1:]"))
    assert "step" not in " ".join(found["6c"].words)


def test_two_mistakes_at_once_are_both_named():
    code = "def skill(error, simple):\n    return error / simple.max() - 1"
    found = verdicts(NAME, solved_but(NAME, "3b", instead=code))
    assert {*found["3b"].mistakes} == {"skill-against-the-weakest", "skill-of-the-wrong-sign"}
    assert lost(found) == {"3b"}


def test_wrong_count_costs_nothing_where_it_is_used():
    found = verdicts(NAME, solved_but(NAME, "4a", "D_h + D_x + 1", "D_x + 1"))
    assert lost(found) == {"4a"}


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "5a", "test[k].mean()", "test[k].min()"))["5a"]
    assert [c.earned for c in found.criteria] == [2, 0]
    found = verdicts(NAME, solved_but(NAME, "6a", "t * d.std", "d.std"))["6a"]
    assert [c.earned for c in found.criteria] == [2, 0, 0]


def test_solution_scores_full_marks_and_the_starter_runs_and_scores_nothing():
    assert_full_marks(NAME, solved(NAME))
    earned = [c.earned for v in verdicts(NAME, starter(NAME)).values() for c in v.criteria]
    assert not any(earned)


def test_the_numbers_of_the_text_are_right():
    from scipy import stats

    assert stats.t.ppf(0.975, 9) == pytest.approx(2.26, abs=0.005)
    names = solved(NAME)
    assert np.diff(names["interval"](np.arange(10.0), np.zeros(10), 2.26)[1:]) > 0


def test_skill_in_the_example_of_a_verdict_follows_from_its_errors():
    errors = {"straight line": 12.85, "squares": 11.79, "GRU": 11.83}
    text = "".join(cell["source"] for cell in assignment(NAME).cells)
    assert all(str(error) in text for error in errors.values())
    skill = solved(NAME)["skill"]
    gains = [
        skill(errors["GRU"], np.array([errors[name]])) for name in ("straight line", "squares")
    ]
    assert [round(100 * gain, 1) for gain in gains] == [7.9, -0.3]  # −0.4 before rounding


def test_changed_future_moves_only_what_leaks():
    names = solved(NAME)
    assert [f.__name__ for f in names["PREPARED"]] == ["since_yesterday", "smooth", "share_so_far", "without_slope", "mean_of_three", "share"]  # fmt: skip
    assert names["leaks"] == (0, 1, 0, 1, 0, 1)
