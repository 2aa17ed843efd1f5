"""Samples for forecasting as places in a series: only a batch of them is ever copied."""

from dataclasses import dataclass

import numpy as np

from rnnlib.compare.forecasting.series import Cut, Panel

LEVEL = 3.0  # deviations at which levels and features are clipped
LAGS = 8  # at so many distances changes are measured
SAMPLES = 1000  # of validation, at most


@dataclass(frozen=True)
class Places:
    """Rows at which forecasts begin: evenly spaced in each series, none of them stored.

    Attributes:
        first, counts: (G,), the first such row of each series, and how many there are.
        step: rows from one to the next.
    """

    first: np.ndarray
    counts: np.ndarray
    step: int = 1

    def __len__(self) -> int:
        return int(self.counts.sum())

    def __getitem__(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """By their numbers: (the row that is forecast first, which series), (B,) each."""
        ends = np.cumsum(self.counts)
        g = np.searchsorted(ends, numbers, side="right")
        return self.first[g] + (numbers - (ends - self.counts)[g]) * self.step, g

    def some(self, most: int) -> tuple[np.ndarray, np.ndarray]:
        """All of them, or `most` that are evenly spread."""
        n = len(self)
        return self[np.arange(n) if n <= most else np.arange(most) * n // most]


def places(panel: Panel, low: int, high: int, back: int, horizon: int, step: int = 1) -> Places:
    """Where forecasts can begin that look `back` rows back and lie in times low … high − 1."""
    low_row = low - panel.offsets
    short = np.maximum(back - low_row, 0)
    low_row = low_row + -(-short // step) * step
    high_row = np.minimum(high - panel.offsets, panel.lengths)
    counts = np.maximum((high_row - horizon - low_row) // step + 1, 0)
    return Places(panel.starts + low_row, counts, step)


@dataclass(frozen=True)
class Scale:
    """In which units each series is seen; from its rows before a time, and no others.

    Attributes:
        mean, deviation: of the values, (G,).
        back: root mean square change over the steps of a window, (G,).
        ahead: over the steps of the horizon, (G,).
        feature_mean, feature_deviation: (G, D_f); a constant feature has deviation 1.
    """

    mean: np.ndarray
    deviation: np.ndarray
    back: np.ndarray
    ahead: np.ndarray
    feature_mean: np.ndarray
    feature_deviation: np.ndarray

    @classmethod
    def of(cls, panel: Panel, before: int, window: int, horizon: int) -> "Scale":
        """Measured on the rows before a time; no series may be constant there."""
        rows = []
        for g in range(len(panel.names)):
            y, f = (a[panel.rows(g, before)] for a in (panel.values, panel.features))
            spread = f.std(axis=0)
            features = f.mean(axis=0), np.where(spread > 0, spread, 1.0)
            changes = _change(y, window), _change(y, horizon)
            rows.append((y.mean(), y.std(), *changes, *features))
        return cls(*map(np.array, zip(*rows, strict=True)))


def _change(y: np.ndarray, longest: int) -> float:
    """The root mean square change over 1 … longest steps."""
    longest = min(longest, len(y) - 1)
    lags = np.unique(np.linspace(1, longest, min(LAGS, longest)).round().astype(int))
    return float(np.sqrt(np.mean([np.mean((y[k:] - y[:-k]) ** 2) for k in lags])))


@dataclass(frozen=True)
class Windows:
    """What a forecaster is shown at a place, and what it is to say, as changes from the last value.

    A random walk has no level to return to, a trend leaves every level behind: so inputs and
    targets are differences to the last known value, and the level itself is a clipped extra.

    Attributes:
        panel: the series.
        scale: their units.
        window: steps of the past that are shown.
        horizon: steps that are forecast.
        season: rows of a season; 1 if there is none.
    """

    panel: Panel
    scale: Scale
    window: int
    horizon: int
    season: int = 1

    @property
    def input_size(self) -> int:
        """Change, level, the change a season ago if there is a season, and the features."""
        return 2 + (self.season > 1) + self.panel.features.shape[1]

    @property
    def ago(self) -> int:
        """How many rows before a row that is forecast its season's counterpart is."""
        return self.season * -(-self.horizon // self.season) if self.season > 1 else 0

    @property
    def back(self) -> int:
        """How many rows before a place are looked at."""
        return self.window + (max(self.ago - self.horizon, 0) if self.ago else 0)

    def inputs(self, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        """(window, D_x, B), float32: what is known before the rows that are forecast.

        The season's column is shifted: at the last `horizon` steps it holds the values that lie
        one season, or as many as are needed, before those that are to be forecast.
        """
        y, scale = self.panel.values, self.scale
        at = rows + np.arange(-self.window, 0)[:, None]
        last = y[rows - 1]
        level = (last - scale.mean[g]) / scale.deviation[g]
        x = np.empty((self.window, self.input_size, len(rows)), np.float32)
        x[:, 0] = (y[at] - last) / scale.back[g]
        x[:, 1] = np.clip(level, -LEVEL, LEVEL)
        k = 2
        if self.ago:
            x[:, 2] = (y[at + self.horizon - self.ago] - last) / scale.back[g]
            k = 3
        if x.shape[1] > k:
            z = (self.panel.features[at] - scale.feature_mean[g]) / scale.feature_deviation[g]
            x[:, k:] = np.clip(z, -LEVEL, LEVEL).transpose(0, 2, 1)
        return x

    def targets(self, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        """(horizon, B), float64: changes from the last value, in units of `scale.ahead`."""
        y = self.panel.values
        return (y[rows + np.arange(self.horizon)[:, None]] - y[rows - 1]) / self.scale.ahead[g]

    def restore(self, targets: np.ndarray, rows: np.ndarray, g: np.ndarray) -> np.ndarray:
        """(B, horizon): what was forecast (horizon, B), as values in the user's unit."""
        return self.panel.unit(targets * self.scale.ahead[g] + self.panel.values[rows - 1]).T

    def truth(self, rows: np.ndarray) -> np.ndarray:
        """(B, horizon): what came, in the user's unit."""
        return self.panel.raw[rows + np.arange(self.horizon)[:, None]].T

    def training(self, cut: Cut) -> Places:
        """Where all that is seen and asked lies before `cut.train`."""
        return places(self.panel, 0, cut.train, self.back, self.horizon)

    def validation(self, cut: Cut) -> Places:
        """Where what is asked lies from `cut.train` to `cut.known`."""
        return places(self.panel, cut.train, cut.known, self.back, self.horizon)


def tests(panel: Panel, cut: Cut, horizon: int) -> Places:
    """Where the forecasts of a part begin, `horizon` rows apart: the same for all methods."""
    low, high = cut.origins[0], cut.origins[-1] + horizon
    return places(panel, low, high, 1, horizon, horizon)
