"""The layers that studies compare, by the names they have in the tables."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from rnnlib import checks
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.initialization import chrono, forget_bias, identity, orthogonal
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN
from rnnlib.symbolic import Cell, cell, sigmoid, tanh


@cell(states="h c")
def NO_INPUT_GATE(h, c, x):
    """An LSTM that writes every candidate in full. Greff et al. (2017), NIG"""
    f = sigmoid.layer("f", h, x)
    o = sigmoid.layer("o", h, x)
    c = f * c + tanh.layer("c~", h, x)
    return o * tanh(c), c


@cell(states="h c")
def NO_OUTPUT_GATE(h, c, x):
    """An LSTM that shows its whole cell state. Greff et al. (2017), NOG"""
    f = sigmoid.layer("f", h, x)
    i = sigmoid.layer("i", h, x)
    c = f * c + i * tanh.layer("c~", h, x)
    return tanh(c), c


@cell(states="h c")
def NO_OUTPUT_TANH(h, c, x):
    """An LSTM whose output is not squashed. Greff et al. (2017), NOAF"""
    f = sigmoid.layer("f", h, x)
    i = sigmoid.layer("i", h, x)
    o = sigmoid.layer("o", h, x)
    c = f * c + i * tanh.layer("c~", h, x)
    return o * c, c


def _forget_bias(layer: Recurrent) -> Recurrent:
    return forget_bias(layer, 1.0)


def _from_equations(D_x: int, D_h: int, seed: Sequence[int], cell: Cell) -> Recurrent:
    return _forget_bias(EquationLayer(cell, D_x, D_h, seed))


LAYERS: dict[str, Callable[..., Recurrent]] = {
    "RNN": RNN,
    "RNN, ReLU": partial(RNN, activation="relu"),
    "RNN, orthogonal": lambda D_x, D_h, seed: orthogonal(RNN(D_x, D_h, seed), [*seed, 1]),
    "RNN, identity": lambda D_x, D_h, seed: identity(RNN(D_x, D_h, seed, activation="relu")),
    "GRU": GRU,
    "LSTM": lambda D_x, D_h, seed: _forget_bias(LSTM(D_x, D_h, seed)),
    "LSTM, default bias": LSTM,
    "LSTM, chrono": LSTM,  # and more, below
    "LSTM, no forget gate": partial(LSTM, variant="no_forget_gate"),
    "LSTM, coupled": partial(LSTM, variant="coupled"),
    "LSTM, peepholes": lambda D_x, D_h, seed: _forget_bias(LSTM(D_x, D_h, seed, peepholes=True)),
    "LSTM, no input gate": partial(_from_equations, cell=NO_INPUT_GATE),
    "LSTM, no output gate": partial(_from_equations, cell=NO_OUTPUT_GATE),
    "LSTM, no output tanh": partial(_from_equations, cell=NO_OUTPUT_TANH),
}


def layer(
    name: str, hidden_size: int, input_size: int, seed: Sequence[int], longest: float = math.nan
) -> Recurrent:
    """A layer by its name: "LSTM" has its forget bias at 1, as Jozefowicz et al. (2015) advise.

    Args:
        seed: a list of whole numbers.
        longest: T of "LSTM, chrono", the longest time that it is to remember.
    """
    kind = LAYERS[checks.one_of("layer", "name", name, LAYERS)]
    made = kind(input_size, hidden_size, seed=seed)
    return chrono(made, longest, [*seed, 1]) if name == "LSTM, chrono" else made


def equal_parameters(
    name: str, like: str, input_size: int, hidden_size: int, output_size: int
) -> int:
    """The hidden size at which a network of `name` has as many weights as one of `like`.

    The readout counts; the nearest whole number is taken.
    """

    def weights(name: str, D_h: int) -> int:
        return layer(name, D_h, input_size, seed=[0]).parameter_count + output_size * (D_h + 1)

    goal = weights(like, hidden_size)
    return min(range(1, 4 * hidden_size + 1), key=lambda D_h: abs(weights(name, D_h) - goal))
