"""What reading leads to: series in a table, or samples with labels. A text stays a str."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Table:
    """One series or many, one below the other; within each the rows follow each other in time.

    Attributes:
        names: of the columns of `values`.
        ids: (n_rows,) of str, sorted: to which series a row belongs; None for a single one.
        dates: (n_rows,) of datetime64 or float; None for rows that only have an order.
        values: (n_rows, n_columns), float64, all finite.
        first: which column is to be forecast.
        step: from row to row: "second", "minute", "hour", "day", "week", "month", "quarter",
            "year", or several of these, "15 minutes"; "" for what has no dates.
        season: lengths, in rows, that a season may have by the calendar; () if there is none.
    """

    names: tuple[str, ...]
    ids: np.ndarray | None
    dates: np.ndarray | None
    values: np.ndarray
    first: int = 0
    step: str = ""
    season: tuple[int, ...] = ()

    @property
    def series(self) -> list[tuple[str, slice]]:
        """(name, its rows) for each series; the name of a single one is that of its column."""
        if self.ids is None:
            return [(self.names[self.first], slice(0, len(self.values)))]
        ends = np.flatnonzero(self.ids[1:] != self.ids[:-1]) + 1
        edges = [0, *ends.tolist(), len(self.ids)]
        return [(str(self.ids[a]), slice(a, b)) for a, b in pairwise(edges)]


@dataclass(frozen=True)
class Samples:
    """Whole sequences, each with a label.

    Attributes:
        x: (n_samples, n_timesteps, n_features), float32; or, where they differ in length, a list
            of (n_timesteps, n_features).
        y: (n_samples,), the labels as str.
        names: of the features.
    """

    x: np.ndarray | Sequence[np.ndarray]
    y: np.ndarray
    names: tuple[str, ...]
