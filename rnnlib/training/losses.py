"""Losses: each returns its value and the adjoint of the network's outputs.

A mask (T, B) says which predictions count, in any pattern. Where it is False, outputs and
targets have no influence, whatever they hold (NaN, infinity, a class of -100), and the
adjoint is 0. Without a mask all count. N is how many do.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib import activations, checks

Mask = np.ndarray | None
Result = tuple[float, np.ndarray]
Loss = Callable[[np.ndarray, np.ndarray, Mask], Result]


def cross_entropy(y: np.ndarray, targets: np.ndarray, mask: Mask = None) -> Result:
    """L = -1/N Σ ln softmax(y_t)[target_t]: mean negative log-likelihood, in nats.

    Its adjoint is (softmax(y) - one-hot(target)) / N.

    Args:
        y: logits, (T, D_y, B): scores of D_y classes before the softmax.
        targets: class numbers, (T, B).
        mask: (T, B) of bool.

    Returns:
        loss (nats per prediction), d_y (T, D_y, B).
    """
    y, targets, mask = _checked("cross_entropy", y, targets, mask, classes=True)
    log_p = activations.log_softmax(y, axis=1)
    T, B = targets.shape
    right = np.arange(T)[:, None], targets, np.arange(B)  # the index of each right class
    d_y = np.exp(log_p)
    d_y[right] -= 1
    return _mean(-log_p[right][:, None], d_y, mask)


def squared_error(y: np.ndarray, targets: np.ndarray, mask: Mask = None) -> Result:
    """L = 1/(N·D_y) Σ (y - target)²; its adjoint is 2 (y - target) / (N·D_y).

    Args:
        y, targets: (T, D_y, B).
        mask: (T, B) of bool.

    Returns:
        loss (unit of the target, squared), d_y (T, D_y, B).
    """
    y, targets, mask = _checked("squared_error", y, targets, mask)
    difference, D_y = y - targets, y.shape[1]
    value = (difference**2).sum(axis=1, keepdims=True) / D_y
    return _mean(value, 2 * difference / D_y, mask)


def binary_cross_entropy(y: np.ndarray, targets: np.ndarray, mask: Mask = None) -> Result:
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
    y, targets, mask = _checked(owner, y, targets, mask)
    if targets.min() < 0 or targets.max() > 1:
        wrong = targets.min() if targets.min() < 0 else targets.max()
        raise ValueError(f"{owner}: targets must lie between 0 and 1, got {wrong:g}")
    # -ln σ(y) = ln(1 + e^-y), and -ln(1 - σ(y)) is y more
    value = (np.logaddexp(0, -y) + (1 - targets) * y).sum(axis=1, keepdims=True)
    return _mean(value, activations.sigmoid(y) - targets, mask)


def _checked(
    owner: str, y: Any, targets: Any, mask: Any, classes: bool = False
) -> tuple[np.ndarray, np.ndarray, Mask]:
    """y and targets, both 0 where the mask is False; and the mask as (T, 1, B)."""
    axes, finite = ("T", "D_y", "B"), mask is None
    y = checks.array(owner, "y", y, axes, {}, np.asarray(y).dtype, finite)
    sizes = dict(zip(axes, y.shape, strict=True))
    if mask is not None:
        mask = checks.array(owner, "mask", mask, ("T", "B"), sizes, bool)
        if not mask.any():
            raise ValueError(f"{owner}: mask must be True somewhere: no prediction counts")
        if classes and np.shape(targets) == mask.shape:
            targets = np.where(mask, targets, 0)
        mask = mask[:, None]
        y = checks.all_finite(owner, "y", np.where(mask, y, 0))
    if classes:
        count = sizes["D_y"]
        return y, checks.classes(owner, "targets", targets, ("T", "B"), sizes, count), mask
    targets = checks.array(owner, "targets", targets, axes, sizes, y.dtype, finite)
    if mask is not None:
        targets = checks.all_finite(owner, "targets", np.where(mask, targets, 0))
    return y, targets, mask


def _mean(value: np.ndarray, d_y: np.ndarray, mask: Mask) -> Result:
    """The mean of value (T, 1, B) over what counts, and the adjoint to it."""
    if mask is None:
        return float(value.mean()), d_y / value.size
    N = int(mask.sum())
    return float(value.sum(where=mask) / N), np.where(mask, d_y / N, d_y.dtype.type(0))


_ALL: tuple[Loss, ...] = (cross_entropy, squared_error, binary_cross_entropy)
LOSSES = {loss.__name__: loss for loss in _ALL} | {"mse": squared_error}


def named(owner: str, loss: str | Loss | None, y: Any = None) -> Loss:
    """A loss as it is or by its name; without one squared error of floats, else cross entropy."""
    if loss is None:
        return squared_error if has_floats(y) else cross_entropy
    return loss if callable(loss) else LOSSES[checks.one_of(owner, "loss", loss, LOSSES)]


def has_floats(y: Any) -> bool:
    """Whether targets, an array or a list, are real values and not class numbers."""
    return "f" in {np.asarray(v).dtype.kind for v in (y if isinstance(y, (list, tuple)) else [y])}


def perplexity(loss: float) -> float:
    """e^loss of a mean negative log-likelihood in nats.

    It is 1 / the geometric mean of the probabilities that the targets were given: a model
    of perplexity k is as unsure as one that guesses among k equally likely symbols.
    """
    return float(np.exp(loss))


def bits(loss: float) -> float:
    """A loss in nats as bits: loss / ln 2."""
    return float(loss / np.log(2))
