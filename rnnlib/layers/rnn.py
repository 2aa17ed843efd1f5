"""The simple recurrent layer, forward and backward over whole sequences, by hand."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.layers.fast import FastRecurrent, blocks_of_steps


class RNN(FastRecurrent):
    """h_t = φ(W_h [h_{t-1}; x_t] + b_h), φ = tanh or ReLU        Elman (1990), with tanh

    Args:
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        activation: "tanh" or "relu".
    """

    blocks = ("h",)

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        seed: Any,
        dtype: Any = np.float32,
        activation: str = "tanh",
    ) -> None:
        self.activation = checks.one_of("RNN", "activation", activation, ("tanh", "relu"))
        super().__init__(input_size, hidden_size, seed, dtype)

    def _run(self, W_h, a, state):
        phi = ACTIVATIONS[self.activation].function
        h = np.empty((len(a) + 1, *state[0].shape), self.dtype)  # h[t] is what step t starts from
        h[0] = state[0]
        recurrent = np.empty_like(h[0])
        for t in range(len(a)):
            np.matmul(W_h, h[t], out=recurrent)  # trick 4: into an array that is there
            a[t] += recurrent  # trick 1: the input's share is in a already
            phi(a[t], out=h[t + 1])
        return {"h_prior": h[:-1], "a": a, "h": h[1:]}

    def _run_back(self, W_h, tape, collect, arriving, d_state):
        d_h = arriving["h"]
        slope = ACTIVATIONS[self.activation].slope
        d_next = d_state[0]  # what step t + 1 sends back to h_t
        d_total = np.empty_like(d_next)
        for steps in blocks_of_steps(len(d_h), d_next.size):
            d_a = slope(tape["h"][steps])  # trick 5
            d_outer = d_h[steps]
            for t in reversed(range(len(d_a))):
                np.add(d_outer[t], d_next, out=d_total)
                d_a[t] *= d_total
                np.matmul(W_h, d_a[t], out=d_next)
            collect(steps, d_a, (slice(None), d_a, tape["h_prior"][steps]))
        return (d_next,)
