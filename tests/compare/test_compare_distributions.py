"""Tails and quantiles are those of SciPy."""

import numpy as np
import pytest
from scipy import special, stats

from rnnlib.compare.judging import distributions


def test_incomplete_beta_is_that_of_scipy():
    random = np.random.default_rng(0)
    for a, b in np.exp(random.uniform(-1, 7, (300, 2))):
        x = random.beta(a, b)
        wanted = special.betainc(a, b, x)
        assert distributions.incomplete_beta(a, b, x) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert distributions.incomplete_beta(2, 3, 0) == 0
    assert distributions.incomplete_beta(2, 3, 1) == 1


@pytest.mark.parametrize("df", [1, 2, 4, 13, 63, 1000])
def test_students_t_is_that_of_scipy(df):
    for p in (0.01, 0.5, 0.8, 0.95, 0.9999):
        quantile = distributions.t_quantile(p, df)
        assert quantile == pytest.approx(stats.t.ppf(p, df), abs=1e-8)
        assert distributions.t_tail(quantile, df) == pytest.approx(1 - p, abs=1e-9)


def test_f_is_that_of_scipy():
    for f, df1, df2 in ((0.0, 3, 7), (0.4, 11, 200), (3.2, 11, 200), (9.0, 1, 5), (1.0, 167, 9000)):
        wanted = stats.f.sf(f, df1, df2)
        assert distributions.f_tail(f, df1, df2) == pytest.approx(wanted, abs=1e-10)


def test_coins_are_those_of_scipy():
    for k, n in ((0, 5), (3, 10), (10, 10), (480, 1000)):
        assert distributions.coin_tail(k, n) == pytest.approx(stats.binom.cdf(k, n, 0.5), abs=1e-10)
