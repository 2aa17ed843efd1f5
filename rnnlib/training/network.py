"""Layers stacked on each other, and a readout on top."""

from dataclasses import dataclass

import numpy as np

from rnnlib import checks
from rnnlib.layers.fast import side_by_side
from rnnlib.layers.layer import Gradients, Layer
from rnnlib.layers.parameters import Parameters


class Readout:
    """y_t = W_y h_t + b_y: the output layer, the same at every step.

    Args:
        hidden_size, output_size: D_h and D_y.
        seed: int or numpy.random.Generator; W and b are uniform in ±1/√D_h.
    """

    def __init__(self, hidden_size, output_size, seed, dtype=np.float32):
        hidden_size = checks.size("Readout", "hidden_size", hidden_size)
        output_size = checks.size("Readout", "output_size", output_size)
        random, bound = checks.generator("Readout", seed), hidden_size**-0.5
        self.W = random.uniform(-bound, bound, (output_size, hidden_size)).astype(dtype)
        self.b = random.uniform(-bound, bound, (output_size, 1)).astype(dtype)
        self.params = Parameters({"W_y": self.W, "b_y": self.b})

    def forward(self, h):
        """h (T, D_h, B) to y (T, D_y, B)."""
        return self.W @ h + self.b

    def backward(self, h, d_y):
        """d_h (T, D_h, B), and {name: gradient}."""
        rows = side_by_side(d_y)
        d_W, d_b = rows @ side_by_side(h).T, rows.sum(axis=1, keepdims=True)
        return self.W.T @ d_y, {"W_y": d_W, "b_y": d_b}


@dataclass(frozen=True)
class NetworkTape:
    """What a forward run of a network leaves.

    Attributes:
        y: outputs, (T, D_y, B), or (1, D_y, B) if only the last step is read.
        state: the final state of each layer, to carry on from.
        layers: a Tape for each layer, the bottom one first.
    """

    y: np.ndarray
    state: tuple
    layers: tuple
    lengths: np.ndarray | None = None


class Network:
    """Layers, the bottom one first, and a readout of every step or of the last.

    Args:
        layers: a layer, or several: each gets the hidden states of the one below as input.
            Between recurrent layers there may be Dropout and LayerNorm.
        output_size: D_y.
        seed: int or numpy.random.Generator, for the readout.
        every_step: True for an output at each step (many-to-many), False for one
            output after the last (many-to-one).
    """

    def __init__(self, layers, output_size, seed, every_step=True):
        self.layers = (layers,) if isinstance(layers, Layer) else tuple(layers)
        if not self.layers:
            raise ValueError("Network: expected at least one layer, got none")
        for layer in self.layers:
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Network: layers must be recurrent layers, Dropout or LayerNorm, got {layer!r}"
                )
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("Network: each layer must be one of its own, got the same one twice")
        for number, (below, above) in enumerate(zip(self.layers, self.layers[1:], strict=False), 2):
            if above.input_size != below.output_size:
                raise ValueError(
                    f"Network: layer {number} must take the D_h = {below.output_size} of the "
                    f"layer below as its D_x, got D_x = {above.input_size}"
                )
        output_size = checks.size("Network", "output_size", output_size)
        top = self.layers[-1]
        self.readout = Readout(top.output_size, output_size, seed, top.dtype)
        self.output_size, self.every_step, self.dtype = output_size, every_step, top.dtype
        self.params = Parameters(_by_part([p.params for p in (*self.layers, self.readout)]))

    @property
    def parameter_count(self):
        return sum(array.size for array in self.params.values())

    def forward(self, x, state=None, lengths=None, training=False):
        """Run the network over a whole sequence.

        Args:
            x: inputs, (T, D_x, B).
            state: a tuple with the initial state of each layer; zeros if not given.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T.
            training: whether dropout is at work.

        Returns:
            NetworkTape with .y and .state.
        """
        if state is None:
            state = (None,) * len(self.layers)
        elif not isinstance(state, tuple) or len(state) != len(self.layers):
            came = len(state) if isinstance(state, tuple) else type(state).__name__
            raise ValueError(
                f"Network.forward: state must be a tuple with the states of {len(self.layers)} "
                f"layers, got {came}"
            )
        tapes = []
        for k, layer in enumerate(self.layers):
            tapes.append(layer.forward(x, state[k], lengths, training))
            x = tapes[-1].h
        y = self.readout.forward(x if self.every_step else x[_last(x, lengths)].T[None])
        return NetworkTape(y, tuple(tape.state for tape in tapes), tuple(tapes), lengths)

    def backward(self, tape, d_y):
        """Backpropagation through time and through the layers.

        Args:
            tape: what `forward` returned.
            d_y: ∂L/∂y, of the shape of tape.y.

        Returns:
            Gradients: .x (T, D_x, B), .state (for each layer), .params (as `params`).
        """
        sizes = dict(zip(("T", "D_y", "B"), tape.y.shape, strict=True))
        d_y = checks.array("Network.backward", "d_y", d_y, tuple(sizes), sizes, self.dtype)
        h = tape.layers[-1].h
        if self.every_step:
            d_h, d_readout = self.readout.backward(h, d_y)
        else:
            last, d_h = _last(h, tape.lengths), np.zeros_like(h)
            d_last, d_readout = self.readout.backward(h[last].T[None], d_y)
            d_h[last] = d_last[0].T
        parts, states = [d_readout], []
        for layer, layer_tape in zip(reversed(self.layers), reversed(tape.layers), strict=True):
            gradients = layer.backward(layer_tape, d_h)
            d_h = gradients.x
            parts.insert(0, gradients.params)
            states.insert(0, gradients.state)
        return Gradients(d_h, tuple(states), _by_part(parts))


def _last(h, lengths):
    """The index of the last step of each sequence: h[…] is (B, D_h)."""
    T, _, B = h.shape
    return (T if lengths is None else np.asarray(lengths)) - 1, slice(None), np.arange(B)


def _by_part(parts):
    """{"layer1.W_h": …, "readout.W_y": …}"""
    names = [*(f"layer{k}" for k in range(1, len(parts))), "readout"]
    return {
        f"{name}.{key}": array
        for name, part in zip(names, parts, strict=True)
        for key, array in part.items()
    }
