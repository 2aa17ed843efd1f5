"""Predicting the next symbol: which predictions are right, and what a context is worth."""

import numpy as np


def legal_first(y, legal):
    """Whether each symbol that can come next has a larger output than each that cannot.

    Only the order is judged. So of two symbols that can come it does not matter which does.

    Args:
        y: outputs, (T, D_y, B).
        legal: (T, D_y, B) of bool, which symbols can come.

    Returns:
        (T, B) of bool.
    """
    least = np.where(legal, y, np.inf).min(axis=1)
    return least > np.where(legal, -np.inf, y).max(axis=1)


def judged(right, mask=None):
    """What is said of predictions, right (T, B) or not; those outside the mask do not count.

    Returns:
        {"accuracy": the share of predictions that are right, "strings": the share of
        sequences without a wrong one}.
    """
    mask = np.ones_like(right) if mask is None else mask
    return {
        "accuracy": float(right[mask].mean()),
        "strings": float((right | ~mask).all(axis=0).mean()),
    }


def conditional_entropy(counts):
    """H(symbol | context) = -Σ p(context, symbol) ln p(symbol | context).

    It is the least expected loss of a prediction that knows the context and nothing else.

    Args:
        counts: (contexts, symbols), how often, or how likely, a symbol is met in a context.

    Returns:
        nats per symbol.
    """
    p = np.asarray(counts, float) / np.sum(counts)
    context = p.sum(axis=1, keepdims=True)
    surprise = np.log(np.divide(context, p, out=np.ones_like(p), where=p > 0))
    return float((p * surprise).sum())
