"""Series on one time axis, cut into what may be learnt from and what is forecast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnlib.compare.data import Table
from rnnlib.compare.judging import distributions
from rnnlib.compare.problem import ComparisonError

TEST, VALIDATION = 0.3, 0.2  # of the time axis; of what lies before the part that is forecast
ORIGINS = 2000  # the most at which forecasts begin
SEASON_P = 0.01  # a season is believed if its F test says so at this level
LARGEST = 300.0  # logarithm of a forecast
SEASONS = 2  # that must have been seen, at least
ALIKE = 200  # series that are looked at for what they share, at most


@dataclass(frozen=True)
class Panel:
    """Series one below the other, each in its place on a time axis that all share.

    Attributes:
        names: of the series, G of them.
        values: (n_rows,) of float64, what is to be forecast; its logarithm if `logged`.
        features: (n_rows, D_f), what else is known up to the moment of forecasting.
        starts, lengths: (G,), the first row of each series, and how many it has.
        offsets: (G,), when its first row is, in steps from the first of all.
        raw: (n_rows,), values in the user's unit.
        logged: whether values are logarithms.
        dated: whether the offsets come from dates; else all series end at the same time.
    """

    names: tuple[str, ...]
    values: np.ndarray
    features: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    offsets: np.ndarray
    raw: np.ndarray
    logged: bool = False
    dated: bool = False

    @classmethod
    def of(cls, table: Table) -> "Panel":
        """The series of a table.

        Raises:
            ComparisonError: dates of different series do not lie on one axis of equal steps.
        """
        names, slices = zip(*table.series, strict=True)
        starts = np.array([part.start for part in slices])
        lengths = np.array([part.stop - part.start for part in slices])
        features = np.delete(table.values, table.first, axis=1)
        offsets = lengths.max() - lengths
        if table.dates is not None and len(names) > 1:
            axis = np.unique(table.dates)
            offsets = np.searchsorted(axis, table.dates[starts])
            last = np.searchsorted(axis, table.dates[starts + lengths - 1])
            if (wrong := np.flatnonzero(last - offsets != lengths - 1)).size:
                raise ComparisonError(
                    f"series {names[wrong[0]]}: between its first and its last date other series "
                    "have dates that it lacks; all series must have dates of the same grid"
                )
        values = np.ascontiguousarray(table.values[:, table.first])
        return cls(
            names, values, features, starts, lengths, offsets, values, dated=table.dates is not None
        )

    @property
    def end(self) -> int:
        """How long the time axis is."""
        return int((self.offsets + self.lengths).max())

    def known(self, before: int) -> np.ndarray:
        """(G,), how many rows of each series lie before a time."""
        return np.clip(before - self.offsets, 0, self.lengths)

    def rows(self, g: int, before: int | None = None) -> slice:
        """The rows of a series, all or those before a time."""
        count = self.lengths[g] if before is None else self.known(before)[g]
        return slice(int(self.starts[g]), int(self.starts[g] + count))

    def keep(self, which: np.ndarray) -> "Panel":
        """Some of the series, (G,) of bool. The time axis stays as it was."""
        row = np.repeat(which, self.lengths)
        lengths = self.lengths[which]
        return replace(
            self,
            names=tuple(name for name, so in zip(self.names, which, strict=True) if so),
            values=self.values[row],
            raw=self.raw[row],
            features=self.features[row],
            starts=np.cumsum(lengths) - lengths,
            lengths=lengths,
            offsets=self.offsets[which],
        )

    def log(self, before: int) -> "Panel | None":
        """The same with logarithms for values; None if not all values before a time are above 0.

        What is smaller than all those later on counts as the smallest of them.
        """
        least = min(self.raw[self.rows(g, before)].min() for g in range(len(self.names)))
        if least <= 0:
            return None
        return replace(self, values=np.log(np.maximum(self.raw, least)), logged=True)

    def unit(self, values: np.ndarray) -> np.ndarray:
        """Values as the user has them: without the logarithm."""
        return np.exp(np.clip(values, -LARGEST, LARGEST)) if self.logged else values


@dataclass(frozen=True)
class Cut:
    """What a part of the test data is forecast from.

    Attributes:
        train: parameters are learnt from rows before this time.
        known: rows from there to this time are for validation; no later one has been seen.
        origins: times at which forecasts of this part begin, `horizon` apart.
    """

    train: int
    known: int
    origins: range


def cuts(end: int, horizon: int, parts: int, share: float = TEST) -> list[Cut]:
    """The last share of a time axis, forecast from a rolling origin, in parts.

    Args:
        end: length of the time axis.
        horizon: steps from one origin to the next, all of which are forecast.
        parts: how often what is learnt is learnt anew; at most the number of origins is used.

    Returns:
        a Cut for each part; none if there is not a single origin.
    """
    count = origin_count(end, horizon, share)
    first = end - count * horizon
    found = []
    for block in np.array_split(np.arange(count), min(parts, count) or 1):
        if block.size:
            times = range(first + int(block[0]) * horizon, end + 1, horizon)[: block.size]
            held = max(horizon, round(VALIDATION * times[0]))
            found.append(Cut(times[0] - held, times[0], times))
    return found


def origin_count(end: int, horizon: int, share: float = TEST) -> int:
    """How many origins the last share of a time axis holds."""
    return min(ORIGINS, int(share * end / horizon + 1e-9))


def season(panel: Panel, candidates: Sequence[int], before: int) -> int:
    """The season of the series, of those that the calendar allows; 1 if none is seen.

    Are mean changes, from a row to the next, the same at every phase of the season? The F test
    of a one-way analysis of variance, over all series together, each in units of its own
    deviation. Series that share what happens count as fewer. Of several seasons the one that
    explains most is taken.

    Args:
        candidates: lengths in rows. They come from the step of the dates and never from a
            search: some season of 2 to 60 rows is found in every second random walk.
        before: only rows before this time are looked at.
    """
    found = {m: share for m in candidates if m > 1 and (share := _explained(panel, m, before)) > 0}
    return max(found, key=found.__getitem__, default=1)


def _explained(panel: Panel, m: int, before: int) -> float:
    """The share of the variance of changes that a season explains, adjusted; 0 if by chance."""
    begins, seen = list[int](), list[np.ndarray]()
    between = 0.0
    for g, begin in enumerate(panel.offsets.tolist()):
        changes = np.diff(panel.values[panel.rows(g, before)])
        if len(changes) < SEASONS * m or not changes.std() > 0:
            continue
        changes = (changes - changes.mean()) / changes.std()
        phase = (begin + 1 + np.arange(len(changes))) % m
        sums, counts = np.bincount(phase, changes, m), np.bincount(phase, minlength=m)
        between += float((sums**2 / counts).sum())
        begins.append(begin)
        seen.append(changes)
    if not seen:
        return 0.0
    total = sum(map(len, seen))
    df1, df2 = len(seen) * (m - 1), total - len(seen) * m
    within = (total - between) / df2
    count = 1 + (len(seen) - 1) * _alike(begins, seen)  # so many count as one
    f = between / df1 / max(within, 1e-12)
    if distributions.f_tail(f, df1 / count, df2 / count) >= SEASON_P:
        return 0.0
    return 1 - within * (df1 + df2) / total


def _alike(begins: Sequence[int], seen: Sequence[np.ndarray]) -> float:
    """The mean squared correlation of two series, less what it is by chance.

    With it a sum of χ² over G series has the variance that it would have with
    1 / (1 + (G − 1) · this) of its degrees of freedom (Satterthwaite, 1946).

    Args:
        begins, seen: when the changes of each series begin, and these.
    """
    some = range(0, len(seen), -(-len(seen) // ALIKE))
    table = np.zeros((len(some), max(begins[g] + len(seen[g]) for g in some)), np.float32)
    chance = np.zeros_like(table)
    for k, g in enumerate(some):
        here = slice(begins[g], begins[g] + len(seen[g]))
        table[k, here] = seen[g] / math.sqrt(len(seen[g]))
        chance[k, here] = 1 / math.sqrt(len(seen[g]) * (len(seen[g]) - 1))
    G = len(some)
    excess = np.square(table @ table.T).sum() - G
    excess -= np.square(chance.sum(axis=0)).sum() - np.square(chance).sum()
    return max(0.0, float(excess)) / max(1, G * (G - 1))
