"""What all recurrent layers share: weights, the door, and the work that no time step waits for.

A layer of cells has two kinds of work. What depends on the state must go step
by step: that is the cell's own, and stands in the cell's file. What does not
is done for all steps at once, here: the products with the inputs before the
loop, the gradients of inputs and weights after it.
"""

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
        h: the hidden states, (T, D_h, B).
        state: the final state, a tuple of (D_h, B), as the layer's `states` names it.
        steps: {name: (T, D_h, B)}, the cell's intermediates; also as tape[name].
    """

    x: np.ndarray
    h: np.ndarray
    state: tuple
    steps: dict

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


class Layer:
    """A recurrent layer over whole sequences. A cell's file fills in `_forward` and `_backward`."""

    states = ("h",)
    blocks = ()  # the cell's layers, in the order of their rows in W

    def __init__(self, input_size, hidden_size, seed, dtype=np.float32):
        owner = type(self).__name__
        self.input_size = checks.size(owner, "input_size", input_size)
        self.hidden_size = checks.size(owner, "hidden_size", hidden_size)
        self.dtype = checks.dtype(owner, dtype)
        d_h, rows = self.hidden_size, len(self.blocks) * self.hidden_size
        random, bound = np.random.default_rng(seed), d_h**-0.5
        self.W = random.uniform(-bound, bound, (rows, d_h + self.input_size)).astype(self.dtype)
        self.b = random.uniform(-bound, bound, (rows, 1)).astype(self.dtype)
        self.params = Parameters(self._by_name(self.W, self.b))

    def _by_name(self, W, b):
        """The rows of each of the cell's layers, under the names of the equations."""
        d_h = self.hidden_size
        rows = {name: slice(k * d_h, (k + 1) * d_h) for k, name in enumerate(self.blocks)}
        return {f"W_{name}": W[r] for name, r in rows.items()} | {
            f"b_{name}": b[r] for name, r in rows.items()
        }

    @property
    def parameter_count(self):
        """Number of the cell's layers × D_h (D_h + D_x + 1)."""
        return self.W.size + self.b.size

    def forward(self, x, state=None):
        """Run the cell over a whole sequence.

        Args:
            x: inputs, (T, D_x, B).
            state: initial state, a tuple of (D_h, B); zeros if not given.

        Returns:
            Tape with .h (T, D_h, B), .state (a tuple of (D_h, B)), and what backward needs.

        Raises:
            ValueError: x or state has the wrong shape, is empty, or holds NaN or infinity.
        """
        owner = f"{type(self).__name__}.forward"
        sizes = {"D_x": self.input_size, "D_h": self.hidden_size}
        x = checks.array(owner, "x", x, ("T", "D_x", "B"), sizes, self.dtype)
        state = self._check_state(owner, "state", state, x.shape[2])
        # Every step's input at once: (T, rows of W, B).
        a = self.W[:, self.hidden_size :] @ x
        a += self.b
        return self._forward(x, a, state)

    def backward(self, tape, d_h, d_state=None):
        """Backpropagation through time, over the whole sequence.

        Args:
            tape: what `forward` returned.
            d_h: ∂L/∂h_t from the outputs of every step, (T, D_h, B).
            d_state: ∂L/∂(final state), a tuple of (D_h, B); zeros if not given.

        Returns:
            Gradients: .x (T, D_x, B), .state, .params (as `params`).
        """
        owner = f"{type(self).__name__}.backward"
        T, d_hidden, B = tape.h.shape
        sizes = {"T": T, "D_h": d_hidden, "B": B}
        d_h = checks.array(owner, "d_h", d_h, ("T", "D_h", "B"), sizes, self.dtype)
        d_state = self._check_state(owner, "d_state", d_state, B)
        d_a, d_state = self._backward(tape, d_h, d_state)
        rows = side_by_side(d_a)
        seen = np.concatenate([side_by_side(tape["h_prior"]), side_by_side(tape.x)])
        d_W = rows @ seen.T
        d_b = rows.sum(axis=1, keepdims=True)
        d_x = self.W[:, self.hidden_size :].T @ d_a
        return Gradients(d_x, d_state, self._by_name(d_W, d_b))

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


def side_by_side(v):
    """(T, D, B) to (D, T·B): all samples of all steps in one matrix, for one product."""
    return v.transpose(1, 0, 2).reshape(v.shape[1], -1)
