"""The layers that studies compare, by the names they have in the tables."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.attention import CausalAttention
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.initialization import chrono, forget_bias, identity, orthogonal
from rnnlib.layers.layer import Layer
from rnnlib.layers.linear_recurrence import LinearRecurrence
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN
from rnnlib.symbolic import cell, sigmoid, tanh


@cell(states="h c")
def NO_INPUT_GATE(h, c, x):
    """An LSTM that writes every candidate in full. Greff et al. (2017), NIG"""
    f, o = (sigmoid.layer(gate, h, x) for gate in "fo")
    c = f * c + tanh.layer("c~", h, x)
    return o * tanh(c), c


@cell(states="h c")
def NO_OUTPUT_GATE(h, c, x):
    """An LSTM that shows its whole cell state. Greff et al. (2017), NOG"""
    f, i = (sigmoid.layer(gate, h, x) for gate in "fi")
    c = f * c + i * tanh.layer("c~", h, x)
    return tanh(c), c


@cell(states="h c")
def NO_OUTPUT_TANH(h, c, x):
    """An LSTM whose output is not squashed. Greff et al. (2017), NOAF"""
    f, i, o = (sigmoid.layer(gate, h, x) for gate in "fio")
    c = f * c + i * tanh.layer("c~", h, x)
    return o * c, c


RELU = partial(RNN, activation="relu")
COUPLED = partial(LSTM, variant="coupled")
SIGNED = partial(LinearRecurrence, form="signed")
LAYERS: dict[str, tuple[Callable[..., Any], str]] = {  # and how it starts
    "RNN": (RNN, "default"),
    "RNN, ReLU": (RELU, "default"),
    "RNN, orthogonal": (RNN, "orthogonal, gain 1"),
    "RNN, identity": (RELU, "identity"),
    "GRU": (GRU, "default"),
    "LSTM": (LSTM, "forget bias 1"),  # as Jozefowicz et al. (2015) advise
    "LSTM, default bias": (LSTM, "default"),
    "LSTM, chrono": (LSTM, "chrono"),
    "LSTM, no forget gate": (partial(LSTM, variant="no_forget_gate"), "default"),
    "LSTM, coupled": (COUPLED, "forget bias 1"),
    "LSTM, coupled, default bias": (COUPLED, "default"),
    "LSTM, peepholes": (partial(LSTM, peepholes=True), "forget bias 1"),
    "LSTM, no input gate": (partial(EquationLayer, NO_INPUT_GATE), "forget bias 1"),
    "LSTM, no output gate": (partial(EquationLayer, NO_OUTPUT_GATE), "forget bias 1"),
    "LSTM, no output tanh": (partial(EquationLayer, NO_OUTPUT_TANH), "forget bias 1"),
    "minGRU": (LinearRecurrence, "default"),
    "linear, positive": (partial(LinearRecurrence, form="positive"), "forget bias 1"),
    "linear, signed": (SIGNED, "b_f 1"),  # which is no gate, so that no role names it
    "attention": (CausalAttention, "default"),
}


def layer(
    name: str, hidden_size: int, longest: float = math.nan, start: str | None = None
) -> Callable[[int, list[int]], Any]:
    """What makes a layer of that name: a function of its input size and a seed.

    Args:
        longest: for the start "chrono", the longest time that is to be remembered.
        start: "default", "Gaussian", "identity", "orthogonal, gain 1.1", "forget bias 1",
            "b_f 1" or "chrono"; if not given, that of LAYERS.
    """
    make, usual = LAYERS[checks.one_of("layer", "name", name, LAYERS)]

    def made(input_size: int, seed: list[int]) -> Layer:
        layer = make(input_size, hidden_size, seed=seed)
        _start(layer, start or usual, longest, [*seed, 1])
        return layer

    return made


def _start(layer: Any, start: str, longest: float, seed: list[int]) -> None:
    kind, _, number = start.rpartition(" ")
    if start == "Gaussian":  # W_h of independent numbers of variance 1/D_h: ρ near 1, σ_max near 2
        D_h = layer.hidden_size
        W_h = np.random.default_rng(seed).normal(size=(D_h, D_h))
        layer.params["W_h"][:, :D_h] = W_h / np.sqrt(D_h)
    elif start == "identity":
        identity(layer)
    elif start == "chrono":
        chrono(layer, longest, seed)
    elif kind == "orthogonal, gain":
        orthogonal(layer, seed, float(number))
    elif kind == "forget bias":
        forget_bias(layer, float(number))
    elif kind == "b_f":
        layer.params["b_f"][:] = float(number)


def equal_parameters(
    name: str, like: str, input_size: int, hidden_size: int, output_size: int
) -> int:
    """The hidden size at which a network of `name` has as many weights as one of `like`.

    The readout counts; the nearest whole number is taken.
    """

    def weights(name: str, D_h: int) -> int:
        return layer(name, D_h)(input_size, [0]).parameter_count + output_size * (D_h + 1)

    goal = weights(like, hidden_size)
    return min(range(1, 4 * hidden_size + 1), key=lambda D_h: abs(weights(name, D_h) - goal))
