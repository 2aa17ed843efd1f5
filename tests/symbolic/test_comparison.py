"""Two cells side by side: what the table counts is what there is."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_cells import CELLS as OTHERS
from strategies import examples, random_params
from test_numpy_source import run

from rnnlib import equations
from rnnlib.equations import CELLS, GRU, LSTM, LSTM_1997, LSTM_PEEPHOLES, ONE_GATE_GRU, RNN
from rnnlib.symbolic import cell
from rnnlib.symbolic.comparison import compare, multiply_adds, parameter_formula

EVERY_CELL = (*CELLS, *(entry[0] for entry in OTHERS.values()))
#            layers, and what else there is, in D_h
COUNTS = {
    "RNN": (1, 0), "ONE_GATE_GRU": (2, 0), "GRU": (3, 0), "GRU_RESET_AFTER": (3, 1), "LSTM": (4, 0),
    "LSTM_1997": (3, 0), "LSTM_PEEPHOLES": (4, 3), "LSTM_COUPLED": (3, 0),
    "MINIMAL_GATED_UNIT": (2, 0),
}  # fmt: skip
any_sizes = st.fixed_dictionaries({name: st.integers(1, 50) for name in ("D_x", "D_h", "D_k")})


def only(cell, sizes):
    """The sizes that a cell has."""
    return {name: n for name, n in sizes.items() if name != "D_k" or cell.name == "RESIDUAL"}


@pytest.mark.parametrize("name", COUNTS)
def test_the_parameters_are_the_layers_times_those_of_one_layer(name):
    cell, (layers, more) = getattr(equations, name), COUNTS[name]

    @examples
    @given(any_sizes)
    def check(sizes):
        D_x, D_h = sizes["D_x"], sizes["D_h"]
        expected = layers * D_h * (D_h + D_x + 1) + more * D_h
        assert cell.parameter_count(D_x=D_x, D_h=D_h) == expected

    check()
    assert len(cell.layers()) == layers


def test_a_layer_that_does_not_look_at_the_state_has_no_weights_for_it():
    assert len(equations.MIN_GRU.layers()) == 2
    assert equations.MIN_GRU.parameter_count(D_x=3, D_h=5) == 2 * 5 * (3 + 1)


@examples
@given(any_sizes)
def test_the_formula_gives_the_count_and_the_count_is_that_of_the_arrays(sizes):
    for each in EVERY_CELL:
        own = only(each, sizes)
        params = random_params(each, np.random.default_rng(0), **sizes)
        assert parameter_formula(each).value(sizes) == each.parameter_count(**own)
        assert each.parameter_count(**own) == sum(array.size for array in params.values())


class Counted(float):
    """A number that counts how often two like it are multiplied."""

    times = 0

    def __mul__(self, other):
        Counted.times += 1
        return Counted(float(self) * float(other))

    def __add__(self, other):
        return Counted(float(self) + float(other))

    def __sub__(self, other):
        return Counted(float(self) - float(other))

    def __neg__(self):
        return Counted(-float(self))

    def __rsub__(self, one):
        return Counted(one - float(self))

    def __rmul__(self, number):  # a constant, as in the formula of σ
        return Counted(number * float(self))

    __radd__ = __add__

    def tanh(self):
        return Counted(np.tanh(float(self)))


def counted(array):
    return np.vectorize(Counted, otypes=[object])(array)


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.name)
@pytest.mark.parametrize("sizes", [(3, 5, 2), (1, 1, 1), (7, 2, 3), (2, 3, 5)])
def test_the_multiply_adds_are_the_multiplications_of_a_step_counted_one_by_one(cell, sizes):
    sizes = dict(zip(("D_x", "D_h", "D_k"), sizes, strict=True))
    params = random_params(cell, np.random.default_rng(0), **sizes)
    x, *state = (np.ones((n, 1)) for n in (sizes["D_x"], *[sizes["D_h"]] * len(cell.states)))
    step = run(cell.to_numpy())
    Counted.times = 0
    step({name: counted(abs(p)) for name, p in params.items()}, *map(counted, (x, *state)))
    assert multiply_adds(cell).value(sizes) == Counted.times


def test_the_gru_has_three_quarters_of_the_parameters_of_the_lstm():
    rows = compare(GRU, LSTM).rows
    assert rows["parameters, as a ratio"] == ("3/4", "1")
    assert rows["states"] == ("h", "h, c")
    assert rows["layers"] == ("3: r, z, h_candidate", "4: f, i, o, c_candidate")
    assert [rows[f"{role} gate"] for role in ("forget", "input", "output", "relevance")] == [
        ("1 - z", "f"), ("z", "i"), ("none", "o"), ("r", "none"),
    ]  # fmt: skip
    assert rows["parameters"][0] == "3 D_h² + 3 D_h D_x + 3 D_h"


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [(RNN, LSTM, "1/4"), (ONE_GATE_GRU, GRU, "2/3"), (GRU, LSTM_1997, "1"), (LSTM, RNN, "4")],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_ratio_that_is_the_same_at_all_sizes_is_a_fraction(first, second, ratio):
    assert compare(first, second).rows["parameters, as a ratio"][0] == ratio


def test_a_ratio_that_depends_on_the_sizes_is_a_formula_that_says_so():
    ratio = compare(LSTM_PEEPHOLES, LSTM).rows["parameters, as a ratio"][0]
    above, below = ratio.strip("()").split(") ÷ (")
    for sizes in ({"D_x": 2, "D_h": 3}, {"D_x": 7, "D_h": 5}):
        for formula, each in ((above, LSTM_PEEPHOLES), (below, LSTM)):
            assert in_numbers(formula, sizes) == each.parameter_count(**sizes)


def in_numbers(formula, sizes):
    """What a reader computes from 4 D_h² + 4 D_h D_x."""
    python = re.sub(r"(?<=[\w²]) (?=D)", " * ", formula).replace("²", "**2")
    return eval(python, {"__builtins__": {}}, dict(sizes))


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.name)
def test_a_formula_reads_as_what_it_counts(cell):
    sizes = {"D_x": 7, "D_h": 5, "D_k": 3}
    for count in (parameter_formula(cell), multiply_adds(cell)):
        assert in_numbers(str(count), sizes) == count.value(sizes)


def test_a_cell_without_parameters_has_none():
    @cell(states="h c")
    def SWAP(h, c, x):
        return c, h

    assert str(parameter_formula(SWAP)) == "0"
    assert parameter_formula(SWAP).value({}) == 0
    assert compare(SWAP, LSTM).rows["parameters"][0] == "0"
    assert compare(SWAP, LSTM).rows["layers"][0] == "0: none"


@pytest.mark.parametrize("second", EVERY_CELL, ids=lambda cell: cell.name)
def test_the_table_says_the_same_in_text_and_in_html(second):
    table = compare(GRU, second)
    html = ElementTree.fromstring(table._repr_html_())
    rows = ["".join(cell.itertext()) for cell in html.iter("td")]
    assert len(rows) == 1 + 2 * len(table.rows)
    lines = str(table).splitlines()
    assert lines[0].split() == ["GRU", second.name]
    for line, (what, pair) in zip(lines[1:], table.rows.items(), strict=True):
        assert line.startswith(what)
        assert all(text in line for text in pair)


def test_the_two_kinds_of_tanh_are_told_apart():
    """One closes a layer and has weights; the other is an operator and has none."""
    assert "c_candidate" in LSTM.layers()
    assert LSTM.operators().count("tanh") == 1
    assert RNN.operators().count("tanh") == 0
    assert "sigmoid" not in LSTM.operators()


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.name)
def test_a_quantity_is_a_layer_or_an_operator_and_weights_belong_to_layers(cell):
    """The weights of every layer go by its name, and those of no operator are counted."""
    layers = {layer.removesuffix("_candidate") for layer in cell.layers()}
    inside = {"RNN": (), "GRU_RESET_AFTER": {"u"}, "CURIOUS": {"v"}}.get(cell.name, ())
    owners = {name.partition("_")[2] for name in cell.parameters}
    assert owners == layers | set(inside)


def test_a_peephole_is_part_of_a_layer_and_no_operator():
    plain, seeing = LSTM.operators(), LSTM_PEEPHOLES.operators()
    assert plain.count("Product") == seeing.count("Product") == 3
