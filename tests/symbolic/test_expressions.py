"""Every operation against its definition: shape, value, notation, derivative."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import examples, seeds

from rnnlib.analysis.gradients import relative_error
from rnnlib.symbolic import (
    concatenate,
    exp,
    linear,
    log,
    maximum,
    mean,
    parameter,
    relu,
    sigmoid,
    sqrt,
    tanh,
    variance,
)
from rnnlib.symbolic.derivation import derive
from rnnlib.symbolic.expressions import Negative, Same
from rnnlib.symbolic.graph import Writer, evaluate, in_order, write
from rnnlib.symbolic.names import BATCH, Name, Size, plain, shape_text
from rnnlib.symbolic.numpy_source import NumPyWriter
from rnnlib.symbolic.symbols import Symbol

NUMBERS = {"D": 3, "E": 2, "B": 5}
u, v, w = (Symbol(Name(letter), (Size("D"), BATCH), "input") for letter in "uvw")
x = Symbol(Name("x"), (Size("E"), BATCH), "input")
r = Symbol(Name("r"), (Size(1), BATCH), "input")
b, n = parameter("b", "D"), parameter("n", 1)
W, V, S = parameter("W", "D", "E"), parameter("V", "E", "D + E"), parameter("S", "D", "D")
SYMBOLS = (u, v, w, x, r, b, n, W, V, S)


def arrays(seed):
    random = np.random.default_rng(seed)
    return {s: random.normal(size=s.numbers(NUMBERS)) for s in SYMBOLS}


def normal(a):
    return (a - a.mean(0)) / np.sqrt(((a - a.mean(0)) ** 2).mean(0) + 0.1)


OPERATIONS = {
    "sum": (u + v, lambda a: a[u] + a[v]),
    "sum with a column": (u + b, lambda a: a[u] + a[b]),
    "column plus a quantity": (b + u, lambda a: a[u] + a[b]),
    "sum with a row": (u + r, lambda a: a[u] + a[r]),
    "column plus a row": (b + r, lambda a: a[b] + a[r]),
    "sum with a parameter of one entry": (u + n, lambda a: a[u] + a[n]),
    "sum with a number": (u + 2, lambda a: a[u] + 2),
    "number plus a quantity": (0.5 + u, lambda a: a[u] + 0.5),
    "minus a number": (u - np.float32(3), lambda a: a[u] - 3),
    "number minus a quantity": (2.5 - u, lambda a: 2.5 - a[u]),
    "difference": (u - v, lambda a: a[u] - a[v]),
    "negative": (-u, lambda a: -a[u]),
    "one minus": (1 - u, lambda a: 1 - a[u]),
    "one, as a float of NumPy, minus": (np.float64(1) - u, lambda a: 1 - a[u]),
    "product": (u * v, lambda a: a[u] * a[v]),
    "product with a column": (b * u, lambda a: a[u] * a[b]),
    "product with a row": (u * r, lambda a: a[u] * a[r]),
    "row times a column": (r * b, lambda a: a[r] * a[b]),
    "product with a number": (-0.25 * u, lambda a: a[u] / -4),
    "square": (u**2, lambda a: a[u] * a[u]),
    "square of itself": (u * u, lambda a: a[u] ** 2),
    "quotient": (u / (1 + v * v), lambda a: a[u] / (1 + a[v] ** 2)),
    "quotient by a row": (u / (1 + r * r), lambda a: a[u] / (1 + a[r] ** 2)),
    "number of many digits": (u * 0.123456789, lambda a: a[u] * 0.123456789),
    "half": (u / 2, lambda a: a[u] / 2),
    "number over a quantity": (2 / (1 + v * v), lambda a: 2 / (1 + a[v] ** 2)),
    "matrix product": (W @ x, lambda a: np.einsum("de,eb->db", a[W], a[x])),
    "transpose": (W.T @ u, lambda a: np.einsum("de,db->eb", a[W], a[u])),
    "antisymmetric": ((S - S.T) @ u, lambda a: a[S] @ a[u] - a[S].T @ a[u]),
    "weights used twice": (S @ (S @ u), lambda a: a[S] @ a[S] @ a[u]),
    "product of weights": ((S @ W) @ x, lambda a: a[S] @ a[W] @ a[x]),
    "transposed twice": (W.T.T @ x, lambda a: a[W] @ a[x]),
    "concatenation": (concatenate(u, x, v), lambda a: np.vstack([a[u], a[x], a[v]])),
    "weights times a concatenation": (V @ concatenate(x, u), lambda a: a[V] @ np.r_[a[x], a[u]]),
    "the same": (Same(u), lambda a: a[u]),
    "sigmoid": (sigmoid(u), lambda a: 1 / (1 + np.exp(-a[u]))),
    "tanh": (tanh(u), lambda a: np.tanh(a[u])),
    "relu": (relu(u), lambda a: np.where(a[u] > 0, a[u], 0)),
    "identity": (linear(u), lambda a: a[u]),
    "exp": (exp(u), lambda a: np.e ** a[u]),
    "log": (log(1 + u * u), lambda a: np.log(1 + a[u] ** 2)),
    "sqrt": (sqrt(1 + u * u), lambda a: (1 + a[u] ** 2) ** 0.5),
    "maximum": (maximum(u, v), lambda a: np.where(a[u] > a[v], a[u], a[v])),
    "maximum with a number": (maximum(0.1, u), lambda a: np.where(a[u] > 0.1, a[u], 0.1)),
    "maximum with a row": (maximum(u, r), lambda a: np.where(a[u] > a[r], a[u], a[r])),
    "mean": (mean(u), lambda a: a[u].sum(0, keepdims=True) / 3),
    "variance": (variance(u), lambda a: ((a[u] - a[u].mean(0)) ** 2).mean(0, keepdims=True)),
    "normalised": ((u - mean(u)) / sqrt(variance(u) + 0.1), lambda a: normal(a[u])),
    "one quantity used thrice": (u * tanh(u) + u, lambda a: a[u] * np.tanh(a[u]) + a[u]),
}


def test_operation_value_is_its_definition_in_the_shape_of_its_symbols():
    given_arrays = arrays(0)
    for name, (node, definition) in OPERATIONS.items():
        value = evaluate([node], given_arrays)[node]
        expected = definition(given_arrays)
        assert_allclose(value, expected, rtol=1e-13, atol=1e-14, err_msg=name)
        assert value.shape == tuple(size.value(NUMBERS) for size in node.shape), name


def test_operation_in_numpy_source_is_its_definition_and_keeps_float32():
    given_arrays = arrays(4)
    names = {"np": np, "sigmoid": lambda a: 0.5 + 0.5 * np.tanh(0.5 * a)}
    names |= {s.name.code: array for s, array in given_arrays.items()}
    singles = {k: v.astype(np.float32) if k in "uvwxrbnWVS" else v for k, v in names.items()}
    for name, (node, definition) in OPERATIONS.items():
        source = NumPyWriter()(node)
        expected = definition(given_arrays)
        assert_allclose(eval(source, names), expected, rtol=1e-13, atol=1e-14, err_msg=name)
        assert eval(source, singles).dtype == np.float32, name


def test_operation_adjoints_are_its_derivative():
    for name, (node, _) in OPERATIONS.items():
        result, given_arrays = Same(node).called("y"), arrays(1)
        weights = np.random.default_rng(2).normal(size=[n.value(NUMBERS) for n in node.shape])
        adjoints = derive([result]).evaluate(given_arrays, {result: weights})
        used = {s.name.code: s for s in in_order([node]) if s in SYMBOLS}
        assert all(adjoints[s].shape == given_arrays[s].shape for s in used.values()), name
        error = relative_error(
            lambda result=result, given_arrays=given_arrays, weights=weights: (
                evaluate([result], given_arrays)[result] * weights
            ).sum(),
            {code: given_arrays[s] for code, s in used.items()},
            {code: adjoints[s] for code, s in used.items()},
            seed=3,
        )
        assert error <= 1e-8, f"{name}: {error:.1e}"


def test_maximum_of_equals_sends_its_adjoint_once():
    result = Same(maximum(u, v)).called("y")
    given_arrays = arrays(0) | {u: np.ones((3, 5)), v: np.ones((3, 5))}
    adjoints = derive([result]).evaluate(given_arrays, {result: np.full((3, 5), 7.0)})
    assert_allclose(adjoints[u] + adjoints[v], 7)


def test_layer_is_an_activation_of_weights_times_the_concatenation_plus_a_bias():
    node = sigmoid.layer("f", u, x, size="E", plus=0.25)
    found = {s.name.code: s for s in in_order([node]) if isinstance(s, Symbol)}
    assert shape_text(found["W_f"].shape) == "(E, D + E)"
    assert shape_text(found["b_f"].shape) == "(E, 1)"
    given_arrays = arrays(4)
    given_arrays |= {found["W_f"]: given_arrays[V], found["b_f"]: np.array([[0.5], [-2.0]])}
    a = given_arrays[V] @ np.r_[given_arrays[u], given_arrays[x]] + [[0.75], [-1.75]]
    assert_allclose(evaluate([node], given_arrays)[node], 1 / (1 + np.exp(-a)), atol=1e-15)


def test_layer_without_bias_sees_one_input_alone():
    node = tanh.layer("k", x, bias=False)
    assert node.latex(Writer(steps=False)) == r"\tanh(W_{k}\,x_{t})"
    assert not any(s.name and s.name.code == "b_k" for s in in_order([node]))


def test_brackets_stand_where_the_latex_needs_them():
    rows = [
        ((u + v) * w, r"(u_{t} + v_{t}) \odot w_{t}"),
        (u + v * w, r"u_{t} + v_{t} \odot w_{t}"),
        (u - (v + w), r"u_{t} - (v_{t} + w_{t})"),
        (u - v * w, r"u_{t} - v_{t} \odot w_{t}"),
        (1 - (1 - u), r"1 - (1 - u_{t})"),
        ((1 - u) * v, r"(1 - u_{t}) \odot v_{t}"),
        (-(u + v), r"-(u_{t} + v_{t})"),
        (Negative(-u), "u_{t}"),
        (u - (-v), "u_{t} + v_{t}"),
        (u * (-v), r"u_{t} \odot (-v_{t})"),
        (u + (-v) * w, r"u_{t} - v_{t} \odot w_{t}"),
        (u - (-v) * w, r"u_{t} + v_{t} \odot w_{t}"),
        (u * u, "u_{t}^2"),
        ((u * v) ** 2, r"(u_{t} \odot v_{t})^2"),
        (tanh(u + v), r"\tanh(u_{t} + v_{t})"),
        (relu(u), r"\mathrm{ReLU}(u_{t})"),
        (W @ (x * x), r"W\,(x_{t}^2)"),
        (V @ concatenate(u, x) + x, r"V\,[u_{t};\, x_{t}] + x_{t}"),
        ((S - S.T) @ u, r"(S - S^\top)\,u_{t}"),
        (0.9 * u + (1 - 0.9) * v, r"0.9 \cdot u_{t} + 0.1 \cdot v_{t}"),
        (1e-5 + u * 3e20, r"10^{-5} + u_{t} \cdot 3 \cdot 10^{20}"),
        (2 - u - 3, r"2 - u_{t} - 3"),
        (-2 * u, r"-2 \cdot u_{t}"),
        (sum([u, v, w]), "u_{t} + v_{t} + w_{t}"),
        (u / (v * w), r"u_{t} / (v_{t} \odot w_{t})"),
        (u * v / w, r"u_{t} \odot v_{t} / w_{t}"),
        (1 / (u + v), r"1 / (u_{t} + v_{t})"),
        (sqrt(u + 1), r"\sqrt{u_{t} + 1}"),
        (exp(-u) * log(v), r"\exp(-u_{t}) \odot \ln(v_{t})"),
        (maximum(u + v, 0), r"\max(u_{t} + v_{t},\, 0)"),
        (variance(u) + mean(v), r"\mathrm{var}(u_{t}) + \mathrm{mean}(v_{t})"),
    ]  # fmt: skip
    for node, latex in rows:
        assert node.latex(write) == latex


def test_name_in_code_in_latex_with_a_bar_and_in_plain_text():
    rows = [
        (Name("h"), "h", "h_{t}", r"\bar{h}_{t}", "h_t"),
        (Name("h", time="t-1"), "h_prior", "h_{t-1}", r"\bar{h}_{t-1}", "h_t-1"),
        (Name("c~"), "c_candidate", r"\tilde c_{t}", r"\bar{\tilde c}_{t}", "c\u0303_t"),
        (Name("h_candidate"), "h_candidate", r"\tilde h_{t}", r"\bar{\tilde h}_{t}", "h\u0303_t"),
        (Name("W_f", time=""), "W_f", "W_{f}", r"\bar{W}_{f}", "W_f"),
        (Name("a", above="f"), "a_f", "a^{f}_{t}", r"\bar{a}^{f}_{t}", "a^f_t"),
        (Name("a", above="f_1"), "a_f_1", "a^{f,1}_{t}", r"\bar{a}^{f,1}_{t}", "a^f,1_t"),
        (Name("h_1"), "h_1", "h_{1,t}", r"\bar{h}_{1,t}", "h_1,t"),
        (Name("h_10_k"), "h_10_k", "h_{10,k,t}", r"\bar{h}_{10,k,t}", "h_10,k,t"),
        (Name("alpha"), "alpha", r"\alpha_{t}", r"\bar{\alpha}_{t}", "α_t"),
        (Name("Gamma_mu~"), "Gamma_mu_candidate", r"\tilde{\Gamma}_{\mu,t}", r"\bar{\tilde{\Gamma}}_{\mu,t}", None),  # noqa: E501
        (Name("b_alpha", time=""), "b_alpha", r"b_{\alpha}", r"\bar{b}_{\alpha}", "b_α"),
        (Name("gate"), "gate", r"\mathrm{gate}_{t}", r"\bar{\mathrm{gate}}_{t}", "gate_t"),
        (Name("k2"), "k2", r"\mathrm{k2}_{t}", r"\bar{\mathrm{k2}}_{t}", "k2_t"),
    ]  # fmt: skip
    for name, code, latex, bar, text in rows:
        assert (name.code, name.latex(), name.latex(bar=True)) == (code, latex, bar)
        assert text in (None, plain(name.latex()))


def test_plain_text_of_latex_holds_no_command():
    for name, (node, _) in OPERATIONS.items():
        assert not set(plain(write(node))) & set("\\{}"), name
    assert plain(write(sqrt(variance(u) + 1))) == "√(var(u_t) + 1)"


def test_size_is_a_sum_whatever_its_order():
    assert Size("D", "E") == Size("E", "D") != Size("D", "D")
    assert len({Size("D", "E", 2), Size(2, "E", "D")}) == 1
    assert Size.of("", "D + E + 3").value(NUMBERS) == 8
    assert str(Size.of("", "D+E")) == "D + E"


def both(below):
    return st.tuples(below, below)


EXPRESSIONS = st.recursive(
    st.sampled_from([u, v, w]),
    lambda below: st.one_of(
        both(below).map(lambda p: p[0] + p[1]),
        both(below).map(lambda p: p[0] - p[1]),
        both(below).map(lambda p: p[0] * p[1]),
        both(below).map(lambda p: p[0] / (1 + p[1] ** 2)),
        both(below).map(lambda p: maximum(*p)),
        below.map(lambda e: e * e),
        below.map(lambda e: -e),
        st.tuples(st.sampled_from([1, 0.3, 2, -0.7, 1e-6]), below).map(lambda p: p[0] - p[1]),
        st.tuples(st.sampled_from([0.3, 2, -0.7]), below).map(lambda p: p[0] * p[1]),
        *(below.map(function) for function in (sigmoid, tanh, relu)),
        below.map(lambda e: exp(tanh(e))),
    ),
    max_leaves=6,
)
IN_PYTHON = {
    r"\odot": "*", r"\cdot": "*", r"\tanh": "tanh",
    r"\sigma": "sigmoid", r"\exp": "exp", r"\max": "maximum", r"\mathrm{ReLU}": "relu",
    "^2": "**2", "10^{-6}": "1e-6", r",\,": ",", "[": "(", "]": ")",
}  # fmt: skip


def read(latex, values):
    """What a reader computes from the notation: LaTeX turned into Python and run."""
    latex = re.sub(r"\\bar\{(\w)\}_\{t\}", r"\1_bar", latex)
    latex = re.sub(r"(\w)_\{t\}", r"\1", latex)
    for command, python in IN_PYTHON.items():
        latex = latex.replace(command, python)
    functions = {
        "tanh": np.tanh,
        "exp": np.exp,
        "maximum": np.maximum,
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "relu": lambda a: np.where(a > 0, a, 0),
    }
    return eval(latex, {"__builtins__": {}}, functions | values)


@examples
@given(node=EXPRESSIONS, seed=seeds)
def test_latex_and_numpy_as_a_reader_computes_them_are_the_value_and_the_derivative(node, seed):
    random = np.random.default_rng(seed)
    given_arrays = {s: random.normal(size=(2, 3)) for s in (u, v, w)}
    values = {s.name.code: array for s, array in given_arrays.items()}
    y = Same(node).called("y")
    values["y"] = evaluate([y], given_arrays)[y]
    assert_allclose(values["y"], read(y.latex(write), values), rtol=1e-12, atol=1e-12)
    source = NumPyWriter()(node)
    in_numpy = eval(source, {"np": np, "sigmoid": lambda a: 1 / (1 + np.exp(-a))}, values)
    assert_allclose(values["y"], in_numpy, rtol=1e-12, atol=1e-12)

    values["y_bar"] = random.normal(size=(2, 3))
    backward = derive([y])
    adjoints = backward.evaluate(given_arrays, {y: values["y_bar"]})
    bars = {}  # the adjoint of what has no name goes by its whole left side
    for line in backward.lines:
        left, right = line.equation().split(" &= ")
        for k, bar in enumerate(sorted(bars, key=len, reverse=True)):
            right, values[f"bar_{k}"] = right.replace(bar, f"bar_{k}"), bars[bar]
        bars[left] = adjoints[line.node]
        assert_allclose(bars[left], read(right, values), rtol=1e-12, atol=1e-12, err_msg=left)
