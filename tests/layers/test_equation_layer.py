"""Layers of any cell: what they show, states of every name, order and size, frozen parameters."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, Problem

from rnnlib import LSTM, RNN, EquationLayer, Network, equations, files
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.saving import from_tree
from rnnlib.symbolic import affine, cell, exp, linear, parameter, sigmoid, tanh

D_x, D_h, D_y, B, T = DISTINCT


def lstm_step(h, c, x):
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = f * c + i * tanh.layer("g~", h, x)
    return o * tanh(c), c


@cell(states="h c")
def H_C(h, c, x):
    return lstm_step(h, c, x)


@cell(states="c h")
def C_H(c, h, x):
    h, c = lstm_step(h, c, x)
    return c, h


@cell(states="s m")
def S_M(s, m, x):
    return lstm_step(s, m, x)


@cell(states="m s")
def M_S(m, s, x):
    s, m = lstm_step(s, m, x)
    return m, s


@cell(states={"h": "D_r", "c": "D_h"})
def PROJECTION(h, c, x):
    """An LSTM whose state is projected, as torch's proj_size. Sak et al. (2014)"""
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = f * c + i * tanh.layer("g~", h, x)
    return affine("r", o * tanh(c), size="D_r", bias=False), c


@cell(states="s", outputs="y w")
def TWO_OUTPUTS(s, x):
    s = tanh.layer("s", s, x)
    return s, exp.layer("y", s, size="D_y"), linear.layer("w", s, size=3)


@cell(states="h", x="D_h")
def HIGHWAY(h, x):
    t = sigmoid.layer("t", h, x)
    return t * tanh.layer("k", h, x) + (1 - t) * x


@cell
def RESERVOIR(h, x):
    """An echo state network: what the state goes through is not trained. Jaeger (2001)"""
    W = parameter("W_r", "D_h", "D_h", frozen=True)
    return 0.7 * h + 0.3 * tanh(W @ h + linear.layer("u", x))


@cell
def TIED(h, x):
    """One matrix used twice, as it is and transposed."""
    W = parameter("W", "D_h", "D_h")
    return tanh((W - W.T) @ h + linear.layer("u", x))


#  cell: its sizes, what it shows and how tall it is, its states
CELLS = {
    "h c": (H_C, {}, ("h", D_h), ("h", "c")),
    "c h": (C_H, {}, ("c", D_h), ("c", "h")),
    "s m": (S_M, {}, ("s", D_h), ("s", "m")),
    "m s": (M_S, {}, ("m", D_h), ("m", "s")),
    "projection": (PROJECTION, {"D_r": 4}, ("h", 4), ("h", "c")),
    "two outputs": (TWO_OUTPUTS, {"D_y": D_y}, ("y", D_y), ("s",)),
    "RNN with output": (equations.RNN_WITH_OUTPUT, {"D_y": D_y}, ("y", D_y), ("h",)),
    "c h with output": (C_H.with_output(), {"D_y": D_y}, ("y", D_y), ("c", "h")),
    "highway": (HIGHWAY, {}, ("h", D_h), ("h",)),
    "reservoir": (RESERVOIR, {}, ("h", D_h), ("h",)),
    "tied": (TIED, {}, ("h", D_h), ("h",)),
}


def make(name):
    made, more, *_ = CELLS[name]
    return partial(EquationLayer, made, **more)


@pytest.mark.parametrize("name", CELLS)
def test_layer_shows_the_first_output_or_else_the_first_state(name):
    made, _, (shown, size), states = CELLS[name]
    chosen = DISTINCT._replace(D_x=D_h if name == "highway" else D_x, T=4)
    for uneven in (False, True):
        problem = Problem(chosen, 1, make(name), uneven)
        layer, tape, gradients = problem.layer, problem.forward(), problem.gradients()
        assert (layer.state_names, layer.output_size) == (states, size)
        assert tape.h.shape == (4, size, B)
        ends = problem.lengths if uneven else np.full(B, 4)
        params, state = {**layer.params, **layer.frozen}, problem.state
        steps = []
        for x_t in problem.x:  # straight from the equations
            steps.append(made.evaluate(params, x_t, state))
            state = tuple(steps[-1][name] for name in states)
        for b, end in enumerate(ends):
            expected = np.array([step[shown] for step in steps])[:end, :, b]
            assert_allclose(tape.h[:end, :, b], expected, rtol=1e-12)
            for k, final in enumerate(tape.state):
                assert_allclose(final[:, b], steps[end - 1][states[k]][:, b], rtol=1e-12)
        assert gradients.keys() == problem.arrays().keys()
        for what, array in problem.arrays().items():
            pair = {what: array}, {what: gradients[what]}
            # rounding spoils a short step, curvature a long one; a wrong gradient fails at both
            errors = (relative_error(problem.loss, *pair, seed=0, step=s) for s in (1e-5, 1e-4))
            assert min(errors) <= 1e-7, what


def test_order_and_names_of_the_states_change_nothing_but_what_is_shown():
    lstm = LSTM(D_x, D_h, seed=0, dtype=np.float64)
    random = np.random.default_rng(1)
    x, d_h = random.normal(size=(T, D_x, B)), random.normal(size=(T, D_h, B))
    h, c, d_final_h, d_final_c = random.normal(size=(4, D_h, B))
    tape = lstm.forward(x, (h, c))
    grads = lstm.backward(tape, d_h, (d_final_h, d_final_c))
    for name in ("h c", "c h", "s m", "m s"):
        layer = make(name)(D_x, D_h, seed=0, dtype=np.float64)
        layer.params.update({k: lstm.params[k.replace("_g", "_c")] for k in layer.params})
        first_is_h = name in ("h c", "s m")

        def in_order(h, c, first_is_h=first_is_h):
            return (h, c) if first_is_h else (c, h)

        ours = layer.forward(x, in_order(h, c))
        assert_allclose(ours.h, tape.h if first_is_h else tape["c"], rtol=1e-12)
        if not first_is_h:
            continue
        back = layer.backward(ours, d_h, in_order(d_final_h, d_final_c))
        assert_allclose(back.x, grads.x, rtol=1e-9, atol=1e-12)
        for k, gradient in back.params.items():
            expected = grads.params[k.replace("_g", "_c")]
            assert_allclose(gradient, expected, rtol=1e-9, atol=1e-12, err_msg=k)


def test_projection_matches_torch_proj_size():
    module = torch.nn.LSTM(D_x, D_h, proj_size=4, bias=True, dtype=torch.float64)
    layer = make("projection")(D_x, D_h, seed=0, dtype=np.float64)
    numpy = {name: p.detach().numpy() for name, p in module.named_parameters()}
    W = np.hstack([numpy["weight_hh_l0"], numpy["weight_ih_l0"]])
    b = (numpy["bias_hh_l0"] + numpy["bias_ih_l0"])[:, None]
    layer.params["W_r"] = numpy["weight_hr_l0"]
    for k, name in enumerate("ifgo"):
        rows = slice(k * D_h, (k + 1) * D_h)
        layer.params.update({f"W_{name}": W[rows], f"b_{name}": b[rows]})
    x = np.random.default_rng(0).normal(size=(T, D_x, B))
    samples_first = torch.from_numpy(x.swapaxes(1, 2).copy()).requires_grad_()
    h, (final_h, final_c) = module(samples_first)
    d_h = np.random.default_rng(1).normal(size=(T, 4, B))
    (h * torch.from_numpy(d_h.swapaxes(1, 2).copy())).sum().backward()
    tape = layer.forward(x)
    assert_allclose(tape.h, h.detach().numpy().swapaxes(1, 2), atol=1e-12)
    assert_allclose(tape.state[0], final_h[0].detach().numpy().T, atol=1e-12)
    assert_allclose(tape.state[1], final_c[0].detach().numpy().T, atol=1e-12)
    d_x = samples_first.grad.numpy().swapaxes(1, 2)
    assert_allclose(layer.backward(tape, d_h).x, d_x, atol=1e-12)


def test_layer_with_output_equals_network_with_readout():
    layer = make("RNN with output")(D_x, D_h, seed=0, dtype=np.float64)
    rnn = RNN(D_x, D_h, seed=1, dtype=np.float64)
    network = Network(rnn, D_y, seed=1)
    rnn.params.update({k: layer.params[k] for k in rnn.params})
    network.readout.params.update({k: layer.params[k] for k in ("W_y", "b_y")})
    x = np.random.default_rng(0).normal(size=(T, D_x, B))
    d_y = np.random.default_rng(1).normal(size=(T, D_y, B))
    tape, other = layer.forward(x), network.forward(x)
    assert_allclose(tape.h, other.y, rtol=1e-12)
    ours, theirs = layer.backward(tape, d_y), network.backward(other, d_y)
    assert_allclose(ours.x, theirs.x, rtol=1e-10, atol=1e-13)
    assert_allclose(ours.params["W_h"], theirs.params["layer1.W_h"], rtol=1e-10, atol=1e-13)


def test_with_output_reads_the_first_state():
    for made, first in ((H_C, "h"), (C_H, "c"), (M_S, "m"), (PROJECTION, "h")):
        layer = EquationLayer(made.with_output(), D_x, D_h, seed=0, dtype=np.float64, D_y=2, **(
            {"D_r": 4} if made is PROJECTION else {}
        ))  # fmt: skip
        tape = layer.forward(np.random.default_rng(0).normal(size=(T, D_x, B)))
        expected = layer.params["W_y"] @ tape[first] + layer.params["b_y"]
        assert_allclose(tape.h, expected, rtol=1e-12, err_msg=made.name)


def test_layers_are_stacked_by_what_they_show():
    """A projection of 4 features below, both directions of several sizes, an output on top."""
    kind = {"seed": 0, "dtype": np.float64}
    both = Bidirectional(make("projection")(D_x, D_h, **kind), make("m s")(D_x, 6, **kind))
    assert both.output_size == 4 + 6
    assert both.state_names == ("ahead.h", "ahead.c", "back.m", "back.s")
    assert both.state_sizes == (4, D_h, 6, 6)
    network = Network([both, make("two outputs")(10, D_h, **kind)], 2, seed=0)
    x, lengths = np.random.default_rng(0).normal(size=(4, D_x, B)), 1 + np.arange(B) % 4
    d_y = np.random.default_rng(1).normal(size=(4, 2, B))
    d_y *= np.arange(4)[:, None, None] < lengths  # after the end no output counts

    def loss():
        return (network.forward(x, lengths=lengths).y * d_y).sum()

    gradients = network.backward(network.forward(x, lengths=lengths), d_y).params
    assert relative_error(loss, network.params, gradients, seed=0) <= 1e-7


def test_frozen_parameters_act_and_are_not_trained(tmp_path):
    layer = make("reservoir")(D_x, D_h, seed=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(T, D_x, B))
    assert list(layer.frozen) == ["W_r"]
    assert "W_r" not in layer.params
    assert "W_r" not in layer.backward(layer.forward(x), np.ones((T, D_h, B))).params
    before = layer(x)
    layer.frozen["W_r"] = np.eye(D_h)
    assert (layer(x) != before).any()
    layer.save(tmp_path / "layer")
    again = from_tree(files.read(tmp_path / "layer"), [RESERVOIR])
    assert_array_equal(again.frozen["W_r"], np.eye(D_h))
    assert_array_equal(again(x), layer(x))


def test_input_as_tall_as_the_state_must_be_so():
    with pytest.raises(ValueError, match="HIGHWAY: D_x must be D_h = 5, got 3"):
        make("highway")(3, 5, seed=0)
