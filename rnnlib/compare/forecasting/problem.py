"""Forecasting as a problem: networks that learn from what came before, and a verdict on them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rnnlib.compare.data import Table
from rnnlib.compare.forecasting import judged
from rnnlib.compare.forecasting import windows as windows_of
from rnnlib.compare.forecasting.prepared import HELD, prepare
from rnnlib.compare.forecasting.recursive import unrolled
from rnnlib.compare.forecasting.series import Cut
from rnnlib.compare.forecasting.windows import Scale, Windows
from rnnlib.compare.problem import Fit, Outcome, Plan, Result, Setting
from rnnlib.compare.running import training
from rnnlib.compare.running.training import AT_ONCE, BATCH, Lesson, Trainer
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit as learn
from rnnlib.training.losses import squared_error
from rnnlib.training.network import Network

RATES = (0.005, 0.002, 0.01)
PARTS = 5


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
        trainer: who trains the networks.

    Raises:
        ComparisonError: the series are too short for it, or do not change.
    """

    name = "forecasting"

    def __init__(
        self,
        table: Table,
        horizon: int = 1,
        season: int | None = None,
        trainer: Trainer = learn,
    ) -> None:
        self.data, self.trainer = prepare(table, horizon, season), trainer

    def read(self) -> tuple[str, ...]:
        """What was read and how it was split, in sentences."""
        return self.data.read

    def choices(self) -> tuple[Setting, ...]:
        """Settings worth trying, the one to take without a search first."""
        usual, *others = [Setting(r, window) for window in self.data.windows for r in RATES]
        several = self.data.horizon > 1 and not self.data.panel.features.shape[1]
        one_by_one = [replace(usual, recursive=True)] if several else []
        return (usual, *one_by_one, *others)

    def parts(self) -> int:
        """How many parts of the test data are worth fitting anew for, at most."""
        return min(PARTS, self.data.origins)

    def step_seconds(self, cell: str, setting: Setting) -> float:
        """Measured: five steps to warm up, twenty timed."""
        [cut] = self.data.cuts(1)
        lesson = self._lesson(Fit(cell, setting, 0, 0), self._shown(cut, setting), cut)
        return training.step_seconds(lesson, self.trainer)

    def fit(self, fit: Fit, plan: Plan) -> Outcome:
        """Train one network; in the test phase also predict its part."""
        cut = self.data.cuts(plan.parts)[fit.part]
        windows = self._shown(cut, fit.setting)

        def forecast(network: Network) -> np.ndarray:
            rows, g = windows_of.tests(self.data.panel, cut, self.data.horizon).some(10**9)
            return predict(network, windows, rows, g, self.data.horizon)

        lesson = self._lesson(fit, windows, cut)
        return training.learnt(fit, plan, lesson, forecast, self.trainer)

    def judge(self, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
        """Fit the simple methods, read the test data once, and say what follows."""
        return judged.judge(self.data, plan, outcomes)

    def _shown(self, cut: Cut, setting: Setting) -> Windows:
        """Windows of the horizon that a network forecasts at once: all of it, or 1."""
        windows = self.data.shown(cut, setting.window)
        if not setting.recursive:
            return windows
        scale = Scale.of(self.data.panel, cut.train, setting.window, 1)
        return replace(windows, scale=scale, horizon=1)

    def _lesson(self, fit: Fit, windows: Windows, cut: Cut) -> Lesson:
        """Samples that end before `cut.train`, drawn at random; those up to `cut.known` judge.

        What is learnt is to have small squared errors, as the linear models have; when to stop is
        judged by the loss that all methods are judged by.
        """
        random, horizon = np.random.default_rng([fit.part, fit.seed]), self.data.horizon
        layer = training.recurrent(fit.cell, windows.input_size, fit.setting.hidden_size, random)
        network = Network(layer, windows.horizon, random, every_step=False)
        places = windows.training(cut)

        def batches() -> Iterator[Batch]:
            while True:
                rows, g = places[random.integers(len(places), size=BATCH)]
                targets = windows.targets(rows, g)[None].astype(np.float32)
                yield Batch(windows.inputs(rows, g), targets)

        held, of = self.data.shown(cut, windows.window).validation(cut).some(HELD)
        truth = self.data.truth(held)

        def evaluate(network: Network) -> float:
            forecasts = predict(network, windows, held, of, horizon)
            return float(self.data.losses(forecasts, truth, of).mean())

        every = training.looks(len(held) / BATCH * horizon / windows.horizon)
        rate = fit.setting.learning_rate
        return Lesson(network, batches(), evaluate, rate, squared_error, every)


def predict(
    network: Network, windows: Windows, rows: np.ndarray, g: np.ndarray, horizon: int
) -> np.ndarray:
    """(B, horizon): what a network forecasts from these rows on, in the user's unit."""

    def targets(windows: Windows, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        return network.forward(windows.inputs(rows, g)).y[0].astype(float)

    found = [np.empty((0, horizon))]
    for k in range(0, len(rows), AT_ONCE):
        here = rows[k : k + AT_ONCE], g[k : k + AT_ONCE]
        if windows.horizon == horizon:
            found.append(windows.restore(targets(windows, *here), *here))
        else:
            found.append(unrolled(windows, targets, *here, horizon))
    return np.concatenate(found)
