"""RNN, GRU and LSTM against each other: of which may one say that they differ?"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from rnnlib.compare.verdict import holm, skill


def differences(
    losses: Mapping[str, np.ndarray], seeds: Mapping[str, np.ndarray]
) -> dict[tuple[str, str], float]:
    """{(the better cell, the other): two-sided p}, raised by Holm's procedure.

    Args:
        losses: {cell: (N,), the losses of the mean of all seeds}, in the order of time.
        seeds: {cell: (S, N), those of single seeds}. What another seed changes belongs to the
            error: else two groups of seeds of the same cell would often "differ".
    """
    found: dict[str, float] = {}
    for one, other in combinations(losses, 2):
        a, b = (one, other) if losses[one].mean() <= losses[other].mean() else (other, one)
        worse = losses[b].mean()  # at 0 both make no error
        p = 2 * skill(losses[a], losses[b], seeds[a], seeds[b]).p if worse > 0 else 1.0
        found[f"{a} {b}"] = min(p, 1.0)
    raised = {tuple(pair.split()): p for pair, p in holm(found).items()}
    return {(a, b): p for (a, b), p in raised.items()}
