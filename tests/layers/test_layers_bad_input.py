# ruff: noqa: E501  (tables: a call to a line)
"""Wrong calls of the layers, and the words that each error must contain."""

import numpy as np
import pytest

from rnnlib import GRU, LSTM, RNN, CausalAttention, EquationLayer, LinearRecurrence, equations
from rnnlib.equations import RNN_WITH_OUTPUT
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.fast import FastRecurrent
from rnnlib.layers.initialization import chrono, forget_bias, identity, orthogonal
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual
from rnnlib.symbolic import cell, tanh

T, D_x, D_h, B = 11, 3, 5, 7
X, STATE, D_H = np.zeros((T, D_x, B)), (np.zeros((D_h, B)),), np.zeros((T, D_h, B))
x_t, LENGTHS = np.zeros((D_x, B)), np.full(B, T)

layer = RNN(D_x, D_h, seed=0)
lstm, gru = LSTM(D_x, D_h, seed=0), GRU(D_x, D_h, seed=0)
tape, lstm_tape = layer.forward(X), lstm.forward(X)
both = Bidirectional(RNN(D_x, D_h, seed=0), LSTM(D_x, 2, seed=0))
dropout, norm = Dropout(D_h, 0.5, seed=0), LayerNorm(D_h)
attention = CausalAttention(D_x, D_h, seed=0)
stream = gru.stream(batch_size=2)


@cell(states={"r": "D_r"})
def SIZES(r, x):
    return tanh.layer("r", r, x, size="D_r")


@cell(states="h")
def WIDE(h, x):
    return h + tanh.layer("g", tanh.layer("k", x, size="D_k"))


def with_one(array, value):
    spoilt = np.array(array, float)
    spoilt.flat[-1] = value
    return spoilt


def give(target, name, value):
    target[name] = value


def assert_refused(rows):
    for row, (error, call, *words) in enumerate(rows):
        with pytest.raises(error) as caught:
            call()
        for word in words:
            assert word in str(caught.value), f"row {row}: {caught.value}"


V, E, K = ValueError, TypeError, KeyError


def test_layer_sizes_dtype_and_activation_are_checked():
    assert_refused([
        (V, lambda: RNN(0, 5, seed=0), "RNN: input_size must be at least 1, got 0"),
        (V, lambda: RNN(3, -5, seed=0), "RNN: hidden_size must be at least 1, got -5"),
        (E, lambda: RNN(3, True, seed=0), "RNN: hidden_size must be a whole number, got True"),
        (E, lambda: RNN(3.0, 5, seed=0), "RNN: input_size must be a whole number, got 3.0"),
        (E, lambda: RNN("3", 5, seed=0), "RNN: input_size must be a whole number, got '3'"),
        (V, lambda: RNN(3, 5, seed=0, dtype="float16"), "dtype must be float32 or float64, got 'float16'"),
        (V, lambda: RNN(3, 5, seed=0, dtype="long ago"), "dtype must be float32 or float64, got 'long ago'"),
        (V, lambda: RNN(3, 5, seed=0, dtype=int), "dtype must be float32 or float64, got <class 'int'>"),
        (V, lambda: RNN(3, 5, seed=0, activation="sigmoid"), "RNN: activation must be one of 'tanh', 'relu', got 'sigmoid'"),
        (V, lambda: RNN(3, 5, seed=0, dtype=None), "RNN: dtype must be float32 or float64, got None"),
        (V, lambda: RNN(3, 5, seed=0, dtype=complex), "dtype must be float32 or float64, got <class 'complex'>"),
        (V, lambda: RNN(3, 5, seed=0, activation=["tanh"]), "activation must be one of 'tanh', 'relu', got ['tanh']"),
        (E, lambda: RNN(3, np.bool_(True), seed=0), "RNN: hidden_size must be a whole number, got"),
    ])  # fmt: skip


def test_layer_input_is_checked():
    assert_refused([
        (V, lambda: layer.forward(np.zeros((B, T, D_x))), "RNN.forward: x must be (T, D_x, B) = (any, 3, any), got (7, 11, 3).", "If that is (B, T, D_x), x.transpose(1, 2, 0) puts it in order", "if it is (T, B, D_x), x.transpose(0, 2, 1) does."),
        (V, lambda: layer.forward(np.zeros((T, 6, B))), "(any, 3, any), got (11, 6, 7)"),
        (V, lambda: layer.forward(x_t), "got (3, 7)", "Expected 3 axes, got 2"),
        (V, lambda: layer.forward(X[:0]), "x must not be empty", "T = 0", "(0, 3, 7)"),
        (V, lambda: layer.forward(X[..., :0]), "x must not be empty", "B = 0", "(11, 3, 0)"),
        (V, lambda: layer.forward(with_one(X, np.nan)), "x must be finite, got nan at (10, 2, 6)"),
        (V, lambda: layer.forward(with_one(X, -np.inf)), "x must be finite, got -inf at (10, 2, 6)"),
        (V, lambda: layer.forward(with_one(X, 1e300)), "x must be finite, got inf at (10, 2, 6)"),
        (E, lambda: layer.forward(X + 0j), "x must hold real numbers, got dtype complex128"),
        (E, lambda: layer.forward(X.astype(str)), "x must hold real numbers, got dtype <U"),
        (E, lambda: layer.forward(X.astype(object)), "x must hold real numbers, got dtype object"),
        (E, lambda: layer.forward(np.ma.masked_array(X, X == 0)), "RNN.forward: x must have no masked entries"),
        (V, lambda: layer.forward([[[1.0], [2.0, 3.0]]]), "RNN.forward: x must be one array (T, D_x, B), got rows of several lengths"),
        (V, lambda: layer.forward("text"), "RNN.forward: x must be (T, D_x, B) = (any, 3, any), got ()"),
        (V, lambda: layer.forward(None), "RNN.forward: x must be (T, D_x, B) = (any, 3, any), got ()"),
        (V, lambda: layer(X[:, :2]), "RNN.forward: x must be (T, D_x, B) = (any, 3, any), got (11, 2, 7)"),
    ])  # fmt: skip


def test_layer_state_is_checked():
    assert_refused([
        (V, lambda: layer.forward(X, STATE[0]), "state must be a tuple of 1, (h,), got ndarray"),
        (V, lambda: layer.forward(X, STATE * 2), "RNN.forward: state must be a tuple of 1, (h,), got 2"),
        (V, lambda: layer.forward(X, ()), "state must be a tuple of 1, (h,), got 0"),
        (V, lambda: layer.forward(X, (STATE[0].T,)), "RNN.forward: state[0] must be (D_h, B) = (5, 7), got (7, 5)"),
        (V, lambda: layer.forward(X, (with_one(STATE[0], np.nan),)), "state[0] must be finite, got nan"),
    ])  # fmt: skip


def test_layer_backward_arguments_are_checked():
    assert_refused([
        (V, lambda: layer.backward(tape, D_H[:-1]), "RNN.backward: d_h must be (T, D_h, B) = (11, 5, 7), got (10, 5, 7)"),
        (V, lambda: layer.backward(tape, X), "d_h must be (T, D_h, B) = (11, 5, 7), got (11, 3, 7)"),
        (V, lambda: layer.backward(tape, with_one(D_H, np.inf)), "d_h must be finite, got inf"),
        (V, lambda: layer.backward(tape, D_H, STATE[0]), "d_state must be a tuple of 1, (h,)"),
        (V, lambda: layer.backward(tape, D_H, (x_t,)), "d_state[0] must be (D_h, B) = (5, 7), got (3, 7)"),
        (V, lambda: layer.backward(RNN(D_x, D_h, seed=0).forward(X), D_H), "RNN.backward: tape must be of this layer, got that of another, RNN(input_size=3, hidden_size=5)"),
        (V, lambda: lstm.backward(tape, D_H), "LSTM.backward: tape must be of this layer, got that of another, RNN("),
        (V, lambda: norm.backward(dropout.forward(D_H), D_H), "LayerNorm.backward: tape must be of this layer", "Dropout("),
        (V, lambda: both.backward(tape, D_H), "Bidirectional.backward: tape must be of this layer"),
        (E, lambda: layer.backward(X, D_H), "RNN.backward: tape must be what forward returned, got array("),
        (E, lambda: layer.backward(None, D_H), "RNN.backward: tape must be what forward returned, got None"),
    ])  # fmt: skip


def test_unknown_names_and_wrong_parameters_are_refused():
    assert_refused([
        (K, lambda: tape["z"], "'z': the tape holds h_prior, a, h"),
        (K, lambda: give(layer.params, "W", 0), "'W': the parameters are W_h, b_h"),
        (V, lambda: give(layer.params, "W_h", np.zeros((5, 3))), "params: W_h", "(5, 8), got (5, 3)"),
        (V, lambda: give(layer.params, "b_h", np.full((5, 1), np.nan)), "b_h must be finite, got nan"),
        (V, lambda: give(lstm.params, "b_f", np.zeros(5)), "params: b_f", "(5, 1), got (5,)"),
        (K, lambda: give(gru.params, "W_f", 0), "'W_f': the parameters are W_r, W_z, W_h, b_r, b_z, b_h"),
        (K, lambda: lstm_tape["z"], "'z': the tape holds h_prior, c_prior, f, i, o, c_candidate"),
    ])  # fmt: skip


def test_layer_seed_is_checked():
    assert_refused([
        (E, lambda: RNN(3, 5, seed=None), "RNN: seed must be a whole number of at least 0 or a numpy.random.Generator, got None"),
        (E, lambda: LSTM(3, 5, seed=-1), "LSTM: seed must be", "got -1"),
        (E, lambda: GRU(3, 5, seed="now"), "GRU: seed must be", "got 'now'"),
        (E, lambda: LSTM(3, 5, seed=0.5), "LSTM: seed must be", "got 0.5"),
        (E, lambda: EquationLayer(equations.GRU, 3, 5, seed=None), "GRU: seed must be", "got None"),
        (E, lambda: Dropout(5, 0.5, seed=None), "Dropout: seed must be", "got None"),
        (E, lambda: orthogonal(gru, seed=None), "orthogonal: seed must be", "got None"),
        (E, lambda: chrono(gru, 9, seed=None), "chrono: seed must be", "got None"),
        (E, lambda: RNN(3, 5, seed=True), "RNN: seed must be", "got True"),
        (E, lambda: RNN(3, 5, seed=np.bool_(False)), "RNN: seed must be", "got"),
        (E, lambda: RNN(3, 5, seed=np.random), "RNN: seed must be", "got <module"),
    ])  # fmt: skip


def test_layer_variants_are_checked():
    assert_refused([
        (V, lambda: GRU(3, 5, seed=0, variant="after"), "GRU: variant must be one of 'reset_before', 'reset_after', got 'after'"),
        (V, lambda: GRU(3, 5, seed=0, variant=None), "GRU: variant must be one of", "got None"),
        (V, lambda: LSTM(3, 5, seed=0, variant="peepholes"), "LSTM: variant must be one of 'standard', 'no_forget_gate', 'coupled', got 'peepholes'"),
        (V, lambda: LSTM(3, 5, seed=0, peepholes="no"), "LSTM: peepholes must be one of False, True, got 'no'"),
        (V, lambda: LSTM(3, 5, seed=0, variant="no_forget_gate", forget_bias=0), "forget_bias: layer must have a gate that forgets, its gates are o (output), i (input)"),
        (E, lambda: LSTM(3, 5, seed=0, forget_bias="high"), "forget_bias: value must be a number, got 'high'"),
        (V, lambda: LSTM(3, 5, seed=0, forget_bias=np.nan), "forget_bias: value must be finite, got nan"),
        (E, lambda: LSTM(3, 2.5, seed=0), "LSTM: hidden_size must be a whole number, got 2.5"),
        (V, lambda: GRU(0, 5, seed=0, variant="reset_after"), "GRU: input_size must be at least 1, got 0"),
    ])  # fmt: skip


def test_lstm_states_are_checked():
    assert_refused([
        (V, lambda: lstm.forward(X, STATE), "LSTM.forward: state must be a tuple of 2, (h, c,), got 1"),
        (V, lambda: lstm.forward(X, [*STATE, *STATE]), "state must be a tuple of 2, (h, c,), got list"),
        (V, lambda: lstm.forward(X, (STATE[0], STATE[0].T)), "LSTM.forward: state[1] must be (D_h, B) = (5, 7), got (7, 5)"),
        (V, lambda: lstm.backward(lstm_tape, D_H, STATE), "LSTM.backward: d_state must be a tuple of 2, (h, c,), got 1"),
        (V, lambda: gru.forward(X, STATE * 2), "GRU.forward: state must be a tuple of 1, (h,), got 2"),
    ])  # fmt: skip


def test_layer_lengths_are_checked():
    assert_refused([
        (V, lambda: lstm.forward(X, lengths=LENGTHS[:-1]), "LSTM.forward: lengths must be (B) = (7), got (6,)"),
        (V, lambda: lstm.forward(X, lengths=LENGTHS[None]), "lengths must be (B) = (7), got (1, 7)"),
        (V, lambda: lstm.forward(X, lengths=11), "lengths must be (B) = (7), got ()"),
        (V, lambda: lstm.forward(X, lengths=LENGTHS + 1), "LSTM.forward: lengths must lie in 1 … 11, got 12"),
        (V, lambda: lstm.forward(X, lengths=0 * LENGTHS), "LSTM.forward: lengths must lie in 1 … 11, got 0"),
        (V, lambda: lstm.forward(X, lengths=-LENGTHS), "LSTM.forward: lengths must lie in 1 … 11, got -11"),
        (E, lambda: lstm.forward(X, lengths=LENGTHS / 2), "LSTM.forward: lengths must hold whole numbers, got dtype float64"),
        (V, lambda: both.forward(X, lengths=0 * LENGTHS), "lengths must lie in 1 … 11, got 0"),
        (E, lambda: lstm.forward(X, lengths=LENGTHS > 0), "lengths must hold whole numbers, got dtype bool"),
        (V, lambda: norm.forward(D_H, lengths=LENGTHS + 1), "LayerNorm.forward: lengths must lie in 1 … 11, got 12"),
    ])  # fmt: skip


def test_equation_layer_arguments_are_checked():
    assert_refused([
        (V, lambda: EquationLayer(RNN_WITH_OUTPUT, 3, 5, seed=0), "RNN with output: expected the sizes D_h, D_x, D_y; D_y is missing"),
        (E, lambda: EquationLayer(LSTM, 3, 5, seed=0), "EquationLayer: cell must be a cell written as equations, got <class"),
        (V, lambda: EquationLayer(equations.LSTM, 3, 0, seed=0), "LSTM: hidden_size must be at least 1, got 0"),
        (V, lambda: EquationLayer(equations.LSTM, 3, 5, seed=0, D_k=2), "LSTM: expected the sizes D_h, D_x; got D_k"),
        (V, lambda: EquationLayer(WIDE, 3, 5, seed=0), "WIDE: expected the sizes D_h, D_k, D_x; D_k is missing"),
        (V, lambda: EquationLayer(equations.GRU, 3, 5, seed=0).forward(X, STATE * 2), "GRU.forward: state must be a tuple of 1, (h,), got 2"),
        (V, lambda: EquationLayer(equations.LSTM, 3, 5, seed=0).forward(X, STATE), "LSTM.forward: state must be a tuple of 2, (h, c,), got 1"),
        (V, lambda: EquationLayer(SIZES, 3, 5, seed=0, D_r=4).forward(X, STATE), "SIZES.forward: state[0] must be (D_r, B) = (4, 7), got (5, 7)"),
    ])  # fmt: skip


def test_bidirectional_arguments_are_checked():
    assert_refused([
        (V, lambda: Bidirectional(layer, layer), "Bidirectional: expected two layers, got the same one twice"),
        (V, lambda: Bidirectional(layer, RNN(4, 5, seed=0)), "two layers of one D_x and dtype, got D_x = 3, float32 and D_x = 4, float32"),
        (V, lambda: Bidirectional(layer, RNN(3, 5, seed=0, dtype=np.float64)), "D_x = 3, float32 and D_x = 3, float64"),
        (E, lambda: Bidirectional(layer, 3), "Bidirectional: expected two recurrent layers, got 3"),
        (E, lambda: Bidirectional(RNN, RNN), "Bidirectional: expected two recurrent layers, got <class"),
        (V, lambda: both.forward(X, STATE), "Bidirectional.forward: state must be a tuple of 3, (ahead.h, back.h, back.c,)", "got 1"),
        (V, lambda: both.forward(X, STATE[0]), "Bidirectional.forward: state must be a tuple of 3", "got ndarray"),
        (V, lambda: both.forward(X[:, :2]), "Bidirectional.forward: x must be (T, D_x, B) = (any, 3, any), got (11, 2, 7)"),
        (V, lambda: both.backward(both.forward(X), D_H), "Bidirectional.backward: d_h must be (T, D_h, B) = (11, 7, 7), got (11, 5, 7)"),
        (V, lambda: both.backward(both.forward(X), D_H[:, :1].repeat(7, 1), STATE), "Bidirectional.backward: d_state must be a tuple of 3", "got 1"),
    ])  # fmt: skip


def test_dropout_and_layer_norm_arguments_are_checked():
    assert_refused([
        (V, lambda: Dropout(5, 1, seed=0), "Dropout: rate must be below 1, got 1"),
        (V, lambda: Dropout(5, -0.1, seed=0), "Dropout: rate must be at least 0, got -0.1"),
        (E, lambda: Dropout(5, "half", seed=0), "Dropout: rate must be a number, got 'half'"),
        (V, lambda: Dropout(0, 0.5, seed=0), "Dropout: size must be at least 1, got 0"),
        (V, lambda: Dropout(5, 0.5, seed=0, one_mask="yes"), "Dropout: one_mask must be one of False, True, got 'yes'"),
        (V, lambda: dropout.forward(X), "Dropout.forward: x must be (T, D_x, B) = (any, 5, any), got (11, 3, 7)"),
        (V, lambda: dropout.backward(dropout.forward(D_H), X), "Dropout.backward: d_h must be (T, D_h, B) = (11, 5, 7), got (11, 3, 7)"),
        (V, lambda: LayerNorm(5, dtype=int), "LayerNorm: dtype must be float32 or float64"),
        (E, lambda: Residual(3), "Residual: inner must be a layer, got 3"),
        (V, lambda: Residual(GRU(3, 5, seed=0)), "Residual: inner must show as many features as go in, 3, to be added to them, got 5"),
        (E, lambda: BatchNorm(2.5), "BatchNorm: size must be a whole number, got 2.5"),
        (E, lambda: LayerNorm(2.5), "LayerNorm: size must be a whole number, got 2.5"),
        (V, lambda: norm.forward(with_one(D_H, np.nan)), "LayerNorm.forward: x must be finite, got nan"),
        (V, lambda: norm.backward(norm.forward(D_H), D_H[:-1]), "LayerNorm.backward: d_h must be (T, D_h, B) = (11, 5, 7), got (10, 5, 7)"),
        (V, lambda: dropout.forward(D_H, STATE), "Dropout.forward: state must be (), it has none, got 1"),
        (V, lambda: Dropout(5, 0.5, seed=0, one_mask=np.ones(2)), "one_mask must be one of False, True, got array("),
    ])  # fmt: skip


def test_linear_recurrence_and_attention_arguments_are_checked():
    assert_refused([
        (V, lambda: LinearRecurrence(3, 5, seed=0, form="GRU"), "LinearRecurrence: form must be one of 'min_gru', 'positive', 'signed', got 'GRU'"),
        (V, lambda: LinearRecurrence(3, 5, seed=0, parallel="yes"), "LinearRecurrence: parallel must be one of False, True, got 'yes'"),
        (V, lambda: LinearRecurrence(3, 0, seed=0), "LinearRecurrence: hidden_size must be at least 1, got 0"),
        (E, lambda: LinearRecurrence(3, 5, seed=None), "LinearRecurrence: seed must be"),
        (V, lambda: forget_bias(LinearRecurrence(3, 5, seed=0, form="signed"), 1), "forget_bias: layer must have a gate that forgets, its gates are i (input)"),
        (V, lambda: orthogonal(LinearRecurrence(3, 5, seed=0), seed=0), "must have D_h × D_h weights that a state is multiplied by, got W_z, W_h, b_z, b_h"),
        (V, lambda: CausalAttention(0, 5, seed=0), "CausalAttention: input_size must be at least 1, got 0"),
        (V, lambda: CausalAttention(3, 5, seed=0, dtype=int), "CausalAttention: dtype must be float32 or float64"),
        (V, lambda: attention.forward(X, STATE), "CausalAttention.forward: state must be (), it has none, got 1"),
        (V, lambda: attention.forward(with_one(X, np.inf)), "CausalAttention.forward: x must be finite, got inf"),
        (V, lambda: attention.backward(attention.forward(X), X), "CausalAttention.backward: d_h must be (T, D_h, B) = (11, 5, 7), got (11, 3, 7)"),
    ])  # fmt: skip


def test_starting_value_arguments_are_checked():
    assert_refused([
        (V, lambda: chrono(lstm, 2, seed=0), "chrono: longest must be above 2, got 2"),
        (V, lambda: chrono(layer, 9, seed=0), "chrono: layer must have a gate that forgets, its gates are none"),
        (V, lambda: chrono(LSTM(3, 5, seed=0, variant="no_forget_gate"), 9, seed=0), "chrono: layer must have a gate that forgets, its gates are o (output), i (input)"),
        (V, lambda: forget_bias(both, 1), "forget_bias: layer must have a gate that forgets", "one layer at a time"),
        (E, lambda: forget_bias(lstm, None), "forget_bias: value must be a number, got None"),
        (V, lambda: orthogonal(lstm, seed=0, gain=0), "orthogonal: gain must be above 0, got 0"),
        (V, lambda: identity(lstm, gain=-1), "identity: gain must be above 0, got -1"),
        (V, lambda: orthogonal(both, seed=0), "must have D_h × D_h weights that a state is multiplied by", "one layer at a time"),
        (E, lambda: identity(norm), "layer must be a recurrent layer, got LayerNorm(size=5)"),
    ])  # fmt: skip


def test_stream_arguments_are_checked():
    assert_refused([
        (V, lambda: stream(np.zeros((2, 3))), "GRU.stream: x must be (D_x, B) = (3, 2), got (2, 3)"),
        (V, lambda: stream(np.full((3, 2), np.nan)), "GRU.stream: x must be finite, got nan at (0, 0)"),
        (V, lambda: gru.stream(batch_size=0), "GRU.stream: batch_size must be at least 1, got 0"),
        (V, lambda: gru.stream(STATE, batch_size=2), "GRU.stream: state[0] must be (D_h, B) = (5, 2), got (5, 7)"),
    ])  # fmt: skip


def test_transposition_named_in_the_error_puts_the_input_in_order():
    """Either reading of a wrong shape, put in order as the error says, is what was meant."""
    x = np.random.default_rng(0).normal(size=(T, D_x, B))
    for wrong, axes in ((x.transpose(2, 0, 1), (1, 2, 0)), (x.transpose(0, 2, 1), (0, 2, 1))):
        with pytest.raises(ValueError, match="transpose") as caught:
            layer.forward(wrong)
        assert f"x.transpose{axes}" in str(caught.value)
        np.testing.assert_array_equal(wrong.transpose(axes), x)
    for shape in ((T, 6, B), (D_x, T, B), (T, D_x), (D_x,)):  # no transposition would help
        with pytest.raises(ValueError) as caught:
            layer.forward(np.zeros(shape))
        assert "transpose" not in str(caught.value)


def test_wrong_argument_is_refused_before_any_work():
    """Also one that is needed last."""

    class Silent(FastRecurrent):
        blocks = ("h",)

        def _run(self, W_h, a, state):
            raise AssertionError("the work was begun")

    with pytest.raises(ValueError, match="state"):
        Silent(D_x, D_h, seed=0).forward(X, (x_t,))
