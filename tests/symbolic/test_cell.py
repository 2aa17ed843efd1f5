"""A function over symbols is all there is to write: what a Cell makes of it."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from other_cells import CELLS
from strategies import random_params

from rnnlib.equations import GRU, LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import cell, linear, sigmoid, tanh

NUMBERS = {"D_x": 3, "D_h": 5, "D_k": 2}


@pytest.mark.parametrize("name", CELLS)
def test_any_cell_computes_what_it_says(name):
    cell, in_numpy, _ = CELLS[name]
    random = np.random.default_rng(0)
    params = random_params(cell, random, **NUMBERS)
    x, *state = (random.normal(size=(D, 7)) for D in (3, *[5] * len(cell.states)))
    values = cell.evaluate(params, x, tuple(state))
    for node, expected in zip(cell.states, in_numpy(params, x, *state), strict=True):
        assert_allclose(values[node.name.code], expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", CELLS)
def test_what_has_weights_is_a_layer_and_what_has_none_is_not(name):
    cell, _, layers = CELLS[name]
    assert cell.layers() == layers


@pytest.mark.parametrize(("cell", "layers"), [(RNN, 1), (GRU, 3), (LSTM, 4)])
def test_the_parameters_are_the_layers_times_those_of_one(cell, layers):
    D_x, D_h = 8, 16
    assert len(cell.layers()) == layers
    assert cell.parameter_count(D_x=D_x, D_h=D_h) == layers * D_h * (D_h + D_x + 1)


def test_the_output_layer_has_parameters_of_its_own():
    D_x, D_h, D_y = 3, 5, 2
    with_output = RNN_WITH_OUTPUT.parameter_count(D_x=D_x, D_h=D_h, D_y=D_y)
    assert with_output - RNN.parameter_count(D_x=D_x, D_h=D_h) == D_y * (D_h + 1)


def test_operators_are_what_has_no_weights():
    assert RNN.operators() == ("Concatenation",)
    assert LSTM.operators().count("tanh") == 1
    assert GRU.operators().count("OneMinus") == 1


def test_the_rnn_reads_as_in_the_book():
    assert RNN.latex(tag="2.1") == (
        r"""$$
\begin{aligned}
h_{t} &= \tanh\left(W_{h}\,[h_{t-1};\, x_{t}] + b_{h}\right)
\end{aligned}\tag{2.1}
$$"""
    )


def test_with_its_steps_shown_a_layer_takes_two_lines():
    assert RNN_WITH_OUTPUT.latex(steps=True) == (
        r"""$$
\begin{aligned}
a_{t} &= W_{h}\,[h_{t-1};\, x_{t}] + b_{h} \\
h_{t} &= \tanh\left(a_{t}\right) \\
y_{t} &= W_{y}\,h_{t} + b_{y}
\end{aligned}
$$"""
    )


def without_colours(latex):
    return re.sub(r"\{\\color\{#\w{6}\}\{((?:[^{}]|\{[^{}]*\})*)\}\}", r"\1", latex)


def test_the_lstm_reads_as_in_the_book():
    rows = without_colours(LSTM.latex()).splitlines()[2:-2]
    assert [row.removesuffix(r" \\") for row in rows] == [
        r"f_{t} &= \sigma\left(W_{f}\,[h_{t-1};\, x_{t}] + b_{f}\right)",
        r"i_{t} &= \sigma\left(W_{i}\,[h_{t-1};\, x_{t}] + b_{i}\right)",
        r"o_{t} &= \sigma\left(W_{o}\,[h_{t-1};\, x_{t}] + b_{o}\right)",
        r"\tilde c_{t} &= \tanh\left(W_{c}\,[h_{t-1};\, x_{t}] + b_{c}\right)",
        r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot \tilde c_{t}",
        r"h_{t} &= o_{t} \odot \tanh\left(c_{t}\right)",
    ]


def test_a_notebook_shows_a_cell_as_its_equations():
    assert RNN._repr_latex_() == RNN.latex()
    assert RNN.backward()._repr_latex_() == RNN.backward().latex()


def test_with_several_layers_each_weighted_sum_is_marked_with_its_layer():
    values = GRU.evaluate(
        random_params(GRU, np.random.default_rng(0), **NUMBERS), np.ones((3, 1)), (np.ones((5, 1)),)
    )
    assert set(values) == {"r", "z", "h_candidate", "h", "a_r", "a_z", "a_h"}


def test_a_state_may_be_a_prior_state_or_another_state_unchanged():
    @cell(states="h c")
    def SWAP(h, c, x):
        return c, h

    h, c = np.full((5, 7), 1.0), np.full((5, 7), 2.0)
    values = SWAP.evaluate({}, np.zeros((3, 7)), (h, c))
    assert_allclose(values["h"], c)
    assert_allclose(values["c"], h)
    got = SWAP.gradients({}, np.zeros((3, 7)), (h, c), {"h": 3 * h, "c": 5 * h})
    assert_allclose(got["c_prior"], 3 * h)
    assert_allclose(got["h_prior"], 5 * h)


def test_a_cell_keeps_its_docstring_and_says_its_states():
    assert "Elman (1990)" in RNN.__doc__
    assert repr(LSTM) == "<cell LSTM: states h, c; layers f, i, o, c_candidate>"


def test_a_single_layer_may_be_called_a_as_its_weighted_sum_is():
    @cell(states="h")
    def CELL(h, x):
        return sigmoid.layer("a", h, x)

    codes = [node.name.code for node in CELL.equations]
    assert len(set(codes)) == len(codes) == 3


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("'x'", lambda h, x: tanh.layer("x", h, x)),
        ("'h_prior'", lambda h, x: tanh.layer("h_prior", h, x)),
        ("'W_h'", lambda h, x: linear.layer("h", linear.layer("h~", h, x), x)),
        ("'W_k'", lambda h, x: tanh.layer("k", h, x) * tanh.layer("k", x)),
        ("'k'", lambda h, x: tanh(h).called("k") * sigmoid(h).called("k")),
    ],
)
def test_no_two_quantities_go_by_one_name(name, function):
    with pytest.raises(ValueError, match=f"the name {name} is given to two quantities"):
        cell(states="h")(function)
