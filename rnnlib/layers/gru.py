"""The gated recurrent unit in its two forms, forward and backward over whole sequences, by hand."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.fast import FastRecurrent, blocks_of_steps


class GRU(FastRecurrent):
    """r = σ(W_r [h_{t-1}; x_t] + b_r),  z = σ(W_z [h_{t-1}; x_t] + b_z)      Cho et al. (2014)

    reset before:  h̃ = tanh(W_h [r ⊙ h_{t-1}; x_t] + b_h)
    reset after:   h̃ = tanh(W_h x_t + b_h + r ⊙ (W_u h_{t-1} + b_u))          as in PyTorch
    h_t = (1 - z) ⊙ h_{t-1} + z ⊙ h̃                      as Chung et al. (2014); Cho's z is 1 - z

    Args:
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        variant: "reset_before" or "reset_after".
    """

    blocks = ("r", "z", "h")
    sigmoids = 2

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        seed: Any,
        dtype: Any = np.float32,
        variant: str = "reset_before",
    ) -> None:
        variants = ("reset_before", "reset_after")
        self.variant = checks.one_of("GRU", "variant", variant, variants)
        self.extra_names = ("b_u",) if variant == "reset_after" else ()
        super().__init__(input_size, hidden_size, seed, dtype)

    def _by_name(self, W, b, extra):
        named = super()._by_name(W, b, extra)
        if self.variant == "reset_after":  # the candidate's row block is two products
            named["W_u"], named["W_h"] = np.hsplit(named["W_h"], [self.hidden_size])
            named["b_u"] = named.pop("b_u")  # beside its W_u
        return named

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        return {"r": {"relevance": "r"}, "z": {"forget": "1 - z", "input": "z"}}

    def state_columns(self, name: str) -> slice | None:
        """Reset after the product, W_h multiplies the input alone."""
        alone = (self.variant, name) == ("reset_after", "W_h")
        return None if alone else super().state_columns(name)

    def _run(self, W_h, a, state):
        T, D, B = len(a), self.hidden_size, a.shape[2]
        before = self.variant == "reset_before"
        h = np.empty((T + 1, D, B), self.dtype)  # h[t] is what step t starts from
        h[0] = state[0]
        kept = np.empty((T, D, B), self.dtype)  # r ⊙ h_{t-1} or u = W_u h_{t-1} + b_u
        # Trick 2: one product for gates and u; reset before, the candidate's must wait for r.
        W, W_candidate = W_h[: 2 * D] if before else W_h, W_h[2 * D :]
        recurrent, product = np.empty((len(W), B), self.dtype), np.empty((D, B), self.dtype)
        for t in range(T):
            gates, candidate, prior, new = a[t, : 2 * D], a[t, 2 * D :], h[t], h[t + 1]
            np.matmul(W, prior, out=recurrent)
            gates += recurrent[: 2 * D]  # trick 1: the input's share is there already
            np.tanh(gates, out=gates)  # trick 3: σ(a) = ½ + ½ tanh(a/2), a is half already
            gates *= 0.5
            gates += 0.5
            if before:
                np.multiply(gates[:D], prior, out=kept[t])
                np.matmul(W_candidate, kept[t], out=product)
            else:
                np.add(recurrent[2 * D :], self.extra, out=kept[t])
                np.multiply(gates[:D], kept[t], out=product)
            candidate += product
            np.tanh(candidate, out=candidate)
            np.subtract(candidate, prior, out=new)  # (1 - z) h + z h̃ = h + z (h̃ - h)
            new *= gates[D:]
            new += prior
        r, z, h_candidate = np.split(a, 3, axis=1)
        named = {"r": r, "z": z, "h_candidate": h_candidate, "r_times_h" if before else "u": kept}
        return {"h_prior": h[:-1], **named, "h": h[1:]}

    def _run_back(self, W_h, tape, collect, arriving, d_state):
        d_h, before = arriving["h"], self.variant == "reset_before"
        T, D, B = d_h.shape
        gates, candidate = slice(2 * D), slice(2 * D, None)
        W_gates, W_candidate = (np.ascontiguousarray(W_h[:, rows]) for rows in (gates, candidate))
        d_next = d_state[0]
        d, d_seen = np.empty_like(d_next), np.empty_like(d_next)
        for steps in blocks_of_steps(T, (3 if before else 6) * D * B):
            h_prior, r, d_outer = tape["h_prior"][steps], tape["r"][steps], d_h[steps]
            # the adjoints of the weighted sums: as the state sees them, and as the input does
            d_recurrent, keep = self._slopes(tape, steps, h_prior if before else tape["u"][steps])
            d_a = d_recurrent
            if not before:  # r's adjoint comes through h̃: its slope is the product of both
                d_recurrent[:, :D] *= d_recurrent[:, candidate]
                d_a = np.empty_like(d_recurrent)
            for t in reversed(range(len(d_a))):
                np.add(d_outer[t], d_next, out=d)
                parts = d_recurrent[t].reshape(3, D, B)  # r, z, h̃
                if before:
                    parts[1:] *= d
                    np.matmul(W_candidate, parts[2], out=d_seen)  # the adjoint of r ⊙ h_{t-1}
                    parts[0] *= d_seen
                    np.matmul(W_gates, d_recurrent[t, gates], out=d_next)
                    d_seen *= r[t]
                    d_next += d_seen
                else:
                    parts *= d
                    d_a[t] = d_recurrent[t]
                    parts[2] *= r[t]
                    np.matmul(W_h, d_recurrent[t], out=d_next)
                d *= keep[t]
                d_next += d
            if before:
                seen = (candidate, d_a[:, candidate], tape["r_times_h"][steps])
                collect(steps, d_a, (gates, d_a[:, gates], h_prior), seen)
            else:
                collect.d_extra += d_recurrent[:, candidate].sum(axis=(0, 2))[:, None]
                collect(steps, d_a, (slice(None), d_recurrent, h_prior))
        return (d_next,)

    def _slopes(self, tape, steps, factor):
        """What d_h is multiplied by on its way to the three weighted sums, and to h_{t-1}.

        r:  factor r (1 - r)      z:  (h̃ - h) z (1 - z)      h̃:  z (1 - h̃²)      h_{t-1}:  1 - z
        """
        out, z = self._slopes_at(tape.values[steps]), tape["z"][steps]
        out[:, self.rows("r")] *= factor
        out[:, self.rows("z")] *= tape["h_candidate"][steps] - tape["h_prior"][steps]
        out[:, self.rows("h")] *= z
        return out, 1 - z
