"""Losses: each returns its value and the adjoint of the network's outputs.

A mask (T, B) says which predictions count, in any pattern. Where it is False, outputs and
targets have no influence, whatever they hold (NaN, infinity, a class of -100), and the
adjoint is 0. Without a mask all count. N is how many do.
"""

from collections.abc import Callable

import numpy as np

from rnnlib import activations, checks

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray | None], tuple[float, np.ndarray]]


def cross_entropy(
    y: np.ndarray, targets: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """L = -1/N Σ ln softmax(y_t)[target_t]: mean negative log-likelihood, in nats.

    Its adjoint is (softmax(y) - one-hot(target)) / N.

    Args:
        y: logits, (T, D_y, B): scores of D_y classes before the softmax.
        targets: class numbers, (T, B).
        mask: (T, B) of bool.

    Returns:
        loss (nats per prediction), d_y (T, D_y, B).
    """
    owner = "cross_entropy"
    y, targets, mask, sizes = _check(owner, y, targets, mask)
    targets = checks.classes(owner, "targets", targets, ("T", "B"), sizes, count=sizes["D_y"])
    log_p = activations.log_softmax(y, axis=1)
    chosen = targets[:, None, :]
    d_y = np.exp(log_p)
    np.put_along_axis(d_y, chosen, np.take_along_axis(d_y, chosen, axis=1) - 1, axis=1)
    return _mean(-np.take_along_axis(log_p, chosen, axis=1), d_y, mask)


def squared_error(
    y: np.ndarray, targets: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """L = 1/(N·D_y) Σ (y - target)²; its adjoint is 2 (y - target) / (N·D_y).

    Args:
        y, targets: (T, D_y, B).
        mask: (T, B) of bool.

    Returns:
        loss (unit of the target, squared), d_y (T, D_y, B).
    """
    owner = "squared_error"
    y, targets, mask, sizes = _check(owner, y, targets, mask)
    targets = checks.array(owner, "targets", targets, ("T", "D_y", "B"), sizes, y.dtype)
    difference = y - targets
    D_y = sizes["D_y"]
    value = (difference**2).sum(axis=1, keepdims=True) / D_y
    return _mean(value, 2 * difference / D_y, mask)


def binary_cross_entropy(
    y: np.ndarray, targets: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
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
    y, targets, mask, sizes = _check(owner, y, targets, mask)
    targets = checks.array(owner, "targets", targets, ("T", "D_y", "B"), sizes, y.dtype)
    if targets.min() < 0 or targets.max() > 1:
        wrong = targets.min() if targets.min() < 0 else targets.max()
        raise ValueError(f"{owner}: targets must lie between 0 and 1, got {wrong:g}")
    # -ln σ(y) = ln(1 + e^-y), and -ln(1 - σ(y)) is y more
    value = (np.logaddexp(0, -y) + (1 - targets) * y).sum(axis=1, keepdims=True)
    return _mean(value, activations.sigmoid(y) - targets, mask)


def _check(
    owner: str, y: np.ndarray, targets: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, dict[str, int]]:
    """y checked, targets yet to be; both 0 where the mask is False. The mask as (T, 1, B)."""
    axes = ("T", "D_y", "B")
    y = checks.array(owner, "y", y, axes, {}, np.asarray(y).dtype, finite=mask is None)
    sizes = dict(zip(axes, y.shape, strict=True))
    if mask is not None:
        mask = checks.array(owner, "mask", mask, ("T", "B"), sizes, bool)
        if not mask.any():
            raise ValueError(f"{owner}: mask must be True somewhere: no prediction counts")
        targets = np.asarray(targets)
        if (
            targets.dtype.kind in "fiu"
            and (targets.shape[:1], targets.shape[-1:]) == (mask.shape[:1], mask.shape[1:])
            and targets.ndim in (2, 3)
        ):
            targets = np.where(mask if targets.ndim == 2 else mask[:, None], targets, 0)
        mask = mask[:, None]
        y = checks.all_finite(owner, "y", np.where(mask, y, 0))
    return y, targets, mask, sizes


def _mean(value: np.ndarray, d_y: np.ndarray, mask: np.ndarray | None) -> tuple[float, np.ndarray]:
    """The mean of value (T, 1, B) over what counts, and the adjoint to it."""
    if mask is None:
        return float(value.mean()), d_y / value.size
    N = int(mask.sum())
    return float(value.sum(where=mask) / N), np.where(mask, d_y / N, d_y.dtype.type(0))


LOSSES: dict[str, Loss] = {
    "cross_entropy": cross_entropy,
    "squared_error": squared_error,
    "mse": squared_error,
    "binary_cross_entropy": binary_cross_entropy,
}


def named(owner: str, loss: str | Loss) -> Loss:
    """A loss by its name, or as it is."""
    if callable(loss):
        return loss
    return LOSSES[checks.one_of(owner, "loss", loss, tuple(LOSSES))]


def perplexity(loss: float) -> float:
    """e^loss of a mean negative log-likelihood in nats.

    It is 1 / the geometric mean of the probabilities that the targets were given: a model
    of perplexity k is as unsure as one that guesses among k equally likely symbols.
    """
    return float(np.exp(loss))


def bits(loss: float) -> float:
    """A loss in nats as bits: loss / ln 2."""
    return float(loss / np.log(2))
