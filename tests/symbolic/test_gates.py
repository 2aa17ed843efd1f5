"""Gates are found in the graph: where the product goes, then what was multiplied."""

import pytest
from other_cells import CELLS as OTHERS

from rnnlib import equations
from rnnlib.drawing.palette import COLOURS
from rnnlib.symbolic import affine, cell, linear, peephole, relu, sigmoid, tanh
from rnnlib.symbolic.gates import ROLES

#  a gate: {role: through}
Z = {"forget": "1 - z", "input": "z"}
EXPECTED = {
    "RNN": {},
    "ONE_GATE_GRU": {"z": Z},
    "GRU": {"r": {"relevance": "r"}, "z": Z},
    "GRU_RESET_AFTER": {"r": {"relevance": "r"}, "z": Z},
    "LSTM": {"f": {"forget": "f"}, "i": {"input": "i"}, "o": {"output": "o"}},
    "LSTM_1997": {"i": {"input": "i"}, "o": {"output": "o"}},
    "LSTM_PEEPHOLES": {"f": {"forget": "f"}, "i": {"input": "i"}, "o": {"output": "o"}},
    "LSTM_COUPLED": {"i": {"forget": "1 - i", "input": "i"}, "o": {"output": "o"}},
    "MINIMAL_GATED_UNIT": {"f": {"forget": "1 - f", "input": "f", "relevance": "f"}},
    "MIN_GRU": {"z": Z},
    # the probes
    "RESET_AFTER": {"r": {"relevance": "r"}, "z": Z},
    "SEES_ALL": {"f": {"forget": "f", "input": "1 - f"}, "o": {"output": "o"}},
    "RESIDUAL": {},
    "DIFFERENCES": {},
    "CURIOUS": {"g": {"forget": "1 - g", "input": "g", "relevance": "g"}},
}
BY_NAME = {c.name: c for c in (*equations.CELLS, *(entry[0] for entry in OTHERS.values()))}


def found(cell):
    return {gate.name: gate.roles for gate in cell.gates()}


@pytest.mark.parametrize("name", BY_NAME)
def test_the_gates_and_what_each_is_for_are_those_a_person_finds(name):
    assert found(BY_NAME[name]) == EXPECTED[name]


@pytest.mark.parametrize("name", BY_NAME)
def test_a_gate_is_one_of_the_layers_and_stands_in_their_order(name):
    names = [gate.name for gate in BY_NAME[name].gates()]
    assert names == [layer for layer in BY_NAME[name].layers() if layer in names]
    for gate in BY_NAME[name].gates():
        assert list(gate.roles) == [role for role in ROLES if role in gate.roles]


@pytest.mark.parametrize("states", [1, 2])
def test_an_output_layer_adds_no_gate_and_changes_none(states):
    cell = {1: equations.GRU, 2: equations.LSTM}[states]
    assert found(cell.with_output()) == found(cell)


def σ(name, *inputs, **options):
    return sigmoid.layer(name, *inputs, **options)


def k(*inputs):
    return tanh.layer("k", *inputs)


OWN = {
    "the product runs into a layer without activation": (
        {"g": {"relevance": "g"}},
        "h",
        lambda h, x: h + linear.layer("k", σ("g", h, x) * h, x),
    ),
    "what it lets through is the input": (
        {"g": {"relevance": "g"}},
        "h",
        lambda h, x: k(h, σ("g", h, x, size="D_x") * x),
    ),
    "the product runs into a ReLU without weights": (
        {"g": {"relevance": "g"}},
        "h",
        lambda h, x: relu(σ("g", h, x) * h) + k(h, x),
    ),
    "it stands on the right": (
        {"f": {"forget": "f"}},
        "h",
        lambda h, x: h * σ("f", h, x) + k(h, x),
    ),
    "the complement alone is used": (
        {"f": {"forget": "1 - f"}},
        "h",
        lambda h, x: (1 - σ("f", h, x)) * h + k(h, x),
    ),
    "what is shown is a new state without operator": (
        {"f": {"forget": "f"}, "o": {"output": "o"}},
        "h c",
        lambda h, c, x: shown(σ("f", h, x) * c + k(h, x), σ("o", h, x)),
    ),
    "a second gate for the second state": (
        {"f": {"forget": "f"}, "g": {"forget": "g"}},
        "h c",
        lambda h, c, x: (σ("f", h, x) * h + k(h, x), σ("g", h, x) * c),
    ),
    "a gate on the gate's own complement": (
        {"z": Z},
        "h",
        lambda h, x: blend(σ("z", x), h, linear.layer("k", x)),
    ),
    "it sees a cell state through a peephole": (
        {"f": {"forget": "f"}},
        "h c",
        lambda h, c, x: (k(h, x), σ("f", h, x, plus=peephole("f", c)) * c + k_2(h, x)),
    ),
}


def shown(c, o):
    return o * c.called("c"), c


def blend(z, h, new):
    return (1 - z) * h + z * new


def k_2(*inputs):
    return tanh.layer("l", *inputs)


@pytest.mark.parametrize("name", OWN)
def test_the_gates_of_a_readers_own_cell_are_found_without_a_list(name):
    roles, states, function = OWN[name]
    function.__name__ = "OWN"
    assert found(cell(states=states)(function)) == roles


NO_GATE = {
    "a sigmoid that multiplies nothing": lambda h, x: σ("k", h, x),
    "one that is added": lambda h, x: h + σ("k", h, x),
    "one that is seen by a layer": lambda h, x: tanh.layer("h", h, σ("k", x)),
    "one that has no weights": lambda h, x: sigmoid(h) * k(h, x),
    "a tanh that multiplies": lambda h, x: k(h, x) * h,
    "a ReLU that multiplies": lambda h, x: relu.layer("k", h, x) * h,
    "one that is weighted": lambda h, x: tanh.layer("h", h, x, plus=peephole("k", σ("k", x))),
    "one in a matrix product": lambda h, x: tanh.layer("h", x, plus=affine("u", σ("k", h))),
}


@pytest.mark.parametrize("name", NO_GATE)
def test_there_is_no_gate_where_no_sigmoid_with_weights_multiplies(name):
    assert found(cell(states="h")(NO_GATE[name])) == {}


def test_a_gate_wears_the_colour_of_its_role_and_one_with_several_roles_that_of_an_update():
    meanings = {gate.name: gate.meaning for gate in equations.LSTM.gates()}
    assert meanings == {"f": "forget", "i": "input", "o": "output"}
    meanings = {gate.name: gate.meaning for gate in equations.GRU.gates()}
    assert meanings == {"r": "relevance", "z": "update"}
    for name in BY_NAME:
        for node, meaning in BY_NAME[name].roles.items():
            assert meaning in COLOURS
            if node.name.is_candidate:
                assert meaning == "candidate"


@pytest.mark.parametrize("name", [name for name, gates in EXPECTED.items() if gates])
def test_in_the_equations_a_gate_is_coloured_wherever_it_stands(name):
    cell = BY_NAME[name]
    for latex in (cell.latex(), cell.latex(steps=True), cell.backward().latex(rules=False)):
        for node, meaning in cell.roles.items():
            plain, bar = node.name.latex(), node.name.latex(bar=True)
            colour = rf"{{\color{{{COLOURS[meaning][0]}}}{{"
            for text in (plain, bar):
                assert latex.count(text) == latex.count(f"{colour}{text}}}}}"), text
            assert f"{colour}{plain}}}}}" in latex


def test_a_gate_says_in_words_what_it_is_for():
    said = [repr(gate) for gate in equations.GRU.gates()]
    assert said == ["r: relevance", "z: forget (through 1 - z), input"]
