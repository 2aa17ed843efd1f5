"""What all recurrent layers share: states, sequences of several lengths, what is shown."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import Layer


class Recurrent(Layer):
    """A recurrent layer over whole sequences, however it computes its steps.

    **What it shows**, as tape.h and to the layer above, is its first state, whatever its name;
    or the first output of a cell that has outputs. d_h is the adjoint of just that.

    A subclass defines two functions:

    `_run_steps(x, state, lengths)` runs the steps. It returns {name: (T, D_h, B)}, with every
    state and what is shown under their names, and what else `_run_steps_back` needs.

    `_run_steps_back(tape, arriving, d_state)` goes back. `arriving` holds by name what reaches
    what is shown and the states from outside at every step, (T, D_h, B). It returns the adjoints
    of x, of the initial state, and of the parameters by name.

    Attributes:
        shown: the name of what it shows.
    """

    state_names: tuple[str, ...] = ("h",)
    _run_steps: Callable[..., tuple]
    _run_steps_back: Callable[..., tuple]

    def __init__(self, input_size: int, hidden_size: int, dtype: Any) -> None:
        self.input_size = checks.size(self.name, "input_size", input_size)
        self.hidden_size = self.output_size = checks.size(self.name, "hidden_size", hidden_size)
        self.dtype = checks.dtype(self.name, dtype)
        self.shown = self.state_names[0]
        self.state_sizes = (self.hidden_size,) * len(self.state_names)
        self.state_axes = ("D_h",) * len(self.state_names)

    def state_columns(self, name: str) -> slice | None:
        """The D_h columns of a parameter that are multiplied by a state of size D_h, if any."""
        return slice(self.hidden_size) if name.startswith("W_") else None

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        """{name: {role: through}} of its gates, as `symbolic.gates` finds them in equations.

        Through says whether the gate or one minus it acts: a GRU has
        {"r": {"relevance": "r"}, "z": {"forget": "1 - z", "input": "z"}}.
        """
        return {}

    def gate_biases(self, name: str) -> tuple[str, ...]:
        """The parameters that are added inside the σ of a gate."""
        return (f"b_{name}",)

    def _forward(self, x, state, lengths, training):
        steps, values = self._run_steps(x, state, lengths)
        over_time = [steps[name] for name in self.state_names]
        if lengths is None:
            final = tuple(s[-1].copy() for s in over_time)
        else:
            final = tuple(s[lengths - 1, :, np.arange(x.shape[2])].T.copy() for s in over_time)
        return steps[self.shown], final, steps, values

    def _backward(self, tape, d_h, d_state):
        T, _, B = d_h.shape
        arriving = {self.shown: d_h}
        if tape.lengths is not None:  # what reaches a final state reaches it at the last step
            for name, final in zip(self.state_names, d_state, strict=True):
                if name not in arriving:
                    arriving[name] = np.zeros((T, *final.shape), self.dtype)
                arriving[name][tape.lengths - 1, :, np.arange(B)] += final.T
            d_state = tuple(np.zeros_like(final) for final in d_state)
        return self._run_steps_back(tape, arriving, d_state)
