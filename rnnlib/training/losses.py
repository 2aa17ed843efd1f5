"""Losses: each returns its value and, with it, the adjoint of what the network said.

A mask (T, B) says which predictions count: where it is False, neither value nor adjoint
knows of them. Without one, all count. N is how many do.
"""

import numpy as np

from rnnlib import activations, checks


def cross_entropy(y, targets, mask=None):
    """L = -1/N Σ ln softmax(y_t)[target_t]: mean negative log-likelihood, in nats.

    Its adjoint is (softmax(y) - one-hot(target)) / N.

    Args:
        y: logits, (T, D_y, B): scores of D_y classes before the softmax.
        targets: class numbers, (T, B).
        mask: (T, B) of bool.

    Returns:
        loss (nats per prediction), d_y (T, D_y, B).
    """
    y, sizes, mask = _check("cross_entropy", y, mask)
    targets = checks.classes(
        "cross_entropy", "targets", targets, ("T", "B"), sizes, count=sizes["D_y"]
    )
    log_p = activations.log_softmax(y, axis=1)
    chosen = targets[:, None, :]
    d_y = np.exp(log_p)
    np.put_along_axis(d_y, chosen, np.take_along_axis(d_y, chosen, axis=1) - 1, axis=1)
    return _mean(-np.take_along_axis(log_p, chosen, axis=1), d_y, mask)


def squared_error(y, targets, mask=None):
    """L = 1/(N·D_y) Σ (y - target)²; its adjoint is 2 (y - target) / (N·D_y).

    Args:
        y, targets: (T, D_y, B).
        mask: (T, B) of bool.

    Returns:
        loss (unit of the target, squared), d_y (T, D_y, B).
    """
    y, sizes, mask = _check("squared_error", y, mask)
    targets = checks.array("squared_error", "targets", targets, ("T", "D_y", "B"), sizes, y.dtype)
    difference = y - targets
    D_y = sizes["D_y"]
    value = (difference**2).sum(axis=1, keepdims=True) / D_y
    return _mean(value, 2 * difference / D_y, mask)


def binary_cross_entropy(y, targets, mask=None):
    """L = -1/N Σ Σ_k [target ln σ(y) + (1 - target) ln (1 - σ(y))]: several yes or no at each step.

    Summed over the D_y questions, a mean over steps and samples; so it is the negative
    log-likelihood of a whole frame, if its parts are independent given y. Its adjoint is
    (σ(y) - target) / N.

    Args:
        y: logits, (T, D_y, B).
        targets: 0 or 1, or a probability, (T, D_y, B).
        mask: (T, B) of bool.

    Returns:
        loss (nats per step), d_y (T, D_y, B).
    """
    owner = "binary_cross_entropy"
    y, sizes, mask = _check(owner, y, mask)
    targets = checks.array(owner, "targets", targets, ("T", "D_y", "B"), sizes, y.dtype)
    if targets.min() < 0 or targets.max() > 1:
        wrong = targets.min() if targets.min() < 0 else targets.max()
        raise ValueError(f"{owner}: targets must lie between 0 and 1, got {wrong:g}")
    # -ln σ(y) = ln(1 + e^-y), and -ln(1 - σ(y)) is y more
    value = (np.logaddexp(0, -y) + (1 - targets) * y).sum(axis=1, keepdims=True)
    return _mean(value, activations.sigmoid(y) - targets, mask)


def _check(owner, y, mask):
    y = checks.array(owner, "y", y, ("T", "D_y", "B"), {}, np.asarray(y).dtype)
    sizes = dict(zip(("T", "D_y", "B"), y.shape, strict=True))
    if mask is not None:
        mask = checks.array(owner, "mask", mask, ("T", "B"), sizes, bool)[:, None, :]
        if not mask.any():
            raise ValueError(f"{owner}: mask must be True somewhere: no prediction counts")
    return y, sizes, mask


def _mean(value, d_y, mask):
    """The mean of value (T, 1, B) over what counts, and the adjoint to it."""
    if mask is None:
        return float(value.mean()), d_y / value.size
    N = int(mask.sum())
    return float(value.sum(where=mask) / N), np.where(mask, d_y / N, d_y.dtype.type(0))


def perplexity(loss):
    """e^loss of a mean negative log-likelihood in nats.

    It is 1 / the geometric mean of the probabilities that the targets were given: a model
    of perplexity k is as unsure as one that guesses among k equally likely symbols.
    """
    return float(np.exp(loss))


def bits(loss):
    """A loss in nats as bits: loss / ln 2."""
    return float(loss / np.log(2))
