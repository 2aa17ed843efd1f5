"""What the hand-written layers share: their weights, and the work that no time step waits for.

A recurrent layer has two kinds of work. What depends on the state must go step
by step: that is the cell's own, and stands in the cell's file. What does not
is done for all steps at once, here: the products with the inputs before the
loop, the gradients of inputs and weights after it.

Trick 1: the products with x_t for all steps in one multiplication       `_run_steps`
Trick 2: the weights of all layers of the cell in one matrix W           `blocks`, `rows`
Trick 3: σ(a) = ½ + ½ tanh(a/2), so that one tanh serves all layers      `_prepared`
Trick 4: no new arrays within the loop, every product writes into `out`  in the cells' files
Trick 5: slopes for a block of steps at once, while it is in the cache   `blocks_of_steps`
Trick 6: the gradients of the weights in one product for each block      `Collector`
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import State
from rnnlib.layers.recurrent import Recurrent

BLOCK = 1 << 18  # numbers: so many fit into a processor's cache while a block of steps is worked on


class FastRecurrent(Recurrent):
    """A hand-written recurrent layer.

    A subclass names its cell's layers (blocks, sigmoids, extra_names) and defines two functions:

    `_run(W_h, a, state)` runs the steps. It gets the recurrent weights, the inputs' share
    of every weighted sum, a (T, rows of W, B), and the initial state. It returns
    {name: (T, D_h, B)}, with h_prior and so on for what each step began with.

    `_run_back(W_h, tape, collect, arriving, d_state)` goes back in blocks of steps, with the
    transposed weights and what arrives for each state; d_state is its own to write into. Of
    each block it hands `collect` the adjoints of a and what the recurrent weights were
    multiplied by, and adds to collect.d_extra. It returns the adjoints of the initial state.
    tape.values is a as `_run` left it.
    """

    blocks: tuple[str, ...] = ()  # the cell's layers, in the order of their rows in W
    sigmoids = 0  # how many of them, the first ones, are closed by σ
    extra_names: tuple[str, ...] = ()  # a variant's parameters besides W and b, each (D_h, 1)
    _run: Callable[..., dict]
    _run_back: Callable[..., tuple]

    def __init__(
        self, input_size: int, hidden_size: int, seed: Any, dtype: Any = np.float32
    ) -> None:
        super().__init__(input_size, hidden_size, dtype)
        random = checks.generator(self.name, seed)
        D, bound = self.hidden_size, self.hidden_size**-0.5
        rows = len(self.blocks) * D
        self.W, self.b, self.extra = (
            random.uniform(-bound, bound, shape).astype(self.dtype)
            for shape in ((rows, D + self.input_size), (rows, 1), (len(self.extra_names) * D, 1))
        )

    def rows(self, name: str) -> slice:
        """The rows of W and b that belong to one layer of the cell."""
        first = self.blocks.index(name) * self.hidden_size
        return slice(first, first + self.hidden_size)

    def _arrays(self):
        return self._by_name(self.W, self.b, self.extra)

    def _by_name(self, W, b, extra):
        """The rows of each of the cell's layers, under the names of the equations."""
        weights = {f"W_{name}": W[self.rows(name)] for name in self.blocks}
        biases = {f"b_{name}": b[self.rows(name)] for name in self.blocks}
        columns = extra.reshape(-1, self.hidden_size, 1)
        return weights | biases | dict(zip(self.extra_names, columns, strict=True))

    def stream(self, state: State | None = None, batch_size: int = 1) -> "Stream":
        """A run that is fed step by step, as a sensor or a reader feeds it: a Stream.

        Args:
            state: where it starts, a tuple of (D_h, B); zeros if not given.
            batch_size: B, how many streams run side by side.
        """
        batch_size = checks.size(f"{self.name}.stream", "batch_size", batch_size)
        return Stream(self, self._check_state("stream", "state", state, batch_size))

    def _run_steps(self, x, state, lengths):
        W_h, W_x, b = self._prepared()
        a = W_x @ x  # every step's input at once
        a += b
        if lengths is None:
            return self._run(W_h, a, state), a
        with np.errstate(over="ignore", invalid="ignore"):  # the steps go on after the end
            steps = self._run(W_h, a, state)
            if not all(np.isfinite(steps[name].sum()) for name in self.state_names):
                after = (np.arange(len(a))[:, None] >= lengths)[:, None, :]
                for name, v in steps.items():  # backward would multiply infinity by 0
                    if not name.endswith("_prior"):  # it is the state's array, one step later
                        np.copyto(v, 0, where=after)
        return steps, a

    def _prepared(self):
        """W_h, W_x and b as the steps use them.

        σ(a) = ½ + ½ tanh(a/2): with σ's rows halved, one tanh serves all layers of a step.
        """
        half = np.ones((len(self.W), 1), self.dtype)
        half[: self.sigmoids * self.hidden_size] = 0.5
        W = self.W * half
        return (
            np.ascontiguousarray(W[:, : self.hidden_size]),
            W[:, self.hidden_size :],
            self.b * half,
        )

    def _run_steps_back(self, tape, arriving, d_state):
        W_h = np.ascontiguousarray(self.W[:, : self.hidden_size].T)
        collect = Collector(self, tape.x)
        d_state = self._run_back(W_h, tape, collect, arriving, d_state)
        d_params = self._by_name(collect.d_W, collect.d_b, collect.d_extra)
        return collect.d_x, d_state, d_params

    def _slopes_at(self, y):
        """σ' = y (1 - y) and, in the rows after the gates', tanh' = 1 - y², of the results y."""
        slopes, gates = np.empty_like(y), self.sigmoids * self.hidden_size
        np.subtract(1, y[:, :gates], out=slopes[:, :gates])
        slopes[:, :gates] *= y[:, :gates]
        np.multiply(y[:, gates:], y[:, gates:], out=slopes[:, gates:])
        np.subtract(1, slopes[:, gates:], out=slopes[:, gates:])
        return slopes


class Stream:
    """A layer that reads one x_t (D_x, B) at a time and returns h_t (D_h, B).

    In constant memory, however long it runs. The weights are those of the moment it began.

    Attributes:
        state: the state now, a tuple of (D_h, B); to write into it changes what comes next.
    """

    def __init__(self, layer: FastRecurrent, state: State) -> None:
        self.layer, self.state = layer, state
        self.W_h, self.W_x, self.b = layer._prepared()

    def __call__(self, x: Any) -> np.ndarray:
        """h_t (D_h, B) of the next x_t (D_x, B)."""
        layer, sizes = self.layer, {"D_x": self.layer.input_size, "B": self.state[0].shape[1]}
        x = checks.array(f"{layer.name}.stream", "x", x, ("D_x", "B"), sizes, layer.dtype)
        a = self.W_x @ x
        a += self.b
        steps = layer._run(self.W_h, a[None], self.state)
        self.state = tuple(steps[name][-1] for name in layer.state_names)
        return self.state[0].copy()


class Collector:
    """Gathers the gradients of inputs and weights, block by block while it is in the cache."""

    def __init__(self, layer: FastRecurrent, x: np.ndarray) -> None:
        self.x, self.D = x, layer.hidden_size
        self.W_x = np.ascontiguousarray(layer.W[:, self.D :].T)
        self.d_x, self.d_W, self.d_b, self.d_extra = (
            np.zeros_like(v) for v in (x, layer.W, layer.b, layer.extra)
        )

    def __call__(self, steps: slice, d_a: np.ndarray, *met: tuple) -> None:
        """Take one block of steps.

        Args:
            steps: a slice of time.
            d_a: the adjoints of the weighted sums, (steps, rows of W, B).
            met: triples (rows of W, their adjoints on the state's side, what they were
                multiplied by there).
        """
        np.matmul(self.W_x, d_a, out=self.d_x[steps])
        flat = side_by_side(d_a)
        self.d_W[:, self.D :] += flat @ side_by_side(self.x[steps]).T
        self.d_b += flat.sum(axis=1, keepdims=True)
        for rows, adjoints, seen in met:
            flat = flat if adjoints is d_a else side_by_side(adjoints)
            self.d_W[rows, : self.D] += flat @ side_by_side(seen).T


def side_by_side(v: np.ndarray) -> np.ndarray:
    """(T, D, B) to (D, T·B): all samples of all steps in one matrix, for one product."""
    return v.transpose(1, 0, 2).reshape(v.shape[1], -1)


def blocks_of_steps(T: int, size: int) -> Iterator[slice]:
    """Slices of T steps from the end to the start, so that `size` numbers a step fit the cache."""
    size = max(1, BLOCK // size)
    for last in range(T, 0, -size):
        yield slice(max(0, last - size), last)
