"""Compares results with the right ones, and finds the mistake that would give the same.

The student's notebook gets this file and `describe.py` as they are, so they need NumPy alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

TOLERANCE = 2e-4  # of the largest number: float32 passes, a wrong factor of 1.001 does not


@dataclass(frozen=True)
class Out:
    """One result of a function: its name, its shape in symbols ("T D_h B"), its points."""

    name: str
    shape: str = ""
    points: float = 1

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(self.shape.split())


@dataclass(frozen=True)
class Failed:
    """There is no result. `kind` is "missing", "none", "raised", "type" or "limits"."""

    kind: str
    words: str


Results = tuple[np.ndarray, ...] | Failed
Table = Callable[[tuple[str, ...], int], Results | None]
"""The results under some mistakes for probe k; () gives the right ones, None: not known."""


@dataclass(frozen=True)
class Found:
    """What the comparison found: which results are right, and the mistakes that explain the rest.

    `right` is per result. `mistakes` is empty where all is right or nothing explains it.
    """

    right: tuple[bool, ...]
    mistakes: tuple[str, ...] = ()

    @property
    def all_right(self) -> bool:
        return all(self.right)


def close(got: np.ndarray, expected: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Equal in shape, and in value up to a share of the largest expected number."""
    if np.ndim(expected) == 0 and np.size(got) == 1:
        got = np.reshape(got, ())  # a loss may come as (1, 1)
    if np.shape(got) != np.shape(expected):
        return False
    a, b = np.asarray(got, float), np.asarray(expected, float)
    finite = np.isfinite(b)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    size = np.abs(b[finite]).max(initial=0)
    with np.errstate(invalid="ignore"):
        return bool(np.all(np.abs(a[finite] - b[finite]) <= tolerance * max(size, 1e-6)))


def fitted(got: Results, expected: Results) -> Results:
    """A list of arrays where one array is expected, as that array; and the other way round."""
    if isinstance(got, Failed) or isinstance(expected, Failed):
        return got
    alike = {np.shape(array) for array in expected}
    if len(got) == 1 < len(expected) and {np.shape(got[0])} == {
        (len(expected), *shape) for shape in alike
    }:
        return tuple(got[0])
    if len(expected) != 1:
        return got
    stackable = len({np.shape(array) for array in got}) == 1
    if stackable and np.shape(expected[0]) == (len(got), *np.shape(got[0])):
        return (np.stack(got),)
    return got


def stacked(results: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """Results of one shape, as a function may list them that should give one array, as one."""
    alike = len(results) > 1 and len({np.shape(array) for array in results}) == 1
    return (np.stack(results),) if alike else results


def right_ones(
    got: Results, expected: Results, tolerance: float, count: int = 1
) -> tuple[bool, ...]:
    """Which of the results are as expected. A mistake may also make code raise an exception."""
    if isinstance(expected, Failed):
        return (isinstance(got, Failed) and got.kind == "raised",) * count
    got = fitted(got, expected)
    if isinstance(got, Failed) or len(got) != len(expected):
        return (False,) * len(expected)
    return tuple(close(a, b, tolerance) for a, b in zip(got, expected, strict=True))


def explains(
    mistakes: tuple[str, ...],
    got: Sequence[Results],
    table: Table,
    tolerance: float,
    but: int | None = None,
) -> bool:
    """Whether these mistakes would give just these results, for every probe that is known.

    `but` is the number of a probe that is not looked at.
    """
    known = False
    for k, results in enumerate(got):
        expected = None if k == but else table(mistakes, k)
        if expected is None:
            continue
        if not all(right_ones(results, expected, tolerance)):
            return False
        known = known or not isinstance(expected, Failed)
    return known


def find(
    got: Sequence[Results],
    tables: Sequence[Table],
    candidates: Sequence[tuple[str, ...]],
    count: int,
    tolerance: float = TOLERANCE,
) -> Found:
    """The first explanation that holds.

    Args:
        got: the results for each probe.
        tables: what counts as right, and what mistakes give; one must explain all.
        candidates: mistakes, and pairs of them, in the order in which they are tried.
        count: how many results there are.
        tolerance: as a share of the largest number.
    """
    by_table = []
    for table in tables:
        per_probe = [
            right_ones(one, expected, tolerance, count)
            for k, one in enumerate(got)
            if (expected := table((), k)) is not None
        ]
        right = tuple(map(all, zip(*per_probe, strict=True)))
        if all(right):
            return Found(right)
        by_table.append(right)
    best = max(by_table, key=sum)
    if all(isinstance(results, Failed) for results in got):
        return Found(best)
    singles = [one for one in candidates if len(one) == 1]
    pairs = [two for two in candidates if len(two) > 1]
    # With one step or one sample a mistake may look like another. So a single one that explains
    # all but the smallest probe is likelier than two at once.
    passes = [(singles, None), (singles, _smallest(got, tables[0])), (pairs, None)]
    for tried, but in passes:
        for table, right in zip(tables, by_table, strict=True):
            for candidate in tried:
                if explains(candidate, got, table, tolerance, but):
                    return Found(right, candidate)
    return Found(best)


def _smallest(got: Sequence[Results], table: Table) -> int | None:
    """The number of the probe with the fewest numbers, if two or more others are left."""
    right = {k: table((), k) for k in range(len(got))}
    sizes = {
        k: sum(array.size for array in results)
        for k, results in right.items()
        if results is not None and not isinstance(results, Failed)
    }
    return min(sizes, key=sizes.__getitem__) if len(sizes) > 2 else None
