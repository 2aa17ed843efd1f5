"""Weights in Keras's order, against the equations of Keras 3 written out in NumPy.

The functions below are keras/src/layers/rnn/simple_rnn.py, gru.py and lstm.py, one sample a row,
x (N, T, D_x); they know nothing of the library.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS

from rnnlib.interop import from_keras, to_keras
from rnnlib.layers.bidirectional import Bidirectional

D_x, D_h, _, N, T = DISTINCT
#      our layer, columns in units, the arguments of the layer in Keras
KINDS = {
    "SimpleRNN": ("RNN", 1, {}),
    "SimpleRNN, relu": ("RNN, ReLU", 1, {"activation": "relu"}),
    "GRU": ("GRU, reset after", 3, {}),
    "GRU, reset_after=False": ("GRU", 3, {"reset_after": False}),
    "LSTM": ("LSTM", 4, {}),
}
EVERY_KIND = pytest.mark.parametrize("name", KINDS)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def simple_rnn(x, h, kernel, recurrent_kernel, bias, activation="tanh"):
    a = x @ kernel + bias + h @ recurrent_kernel
    return (np.maximum(a, 0) if activation == "relu" else np.tanh(a),)


def gru(x, h, kernel, recurrent_kernel, bias, reset_after=True):
    units = h.shape[1]
    input_bias, recurrent_bias = bias if reset_after else (bias, np.zeros(3 * units))
    x_z, x_r, x_h = np.split(x @ kernel + input_bias, 3, axis=-1)
    U_z, U_r, U_h = np.split(recurrent_kernel, 3, axis=-1)
    c_z, c_r, c_h = np.split(recurrent_bias, 3)
    z = sigmoid(x_z + h @ U_z + c_z)
    r = sigmoid(x_r + h @ U_r + c_r)
    recurrent_h = r * (h @ U_h + c_h) if reset_after else (r * h) @ U_h
    hh = np.tanh(x_h + recurrent_h)
    return (z * h + (1 - z) * hh,)


def lstm(x, h, c, kernel, recurrent_kernel, bias):
    z0, z1, z2, z3 = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    i, f, o = sigmoid(z0), sigmoid(z1), sigmoid(z3)
    c = f * c + i * np.tanh(z2)
    return o * np.tanh(c), c


STEPS = {1: simple_rnn, 3: gru, 4: lstm}


def in_keras(name, weights, x):
    """return_sequences=True and return_state=True: the outputs (N, T, units), and the states."""
    _, columns, options = KINDS[name]
    if len(weights) == 6:  # Bidirectional, merge_mode="concat"
        y, state = in_keras(name, weights[:3], x)
        y_rev, state_rev = in_keras(name, weights[3:], x[:, ::-1])
        return np.concatenate([y, y_rev[:, ::-1]], axis=-1), state + state_rev
    state = (np.zeros((len(x), len(weights[1]))),) * (1 + (columns == 4))
    outputs = []
    for t in range(x.shape[1]):
        state = STEPS[columns](x[:, t], *state, *weights, **options)
        outputs.append(state[0])
    return np.stack(outputs, axis=1), state


def random_weights(name, random):
    _, columns, options = KINDS[name]
    kernel, recurrent = (random.normal(size=(D, columns * D_h)) for D in (D_x, D_h))
    two = columns == 3 and options.get("reset_after", True)
    return [kernel, recurrent, random.normal(size=(2, 3 * D_h) if two else columns * D_h)]


def assert_same(layer, name, weights):
    x = np.random.default_rng(1).normal(size=(N, T, D_x))
    y, state = in_keras(name, weights, x)
    tape = layer.forward(x.transpose(1, 2, 0))
    assert_allclose(tape.h.transpose(2, 0, 1), y, rtol=1e-12, atol=1e-12)
    for ours, theirs in zip(tape.state, state, strict=True):
        assert_allclose(ours.T, theirs, rtol=1e-12, atol=1e-12)


@EVERY_KIND
def test_from_keras_gives_the_layer_that_the_equations_of_keras_describe(name):
    ours, _, options = KINDS[name]
    random = np.random.default_rng(2)
    weights, back = random_weights(name, random), random_weights(name, random)
    layer = from_keras(weights, **options)
    assert type(layer) is type(LAYERS[ours](1, 1, seed=0))
    assert_same(layer, name, weights)
    assert_same(from_keras(weights + back, **options), name, weights + back)
    zero = [*weights[:2], np.zeros_like(weights[2])]
    assert_same(from_keras(weights[:2], **options), name, zero)
    both = weights[:2] + back[:2]
    assert_same(from_keras(both, **options), name, [*zero, *back[:2], zero[2]])
    for array in weights:  # nothing is shared
        array[:] = 0
    assert (layer.forward(np.zeros((2, D_x, N))).h != 0).any()


@EVERY_KIND
def test_to_keras_gives_the_weights_that_the_equations_of_keras_need(name):
    ours, columns, options = KINDS[name]
    first, second = (LAYERS[ours](D_x, D_h, seed=k, dtype=np.float64) for k in (0, 1))
    for layer in (first, Bidirectional(first, second)):
        weights = to_keras(layer)
        two = columns == 3 and options.get("reset_after", True)
        shapes = [(D_x, columns * D_h), (D_h, columns * D_h)]
        shapes += [(2, 3 * D_h) if two else (columns * D_h,)]
        assert [w.shape for w in weights] == shapes * (len(weights) // 3)
        assert_same(layer, name, weights)
        back = from_keras(weights, **options)
        for what, array in layer.params.items():
            assert_array_equal(back.params[what], array, err_msg=what)
        for array in weights:
            array[:] = 0
        assert (layer.params[what] != 0).all()
    assert {w.dtype for w in to_keras(LAYERS[ours](D_x, D_h, seed=0))} == {np.dtype("float32")}


def test_unit_forget_bias_of_keras_is_our_forget_bias():
    bias = np.zeros(4 * D_h)
    bias[D_h : 2 * D_h] = 1  # "ones" stand second in LSTMCell.build
    layer = from_keras([np.zeros((D_x, 4 * D_h)), np.zeros((D_h, 4 * D_h)), bias])
    for gate, value in {"f": 1, "i": 0, "o": 0, "c": 0}.items():
        assert_array_equal(layer.params[f"b_{gate}"], value)


def test_keras_refuses_in_words():
    kernel, recurrent = np.zeros((D_x, 4 * D_h)), np.zeros((D_h, 4 * D_h))
    lstm, other = (LAYERS["LSTM"](3, 5, seed=k) for k in range(2))
    rows = {
        "one array": (lambda: from_keras([kernel]), ["2 or 3 arrays", "Bidirectional, got 1"]),
        "two layers": (lambda: from_keras([kernel] * 5), ["those of one layer", "got 5"]),
        "blocks": (
            lambda: from_keras([np.zeros((3, 10)), np.zeros((5, 10))]),
            ["not 1, 3 or 4 blocks", "10 rows", "D_h = 5"],
        ),
        "turned": (
            lambda: from_keras([kernel.T, recurrent]),
            ["kernel must be (D_x, G D_h) = (any, 20)", "got (20, 3)"],
        ),
        "recurrent turned": (lambda: from_keras([kernel, recurrent.T]), ["(any, 5), got (3, 20)"]),
        "bias": (
            lambda: from_keras([kernel, recurrent, np.zeros(5)]),
            ["bias must be (G D_h) = (20)", "got (5,)"],
        ),
        "three biases": (
            lambda: from_keras([kernel, recurrent, np.zeros((3, 20))]),
            ["bias must be (2, G D_h) = (2, 20)", "got (3, 20)"],
        ),
        "not finite": (lambda: from_keras([kernel * np.nan, recurrent]), ["kernel must be finite"]),
        "half": (
            lambda: from_keras([kernel.astype("f2"), recurrent]),
            ["dtype must be float32 or float64", "float16"],
        ),
        "activation": (
            lambda: from_keras([np.zeros((3, 5)), np.zeros((5, 5))], activation="elu"),
            ["layer must be one of 'RNN tanh', 'RNN relu'", "'RNN elu'"],
        ),
        "tuple": (lambda: to_keras((lstm, other)), ["to_keras: layer must be", "got '(LSTM("]),
        "peepholes": (
            lambda: to_keras(LAYERS["LSTM, peepholes"](3, 5, seed=0)),
            ["to_keras: ", "got 'LSTM peepholes'"],
        ),
        "coupled": (
            lambda: to_keras(LAYERS["LSTM, coupled"](3, 5, seed=0)),
            ['got "LSTM(', "variant='coupled'"],
        ),
    }
    for name, (call, words) in rows.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            call()
        for word in words:
            assert word in str(caught.value), name
