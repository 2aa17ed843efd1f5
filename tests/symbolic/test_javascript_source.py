"""The JavaScript of a cell, run in a real browser, computes what the equations say."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from other_cells import EVERY_CELL, SIZES, problem
from test_numpy_source import BRACKETS
from test_random_cells import MOVE, written

from rnnlib.equations import GRU, LSTM
from rnnlib.symbolic import affine, cell, linear, tanh

RUN = """([source, sizes, params, x, states, incoming, Real]) => {
  const array = (entries) => globalThis[Real].from(entries);
  const real = (arrays) => Object.fromEntries(
    Object.entries(arrays).map(([name, entries]) => [name, array(entries)]));
  const name = source.match(/(\\w+_cell)\\(/)[1];
  const make = new Function(`"use strict"; ${source}; return ${name}`)();
  const own = make(sizes, globalThis[Real]);
  const given = [real(params), array(x), states.map(array)];
  const values = own.forward(...given);
  const gradients = own.backward(...given, values, real(incoming));
  const plain = (arrays) => Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, [...array]]));
  const {parameters, frozen, states: of, outputs} = own;
  return {values: plain(values), gradients: plain(gradients), parameters, frozen, of, outputs};
}"""


@pytest.fixture(scope="module")
def tab(browser):
    with browser.new_context() as context:
        yield context.new_page()


def run(tab, own, dtype=np.float64):
    """What the browser and what the equations make of the same step: two dicts of arrays."""
    params, x, state = problem(own, dtype=dtype)
    values = own.evaluate(params, x, state)
    random = np.random.default_rng(1)
    incoming = {
        node.name.code: random.normal(size=values[node.name.code].shape).astype(dtype)
        for node in own.results
    }
    flat = lambda arrays: {name: array.ravel().tolist() for name, array in arrays.items()}  # noqa: E731
    got = tab.evaluate(
        RUN,
        [
            own.to_javascript(), SIZES, flat(params), x.ravel().tolist(),
            [s.ravel().tolist() for s in state], flat(incoming),
            "Float64Array" if dtype == np.float64 else "Float32Array",
        ],
    )  # fmt: skip
    return got, values, own.gradients(params, x, state, incoming)


def assert_browser_computes_the_equations(tab, own, name=""):
    got, values, gradients = run(tab, own)
    for expected, arrays in ((values, got["values"]), (gradients, got["gradients"])):
        assert expected.keys() <= arrays.keys(), name
        for code, array in expected.items():
            # relative to the largest entry: sums are added in another order
            atol = 1e-12 * max(1, abs(array).max())
            assert_allclose(
                arrays[code], array.ravel(), rtol=0, atol=atol, err_msg=f"{name}: {code}"
            )


@pytest.mark.parametrize("name", EVERY_CELL)
def test_step_and_gradient_of_every_cell_are_those_of_the_equations(tab, name):
    assert_browser_computes_the_equations(tab, EVERY_CELL[name])


def test_javascript_has_brackets_where_it_needs_them(tab):
    for name, make in BRACKETS.items():

        def own(h, c, x, make=make):
            third = linear.layer("k", x)
            return make(h, c, third, lambda v: affine("u", v, bias=False)), c

        assert_browser_computes_the_equations(tab, cell(states="h c")(own), name)


@settings(max_examples=100, deadline=None)
@given(moves=st.lists(MOVE, min_size=1, max_size=8), n_states=st.integers(1, 2))
def test_random_cells_are_computed_as_their_equations_say(tab, moves, n_states):
    assert_browser_computes_the_equations(tab, written(moves, n_states))


def test_names_that_mean_something_in_javascript_are_names_of_quantities_all_the_same(tab):
    @cell(states="new Math")
    def function(new, Math, x):
        var = tanh.layer("var", new, x)
        return tanh.layer("this", var * Math), (1 - var) * new

    assert_browser_computes_the_equations(tab, function)


def test_single_precision_gives_single_precision(tab):
    got, values, _ = run(tab, LSTM, np.float32)
    assert_allclose(got["values"]["h"], values["h"].ravel(), atol=1e-6)
    assert np.float32(got["values"]["h"][0]) == got["values"]["h"][0]


def test_shapes_are_given_in_numbers(tab):
    got = run(tab, LSTM)[0]
    expected = {row.code: list(row.numbers) for row in LSTM.dimensions(D_x=3, D_h=5, B=7)}
    for code, shape in {**got["parameters"], **got["of"]}.items():
        assert shape == expected[code], code
    assert set(got["parameters"]) == set(LSTM.parameters)
    assert got["frozen"] == got["outputs"] == {}


def test_all_gates_of_a_step_are_computed_in_one_loop():
    forward = GRU.to_javascript().split("function backward")[0].split("function forward")[1]
    assert forward.count("for (let $r") == 2  # r and r ⊙ h before the candidate, the rest after it
    assert forward.count("$joined(") == 2  # [h; x] once for both gates, [r ⊙ h; x]


def test_source_is_the_same_each_time_that_it_is_written():
    first = LSTM.to_javascript()
    LSTM.diagram()
    assert json.dumps(first) == json.dumps(LSTM.to_javascript())
