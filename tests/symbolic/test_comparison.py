"""Two cells side by side: what the table counts is what there is."""

import re
from xml.etree import ElementTree

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from literature import CELLS as PUBLISHED
from literature_cells import DEEP_TRANSITION
from literature_lstms import LSTM_PROJECTED, NORMALIZED_LSTM, SLSTM
from other_cells import CELLS as OTHERS
from strategies import examples, few_examples
from test_numpy_source import run

from rnnlib import equations
from rnnlib.equations import CELLS, GRU, LSTM, LSTM_1997, LSTM_PEEPHOLES, ONE_GATE_GRU, RNN
from rnnlib.symbolic import cell, tanh
from rnnlib.symbolic.comparison import compare, multiply_adds, parameter_formula
from rnnlib.symbolic.gates import ROLES

EVERY_CELL = (*CELLS, *(entry[0] for entry in OTHERS.values()), *PUBLISHED.values())
SYMBOLS = ("D_x", "D_h", "D_k", "D_y", "D_s", "D_r")
any_sizes = st.fixed_dictionaries({name: st.integers(1, 20) for name in SYMBOLS})


def own(each, sizes):
    """The sizes that a cell has."""
    symbols = {s for node in each.nodes for size in node.shape for s in size.symbols}
    return {name: sizes[name] for name in sizes if name in symbols}


@examples
@given(any_sizes)
def test_parameters_of_the_library_cells_are_those_of_one_layer_times_the_layers(sizes):
    D_x, D_h = sizes["D_x"], sizes["D_h"]
    expected = {  # layers, and what else there is, in D_h
        "RNN": (1, 0), "ONE_GATE_GRU": (2, 0), "GRU": (3, 0), "GRU_RESET_AFTER": (3, 1),
        "LSTM": (4, 0), "LSTM_1997": (3, 0), "LSTM_PEEPHOLES": (4, 3), "LSTM_COUPLED": (3, 0),
        "MINIMAL_GATED_UNIT": (2, 0),
    }  # fmt: skip
    for name, (layers, more) in expected.items():
        each = getattr(equations, name)
        count = each.parameter_count(D_x=D_x, D_h=D_h)
        assert count == layers * D_h * (D_h + D_x + 1) + more * D_h, name
        assert len(each.layers()) == layers, name
    without_state = equations.MIN_GRU.parameter_count(D_x=D_x, D_h=D_h)
    assert without_state == 2 * D_h * (D_x + 1)


@few_examples
@given(any_sizes)
def test_formulas_read_as_the_counts_that_they_give_and_parameters_are_the_entries(sizes):
    for each in EVERY_CELL:
        parameters = parameter_formula(each)
        entries = sum(np.prod(p.numbers(sizes)) for p in each.parameters.values())
        assert parameters.value(sizes) == each.parameter_count(**own(each, sizes)) == entries
        for count in (parameters, multiply_adds(each)):
            assert in_numbers(str(count), sizes) == count.value(sizes), f"{each.name}: {count}"


def in_numbers(formula, sizes):
    """What a reader computes from 4 D_h² + 4 D_h D_x."""
    python = re.sub(r"(?<=[\w²]) (?=D)", " * ", formula).replace("²", "**2")
    return eval(python, {"__builtins__": {}}, dict(sizes))


class Counted(float):
    """A number that counts how often it is multiplied, and divided by another or divides."""

    times = 0

    def __mul__(self, other):
        Counted.times += 1
        return Counted(float(self) * float(other))

    def __truediv__(self, other):
        Counted.times += isinstance(other, Counted)  # by a whole number, in a mean
        return Counted(float(self) / float(other))

    def __rtruediv__(self, other):
        Counted.times += 1
        return Counted(float(other) / float(self))

    def __add__(self, other):
        return Counted(float(self) + float(other))

    def __sub__(self, other):
        return Counted(float(self) - float(other))

    def __rsub__(self, other):
        return Counted(float(other) - float(self))

    def __neg__(self):
        return Counted(-float(self))

    __radd__, __rmul__ = __add__, __mul__

    def conjugate(self):
        return self

    def tanh(self):
        return Counted(np.tanh(float(self)))

    def exp(self):
        return Counted(np.exp(float(self)))

    def sqrt(self):
        return Counted(np.sqrt(float(self)))


counted = np.vectorize(Counted, otypes=[object])


def positive(a):
    """In place of σ, whose own multiplications do not count."""
    return counted(abs(a) + 1)


def test_multiply_adds_are_the_multiplications_of_a_step_counted_one_by_one():
    for numbers in ((3, 5, 2, 7, 4, 6), (1, 1, 1, 1, 1, 1), (2, 3, 5, 1, 2, 2)):
        sizes = dict(zip(SYMBOLS, numbers, strict=True))
        for each in EVERY_CELL:
            arrays = {
                node.name.code: counted(np.linspace(0.5, 1, np.prod(shape)).reshape(shape))
                for node in (*each.parameters.values(), *each.frozen.values())
                for shape in [node.numbers(sizes)]
            }
            given = (counted(np.ones(n.numbers(sizes | {"B": 1}))) for n in (each.x, *each.prior))
            step = run(each.to_numpy())
            step.__globals__["sigmoid"] = positive
            Counted.times = 0
            step(arrays, *given)
            assert multiply_adds(each).value(sizes) == Counted.times, (each.name, sizes)


def test_gru_has_three_quarters_of_the_parameters_of_the_lstm():
    rows = compare(GRU, LSTM).rows
    assert rows["parameters, as a ratio"] == ("3/4", "1")
    assert rows["states"] == ("h", "h, c")
    assert rows["layers"] == ("3: r, z, h_candidate", "4: f, i, o, c_candidate")
    assert [rows[f"{role} gate"] for role in ROLES] == [
        ("1 - z", "f"), ("z", "i"), ("none", "o"), ("r", "none"),
    ]  # fmt: skip
    assert rows["parameters"][0] == "3 D_h² + 3 D_h D_x + 3 D_h"


def test_table_names_all_gates_of_one_role_and_sizes_of_all_states():
    rows = compare(DEEP_TRANSITION, LSTM_PROJECTED).rows
    assert rows["relevance gate"] == ("r_1, r_2", "none")
    assert rows["parameters"][1] == "5 D_h D_r + 4 D_h D_x + 4 D_h"
    assert compare(SLSTM, NORMALIZED_LSTM).rows["states"] == ("h, c, n, m", "h, c")


def test_ratio_that_is_the_same_at_all_sizes_is_a_fraction():
    for first, second, ratio in (
        (RNN, LSTM, "1/4"),
        (ONE_GATE_GRU, GRU, "2/3"),
        (GRU, LSTM_1997, "1"),
        (LSTM, RNN, "4"),
    ):
        assert compare(first, second).rows["parameters, as a ratio"][0] == ratio, first.name


def test_ratio_that_depends_on_the_sizes_is_a_formula():
    ratio = compare(LSTM_PEEPHOLES, LSTM).rows["parameters, as a ratio"][0]
    above, below = ratio.strip("()").split(") ÷ (")
    for sizes in ({"D_x": 2, "D_h": 3}, {"D_x": 7, "D_h": 5}):
        for formula, each in ((above, LSTM_PEEPHOLES), (below, LSTM)):
            assert in_numbers(formula, sizes) == each.parameter_count(**sizes)


def test_sizes_given_as_numbers_are_factors_of_the_formula():
    @cell
    def NARROW(h, x):
        return tanh.layer("h", h, tanh.layer("k", x, size=3))

    assert str(parameter_formula(NARROW)) == "D_h² + 4 D_h + 3 D_x + 3"
    assert parameter_formula(NARROW).value({"D_x": 2, "D_h": 5}) == 25 + 20 + 6 + 3


def test_cell_without_parameters_has_none():
    @cell
    def SWAP(h, c, x):
        return c, h

    rows = compare(SWAP, LSTM).rows
    assert parameter_formula(SWAP).value({}) == 0
    assert (rows["parameters"][0], rows["layers"][0]) == ("0", "0: none")
    assert rows["multiply-adds per step"][0] == "0"
    assert rows["parameters, as a ratio"][0].startswith("(0) ÷ (")


def test_table_says_the_same_in_text_and_in_html():
    for second in EVERY_CELL:
        table = compare(GRU, second)
        html = ElementTree.fromstring(table._repr_html_())
        cells = ["".join(entry.itertext()) for entry in html.iter("td")]
        assert len(cells) == 1 + 2 * len(table.rows), second.name
        lines = str(table).splitlines()
        assert lines[0].split() == ["GRU", second.name]
        for line, (what, pair) in zip(lines[1:], table.rows.items(), strict=True):
            assert line.startswith(what)
            assert all(text in line for text in pair), (second.name, what)


def test_activation_with_weights_is_a_layer_and_without_an_operator():
    assert "c_candidate" in LSTM.layers()
    assert LSTM.operators().count("tanh") == 1
    assert RNN.operators().count("tanh") == 0
    assert "sigmoid" not in LSTM.operators()
    plain, seeing = LSTM.operators(), LSTM_PEEPHOLES.operators()
    assert plain.count("Product") == seeing.count("Product") == 3  # a peephole is none


def test_weights_go_by_the_name_of_their_layer():
    for each in (*CELLS, *(entry[0] for entry in OTHERS.values())):
        layers = {layer.removesuffix("_candidate") for layer in each.layers()}
        inside = {"GRU_RESET_AFTER": {"u"}, "CURIOUS": {"v"}}.get(each.name, set())
        owners = {name.partition("_")[2] for name in each.parameters}
        assert owners == layers | inside, each.name
