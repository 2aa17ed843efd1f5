"""Windows of a series: what is in them, what must not be, and what a linear model makes of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import examples

from rnnlib.tasks import forecasting


@examples
@given(st.integers(1, 19), st.integers(0, 2**32 - 1))
def test_forecast_windows_are_the_values_before_their_targets(lags, seed):
    series = np.random.default_rng(seed).normal(3, 2, size=60)
    task = forecasting.forecast("a", series, lags)
    scaled = (series - series[:42].mean()) / series[:42].std()
    for batch, start, stop in [
        (next(task.batches(60, 0)), lags, 42),
        (task.held_out("validation"), 42, 51),
        (task.held_out("test"), 51, 60),
    ]:
        assert batch.targets.shape == (1, 1, stop - start)
        expected = [scaled[t - lags : t + 1] for t in range(start, stop)]
        found = np.concatenate([batch.x[:, 0], batch.targets[:, 0]]).T
        order = np.argsort(found[:, -1]), np.argsort([e[-1] for e in expected])
        assert_allclose(found[order[0]], np.array(expected)[order[1]], atol=1e-6)


def test_forecast_of_a_part_does_not_depend_on_what_comes_later():
    series = np.random.default_rng(0).normal(size=100)
    changed = series.copy()
    changed[85:] += 10
    a, b = (forecasting.forecast("a", s, 5) for s in (series, changed))
    assert_array_equal(a.held_out("validation").x, b.held_out("validation").x)
    assert_array_equal(next(a.batches(9, 0)).x, next(b.batches(9, 0)).x)
    assert_array_equal(a.held_out("test").x[:, :, 0], b.held_out("test").x[:, :, 0])


def test_autoregression_of_an_oscillation_needs_two_values():
    """cos ωt = 2 cos ω · cos ω(t-1) - cos ω(t-2)."""
    series = 5 * np.cos(0.7 * np.arange(200))
    one, two = (forecasting.forecast("a", series, lags).baselines() for lags in (1, 2))
    assert two["linear autoregression"]["rmse"] < 1e-5
    assert one["linear autoregression"]["R2"] < 0.7
    weights = forecasting.least_squares(forecasting.forecast("a", series, 2).held_out("test"))
    assert_allclose(weights[:2], [-1, 2 * np.cos(0.7)], atol=1e-5)


def test_measures_are_in_units_of_the_series_and_relative_to_its_mean():
    series = np.random.default_rng(1).normal(100, 7, size=200)
    task = forecasting.forecast("a", series, 3)
    batch, last = task.held_out("test"), series[170:]
    rmse = np.sqrt(np.mean((last - series[:140].mean()) ** 2))
    assert task.measure(0 * batch.targets, batch)["rmse"] == pytest.approx(rmse, rel=1e-5)
    at_mean = np.full_like(batch.targets, batch.targets.mean())
    assert task.measure(at_mean, batch)["R2"] == pytest.approx(0, abs=1e-6)
    assert task.measure(batch.targets, batch) == {"rmse": 0, "R2": 1}


def test_baselines_have_seen_the_training_part_alone():
    series = np.random.default_rng(1).normal(100, 7, size=200)
    scaled = (series - series[:140].mean()) / series[:140].std()
    windows = np.array([[*scaled[t - 3 : t], 1, scaled[t]] for t in range(3, 200)])
    train, test = windows[:137], windows[167:]
    weights = np.linalg.lstsq(train[:, :-1], train[:, -1], rcond=None)[0]
    errors = {
        "the training mean": test[:, -1],
        "persistence": test[:, 2] - test[:, -1],
        "linear autoregression": test[:, :-1] @ weights - test[:, -1],
    }
    baselines = forecasting.forecast("a", series, 3).baselines()
    found = {name: measured["loss"] for name, measured in baselines.items()}
    expected = {name: np.mean(error**2) for name, error in errors.items()}
    assert found == pytest.approx(expected, rel=1e-4)
