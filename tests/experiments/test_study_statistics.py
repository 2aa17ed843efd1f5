"""Intervals, shares, pairs and choices are those that can be had by hand or are known in theory."""

from itertools import product
from math import comb, inf, isnan, nan, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.experiments import statistics
from rnnlib.experiments.statistics import interval, median, paired, success, summary, wilson


def exact_interval(values, of, confidence=0.95):
    """The percentile interval from all resamples there are, each as likely as any other."""
    drawn = sorted(of(np.array(sample)) for sample in product(values, repeat=len(values)))
    tail = (1 - confidence) / 2
    return drawn[int(tail * len(drawn))], drawn[-1 - int(tail * len(drawn))]


@pytest.mark.parametrize("values", [[0, 1], [1, 2, 3], [5, 1, 9, 2, 7], [1, 1, 1, 1, 8]], ids=str)
@pytest.mark.parametrize("of", [np.median, np.mean], ids=["median", "mean"])
def test_an_interval_is_that_of_all_resamples(values, of):
    assert_allclose(interval(values, of), exact_interval(values, of), atol=0.25)


def test_the_median_of_eleven_has_the_interval_of_efrons_sum():
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


def test_the_same_seed_gives_the_same_interval():
    values = np.random.default_rng(1).normal(size=9)
    assert interval(values, np.mean, seed=3) == interval(values, np.mean, seed=3)
    assert interval(values, np.mean, seed=3) != interval(values, np.mean, seed=4)


def test_an_interval_does_not_depend_on_the_order_of_the_values():
    values = np.random.default_rng(1).normal(size=9)
    assert interval(values, np.mean) == interval(values[::-1], np.mean)


def test_equal_values_have_no_spread_and_a_single_one_says_nothing_of_it():
    assert interval([2.5] * 10) == (2.5, 2.5)
    assert all(map(isnan, interval([2.5])))


def test_an_interval_reaches_to_never():
    low, high = interval([100.0] * 7 + [inf] * 4)
    assert (low, high) == (100, inf)
    assert interval([inf] * 5) == (inf, inf)
    assert median([-inf, inf]) == 0


@pytest.mark.parametrize(("values", "words"), [([], "at least one"), ([1, nan], "nan")])
def test_an_interval_of_nothing_is_refused(values, words):
    with pytest.raises(ValueError, match=words):
        interval(values)


def test_a_confidence_is_a_share():
    with pytest.raises(ValueError, match="confidence must be below 1"):
        interval([1, 2], confidence=95)


@pytest.mark.parametrize(("k", "n"), [(0, 10), (8, 10), (10, 10), (1, 2), (37, 100)])
def test_wilsons_interval_is_wilsons(k, n):
    z, p = 1.959963984540054, k / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert_allclose(wilson(k, n), (middle - half, middle + half), atol=1e-12)


def rows(**columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


STEPS = rows(
    cell=["GRU"] * 3 + ["LSTM"] * 3,
    seed=[0, 1, 2] * 2,
    solved_at=[10, 30, 20, nan, 50, nan],
    solved=[True, True, True, False, True, False],
)


def test_a_summary_has_a_line_for_each_group_and_a_missing_value_is_the_worst():
    gru, lstm = summary(STEPS, "cell", "solved_at")
    assert gru == {"cell": "GRU", "n": 3, "median": 20, "low": 10, "high": 30}
    assert lstm == {"cell": "LSTM", "n": 3, "median": inf, "low": 50, "high": inf}
    lstm = summary(STEPS, ("cell",), "solved_at", missing=0)[1]
    assert (lstm["median"], lstm["low"], lstm["high"]) == (0, 0, 50)


def test_several_columns_make_a_group():
    found = summary(STEPS, ("cell", "seed"), "solved_at")
    assert [(f["cell"], f["seed"], f["n"]) for f in found[:4]] == [
        *[("GRU", seed, 1) for seed in range(3)],
        ("LSTM", 0, 1),
    ]


@pytest.mark.parametrize("of", ["solved_at", "solved"])
def test_success_is_counted_with_wilsons_interval(of):
    gru, lstm = success(STEPS, "cell", of)
    assert (gru["successes"], gru["n"], gru["share"]) == (3, 3, 1)
    assert (lstm["successes"], lstm["n"], lstm["share"]) == (1, 3, 1 / 3)
    assert (lstm["low"], lstm["high"]) == wilson(1, 3)


def test_what_was_not_measured_did_not_come_to_pass():
    [found] = success(rows(cell=["RNN"] * 4, of=[None, nan, inf, 0.0]), "cell", "of")
    assert found["successes"] == 1


def pairs(differences, start=100.0):
    a = rows(seed=range(len(differences)), steps=[start + d for d in differences])
    b = rows(seed=reversed(range(len(differences))), steps=[start] * len(differences))
    return a, b


def test_pairs_are_matched_by_their_key_and_compared():
    found = paired(*pairs([-3, -2, -1, 0, 5]), match="seed", of="steps")
    assert (found["lower"], found["equal"], found["higher"]) == (3, 1, 1)
    assert (found["n"], found["difference"]) == (5, -1)
    assert (found["low"], found["high"]) == interval([-3, -2, -1, 0, 5])


@pytest.mark.parametrize(
    ("lower", "higher", "p"), [(8, 2, 112 / 1024), (10, 0, 2 / 1024), (5, 5, 1), (1, 0, 1)]
)
def test_the_p_value_is_that_of_the_sign_test(lower, higher, p):
    found = paired(*pairs([-1] * lower + [1] * higher + [0]), match=("seed",), of="steps")
    assert found["p"] == pytest.approx(p, abs=1e-12)


def test_pairs_that_are_all_equal_decide_nothing():
    found = paired(*pairs([0, 0, 0]), match="seed", of="steps")
    assert isnan(found["p"])
    assert (found["difference"], found["equal"]) == (0, 3)


def test_a_run_that_never_got_there_loses_its_pair_and_two_of_them_tie():
    a = rows(seed=range(4), steps=[10, nan, nan, 10])
    b = rows(seed=range(4), steps=[nan, 10, nan, 20])
    found = paired(a, b, match="seed", of="steps")
    assert (found["lower"], found["equal"], found["higher"]) == (2, 1, 1)
    assert (found["low"], found["high"]) == (-inf, inf)


@pytest.mark.parametrize("seeds", [[0, 1], [0, 1, 2, 3], [0, 1, 1]])
def test_rows_without_their_partner_are_refused(seeds):
    a = rows(seed=[0, 1, 2], steps=[1, 2, 3])
    b = rows(seed=seeds, steps=[1] * len(seeds))
    with pytest.raises(ValueError, match=r"paired: seed = .* must be in a and in b once"):
        paired(a, b, match="seed", of="steps")


def test_groups_keep_the_order_of_the_rows():
    assert list(statistics.groups(STEPS[::-1], "cell")) == [("LSTM",), ("GRU",)]
