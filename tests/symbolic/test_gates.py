"""Gates are found by what they scale, however the equations are written."""

import copy
import pickle

import numpy as np
import pytest
from other_cells import CELLS as OTHERS
from rewriting import RandomCell

from rnnlib import equations
from rnnlib.drawing.palette import COLOURS
from rnnlib.symbolic import affine, cell, exp, linear, peephole, relu, sigmoid, tanh
from rnnlib.symbolic.gates import ROLES
from rnnlib.symbolic.graph import evaluate

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


def test_gates_of_the_library_are_those_that_an_expert_finds_in_the_order_of_the_layers():
    for name, each in BY_NAME.items():
        assert found(each) == EXPECTED[name], name
        names = [gate.name for gate in each.gates()]
        assert names == [layer for layer in each.layers() if layer in names], name
        for gate in each.gates():
            assert list(gate.roles) == [role for role in ROLES if role in gate.roles], name


def test_an_output_layer_adds_no_gate_and_changes_none():
    for each in (equations.GRU, equations.LSTM):
        assert found(each.with_output()) == found(each), each.name


def σ(name, *inputs, **options):
    return sigmoid.layer(name, *inputs, **options)


def k(*inputs, **options):
    return tanh.layer("k", *inputs, **options)


def blend(z, old, new):
    return (1 - z) * old + z * new


def blend_from_the_new(z, old, new):
    return new - (1 - z) * (new - old)


def blend_by_a_share(f, i, old, new):
    return (f * old + i * new) / (f + i)


def blend_with_a_sigmoid_written_twice(a, old, new):
    return (1 - sigmoid(a)) * old + sigmoid(a) * new


def cancelled(z, old, new):
    return blend(z, old * new, new * old)


def lstm(h, c, x, show):
    c = (σ("f", h, x) * c + σ("i", h, x) * k(h, x)).called("c")
    return show(σ("o", h, x), c), c


def lstm_multiplied_out(f, i, o, c, new):
    return o * f * c + o * i * new, f * c + i * new


def fading(h, c, x):
    c = (σ("f", h, x) * c).called("c")
    return σ("o", x) * c, c


def slow(h, s, z):
    return h, (1 - z) * s + z * h


F, I, O, R = ({role[0]: {role: role[0]}} for role in ROLES)  # noqa: E741
U = "σ(W_u [h_t-1; x_t] + b_u)"
UNNAMED = {U: {"forget": f"1 - {U}", "input": U}}
SHARES = {"f": {"forget": "f", "input": "1 - f"}, "i": {"forget": "1 - i", "input": "i"}}

#   what is written: (the gates, the function of the states and x)
READ = {
    "a blend": ({"z": Z}, lambda h, x: blend(σ("z", x), h, k(h, x))),
    "a blend as a difference": ({"z": Z}, lambda h, x: h + σ("z", x) * (k(h, x) - h)),
    "a blend from the new": ({"z": Z}, lambda h, x: blend_from_the_new(σ("z", x), h, k(h, x))),
    "a blend with exchanged roles": (
        {"z": {"forget": "z", "input": "1 - z"}},
        lambda h, x: blend(σ("z", x), k(h, x), h),
    ),
    "a blend by a share": (
        SHARES,
        lambda h, x: blend_by_a_share(σ("f", x), σ("i", x), h, k(h, x)),
    ),
    "without a name": (UNNAMED, lambda h, x: blend(sigmoid(affine("u", h, x)), h, k(h, x))),
    "one σ written twice": (
        UNNAMED,
        lambda h, x: blend_with_a_sigmoid_written_twice(affine("u", h, x), h, k(h, x)),
    ),
    "the old state's tanh": (F, lambda h, x: σ("f", h, x) * tanh(h) + k(h, x)),
    "minus the old state": (F, lambda h, x: σ("f", h, x) * -h + k(h, x)),
    "the weighted old state": (F, lambda h, x: σ("f", h, x) * peephole("q", h) + k(h, x)),
    "half of the old state": (F, lambda h, x: 0.5 * h + 0.5 * σ("f", x) * h + k(x)),
    "within a ReLU without weights": (F, lambda h, x: relu(σ("f", h, x) * h) + k(h, x)),
    "on the right": (F, lambda h, x: h * σ("f", h, x) + k(h, x)),
    "with weights but no matrix": (
        F,
        lambda h, x: sigmoid(peephole("f", h)).called("f") * h + k(x),
    ),
    "squashed as a whole": ({"z": Z}, lambda h, x: tanh(blend(σ("z", x), h, affine("u", x)))),
    "beside a copy of the old state": (F, lambda h, d, x: (σ("f", x) * h + k(h, x), h)),
    "from a peephole": (F, lambda h, x: σ("f", x, plus=peephole("f", h)) * h + k(x)),
    "the complement alone": (
        {"f": {"forget": "1 - f"}},
        lambda h, x: (1 - σ("f", x)) * h + k(x),
    ),
    "two on one way": (
        F | {"g": {"forget": "g"}},
        lambda h, x: σ("f", x) * σ("g", h, x) * h + k(x),
    ),
    "an exponential": (I, lambda h, x: h + exp.layer("i", h, x) * k(h, x)),
    "a σ as what is written": ({"z": Z}, lambda h, x: blend(σ("z", x), h, σ("s", h, x))),
    "4σ - 2 as what is written": (I, lambda h, x: h + σ("i", x) * (4 * σ("s", h, x) - 2)),
    "into a linear layer": (R, lambda h, x: h + linear.layer("k", σ("r", h, x) * h, x)),
    "into a linear layer that is the state": (
        R,
        lambda h, x: linear.layer("h", σ("r", h, x) * h, x, bias=False),
    ),
    "into a layer that is the state": (R, lambda h, x: tanh.layer("h", σ("r", h, x) * h, x)),
    "the input into a layer": (R, lambda h, x: k(h, σ("r", h, x, size="D_x") * x)),
    "after the product": (R, lambda h, x: h + k(x, plus=σ("r", h, x) * affine("u", h))),
    "an LSTM": (F | I | O, lambda h, c, x: lstm(h, c, x, lambda o, c: o * tanh(c))),
    "an LSTM without tanh": (F | I | O, lambda h, c, x: lstm(h, c, x, lambda o, c: o * c)),
    "an LSTM with a residual": (
        F | I | O,
        lambda h, c, x: lstm(h, c, x, lambda o, c: o * tanh(c) + affine("v", x)),
    ),
    "an LSTM with a layer on its cell state": (
        F | I | O,
        lambda h, c, x: lstm(h, c, x, lambda o, c: o * tanh.layer("s", c)),
    ),
    "an LSTM with its cell state multiplied out": (
        F | I | O,
        lambda h, c, x: lstm_multiplied_out(σ("f", x), σ("i", x), σ("o", x), c, k(h, x)),
    ),
    "a gate for each of two states": (
        F | {"g": {"forget": "g"}},
        lambda h, c, x: (σ("f", h, x) * h + k(h, x), σ("g", h, x) * c),
    ),
    "a memory that only fades": (F | O, fading),
    "a slow state": ({"z": Z}, lambda h, c, x: slow(k(h, x), c, σ("z", x))),
}


def read(function, **options):
    function.__name__ = "READ"
    return found(cell(**options)(function))


def test_gate_is_found_by_what_it_scales_however_it_is_written():
    assert {what: read(function) for what, (_, function) in READ.items()} == {
        what: gates for what, (gates, _) in READ.items()
    }


def test_gate_on_what_is_shown_is_an_output_gate():
    def shown(h, x):
        h = k(h, x)
        return h, σ("o", x) * h

    def shown_by_a_layer(h, x):
        h = (h + x).called("h")
        return h, linear.layer("y", σ("o", x) * h)

    def shown_beside_the_input(h, x):
        h = k(h, x)
        return h, blend(σ("o", x), x, h)

    for function in (shown, shown_by_a_layer, shown_beside_the_input):
        assert read(function, outputs="y", x="D_h") == O, function.__name__


def test_sigmoid_that_scales_nothing_or_has_no_weights_is_no_gate():
    for what, function in {
        "alone": lambda h, x: σ("k", h, x),
        "added": lambda h, x: h + σ("k", h, x),
        "seen by a layer": lambda h, x: tanh.layer("h", h, σ("k", x)),
        "without weights": lambda h, x: sigmoid(h) * k(h, x),
        "a tanh that multiplies": lambda h, x: k(h, x) * h,
        "a ReLU that multiplies": lambda h, x: relu.layer("k", h, x) * h,
        "weighted": lambda h, x: tanh.layer("h", h, x, plus=peephole("k", σ("k", x))),
        "in a matrix product": lambda h, x: tanh.layer("h", x, plus=affine("u", σ("k", h))),
        "in a layer that is the state": lambda h, x: tanh.layer("h", x, plus=σ("f", x) * h),
        "cancelled": lambda h, x: blend(σ("z", x), h, h) + k(x),
        "cancelled in another order": lambda h, x: cancelled(σ("z", x), h, k(x)),
    }.items():
        assert read(function) == {}, what


def test_two_hundred_random_cells_written_in_five_other_ways_keep_their_gates():
    moved, rewritten = [], 0
    for seed in range(200):
        cell = RandomCell(np.random.default_rng(seed))
        gates = found(cell.built())
        for _ in range(5):
            again = cell.rewritten()
            rewritten += again != cell.equations
            if found(cell.built(again)) != gates:
                moved.append((seed, again))
    assert not moved
    assert rewritten > 950  # nearly all are written in another way


def test_what_divides_by_a_layer_is_not_gated_by_it():
    @cell
    def DIVIDED(h, x):
        z = sigmoid.layer("z", h, x)
        return h / z + z * tanh.layer("h~", x)

    assert found(DIVIDED) == {"z": {"input": "z"}}


def test_forget_and_input_gates_scale_the_derivatives_that_they_should():
    """∂s_t/∂s_{t-1} and ∂s_t/∂(other sources), with all layers held at their values."""
    checked = {"forget": 0, "input": 0}
    for seed in range(60):
        random = np.random.default_rng(seed)
        written = RandomCell(random)
        cell = written.built()
        memory = cell.states[-1]  # h of one state, c of two: what h shows is no input
        layers = [n for n in cell.equations if n.name.code in cell.layers()]
        products = [n for n in cell.nodes if type(n).__name__ == "MatrixProduct"]
        symbols = [*cell.prior, cell.x, *cell.parameters.values()]
        held = {n: random.normal(size=(1, 1)) for n in [*symbols, *products, *layers]}

        def derivative(node, gate, opening, held=held, memory=memory):
            at = {**held, gate: np.full((1, 1), opening)}
            ends = (at | {node: at[node] + step} for step in (1e-6, -1e-6))
            high, low = (evaluate([memory], end)[memory] for end in ends)
            return (high - low).item() / 2e-6

        gates = {g.node: g.roles for g in cell.gates()}
        sources = {
            "forget": [cell.prior[-1]],
            "input": [*cell.prior[:-1], *(n for n in layers if n not in gates)],
        }
        for gate, roles in gates.items():
            for role, nodes in sources.items():
                moves = [derivative(n, gate, 0.9) - derivative(n, gate, 0.1) for n in nodes]
                assert (role in roles) == any(abs(move) > 1e-4 for move in moves), (seed, gate.name)
                checked[role] += 1
    assert min(checked.values()) > 150


def test_gates_of_a_copied_cell_are_nodes_of_the_copy():
    def GATED(h, x):
        return σ("f", h, x) * h + k(h, x)

    original = cell(GATED)
    assert original.gates() is original.gates()  # found once
    for copied in (copy.copy(original), copy.deepcopy(original)):
        assert found(copied) == F
        assert all(gate.node in copied.nodes for gate in copied.gates())
    assert found(pickle.loads(pickle.dumps(equations.LSTM))) == F | I | O


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


@pytest.mark.parametrize("name", ["GRU", "GRU_RESET_AFTER", "LSTM_PEEPHOLES", "CURIOUS"])
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
