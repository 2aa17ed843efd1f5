"""Exponential smoothing of many series at once: level, damped trend and season, with their errors.

l_t = l_{t-1} + φ b_{t-1} + α e_t,  b_t = φ b_{t-1} + β e_t,  s_t = s_{t-m} + γ e_t

In the terms of Hyndman, Koehler, Ord and Snyder (2008) this is the model ETS(A,Ad,A).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

DAMPING = 0.98  # φ
RECENT = 3000  # rows that the constants are chosen on, at most
ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0)
BETAS = (0.0, 0.05, 0.2)  # as shares of α
GAMMAS = (0.0, 0.1, 0.3)  # as shares of 1 − α


@dataclass(frozen=True)
class Smoothed:
    """What is known after each row: all (L, G); a row that a series lacks repeats the one before.

    Attributes:
        level, trend, season: after the row. The season's part is that of the row's own phase.
        error: of the forecast of the row from the one before.
    """

    level: np.ndarray
    trend: np.ndarray
    season: np.ndarray
    error: np.ndarray


def grid(season: int, trend: bool = True) -> np.ndarray:
    """(3, K): the choices of α, β and γ."""
    choices = product(ALPHAS, BETAS if trend else (0.0,), GAMMAS if season > 1 else (0.0,))
    return np.array([(a, a * b, (1 - a) * c) for a, b, c in choices]).T


def start(y: np.ndarray, season: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level (G,), trend (G,) and season (m, G) before the first row, from the first rows (L, G)."""
    m = season
    if m == 1 or len(y) < 2 * m:
        return y[0], np.zeros(y.shape[1]), np.zeros((m, y.shape[1]))
    first, second = y[:m].mean(axis=0), y[m : 2 * m].mean(axis=0)
    trend = (second - first) / m
    line = first + trend * (np.arange(m)[:, None] - (m - 1) / 2)
    return line[0] - trend, trend, y[:m] - line


def choose(y: np.ndarray, counts: np.ndarray, season: int, trend: bool = True) -> np.ndarray:
    """(3, G): the constants of each series that predict its next row best.

    Args:
        y: (L, G), of each series its first rows.
        counts: (G,), how many of them may be looked at.
    """
    constants = grid(season, trend)
    total = np.zeros((constants.shape[1], y.shape[1]))
    skip = np.minimum(2 * season if season > 1 else 1, counts // 2)
    rows = _filter(y[..., None], constants[:, None, :], season, trend)
    for t, (*_, error) in enumerate(rows):
        total += np.where((t >= skip) & (t < counts), error.T**2, 0.0)
        if t + 1 >= counts.max():
            break
    return constants[:, np.argmin(total, axis=0)]


def smooth(y: np.ndarray, constants: np.ndarray, season: int, trend: bool = True) -> Smoothed:
    """Filter series (L, G) with the constants (3, G)."""
    found = [np.empty_like(y) for _ in range(4)]
    for t, values in enumerate(_filter(y[..., None], constants[..., None], season, trend)):
        for whole, value in zip(found, values, strict=True):
            whole[t] = value[:, 0]
    return Smoothed(*found)


def _filter(y, constants, season, trend):
    """Yields level, trend, season and error after each row, (G, K) each."""
    alpha, beta, gamma = constants
    level, slope, seasons = start(y[..., 0], season)
    shape = np.broadcast_shapes(y[0].shape, alpha.shape)
    level, slope = (np.broadcast_to(a[:, None], shape) for a in (level, slope * trend))
    ring = np.broadcast_to(seasons[:, :, None], (season, *shape)).copy()
    for t, row in enumerate(y):
        own = ring[t % season]
        ahead = level + DAMPING * slope
        error = row - ahead - own
        level, slope = ahead + alpha * error, DAMPING * slope + beta * error
        own = own + gamma * error
        if season > 1:
            ring[t % season] = own
        yield level, slope, own, error


def seasonal_means(y: np.ndarray, season: int) -> np.ndarray:
    """(m,): what each phase of a series (L,) is above a centred moving average; they sum to 0.

    The first row has phase 0. With an even season the average's two ends count half.
    """
    m = season
    weights = np.full(m, 1 / m) if m % 2 else np.r_[0.5, np.ones(m - 1), 0.5] / m
    half = len(weights) // 2
    rest = y[half : len(y) - half] - np.convolve(y, weights, mode="valid")
    phase = np.arange(half, half + len(rest)) % m
    means = np.bincount(phase, rest, m) / np.bincount(phase, minlength=m)
    return means - means.mean()
