"""Layers stacked on each other, and an output layer on top."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import checks, files
from rnnlib.layers.layer import Gradients, Layer, until_the_end
from rnnlib.layers.parameters import Parametrized
from rnnlib.layers.saving import to_tree
from rnnlib.training import data, losses
from rnnlib.training.losses import Loss
from rnnlib.training.readout import Readout

State = tuple[tuple[np.ndarray, ...], ...]


@dataclass(frozen=True)
class NetworkTape:
    """What a forward run of a network leaves.

    Attributes:
        y: outputs, (T, D_y, B), zero after the end of a shorter sequence; or (1, D_y, B) if only
            the last step is read.
        state: the final state of each layer, to carry on from: copies.
        layers: a Tape for each layer, the bottom one first.
        lengths: the lengths of the sequences, (B,), or None if all are T.
    """

    y: np.ndarray
    state: State
    layers: tuple
    lengths: np.ndarray | None = None


class Network(Parametrized):
    """Layers, the bottom one first, and an output layer that reads every step or the last.

    Args:
        layers: a layer, or several: each gets what the one below shows as its input. `stack`
            makes the common ones. The first may be an Embedding; Dropout, LayerNorm and
            BatchNorm may stand anywhere.
        output_size: D_y.
        seed: int or numpy.random.Generator, for the output layer.
        every_step: True for an output at each step (many-to-many), False for one
            output after the last (many-to-one).
    """

    def __init__(
        self, layers: Layer | Iterable[Layer], output_size: int, seed: Any, every_step: bool = True
    ) -> None:
        self.layers = (layers,) if isinstance(layers, Layer) else tuple(layers)
        if not self.layers:
            raise ValueError("Network: expected at least one layer, got none")
        for layer in self.layers:
            if not isinstance(layer, Layer):
                raise TypeError(f"Network: layers must be layers of rnnlib, got {layer!r}")
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("Network: each layer must be one of its own, got the same one twice")
        for number, (below, above) in enumerate(zip(self.layers, self.layers[1:], strict=False), 2):
            if above.input_size != below.output_size:
                raise ValueError(
                    f"Network: layer {number} must have input_size = {below.output_size}, the "
                    f"output_size of the layer below, got {above.input_size}"
                )
        self.output_size = checks.size("Network", "output_size", output_size)
        self.every_step = checks.one_of("Network", "every_step", every_step, (False, True))
        self.dtype = self.layers[-1].dtype
        self.readout = Readout(self.layers[-1].output_size, self.output_size, seed, self.dtype)

    def _arrays(self) -> dict[str, np.ndarray]:
        return _joined({name: part.params for name, part in self._parts().items()})

    def _parts(self) -> dict[str, Any]:
        layers = {f"layer{k}": layer for k, layer in enumerate(self.layers, 1)}
        return layers | {"readout": self.readout}

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.layers))
        last = "" if self.every_step else ", every_step=False"
        return f"Network([{inside}], output_size={self.output_size}{last})"

    def summary(self) -> "Summary":
        """A table: what each layer is, the shape of its output, how many parameters it has."""
        rows = [("", "layer", "output shape", "parameters")]
        for name, part in self._parts().items():
            steps = "T" if self.every_step or name != "readout" else 1
            shape = f"({steps}, {part.output_size}, B)"
            rows.append((name, repr(part), shape, f"{part.parameter_count:,}"))
        rows.append(("total", "", "", f"{self.parameter_count:,}"))
        a, b, c, d = (max(map(len, column)) for column in zip(*rows, strict=True))
        return Summary("\n".join(f"{n:{a}}  {w:{b}}  {s:{c}}  {k:>{d}}" for n, w, s, k in rows))

    def __call__(self, x: Any, state: State | None = None, lengths: Any = None) -> np.ndarray:
        """The outputs y (T, D_y, B), or (1, D_y, B): `forward(…).y`."""
        return self.forward(x, state, lengths).y

    def forward(
        self, x: Any, state: State | None = None, lengths: Any = None, training: bool = False
    ) -> NetworkTape:
        """Run the network over a whole sequence.

        Args:
            x: inputs, (T, D_x, B); for an Embedding symbols, (T, B).
            state: a tuple with the initial state of each layer; zeros if not given.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T.
                What follows the end has no influence.
            training: whether dropout is at work.

        Returns:
            NetworkTape with .y and .state.
        """
        before: Any = (None,) * len(self.layers) if state is None else state
        if not isinstance(before, tuple) or len(before) != len(self.layers):
            came = len(before) if isinstance(before, tuple) else type(before).__name__
            raise ValueError(
                f"Network.forward: state must be a tuple with the states of {len(self.layers)} "
                f"layers, got {came}"
            )
        tapes = []
        for layer, own in zip(self.layers, before, strict=True):
            tapes.append(layer.forward(x, own, lengths, training))
            x = tapes[-1].h
        ends = tapes[0].lengths
        y = self.readout.forward(self._read(x, ends))
        y = until_the_end(y, ends) if self.every_step else y
        return NetworkTape(y, tuple(tape.state for tape in tapes), tuple(tapes), ends)

    def backward(self, tape: NetworkTape, d_y: Any) -> Gradients:
        """Backpropagation through time and through the layers.

        Args:
            tape: what `forward` returned.
            d_y: ∂L/∂y, of the shape of tape.y.

        Returns:
            Gradients: .x (T, D_x, B), .state (for each layer), .params (as `params`).
        """
        sizes = dict(zip(("T", "D_y", "B"), tape.y.shape, strict=True))
        owner, ends = "Network.backward", tape.lengths
        d_y = checks.array(owner, "d_y", d_y, tuple(sizes), sizes, self.dtype, finite=False)
        d_y = until_the_end(d_y, ends) if self.every_step else d_y
        d_y = checks.all_finite(owner, "d_y", d_y)
        d_top, d_readout = self.readout.backward(self._read(tape.layers[-1].h, ends), d_y)
        d_h, gradients = self.at_the_top(tape, d_top), list[Any]()
        for layer, layer_tape in zip(reversed(self.layers), reversed(tape.layers), strict=True):
            gradients.insert(0, layer.backward(layer_tape, d_h))
            d_h = gradients[0].x
        parts = dict(zip(self._parts(), [*(g.params for g in gradients), d_readout], strict=True))
        return Gradients(d_h, tuple(g.state for g in gradients), _joined(parts))

    def _read(self, h: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
        """What the readout reads: every step, or (1, D_h, B), the last of each sequence."""
        return h if self.every_step else h[_last(h, lengths)].T[None]

    def at_the_top(self, tape: NetworkTape, d_h: np.ndarray) -> np.ndarray:
        """An adjoint of what the readout read, as one of what the top layer shows at every step."""
        if self.every_step:
            return d_h
        h = tape.layers[-1].h
        spread = np.zeros_like(h)
        spread[_last(h, tape.lengths)] = d_h[0].T
        return spread

    def predict(self, x: Any, form: str = "outputs") -> np.ndarray | list[np.ndarray]:
        """The outputs for your own data, samples first, as in `fit(network, x, y)`.

        Args:
            x: inputs, (n_samples, n_timesteps, D_x), or a list of arrays (T_i, D_x); for an
                Embedding without the last axis.
            form: "outputs", y itself: real values, or for classes logits; "probabilities":
                softmax over the D_y classes; "classes": the number of the largest output. For
                D_y = 1 these are σ(y), and whether it is above ½.

        Returns:
            (n_samples, D_y), or one for every step, (n_samples, n_timesteps, D_y): a list of
            (T_i, D_y) if x is a list. "classes" have no last axis.
        """
        return data.predict(self, x, form)

    def evaluate(self, x: Any, y: Any, loss: str | Loss | None = None) -> dict[str, float]:
        """{"loss": …, and for class numbers "accuracy": …} on your own data, as in `fit`."""
        loss = losses.named("Network.evaluate", loss, y)
        samples = data.to_batch("Network.evaluate", self, x, y, loss)
        return data.evaluate(self, samples, loss)

    def save(self, path: str | Path) -> None:
        """Write the network to a file, for `load` to read. Nothing that reading would run is in it.

        Raises:
            TypeError: one of its layers is of none of the library's kinds.
            OSError: the file cannot be written; what was there before is unharmed.
        """
        tree = {
            "kind": "Network",
            "layers": [to_tree(layer) for layer in self.layers],
            "readout": dict(self.readout.params),
            "output_size": self.output_size,
            "every_step": self.every_step,
        }
        files.write(path, tree)


class Summary(str):
    """A table as text, which shows as it is in a terminal and in a notebook."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self)}</pre>"


def _last(h: np.ndarray, lengths: np.ndarray | None) -> tuple:
    """The index of the last step of each sequence: h[…] is (B, D_h)."""
    T, _, B = h.shape
    return (T if lengths is None else lengths) - 1, slice(None), np.arange(B)


def _joined(parts: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """{"layer1.W_h": …, "readout.W_y": …} of {"layer1": {"W_h": …}, "readout": {"W_y": …}}."""
    return {f"{part}.{name}": a for part, arrays in parts.items() for name, a in arrays.items()}
