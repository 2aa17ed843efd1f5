"""A function over symbols is all there is to write: what a Cell makes of it."""

import re
import textwrap

import numpy as np
from numpy.testing import assert_allclose
from other_cells import CELLS, EVERY_CELL, MORE_CELLS, SIZES, problem

from rnnlib import symbolic
from rnnlib.equations import GRU, LSTM, LSTM_PEEPHOLES, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import affine, cell, linear, parameter, sigmoid, tanh
from rnnlib.symbolic.comparison import compare, parameter_formula


def test_cell_evaluate_equals_plain_numpy():
    for what, (own, in_numpy, _) in (CELLS | MORE_CELLS).items():
        params, x, state = problem(own)
        values = own.evaluate(params, x, state)
        for node, expected in zip(own.results, in_numpy(params, x, *state), strict=True):
            code = node.name.code
            assert_allclose(
                values[code], expected, rtol=1e-12, atol=1e-14, err_msg=f"{what} {code}"
            )


def test_layers_are_what_has_weights_and_no_blend():
    for name, (own, _, layers) in (CELLS | MORE_CELLS).items():
        assert own.layers() == layers, name

    @cell(states="h c")
    def BLENDS(h, c, x):
        z = sigmoid.layer("z", h, x)
        c = ((1 - z) * c + z * affine("k", x)).called("c")  # a weighted sum inside a blend
        s = (affine("u", h) + c).called("s")
        m = affine("m", h, x).called("m")
        p = linear.layer("p", x, plus=z * affine("v", h))  # closed by the identity
        q = (m + p).called("q")  # of two layers
        return tanh(q + s + tanh(sigmoid(affine("e", x)))).called("t"), c

    assert BLENDS.layers() == ("z", "m", "p")


def test_parameters_are_the_layers_times_those_of_one():
    D_x, D_h, D_y = 8, 16, 3
    for own, layers in ((RNN, 1), (GRU, 3), (LSTM, 4)):
        assert len(own.layers()) == layers
        assert own.parameter_count(D_x=D_x, D_h=D_h) == layers * D_h * (D_h + D_x + 1)
    with_output = RNN_WITH_OUTPUT.parameter_count(D_x=D_x, D_h=D_h, D_y=D_y)
    assert with_output == D_h * (D_h + D_x + 1) + D_y * (D_h + 1)


def test_parameter_formula_of_any_cell_counts_its_parameters():
    for own in EVERY_CELL.values():
        needed = {s for node in own.nodes for size in node.shape for s in size.symbols} - {"B"}
        count = own.parameter_count(**{name: SIZES[name] for name in needed})
        assert parameter_formula(own).value(SIZES) == count, own.name
        assert str(compare(own, LSTM)).count(own.name) >= 1


def test_parameters_shared_count_once_and_frozen_ones_not():
    antisymmetric, reservoir = (
        MORE_CELLS[k][0] for k in ("one matrix in four places", "frozen weights")
    )
    assert antisymmetric.parameter_count(D_x=3, D_h=5) == 5 * 5 + 5 + 5 * 3
    assert list(antisymmetric.parameters) == ["W", "b", "W_u"]
    assert reservoir.parameter_count(D_x=3, D_h=5) == 5 + 5 * 5 + 5
    assert set(reservoir.frozen) == {"W", "W_k", "b_k"}
    assert all(s.frozen for s in reservoir.frozen.values())
    assert set(reservoir.parameters) == {"p_g", "W_z", "b_z"}


def test_operators_are_what_has_no_weights():
    assert RNN.operators() == ("Concatenation",)
    assert LSTM.operators().count("tanh") == 1
    assert GRU.operators().count("OneMinus") == 1
    assert sorted(LSTM_PEEPHOLES.operators()) == sorted(LSTM.operators())
    stabilised = MORE_CELLS["exponentials and a maximum"][0].operators()
    assert [stabilised.count(k) for k in ("exp", "Maximum", "Quotient", "Product")] == [2, 1, 1, 4]


def test_states_are_read_from_the_arguments_or_given_with_their_sizes():
    def step(h, c, x):
        return tanh.layer("h", h, c, x), c

    written = [cell(step), cell()(step), cell(states="h c")(step), cell(states=["h", "c"])(step)]
    for own in written:
        assert own.latex() == written[0].latex()
        assert [p.name.code for p in own.prior] == ["h_prior", "c_prior"]
    own = cell(states={"h": "D_h", "c": "D_c"})(step)
    assert own.parameters["W_h"].numbers({"D_h": 5, "D_c": 3, "D_x": 2}) == (5, 10)


def test_cell_in_the_docstring_of_the_package_is_the_gru():
    source = textwrap.dedent(
        symbolic.__doc__[symbolic.__doc__.index("    @cell") :].split("\n\n")[0]
    )
    names = dict(vars(symbolic))
    exec(source, names)
    assert names["GRU"].latex() == GRU.latex()
    inside = set(re.findall(r"\b([a-z]+)\(", symbolic.__doc__)) - {"layer", "called"}
    assert inside <= set(symbolic.__all__)


def test_sizes_that_are_numbers_or_sums_are_what_they_say():
    @cell(states={"h": "D_h + 2"}, x=4)
    def OWN(h, x):
        return tanh.layer("h", h, x, size="2 + D_h")

    assert OWN.parameter_count(D_h=3) == 5 * (5 + 4) + 5
    assert OWN.evaluate(*problem(OWN))["h"].shape == (7, 7)


def test_cell_latex_of_the_rnn_is_that_of_the_book():
    assert RNN.latex(tag="2.1") == (
        r"""$$
\begin{aligned}
h_{t} &= \tanh(W_{h}\,[h_{t-1};\, x_{t}] + b_{h})
\end{aligned}\tag{2.1}
$$"""
    )
    assert RNN_WITH_OUTPUT.latex(steps=True) == (
        r"""$$
\begin{aligned}
a_{t} &= W_{h}\,[h_{t-1};\, x_{t}] + b_{h} \\
h_{t} &= \tanh(a_{t}) \\
y_{t} &= W_{y}\,h_{t} + b_{y}
\end{aligned}
$$"""
    )


def rows(own, **options):
    """The rows of a cell's LaTeX without the colours."""
    latex = re.sub(r"\{\\color\{#\w{6}\}\{((?:[^{}]|\{[^{}]*\})*)\}\}", r"\1", own.latex(**options))
    return [row.removesuffix(r" \\") for row in latex.splitlines()[2:-2]]


def test_cell_latex_of_the_lstm_is_that_of_the_book():
    assert rows(LSTM) == [
        r"f_{t} &= \sigma(W_{f}\,[h_{t-1};\, x_{t}] + b_{f})",
        r"i_{t} &= \sigma(W_{i}\,[h_{t-1};\, x_{t}] + b_{i})",
        r"o_{t} &= \sigma(W_{o}\,[h_{t-1};\, x_{t}] + b_{o})",
        r"\tilde c_{t} &= \tanh(W_{c}\,[h_{t-1};\, x_{t}] + b_{c})",
        r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot \tilde c_{t}",
        r"h_{t} &= o_{t} \odot \tanh(c_{t})",
    ]


def test_cell_latex_with_numbers_words_and_shared_weights():
    assert rows(MORE_CELLS["numbers"][0])[1:3] == [
        r"\mathrm{keep}_{1,t} &= 0.9 \cdot h_{t-1} + 10^{-5}",
        r"\tilde h_{t} &= \tanh(W_{h}\,[h_{t-1};\, x_{t}] + b_{h} - 0.5)",
    ]

    @cell
    def OWN(h, x):
        W = parameter("W", "D_h", "D_h")
        return tanh((W - W.T) @ h + affine("u", x, bias=False))

    assert rows(OWN) == [r"h_{t} &= \tanh((W - W^\top)\,h_{t-1} + W_{u}\,x_{t})"]


def test_notebook_shows_a_cell_as_its_equations():
    assert RNN._repr_latex_() == RNN.latex()
    assert RNN.backward()._repr_latex_() == RNN.backward().latex()


def test_evaluate_marks_each_weighted_sum_with_its_layer():
    assert set(GRU.evaluate(*problem(GRU))) == {"r", "z", "h_candidate", "h", "a_r", "a_z", "a_h"}
    assert set(RNN.evaluate(*problem(RNN))) == {"a", "h"}


def test_state_that_is_a_prior_state_or_another_state_unchanged():
    @cell
    def SWAP(h, c, x):
        return c, h

    h, c, x = np.full((5, 7), 1.0), np.full((5, 7), 2.0), np.zeros((3, 7))
    values = SWAP.evaluate({}, x, (h, c))
    assert_allclose(values["h"], c)
    assert_allclose(values["c"], h)
    got = SWAP.gradients({}, x, (h, c), {"h": 3 * h, "c": 5 * h})
    assert_allclose(got["c_prior"], 3 * h)
    assert_allclose(got["h_prior"], 5 * h)


def test_giving_a_symbol_a_name_leaves_the_symbol_its_own():
    @cell
    def OWN(h, x):
        return h.called("old") + tanh.layer("k", h, x)

    assert [p.name.code for p in OWN.prior] == ["h_prior"]
    assert rows(OWN)[0] == r"\mathrm{old}_{t} &= h_{t-1}"


def test_repr_is_one_line_with_states_layers_and_outputs():
    assert repr(LSTM) == "<cell LSTM: states h, c; layers f, i, o, c_candidate>"
    assert repr(RNN_WITH_OUTPUT) == "<cell RNN with output: states h; layers h, y; outputs y>"
    for own in EVERY_CELL.values():
        assert "\n" not in repr(own)
    assert "Elman (1990)" in RNN.__doc__ == RNN_WITH_OUTPUT.__doc__


def test_single_layer_called_a_like_its_weighted_sum_has_a_name_of_its_own():
    @cell
    def OWN(h, x):
        return sigmoid.layer("a", h, x)

    codes = [node.name.code for node in OWN.equations]
    assert len(set(codes)) == len(codes) == 3


def test_with_output_reads_the_first_state_whatever_its_size_and_name():
    projection = cell(states={"s": "D_r", "c": "D_h"})(
        lambda s, c, x: (linear.layer("s", c, size="D_r"), tanh.layer("c", s, c, x))
    )
    out = projection.with_output("D_y")
    params, x, state = problem(out)
    values = out.evaluate(params, x, state)
    assert_allclose(values["y"], params["W_y"] @ values["s"] + params["b_y"], rtol=1e-13)
    assert params["W_y"].shape == (SIZES["D_y"], SIZES["D_r"])
