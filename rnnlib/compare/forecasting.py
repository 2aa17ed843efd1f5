"""Forecasting as a problem: networks that learn from what came before, and a verdict on them."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rnnlib.compare import judging
from rnnlib.compare import windows as windows_of
from rnnlib.compare.data import Table
from rnnlib.compare.prepared import HELD, prepare
from rnnlib.compare.problem import Fit, Outcome, Plan, Result, Setting
from rnnlib.compare.series import Cut
from rnnlib.compare.windows import Windows
from rnnlib.experiments.models import layer
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit as learn
from rnnlib.training.history import Diverged
from rnnlib.training.losses import squared_error
from rnnlib.training.network import Network
from rnnlib.training.optimizers import Adam

BATCH, AT_ONCE = 32, 512  # samples that are learnt from, and predicted, at once
EVERY, PATIENCE = 50, 10  # steps between looks at validation data; looks without a gain
RATES = (0.005, 0.002, 0.01)
PARTS = 5
WARM_UP, TIMED = 5, 20  # steps


class Forecasting:
    """The next `horizon` values of one series or many, from what was known before them.

    The last 30 % of the time axis are forecast from a rolling origin. Whatever is decided, be it
    the season, the logarithm, a scale or a weight, is decided on rows before the part that is
    forecast with it. Many series have one network, which sees each in its own units.

    Args:
        table: the series.
        horizon: how many steps ahead; also the step from one origin to the next.
        season: rows of a season; if not given, one that the calendar offers is taken if the
            series show it. 1: none.

    Raises:
        ComparisonError: the series are too short for it, or do not change.
    """

    name = "forecasting"

    def __init__(self, table: Table, horizon: int = 1, season: int | None = None) -> None:
        self.data = prepare(table, horizon, season)

    def read(self) -> tuple[str, ...]:
        """What was read and how it was split, in sentences."""
        return self.data.read

    def choices(self) -> tuple[Setting, ...]:
        """Settings worth trying, the one to take without a search first."""
        return tuple(Setting(rate, window) for window in self.data.windows for rate in RATES)

    def parts(self) -> int:
        """How many parts of the test data are worth fitting anew for, at most."""
        return min(PARTS, self.data.origins)

    def step_seconds(self, cell: str, setting: Setting) -> float:
        """Measured: five steps to warm up, twenty timed."""
        [cut] = self.data.cuts(1)
        windows, begins = self.data.shown(cut, setting.window), list[float]()

        def timed() -> Iterator[Batch]:
            for batch in _batches(windows, cut, [0, 0]):
                begins.append(time.perf_counter())
                yield batch

        network = _network(cell, setting, windows, [0, 0])
        learn(network, timed(), WARM_UP + TIMED + 1, Adam(1e-9), squared_error, 1.0, progress=False)
        return (begins[WARM_UP + TIMED] - begins[WARM_UP]) / TIMED

    def fit(self, fit: Fit, plan: Plan) -> Outcome:
        """Train one network; in the test phase also predict its part."""
        begin, cut = time.perf_counter(), self.data.cuts(plan.parts)[fit.part]
        windows, seed = self.data.shown(cut, fit.setting.window), [fit.part, fit.seed]
        network = _network(fit.cell, fit.setting, windows, seed)
        rows, g = windows.validation(cut).some(HELD)
        x, truth = windows.inputs(rows, g), windows.truth(rows)

        def evaluate(network: Network) -> dict[str, float]:
            y = windows.restore(_outputs(network, x), rows, g)
            return {"loss": float(self.data.losses(y, truth, g).mean())}

        every = max(1, min(EVERY, plan.steps // 4))
        options: Any = {
            "evaluate": evaluate,
            "every": every,
            "patience": PATIENCE,
            "progress": False,
        }
        batches, optimizer = _batches(windows, cut, seed), Adam(fit.setting.learning_rate)
        try:
            history = learn(network, batches, plan.steps, optimizer, squared_error, 1.0, **options)
        except Diverged as error:
            history = error.history
        looks = zip(history.evaluated_at, history.evaluation, strict=True)
        curve = [(t, np.mean(history.loss[max(t - every, 0) : t]), e["loss"]) for t, e in looks]
        validation = evaluate(network)["loss"]
        predictions = None
        if fit.phase == "test":
            rows, g = windows_of.tests(self.data.panel, cut, windows.horizon).some(10**9)
            predictions = predict(network, windows, rows, g).astype(np.float32)
        return Outcome(
            fit,
            validation,
            predictions,
            history.steps,
            "early" if history.steps < plan.steps else "clock",
            time.perf_counter() - begin,
            np.array(curve).reshape(-1, 3),
            network,
        )

    def judge(self, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
        """Fit the simple methods, read the test data once, and say what follows."""
        return judging.judge(self.data, plan, outcomes)


def predict(network: Network, windows: Windows, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
    """(B, horizon): what a network forecasts from these rows on, in the user's unit."""
    found = [np.empty((0, windows.horizon))]
    for k in range(0, len(rows), AT_ONCE):
        here = rows[k : k + AT_ONCE], g[k : k + AT_ONCE]
        found.append(windows.restore(_outputs(network, windows.inputs(*here)), *here))
    return np.concatenate(found)


def _outputs(network: Network, x: np.ndarray) -> np.ndarray:
    """(horizon, B): what a network makes of inputs (window, D_x, B)."""
    return network.forward(x).y[0].astype(float)


def _network(cell: str, setting: Setting, windows: Windows, seed: Sequence[int]) -> Network:
    made = layer(cell, setting.hidden_size)(windows.input_size, [*seed, 0])
    return Network(made, windows.horizon, seed=[*seed, 1], every_step=False)


def _batches(windows: Windows, cut: Cut, seed: Sequence[int]) -> Iterator[Batch]:
    """Samples that end before `cut.train`, drawn at random, for ever."""
    places, random = windows.training(cut), np.random.default_rng([*seed, 2])
    while True:
        rows, g = places[random.integers(len(places), size=BATCH)]
        targets = windows.targets(rows, g)[None].astype(np.float32)
        yield Batch(windows.inputs(rows, g), targets)
