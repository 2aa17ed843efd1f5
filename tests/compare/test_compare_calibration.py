"""Series whose right verdict is known are drawn as they are described, and are compared on."""

import numpy as np
import pytest

from rnnlib.compare import calibration
from rnnlib.compare.calibration import LEARNABLE, NULL
from rnnlib.compare.forecasting.series import origin_count

KINDS = NULL | LEARNABLE


@pytest.mark.parametrize("name", KINDS)
def test_series_are_finite_long_enough_and_others_for_another_seed(name):
    make, horizon, _ = KINDS[name]
    one, same, other = (make(np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.isfinite(one).all()
    assert (one == same).all()
    assert not (one == other).all()
    assert origin_count(one.shape[-1], horizon) >= 30


def correlation(x, lag=1):
    x = x - x.mean()
    return float(x[lag:] @ x[:-lag] / (x @ x))


def test_series_are_of_the_kind_that_they_are_called():
    random = np.random.default_rng(0)
    n = 20_000
    steps = np.diff(calibration.volatile(random, n))
    assert abs(correlation(steps)) < 0.05
    assert correlation(steps**2) > 0.1
    assert abs(correlation(np.diff(calibration.walk(random, n)))) < 0.03
    assert correlation(np.diff(calibration.smoothed(random, n))) == pytest.approx(-1 / 3, abs=0.03)
    assert correlation(calibration.autoregression(random, 0.8, n=n)) == pytest.approx(0.8, abs=0.03)
    assert (calibration.growing(random) > 0).all()
    shared = np.corrcoef(np.diff(calibration.many(random, 3, n)))
    assert shared[0, 1] == pytest.approx(0.5, abs=0.03)
    x = calibration.logistic(random, n)
    assert -0.3 < x.min() < x.max() < 1.3
    assert np.corrcoef(x[1:], 3.9 * x[:-1] * (1 - x[:-1]))[0, 1] > 0.9


@pytest.mark.parametrize("name", ["random walk, 3 ahead", "season", "many random walks"])
def test_comparison_on_them_says_one_thing(name, monkeypatch):
    monkeypatch.setattr(calibration, "STEPS", 4)
    found = calibration.calibrate(name, 0)
    said = {measure: value for measure, value in found.items() if measure.startswith("said_")}
    assert sorted(said.values()) == [0, 0, 0, 1]
    assert said["said_beats"] == 0
    assert found["low"] < found["skill"] < found["high"]
    assert {found["cells"], found["naive"], found["lowest"]} <= {0, 1}


def test_unknown_series_is_refused():
    with pytest.raises(ValueError, match=r"name must be one of 'random walk', .* got 'trees'"):
        calibration.calibrate("trees", 0)
