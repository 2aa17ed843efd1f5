"""The door of every recurrent layer: what comes in is checked, lengths are seen to, once."""

from dataclasses import dataclass

import numpy as np

from rnnlib import checks


class Parameters(dict):
    """{name: array}. Setting an entry writes into the array, which is a block of the layer's W."""

    def __setitem__(self, name, value):
        if name not in self:
            raise KeyError(f"{name!r}: the parameters are {', '.join(self)}")
        self[name][...] = checks.array("params", name, value, *_own_axes(self[name]))


def _own_axes(array):
    axes = tuple(f"axis {k}" for k in range(array.ndim))
    return axes, dict(zip(axes, array.shape, strict=True)), array.dtype


@dataclass(frozen=True)
class Tape:
    """What a forward run leaves for the backward one, by name.

    Attributes:
        x: the inputs, (T, D_x, B).
        h: the hidden states, (T, D_h, B); zero after the end of a shorter sequence.
        state: the final state, a tuple of (D_h, B), as the layer's `states` names it.
        steps: {name: (T, D_h, B)}, the cell's intermediates; also as tape[name].
        lengths: the lengths of the sequences, (B,), or None if all are T.
    """

    x: np.ndarray
    h: np.ndarray
    state: tuple
    steps: dict
    lengths: np.ndarray | None = None

    def __getitem__(self, name):
        if name not in self.steps:
            raise KeyError(f"{name!r}: the tape holds {', '.join(self.steps)}")
        return self.steps[name]


@dataclass(frozen=True)
class Gradients:
    """∂L/∂ everything that went in: x (T, D_x, B), state (a tuple), params (a dict)."""

    x: np.ndarray
    state: tuple
    params: dict


class Recurrent:
    """A recurrent layer over whole sequences, of whatever make.

    What is to be filled in:

    `_forward(x, state)` runs the steps and returns {name: (T, D_h, B)}, with every state
    under its name.

    `_backward(tape, arriving, d_state)` goes back. `arriving` holds, for each state, what
    reaches it from outside at every step, (T, D_h, B), or None for nothing. It returns the
    adjoints of x, of the initial state, and of the parameters by name.
    """

    states = ("h",)

    def __init__(self, name, input_size, hidden_size, dtype):
        self.name = name
        self.input_size = checks.size(name, "input_size", input_size)
        self.hidden_size = checks.size(name, "hidden_size", hidden_size)
        self.dtype = checks.dtype(name, dtype)
        self.params = Parameters()

    @property
    def parameter_count(self):
        """Number of the cell's layers × D_h (D_h + D_x + 1), and what a variant adds."""
        return sum(array.size for array in self.params.values())

    def meets_state(self, name):
        """Whether the first D_h columns of a parameter are what the state is multiplied by."""
        return name.startswith("W_")

    def forward(self, x, state=None, lengths=None):
        """Run the cell over a whole sequence.

        Args:
            x: inputs, (T, D_x, B).
            state: initial state, a tuple of (D_h, B); zeros if not given.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T;
                what follows the end is ignored, and the final state is that of the last step.

        Returns:
            Tape with .h (T, D_h, B), .state (a tuple of (D_h, B)), and what backward needs.

        Raises:
            ValueError: x, state or lengths has the wrong shape, is empty, is out of range,
                or holds NaN or infinity.
        """
        owner = f"{self.name}.forward"
        sizes = {"D_x": self.input_size, "D_h": self.hidden_size}
        x = checks.array(owner, "x", x, ("T", "D_x", "B"), sizes, self.dtype)
        T, _, B = x.shape
        state = self._check_state(owner, "state", state, B)
        steps = self._forward(x, state)
        h = steps["h"]
        if lengths is None:
            return Tape(x, h, tuple(steps[name][-1] for name in self.states), steps)
        lengths = checks.classes(owner, "lengths", lengths, ("B",), {"B": B}, T + 1, least=1)
        last = np.arange(B)
        final = tuple(np.ascontiguousarray(steps[s][lengths - 1, :, last].T) for s in self.states)
        return Tape(x, h * _within(lengths, T), final, steps, lengths)

    def backward(self, tape, d_h, d_state=None):
        """Backpropagation through time, over the whole sequence.

        Args:
            tape: what `forward` returned.
            d_h: ∂L/∂h_t from the outputs of every step, (T, D_h, B).
            d_state: ∂L/∂(final state), a tuple of (D_h, B); zeros if not given.

        Returns:
            Gradients: .x (T, D_x, B), .state, .params (as `params`).
        """
        owner = f"{self.name}.backward"
        T, _, B = tape.h.shape
        sizes = {"T": T, "D_h": self.hidden_size, "B": B}
        d_h = checks.array(owner, "d_h", d_h, ("T", "D_h", "B"), sizes, self.dtype)
        d_state = self._check_state(owner, "d_state", d_state, B)
        arriving = (d_h, *(None for _ in self.states[1:]))
        if tape.lengths is not None:  # what reaches a final state reaches it at the last step
            within = _within(tape.lengths, T)
            at = (tape.lengths - 1, slice(None), np.arange(B))
            arriving = (d_h * within, *(np.zeros_like(d_h) for _ in self.states[1:]))
            for steps, final in zip(arriving, d_state, strict=True):
                steps[at] += final.T
            d_state = tuple(np.zeros_like(final) for final in d_state)
        return Gradients(*self._backward(tape, arriving, d_state))

    def _check_state(self, owner, name, state, batch):
        shape = (self.hidden_size, batch)
        if state is None:
            return tuple(np.zeros(shape, self.dtype) for _ in self.states)
        if not isinstance(state, tuple) or len(state) != len(self.states):
            what = f"a tuple of {len(self.states)}, ({', '.join(self.states)},)"
            came = f"{len(state)}" if isinstance(state, tuple) else type(state).__name__
            raise ValueError(f"{owner}: {name} must be {what}, got {came}")
        sizes = dict(zip(("D_h", "B"), shape, strict=True))
        return tuple(
            checks.array(owner, f"{name}[{k}]", part, ("D_h", "B"), sizes, self.dtype)
            for k, part in enumerate(state)
        )


def _within(lengths, T):
    """1 up to the end of each sequence, 0 after it: (T, 1, B)."""
    return (np.arange(T)[:, None] < lengths)[:, None, :]
