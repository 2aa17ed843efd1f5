"""RNN, GRU and LSTM against each other: of which may one say that they differ?

What another seed changes belongs to the error: without it two groups of seeds of the same cell
would often "differ".
"""

import math
from collections.abc import Callable, Mapping
from itertools import combinations
from statistics import NormalDist

import numpy as np

from rnnlib.compare.judging.verdict import TAIL, holm, mcnemar, skill

Pairs = list[tuple[str, str]]


def apart(losses: Mapping[str, np.ndarray], seeds: Mapping[str, np.ndarray]) -> Pairs:
    """(the better cell, the other) for all that surely differ in their losses, above 0.

    Args:
        losses: {cell: (N,), the losses of the mean of all seeds}, in the order of time.
        seeds: {cell: (S, N), those of single seeds}.
    """

    def p(a: str, b: str) -> float:
        return 2 * skill(losses[a], losses[b], seeds[a], seeds[b]).p

    return _apart({cell: float(own.mean()) for cell, own in losses.items()}, p)


def apart_in_shares(right: Mapping[str, np.ndarray], seeds: Mapping[str, np.ndarray]) -> Pairs:
    """The same for classifiers, by where each is right.

    They must differ by McNemar's test, and by a normal one that knows of the seeds.

    Args:
        right: {cell: (N,) of bool}, of the mean of all seeds.
        seeds: {cell: (S, N) of bool}, of single seeds.
    """

    def p(a: str, b: str) -> float:
        gap = right[a].astype(float) - right[b]
        variance = float(gap.var()) / len(gap)
        for single in (seeds[a], seeds[b]):
            if len(single) > 1:
                variance += float(single.mean(axis=1).var(ddof=1)) / len(single)
        if not variance > 0:
            return 1.0
        normal = 2 * (1 - NormalDist().cdf(float(gap.mean()) / math.sqrt(variance)))
        return max(normal, mcnemar(right[a], right[b]))

    return _apart({cell: 1 - float(own.mean()) for cell, own in right.items()}, p)


def _apart(loss: Mapping[str, float], p: Callable[[str, str], float]) -> Pairs:
    """Two-sided tests of all pairs, corrected by Holm's procedure."""
    pairs = [(a, b) if loss[a] <= loss[b] else (b, a) for a, b in combinations(loss, 2)]
    raised = holm({f"{a} {b}": min(p(a, b), 1.0) for a, b in pairs})
    return [(a, b) for a, b in pairs if raised[f"{a} {b}"] <= TAIL]
