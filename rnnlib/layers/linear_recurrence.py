"""A recurrent layer whose gates do not see the state, so that all its steps can be composed."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.layers.fast import side_by_side
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.scan import loop, scan

FORMS = {  # the gates of each: {name: what closes it}
    "min_gru": {"z": "sigmoid"},
    "positive": {"f": "sigmoid", "i": "sigmoid"},
    "signed": {"f": "tanh", "i": "sigmoid"},
}


class LinearRecurrence(Recurrent):
    """h_t = a_t ⊙ h_{t-1} + b_t, where a_t and b_t come from the input x_t alone.

    min_gru:   z = σ(W_z x_t + b_z),  a = 1 - z,  b = z ⊙ h̃                    Feng et al. (2024)
    positive:  f = σ(W_f x_t + b_f),  i = σ(W_i x_t + b_i),  a = f,  b = i ⊙ h̃
    signed:    the same with f = tanh(W_f x_t + b_f), which may be negative    Grazzi et al. (2025)
    h̃ = W_h x_t + b_h in all of them

    The adjoint of the state is a linear recurrence, too, from the end to the start.

    Args:
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        form: "min_gru", "positive" or "signed".
        parallel: whether the steps are composed, in ⌈log₂ T⌉ passes over all of them, or done
            one after the other. The result is the same, to rounding.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        seed: Any,
        dtype: Any = np.float32,
        form: str = "min_gru",
        parallel: bool = False,
    ) -> None:
        self.form = checks.one_of(self.name, "form", form, FORMS)
        self.parallel = checks.one_of(self.name, "parallel", parallel, (False, True))
        super().__init__(input_size, hidden_size, dtype)
        random = checks.generator(self.name, seed)
        self.closes = FORMS[form]
        D, bound = self.hidden_size, self.hidden_size**-0.5
        rows = (len(self.closes) + 1) * D
        self.W, self.b = (
            random.uniform(-bound, bound, (rows, columns)).astype(self.dtype)
            for columns in (self.input_size, 1)
        )

    def _arrays(self):
        return self._by_name(self.W, self.b)

    def _by_name(self, W, b):
        names = (*self.closes, "h")
        parts = (np.split(array, len(names)) for array in (W, b))
        weights, biases = (dict(zip(names, p, strict=True)) for p in parts)
        named = {f"W_{name}": part for name, part in weights.items()}
        return named | {f"b_{name}": part for name, part in biases.items()}

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        if self.form == "min_gru":
            return {"z": {"forget": "1 - z", "input": "z"}}
        # a tanh that multiplies the state turns it round as well: no tap that opens and closes
        forget = {"f": {"forget": "f"}} if self.form == "positive" else {}
        return forget | {"i": {"input": "i"}}

    def state_columns(self, name: str) -> slice | None:
        """No weights multiply the state."""
        return None

    def _run_steps(self, x, state, lengths):
        sums = self.W @ x + self.b
        *gates, candidate = np.split(sums, len(self.closes) + 1, axis=1)
        named = {
            name: ACTIVATIONS[phi].function(gate)
            for (name, phi), gate in zip(self.closes.items(), gates, strict=True)
        }
        keep = 1 - named["z"] if self.form == "min_gru" else named["f"]
        let_in = named["z"] if self.form == "min_gru" else named["i"]
        h = (scan if self.parallel else loop)(keep, let_in * candidate, state[0])
        prior = np.concatenate([state[0][None], h[:-1]])
        return {"h_prior": prior, **named, "h_candidate": candidate, "h": h}, (keep, let_in)

    def _run_steps_back(self, tape, arriving, d_state):
        keep, let_in = tape.values
        # h̄_t gets what is shown at t, and a_{t+1} ⊙ h̄_{t+1}; the last what reaches the final state
        factors = np.concatenate([keep[1:], np.ones_like(keep[:1])])[::-1]
        d_h = (scan if self.parallel else loop)(factors, arriving["h"][::-1], d_state[0])[::-1]
        if self.form == "min_gru":
            d_gates = {"z": d_h * (tape["h_candidate"] - tape["h_prior"])}
        else:
            d_gates = {"f": d_h * tape["h_prior"], "i": d_h * tape["h_candidate"]}
        d_sums = [
            d_gates[name] * ACTIVATIONS[phi].slope(tape[name]) for name, phi in self.closes.items()
        ]
        d_a = np.concatenate([*d_sums, d_h * let_in], axis=1)
        flat = side_by_side(d_a)
        d_W, d_b = flat @ side_by_side(tape.x).T, flat.sum(axis=1, keepdims=True)
        return self.W.T @ d_a, (keep[0] * d_h[0],), self._by_name(d_W, d_b)
