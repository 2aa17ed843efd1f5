"""The next value of a series from the last few: windows, never a look ahead, and what to beat."""

from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import Task, from_data
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

TRAINING, VALIDATION = 0.70, 0.15  # of the series, in order; the rest is for testing


def forecast(name, series, lags):
    """Predict the next value of a series from the last `lags` values, as a Task.

    The series is cut in time: training, then validation, then test. What is predicted for
    validation and test is the same whatever `lags` is; windows may reach back across a cut,
    since the past is known. The longer they are, the fewer of them the training part holds.
    All values are scaled by the mean and deviation of the training part alone.

    Args:
        series: (N,), in the order of time.
        lags: steps of a window; the training part must hold more windows than a linear
            model of them has weights.

    Returns:
        Task: x (lags, 1, B), targets (1, 1, B); `measure` gives "rmse", in units of the
        series, and "R2" = 1 - Σ (y - target)² / Σ (target - mean target)².
    """
    lags = checks.size(name, "lags", lags)
    first, second = (round(len(series) * share) for share in (TRAINING, TRAINING + VALIDATION))
    if lags >= (most := (first + 1) // 2):
        raise ValueError(
            f"{name}: lags must be below {most}, for the training part has {first} values, got "
            f"{lags}"
        )
    mean, deviation = series[:first].mean(), series[:first].std()
    windows = np.lib.stride_tricks.sliding_window_view((series - mean) / deviation, lags + 1).T

    def part(start, stop):
        """The windows whose targets are the values start … stop - 1."""
        here = windows[:, None, start - lags : stop - lags].astype(np.float32)
        return Batch(here[:-1], here[-1:])

    def measure(y, batch):
        difference, targets = (y - batch.targets).astype(float), batch.targets.astype(float)
        variance = np.mean((targets - targets.mean()) ** 2)
        return {
            "rmse": float(deviation * np.sqrt(np.mean(difference**2))),
            "R2": float(1 - np.mean(difference**2) / variance),
        }

    train, validation, test = part(lags, first), part(first, second), part(second, len(series))

    def judged(y):
        y = y.reshape(test.targets.shape)
        return {"loss": squared_error(y, test.targets)[0]} | measure(y, test)

    @cache
    def baselines():
        return {
            "the training mean": judged(np.zeros_like(test.targets)),
            "persistence": judged(test.x[-1:]),
            "linear autoregression": judged(autoregression(least_squares(train), test)),
        }

    return Task(
        name=f"{name}, {lags} lags",
        input_size=1,
        output_size=1,
        loss=squared_error,
        measure=measure,
        baselines=baselines,
        **from_data(train, validation, test),
    )


def least_squares(batch):
    """The linear model of windows that fits them best.

    It minimises Σ (weights · [x; 1] - target)².

    Args:
        batch: x (lags, 1, B) and targets (1, 1, B), as `forecast` makes them.

    Returns:
        weights (lags + 1,), that of the oldest value first, the constant last.
    """
    return np.linalg.lstsq(_design(batch), batch.targets.ravel().astype(float), rcond=None)[0]


def autoregression(weights, batch):
    """What a linear model says of windows: weights · [x; 1], (B,)."""
    return _design(batch) @ weights


def _design(batch):
    x = batch.x[:, 0].T.astype(float)
    return np.column_stack([x, np.ones(len(x))])
