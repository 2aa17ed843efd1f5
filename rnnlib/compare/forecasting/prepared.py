"""A table made ready to be forecast: season, logarithm, units and windows, all from its past."""

from dataclasses import dataclass, replace

import numpy as np

from rnnlib import checks
from rnnlib.compare.data import Table
from rnnlib.compare.forecasting import series, simple_methods
from rnnlib.compare.forecasting.series import Cut, Panel
from rnnlib.compare.forecasting.windows import Scale, Windows
from rnnlib.compare.judging.verdict import LEAST
from rnnlib.compare.problem import ComparisonError

WINDOW, LONGEST = 16, 48  # steps of the past that are shown, if the series are long enough
HELD = 500  # samples of validation, at most


@dataclass(frozen=True)
class Prepared:
    """Series, and what was decided before their test part.

    Attributes:
        panel: those that can be forecast, as logarithms where that is better.
        horizon: how many steps ahead, and from one origin to the next.
        season: rows of a season; 1 if there is none.
        windows: how many steps of the past a network may be shown, the usual number first.
        unit: (G,), that losses are measured in: 1 for a single series; of many, the mean change
            from row to row of each before the test part, as in MASE.
        trial: a part made of the first part's validation rows, where simple methods show how
            good they are before the test part is read.
        read: what was read and decided, in sentences.
    """

    panel: Panel
    horizon: int
    season: int
    windows: tuple[int, ...]
    unit: np.ndarray
    trial: Cut
    read: tuple[str, ...] = ()

    @property
    def origins(self) -> int:
        """How many origins the test part has."""
        return series.origin_count(self.panel.end, self.horizon)

    def cuts(self, parts: int) -> list[Cut]:
        """The parts of the test data, in order."""
        return series.cuts(self.panel.end, self.horizon, parts)

    def shown(self, cut: Cut, window: int) -> Windows:
        """What a forecaster with this window is shown, in units of what it may learn from."""
        scale = Scale.of(self.panel, cut.train, window, self.horizon)
        return Windows(self.panel, scale, window, self.horizon, self.season)

    def truth(self, rows: np.ndarray) -> np.ndarray:
        """(B, horizon): what came from these rows on, in the user's unit."""
        return self.panel.raw[rows[:, None] + np.arange(self.horizon)]

    def losses(self, forecasts: np.ndarray, truth: np.ndarray, g: np.ndarray) -> np.ndarray:
        """(B,): the mean absolute error over the horizon, in the unit of each series."""
        return np.abs(forecasts - truth).mean(axis=1) / self.unit[g]

    def simple_validation(self) -> dict[str, float]:
        """{simple method: its loss on the first part's validation rows, fitted to those before}."""
        windows = self.shown(self.trial, max(self.windows))
        rows, g = windows.validation(self.cuts(1)[0]).some(HELD)
        truth = self.truth(rows)
        return {
            name: float(self.losses(forecast(rows, g), truth, g).mean())
            for name, forecast in simple_methods.fitted(windows, self.trial).items()
        }


def prepare(table: Table, horizon: int = 1, season: int | None = None) -> Prepared:
    """Decide what must be decided before the first fit, on rows before the test part.

    Args:
        table: the series.
        horizon: how many steps ahead.
        season: rows of a season; if not given, one that the calendar offers is taken if the
            series show it. 1: none.

    Raises:
        ComparisonError: the series are too short for it, or do not change.
    """
    horizon = checks.size("compare", "horizon", horizon)
    panel = Panel.of(table)
    if not (cuts := series.cuts(panel.end, horizon, 1)):
        raise _too_short(panel, horizon)
    [first] = cuts
    trial = _trial(first, horizon)
    known = panel.known(trial.train)
    if season is None:  # two seasons must have been seen before anything is tried
        long = [m for m in table.season if 2 * m + horizon <= known.max()]
        m = series.season(panel, long, first.train)
    else:
        m = checks.size("compare", "season", season)
    ago = m * -(-horizon // m) if m > 1 else 0
    if m > 1 and known.max() < 2 * m + horizon:
        raise ComparisonError(
            f"--season {m}: two seasons must be seen before the first forecasts are tried, which "
            f"are {2 * m + horizon:,} rows with the horizon, and there are {known.max():,}"
        )
    room = (int(np.median(known)) - ago - 2 * horizon) // 3
    if room < 2:
        raise _too_short(panel, horizon)
    usual = min(max(WINDOW, m if m <= LONGEST else 0), room)
    windows = tuple(dict.fromkeys((usual, min(2 * usual, max(LONGEST, usual), room))))
    enough = known >= max(windows) + ago + horizon + 2
    early = [panel.values[panel.rows(g, trial.train)] for g in range(len(known))]
    moving = np.array([len(y) > 0 and np.ptp(y) > 0 for y in early])
    if not (enough & moving).any():
        raise _constant(panel, trial.train) if enough.any() else _too_short(panel, horizon)
    kept = panel if (enough & moving).all() else panel.keep(enough & moving)
    prepared = Prepared(kept, horizon, m, windows, _units(kept, trial.train), trial)
    said = [_split(panel, first, horizon), _season(table, season, m)]
    if left := [f"{int(k)} that {why}" for k, why in ((np.sum(~enough), "are too short"),
                (np.sum(enough & ~moving), "do not change in their first part")) if k]:  # fmt: skip
        said.append(f"Of {len(known)} series {' and '.join(left)} are left out.")
    if logs := kept.log(first.train):
        logged = replace(prepared, panel=logs)
        better = min(logged.simple_validation().values()) < min(
            prepared.simple_validation().values()
        )
        prepared = logged if better else prepared
        on = "on logarithms" if better else "on the values and not on their logarithms"
        said.append(f"All methods work {on}, as validation data prefer it.")
    return replace(prepared, read=tuple(said))


def _trial(cut: Cut, horizon: int) -> Cut:
    """Made of the validation rows of a part, with a fifth of what is before for its own."""
    held = max(horizon, round(series.VALIDATION * cut.train))
    last = max(cut.known - horizon, cut.train)
    return Cut(max(cut.train - held, 0), cut.train, range(cut.train, last + 1))


def _units(panel: Panel, before: int) -> np.ndarray:
    if len(panel.names) == 1:
        return np.ones(1)
    parts = (panel.rows(g, before) for g in range(len(panel.names)))
    return np.array([np.abs(np.diff(panel.raw[part])).mean() for part in parts])


def _split(panel: Panel, first: Cut, horizon: int) -> str:
    count = series.origin_count(panel.end, horizon)
    steps = f"{horizon} steps" if horizon > 1 else "step"
    return (
        f"Of {panel.end:,} steps in time the last {count * horizon:,} are forecast, from "
        f"{count:,} origins, the next {steps} from each; what is learnt comes from before them."
    )


def _season(table: Table, asked: int | None, m: int) -> str:
    if asked is not None:
        return f"A season of {m} rows, as asked for." if m > 1 else "No season, as asked for."
    if not table.season:
        why = f"with a step of a {table.step} the calendar offers none" if table.step else "undated"
        return f"No season was looked for: {why}; --season says if there is one."
    if m == 1:
        return f"No season of {' or '.join(map(str, table.season))} rows is seen."
    return f"A season of {m} rows is seen, as the dates suggest."


def _too_short(panel: Panel, horizon: int) -> ComparisonError:
    n, needed = int(panel.lengths.max()), rows_for(LEAST, horizon)
    which = "the series has" if len(panel.names) == 1 else "the longest series has"
    return ComparisonError(
        f"{which} {n:,} rows, too few to forecast {horizon} ahead and to learn from what is "
        f"before; a verdict needs {needed:,} rows, or a shorter --horizon"
    )


def _constant(panel: Panel, before: int) -> ComparisonError:
    g = int(np.argmax(panel.known(before)))
    value = panel.values[panel.rows(g, before)][0]
    return ComparisonError(
        f"nothing to forecast: in its first {panel.known(before)[g]:,} rows {panel.names[g]} is "
        f"always {value:g}"
    )


def rows_for(origins: int, horizon: int) -> int:
    """How many rows a test part with so many origins needs."""
    return int(np.ceil(origins * horizon / series.TEST - 1e-9))
