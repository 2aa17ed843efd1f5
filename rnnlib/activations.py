"""The activation functions, each with its slope in terms of its *result*; and softmax.

The backward pass has the result at hand: it never computes an exponential twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Activation:
    """An elementwise function φ.

    Attributes:
        name: "tanh".
        latex: how φ is written.
        function: φ(a, out=None) of an array of any shape; writes into `out` if it is given.
        slope: φ'(a) as a function of y = φ(a).
        rule: the derivative in words.
    """

    name: str
    latex: str
    function: Callable[..., np.ndarray]
    slope: Callable[[Any], Any]
    rule: str


def sigmoid(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """σ(a) = 1 / (1 + e^-a), elementwise, any shape.

    Computed as ½ + ½ tanh(a/2), which is the same function and cannot overflow.
    """
    y = np.tanh(0.5 * a, out=out)
    return np.add(0.5, np.multiply(0.5, y, out=out), out=out)


def relu(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """max(0, a), elementwise."""
    return np.maximum(a, 0, out=out)


def linear(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """The identity."""
    return a if out is None else np.positive(a, out=out)


def relu_slope(y: np.ndarray) -> np.ndarray:
    """1 where the result is positive, else 0 (also at the corner)."""
    return (y > 0).astype(y.dtype)


ACTIVATIONS = {
    phi.name: phi
    for phi in (
        Activation("sigmoid", r"\sigma", sigmoid, lambda y: y * (1 - y), "σ' = σ (1 − σ)"),
        Activation("tanh", r"\tanh", np.tanh, lambda y: 1 - y * y, "tanh' = 1 − tanh²"),
        Activation("relu", r"\mathrm{ReLU}", relu, relu_slope, "ReLU' = 1 where positive, else 0"),
        Activation("linear", "", linear, np.ones_like, "the identity"),
    )
}


def log_softmax(y: np.ndarray, axis: int) -> np.ndarray:
    """ln softmax(y) along the axis of the classes; the largest entry is subtracted first."""
    shifted = y - y.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def softmax(y: np.ndarray, axis: int) -> np.ndarray:
    """e^y_k / Σ_j e^y_j along the axis of the classes: positive, sums to 1."""
    return np.exp(log_softmax(y, axis))
