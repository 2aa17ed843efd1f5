"""Finite in, finite out, and no warning: at the ends of the range, and over many steps.

Every warning is an error in this suite, overflow and invalid values among them.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import LAYERS

from rnnlib import LSTM, Network
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.training.losses import cross_entropy

BOTH_TYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
DENORMAL = {np.float32: 1e-42, np.float64: 1e-310}


def run(layer, x, d_h=1.0):
    """Everything that a run forward and backward gives."""
    tape = layer.forward(x)
    grads = layer.backward(tape, np.full_like(tape.h, d_h))
    return tape, [tape.h, *tape.state, grads.x, *grads.state, *grads.params.values()]


def inputs(dtype, T, scale, seed=0):
    return (scale * np.random.default_rng(seed).choice([-1.0, 1.0], (T, 3, 2))).astype(dtype)


def every_layer(dtype):
    return ((name, make(3, 5, seed=0, dtype=dtype)) for name, make in LAYERS.items())


def assert_finite(found, *where):
    assert all(np.isfinite(v).all() for v in found), where


@BOTH_TYPES
def test_layers_stay_finite_on_large_inputs(dtype):
    for name, layer in every_layer(dtype):
        for scale in (1e2, 1e4, 1e6, 1e15):
            assert_finite(run(layer, inputs(dtype, 4, scale))[1], name, scale)


@BOTH_TYPES
def test_layers_stay_finite_on_weighted_sums_of_ten_thousand_of_one_sign(dtype):
    for sign in (1, -1):
        for name, layer in every_layer(dtype):
            for what, array in layer.params.items():
                if what.startswith("b_"):
                    array[:] = sign * 1e4
            assert_finite(run(layer, inputs(dtype, 4, 1.0))[1], name, sign)


@BOTH_TYPES
def test_layers_stay_finite_over_ten_thousand_steps(dtype):
    for name, layer in every_layer(dtype):
        T = 500 if "equations" in name else 10_000  # the slow ones have the same step
        tape, found = run(layer, inputs(dtype, T, 2.0))
        assert_finite(found, name)
        assert len(tape.h) == T


@BOTH_TYPES
def test_layers_take_denormal_inputs_as_zero(dtype):
    tiny = DENORMAL[dtype]
    x = inputs(dtype, 6, tiny)
    assert (np.abs(x) > 0).all()
    assert (np.abs(x) < np.finfo(dtype).tiny).all()
    for name, layer in every_layer(dtype):
        _, found = run(layer, x, d_h=tiny)
        assert_finite(found, name)
        tape, _ = run(layer, 0 * x)
        assert_allclose(found[0], tape.h, atol=1e-40, err_msg=name)


@BOTH_TYPES
def test_layers_take_denormal_weights_as_none(dtype):
    for name, layer in every_layer(dtype):
        for array in layer.params.values():
            array[:] = DENORMAL[dtype]
        _, found = run(layer, inputs(dtype, 6, 1.0))
        assert_finite(found, name)
        assert np.abs(found[0]).max() < 1e-30, name


@BOTH_TYPES
def test_lstm_with_open_forget_gate_keeps_cell_state_over_ten_thousand_steps(dtype):
    layer = LSTM(3, 5, seed=0, dtype=dtype, forget_bias=1e4)
    for array in (layer.params["W_f"], layer.params["W_i"]):
        array[:] = 0
    layer.params["b_i"][:] = -1e4
    c = np.linspace(-2, 2, 10, dtype=dtype).reshape(5, 2)
    tape = layer.forward(inputs(dtype, 10_000, 1.0), (np.zeros_like(c), c))
    assert_array_equal(tape.state[1], c)


@BOTH_TYPES
def test_network_of_bidirectional_and_stacked_layers_stays_finite_on_large_inputs(dtype):
    ahead, back, top = (LSTM(d, 5, seed=0, dtype=dtype) for d in (3, 3, 10))
    network = Network([Bidirectional(ahead, back), top], 4, seed=0)
    tape = network.forward(inputs(dtype, 50, 1e4))
    loss, d_y = cross_entropy(tape.y, np.zeros((50, 2), int))
    gradients = network.backward(tape, d_y)
    assert np.isfinite(loss)
    assert all(np.isfinite(g).all() for g in (gradients.x, *gradients.params.values()))
