"""Normalisation between recurrent layers."""

from typing import Any

import numpy as np

from rnnlib.layers.layer import Feedforward, until_the_end


class _Normalized(Feedforward):
    """A layer with a learnt scale g and shift s of each feature."""

    epsilon = 1e-5

    def __init__(self, size: int, dtype: Any = np.float32) -> None:
        super().__init__(size, dtype)
        self.g, self.s = np.ones((size, 1), self.dtype), np.zeros((size, 1), self.dtype)

    def _arrays(self):
        return {"g": self.g, "s": self.s}

    def _learnt(self, tape, d_y):
        """∂L/∂g and ∂L/∂s, (D, 1) each."""
        d_g = (d_y * tape["standard"]).sum(axis=(0, 2))[:, None]
        d_s = d_y.sum(axis=(0, 2))[:, None]
        return {"g": d_g, "s": d_s}


class LayerNorm(_Normalized):
    """y = g ⊙ (x - mean) / √(variance + ε) + s over the features of each sample and step.

    Ba et al. (2016), who put it inside the layers, on the weighted sums under the
    activations. Here it stands between layers.

    Args:
        size: D, the number of features.
        dtype: float32, or float64 for checks.
    """

    def _forward(self, x, state, lengths, training):
        scale = 1 / np.sqrt(x.var(axis=1, keepdims=True) + self.epsilon)
        standard = (x - x.mean(axis=1, keepdims=True)) * scale
        return self.g * standard + self.s, (), {"standard": standard, "scale": scale}, None

    def _backward(self, tape, d_y, d_state):
        standard = tape["standard"]
        d = d_y * self.g
        d_mean = d.mean(axis=1, keepdims=True)
        d_along = (d * standard).mean(axis=1, keepdims=True)
        d_x = (d - d_mean - standard * d_along) * tape["scale"]
        return d_x, (), self._learnt(tape, d_y)


class BatchNorm(_Normalized):
    """y = g ⊙ (x - mean) / √(variance + ε) + s over the samples and steps of each feature.

    Ioffe & Szegedy (2015). In training, mean and variance are those of the batch, over all steps
    that are not padding: so each step sees something of the others, later ones included. Else they
    are the running ones, `mean` and `variance`, which are among the parameters but follow the data
    of training and not a gradient: theirs is given as 0.

    Args:
        size: D, the number of features.
        dtype: float32, or float64 for checks.
    """

    momentum = 0.1  # running ← 0.9 running + 0.1 that of the batch

    def __init__(self, size: int, dtype: Any = np.float32) -> None:
        super().__init__(size, dtype)
        self.mean, self.variance = np.zeros_like(self.g), np.ones_like(self.g)

    def _arrays(self):
        return super()._arrays() | {"mean": self.mean, "variance": self.variance}

    def _forward(self, x, state, lengths, training):
        T, _, B = x.shape
        count = T * B if lengths is None else int(lengths.sum())
        mean, variance = self.mean, self.variance
        if training:
            mean = x.sum(axis=(0, 2))[:, None] / count  # x is 0 after the end of a sequence
            apart = until_the_end(x - mean, lengths)
            variance = np.square(apart).sum(axis=(0, 2))[:, None] / count
            unbiased = variance * count / max(count - 1, 1)
            self.mean += self.momentum * (mean - self.mean)
            self.variance += self.momentum * (unbiased - self.variance)
        scale = 1 / np.sqrt(variance + self.epsilon)
        standard = until_the_end((x - mean) * scale, lengths)
        values = {"standard": standard, "scale": scale}
        return self.g * standard + self.s, (), values, count if training else None

    def _backward(self, tape, d_y, d_state):
        learnt, d_x = self._learnt(tape, d_y), d_y * self.g
        if count := tape.values:  # in training the mean and the variance moved, too
            moved = self.g * (learnt["s"] + tape["standard"] * learnt["g"]) / count
            d_x = until_the_end(d_x - moved, tape.lengths)
        nothing = {name: np.zeros_like(self.g) for name in ("mean", "variance")}
        return d_x * tape["scale"], (), learnt | nothing
