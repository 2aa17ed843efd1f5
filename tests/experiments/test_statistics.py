"""Intervals, shares, pairs and choices are those that can be had by hand or are known in theory."""

from itertools import product
from math import comb, inf, isnan, nan, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binomtest, bootstrap

from rnnlib.experiments import statistics
from rnnlib.experiments.statistics import interval, median, paired, values, wilson


def exact_interval(values, of, confidence=0.95):
    """The percentile interval from all resamples there are, each as likely as any other."""
    drawn = sorted(of(np.array(sample)) for sample in product(values, repeat=len(values)))
    tail = (1 - confidence) / 2
    return drawn[int(tail * len(drawn))], drawn[-1 - int(tail * len(drawn))]


def test_interval_is_that_of_all_resamples():
    for numbers in ([0, 1], [1, 2, 3], [5, 1, 9, 2, 7], [1, 1, 1, 1, 8]):
        for of in (np.median, np.mean):
            exact = exact_interval(numbers, of)
            assert_allclose(interval(numbers, of), exact, atol=0.25, err_msg=f"{numbers} {of}")


def test_interval_is_between_resamples_that_scipy_draws():
    numbers = np.sort(np.random.default_rng(2).normal(size=12))
    for of in (np.median, np.mean):
        drawn = bootstrap(
            (numbers,), of, n_resamples=9999, method="percentile", rng=np.random.default_rng(0)
        ).bootstrap_distribution
        low, high = interval(numbers, of)
        assert_allclose([(drawn < low).mean(), (drawn > high).mean()], 0.025, atol=0.02)
        assert {low, high} <= set(drawn)


def test_interval_of_differences_does_not_depend_on_what_is_taken_from_what():
    random = np.random.default_rng(0)
    for n in (2, 5, 10, 11):
        x = random.normal(size=n)
        for of in (np.mean, median):
            low, high = interval(x, of)
            assert_allclose(interval(-x, of), (-high, -low), rtol=1e-12)


def test_interval_of_finite_numbers_is_finite_and_holds_their_median():
    random = np.random.default_rng(3)
    for n in range(2, 12):
        numbers = random.normal(size=n)
        low, high = interval(numbers)
        assert np.isfinite([low, high]).all(), n
        assert low <= median(numbers) <= high, n


def test_median_of_eleven_has_the_interval_of_efrons_sum():
    # P(median* ≤ x_(k)) = P(at least 6 of 11 draws ≤ x_(k)): binomial with p = k/11
    def below(k):
        return sum(comb(11, j) * (k / 11) ** j * (1 - k / 11) ** (11 - j) for j in range(6, 12))

    low = next(k for k in range(1, 12) if below(k) > 0.025)
    high = next(k for k in range(1, 12) if below(k) >= 0.975)
    assert (low, high) == (3, 9)
    assert interval(range(1, 12)) == (low, high)


def test_intervals_of_the_mean_hold_the_truth_as_often_as_theory_says():
    random, held, trials = np.random.default_rng(0), 0, 300
    for trial in range(trials):
        low, high = interval(random.normal(size=20), np.mean, seed=trial)
        held += low <= 0 <= high
    # The percentile interval of n values is the normal one, narrower by √((n − 1)/n) and by
    # the normal's 1.96 in the place of Student's 2.09: it holds 92.8 % of the time for n = 20.
    assert abs(held / trials - 0.928) < 3 * sqrt(0.928 * 0.072 / trials)


def test_same_seed_gives_the_same_interval():
    values = np.random.default_rng(1).normal(size=9)
    assert interval(values, np.mean, seed=3) == interval(values, np.mean, seed=3)
    assert interval(values, np.mean, seed=3) != interval(values, np.mean, seed=4)


def test_interval_does_not_depend_on_the_order_of_the_values():
    values = np.random.default_rng(1).normal(size=9)
    assert interval(values, np.mean) == interval(values[::-1], np.mean)


def test_equal_values_have_no_spread_and_a_single_one_says_nothing_of_it():
    assert interval([2.5] * 10) == (2.5, 2.5)
    assert all(map(isnan, interval([2.5])))


def test_interval_reaches_to_never():
    low, high = interval([100.0] * 7 + [inf] * 4)
    assert (low, high) == (100, inf)
    assert interval([inf] * 5) == (inf, inf)
    assert median([-inf, inf]) == 0


def test_interval_of_nothing_or_with_nan_is_refused():
    for numbers, words in (([], "at least one"), ([1, nan], "nan"), ([[1.0, 2.0]], "in a list")):
        with pytest.raises(ValueError, match=words):
            interval(numbers)


def test_wilsons_interval_is_that_of_scipy():
    for k, n in ((0, 10), (8, 10), (10, 10), (1, 2), (37, 100)):
        theirs = binomtest(k, n).proportion_ci(0.95, method="wilson")
        assert_allclose(wilson(k, n), (theirs.low, theirs.high), atol=1e-12, err_msg=f"{k} of {n}")


def rows(**columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_missing_value_counts_as_infinite():
    found = rows(x=[1, None, nan, inf, True])
    assert_allclose(values(found, "x"), [1, inf, inf, inf, 1])
    assert_allclose(values(found[:1], lambda row: row["x"] / 2), [0.5])


def pairs(differences, start=100.0):
    a = rows(seed=range(len(differences)), steps=[start + d for d in differences])
    b = rows(seed=reversed(range(len(differences))), steps=[start] * len(differences))
    return a, b


def test_pairs_are_matched_by_their_key_and_compared():
    assert_allclose(paired(*pairs([-3, -2, -1, 0, 5]), of="steps"), [-3, -2, -1, 0, 5])
    a, b = pairs([4, 6])
    assert_allclose(paired(a, b, of=lambda row: row["steps"] / 2), [2, 3])


def test_run_that_never_got_there_loses_its_pair_and_two_of_them_tie():
    a = rows(seed=range(4), steps=[10, nan, None, 10])
    b = rows(seed=range(4), steps=[nan, 10, nan, 20])
    assert_allclose(paired(a, b, of="steps"), [-inf, inf, 0, -10])


def test_rows_without_their_one_partner_are_refused():
    for first, second in (
        *(([0, 1, 2], [0, 1]), ([0, 1, 2], [0, 1, 2, 3]), ([0, 1, 2], [0, 1, 1])),
        *(([0, 1, 2], [0, 1, 2, 2]), ([0, 1, 1], [0, 1, 1]), ([0, 0, 1], [0, 1, 1])),
    ):
        a, b = (rows(seed=seeds, steps=[1] * len(seeds)) for seeds in (first, second))
        with pytest.raises(ValueError, match="paired: each seed must be in a and in b once"):
            paired(a, b, of="steps")


def test_groups_keep_the_order_of_the_rows():
    found = rows(cell=["LSTM", "GRU", "LSTM"], seed=[0, 0, 1])
    assert list(statistics.groups(found, "cell")) == [("LSTM",), ("GRU",)]
    assert statistics.groups(found, ("cell", "seed"))["LSTM", 1] == found[2:]
