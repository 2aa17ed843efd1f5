"""Dropout between recurrent layers."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import Feedforward


class Dropout(Feedforward):
    """y = m ⊙ x / (1 - p), m random zeros and ones in training; y = x otherwise.

    It acts on the connections between layers, never on those between steps: so what a state
    remembers meets the masks on its way up alone, however long it is remembered.
    Zaremba et al. (2014). One mask for all steps is from Gal & Ghahramani (2016), who
    put such a mask on the connections between steps as well.

    Args:
        size: D, the number of features.
        rate: p, the share that is set to zero.
        seed: int or numpy.random.Generator, for the masks.
        one_mask: whether a sequence keeps its mask through all of its steps.
        dtype: float32, or float64 for checks.
    """

    def __init__(
        self, size: int, rate: float, seed: Any, one_mask: bool = False, dtype: Any = np.float32
    ) -> None:
        super().__init__(size, dtype)
        self.rate = checks.number("Dropout", "rate", rate, least=0, below=1)
        self.one_mask = checks.one_of("Dropout", "one_mask", one_mask, (False, True))
        self.random = checks.generator("Dropout", seed)

    def _forward(self, x, state, lengths, training):
        shape = (1, *x.shape[1:]) if self.one_mask else x.shape
        kept = self.random.random(shape) >= self.rate if training else np.ones(shape, bool)
        scale = (kept / (1 - self.rate if training else 1)).astype(self.dtype)
        return x * scale, (), {"scale": scale}, None

    def _backward(self, tape, d_y, d_state):
        return d_y * tape["scale"], (), {}
