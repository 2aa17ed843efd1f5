"""The dimension trace says of every tensor the shape that it has."""

import numpy as np
import pytest
from other_cells import CELLS
from strategies import random_params

from rnnlib import equations
from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT

NUMBERS = {"D_x": 3, "D_h": 5, "B": 7}
CELLS = {name: entry[0] for name, entry in CELLS.items()} | {
    cell.name: cell for cell in equations.CELLS
}


def sizes_of(cell):
    return NUMBERS | ({"D_k": 2} if "W_k" in cell.parameters and cell.name == "RESIDUAL" else {})


@pytest.mark.parametrize("name", CELLS)
def test_the_trace_is_what_evaluation_gives(name):
    cell, numbers = CELLS[name], sizes_of(CELLS[name])
    trace = cell.dimensions(**numbers)
    params = random_params(cell, np.random.default_rng(0), **numbers)
    state = tuple(np.ones((5, 7)) for _ in cell.states)
    values = cell.evaluate(params, np.ones((3, 7)), state) | params
    for code, array in values.items():
        assert trace[code] == array.shape, code
    assert trace["x"] == (3, 7)
    assert all(trace[prior.name.code] == (5, 7) for prior in cell.prior)


def test_the_trace_gives_each_tensor_its_rule_and_its_shape_in_symbols():
    rows = {row.code: row for row in RNN_WITH_OUTPUT.dimensions(**NUMBERS, D_y=2)}
    said = {code: (row.shape, row.numbers, row.rule) for code, row in rows.items()}
    assert said == {
        "h_prior": ("(D_h, B)", (5, 7), "prior state"),
        "x": ("(D_x, B)", (3, 7), "input"),
        "[h_t-1; x_t]": ("(D_h + D_x, B)", (8, 7), "stacked: the rows add up"),
        "W_h": ("(D_h, D_h + D_x)", (5, 8), "weights"),
        "W_h [h_t-1; x_t]": ("(D_h, B)", (5, 7), "the inner D_h + D_x cancels"),
        "b_h": ("(D_h, 1)", (5, 1), "weights"),
        "a": ("(D_h, B)", (5, 7), "the bias is added to every column"),
        "h": ("(D_h, B)", (5, 7), "elementwise, keeps the shape"),
        "W_y": ("(D_y, D_h)", (2, 5), "weights"),
        "W_y h_t": ("(D_y, B)", (2, 7), "the inner D_h cancels"),
        "b_y": ("(D_y, 1)", (2, 1), "weights"),
        "y": ("(D_y, B)", (2, 7), "the bias is added to every column"),
    }


def test_over_a_sequence_everything_but_the_weights_gets_a_time_axis():
    step, sequence = RNN.dimensions(**NUMBERS), RNN.dimensions(**NUMBERS, T=11)
    for one, all_steps in zip(step, sequence, strict=True):
        repeated = () if one.rule == "weights" else (11,)
        assert all_steps.numbers == (*repeated, *one.numbers)
        assert all_steps.shape.startswith("(T, ") == bool(repeated)


def test_what_several_layers_see_stands_there_once():
    codes = [row.code for row in LSTM.dimensions(**NUMBERS)]
    assert len(codes) == len(set(codes))
    assert codes.count("[h_t-1; x_t]") == 1


def test_the_trace_is_a_table_in_text_and_in_html():
    trace = RNN.dimensions(**NUMBERS)
    lines = str(trace).splitlines()
    assert lines[0].split("  ")[0].strip() == "tensor"
    assert len(lines) == 1 + len(trace.rows)
    html = trace._repr_html_()
    assert html.count("<tr>") == len(lines)
    assert "<caption>The dimensions of the RNN</caption>" in html
