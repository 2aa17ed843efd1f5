"""Losses: each returns its value and, with it, the adjoint of what the network said."""

import numpy as np

from rnnlib import checks, ops


def cross_entropy(y, targets):
    """L = -1/(T·B) Σ ln softmax(y_t)[target_t]: mean negative log-likelihood, in nats.

    Its adjoint is (softmax(y) - one-hot(target)) / (T·B).

    Args:
        y: logits, (T, D_y, B): scores of D_y classes before the softmax.
        targets: class numbers, (T, B).

    Returns:
        loss (nats per prediction), d_y (T, D_y, B).
    """
    y = checks.array("cross_entropy", "y", y, ("T", "D_y", "B"), {}, np.asarray(y).dtype)
    T, D_y, B = y.shape
    targets = checks.classes(
        "cross_entropy", "targets", targets, ("T", "B"), {"T": T, "B": B}, count=D_y
    )
    log_p = ops.log_softmax(y, axis=1)
    chosen = targets[:, None, :]
    loss = -np.take_along_axis(log_p, chosen, axis=1).mean()
    d_y = np.exp(log_p)
    np.put_along_axis(d_y, chosen, np.take_along_axis(d_y, chosen, axis=1) - 1, axis=1)
    return float(loss), d_y / (T * B)


def squared_error(y, targets):
    """L = 1/(T·D_y·B) Σ (y - target)²; its adjoint is 2 (y - target) / (T·D_y·B).

    Args:
        y, targets: (T, D_y, B).

    Returns:
        loss (unit of the target, squared), d_y (T, D_y, B).
    """
    y = checks.array("squared_error", "y", y, ("T", "D_y", "B"), {}, np.asarray(y).dtype)
    sizes = dict(zip(("T", "D_y", "B"), y.shape, strict=True))
    targets = checks.array("squared_error", "targets", targets, ("T", "D_y", "B"), sizes, y.dtype)
    difference = y - targets
    return float((difference**2).mean()), 2 * difference / difference.size


def perplexity(loss):
    """e^loss of a mean negative log-likelihood in nats.

    It is 1 / the geometric mean of the probabilities that the targets were given: a model
    of perplexity k is as unsure as one that guesses among k equally likely symbols.
    """
    return float(np.exp(loss))


def bits(loss):
    """A loss in nats as bits: loss / ln 2."""
    return float(loss / np.log(2))
