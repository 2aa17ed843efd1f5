"""Every operation against its definition: shape, value, notation, derivative."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import examples, seeds

from rnnlib.analysis.gradients import relative_error
from rnnlib.symbolic import linear, relu, sigmoid, tanh
from rnnlib.symbolic.derivation import derive
from rnnlib.symbolic.expressions import Negative, Same
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.graph import Writer, evaluate, in_order, write
from rnnlib.symbolic.names import BATCH, ONE, Name, Size, shape_text
from rnnlib.symbolic.symbols import Symbol

NUMBERS = {"D": 3, "E": 2, "B": 5}
u, v, w = (Symbol(Name(letter), (Size("D"), BATCH), "input") for letter in "uvw")
x = Symbol(Name("x"), (Size("E"), BATCH), "input")
b = Symbol(Name("b", time=""), (Size("D"), ONE), "parameter")
W = Symbol(Name("W", time=""), (Size("D"), Size("E")), "parameter")
V = Symbol(Name("V", time=""), (Size("E"), Size("D", "E")), "parameter")
SYMBOLS = (u, v, w, x, b, W, V)


def arrays(seed):
    random = np.random.default_rng(seed)
    return {s: random.normal(size=[n.value(NUMBERS) for n in s.shape]) for s in SYMBOLS}


OPERATIONS = {
    "sum": (u + v, lambda a: a[u] + a[v]),
    "sum with a bias": (u + b, lambda a: a[u] + a[b]),
    "difference": (u - v, lambda a: a[u] - a[v]),
    "negative": (-u, lambda a: -a[u]),
    "one minus": (1 - u, lambda a: 1 - a[u]),
    "product": (u * v, lambda a: a[u] * a[v]),
    "square": (u * u, lambda a: a[u] ** 2),
    "matrix product": (W @ x, lambda a: np.einsum("de,eb->db", a[W], a[x])),
    "concatenation": (Concatenation(u, x, v), lambda a: np.vstack([a[u], a[x], a[v]])),
    "product with a concatenation": (V @ Concatenation(u, x), lambda a: a[V] @ np.r_[a[u], a[x]]),
    "the same": (Same(u), lambda a: a[u]),
    "sigmoid": (sigmoid(u), lambda a: 1 / (1 + np.exp(-a[u]))),
    "tanh": (tanh(u), lambda a: np.tanh(a[u])),
    "relu": (relu(u), lambda a: np.where(a[u] > 0, a[u], 0)),
    "identity": (linear(u), lambda a: a[u]),
    "one quantity used thrice": (u * tanh(u) + u, lambda a: a[u] * np.tanh(a[u]) + a[u]),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_value_is_the_definition_and_has_the_shape_that_the_symbols_say(name):
    node, definition = OPERATIONS[name]
    given_arrays = arrays(0)
    value = evaluate([node], given_arrays)[node]
    assert_allclose(value, definition(given_arrays), rtol=1e-14, atol=1e-15)
    assert value.shape == tuple(n.value(NUMBERS) for n in node.shape)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_adjoints_are_the_derivative(name):
    result, given_arrays = Same(OPERATIONS[name][0]).called("y"), arrays(1)
    value = evaluate([result], given_arrays)[result]
    weights = np.random.default_rng(2).normal(size=value.shape)
    adjoints = derive([result]).evaluate(given_arrays, {result: weights})
    used = {s.name.code: s for s in SYMBOLS if s in adjoints}
    error = relative_error(
        lambda: (evaluate([result], given_arrays)[result] * weights).sum(),
        {code: given_arrays[s] for code, s in used.items()},
        {code: adjoints[s] for code, s in used.items()},
        seed=3,
    )
    assert used
    assert error <= 1e-8


def test_a_layer_is_an_activation_of_weights_times_the_concatenation_plus_a_bias():
    node = sigmoid.layer("f", u, x, size="E")
    found = {n.name.code: n for n in in_order([node]) if isinstance(n, Symbol)}
    assert shape_text(found["W_f"].shape) == "(E, D + E)"
    assert shape_text(found["b_f"].shape) == "(E, 1)"
    given_arrays = arrays(4)
    given_arrays |= {found["W_f"]: given_arrays[V], found["b_f"]: np.array([[0.5], [-2.0]])}
    a = given_arrays[V] @ np.r_[given_arrays[u], given_arrays[x]] + [[0.5], [-2.0]]
    assert_allclose(evaluate([node], given_arrays)[node], 1 / (1 + np.exp(-a)), atol=1e-15)


def test_a_layer_may_go_without_bias_and_see_one_input_alone():
    node = tanh.layer("k", x, bias=False)
    assert node.latex(Writer(steps=False)) == r"\tanh\left(W_{k}\,x_{t}\right)"
    assert not any(n.name and n.name.code == "b_k" for n in in_order([node]))


@pytest.mark.parametrize(
    ("node", "latex"),
    [
        ((u + v) * w, r"\left(u_{t} + v_{t}\right) \odot w_{t}"),
        (u + v * w, r"u_{t} + v_{t} \odot w_{t}"),
        (u - (v + w), r"u_{t} - \left(v_{t} + w_{t}\right)"),
        (u - v * w, r"u_{t} - v_{t} \odot w_{t}"),
        (1 - (1 - u), r"1 - \left(1 - u_{t}\right)"),
        ((1 - u) * v, r"\left(1 - u_{t}\right) \odot v_{t}"),
        (-(u + v), r"-\left(u_{t} + v_{t}\right)"),
        (Negative(-u), "u_{t}"),
        (u - (-v), "u_{t} + v_{t}"),
        (u * (-v), r"u_{t} \odot \left(-v_{t}\right)"),
        (u + (-v) * w, r"u_{t} - v_{t} \odot w_{t}"),
        (u - (-v) * w, r"u_{t} + v_{t} \odot w_{t}"),
        (u * u, "u_{t}^2"),
        (tanh(u + v), r"\tanh\left(u_{t} + v_{t}\right)"),
        (relu(u), r"\mathrm{ReLU}\left(u_{t}\right)"),
        (W @ (x * x), r"W\,\left(x_{t}^2\right)"),
        (V @ Concatenation(u, x) + x, r"V\,[u_{t};\, x_{t}] + x_{t}"),
    ],
)
def test_brackets_stand_where_the_notation_needs_them(node, latex):
    assert node.latex(write) == latex


@pytest.mark.parametrize(
    ("name", "code", "latex", "bar"),
    [
        (Name("h"), "h", "h_{t}", r"\bar{h}_{t}"),
        (Name("h", time="t-1"), "h_prior", "h_{t-1}", r"\bar{h}_{t-1}"),
        (Name("c~"), "c_candidate", r"\tilde c_{t}", r"\bar{\tilde c}_{t}"),
        (Name("W_f", time=""), "W_f", "W_{f}", r"\bar{W}_{f}"),
        (Name("a", above="f"), "a_f", "a^{f}_{t}", r"\bar{a}^{f}_{t}"),
    ],
)
def test_a_name_is_written_in_code_in_latex_and_with_a_bar(name, code, latex, bar):
    assert (name.code, name.latex(), name.latex(bar=True)) == (code, latex, bar)


EXPRESSIONS = st.recursive(
    st.sampled_from([u, v, w]),
    lambda below: st.one_of(
        st.tuples(below, below).map(lambda p: p[0] + p[1]),
        st.tuples(below, below).map(lambda p: p[0] - p[1]),
        st.tuples(below, below).map(lambda p: p[0] * p[1]),
        below.map(lambda e: e * e),
        below.map(lambda e: 1 - e),
        below.map(lambda e: -e),
        *(below.map(function) for function in (sigmoid, tanh, relu)),
    ),
    max_leaves=6,
)
IN_PYTHON = {
    r"\odot": "*", r"\left(": "(", r"\right)": ")", r"\tanh": "tanh", r"\sigma": "sigmoid",
    r"\mathrm{ReLU}": "relu", "^2": "**2", "[": "(", "]": ")",
}  # fmt: skip


def read(latex, values):
    """What a reader computes from the notation: LaTeX turned into Python and run."""
    latex = re.sub(r"\\bar\{(\w)\}_\{t\}", r"\1_bar", latex)
    latex = re.sub(r"(\w)_\{t\}", r"\1", latex)
    for command, python in IN_PYTHON.items():
        latex = latex.replace(command, python)
    functions = {
        "tanh": np.tanh,
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "relu": lambda a: np.where(a > 0, a, 0),
    }
    return eval(latex, {"__builtins__": {}}, functions | values)


@examples
@given(node=EXPRESSIONS, seed=seeds)
def test_what_a_reader_computes_from_the_latex_is_the_value_and_the_derivative(node, seed):
    random = np.random.default_rng(seed)
    given_arrays = {s: random.normal(size=(2, 3)) for s in (u, v, w)}
    values = {s.name.code: array for s, array in given_arrays.items()}
    y = Same(node).called("y")
    values["y"] = evaluate([y], given_arrays)[y]
    assert_allclose(values["y"], read(y.latex(write), values), rtol=1e-12, atol=1e-12)

    values["y_bar"] = random.normal(size=(2, 3))
    backward = derive([y])
    adjoints = backward.evaluate(given_arrays, {y: values["y_bar"]})
    bars = {}  # the adjoint of what has no name goes by its whole left side
    for line in backward.lines:
        left, right = line.latex().split(" &= ")
        for k, bar in enumerate(sorted(bars, key=len, reverse=True)):
            right, values[f"bar_{k}"] = right.replace(bar, f"bar_{k}"), bars[bar]
        bars[left] = adjoints[line.adjoint.node]
        assert_allclose(
            adjoints[line.adjoint.node], read(right, values), rtol=1e-12, atol=1e-12, err_msg=left
        )
