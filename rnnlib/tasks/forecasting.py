"""Forecasting: the next value of a series from a window of the last ones, and what to beat."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import SPLITS, Task, from_data
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

TRAINING, VALIDATION = 0.70, 0.15  # of the series, in order; the rest is for testing


def forecast(name: str, series: Any, lags: int) -> Task:
    """Predict the next value of a series from the last `lags` values, as a Task.

    The series is cut in time: training, then validation, then test. What is predicted for
    validation and test is the same whatever `lags` is; windows may reach back across a cut,
    since the past is known. The longer they are, the fewer of them the training part holds.
    All values are scaled by the mean and deviation of the training part alone.

    Args:
        series: N finite numbers in the order of time: an array (N,) or (N, 1), a list or
            tuple, a pandas Series or a DataFrame of one column.
        lags: steps of a window; the training part must hold more windows than a linear
            model of them has weights.

    Returns:
        Task: x (lags, 1, B), targets (1, 1, B); `measure` gives "rmse", in units of the
        series, and "R2" = 1 - Σ (y - target)² / Σ (target - mean target)². Its baselines
        predict the training mean, the last value, and a linear autoregression fitted to the
        training part.

    Raises:
        TypeError: series holds something else than real numbers; the message says where.
        ValueError: series has several columns, is not finite or is masked somewhere (the
            message says where), or is constant in a part; lags is out of range.
    """
    series, lags = as_series(name, series), checks.size(name, "lags", lags)
    first, second = (round(len(series) * share) for share in (TRAINING, TRAINING + VALIDATION))
    if lags >= (most := (first + 1) // 2):
        held = f"for the training part has {first} values"
        raise ValueError(f"{name}: lags must be below {most}, {held}, got {lags}")
    scaled, deviation = _scaled(name, series, first, second)
    windows = np.lib.stride_tricks.sliding_window_view(scaled, lags + 1).T

    def part(start, stop):
        """The windows whose targets are the values start … stop - 1."""
        here = windows[:, None, start - lags : stop - lags].astype(np.float32)
        return Batch(here[:-1], here[-1:])

    def measure(y, batch):
        squares = np.mean((y - batch.targets).astype(float) ** 2)
        variance = batch.targets.astype(float).var()
        return {"rmse": float(deviation * np.sqrt(squares)), "R2": float(1 - squares / variance)}

    train, validation, test = part(lags, first), part(first, second), part(second, len(series))

    def scored(y):
        y = y.reshape(test.targets.shape)
        return {"loss": squared_error(y, test.targets)[0]} | measure(y, test)

    def baselines():
        return {
            "the training mean": scored(np.zeros_like(test.targets)),
            "persistence": scored(test.x[-1:]),
            "linear autoregression": scored(autoregression(least_squares(train), test)),
        }

    fields: dict = {"loss": squared_error, "measure": measure, "baselines": baselines}
    sets = from_data(train, validation, test)
    return Task(f"{name}, {lags} lags", 1, 1, **sets, **fields)


def as_series(name: str, series: Any) -> np.ndarray:
    """A user's series as a finite array (N,) of float64; `forecast` says what is refused."""
    if np.ma.isMaskedArray(series):
        series = np.ma.filled(series.astype(float), np.nan)
    values = np.asarray(series, object)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 1:
        for t, value in enumerate(values):
            if not hasattr(value, "__float__"):  # text, None, a date, a list, a complex number
                raise TypeError(f"{name}: series must hold real numbers, got {value!r} at {t}")
        values = values.astype(float)
    return checks.array(name, "series", values, ("N",), {}, np.float64)


def _scaled(name, series, first, second):
    """The series with mean 0 and deviation 1 in its training part, and that deviation."""
    parts = dict(zip(("training", *SPLITS), np.split(series, (first, second)), strict=True))
    for part, values in parts.items():
        if len(found := set(values.tolist())) < 2:
            came = f"{len(values)} values, {found or 'none'}"
            raise ValueError(f"{name}: series must vary in its {part} part, got {came}")
    with np.errstate(all="ignore"):
        scaled = (series - series[:first].mean()) / (deviation := series[:first].std())
        largest = np.abs(scaled.astype(np.float32)).max()
    if not np.isfinite(deviation + largest):
        t = int(np.abs(series).argmax())
        came = f"{series[t]:g} at {t}, and a deviation of {deviation:g} in the training part"
        raise ValueError(f"{name}: series must be of one scale, got {came}")
    return scaled, deviation


def least_squares(batch: Batch) -> np.ndarray:
    """The linear model of windows that fits them best: it minimises Σ (weights · [x; 1] - target)².

    Args:
        batch: x (lags, 1, B) and targets (1, 1, B), as `forecast` makes them.

    Returns:
        weights (lags + 1,), that of the oldest value first, the constant last.
    """
    return np.linalg.lstsq(_design(batch), batch.targets.ravel().astype(float), rcond=None)[0]


def autoregression(weights: np.ndarray, batch: Batch) -> np.ndarray:
    """What a linear model predicts from windows: weights · [x; 1], (B,)."""
    return _design(batch) @ weights


def _design(batch: Batch) -> np.ndarray:
    x = batch.x[:, 0].T.astype(float)
    return np.column_stack([x, np.ones(len(x))])
