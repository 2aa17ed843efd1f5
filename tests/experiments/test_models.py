"""The layers of the tables are what their names say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.experiments import models
from rnnlib.experiments.models import LAYERS, equal_parameters, layer
from rnnlib.layers.lstm import LSTM

D_x, D_h = 3, 5
WITH_FORGET_GATE = [
    name
    for name in LAYERS
    if name.startswith("LSTM") and name != "LSTM, no forget gate" and "coupled" not in name
]


def made(name, seed=(0, 0)):
    return layer(name, D_h, longest=20)(D_x, list(seed))


def test_layer_has_the_sizes_asked_for_and_is_drawn_from_its_seed():
    x = np.random.default_rng(0).normal(size=(4, D_x, 2))
    for name in LAYERS:
        one, same, other = made(name), made(name), made(name, seed=(1, 0))
        assert (one.input_size, one.hidden_size) == (D_x, D_h), name
        assert_allclose(one.forward(x).h, same.forward(x).h, rtol=0, atol=0, err_msg=name)
        assert not np.allclose(one.forward(x).h, other.forward(x).h), name


def test_forget_bias_starts_at_one_unless_the_name_says_otherwise():
    b = {name: made(name).params["b_f"] for name in WITH_FORGET_GATE}
    assert abs(b.pop("LSTM, default bias")).max() <= D_h**-0.5
    b_f = b.pop("LSTM, chrono")
    assert (b_f >= 0).all()
    assert (b_f <= np.log(19)).all()
    assert_allclose(made("LSTM, chrono").params["b_i"], -b_f)
    for name, b_f in b.items():
        assert_allclose(b_f, 1, err_msg=name)


def test_identity_rnn_keeps_a_positive_state_without_input():
    state = (np.ones((D_h, 2), np.float32),)
    final = made("RNN, identity").forward(np.zeros((7, D_x, 2)), state).state
    assert_allclose(final[0], state[0])


def test_orthogonal_rnn_stretches_nothing():
    W_h = made("RNN, orthogonal").params["W_h"][:, :D_h]
    assert_allclose(np.linalg.svd(W_h, compute_uv=False), 1, atol=1e-6)


def lstm_step(params, x, gate=None):
    """One step of an LSTM from zeros, by hand, with one part taken out."""

    def a(name):
        W, b = params[f"W_{name}"], params[f"b_{name}"]
        return W[:, D_h:] @ x + b

    def sigma(name):
        return 1.0 if gate == name else 1 / (1 + np.exp(-a(name)))

    c = sigma("i") * np.tanh(a("c"))
    return sigma("o") * (c if gate == "tanh" else np.tanh(c))


PARTS = {"NO_INPUT_GATE": "i", "NO_OUTPUT_GATE": "o", "NO_OUTPUT_TANH": "tanh"}


@pytest.mark.parametrize("cell", PARTS)
def test_ablated_cell_lacks_that_part_alone(cell):
    gate, cell, random = PARTS[cell], getattr(models, cell), np.random.default_rng(0)
    sizes = {"D_x": D_x, "D_h": D_h}
    params = {name: random.normal(size=p.numbers(sizes)) for name, p in cell.parameters.items()}
    x, zeros = random.normal(size=(D_x, 2)), np.zeros((D_h, 2))
    step = cell.evaluate(params, x, (zeros, zeros))
    assert_allclose(step["h"], lstm_step(params, x, gate))
    gates = {"i", "f", "o"} - {gate}
    assert {gate.name for gate in cell.gates()} == gates


def test_without_a_forget_gate_the_cell_state_only_grows_by_what_is_written():
    tape = made("LSTM, no forget gate").forward(np.random.default_rng(0).normal(size=(6, D_x, 2)))
    written = tape["i"] * tape["c_candidate"]
    assert_allclose(tape["c"], np.cumsum(written, axis=0), atol=1e-6)


@pytest.mark.parametrize("name", ["RNN", "GRU"])
def test_equal_parameters_are_as_near_as_a_whole_number_of_units_comes(name):
    D_y = 4

    def weights(name, hidden_size):
        task_readout = D_y * (hidden_size + 1)
        return layer(name, hidden_size)(D_x, [0]).parameter_count + task_readout

    found = equal_parameters(name, "LSTM", D_x, 32, D_y)
    goal = LSTM(D_x, 32, seed=0).parameter_count + D_y * 33
    assert found > 32
    distance = [abs(weights(name, found + k) - goal) for k in (-1, 0, 1)]
    assert min(distance) == distance[1]


def test_unknown_layer_is_refused_with_those_that_are_known():
    with pytest.raises(ValueError, match=r"one of 'RNN'.*got 'Lstm'"):
        layer("Lstm", 1)
