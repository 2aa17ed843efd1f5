"""Simple methods are those of statsmodels, are best where they must be, and do not look ahead."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing
from statsmodels.tsa.seasonal import seasonal_decompose

from rnnlib.compare.data import Table
from rnnlib.compare.forecasting import linear, simple_methods, smoothing
from rnnlib.compare.forecasting import windows as windows_of
from rnnlib.compare.forecasting.series import Panel, cuts
from rnnlib.compare.forecasting.windows import Scale, Windows

M = 12


def seasonal(n=144, seed=0, slope=0.1):
    t, random = np.arange(n), np.random.default_rng(seed)
    return 20 + slope * t + 3 * np.sin(2 * np.pi * t / M) + random.normal(size=n)


def windows(y, season=1, horizon=3, window=6, before=None):
    panel = y if isinstance(y, Panel) else Panel.of(Table(("y",), None, None, np.array(y)[:, None]))
    scale = Scale.of(panel, before or panel.end // 2, window, horizon)
    return Windows(panel, scale, window, horizon, season)


def last(y):
    """A cut that knows all of the series but its last three values."""
    n = len(y) - 3
    return replace(cuts(len(y), 3, 1)[0], train=n - 20, known=n, origins=range(n, n + 1))


def forecast(method, y, season=1):
    found = method(windows(y, season), last(y))
    return found(np.array([len(y) - 3]), np.array([0]))[0]


def test_smoothing_is_that_of_statsmodels():
    y = seasonal()
    level, trend, season = smoothing.start(y[:, None], M)
    start = {"initial_level": level[0], "initial_trend": trend[0], "initial_seasonal": season[:, 0]}
    model = ExponentialSmoothing(
        y, trend="add", damped_trend=True, seasonal="add", seasonal_periods=M,
        initialization_method="known", **start,
    )  # fmt: skip
    theirs = model.fit(
        smoothing_level=0.3, smoothing_trend=0.2, smoothing_seasonal=0.1, damping_trend=0.98,
        optimized=False,
    )  # fmt: skip
    ours = smoothing.smooth(y[:, None], np.array([[0.3], [0.06], [0.1]]), M)
    assert_allclose(ours.error[:, 0], theirs.resid, atol=1e-10)


def test_forecasts_of_exponential_smoothing_are_those_of_its_final_state(monkeypatch):
    y = seasonal()
    one = np.array([[0.3], [0.06], [0.1]])
    monkeypatch.setattr(smoothing, "choose", lambda *args: one)
    level, trend, season = smoothing.start(y[:-3, None], M)
    theirs = ExponentialSmoothing(
        y[:-3], trend="add", damped_trend=True, seasonal="add", seasonal_periods=M,
        initialization_method="known", initial_level=level[0], initial_trend=trend[0],
        initial_seasonal=season[:, 0],
    ).fit(smoothing_level=0.3, smoothing_trend=0.2, smoothing_seasonal=0.1, damping_trend=0.98,
          optimized=False).forecast(3)  # fmt: skip
    ours = forecast(simple_methods.exponential_smoothing, y, M)
    assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_constants_that_are_chosen_are_nearly_as_good_as_the_optimum(seed):
    y = np.random.default_rng(seed).normal(size=200).cumsum()
    y += 2 * np.random.default_rng(seed + 10).normal(size=200)
    constants = smoothing.choose(y[:, None], np.array([200]), season=1, trend=False)
    best = SimpleExpSmoothing(y, initialization_method="known", initial_level=y[0]).fit()
    error = smoothing.smooth(y[:, None], constants, season=1, trend=False).error
    assert (error**2).sum() < 1.03 * best.sse


def test_seasonal_means_are_those_of_statsmodels():
    for m in (12, 7):
        theirs = seasonal_decompose(seasonal(), period=m, model="additive").seasonal[:m]
        assert_allclose(smoothing.seasonal_means(seasonal(), m), theirs, atol=1e-12)


@pytest.mark.parametrize("season", [1, M])
def test_theta_is_that_of_statsmodels(season, monkeypatch):
    y = seasonal()
    options = {"method": "additive", "use_test": False} if season > 1 else {"deseasonalize": False}
    theirs = ThetaModel(y[:-3], period=season if season > 1 else None, **options).fit()
    alpha = np.array([[theirs.params["alpha"]], [0], [0]])
    monkeypatch.setattr(smoothing, "choose", lambda *args, **options: alpha)
    assert_allclose(forecast(simple_methods.theta, y, season), theirs.forecast(3), rtol=1e-6)


def test_naive_methods_are_what_they_say():
    y = np.arange(60.0) ** 2
    assert forecast(simple_methods.naive, y).tolist() == [56.0**2] * 3
    assert_allclose(forecast(simple_methods.drift, y), 56.0**2 + 56 * np.arange(1, 4))
    assert forecast(simple_methods.seasonal_naive, y, 2).tolist() == [55.0**2, 56.0**2, 55.0**2]


def test_linear_autoregression_finds_a_linear_series_and_squares_a_quadratic_one():
    random, n = np.random.default_rng(0), 400
    y, z = np.zeros(n), np.full(n, 0.4)
    for t in range(2, n):
        y[t] = 1.5 * y[t - 1] - 0.9 * y[t - 2] + random.normal()
        z[t] = 3.9 * z[t - 1] * (1 - z[t - 1])
    for series, name, most in ((y, "linear autoregression", 0.9), (z, "squares of lags", 0.05)):
        panel = Panel.of(Table(("y",), None, None, series[:, None]))
        [cut] = cuts(n, 1, 1)
        shown = windows(panel, horizon=1, window=12)
        rows, g = windows_of.tests(panel, cut, 1).some(1000)
        errors = {
            method: np.abs(found(rows, g) - shown.truth(rows)).mean()
            for method, found in simple_methods.fitted(shown, cut).items()
        }
        assert errors[name] < most
        assert errors[name] < 0.5 * errors["naive"]
    assert errors["linear autoregression"] > 0.1


def test_linear_autoregression_goes_step_by_step_where_that_is_better():
    random, n = np.random.default_rng(0), 120
    y = np.zeros(n)
    for t in range(1, n):
        y[t] = 0.95 * y[t - 1] + random.normal()
    shown, [cut] = windows(y, horizon=12, window=12), cuts(n, 12, 1)
    found = linear.fitted(shown, cut)
    rows, g = windows_of.tests(shown.panel, cut, 12).some(100)
    ahead = found(rows, g)
    assert ahead.shape == (3, 12)
    assert found.windows.horizon in (1, 12)
    one = linear._Model.learnt(shown, cut, 1, squares=False).anew(cut)
    first = one.windows.restore(one.targets(one.windows, rows, g), rows, g)
    assert_allclose(one(rows, g)[:, :1], first)


def test_linear_autoregression_uses_features_and_the_season():
    random = np.random.default_rng(0)
    f = random.normal(size=300)
    y = np.r_[0, f[:-1]] + 0.1 * random.normal(size=300)
    panel = Panel.of(Table(("y", "f"), None, None, np.column_stack([y, f])))
    shown, [cut] = windows(panel, horizon=1), cuts(300, 1, 1)
    rows, g = windows_of.tests(panel, cut, 1).some(1000)
    found = simple_methods.fitted(shown, cut)["linear autoregression"](rows, g)
    assert np.abs(found - shown.truth(rows)).mean() < 0.2
    wave = 5 * random.normal(size=24)[np.arange(480) % 24] + random.normal(size=480)
    shown, [cut] = windows(wave, season=24, window=4), cuts(480, 3, 1)
    rows, g = windows_of.tests(shown.panel, cut, 3).some(1000)
    errors = {
        name: np.abs(found(rows, g) - shown.truth(rows)).mean()
        for name, found in simple_methods.fitted(shown, cut).items()
    }
    assert errors["linear autoregression"] < 1.2 < 3 < errors["naive"]


@pytest.mark.parametrize("season", [1, M])
def test_what_comes_after_an_origin_moves_no_forecast_before_it(season):
    y = seasonal(200)
    part = cuts(200, 3, 2)[0]
    planted = y.copy()
    planted[part.origins[4] :] = 1e6
    forecasts = []
    for values in (y, planted):
        shown = windows(values, season, before=part.train)
        rows = np.array(part.origins[:5])
        methods = simple_methods.fitted(shown, part)
        forecasts.append({name: found(rows, 0 * rows) for name, found in methods.items()})
    assert len(forecasts[0]) == 6 + (season > 1)
    for name, found in forecasts[0].items():
        assert (found == forecasts[1][name]).all(), name


def test_many_series_are_forecast_as_each_alone():
    ys = [seasonal(120, seed=k, slope=0.05 * k) for k in range(3)]
    ids = np.repeat(["a", "b", "c"], 120)
    panel = Panel.of(Table(("y",), ids, None, np.concatenate(ys)[:, None]))
    [cut] = cuts(120, 3, 1)
    for name in ("naive", "drift", "seasonal naive", "Theta", "exponential smoothing"):
        together = simple_methods.fitted(windows(panel, M), cut)[name]
        for k, y in enumerate(ys):
            alone = simple_methods.fitted(windows(y, M), cut)[name]
            rows, g = np.array([90, 99, 117]), np.zeros(3, int)
            assert_allclose(together(rows + 120 * k, g + k), alone(rows, g), err_msg=name)
