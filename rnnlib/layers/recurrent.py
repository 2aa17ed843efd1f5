"""What all recurrent layers share: states, sequences of several lengths, what is shown."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import Gradients, Layer, Tape, until_the_end


class Recurrent(Layer):
    """A recurrent layer over whole sequences, however it computes its steps.

    **What it shows**, as tape.h and to the layer above, is its first state, whatever its name;
    or the first output of a cell that has outputs. d_h is the adjoint of just that.

    What is to be filled in:

    `_forward(x, state, lengths)` runs the steps. It returns {name: (T, D_h, B)}, with every
    state and what is shown under their names, and what else `_backward` needs.

    `_backward(tape, arriving, d_state)` goes back. `arriving` holds by name what reaches what
    is shown and the states from outside at every step, (T, D_h, B). It returns the adjoints
    of x, of the initial state, and of the parameters by name.

    Attributes:
        shown: the name of what it shows.
        axes: {name: how its size is written}, for its states and what it shows.
    """

    state_names: tuple[str, ...] = ("h",)
    _forward: Callable[..., tuple]
    _backward: Callable[..., tuple]

    def __init__(self, input_size: int, hidden_size: int, dtype: Any) -> None:
        self.input_size = checks.size(self.name, "input_size", input_size)
        self.hidden_size = self.output_size = checks.size(self.name, "hidden_size", hidden_size)
        self.dtype = checks.dtype(self.name, dtype)
        self.shown = self.state_names[0]
        self.state_sizes = (self.hidden_size,) * len(self.state_names)
        self.axes = dict.fromkeys(self.state_names, "D_h")

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

    def forward(
        self, x: Any, state: Any = None, lengths: Any = None, training: bool = False
    ) -> Tape:
        """Run the cell over a whole sequence.

        Args:
            x: inputs, (T, D_x, B).
            state: initial state, a tuple of (D_h, B); zeros if not given.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T.
                What follows the end has no influence, whatever it holds, NaN included;
                the final state is that of the last step.
            training: makes no difference to a layer without dropout.

        Returns:
            Tape with .h (T, output_size, B), .state (a tuple of (D_h, B)), and what backward
            needs.

        Raises:
            ValueError: x, state or lengths has the wrong shape, is empty, is out of range,
                or holds NaN or infinity.
        """
        x, lengths = self._check_x(x, lengths)
        B = x.shape[2]
        state = self._check_state("forward", "state", state, B)
        steps, values = self._forward(x, state, lengths)
        over_time = [steps[name] for name in self.state_names]
        if lengths is None:
            final = tuple(s[-1].copy() for s in over_time)
        else:
            final = tuple(s[lengths - 1, :, np.arange(B)].T.copy() for s in over_time)
        shown = until_the_end(steps[self.shown], lengths)
        return Tape(self, x, shown, final, steps, lengths, values)

    def backward(self, tape: Tape, d_h: Any, d_state: Any = None) -> Gradients:
        """Backpropagation through time, over the whole sequence.

        Args:
            tape: what `forward` returned.
            d_h: ∂L/∂h_t of what is shown, at every step, (T, output_size, B).
            d_state: ∂L/∂(final state), a tuple of (D_h, B); zeros if not given.

        Returns:
            Gradients: .x (T, D_x, B), .state, .params (as `params`).
        """
        d_h = self._check_d_h(tape, d_h)
        T, _, B = d_h.shape
        d_state = self._check_state("backward", "d_state", d_state, B)
        arriving = {self.shown: d_h}
        if tape.lengths is not None:  # what reaches a final state reaches it at the last step
            for name, final in zip(self.state_names, d_state, strict=True):
                if name not in arriving:
                    arriving[name] = np.zeros((T, *final.shape), self.dtype)
                arriving[name][tape.lengths - 1, :, np.arange(B)] += final.T
            d_state = tuple(np.zeros_like(final) for final in d_state)
        return Gradients(*self._backward(tape, arriving, d_state))

    def _check_state(self, method, name, state, batch):
        """A copy of it, for the caller may write into his own; zeros if it is None."""
        owner, names = f"{self.name}.{method}", self.state_names
        if state is None:
            return tuple(np.zeros((size, batch), self.dtype) for size in self.state_sizes)
        if not isinstance(state, tuple) or len(state) != len(names):
            came = len(state) if isinstance(state, tuple) else type(state).__name__
            what = f"a tuple of {len(names)}, ({', '.join(names)},)"
            raise ValueError(f"{owner}: {name} must be {what}, got {came}")
        checked = []
        for k, (part, size) in enumerate(zip(state, self.state_sizes, strict=True)):
            axes = (self.axes[names[k]], "B")
            sizes = dict(zip(axes, (size, batch), strict=True))
            part = checks.array(owner, f"{name}[{k}]", part, axes, sizes, self.dtype)
            checked.append(part.copy())
        return tuple(checked)
