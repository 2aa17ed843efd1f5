"""Cells from the literature: their gates as an expert reads them, their values as PyTorch's."""

import re

import literature_twins
import numpy as np
import pytest
import torch
from literature import CELLS
from numpy.testing import assert_allclose
from strategies import back_over_a_sequence, over_a_sequence
from test_numpy_source import run

FORGET, INPUT, OUTPUT, RELEVANCE = "forget", "input", "output", "relevance"


def one(role, *names):
    return {name: {role: name} for name in names}


def blend(name, keeps=False):
    """A gate that keeps as much as it does not write: through itself if it keeps."""
    old, new = (name, f"1 - {name}") if keeps else (f"1 - {name}", name)
    return {name: {FORGET: old, INPUT: new}}


LSTM_GATES = one(FORGET, "f") | one(INPUT, "i") | one(OUTPUT, "o")
GATES = {
    "JORDAN": {},
    "SCRN": {},
    "ECHO_STATE": {},
    "CONTINUOUS_TIME": {},
    "INDEPENDENT": {},
    "ANTISYMMETRIC": one(INPUT, "z"),
    "FAST_RNN": {},
    "FAST_GRNN": blend("z", keeps=True),
    "UPDATE_GATE": blend("g", keeps=True),
    "INTERSECTION": one(OUTPUT, "g_y") | blend("g_h", keeps=True),
    "MINIMAL_RNN": blend("u", keeps=True),
    "STAR": blend("k"),
    "CHAOS_FREE": one(FORGET, "theta") | one(INPUT, "eta"),
    "TWIN_GATED": one(FORGET, "f") | one(INPUT, "i"),
    "BISTABLE": blend("c", keeps=True),
    "GRU_EXCHANGED": one(RELEVANCE, "r") | blend("z", keeps=True),
    "LIGHT_GRU": blend("z", keeps=True),
    "MUT1": one(RELEVANCE, "r") | blend("z"),
    "MUT2": one(RELEVANCE, "r") | blend("z"),
    "MUT3": one(RELEVANCE, "r") | blend("z"),
    "NORMALIZED_GRU": one(RELEVANCE, "r") | blend("z"),
    "NORMALIZED_LSTM": LSTM_GATES,
    "HIGHWAY": blend("t_1") | blend("t_2"),
    "DEEP_TRANSITION": one(RELEVANCE, "r_1", "r_2")
    | blend("z_1", keeps=True)
    | {"z_2": {FORGET: "z_2", INPUT: "z_2"}},  # it lets k_1 pass as well, as a part of s
    "LONG_EXPRESSIVE": blend("g_1") | blend("g_2"),
    "ADDITIVE": one(FORGET, "f") | one(INPUT, "i"),
    "SIMPLE_UNIT": blend("f", keeps=True) | one(OUTPUT, "r"),
    "QUASI": blend("f", keeps=True) | one(OUTPUT, "o"),
    "MIN_LSTM": blend("f", keeps=True) | blend("i"),
    "FORGET_GATE_ONLY": one(FORGET, "f") | {"σ(s_t - 1)": {INPUT: "1 - σ(s_t - 1)"}},
    "LSTM_SQUASHED": one(INPUT, "i") | one(OUTPUT, "o"),
    "LSTM_COUPLED_PEEPHOLES": blend("i") | one(OUTPUT, "o"),
    "LSTM_PROJECTED": LSTM_GATES,
    "LSTM_RESIDUAL": LSTM_GATES,
    "LSTM_MULTIPLICATIVE": LSTM_GATES,
    "INTEGRATING_RNN": {},
    "INTEGRATING_LSTM": LSTM_GATES,
    "SLSTM": LSTM_GATES,
}


SIZES = {"D_x": 4, "D_h": 5, "D_y": 3, "D_s": 2, "D_r": 3}
T, B = 3, 2


def random_problem(cell):
    """Parameters, inputs (T, D_x, B), initial states, and an adjoint for every result."""
    random = np.random.default_rng(0)
    sizes = SIZES | {"D_x": cell.x.shape[0].value(SIZES)}
    given = {**cell.parameters, **cell.frozen}
    params = {name: random.normal(0, 0.5, node.numbers(sizes)) for name, node in given.items()}
    params |= {name: 1 + abs(params[name]) for name in params if name == "tau"}  # a time, positive
    x = random.normal(size=(T, sizes["D_x"], B))
    state = [random.normal(size=(node.shape[0].value(sizes), B)) for node in cell.prior]
    if cell.name == "SLSTM":
        state[2] = abs(state[2])  # n, which divides
    heights = {node.name.code: node.shape[0].value(sizes) for node in cell.results}
    outer = {name: random.normal(size=(T, rows, B)) for name, rows in heights.items()}
    return params, x, tuple(state), outer


@pytest.mark.parametrize("name", CELLS)
def test_published_cell_has_the_gates_of_an_expert_and_matches_torch_forward_and_backward(name):
    cell = CELLS[name]
    assert {gate.name: gate.roles for gate in cell.gates()} == GATES[name]
    assert re.search(r"\((19|20)\d\d\)", cell.__doc__), "the source, with its year"

    params, x, state, outer = random_problem(cell)
    steps, _ = over_a_sequence(cell, params, x, state)
    in_numpy = run(cell.to_numpy())(params, x[0], *state)
    in_numpy = in_numpy if isinstance(in_numpy, tuple) else (in_numpy,)
    for node, value in zip(cell.results, in_numpy, strict=True):
        assert_allclose(value, steps[0][node.name.code], rtol=1e-12, atol=1e-14)
    zeros = [np.zeros_like(s) for s in state]
    d_x, d_state, d_params = back_over_a_sequence(cell, params, x, state, outer, zeros)

    p = {name: torch.tensor(array, requires_grad=True) for name, array in params.items()}
    inputs = torch.tensor(x, requires_grad=True)
    first = now = tuple(torch.tensor(s, requires_grad=True) for s in state)
    step, loss = getattr(literature_twins, name.lower()), 0
    for t in range(T):
        results = step(p, inputs[t], *now)
        for node, result in zip(cell.results, results, strict=True):
            code = node.name.code
            assert_allclose(steps[t][code], result.detach(), rtol=1e-10, atol=1e-12, err_msg=code)
            loss = loss + (result * torch.tensor(outer[code][t])).sum()
        now = results[: len(state)]
    loss.backward()
    assert d_params.keys() == cell.parameters.keys()
    pairs = {name: (d_params[name], p[name].grad) for name in d_params}
    pairs |= {"x": (d_x, inputs.grad)}
    pairs |= {
        prior.name.code: (d, torch.zeros_like(s) if s.grad is None else s.grad)
        for prior, d, s in zip(cell.prior, d_state, first, strict=True)
    }
    for code, (derived, expected) in pairs.items():
        assert_allclose(derived, expected, rtol=1e-10, atol=1e-12, err_msg=f"gradient of {code}")


def test_every_published_cell_has_its_gates_written_down():
    assert CELLS.keys() == GATES.keys()
