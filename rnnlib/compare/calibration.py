"""Series whose right verdict is known, and what the comparison says of them.

In all but two of them nothing is to be had from a network: a simple method makes the best
forecasts that there are, or nearly. How often does the comparison say that a network wins?
"""

from collections.abc import Callable

import numpy as np

from rnnlib import checks
from rnnlib.compare.data import Table
from rnnlib.compare.forecasting.problem import Forecasting
from rnnlib.compare.judging import words
from rnnlib.compare.problem import CELLS, Fit, Plan, Setting

HIDDEN, PARTS, SEEDS, STEPS, RATE = 12, 2, 2, 600, 0.005
Random = np.random.Generator


def walk(random: Random, n: int = 300) -> np.ndarray:
    """A random walk with normal steps: the last value is the best forecast."""
    return random.normal(size=n).cumsum()


def autoregression(random: Random, *weights: float, n: int = 300) -> np.ndarray:
    """Each value a weighted sum of those before it, the last first, plus normal noise."""
    y = np.zeros(50 + n)
    for t in range(len(weights), len(y)):
        y[t] = random.normal() + sum(w * y[t - k] for k, w in enumerate(weights, 1))
    return y[50:]


def heavy(random: Random, n: int = 300) -> np.ndarray:
    """A random walk whose steps have Student's t distribution with 3 degrees of freedom."""
    return random.standard_t(3, size=n).cumsum()


def volatile(random: Random, n: int = 300) -> np.ndarray:
    """A random walk whose steps grow and shrink in turn: GARCH(1, 1), .1 + .15 e² + .8 σ²."""
    variance, steps = 2.0, np.empty(n)
    for t in range(n):
        steps[t] = np.sqrt(variance) * random.normal()
        variance = 0.1 + 0.15 * steps[t] ** 2 + 0.8 * variance
    return steps.cumsum()


def smoothed(random: Random, n: int = 300) -> np.ndarray:
    """A random walk seen through noise: exponential smoothing is the best forecast."""
    return walk(random, n) + random.normal(size=n)


def seasonal(random: Random, n: int = 300) -> np.ndarray:
    """A level of 20, a yearly wave, a value of its own for each month, and normal noise."""
    t = np.arange(n)
    return (
        20
        + 2 * np.sin(t * np.pi / 6)
        + 0.7 * random.normal(size=12)[t % 12]
        + random.normal(size=n)
    )


def growing(random: Random, n: int = 300) -> np.ndarray:
    """A season and noise that grow with a trend: the exponential of an additive series."""
    return np.exp(3 + np.arange(n) / 150 + seasonal(random, n) / 20)


def many(random: Random, G: int = 15, n: int = 120) -> np.ndarray:
    """(G, n): random walks of several sizes that share half of what happens."""
    shared = random.normal(size=n)
    sizes = 10 ** random.uniform(-1, 2, size=(G, 1))
    return (sizes * (random.normal(size=(G, n)) + shared)).cumsum(axis=1)


def logistic(random: Random, n: int = 500) -> np.ndarray:
    """The logistic map 3.9 x (1 − x), observed with noise of .05: chaos that a net can learn."""
    x = np.full(n, random.uniform(0.2, 0.8))
    for t in range(1, n):
        x[t] = 3.9 * x[t - 1] * (1 - x[t - 1])
    return x + 0.05 * random.normal(size=n)


def threshold(random: Random, n: int = 3000) -> np.ndarray:
    """y ← .9 y below 0 and −.7 y above, plus normal noise: an autoregression with a kink."""
    y = np.zeros(n)
    for t in range(1, n):
        y[t] = (0.9 if y[t - 1] < 0 else -0.7) * y[t - 1] + random.normal()
    return y


NULL: dict[str, tuple[Callable[[Random], np.ndarray], int, tuple[int, ...]]] = {
    # name: series, horizon, seasons that its dates would suggest
    "random walk": (walk, 1, ()),
    "random walk, 3 ahead": (lambda random: walk(random, 400), 3, ()),
    "random walk with drift": (lambda random: walk(random) + 0.3 * np.arange(300), 1, ()),
    "random walk, heavy tails": (heavy, 1, ()),
    "random walk, volatile": (volatile, 1, ()),
    "random walk in noise": (smoothed, 1, ()),
    "noise": (autoregression, 1, ()),
    "autoregression": (lambda random: autoregression(random, 0.8), 1, ()),
    "cycles": (lambda random: autoregression(random, 1.6, -0.8), 1, ()),
    "season": (seasonal, 1, (12,)),
    "growing season": (growing, 1, (12,)),
    "many random walks": (many, 1, ()),
}
LEARNABLE = {"logistic map": (logistic, 1, ()), "threshold autoregression": (threshold, 1, ())}


def calibrate(name: str, seed: int) -> dict[str, float]:
    """Draw a series, compare on it, and see what is said.

    Args:
        name: of NULL or LEARNABLE.
        seed: of the series.

    Returns:
        {measure: number}: for each verdict whether it is that, 0 or 1; the skill of the judged
        network against the simple method that was chosen, with its interval; "cells", whether
        cells are said to differ; "naive", whether anything is said to beat the naive method;
        and "lowest", whether a network has the lowest test error of all: the usual way to
        choose a winner.
    """
    kinds = NULL | LEARNABLE
    make, horizon, season = kinds[checks.one_of("calibrate", "name", name, kinds)]
    random = np.random.default_rng([*name.encode(), seed])
    values = np.atleast_2d(make(random))
    ids = np.repeat([f"{k:03d}" for k in range(len(values))], values.shape[1])
    table = Table(
        ("y",), ids if len(values) > 1 else None, None, values.reshape(-1, 1), 0, "", season
    )
    problem = Forecasting(table, horizon)
    setting = Setting(RATE, problem.data.windows[0], HIDDEN)
    plan = Plan((setting,), PARTS, SEEDS, STEPS, dict.fromkeys(CELLS, 0.0))
    each = [(cell, part, s) for cell in CELLS for part in range(PARTS) for s in range(SEEDS)]
    outcomes = [problem.fit(Fit(cell, setting, part, s), plan) for cell, part, s in each]
    result = problem.judge(plan, outcomes)
    judged = next(s for s in result.scores if s.judged and not s.net)
    losses = {s.method: next(iter(s.measures.values())) for s in result.scores}
    best = min(losses, key=losses.__getitem__)
    found = {f"said_{word.replace(' ', '_')}": float(word == result.verdict.word)
             for word in ("beats", "worse", "no use", "cannot tell")}  # fmt: skip
    return found | {
        "skill": judged.skill,
        "low": judged.low,
        "high": judged.high,
        "cells": float(words.cells([]) not in result.notes),
        "naive": float(words.naive([]) not in result.notes),
        "lowest": float(best in CELLS),
    }
