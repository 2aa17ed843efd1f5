"""An embedding is one-hot vectors times a matrix, without the product."""

import tracemalloc

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS

from rnnlib import LSTM, Network
from rnnlib.layers.embedding import Embedding

V, D, T, B = 11, 5, 7, 3
LENGTHS = np.array([7, 2, 4])


def one_hot(x, count):
    """(T, B) to (T, count, B)."""
    return np.eye(count)[x].swapaxes(1, 2)


def test_embedding_equals_one_hot_times_weights_forward_and_backward():
    random = np.random.default_rng(0)
    for v, d, t, b in [(V, D, T, B), (1, D, T, B), (V, 1, T, B), (V, D, 1, B), (V, D, T, 1)]:
        layer, x = Embedding(v, d, seed=1, dtype=np.float64), random.integers(0, v, (t, b))
        W, tape = layer.params["W_e"], layer.forward(x)
        assert_array_equal(tape.h, W @ one_hot(x, v))
        d_h = random.normal(size=(t, d, b))
        grads = layer.backward(tape, d_h)
        d_W = np.einsum("tdb,tvb->dv", d_h, one_hot(x, v))
        assert_allclose(grads.params["W_e"], d_W, rtol=1e-13, atol=1e-14, err_msg=f"{v, d, t, b}")
        assert grads.x is None
        assert grads.state == tape.state == ()


def test_embedding_below_a_layer_equals_the_layer_on_one_hot_vectors():
    """W_x (W_e e) = (W_x W_e) e: the same network with one matrix in place of two."""
    random = np.random.default_rng(2)
    for name in ("RNN", "GRU", "LSTM"):
        embedding = Embedding(V, D, seed=3, dtype=np.float64)
        above = LAYERS[name](D, DISTINCT.D_h, seed=4, dtype=np.float64)
        one = LAYERS[name](V, DISTINCT.D_h, seed=5, dtype=np.float64)
        W_e = embedding.params["W_e"]
        for what, array in above.params.items():
            W_h, W_x = np.split(array, [DISTINCT.D_h], axis=1)
            one.params[what] = np.hstack([W_h, W_x @ W_e]) if W_x.size else array
        x, d_y = random.integers(0, V, (T, B)), random.normal(size=(T, 2, B))
        two, plain = (Network(layers, 2, seed=6) for layers in ((embedding, above), one))
        tape, other = two.forward(x, lengths=LENGTHS), plain.forward(one_hot(x, V), lengths=LENGTHS)
        assert_allclose(tape.y, other.y, rtol=1e-12, atol=1e-13)
        grads, expected = two.backward(tape, d_y), plain.backward(other, d_y)
        d_W_e = 0
        for what in above.params:
            if what.startswith("W_"):  # the columns of the input
                W_x, d_W_x = above.params[what], expected.params[f"layer1.{what}"]
                d_W_e += W_x[:, DISTINCT.D_h :].T @ d_W_x[:, DISTINCT.D_h :]
        assert_allclose(grads.params["layer1.W_e"], d_W_e, rtol=1e-11, atol=1e-12, err_msg=name)
        assert grads.x is None


def test_embedding_ignores_symbols_after_the_end():
    layer, random = Embedding(V, D, seed=0, dtype=np.float64), np.random.default_rng(1)
    x, d_h = random.integers(0, V, (T, B)), random.normal(size=(T, D, B))
    after = np.arange(T)[:, None] >= LENGTHS
    tape = layer.forward(x, lengths=LENGTHS)
    d_W = layer.backward(tape, d_h).params["W_e"]
    d_h[after.nonzero()[0], :, after.nonzero()[1]] = 1e6
    for padding in (-1, -100, V, 0):
        padded = np.where(after, padding, x)
        again = layer.forward(padded, lengths=LENGTHS)
        assert_array_equal(again.h, tape.h)
        assert_array_equal(again.h[after.nonzero()[0], :, after.nonzero()[1]], 0)
        assert_array_equal(layer.backward(again, d_h).params["W_e"], d_W)


def test_embedding_gradient_survives_changes_of_what_came_in():
    layer, x = Embedding(V, D, seed=0), np.zeros((T, B), int)
    tape = layer.forward(x)
    before = layer.backward(tape, tape.h).params["W_e"]
    x[:] = 1
    assert_array_equal(layer.backward(tape, tape.h).params["W_e"], before)


def test_embedding_of_a_large_vocabulary_needs_no_one_hot_vectors():
    layer, x = Embedding(100_000, 8, seed=0), np.arange(1000).reshape(100, 10) * 99
    tracemalloc.start()
    tape = layer.forward(x)
    forward = tracemalloc.get_traced_memory()[1]
    layer.backward(tape, tape.h)
    backward = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert forward < 1e6  # one-hot vectors: 4e8 bytes
    assert backward < 1.2 * layer.params["W_e"].nbytes + 1e6


def test_embedding_starts_with_vectors_of_about_length_one():
    layer = Embedding(1000, 50, seed=0)
    assert np.sqrt((layer.params["W_e"] ** 2).sum(axis=0).mean()) == pytest.approx(1, abs=0.02)
    assert_array_equal(layer.params["W_e"], Embedding(1000, 50, seed=0).params["W_e"])
    assert (layer.params["W_e"] != Embedding(1000, 50, seed=1).params["W_e"]).any()
    assert (layer.input_size, layer.output_size) == (1000, 50)
    layer.params["W_e"] = np.full((50, 1000), 0.5)
    assert (layer.forward(np.array([[7]])).h == 0.5).all()


def test_embedding_bad_input():
    make, layer = Embedding, Embedding(V, D, seed=0)
    tape = layer.forward(np.zeros((T, B), int))
    rows = {
        "symbol too large": (lambda: layer.forward([[0, V]]), ["x must lie in 0 … 10, got 11"]),
        "negative symbol": (lambda: layer.forward([[-1]]), ["x must lie in 0 … 10, got -1"]),
        "floats": (lambda: layer.forward([[0.0]]), ["x must hold whole numbers", "float64"]),
        "floats with lengths": (
            lambda: layer.forward([[0.0]], lengths=[1]),
            ["x must hold whole numbers", "float64"],
        ),
        "booleans": (lambda: layer.forward([[True]]), ["x must hold whole numbers", "bool"]),
        "one-hot": (
            lambda: layer.forward(np.zeros((T, V, B), int)),
            ["x must be symbols, (T, B), got (7, 11, 3)", "x.argmax(axis=1)"],
        ),
        "one axis": (lambda: layer.forward([1, 2]), ["x must be (T, B)", "got (2,)"]),
        "empty": (lambda: layer.forward(np.zeros((0, 2), int)), ["x must not be empty", "T = 0"]),
        "lengths": (lambda: layer.forward([[1], [2]], lengths=[3]), ["lengths must lie in 1 … 2"]),
        "d_h": (lambda: layer.backward(tape, np.zeros((T, B, D))), ["d_h must be", "(7, 3, 5)"]),
        "vocabulary_size": (lambda: make(0, D, seed=0), ["vocabulary_size must be at least 1"]),
        "size": (lambda: make(V, 2.5, seed=0), ["size must be a whole number, got 2.5"]),
        "seed": (lambda: make(V, D, seed=None), ["seed must be"]),
        "dtype": (lambda: make(V, D, 0, np.int32), ["dtype must be float32 or float64"]),
        "next layer": (
            lambda: Network([make(V, D, seed=0), LSTM(V, 3, seed=0)], 2, seed=0),
            ["layer 2", "5", "11"],
        ),
    }
    for name, (call, words) in rows.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            call()
        for word in ("Embedding" if name != "next layer" else "Network", *words):
            assert word in str(caught.value), name
