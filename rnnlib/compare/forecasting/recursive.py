"""Forecasts of several steps from a forecaster of one, which takes its own forecasts for known."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np

from rnnlib.compare.forecasting.windows import Scale, Windows

OneStep = Callable[[Windows, np.ndarray, np.ndarray], np.ndarray]  # as `Windows.targets`, (1, B)


def unrolled(
    windows: Windows, step: OneStep, rows: np.ndarray, g: np.ndarray, horizon: int
) -> np.ndarray:
    """(B, horizon): what comes of `horizon` steps, in the user's unit.

    Only possible without features, of which nobody knows what they will be.

    Args:
        windows: of horizon 1.
        step: what forecasts one step.
        rows, g: where forecasts begin, and in which series, (B,).
    """
    B, panel = len(rows), windows.panel
    y = np.empty((B, windows.back + horizon))
    y[:, : windows.back] = panel.values[rows[:, None] + np.arange(-windows.back, 0)]
    # Each forecast becomes a series of its own: what is known, and room for what is forecast.
    flat, own = y.reshape(-1), np.arange(B)
    starts = own * y.shape[1]
    room = replace(panel, values=flat, raw=flat, features=np.empty((y.size, 0)), starts=starts)
    units = {field.name: getattr(windows.scale, field.name)[g] for field in fields(Scale)}
    there = replace(windows, panel=room, scale=Scale(**units))
    for k in range(windows.back, windows.back + horizon):
        y[:, k] = y[:, k - 1] + step(there, starts + k, own)[0] * there.scale.ahead
    return panel.unit(y[:, windows.back :])
