"""The printed source is a program: pasted alone, it computes what the equations say."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from other_cells import CELLS as OTHERS
from strategies import random_params

from rnnlib import equations
from rnnlib.symbolic import affine, cell, linear, relu, sigmoid, tanh
from rnnlib.symbolic.expressions import Negative, Same

SIZES = {"D_x": 3, "D_h": 5, "D_k": 2, "D_y": 2}
B = 7
NAMED = {
    c.name: c
    for c in (
        *equations.CELLS,
        *(entry[0] for entry in OTHERS.values()),
        equations.RNN_WITH_OUTPUT,
        equations.LSTM_PEEPHOLES.with_output(),
    )
}


def problem(cell, dtype=np.float64):
    random = np.random.default_rng(0)
    params = random_params(cell, random, **SIZES)
    x = random.normal(size=(SIZES["D_x"], B))
    state = tuple(random.normal(size=(SIZES["D_h"], B)) for _ in cell.states)
    params = {name: array.astype(dtype) for name, array in params.items()}
    return params, x.astype(dtype), tuple(s.astype(dtype) for s in state)


def run(source):
    """The one function that stands in a source, run where there is nothing else."""
    names = {}
    exec(compile(source, "<pasted>", "exec"), names)
    (function,) = (f for name, f in names.items() if name.endswith("_step"))
    return function


def assert_it_is_what_the_equations_say(cell):
    params, x, state = problem(cell)
    values = cell.evaluate(params, x, state)
    got = run(cell.to_numpy())(params, x, *state)
    got = got if isinstance(got, tuple) else (got,)
    assert len(got) == len(cell.results)
    for node, array in zip(cell.results, got, strict=True):
        assert_allclose(array, values[node.name.code], rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("name", NAMED)
def test_the_source_computes_what_the_equations_say(name):
    assert_it_is_what_the_equations_say(NAMED[name])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMED)
def test_it_keeps_the_dtype_and_changes_nothing_that_it_is_given(name, dtype):
    params, x, state = problem(NAMED[name], dtype)
    before = [array.copy() for array in (x, *state, *params.values())]
    got = run(NAMED[name].to_numpy())(params, x, *state)
    for array in got if isinstance(got, tuple) else (got,):
        assert array.dtype == dtype
    for array, kept in zip((x, *state, *params.values()), before, strict=True):
        assert_array_equal(array, kept)


@pytest.mark.parametrize("name", NAMED)
def test_it_needs_numpy_alone_and_unpacks_every_parameter_it_has(name):
    source = NAMED[name].to_numpy()
    tree = ast.parse(source)
    imported = [n for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imported] == ["import numpy as np"]
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    assert ("def sigmoid" in source) == ("sigmoid(" in ast.unparse(functions[-1]))
    keys = [n.slice.value for n in ast.walk(functions[-1]) if isinstance(n, ast.Subscript)]
    assert keys == list(NAMED[name].parameters)
    priors = [prior.name.code for prior in NAMED[name].prior]
    assert [a.arg for a in functions[-1].args.args] == ["params", "x", *priors]
    assert all(len(line) <= 100 for line in source.splitlines())


def test_pasted_into_a_file_of_its_own_it_runs(tmp_path):
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
    "one minus a product": lambda a, b, c, W: 1 - a * b,
    "a difference from a difference": lambda a, b, c, W: a - (b - c),
    "a difference of a difference": lambda a, b, c, W: (a - b) - c,
    "a sum of sums": lambda a, b, c, W: (a + b) + (b + c),
    "the negative of a sum": lambda a, b, c, W: -(a + b),
    "the negative of a product": lambda a, b, c, W: -(a * b),
    "a product with a negative": lambda a, b, c, W: a * -b,
    "the negative of a matrix product": lambda a, b, c, W: -W(a),
    "minus minus": lambda a, b, c, W: Negative(-a),
    "one minus times": lambda a, b, c, W: (1 - a) * (1 - b),
    "a product of products": lambda a, b, c, W: a * (b * c) * a,
    "a square of a sum": lambda a, b, c, W: (lambda s: s * s)(a + b),
    "a function of a sum": lambda a, b, c, W: tanh(a + b) * sigmoid(a - c) - relu(a * b),
    "the same": lambda a, b, c, W: Same(a + b) * c,
}


@pytest.mark.parametrize("name", BRACKETS)
def test_brackets_stand_where_python_needs_them(name):
    def own(h, c, x):
        third = linear.layer("k", x)
        return BRACKETS[name](h, c, third, lambda v: affine("u", v, bias=False)), c

    assert_it_is_what_the_equations_say(cell(states="h c")(own))


def test_the_source_reads_as_a_person_would_write_it():
    body = equations.GRU.to_numpy().split("    b_h = params['b_h']\n")[1]
    assert body == (
        "    r = sigmoid(W_r @ np.concatenate([h_prior, x]) + b_r)\n"
        "    z = sigmoid(W_z @ np.concatenate([h_prior, x]) + b_z)\n"
        "    h_candidate = np.tanh(W_h @ np.concatenate([r * h_prior, x]) + b_h)\n"
        "    h = (1 - z) * h_prior + z * h_candidate\n"
        "    return h\n"
    )


def test_it_saturates_without_a_warning():
    params, x, state = problem(equations.LSTM)
    h, c = run(equations.LSTM.to_numpy())(params, 1e6 * x, *state)
    assert np.isfinite(h).all()
    assert np.isfinite(c).all()
