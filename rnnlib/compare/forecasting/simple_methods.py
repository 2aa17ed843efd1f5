"""Simple methods of forecasting, which a network must beat to be of any use."""

from collections.abc import Callable

import numpy as np

from rnnlib.compare.forecasting import linear, smoothing
from rnnlib.compare.forecasting.linear import Forecaster
from rnnlib.compare.forecasting.series import Cut
from rnnlib.compare.forecasting.windows import Windows

NAIVE, CONTROL = "naive", "squares of lags"
MEANING = {  # in the middle of a sentence
    NAIVE: "taking the last value",
    "drift": "going on as on average so far",
    "seasonal naive": "taking the value of a season ago",
    "Theta": "the Theta method",
    "exponential smoothing": "exponential smoothing",
    "linear autoregression": "a weighted sum of the last values",
    CONTROL: "a formula with squares of the last three values",
}


def fitted(windows: Windows, cut: Cut) -> dict[str, Forecaster]:
    """All of them and a control, fitted to what a part of the test data may be forecast from.

    The control, squares of lags, is no method that a practitioner would try. If a network is
    no better than it, then what helps is to be non-linear, and not to have a memory.

    Constants are fitted to rows before `cut.known`; at each origin the forecasts start from all
    rows before it. All of them work on logarithms if the panel is one of logarithms.

    Args:
        windows: what the linear models are shown, which is what the networks are shown.
        cut: the part.

    Returns:
        {name: (rows, series) → forecasts, (B, horizon), in the user's unit}.
    """
    makers: dict[str, Callable[[Windows, Cut], Forecaster]] = {NAIVE: naive, "drift": drift}
    if windows.season > 1:
        makers["seasonal naive"] = seasonal_naive
    makers |= {"Theta": theta, "exponential smoothing": exponential_smoothing}
    makers["linear autoregression"] = linear.fitted
    makers[CONTROL] = lambda windows, cut: linear.fitted(windows, cut, squares=True)
    return {name: make(windows, cut) for name, make in makers.items()}


def naive(windows: Windows, cut: Cut) -> Forecaster:
    """The last value, for every step."""
    panel, zeros = windows.panel, np.zeros((windows.horizon, 1))
    return lambda rows, g: panel.unit(panel.values[rows - 1] + zeros).T


def drift(windows: Windows, cut: Cut) -> Forecaster:
    """The last value, and from there the mean change per step since the series began."""
    panel, steps = windows.panel, np.arange(1, windows.horizon + 1)[:, None]

    def forecast(rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        y, first = panel.values, panel.starts[g]
        slope = (y[rows - 1] - y[first]) / np.maximum(rows - 1 - first, 1)
        return panel.unit(y[rows - 1] + slope * steps).T

    return forecast


def seasonal_naive(windows: Windows, cut: Cut) -> Forecaster:
    """The value of the last known season at the same phase."""
    panel, ahead = windows.panel, np.arange(windows.horizon)[:, None] % windows.season
    return lambda rows, g: panel.unit(panel.values[rows + ahead - windows.season]).T


def theta(windows: Windows, cut: Cut) -> Forecaster:
    """Simple exponential smoothing and half the slope of a line, without the season's means.

    Assimakopoulos and Nikolopoulos (2000), in the form that Hyndman and Billah (2003) gave it;
    the season is additive.
    """
    m = windows.season
    rest, begin, counts = _matrix(windows, cut)
    means = np.zeros((m, len(counts)))
    slope = np.empty(len(counts))
    for k, count in enumerate(counts):
        if m > 1 and count >= 2 * m:
            means[:, k] = smoothing.seasonal_means(rest[:count, k], m)
        rest[:, k] -= means[np.arange(len(rest)) % m, k]
        t = np.arange(count) - (count - 1) / 2
        slope[k] = t @ rest[:count, k] / (t @ t)
    constants = smoothing.choose(rest, counts, season=1, trend=False)
    level = smoothing.smooth(rest, constants, season=1, trend=False).level
    steps = np.arange(windows.horizon)[:, None]

    def forecast(rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        n, alpha = rows - begin[g], constants[0, g]
        weight = steps + 1 / alpha - (1 - alpha) ** n / alpha
        ahead = level[n - 1, g] + slope[g] / 2 * weight + means[(n + steps) % m, g]
        return windows.panel.unit(ahead).T

    return forecast


def exponential_smoothing(windows: Windows, cut: Cut) -> Forecaster:
    """Level, damped trend and additive season, each updated by a share of every error."""
    m = windows.season
    y, begin, counts = _matrix(windows, cut)
    constants = smoothing.choose(y, counts, m)
    state = smoothing.smooth(y, constants, m)
    steps = np.arange(windows.horizon)[:, None]
    damped = np.cumsum(smoothing.DAMPING ** (steps + 1), axis=0)

    def forecast(rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        t = rows - begin[g] - 1
        own = state.season[np.maximum(t + 1 + steps % m - m, 0), g]
        return windows.panel.unit(state.level[t, g] + damped * state.trend[t, g] + own).T

    return forecast


def _matrix(windows: Windows, cut: Cut) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows from which constants are chosen and those up to the last origin, side by side.

    Returns:
        y (L, G), where a series that ends earlier repeats its last value; the row of the table
        that is y[0], (G,); and how many rows constants may be chosen on, (G,).
    """
    panel = windows.panel
    known = panel.known(cut.known)
    begin = np.maximum(known - smoothing.RECENT, 0)
    length = panel.known(cut.origins[-1]) - begin
    rows = np.minimum(np.arange(length.max())[:, None], length - 1)
    return panel.values[panel.starts + begin + rows], panel.starts + begin, known - begin
