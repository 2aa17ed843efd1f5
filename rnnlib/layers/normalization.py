"""Layer normalisation between recurrent layers."""

from typing import Any

import numpy as np

from rnnlib.layers.layer import Feedforward


class LayerNorm(Feedforward):
    """y = g ⊙ (x - mean) / √(variance + ε) + s over the features of each sample and step.

    Ba et al. (2016), who put it inside the layers, on the weighted sums under the
    activations. Here it stands between layers.

    Args:
        size: D, the number of features.
        dtype: float32, or float64 for checks.
    """

    epsilon = 1e-5

    def __init__(self, size: int, dtype: Any = np.float32) -> None:
        super().__init__(size, dtype)
        self.g, self.s = np.ones((size, 1), self.dtype), np.zeros((size, 1), self.dtype)

    def _arrays(self):
        return {"g": self.g, "s": self.s}

    def _forward(self, x, state, lengths, training):
        scale = 1 / np.sqrt(x.var(axis=1, keepdims=True) + self.epsilon)
        standard = (x - x.mean(axis=1, keepdims=True)) * scale
        return self.g * standard + self.s, (), {"standard": standard, "scale": scale}, None

    def _backward(self, tape, d_y, d_state):
        standard = tape["standard"]
        d_g = (d_y * standard).sum(axis=(0, 2))[:, None]
        d_s = d_y.sum(axis=(0, 2))[:, None]
        d = d_y * self.g
        d_mean = d.mean(axis=1, keepdims=True)
        d_along = (d * standard).mean(axis=1, keepdims=True)
        d_x = (d - d_mean - standard * d_along) * tape["scale"]
        return d_x, (), {"g": d_g, "s": d_s}
