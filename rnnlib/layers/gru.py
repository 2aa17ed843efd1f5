"""The gated recurrent layer, in its two forms, forward and backward by hand."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.fast import Arrays, Collector, FastRecurrent, blocks_of_steps
from rnnlib.layers.layer import State, Tape


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
        super().__init__(input_size, hidden_size, seed, dtype)

    def _more_parameters(self, random: np.random.Generator) -> None:
        if self.variant == "reset_after":
            self.b_u = self._uniform(random, self.hidden_size, 1)

    def _arrays(self) -> Arrays:
        more = {"b_u": self.b_u} if self.variant == "reset_after" else {}
        return super()._arrays() | more

    def _by_name(self, W: np.ndarray, b: np.ndarray) -> Arrays:
        named = super()._by_name(W, b)
        if self.variant == "reset_after":  # the candidate's row block is two products
            named["W_u"], named["W_h"] = np.hsplit(named["W_h"], [self.hidden_size])
        return named

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        return {"r": {"relevance": "r"}, "z": {"forget": "1 - z", "input": "z"}}

    def state_columns(self, name: str) -> slice | None:
        """Reset after the product, W_h sees the input alone."""
        alone = (self.variant, name) == ("reset_after", "W_h")
        return None if alone else super().state_columns(name)

    def _run(self, W_h: np.ndarray, a: np.ndarray, state: State) -> Arrays:
        T, D, B = len(a), self.hidden_size, a.shape[2]
        h = np.empty((T + 1, D, B), self.dtype)  # h[t] is what step t starts from
        h[0] = state[0]
        kept = np.empty((T, D, B), self.dtype)
        if self.variant == "reset_before":
            _run_reset_before(W_h, a, h, kept)
        else:
            _run_reset_after(W_h, self.b_u, a, h, kept)
        r, z, h_candidate = np.split(a, 3, axis=1)
        seen = "r_times_h" if self.variant == "reset_before" else "u"
        named = {"r": r, "z": z, "h_candidate": h_candidate, seen: kept}
        return {"h_prior": h[:-1], "gates": a, **named, "h": h[1:]}

    def _run_back(
        self, W_h: np.ndarray, tape: Tape, collect: Collector, arriving: Arrays, d_state: State
    ) -> tuple[State, Arrays]:
        go_back = _back_reset_before if self.variant == "reset_before" else _back_reset_after
        return go_back(W_h, tape, collect, arriving["h"], d_state[0].copy())


def _close_gates(a, recurrent):
    """σ in place, from half the weighted sums: σ(a) = ½ + ½ tanh(a/2)."""
    a += recurrent
    np.tanh(a, out=a)
    a *= 0.5
    a += 0.5


def _run_reset_before(W_h, a, h, r_times_h):
    D, B = h[0].shape
    W_gates, W_candidate = W_h[: 2 * D], W_h[2 * D :]
    recurrent, product = np.empty((2 * D, B), h.dtype), np.empty((D, B), h.dtype)
    for t in range(len(a)):
        gates, candidate = a[t, : 2 * D], a[t, 2 * D :]
        np.matmul(W_gates, h[t], out=recurrent)
        _close_gates(gates, recurrent)
        np.multiply(gates[:D], h[t], out=r_times_h[t])
        np.matmul(W_candidate, r_times_h[t], out=product)
        candidate += product
        np.tanh(candidate, out=candidate)
        _blend(gates[D:], candidate, h[t], h[t + 1])


def _run_reset_after(W_h, b_u, a, h, u):
    D, B = h[0].shape
    recurrent, product = np.empty((3 * D, B), h.dtype), np.empty((D, B), h.dtype)
    for t in range(len(a)):
        gates, candidate = a[t, : 2 * D], a[t, 2 * D :]
        np.matmul(W_h, h[t], out=recurrent)
        _close_gates(gates, recurrent[: 2 * D])
        np.add(recurrent[2 * D :], b_u, out=u[t])
        np.multiply(gates[:D], u[t], out=product)
        candidate += product
        np.tanh(candidate, out=candidate)
        _blend(gates[D:], candidate, h[t], h[t + 1])


def _blend(z, candidate, h, h_new):
    """(1 - z) h + z h̃ = h + z (h̃ - h)"""
    np.subtract(candidate, h, out=h_new)
    h_new *= z
    h_new += h


def _slopes(tape, steps, factor, out):
    """What d_h is multiplied by on its way to the three weighted sums: (steps, 3 D_h, B).

    z:  (h̃ - h) z (1 - z)        h̃:  z (1 - h̃²)        r:  factor r (1 - r)
    """
    D = factor.shape[1]
    gates, z = tape["gates"][steps, : 2 * D], tape["z"][steps]
    h_candidate = tape["h_candidate"][steps]
    keep = 1 - z
    np.subtract(1, gates, out=out[:, : 2 * D])
    out[:, : 2 * D] *= gates
    out[:, :D] *= factor
    out[:, D : 2 * D] *= h_candidate - tape["h_prior"][steps]
    np.multiply(h_candidate, h_candidate, out=out[:, 2 * D :])
    np.subtract(1, out[:, 2 * D :], out=out[:, 2 * D :])
    out[:, 2 * D :] *= z
    return keep


def _back_reset_before(W_h, tape, collect, d_h, d_next):
    T, D, B = d_h.shape
    W_gates, W_candidate = (np.ascontiguousarray(part) for part in np.hsplit(W_h, [2 * D]))
    d, d_seen = np.empty_like(d_next), np.empty_like(d_next)
    for steps in blocks_of_steps(T, 3 * D * B):
        d_a = np.empty((steps.stop - steps.start, 3 * D, B), d_h.dtype)
        keep = _slopes(tape, steps, tape["h_prior"][steps], out=d_a)
        r = tape["r"][steps]
        arriving = d_h[steps]
        for t in reversed(range(len(d_a))):
            np.add(arriving[t], d_next, out=d)
            parts = d_a[t].reshape(3, D, B)  # r, z, h̃
            parts[1:] *= d
            np.matmul(W_candidate, parts[2], out=d_seen)  # the adjoint of r ⊙ h_{t-1}
            parts[0] *= d_seen
            np.matmul(W_gates, d_a[t, : 2 * D], out=d_next)
            d_seen *= r[t]
            d *= keep[t]
            d_next += d_seen
            d_next += d
        gates, candidate = slice(2 * D), slice(2 * D, None)
        collect(
            steps,
            d_a,
            (gates, d_a[:, gates], tape["h_prior"][steps]),
            (candidate, d_a[:, candidate], tape["r_times_h"][steps]),
        )
    return (d_next,), {}


def _back_reset_after(W_h, tape, collect, d_h, d_next):
    T, D, B = d_h.shape
    d = np.empty_like(d_next)
    d_b_u = np.zeros((D, 1), d_h.dtype)
    for steps in blocks_of_steps(T, 6 * D * B):
        d_a = np.empty((steps.stop - steps.start, 3 * D, B), d_h.dtype)
        d_recurrent = np.empty_like(d_a)  # the same on the state's side of the sums: r, z, u
        keep = _slopes(tape, steps, tape["u"][steps], out=d_recurrent)
        # r's adjoint comes through h̃: its slope is the product of both
        d_recurrent[:, :D] *= d_recurrent[:, 2 * D :]
        r = tape["r"][steps]
        arriving = d_h[steps]
        for t in reversed(range(len(d_a))):
            np.add(arriving[t], d_next, out=d)
            parts = d_recurrent[t].reshape(3, D, B)
            parts *= d
            d_a[t] = d_recurrent[t]
            parts[2] *= r[t]
            np.matmul(W_h, d_recurrent[t], out=d_next)
            d *= keep[t]
            d_next += d
        d_b_u += d_recurrent[:, 2 * D :].sum(axis=(0, 2))[:, None]
        collect(steps, d_a, (slice(None), d_recurrent, tape["h_prior"][steps]))
    return (d_next,), {"b_u": d_b_u}
