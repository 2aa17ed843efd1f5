"""The long short-term memory layer and its variants, forward and backward by hand."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers import initialization
from rnnlib.layers.fast import FastRecurrent, blocks_of_steps

# The rows of W: σ first; and those that c_t waits for together at the end.
_BLOCKS = {"standard": "ofic", "no_forget_gate": "oic", "coupled": "oic"}


class LSTM(FastRecurrent):
    """c_t = f ⊙ c_{t-1} + i ⊙ c̃,  h_t = o ⊙ tanh(c_t)       Hochreiter & Schmidhuber (1997),

    f, i, o = σ(W [h_{t-1}; x_t] + b),  c̃ = tanh(W_c [h_{t-1}; x_t] + b_c)   Gers et al. (2000)

    variant "no_forget_gate": f = 1; "coupled": f = 1 - i, Greff et al. (2017), CIFG.
    peepholes: p_f ⊙ c_{t-1}, p_i ⊙ c_{t-1} and p_o ⊙ c_t are added inside the gates' σ,
    Gers & Schmidhuber (2000).

    Args:
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; all parameters are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        forget_bias: what b_f is set to, instead; coupled, b_i = -forget_bias.
        variant: "standard", "no_forget_gate" or "coupled".
        peepholes: whether the gates see the cell state.
    """

    state_names = ("h", "c")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        seed: Any,
        dtype: Any = np.float32,
        forget_bias: float | None = None,
        variant: str = "standard",
        peepholes: bool = False,
    ) -> None:
        self.variant = checks.one_of("LSTM", "variant", variant, tuple(_BLOCKS))
        self.peepholes = checks.one_of("LSTM", "peepholes", peepholes, (False, True))
        self.blocks = tuple(_BLOCKS[variant])
        self.sigmoids = len(self.blocks) - 1
        self.extra_names = tuple(f"p_{name}" for name in self.blocks[:-1]) if peepholes else ()
        super().__init__(input_size, hidden_size, seed, dtype)
        if forget_bias is not None:
            initialization.forget_bias(self, forget_bias)

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        roles = {"o": {"output": "o"}, "f": {"forget": "f"}, "i": {"input": "i"}}
        if self.variant == "coupled":
            roles["i"] = {"forget": "1 - i", "input": "i"}
        return {name: roles[name] for name in self.blocks[:-1]}

    def _run(self, W_h, a, state):
        T, D, B = len(a), self.hidden_size, a.shape[2]
        h, c = (np.empty((T + 1, D, B), self.dtype) for _ in state)
        h[0], c[0] = state
        tanh_c = np.empty((T, D, B), self.dtype)
        named = {name: a[:, self.rows(name)] for name in sorted(self.blocks)}
        if self.variant == "coupled":
            named["f"] = np.empty((T, D, B), self.dtype)
        o, i, g, forget = named["o"], named["i"], named.pop("c"), named.get("f")
        gates = a[:, : self.sigmoids * D]
        recurrent, kept = np.empty_like(a[0]), np.empty((D, B), self.dtype)
        P = 0.5 * self.extra  # half, like all that σ will see
        first = D if self.peepholes else 0  # then o waits for c_t
        for t in range(T):
            np.matmul(W_h, h[t], out=recurrent)  # trick 2: one product for all layers
            a[t] += recurrent  # trick 1: the input's share is in a already
            if self.peepholes:
                _look(gates[t, D:], P[D:], c[t])
            np.tanh(a[t, first:], out=a[t, first:])  # trick 3: one tanh for all layers
            _to_sigmoid(gates[t, first:])
            if self.variant == "coupled":
                np.subtract(1, i[t], out=named["f"][t])
            np.multiply(i[t], g[t], out=c[t + 1])
            c[t + 1] += c[t] if forget is None else np.multiply(forget[t], c[t], out=kept)
            if self.peepholes:
                _look(o[t], P[:D], c[t + 1])
                np.tanh(o[t], out=o[t])
                _to_sigmoid(o[t])
            np.tanh(c[t + 1], out=tanh_c[t])
            np.multiply(o[t], tanh_c[t], out=h[t + 1])
        named |= {"c_candidate": g, "tanh_c": tanh_c}
        return {"h_prior": h[:-1], "c_prior": c[:-1], **named, "c": c[1:], "h": h[1:]}

    def _run_back(self, W_h, tape, collect, arriving, d_state):
        d_h, d_c_steps = arriving["h"], arriving.get("c")
        T, D, B = d_h.shape
        d_next, d_c = d_state
        d, through_h = np.empty_like(d_next), np.empty_like(d_next)
        P, P_o, P_others = self.extra, self.extra[:D], self.extra[D:].reshape(-1, D, 1)
        for steps in blocks_of_steps(T, len(self.W) * B):
            d_a, slope_h = self._slopes(tape, steps)  # trick 5
            forget = None if self.variant == "no_forget_gate" else tape["f"][steps]
            d_outer = d_h[steps]
            for t in reversed(range(len(d_a))):
                np.add(d_outer[t], d_next, out=d)
                d_a[t, :D] *= d
                np.multiply(d, slope_h[t], out=through_h)
                d_c += through_h
                if d_c_steps is not None:
                    d_c += d_c_steps[steps][t]
                if self.peepholes:
                    d_c += P_o * d_a[t, :D]
                parts = d_a[t, D:].reshape(-1, D, B)
                parts *= d_c
                if forget is not None:
                    d_c *= forget[t]
                if self.peepholes:
                    d_c += (P_others * parts[:-1]).sum(axis=0)
                np.matmul(W_h, d_a[t], out=d_next)
            collect(steps, d_a, (slice(None), d_a, tape["h_prior"][steps]))
            if self.peepholes:  # o looks at c_t, the gates before it at c_{t-1}
                c, c_prior = tape["c"][steps], tape["c_prior"][steps]
                seen = np.concatenate([c, *(c_prior for _ in P_others)], axis=1)
                collect.d_extra += (d_a[:, : len(P)] * seen).sum(axis=(0, 2))[:, None]
        return d_next, d_c

    def _slopes(self, tape, steps):
        """What d_h (for o) or d_c (for the others) is multiplied by on its way to the sums.

        o:  tanh(c) o (1 - o)    f:  c_{t-1} f (1 - f)    i:  c̃ i (1 - i)    c̃:  i (1 - c̃²)

        And o (1 - tanh(c)²), by which d_h reaches d_c.
        """
        i, g, tanh_c, c_prior = (
            tape[name][steps] for name in ("i", "c_candidate", "tanh_c", "c_prior")
        )
        i_factor = g - c_prior if self.variant == "coupled" else g
        out = self._slopes_at(tape.values[steps])
        for name, factor in {"o": tanh_c, "f": c_prior, "i": i_factor, "c": i}.items():
            if name in self.blocks:
                out[:, self.rows(name)] *= factor
        slope_h = tanh_c * tanh_c
        np.subtract(1, slope_h, out=slope_h)
        slope_h *= tape["o"][steps]
        return out, slope_h


def _look(a, p, c):
    """a += p ⊙ c for each gate that sees the cell state."""
    a.reshape(-1, *c.shape)[...] += p.reshape(-1, len(c), 1) * c


def _to_sigmoid(y):
    """½ + ½ y, in place."""
    y *= 0.5
    y += 0.5
