"""The running example: its values against the equations, its adjoints against differences."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib import equations
from rnnlib.analysis.worked import INPUTS, TARGETS, example

CELLS = [*equations.CELLS, equations.RNN_WITH_OUTPUT, equations.LSTM.with_output()]


def filled(cell, seed=0):
    random = np.random.default_rng(seed)
    return {
        code: random.normal(size=array.shape) for code, array in example(cell, {}).params.items()
    }


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_example_values_are_those_of_the_equations(cell):
    params = filled(cell)
    worked, state = example(cell, params), (np.zeros((1, 1)),) * len(cell.prior)
    for t, x in enumerate(INPUTS):
        values = cell.evaluate(params, np.full((1, 1), x), state)
        for code, value in values.items():
            assert worked[code][t] == value.item(), (code, t)
        state = tuple(values[node.name.code] for node in cell.states)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_example_gradients_are_the_slopes_of_the_loss(cell):
    params = filled(cell)
    gradients = example(cell, params).gradients
    for code, array in params.items():
        for place in np.ndindex(array.shape):
            moved = {step: {**params, code: array.copy()} for step in (1e-6, -1e-6)}
            for step, changed in moved.items():
                changed[code][place] += step
            slope = (example(cell, moved[1e-6]).loss - example(cell, moved[-1e-6]).loss) / 2e-6
            assert_allclose(gradients[code][place], slope, rtol=1e-6, atol=1e-9)


def test_example_loss_is_half_the_squared_errors():
    worked = example(equations.RNN, {"W_h": [[0.5, 1]]})
    errors = np.subtract(worked["h"], TARGETS)
    assert_allclose(worked.loss, 0.5 * np.sum(errors**2), rtol=1e-14)


def test_example_tables_have_a_row_for_each_quantity():
    worked = example(equations.LSTM, {"b_f": [[4]]})
    columns, rows = worked.forward_table()
    assert columns == ["quantity", "t = 1", "t = 2", "t = 3"]
    assert [row[0] for row in rows][-3:] == ["c_{t}", "h_{t}", "target"]
    labels = [row[0] for row in worked.backward_table()[1]]
    assert labels[:2] == ["h\u0304_{t} from step t+1", "h\u0304_{t} in all"]
    assert "a\u0304^{f}_{t}" in labels and "c\u0303\u0304_{t}" in labels


def test_example_adjoint_of_a_state_is_the_sum_of_its_two_uses():
    worked = example(equations.RNN_WITH_OUTPUT, {"W_h": [[0.5, 1]], "W_y": [[2]]})
    for step in worked.adjoints:
        assert_allclose(step["h"], 2 * step["y"] + step["h_from_next"], rtol=1e-14)
    assert worked.adjoints[-1]["h_from_next"] == 0


def test_example_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"params must be of W_h, b_h, got 'W_x'"):
        example(equations.RNN, {"W_x": [[1]]})
    with pytest.raises(ValueError, match=r"W_h must be \(1, 2\), got \(1, 3\)"):
        example(equations.RNN, {"W_h": [[1, 2, 3]]})
    with pytest.raises(KeyError, match="the example has x, a, h"):
        example(equations.RNN, {})["z"]
