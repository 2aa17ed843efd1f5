"""A problem whose fits take no time and whose answer is known, to test what runs them."""

import os
import time
from dataclasses import dataclass

import numpy as np

from rnnlib import GRU, Network
from rnnlib.compare.problem import CELLS, Outcome, Result, Score, Setting, Verdict

CHOICES = (Setting(0.01, window=20), Setting(0.003, window=20), Setting(0.01, window=10))


@dataclass
class Pretended:
    """Fits have the validation loss `LOSS[cell]`, and a bit more for some settings.

    Attributes:
        pause: seconds that a fit takes.
        dies: (cell, seed): the process of this fit ends.
    """

    pause: float = 0.0
    dies: tuple | None = None
    name: str = "forecasting"

    def read(self):
        return ("Two rows were read.",)

    def choices(self):
        return CHOICES

    def parts(self):
        return 4

    def step_seconds(self, cell, setting):
        return {"RNN": 1e-3, "GRU": 2e-3, "LSTM": 3e-3}[cell] * setting.window / 20

    def fit(self, fit, plan):
        if self.dies == (fit.cell, fit.seed):
            os._exit(9)
        time.sleep(self.pause)
        better = CHOICES.index(fit.setting) == CELLS.index(fit.cell)  # one setting for each
        predictions = np.full(3, fit.seed + 10.0 * fit.part) if fit.phase == "test" else None
        network = Network(GRU(1, 2, seed=fit.seed), 1, seed=fit.part)
        curve = np.array([[1, 0.5, 0.6], [2, 0.4, np.nan]])
        loss = 1.0 - 0.1 * better + 0.01 * fit.seed + 0.1 * (fit.cell != "GRU")
        return Outcome(fit, loss, predictions, 7, "early", self.pause, curve, network)

    def judge(self, plan, outcomes):
        tests = [o for o in outcomes if o.fit.phase == "test"]
        scores = [
            Score("naive", False, {"MAE": 1.0, "RMSE": 1.5}, 0.25, 0.1, 0.4, judged=True),
            Score("GRU", True, {"MAE": 0.75, "RMSE": 1.25}, 0.25, 0.1, 0.4, judged=True),
            Score("RNN", True, {"MAE": 1.75, "RMSE": 2.25}, -0.75, float("nan"), float("nan")),
        ]
        verdict = Verdict("beats", ("The GRU beats the naive method.", "It is 25 % better."))
        details = {"losses": {"GRU": np.ones(3)}}
        return Result(
            self.name, self.read(), scores, verdict, (f"{len(tests)} fits.",), plan,
            list(outcomes), details,
        )  # fmt: skip
