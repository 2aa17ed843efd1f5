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

EVERY_LAYER = pytest.mark.parametrize("name", LAYERS)
BOTH_TYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
DENORMAL = {np.float32: 1e-42, np.float64: 1e-310}


def run(layer, x, d_h=1.0):
    """Everything that a run forward and backward gives."""
    tape = layer.forward(x)
    grads = layer.backward(tape, np.full_like(tape.h, d_h))
    return tape, [tape.h, *tape.state, grads.x, *grads.state, *grads.params.values()]


def inputs(dtype, T, scale, seed=0):
    return (scale * np.random.default_rng(seed).choice([-1.0, 1.0], (T, 3, 2))).astype(dtype)


@BOTH_TYPES
@pytest.mark.parametrize("scale", [1e2, 1e4, 1e6, 1e15])
@EVERY_LAYER
def test_large_inputs_saturate_and_everything_stays_finite(name, scale, dtype):
    _, found = run(LAYERS[name](3, 5, seed=0, dtype=dtype), inputs(dtype, 4, scale))
    assert all(np.isfinite(v).all() for v in found)


@BOTH_TYPES
@pytest.mark.parametrize("sign", [1, -1])
@EVERY_LAYER
def test_so_do_weighted_sums_of_ten_thousand_of_one_sign(name, sign, dtype):
    layer = LAYERS[name](3, 5, seed=0, dtype=dtype)
    for what, array in layer.params.items():
        if what.startswith("b_"):
            array[:] = sign * 1e4
    _, found = run(layer, inputs(dtype, 4, 1.0))
    assert all(np.isfinite(v).all() for v in found)


@BOTH_TYPES
@EVERY_LAYER
def test_ten_thousand_steps_stay_finite(name, dtype):
    T = 500 if "equations" in name else 10_000  # the slow ones have the same step
    layer, x = LAYERS[name](3, 5, seed=0, dtype=dtype), inputs(dtype, T, 2.0)
    tape, found = run(layer, x)
    assert all(np.isfinite(v).all() for v in found)
    assert len(tape.h) == T


@BOTH_TYPES
@EVERY_LAYER
def test_denormal_numbers_are_as_good_as_zero(name, dtype):
    layer, tiny = LAYERS[name](3, 5, seed=0, dtype=dtype), DENORMAL[dtype]
    x = inputs(dtype, 6, tiny)
    assert (np.abs(x) > 0).all()
    assert (np.abs(x) < np.finfo(dtype).tiny).all()
    _, found = run(layer, x, d_h=tiny)
    assert all(np.isfinite(v).all() for v in found)
    tape, _ = run(layer, 0 * x)
    assert_allclose(found[0], tape.h, atol=1e-40)


@BOTH_TYPES
@EVERY_LAYER
def test_denormal_weights_are_as_good_as_none(name, dtype):
    layer = LAYERS[name](3, 5, seed=0, dtype=dtype)
    for array in layer.params.values():
        array[:] = DENORMAL[dtype]
    _, found = run(layer, inputs(dtype, 6, 1.0))
    assert all(np.isfinite(v).all() for v in found)
    assert np.abs(found[0]).max() < 1e-30


@BOTH_TYPES
def test_a_gate_that_is_held_open_keeps_the_cell_state_over_ten_thousand_steps(dtype):
    layer = LSTM(3, 5, seed=0, dtype=dtype, forget_bias=1e4)
    for array in (layer.params["W_f"], layer.params["W_i"]):
        array[:] = 0
    layer.params["b_i"][:] = -1e4
    c = np.linspace(-2, 2, 10, dtype=dtype).reshape(5, 2)
    tape = layer.forward(inputs(dtype, 10_000, 1.0), (np.zeros_like(c), c))
    assert_array_equal(tape.state[1], c)


@BOTH_TYPES
def test_a_network_of_all_of_it_stays_finite(dtype):
    ahead, back, top = (LSTM(d, 5, seed=0, dtype=dtype) for d in (3, 3, 10))
    network = Network([Bidirectional(ahead, back), top], 4, seed=0)
    tape = network.forward(inputs(dtype, 50, 1e4))
    loss, d_y = cross_entropy(tape.y, np.zeros((50, 2), int))
    gradients = network.backward(tape, d_y)
    assert np.isfinite(loss)
    assert all(np.isfinite(g).all() for g in (gradients.x, *gradients.params.values()))
