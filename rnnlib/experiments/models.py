"""The layers that studies compare, by the names they have in the tables."""

from functools import partial

from rnnlib import checks
from rnnlib.layers import initialization
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN
from rnnlib.symbolic import cell, sigmoid, tanh


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


def _relu_from_identity(*sizes, seed):
    return initialization.identity(RNN(*sizes, seed, activation="relu"))


def _orthogonal(*sizes, seed):
    return initialization.orthogonal(RNN(*sizes, seed), [*seed, 1])


def _forget_bias(*sizes, seed, value, **options):
    return initialization.forget_bias(LSTM(*sizes, seed, **options), value)


def _from_equations(*sizes, seed, cell):
    layer = EquationLayer(cell, *sizes, seed)
    return initialization.forget_bias(layer, 1.0)


LAYERS = {
    "RNN": RNN,
    "RNN, ReLU": partial(RNN, activation="relu"),
    "RNN, orthogonal": _orthogonal,
    "RNN, identity": _relu_from_identity,
    "GRU": GRU,
    "GRU, reset after": partial(GRU, variant="reset_after"),
    "LSTM": partial(_forget_bias, value=1.0),
    "LSTM, default bias": LSTM,
    "LSTM, chrono": LSTM,  # and more, below
    "LSTM, no forget gate": partial(LSTM, variant="no_forget_gate"),
    "LSTM, coupled": partial(LSTM, variant="coupled"),
    "LSTM, peepholes": partial(_forget_bias, value=1.0, peepholes=True),
    "LSTM, no input gate": partial(_from_equations, cell=NO_INPUT_GATE),
    "LSTM, no output gate": partial(_from_equations, cell=NO_OUTPUT_GATE),
    "LSTM, no output tanh": partial(_from_equations, cell=NO_OUTPUT_TANH),
}


def layer(name, input_size, hidden_size, seed, longest=None):
    """A layer by its name: "LSTM" has its forget bias at 1, as Jozefowicz et al. (2015) advise.

    Args:
        seed: a list of whole numbers.
        longest: T of "LSTM, chrono", the longest time that it shall remember.
    """
    kind = LAYERS[checks.one_of("layer", "name", name, LAYERS)]
    made = kind(input_size, hidden_size, seed=seed)
    return initialization.chrono(made, longest, [*seed, 1]) if name == "LSTM, chrono" else made


def equal_parameters(name, like, input_size, hidden_size, output_size):
    """The hidden size at which a network of `name` has as many weights as one of `like`.

    The readout counts; the nearest whole number is taken.
    """

    def weights(name, D_h):
        one = layer(name, input_size, D_h, seed=[0])
        return one.parameter_count + output_size * (D_h + 1)

    goal = weights(like, hidden_size)
    return min(range(1, 4 * hidden_size + 1), key=lambda D_h: abs(weights(name, D_h) - goal))
