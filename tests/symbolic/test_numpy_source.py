"""The printed source is a program: pasted alone, it computes what the equations say."""

import ast
import subprocess
import sys

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal
from other_cells import EVERY_CELL, problem

from rnnlib import equations
from rnnlib.symbolic import affine, cell, linear, relu, sigmoid, tanh
from rnnlib.symbolic.expressions import Negative, Same

CELLS = EVERY_CELL | {"LSTM with output": equations.LSTM_PEEPHOLES.with_output()}


def run(source):
    """The one function that stands in a source, run where there is nothing else."""
    names = {}
    exec(compile(source, "<pasted>", "exec"), names)
    (function,) = (f for name, f in names.items() if name.endswith("_step"))
    return function


def assert_source_computes_the_equations(own, name=""):
    params, x, state = problem(own)
    values = own.evaluate(params, x, state)
    got = run(own.to_numpy())(params, x, *state)
    got = got if isinstance(got, tuple) else (got,)
    assert len(got) == len(own.results)
    for node, array in zip(own.results, got, strict=True):
        assert_allclose(array, values[node.name.code], rtol=1e-13, atol=1e-14, err_msg=name)


def test_source_computes_what_the_equations_say():
    for name, own in CELLS.items():
        assert_source_computes_the_equations(own, name)


def test_source_keeps_the_dtype_and_changes_nothing_that_it_is_given():
    for name, own in CELLS.items():
        for dtype in (np.float32, np.float64):
            params, x, state = problem(own, dtype=dtype)
            before = [array.copy() for array in (x, *state, *params.values())]
            got = run(own.to_numpy())(params, x, *state)
            for array in got if isinstance(got, tuple) else (got,):
                assert array.dtype == dtype, name
            for array, kept in zip((x, *state, *params.values()), before, strict=True):
                assert_array_equal(array, kept, err_msg=name)


def test_source_needs_numpy_alone_and_unpacks_every_parameter():
    for name, own in CELLS.items():
        source = own.to_numpy()
        tree = ast.parse(source)
        imported = [n for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom))]
        assert [ast.unparse(node) for node in imported] == ["import numpy as np"], name
        functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
        assert ("def sigmoid" in source) == ("sigmoid(" in ast.unparse(functions[-1])), name
        keys = [n.slice.value for n in ast.walk(functions[-1]) if isinstance(n, ast.Subscript)]
        assert keys == [*own.parameters, *own.frozen], name
        priors = [prior.name.code for prior in own.prior]
        assert [a.arg for a in functions[-1].args.args] == ["params", "x", *priors], name


def test_source_pasted_into_a_file_of_its_own_runs(tmp_path):
    params, x, state = problem(equations.LSTM)
    np.savez(tmp_path / "given.npz", x=x, h=state[0], c=state[1], **params)
    pasted = equations.LSTM.to_numpy() + (
        "\n\ngiven = np.load('given.npz')\n"
        "h, c = lstm_step(given, given['x'], given['h'], given['c'])\n"
        "np.save('h.npy', h)\n"
    )
    (tmp_path / "pasted.py").write_text(pasted, encoding="utf-8")
    subprocess.run([sys.executable, "-I", "pasted.py"], cwd=tmp_path, check=True)
    expected = equations.LSTM.evaluate(params, x, state)["h"]
    assert_allclose(np.load(tmp_path / "h.npy"), expected, atol=1e-14)


BRACKETS = {
    "a product of sums": lambda a, b, c, W: (a + b) * (b + c),
    "a sum of products": lambda a, b, c, W: a * b + b * c,
    "a product with a matrix product": lambda a, b, c, W: a * W(b),
    "a matrix product of a product": lambda a, b, c, W: W(a * b) * c,
    "a matrix product of a sum": lambda a, b, c, W: W(a + b),
    "one minus a sum": lambda a, b, c, W: 1 - (a + b),
    "one minus a difference": lambda a, b, c, W: 1 - (a - b),
    "one minus one minus": lambda a, b, c, W: 1 - (1 - a),
    "one minus a negative": lambda a, b, c, W: 1 - (-a),
    "one minus a product": lambda a, b, c, W: 1 - a * b,
    "a difference from a difference": lambda a, b, c, W: a - (b - c),
    "a difference of a difference": lambda a, b, c, W: (a - b) - c,
    "a sum of sums": lambda a, b, c, W: (a + b) + (b + c),
    "the negative of a sum": lambda a, b, c, W: -(a + b),
    "the negative of a product": lambda a, b, c, W: -(a * b),
    "a product with a negative": lambda a, b, c, W: a * -b,
    "a negative times a negative": lambda a, b, c, W: -a * -b - -c,
    "the negative of a matrix product": lambda a, b, c, W: -W(a),
    "a matrix product of a negative": lambda a, b, c, W: W(-a),
    "minus minus": lambda a, b, c, W: Negative(-a),
    "one minus times": lambda a, b, c, W: (1 - a) * (1 - b),
    "a product of products": lambda a, b, c, W: a * (b * c) * a,
    "a square of a sum": lambda a, b, c, W: (a + b) ** 2 * c,
    "a square of a negative": lambda a, b, c, W: (-a) ** 2,
    "a quotient of quotients": lambda a, b, c, W: (a / (1 + b * b)) / (2 / (1 + c * c)),
    "a quotient of products": lambda a, b, c, W: a * b / (2 * (1 + c * c)),
    "a product with a quotient": lambda a, b, c, W: a * (b / 2) * W(c / 3),
    "minus a quotient": lambda a, b, c, W: a - (b - c) / 3,
    "numbers": lambda a, b, c, W: 2 - 3 * a - 4 - (5 - b) + -6 * c * 7,
    "a function of a sum": lambda a, b, c, W: tanh(a + b) * sigmoid(a - c) - relu(a * b),
    "the same": lambda a, b, c, W: Same(a + b) * c,
}


def test_source_has_brackets_where_python_needs_them():
    for name, make in BRACKETS.items():

        def own(h, c, x, make=make):
            third = linear.layer("k", x)
            return make(h, c, third, lambda v: affine("u", v, bias=False)), c

        assert_source_computes_the_equations(cell(states="h c")(own), name)


def test_source_reads_as_a_person_would_write_it():
    body = equations.GRU.to_numpy().split("    b_h = params['b_h']\n")[1]
    assert body == (
        "    r = sigmoid(W_r @ np.concatenate([h_prior, x]) + b_r)\n"
        "    z = sigmoid(W_z @ np.concatenate([h_prior, x]) + b_z)\n"
        "    h_candidate = np.tanh(W_h @ np.concatenate([r * h_prior, x]) + b_h)\n"
        "    h = (1 - z) * h_prior + z * h_candidate\n"
        "    return h\n"
    )
    body = EVERY_CELL["one matrix in four places"].to_numpy().split("params['W_u']\n")[1]
    assert "(W - W.T) @ h_prior - 0.1 * h_prior + W_u @ x" in body


def test_source_saturates_without_a_warning():
    params, x, state = problem(equations.LSTM)
    h, c = run(equations.LSTM.to_numpy())(params, 1e6 * x, *state)
    assert np.isfinite(h).all()
    assert np.isfinite(c).all()
