"""The output layer on top of a network."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.fast import side_by_side
from rnnlib.layers.parameters import Parametrized


class Readout(Parametrized):
    """y_t = W_y h_t + b_y: the output layer, the same at every step.

    Args:
        hidden_size, output_size: D_h and D_y.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
    """

    def __init__(
        self, hidden_size: int, output_size: int, seed: Any, dtype: Any = np.float32
    ) -> None:
        self.hidden_size = checks.size("Readout", "hidden_size", hidden_size)
        self.output_size = checks.size("Readout", "output_size", output_size)
        random, bound = checks.generator("Readout", seed), self.hidden_size**-0.5
        shape = (self.output_size, self.hidden_size)
        self.W = random.uniform(-bound, bound, shape).astype(dtype)
        self.b = random.uniform(-bound, bound, (self.output_size, 1)).astype(dtype)

    def _arrays(self) -> dict[str, np.ndarray]:
        return {"W_y": self.W, "b_y": self.b}

    def __repr__(self) -> str:
        return f"Readout(hidden_size={self.hidden_size}, output_size={self.output_size})"

    def forward(self, h: np.ndarray) -> np.ndarray:
        """h (T, D_h, B) to y (T, D_y, B)."""
        return self.W @ h + self.b

    def backward(self, h: np.ndarray, d_y: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """d_h (T, D_h, B), and {name: gradient}."""
        rows = side_by_side(d_y)
        d_W, d_b = rows @ side_by_side(h).T, rows.sum(axis=1, keepdims=True)
        return self.W.T @ d_y, {"W_y": d_W, "b_y": d_b}
