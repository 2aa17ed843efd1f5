"""What all recurrent layers share: weights, the door, and the work that no time step waits for.

A layer of cells has two kinds of work. What depends on the state must go step
by step: that is the cell's own, and stands in the cell's file. What does not
is done for all steps at once, here: the products with the inputs before the
loop, the gradients of inputs and weights after it.
"""

from dataclasses import dataclass

import numpy as np

from rnnlib import checks

BLOCK = 1 << 16  # numbers: so many fit into a processor's cache while a block of steps is worked on


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


class Layer:
    """A recurrent layer over whole sequences.

    A cell's file says which layers it has and fills in two functions:

    `_forward(W_h, a, state)` runs the steps. It gets the recurrent weights, the inputs'
    share of every weighted sum, a (T, rows of W, B), and the initial state. It returns
    {name: (T, D_h, B)}, with every state under its name and h_prior and so on for what
    the step began with.

    `_backward(W_h, tape, d_h, d_c)` goes back. It returns the adjoints of a, of the
    initial state, and of the recurrent weights, and those of any other parameters.
    """

    states = ("h",)
    blocks = ()  # the cell's layers, in the order of their rows in W
    sigmoids = 0  # how many of them, the first ones, are closed by σ

    def __init__(self, input_size, hidden_size, seed, dtype=np.float32):
        owner = type(self).__name__
        self.input_size = checks.size(owner, "input_size", input_size)
        self.hidden_size = checks.size(owner, "hidden_size", hidden_size)
        self.dtype = checks.dtype(owner, dtype)
        self._random = np.random.default_rng(seed)
        rows = len(self.blocks) * self.hidden_size
        self.W = self._uniform(rows, self.hidden_size + self.input_size)
        self.b = self._uniform(rows, 1)
        self.params = Parameters(self._by_name(self.W, self.b))

    def _uniform(self, *shape):
        bound = self.hidden_size**-0.5
        return self._random.uniform(-bound, bound, shape).astype(self.dtype)

    def rows(self, *names):
        """The rows of W that belong to neighbouring layers of the cell."""
        first, last = self.blocks.index(names[0]), self.blocks.index(names[-1])
        return slice(first * self.hidden_size, (last + 1) * self.hidden_size)

    def _by_name(self, W, b):
        """The rows of each of the cell's layers, under the names of the equations."""
        return {f"W_{name}": W[self.rows(name)] for name in self.blocks} | {
            f"b_{name}": b[self.rows(name)] for name in self.blocks
        }

    @property
    def parameter_count(self):
        """Number of the cell's layers × D_h (D_h + D_x + 1), and what a variant adds."""
        return sum(array.size for array in self.params.values())

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
        owner = f"{type(self).__name__}.forward"
        sizes = {"D_x": self.input_size, "D_h": self.hidden_size}
        x = checks.array(owner, "x", x, ("T", "D_x", "B"), sizes, self.dtype)
        T, _, B = x.shape
        state = self._check_state(owner, "state", state, B)
        # σ(a) = ½ + ½ tanh(a/2): with these rows halved, one tanh serves all layers of a step.
        half = np.ones((len(self.W), 1), self.dtype)
        half[: self.sigmoids * self.hidden_size] = 0.5
        W = self.W * half
        a = W[:, self.hidden_size :] @ x  # every step's input at once
        a += self.b * half
        steps = self._forward(np.ascontiguousarray(W[:, : self.hidden_size]), a, state)
        h = steps["h"]
        if lengths is None:
            return Tape(x, h, tuple(steps[name][-1] for name in self.states), steps)
        lengths = checks.classes(owner, "lengths", lengths, ("B",), {"B": B}, count=T + 1)
        checks.size(owner, "the shortest of lengths", lengths.min())
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
        owner = f"{type(self).__name__}.backward"
        T, d_hidden, B = tape.h.shape
        sizes = {"T": T, "D_h": d_hidden, "B": B}
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
        W_h = np.ascontiguousarray(self.W[:, : self.hidden_size].T)
        d_a, d_state, d_W_h, others = self._backward(W_h, tape, *arriving, d_state)
        rows = side_by_side(d_a)
        d_W = np.concatenate([d_W_h, rows @ side_by_side(tape.x).T], axis=1)
        d_b = rows.sum(axis=1, keepdims=True)
        d_x = self.W[:, self.hidden_size :].T @ d_a
        return Gradients(d_x, d_state, self._by_name(d_W, d_b) | others)

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


def blocks_of_steps(a):
    """Slices of time from the end to the start, each small enough for the cache."""
    T = len(a)
    size = max(1, BLOCK // a[0].size)
    for last in range(T, 0, -size):
        yield slice(max(0, last - size), last)


def _within(lengths, T):
    """1 up to the end of each sequence, 0 after it: (T, 1, B)."""
    return (np.arange(T)[:, None] < lengths)[:, None, :]
