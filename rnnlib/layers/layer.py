"""What every layer has: sizes, parameters, a forward run that leaves a tape, a backward run."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import checks, files
from rnnlib.layers.parameters import Parametrized

State = tuple[np.ndarray, ...]


@dataclass(frozen=True, repr=False)
class Tape:
    """What a forward run leaves for the backward one, by name. Nothing of it is to be changed.

    Attributes:
        layer: the layer that ran.
        x: the inputs, (T, D_x, B), a copy; zero after the end of a shorter sequence.
        h: what the layer shows, (T, output_size, B), read-only; zero after the end.
        state: the final state, a tuple of (D_h, B) in the order of `state_names`, copies.
        steps: {name: (T, D_h, B)}, the cell's intermediates, read-only; also as tape[name].
        lengths: the lengths of the sequences, (B,), or None if all are T.
        values: what else the backward run needs.
    """

    layer: "Layer"
    x: np.ndarray
    h: np.ndarray
    state: State
    steps: dict[str, Any] = field(default_factory=dict)
    lengths: np.ndarray | None = None
    values: Any = None

    def __post_init__(self) -> None:
        for array in (self.x, self.h, *self.steps.values()):
            if isinstance(array, np.ndarray):  # backward reads them: a change would spoil it
                array.flags.writeable = False

    def __getitem__(self, name: str) -> Any:
        if name not in self.steps:
            raise KeyError(f"{name!r}: the tape holds {', '.join(self.steps)}")
        return self.steps[name]

    def __repr__(self) -> str:
        return f"<tape of {self.layer!r}: h {self.h.shape}, also {', '.join(self.steps)}>"


@dataclass(frozen=True)
class Gradients:
    """∂L/∂ everything that went in: x (T, D_x, B), state (a tuple), params (a dict).

    Of what cannot be moved, the symbols of an embedding, x is None.
    """

    x: Any
    state: State
    params: dict[str, np.ndarray]


class Layer(Parametrized):
    """A layer over whole sequences.

    A subclass defines two functions. `_forward(x, state, lengths, training)` returns what the
    layer shows, the final state, what backward needs by name, and what else it needs.
    `_backward(tape, d_h, d_state)` returns the adjoints of x, of the initial state, and of the
    parameters by name.

    Attributes:
        input_size: D_x, the number of features of what goes in.
        output_size: the number of features of what the layer shows, tape.h.
        dtype: float32 or float64.
        state_names: the names of its states, in order; none if it has no state.
        state_sizes: how many features each of them has.
        state_axes: how these sizes are written, "D_h" for example.
    """

    input_size: int
    output_size: int
    dtype: np.dtype
    state_names: tuple[str, ...] = ()
    state_sizes: tuple[int, ...] = ()
    state_axes: tuple[str, ...] = ()
    _forward: Callable[..., tuple]
    _backward: Callable[..., tuple]

    @property
    def name(self) -> str:
        """What errors call it."""
        return type(self).__name__

    def __call__(self, x: Any, state: Any = None, lengths: Any = None) -> np.ndarray:
        """What the layer shows at every step, (T, output_size, B): `forward(…).h`, as a copy."""
        return self.forward(x, state, lengths).h.copy()

    def forward(
        self, x: Any, state: Any = None, lengths: Any = None, training: bool = False
    ) -> Tape:
        """Run over a whole sequence.

        Args:
            x: inputs, (T, D_x, B).
            state: initial state, a tuple of (D_h, B), () if it has none; zeros if not given.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T.
                What follows the end has no influence, whatever it holds, NaN included;
                the final state is that of the last step.
            training: whether dropout is at work; it makes no difference to other layers.

        Returns:
            Tape with .h (T, output_size, B), .state (a tuple of (D_h, B)), and what backward
            needs.

        Raises:
            ValueError: x, state or lengths has the wrong shape, is empty, is out of range,
                or holds NaN or infinity.
        """
        x, lengths = self._check_x(x, lengths)
        state = self._check_state("forward", "state", state, x.shape[2])
        h, final, steps, values = self._forward(x, state, lengths, training)
        return Tape(self, x, until_the_end(h, lengths), final, steps, lengths, values)

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
        d_state = self._check_state("backward", "d_state", d_state, d_h.shape[2])
        return Gradients(*self._backward(tape, d_h, d_state))

    def options(self) -> dict[str, Any]:
        """The arguments, but for the seed, that make a layer like this one."""
        arguments = inspect.signature(type(self)).parameters
        return {name: vars(self)[name] for name in arguments if name in vars(self)}

    def __repr__(self) -> str:
        arguments = inspect.signature(type(self)).parameters
        shown = ", ".join(
            f"{name}={value.name if name in ('cell', 'dtype') else repr(value)}"
            for name, value in self.options().items()
            if name not in arguments or value != arguments[name].default
        )
        return f"{type(self).__name__}({shown})"

    def _check_x(self, x, lengths):
        """A copy of x, zero after the end of each sequence whatever stood there; and lengths."""
        owner, axes = f"{self.name}.forward", ("T", "D_x", "B")
        sizes = {"D_x": self.input_size}
        x = checks.array(owner, "x", x, axes, sizes, self.dtype, finite=False)
        if lengths is not None:
            T, _, B = x.shape
            lengths = checks.classes(owner, "lengths", lengths, ("B",), {"B": B}, T + 1, least=1)
            lengths = lengths.copy()
        return checks.all_finite(owner, "x", until_the_end(x, lengths, copy=True)), lengths

    def _check_d_h(self, tape, d_h):
        """d_h, zero after the end of each sequence whatever stood there."""
        owner = f"{self.name}.backward"
        if not isinstance(tape, Tape):
            raise TypeError(f"{owner}: tape must be what forward returned, got {tape!r}")
        if tape.layer is not self:
            raise ValueError(
                f"{owner}: tape must be of this layer, got that of another, {tape.layer!r}"
            )
        sizes = dict(zip(("T", "D_h", "B"), tape.h.shape, strict=True))
        d_h = checks.array(owner, "d_h", d_h, tuple(sizes), sizes, self.dtype, finite=False)
        return checks.all_finite(owner, "d_h", until_the_end(d_h, tape.lengths))

    def _check_state(self, method, name, state, batch):
        """A copy of it, for the caller may write into his own; zeros if it is None."""
        owner, names = f"{self.name}.{method}", self.state_names
        if state is None:
            return tuple(np.zeros((size, batch), self.dtype) for size in self.state_sizes)
        if not isinstance(state, tuple) or len(state) != len(names):
            came = len(state) if isinstance(state, tuple) else type(state).__name__
            what = f"a tuple of {len(names)}, ({', '.join(names)},)" if names else "(), it has none"
            raise ValueError(f"{owner}: {name} must be {what}, got {came}")
        checked = []
        for k, (part, axis) in enumerate(zip(state, self.state_axes, strict=True)):
            sizes = {axis: self.state_sizes[k], "B": batch}
            part = checks.array(owner, f"{name}[{k}]", part, (axis, "B"), sizes, self.dtype)
            checked.append(part.copy())
        return tuple(checked)

    def save(self, path: str | Path) -> None:
        """Write the layer to a file, for `load` to read. Nothing that reading would run is in it.

        Raises:
            TypeError: the layer is of none of the library's kinds.
            OSError: the file cannot be written; what was there before is unharmed.
        """
        from rnnlib.layers import saving  # here, for it imports all kinds of layers

        files.write(path, saving.to_tree(self))


class Feedforward(Layer):
    """A layer without a state: it does the same at every step.

    Args:
        size: D, the number of features; as many go in as come out.
        dtype: float32, or float64 for checks.
    """

    def __init__(self, size: int, dtype: Any = np.float32) -> None:
        self.size = self.input_size = self.output_size = checks.size(self.name, "size", size)
        self.dtype = checks.dtype(self.name, dtype)


def until_the_end(v: np.ndarray, lengths: np.ndarray | None, copy: bool = False) -> np.ndarray:
    """v (T, D, B) with zeros after the end of each sequence, whatever stood there.

    Args:
        lengths: (B,), or None if no sequence ends before T: then v itself, or a copy.
    """
    if lengths is None:
        return v.copy() if copy else v
    return np.where((np.arange(len(v))[:, None] < lengths)[:, None, :], v, 0)
