"""Causal attention: a layer that looks back at every step instead of remembering."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.activations import softmax
from rnnlib.layers.fast import side_by_side
from rnnlib.layers.layer import Layer

PROJECTIONS = ("q", "k", "v")  # what is asked, what answers to it, what is then looked up


class CausalAttention(Layer):
    """Each step asks all steps up to itself, and mixes what they hold by how well they answer.

    q_t = W_q x_t,  k_t = W_k x_t,  v_t = W_v x_t
    α_ts = softmax over s ≤ t of  q_t · k_s / √D_h                   Vaswani et al. (2017), eq. 1
    m_t = Σ_s α_ts v_s
    y_t = tanh(W_y [m_t; x_t] + b_y)     a layer of neurons reads what was found, and the input

    One head, and no marks of position: a step knows of the others only that they come before it.
    It has no state. What it keeps are the k and v of all steps, and its time grows with T².

    Args:
        input_size, hidden_size: D_x, and D_h of q, k, v, m and y.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
    """

    def __init__(
        self, input_size: int, hidden_size: int, seed: Any, dtype: Any = np.float32
    ) -> None:
        self.input_size = checks.size(self.name, "input_size", input_size)
        self.hidden_size = self.output_size = checks.size(self.name, "hidden_size", hidden_size)
        self.dtype = checks.dtype(self.name, dtype)
        random = checks.generator(self.name, seed)
        D_x, D, bound = self.input_size, self.hidden_size, self.hidden_size**-0.5
        self.W, self.W_y, self.b_y = (
            random.uniform(-bound, bound, shape).astype(self.dtype)
            for shape in ((3 * D, D_x), (D, D + D_x), (D, 1))
        )

    def _arrays(self):
        return self._by_name(self.W, self.W_y, self.b_y)

    def _by_name(self, W, W_y, b_y):
        projections = dict(zip(PROJECTIONS, np.split(W, 3), strict=True))
        return {f"W_{n}": part for n, part in projections.items()} | {"W_y": W_y, "b_y": b_y}

    def _forward(self, x, state, lengths, training):
        T = len(x)
        q, k, v = (
            part.transpose(2, 0, 1) for part in np.split(self.W @ x, 3, axis=1)
        )  # (B, T, D_h)
        scores = q @ k.mT / np.sqrt(self.dtype.type(self.hidden_size))  # (B, T asking, T asked)
        scores[:, np.triu(np.ones((T, T), bool), 1)] = -np.inf  # what comes later is not seen
        weights = softmax(scores, axis=2)
        seen = np.concatenate([(weights @ v).transpose(1, 2, 0), x], axis=1)
        y = np.tanh(self.W_y @ seen + self.b_y)
        return y, (), {"weights": weights, "y": y}, (q, k, v, seen)

    def _backward(self, tape, d_h, d_state):
        q, k, v, seen = tape.values
        weights, D = tape["weights"], self.hidden_size
        d_a = d_h * (1 - tape["y"] ** 2)
        flat = side_by_side(d_a)
        d_W_y, d_b_y = flat @ side_by_side(seen).T, flat.sum(axis=1, keepdims=True)
        d_seen = self.W_y.T @ d_a
        d_mix = d_seen[:, :D].transpose(2, 0, 1)  # (B, T, D_h)
        d_weights = d_mix @ v.mT
        # the slope of softmax: only what is above the weighted mean of a row counts
        d_scores = weights * (d_weights - (weights * d_weights).sum(axis=2, keepdims=True))
        d_scores /= np.sqrt(self.dtype.type(D))
        parts = d_scores @ k, d_scores.mT @ q, weights.mT @ d_mix
        d_qkv = np.concatenate([part.transpose(1, 2, 0) for part in parts], axis=1)
        d_x = d_seen[:, D:] + self.W.T @ d_qkv
        d_W = side_by_side(d_qkv) @ side_by_side(tape.x).T
        return d_x, (), self._by_name(d_W, d_W_y, d_b_y)
