"""Measures of predicting the next symbol: all that can come above all that cannot."""

import numpy as np

from rnnlib.tasks.task import Measures


def legal_first(y: np.ndarray, legal: np.ndarray) -> np.ndarray:
    """Whether each symbol that can come next has a larger output than each that cannot.

    Only the order counts, so of two symbols that can come it does not matter which does.

    Args:
        y: outputs, (T, D_y, B).
        legal: (T, D_y, B) of bool, which symbols can come.

    Returns:
        (T, B) of bool.
    """
    least = np.where(legal, y, np.inf).min(axis=1)
    return least > np.where(legal, -np.inf, y).max(axis=1)


def by_symbol_and_string(right: np.ndarray, mask: np.ndarray | None = None) -> Measures:
    """The shares of symbols, and of whole strings, that are predicted rightly.

    Args:
        right: (T, B) of bool, which predictions are right.
        mask: (T, B) of bool, which predictions count; all if None.

    Returns:
        {"accuracy": share of predictions, "strings": share of sequences without a mistake}.
    """
    mask = np.ones_like(right) if mask is None else mask
    return {
        "accuracy": float(right[mask].mean()),
        "strings": float((right | ~mask).all(axis=0).mean()),
    }
