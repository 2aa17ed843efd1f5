"""The plain loops of `reference` against the equations, the fast layers and torch."""

import ast
from pathlib import Path

import numpy as np
import pytest
import textbook
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import (
    DISTINCT,
    SIZES,
    Problem,
    back_over_a_sequence,
    by_name,
    few_examples,
    over_a_sequence,
    seeds,
    sizes,
)

from rnnlib import equations
from rnnlib.layers import reference

#    forward, backward, the cell as equations, its step in torch, the names of a step's values
CELLS = {
    "RNN": (
        *(reference.rnn, reference.rnn_backward, equations.RNN, textbook.rnn),
        ("h_prior", "h"),
    ),
    "GRU": (
        *(reference.gru, reference.gru_backward, equations.GRU, textbook.gru),
        ("h_prior", "r", "z", None, "h_candidate", "h"),
    ),
    "GRU, reset after": (
        *(reference.gru, reference.gru_backward, equations.GRU_RESET_AFTER),
        *(textbook.gru_reset_after, ("h_prior", "r", "z", "u", "h_candidate", "h")),
    ),
    "LSTM": (
        *(reference.lstm, reference.lstm_backward, equations.LSTM, textbook.lstm),
        ("h_prior", "c_prior", "f", "i", "o", "c_candidate", "c", "h"),
    ),
}
EVERY_CELL = pytest.mark.parametrize("name", CELLS)
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def outcome(h, final, x, state, params):
    """Everything that a run forward and backward gives, by name."""
    return {"h": h} | {f"final {k}": s for k, s in enumerate(final)} | by_name(x, state, params)


def by_reference(name, problem):
    forward, backward, *_ = CELLS[name]
    params, x = dict(problem.layer.params), problem.x
    h, final, steps = forward(params, x, problem.state)
    return outcome(h, final, *backward(params, x, steps, problem.d_h, problem.d_state))


def by_the_others(name, problem):
    """The same by the fast layer, by the equations and by torch's autograd."""
    _, _, cell, in_torch, _ = CELLS[name]
    params, x, state = problem.layer.params, problem.x, problem.state
    d_h, d_state = problem.d_h, problem.d_state
    tape, grads = problem.forward(), problem.backward()
    yield "layer", outcome(tape.h, tape.state, grads.x, grads.state, grads.params)
    steps, states = over_a_sequence(cell, params, x, state)
    back = back_over_a_sequence(cell, params, x, state, {"h": d_h}, d_state)
    yield "equations", outcome(np.stack([s["h"] for s in steps]), states[-1], *back)
    yield "torch", textbook.run(in_torch, dict(params), x, state, d_h, d_state)


def assert_reference_agrees(name, sizes, seed):
    problem = Problem(sizes, seed, name)
    ours = by_reference(name, problem)
    for other, found in by_the_others(name, problem):
        assert found.keys() == ours.keys(), other
        for what, array in found.items():
            assert_allclose(ours[what], array, **CLOSE, err_msg=f"{other}, {sizes}: {what}")


@EVERY_CELL
def test_reference_matches_layer_equations_and_torch_forward_and_backward(name):
    for k, chosen in enumerate(SIZES):
        assert_reference_agrees(name, chosen, seed=k)

    @few_examples
    @given(sizes=sizes, seed=seeds)
    def at_any_sizes(sizes, seed):
        assert_reference_agrees(name, sizes, seed)

    at_any_sizes()


def test_reference_steps_hold_the_values_of_the_equations():
    for name, (forward, _, cell, _, names) in CELLS.items():
        problem = Problem(DISTINCT, 1, name)
        params = dict(problem.layer.params)
        _, _, steps = forward(params, problem.x, problem.state)
        expected, states = over_a_sequence(cell, params, problem.x, problem.state)
        priors = [f"{node.name.code}_prior" for node in cell.states]
        assert {*names} - {None, "u"} <= {*priors, *expected[0]}, name
        for step, equation, prior in zip(steps, expected, states, strict=False):
            values = equation | dict(zip(priors, prior, strict=True))
            for what, value in zip(names, step, strict=True):
                if what in values:
                    assert_allclose(value, values[what], atol=1e-12, err_msg=f"{name}: {what}")


def test_reference_leaves_arguments_unchanged():
    for name in CELLS:
        problem = Problem(DISTINCT, 3, name)
        handed_in = [problem.x, problem.d_h, *problem.state, *problem.d_state]
        handed_in += problem.layer.params.values()
        before = [array.copy() for array in handed_in]
        first, second = (by_reference(name, problem) for _ in range(2))
        for what, array in first.items():
            assert_array_equal(array, second[what], err_msg=f"{name}: {what}")
        for array, kept in zip(handed_in, before, strict=True):
            assert_array_equal(array, kept)


def test_reference_sigmoid_does_not_overflow():
    assert_allclose(reference.sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1], atol=1e-15)


def test_reference_fits_on_two_pages_and_imports_numpy_alone():
    source = Path(reference.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 150
    imports = (ast.Import, ast.ImportFrom)
    found = [ast.unparse(n) for n in ast.walk(ast.parse(source)) if isinstance(n, imports)]
    assert found == ["import numpy as np", "from numpy import ndarray"]
