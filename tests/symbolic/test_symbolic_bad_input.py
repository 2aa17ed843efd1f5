# ruff: noqa: E501  (tables: a call to a line)
"""Wrong calls of the algebra and its cells, and the words that each error must contain."""

import numpy as np
import pytest

from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import (
    affine,
    cell,
    concatenate,
    exp,
    linear,
    maximum,
    mean,
    parameter,
    peephole,
    relu,
    sigmoid,
    tanh,
    variance,
)

D_x, D_h, B = 3, 5, 7
V, E, K = ValueError, TypeError, KeyError
params = {"W_h": np.zeros((D_h, D_h + D_x)), "b_h": np.zeros((D_h, 1))}
x_t, h = np.zeros((D_x, B)), (np.zeros((D_h, B)),)
a, b = RNN.prior[0], RNN.x
W, A = parameter("W", "D_h", "D_h"), parameter("A", "D_k", "D_k")


def make(function, *arguments, **options):
    function.__name__ = "CELL"
    return cell(*arguments, **options)(function)


def assert_refused(rows):
    for row, (error, call, *words) in enumerate(rows):
        with pytest.raises(error) as caught:
            call()
        for word in words:
            assert word in str(caught.value), f"row {row}: {caught.value}"


def test_cell_sizes_missing_unknown_or_wrong_are_refused():
    residual = make(lambda h, x: h + x, x="D_h")
    assert_refused([
        (V, lambda: RNN.parameter_count(D_x=3), "RNN: expected the sizes D_h, D_x; D_h is missing"),
        (V, lambda: RNN.parameter_count(D_x=3, D_h=5, D_z=7), "the sizes D_h, D_x; got D_z"),
        (V, lambda: RNN.dimensions(D_x=3, D_h=5), "B is missing"),
        (V, lambda: RNN_WITH_OUTPUT.dimensions(D_x=3, D_h=5, B=7), "B, D_h, D_x, D_y; D_y is missing"),
        (V, lambda: RNN.parameter_count(D_x=3, D_h=0), "RNN: D_h must be at least 1, got 0"),
        (E, lambda: RNN.parameter_count(D_x=3.5, D_h=1), "RNN: D_x must be a whole number, got 3.5"),
        (K, lambda: RNN.dimensions(D_x=3, D_h=5, B=7)["z"], "'z': the trace has h_prior, x,"),
        (V, lambda: residual.parameter_count(D_x=3, D_h=5), "CELL: D_x must be D_h = 5, got 3"),
        (V, lambda: residual.parameter_count(D_x=3), "CELL: expected the sizes D_h; D_h is missing"),
    ])  # fmt: skip


def test_cell_evaluate_with_wrong_arrays_is_refused():
    square = make(lambda h, x: affine("m", A @ affine("k", h, size="D_k")))
    squares = {"W_k": np.zeros((3, 5)), "b_k": np.zeros((3, 1)), "A": np.zeros((2, 3))}
    squares |= {"W_m": np.zeros((5, 3)), "b_m": np.zeros((5, 1))}
    fixed = make(lambda h, x: tanh.layer("h", h, x, frozen=True))
    assert_refused([
        (V, lambda: RNN.evaluate({}, x_t, h), "RNN: params must hold 'W_h', got []"),
        (V, lambda: RNN.evaluate(params, x_t.T, h), "h_prior must be (D_h, B)", "got (5, 7)"),
        (V, lambda: RNN.evaluate(params, x_t[None], h), "RNN: x must be (D_x, B)", "Expected 2 axes, got 3"),
        (V, lambda: RNN.evaluate(params, x_t, ()), "RNN: state must be a tuple of 1, (h,), got 0"),
        (V, lambda: RNN.evaluate(params, x_t, h[0]), "state must be a tuple of 1, (h,), got ndarray"),
        (V, lambda: RNN.evaluate(params, x_t + np.nan, h), "RNN: x must be finite, got nan"),
        (V, lambda: RNN.evaluate(params | {"W_h": params["W_h"].T}, x_t, h), "RNN: W_h must be (D_h, D_h + D_x) = (5, 8), got (8, 5)"),
        (V, lambda: RNN.evaluate(params | {"b_h": np.zeros(5)}, x_t, h), "b_h must be (D_h, 1) = (5, 1)"),
        (V, lambda: LSTM.evaluate({}, x_t, h), "LSTM: state must be a tuple of 2, (h, c,), got 1"),
        (V, lambda: LSTM.evaluate({}, x_t, h * 2), "LSTM: params must hold 'W_f', got []"),
        (V, lambda: square.evaluate(squares, x_t, h), "CELL: A must be (D_k, D_k) = (3, 3), got (2, 3)"),
        (V, lambda: fixed.evaluate({}, x_t, h), "CELL: params must hold 'W_h', got []"),
        (V, lambda: RNN.gradients(params, x_t, h, {}), "RNN: incoming must hold 'h', got []"),
        (V, lambda: RNN.gradients(params, x_t, h, {"h": np.zeros((5, 1))}), "RNN: incoming['h'] must be (D_h, B) = (5, 7), got (5, 1)"),
    ])  # fmt: skip


def test_arithmetic_of_what_does_not_fit_is_refused():
    equal = "the shapes must be equal, got (D_h, B) and (D_x, B)"
    assert_refused([
        (V, lambda: a + b, f"h_{{t-1}} + x_{{t}}: {equal}"),
        *((V, call, equal) for call in (lambda: a * b, lambda: a - b, lambda: a / b, lambda: maximum(a, b))),
        (V, lambda: a @ b, "the inner sizes must be equal, got (D_h, B) and (D_x, B)"),
        (V, lambda: W @ b, "the inner sizes must be equal, got (D_h, D_h) and (D_x, B)"),
        (V, lambda: W - A.T, "the shapes must be equal, got (D_h, D_h) and (D_k, D_k)"),
        (V, lambda: concatenate(a, parameter("b", "D_h")), "the columns must be as many, got (D_h, B) and (D_h, 1)"),
        (V, lambda: concatenate(), "got nothing"),
        (V, lambda: a.T, "only weights are transposed, got (D_h, B)"),
        (V, lambda: (W @ a).T, "only weights are transposed"),
        (V, lambda: (1 - a) * b, "(1 - h_{t-1}) ⊙ x_{t}: the shapes"),
        (V, lambda: a / 0, "h_{t-1} / 0: expected a divisor other than 0"),
        (V, lambda: (1 - a) / 0.0, "(1 - h_{t-1}) / 0: expected a divisor"),
        (V, lambda: a**3, "h_{t-1} ** 3: the only power in a cell is 2"),
        (V, lambda: a**a, "the only power in a cell is 2"),
    ])  # fmt: skip


def test_what_is_no_quantity_of_the_cell_is_refused():
    quantity, or_number = (
        "expected a quantity of the cell",
        "expected a quantity of the cell or a finite number",
    )
    arrays = (np.ones((5, 7)), [1.0], "h", None, True, np.inf, np.nan, 1j)
    assert_refused([
        *((E, lambda v=v: a + v, f"+: {or_number}, got") for v in arrays),
        *((E, lambda v=v: v * a, f"⊙: {or_number}, got") for v in arrays),
        (E, lambda: np.ones((5, 7)) - a, f"-: {or_number}"),
        (E, lambda: a / "h", f"/: {or_number}, got 'h'"),
        (E, lambda: W @ 2, f"@: {quantity}, got 2"),
        (E, lambda: np.eye(5) @ a, f"@: {quantity}, got array"),
        (E, lambda: maximum(1, 2), f"maximum: {quantity}, got 2"),
        (E, lambda: concatenate(a, 1), f"concatenate: {quantity}, got 1"),
        *((E, lambda f=f: f(a, b), "expected one quantity, got 2; a layer", f'{f.name}.layer("k", h, x)') for f in (tanh, exp, linear)),
        (E, lambda: tanh(), "tanh(…): expected one quantity, got 0"),
        (E, lambda: tanh.layer("k", [a, b]), 'tanh.layer("k"): expected a quantity of the cell, got [h_{t-1}, x_{t}]'),
        *((E, lambda f=f: f(a), "h_{t-1} has no value while a cell is written") for f in (bool, lambda v: v and b, lambda v: not v)),
        *((E, lambda f=f: f(a), "cannot be compared; the larger of two quantities is maximum") for f in (lambda v: v > 0.5, lambda v: v > 1, lambda v: max(v, b), lambda v: v <= v)),
        *((E, lambda f=f: f(1), f"{quantity}, got 1") for f in (tanh, exp, linear, mean, variance)),
        (E, lambda: tanh.layer("k", a, 3), f'tanh.layer("k"): {quantity}, got 3'),
        (E, lambda: tanh.layer("k", a, plus="1"), f'tanh.layer("k"): {or_number}, got \'1\''),
        (E, lambda: affine("u", 3), f'affine("u"): {quantity}, got 3'),
        (E, lambda: peephole("f", 1.0), f'peephole("f"): {quantity}, got 1.0'),
    ])  # fmt: skip


def test_layer_without_input_or_with_a_wrong_size_is_refused():
    unequal = "the shapes must be equal, got (D_h, B) and (D_x, B)"
    sizes = ("", "B", "T", "D_h +", "D_h - 1", "2 D_h", "D_é", "٣", 0, -1, 1.5, None, True, "D h")
    assert_refused([
        (V, lambda: relu.layer("f"), 'relu.layer("f"): expected at least one input, got none'),
        (V, lambda: affine("f"), 'affine("f"): expected at least one input, got none'),
        (V, lambda: tanh.layer("k", a, plus=b), unequal),
        (V, lambda: tanh.layer("k", a, plus=peephole("k", b)), unequal),
        (V, lambda: tanh.layer("k", a, size="D_k", plus=affine("u", b)), "the shapes must be equal, got (D_k, B) and (D_h, B)"),
        *((V, lambda s=s: affine("k", a, size=s), 'affine("k"): size must be a symbol such as \'D_h\'', f"got {s!r}") for s in sizes),
        (V, lambda: parameter("W", "D_h", "B"), 'parameter("W"): size must be a symbol'),
        (V, lambda: make(lambda h, x: h, states={"h": "B"}), "CELL: size must be a symbol", "got 'B'"),
        (V, lambda: make(lambda h, x: h, x="T"), "CELL: size must be a symbol", "got 'T'"),
    ])  # fmt: skip


def test_names_that_are_no_names_are_refused_when_the_cell_is_written():
    odd = (
        "",
        "3",
        "z 1",
        "f'",
        "h_",
        "_h",
        "h__1",
        "h-1",
        "h~~",
        "~",
        "h.x",
        "α",
        "h\n",
        "c~_candidate_",
    )
    python = ("lambda", "in", "if", "None", "np", "params", "sigmoid")
    assert_refused([
        *((V, lambda n=n: tanh.layer(n, a), "a name must be a letter", f"got {n!r}") for n in odd),
        *((V, lambda n=n: tanh(a).called(n), "a name must be a letter") for n in odd),
        *((V, lambda n=n: make(lambda s, x: s, states=[n]), "a name must be a letter") for n in odd if n),
        *((V, lambda n=n: make(lambda s, x: (s, s), states="s", outputs=[n]), "a name must be") for n in odd),
        *((V, lambda n=n: parameter(n, "D_h"), "a name must be a letter") for n in odd),
        *((V, lambda n=n: affine(n, a), "a name must be a letter") for n in odd if n not in ("3", "~", "h__1")),
        *((V, lambda n=n: tanh.layer(n, a), f"the name {n!r} has a meaning of its own in Python") for n in python),
        *((V, lambda n=n: make(lambda s, x: s, states=n), "has a meaning of its own") for n in python),
        *((E, lambda n=n: tanh.layer(n, a), 'tanh.layer: expected first the name of its result, as in tanh.layer("k", h, x); got', repr(n)) for n in (3, None, ("h",), a)),
        *((E, lambda n=n: tanh(a).called(n), f"a name must be a string, got {n!r}") for n in (3, None, ("h",))),
        (E, lambda: affine(a, b), "the name must be a string, got h_{t-1}"),
    ])  # fmt: skip


def test_names_given_twice_are_refused():
    twice = "the name {} is given to two quantities"
    rows = [
        ("'x'", lambda h, x: tanh.layer("x", h, x)),
        ("'h_prior'", lambda h, x: tanh.layer("h_prior", h, x)),
        ("'W_h'", lambda h, x: linear.layer("h", linear.layer("h~", h, x), x)),
        ("'k'", lambda h, x: tanh.layer("k", h, x) * tanh.layer("k", x)),
        ("'k'", lambda h, x: tanh(h).called("k") * sigmoid(h).called("k")),
        ("'h_candidate'", lambda h, x: tanh(h).called("h~") * sigmoid(h).called("h_candidate")),
        ("'W'", lambda h, x: parameter("W", "D_h", "D_h") @ (parameter("W", "D_h", "D_h") @ h)),
        ("'W'", lambda h, x: W @ h + parameter("W", "D_h", "D_h", frozen=True) @ h),
        ("'p_f'", lambda h, x: peephole("f", h) * peephole("f", h)),
    ]  # fmt: skip
    assert_refused([
        *((V, lambda f=f: make(f), f"CELL: {twice.format(name)}", "W = parameter(…)" if name[1] in "Wp" else "; give one of them another name" if name[1] == "k" else "") for name, f in rows),
        (V, lambda: make(lambda h, x: (h, h), "h", outputs="h"), twice.format("'h'")),
    ])  # fmt: skip


def test_cell_of_a_function_that_is_none_is_refused():
    def three(h, c, x):
        return h, c

    assert_refused([
        (V, lambda: make(lambda h, x: (h, h)), "CELL: expected 1 result, h; got 2"),
        (V, lambda: make(lambda h, c, x: h), "CELL: expected 2 results, h, c; got 1"),
        (V, lambda: make(lambda h, x: h, outputs="y"), "CELL: expected 2 results, h, y; got 1"),
        (V, lambda: make(lambda h, c, x: None), "CELL: expected 2 results, h, c; got none: is there a return?"),
        (E, lambda: make(lambda h, x: None), "CELL: h must be an expression, got None; is there a return?"),
        (E, lambda: make(lambda h, x: 1), "CELL: h must be an expression, got 1"),
        (E, lambda: make(lambda h, x: [h]), "CELL: expected results without brackets, return h; got a list"),
        (V, lambda: make(lambda h, x: linear.layer("k", h, x, size="D_k")), "CELL: the new state", "h_{t-1}", "(D_h, B), got (D_k, B)"),
        (V, lambda: make(lambda h, x: mean(h)), "CELL: the new state", "(D_h, B), got (1, B)"),
        (V, lambda: make(lambda h, x: h + x), "the shapes must be equal, got (D_h, B) and (D_x, B)"),
        (V, lambda: cell(states="h")(three), "three: expected a function of h and x, got three(h, c, x)"),
        (V, lambda: make(lambda x, h: h, "h"), "CELL: expected a function of h and x, got CELL(x, h)"),
        (V, lambda: make(lambda h, x, c: (h, c), "h c"), "CELL: expected a function of h, c and x, got CELL(h, x, c)"),
        (V, lambda: make(lambda c, h, x: (h, c), "h c"), "CELL: expected a function of h, c and x, got CELL(c, h, x)"),
        (V, lambda: make(lambda x, h: h), "CELL: expected states that are not called x", "got CELL(x, h)"),
        (V, lambda: make(lambda u, v: u, "x"), "CELL: expected states that are not called x", "got CELL(u, v)"),
        (V, lambda: make(lambda x: x), "CELL: states must be one name or more", "got []"),
        (V, lambda: make(lambda h, x: h, ""), "CELL: states must be one name or more", "got ''"),
        (V, lambda: make(lambda h, c, x: h, "h h"), "all different, got 'h h'"),
        (E, lambda: make(lambda h, x: h, 3), "CELL: states must be names", "got 3"),
        (E, lambda: cell(states="h")("RNN"), "cell: expected a function of states and x, got 'RNN'"),
        (V, lambda: make(lambda h, x: h * a), "CELL: h_{t-1} belongs to another cell"),
        (V, lambda: RNN_WITH_OUTPUT.with_output(), "RNN with output.with_output: the cell has outputs already: y"),
    ])  # fmt: skip
