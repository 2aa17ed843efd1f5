"""Linear autoregression that sees all that a network sees; and one with squares, as a control."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from rnnlib.compare.forecasting.recursive import unrolled
from rnnlib.compare.forecasting.series import Cut
from rnnlib.compare.forecasting.windows import LEVEL, Scale, Windows, places

SAMPLES = 10_000  # that are learnt from, at most, evenly spread
HELD = 2_000  # of validation, at most
AT_ONCE = 2048  # that are predicted at once
RIDGES = (1e-6, 1e-3, 1e-2, 1e-1)  # penalties, as shares of the number of samples
SHORT = 3  # lags of the shorter choice, and of which the squares are taken
Forecaster = Callable[[np.ndarray, np.ndarray], np.ndarray]


def fitted(windows: Windows, cut: Cut, squares: bool = False) -> Forecaster:
    """A linear model of a window, by least squares with a small penalty.

    The number of lags, with or without the features' past, the penalty, and whether several
    steps are forecast at once or one after the other, are chosen on validation data; the model is
    then fitted anew to all that is known.

    Args:
        windows: what it is shown.
        cut: of it `train` and `known` are used.
        squares: also the squares and products of the last three values: non-linear, but no
            recurrence. A network that does not beat this one has not shown that it needs a state.

    Returns:
        (rows, series) → forecasts, (B, horizon), in the user's unit.
    """
    several = windows.horizon > 1 and not windows.panel.features.shape[1]
    best = _Model.learnt(windows, cut, windows.horizon, squares)
    if several:
        models = [best, _Model.learnt(windows, cut, 1, squares)]
        rows, g = windows.validation(cut).some(HELD)
        truth, unit = windows.truth(rows), windows.scale.deviation[g][:, None]
        if windows.panel.logged:
            unit = np.abs(truth) * unit
        best = min(models, key=lambda model: np.mean(np.abs(model(rows, g) - truth) / unit))
    return best.anew(cut)


@dataclass(frozen=True)
class _Model:
    """A fitted model: which columns of the design it has, with which penalty, and its weights.

    Its windows are of the horizon that it forecasts at once: all of it, or 1.
    """

    windows: Windows
    horizon: int
    squares: bool
    columns: np.ndarray
    ridge: float
    weights: np.ndarray

    @classmethod
    def learnt(cls, windows: Windows, cut: Cut, at_once: int, squares: bool) -> "_Model":
        scale = Scale.of(windows.panel, cut.train, windows.window, at_once)
        scaled = replace(windows, scale=scale, horizon=at_once)
        train, held = scaled.training(cut).some(SAMPLES), scaled.validation(cut).some(HELD)
        x, y = _design(scaled, *train, squares), scaled.targets(*train).T
        x_held, y_held = _design(scaled, *held, squares), scaled.targets(*held).T
        least, best = np.inf, None
        for columns, ridge in product(_columns(scaled, x.shape[1]), RIDGES):
            weights = _ridge(x[:, columns], y, ridge)
            cost = np.abs(_predict(x_held[:, columns], weights) - y_held).mean()
            if cost < least or best is None:
                least, best = cost, (columns, ridge, weights)
        assert best
        return cls(scaled, windows.horizon, squares, *best)

    def anew(self, cut: Cut) -> "_Model":
        """Fitted to all that is known."""
        windows = self.windows
        known = places(windows.panel, 0, cut.known, windows.back, windows.horizon).some(SAMPLES)
        x, y = _design(windows, *known, self.squares), windows.targets(*known).T
        return replace(self, weights=_ridge(x[:, self.columns], y, self.ridge))

    def targets(self, windows: Windows, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        """What `Windows.targets` would be."""
        return _predict(_design(windows, rows, g, self.squares)[:, self.columns], self.weights).T

    def __call__(self, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        found = [np.empty((0, self.horizon))]
        for k in range(0, len(rows), AT_ONCE):
            here = rows[k : k + AT_ONCE], g[k : k + AT_ONCE]
            if self.windows.horizon == self.horizon:
                targets = self.targets(self.windows, *here)
                found.append(self.windows.restore(targets, *here))
            else:
                found.append(unrolled(self.windows, self.targets, *here, self.horizon))
        return np.concatenate(found)


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
