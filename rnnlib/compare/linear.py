"""Linear autoregression that sees all that a network sees; and one with squares, as a control."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np

from rnnlib.compare.series import Cut
from rnnlib.compare.windows import LEVEL, Scale, Windows, places

SAMPLES = 10_000  # that are learnt from, at most, evenly spread
AT_ONCE = 2048  # that are predicted at once
RIDGES = (1e-6, 1e-3, 1e-2, 1e-1)  # penalties, as shares of the number of samples
SHORT = 3  # lags of the shorter choice, and of which the squares are taken
Forecaster = Callable[[np.ndarray, np.ndarray], np.ndarray]


def fitted(windows: Windows, cut: Cut, squares: bool = False) -> Forecaster:
    """A linear model of a window, by least squares with a small penalty.

    The number of lags, with or without the features' past, and the penalty are chosen on
    validation data; the model is then fitted anew to all that is known.

    Args:
        windows: what it is shown.
        cut: of it `train` and `known` are used.
        squares: also the squares and products of the last three values: non-linear, but no
            recurrence. A network that does not beat this one has not shown that it needs a state.

    Returns:
        (rows, series) → forecasts, (B, horizon), in the user's unit.
    """
    scale = Scale.of(windows.panel, cut.train, windows.window, windows.horizon)
    scaled = replace(windows, scale=scale)
    train, held = scaled.training(cut).some(SAMPLES), scaled.validation(cut).some(SAMPLES // 5)
    x, y = _design(scaled, *train, squares), scaled.targets(*train).T
    x_held, y_held = _design(scaled, *held, squares), scaled.targets(*held).T
    choices = list(product(_columns(scaled, x.shape[1]), RIDGES))
    costs = [
        np.abs(_predict(x_held[:, columns], _ridge(x[:, columns], y, ridge)) - y_held).mean()
        for columns, ridge in choices
    ]
    columns, ridge = choices[int(np.argmin(costs))]
    known = places(scaled.panel, 0, cut.known, scaled.back, scaled.horizon).some(SAMPLES)
    x, y = _design(scaled, *known, squares), scaled.targets(*known).T
    weights = _ridge(x[:, columns], y, ridge)

    def forecast(rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        found = [np.empty((0, scaled.horizon))]
        for k in range(0, len(rows), AT_ONCE):
            part = rows[k : k + AT_ONCE], g[k : k + AT_ONCE]
            y = _predict(_design(scaled, *part, squares)[:, columns], weights)
            found.append(scaled.restore(y.T, *part))
        return np.concatenate(found)

    return forecast


def _design(windows: Windows, rows: np.ndarray, g: np.ndarray, squares: bool) -> np.ndarray:
    """(B, columns): the squares first, then lags, the latest first, level, season, features."""
    x = windows.inputs(rows, g).astype(float)
    first = 2 + (windows.ago > 0)
    parts = [x[-2::-1, 0], x[-1:, 1]]
    if windows.ago:
        parts.append(x[-min(windows.horizon, windows.window) :, 2])
    parts.append(x[::-1, first:].reshape(-1, len(rows)))
    if squares:
        y, scale = windows.panel.values, windows.scale
        z = (y[rows - np.arange(1, SHORT + 1)[:, None]] - scale.mean[g]) / scale.deviation[g]
        z = np.clip(z, -LEVEL, LEVEL)
        parts.insert(0, np.stack([z[i] * z[j] for i in range(SHORT) for j in range(i + 1)]))
        parts.insert(0, z)
    return np.concatenate(parts).T


def _columns(windows: Windows, count: int) -> list[np.ndarray]:
    """Which columns each choice has: all; without the features; with few lags of all."""
    D_f, window = windows.panel.features.shape[1], windows.window
    past = count - window * D_f  # where the features begin
    lags = past - 1 - (min(windows.horizon, window) if windows.ago else 0)  # where those end
    column = np.arange(count)
    first = lags - (window - 1)  # where they begin, after the squares
    few = (column < first + SHORT) | (column >= lags)
    few &= (column < past) | (column < past + SHORT * D_f)
    choices = [column, column[few]]
    return [*choices, column[:past], column[few & (column < past)]] if D_f else choices


def _ridge(x: np.ndarray, y: np.ndarray, ridge: float) -> np.ndarray:
    """(columns + 1, horizon), the constant last."""
    mean, target = x.mean(axis=0), y.mean(axis=0)
    centred = x - mean
    gram = centred.T @ centred + ridge * len(x) * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (y - target))
    return np.vstack([weights, target - mean @ weights])


def _predict(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return x @ weights[:-1] + weights[-1]
