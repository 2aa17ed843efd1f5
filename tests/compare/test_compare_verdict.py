"""Intervals cover as often as they say, tests reject as seldom as they say, planted cases come out.

Sizes are those of tests at 5 %, one-sided, as 90 % intervals make them.
"""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from rnnlib.compare.judging import distributions, verdict


def correlated(shape, a, seed):
    """Normal numbers, correlated along the last axis: each is a times the last, plus noise."""
    noise = np.random.default_rng(seed).normal(size=(*shape[:-1], 50 + shape[-1]))
    for t in range(1, noise.shape[-1]):
        noise[..., t] += a * noise[..., t - 1]
    return noise[..., 50:]


def pair(F, a=0.0, gain=0.0, seed=0):
    """Losses of two methods that differ by a share `gain`, with correlated noise."""
    base = 1 + 0.2 * correlated((F,), 0.0, seed)
    return base - gain + 0.1 * correlated((F,), a, seed + 1000), base


@pytest.mark.parametrize(("F", "a", "published"), [(20, 0.6, 9), (50, 0.6, 6), (200, 0.6, 5),
                                                   (20, 0.0, 5), (50, 0.0, 5)])  # fmt: skip
def test_size_under_autocorrelated_errors(F, a, published):
    means, found = [], []
    for u in correlated((2000, F), a, F):
        variance, B = verdict.long_run_variance(u)
        means.append(u.mean())
        found.append(variance)
    t = np.array(means) / np.sqrt(np.array(found) / F)
    size = 100 * np.mean(t > distributions.t_quantile(0.95, B))
    assert size == pytest.approx(published, abs=2)


def test_variance_of_independent_numbers_is_their_variance():
    found = [verdict.long_run_variance(u)[0] for u in correlated((4000, 64), 0.0, 1)]
    assert np.mean(found) == pytest.approx(1, abs=0.03)
    assert verdict.long_run_variance(np.zeros(64))[1] == 6  # .4 · 64^⅔ = 6.4
    assert verdict.long_run_variance(np.zeros(20))[1] == 4


def test_long_run_variance_does_not_see_the_level():
    u = correlated((1, 40), 0.5, 3)[0]
    assert verdict.long_run_variance(u + 7)[0] == pytest.approx(verdict.long_run_variance(u)[0])


def test_long_run_variance_of_too_few_values_is_refused():
    with pytest.raises(ValueError, match="at least 5 values, got 4"):
        verdict.long_run_variance(np.zeros(4))


def test_skill_is_a_share_and_does_not_depend_on_the_unit():
    ours, theirs = pair(100, gain=0.1)
    found, other = verdict.skill(ours, theirs), verdict.skill(1000 * ours, 1000 * theirs)
    assert found.value == pytest.approx(1 - ours.mean() / theirs.mean())
    assert (other.low, other.high) == pytest.approx((found.low, found.high))
    assert found.low < found.value < found.high
    assert found.low > 0  # ten standard errors


def test_interval_covers_and_p_is_uniform_where_there_is_no_skill():
    found = [verdict.skill(*pair(60, 0.3, seed=k)) for k in range(600)]
    covered = np.mean([one.low < 0 < one.high for one in found])
    assert covered == pytest.approx(0.9, abs=0.04)
    assert np.mean([one.p < 0.05 for one in found]) == pytest.approx(0.05, abs=0.03)
    assert all((one.low > 0) == (one.p < 0.05) for one in found)


def test_what_could_have_been_seen_is_seen_in_80_percent():
    visible = np.mean([verdict.skill(*pair(100, seed=k)).visible for k in range(100)])
    seen = np.mean([verdict.skill(*pair(100, gain=visible, seed=k)).low > 0 for k in range(400)])
    assert seen == pytest.approx(0.8, abs=0.08)


def test_seeds_that_differ_widen_the_interval():
    ours, theirs = pair(100)
    same, apart = np.stack([ours] * 3), np.stack([ours - 0.3, ours, ours + 0.3])
    narrow, wide = verdict.skill(ours, theirs, same), verdict.skill(ours, theirs, apart)
    assert narrow.se == pytest.approx(verdict.skill(ours, theirs).se)
    expected = narrow.se**2 + 0.3**2 / 3 / theirs.mean() ** 2
    assert wide.se**2 == pytest.approx(expected)
    other = verdict.skill(theirs, ours, their_seeds=apart)
    assert other.se > verdict.skill(theirs, ours).se


def test_series_that_share_shocks_count_by_dates_and_series_that_differ_by_series():
    random = np.random.default_rng(0)
    G, F = 40, 60
    dates, series = np.tile(np.arange(F), G), np.repeat(np.arange(G), F)
    theirs = 1 + 0.1 * random.normal(size=G * F)
    false = {"shocks": 0, "series": 0, "shocks, taken apart": 0}
    for _ in range(200):
        shocks = theirs + 0.2 * random.normal(size=F)[dates]
        kinds = theirs + 0.2 * random.normal(size=G)[series]
        false["shocks"] += verdict.skill(shocks, theirs, dates=dates, series=series).low > 0
        false["series"] += verdict.skill(kinds, theirs, dates=dates, series=series).low > 0
        false["shocks, taken apart"] += verdict.skill(shocks, theirs).low > 0
    assert false["shocks"] <= 20
    assert false["series"] <= 20
    assert false["shocks, taken apart"] > 30


def test_few_series_are_judged_over_dates_alone():
    ours, theirs = pair(60)
    twice = {"dates": np.tile(np.arange(30), 2), "series": np.repeat([0, 1], 30)}
    assert verdict.skill(ours, theirs, **twice).df == 4


def test_perfect_method_has_no_skill_against_it():
    with pytest.raises(ValueError, match="nothing can be better"):
        verdict.skill(np.ones(30), np.zeros(30))


def test_holm_is_that_of_statsmodels():
    for seed in range(20):
        p = np.random.default_rng(seed).uniform(size=5) ** 3
        found = verdict.holm(dict(zip("abcde", p, strict=True)))
        assert list(found) == list("abcde")
        assert [*found.values()] == pytest.approx(multipletests(p, method="holm")[1])


def counts(a, b, c, d):
    """Which of two classifiers is right: both a times, only the first b times, and so on."""
    first = np.repeat([True, True, False, False], (a, b, c, d))
    return first, np.repeat([True, False, True, False], (a, b, c, d))


def test_mcnemar_of_a_published_example():
    # Airway reactivity before and after a transplantation; Fagerland et al. (2013), Table 1.
    assert verdict.mcnemar(*counts(1, 1, 7, 12)) == pytest.approx(0.039, abs=5e-4)


@pytest.mark.parametrize(("b", "c"), [(0, 3), (2, 9), (9, 2), (4, 4), (0, 0), (40, 60)])
def test_mcnemar_is_that_of_statsmodels_less_half_of_what_came(b, c):
    exact = mcnemar([[10, b], [c, 10]], exact=True).pvalue
    came = stats.binom.pmf(min(b, c), b + c, 0.5)
    wanted = 1 - came / 2 if b == c else exact - came
    wanted = 1.0 if b == c == 0 else wanted
    assert verdict.mcnemar(*counts(10, b, c, 10)) == pytest.approx(wanted)


def test_newcombe_without_correlation_is_that_of_two_samples_in_statsmodels():
    a, b, c, d = 12, 20, 9, 15  # a d = b c
    low, high = confint_proportions_2indep(
        a + b, 56, a + c, 56, method="newcomb", alpha=0.1, correction=False
    )
    assert verdict.newcombe(*counts(a, b, c, d)) == pytest.approx((low, high), abs=1e-12)


def test_newcombe_covers_where_the_difference_is_known():
    random = np.random.default_rng(0)
    for n, p in (
        (20, (0.7, 0.1, 0.1, 0.1)),
        (60, (0.6, 0.2, 0.05, 0.15)),
        (40, (0.9, 0.05, 0, 0.05)),
    ):
        ends = [verdict.newcombe(*counts(*random.multinomial(n, p))) for _ in range(500)]
        covered = np.mean([low < p[1] - p[2] < high for low, high in ends])
        assert covered > 0.87, n


def test_newcombe_of_classifiers_that_agree_is_about_zero():
    low, high = verdict.newcombe(*counts(30, 0, 0, 0))
    assert low < 0 < high
    assert -low == pytest.approx(high)


@pytest.mark.parametrize(
    ("lows", "high", "clock", "word"),
    [
        ([0.01, 0.3], 0.2, False, "beats"),
        ([0.01, 0.3], 0.03, False, "beats"),
        ([-0.01, 0.3], 0.2, False, "cannot tell"),
        ([-0.01, 0.3], 0.04, False, "no use"),
        ([-0.01, 0.3], 0.04, True, "cannot tell"),
        ([-0.3, -0.2], -0.01, False, "worse"),
        ([-0.3, -0.2], -0.01, True, "cannot tell"),
    ],
)
def test_planted_intervals_lead_to_each_verdict(lows, high, clock, word):
    assert verdict.decide(lows, high, clock=clock) == word


def test_skill_without_spread_is_sure():
    assert verdict.Skill(0.1, 0.0, 4).p == 0
    assert verdict.Skill(0.0, 0.0, 4).p == 1
    assert math.isclose(verdict.Skill(0.1, 0.0, 4).low, 0.1)
