"""RNN, GRU and LSTM against each other: of which may one say that they differ?"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from rnnlib.compare.problem import CELLS
from rnnlib.compare.verdict import TAIL, holm, skill


def differences(
    losses: Mapping[str, np.ndarray], seeds: Mapping[str, np.ndarray]
) -> dict[tuple[str, str], float]:
    """{(the better cell, the other): two-sided p}, raised by Holm's procedure.

    Args:
        losses: {cell: (N,), the losses of the mean of all seeds}, in the order of time.
        seeds: {cell: (S, N), those of single seeds}. What another seed changes belongs to the
            error: else two groups of seeds of the same cell would often "differ".
    """
    found = {}
    for a, b in combinations(losses, 2):
        if losses[a].mean() > losses[b].mean():
            a, b = b, a
        if losses[b].mean() > 0:
            p = 2 * skill(losses[a], losses[b], seeds[a], seeds[b]).p
            found[f"{a} {b}"] = min(p, 1.0)
        else:
            found[f"{a} {b}"] = 1.0
    better = {name: (name.split()[0], name.split()[1]) for name in found}
    return {better[name]: p for name, p in holm(found).items()}


def in_words(p: Mapping[tuple[str, str], float]) -> str:
    """Which of them differ, in a sentence."""
    sure = [pair for pair, value in p.items() if value <= TAIL]
    if not sure:
        return f"{', '.join(CELLS[:-1])} and {CELLS[-1]} cannot be told apart; take the smallest."
    apart = "; ".join(f"the {a} is better than the {b}" for a, b in sure)
    rest = " No other two can be told apart." if len(sure) < len(p) else ""
    return f"Among the networks {apart}.{rest}"
