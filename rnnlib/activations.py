"""Sigmoid and softmax that never overflow, and the slopes of what the simple layer uses.

The slopes are written in terms of the *result*, which the backward pass has
at hand: it never computes an exponential twice.
"""

import numpy as np


def sigmoid(a):
    """σ(a) = 1 / (1 + e^-a), elementwise, any shape.

    Computed as ½ + ½ tanh(a/2), which is the same function and cannot overflow.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def tanh_slope(y):
    """tanh'(a) = 1 - y² with y = tanh(a); at most 1."""
    return 1 - y * y


def relu(a):
    """max(0, a), elementwise."""
    return np.maximum(a, 0)


def relu_slope(y):
    """1 where the result is positive, else 0 (also at the corner)."""
    return (y > 0).astype(y.dtype)


def log_softmax(y, axis):
    """ln softmax(y) along the axis of the classes; the largest entry is subtracted first."""
    shifted = y - y.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def softmax(y, axis):
    """e^y_k / Σ_j e^y_j along the axis of the classes: positive, sums to 1."""
    return np.exp(log_softmax(y, axis))
