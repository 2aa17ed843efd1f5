"""Bidirectional layers against two runs, finite differences and torch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS, SIZES, Problem, few_examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.bidirectional import Bidirectional

PAIRS = {
    "RNN": ("RNN", "RNN"),
    "GRU": ("GRU", "GRU"),
    "LSTM": ("LSTM", "LSTM"),
    "of two kinds": ("LSTM, peepholes", "GRU, reset after"),
    "with equations": ("minGRU, equations", "RNN, ReLU"),
}
CLOSE = {"rtol": 1e-11, "atol": 1e-12}


def both(pair):
    """A function that makes the layer: the second direction is two features taller."""

    def make(D_x, D_h, seed, dtype):
        random = np.random.default_rng(seed)
        ahead, back = (LAYERS[name] for name in PAIRS[pair])
        return Bidirectional(
            ahead(D_x, D_h, seed=random, dtype=dtype), back(D_x, D_h + 2, seed=random, dtype=dtype)
        )

    return make


@pytest.mark.parametrize("pair", PAIRS)
def test_bidirectional_backward_is_the_derivative_of_forward(pair):
    for chosen in SIZES:
        for uneven in (False, True):
            problem = Problem(chosen._replace(T=min(chosen.T, 4)), 0, both(pair), uneven)
            gradients = problem.gradients()
            assert gradients.keys() == problem.arrays().keys()
            for name, array in problem.arrays().items():
                pairs = {name: array}, {name: gradients[name]}
                assert relative_error(problem.loss, *pairs, seed=0) <= 1e-7, f"{name}, {chosen}"


@pytest.mark.parametrize("pair", PAIRS)
def test_bidirectional_equals_two_runs_one_over_the_reversed_sequence(pair):
    @few_examples
    @given(sizes=sizes, seed=seeds, uneven=st.booleans())
    def check(sizes, seed, uneven):
        problem = Problem(sizes, seed, both(pair), uneven)
        layer, D = problem.layer, problem.layer.ahead.hidden_size
        count = len(layer.ahead.state_names)
        tape, grads = problem.forward(), problem.backward()
        lengths = problem.lengths if uneven else np.full(sizes.B, sizes.T)
        for k, T in enumerate(lengths):
            one = slice(k, k + 1)
            start, end = ([s[:, one] for s in p] for p in (problem.state, problem.d_state))
            x, d_h = (v[:T, :, one] for v in (problem.x, problem.d_h))
            ahead = layer.ahead.forward(x, tuple(start[:count]))
            back = layer.back.forward(x[::-1], tuple(start[count:]))
            assert_allclose(tape.h[:T, :D, one], ahead.h, **CLOSE)
            assert_allclose(tape.h[:T, D:, one], back.h[::-1], **CLOSE)
            assert_array_equal(tape.h[T:, :, k], 0)
            for ours, theirs in zip(tape.state, ahead.state + back.state, strict=True):
                assert_allclose(ours[:, one], theirs, **CLOSE)
            d_ahead = layer.ahead.backward(ahead, d_h[:, :D], tuple(end[:count]))
            d_back = layer.back.backward(back, d_h[::-1, D:], tuple(end[count:]))
            assert_allclose(grads.x[:T, :, one], d_ahead.x + d_back.x[::-1], **CLOSE)
            for ours, theirs in zip(grads.state, d_ahead.state + d_back.state, strict=True):
                assert_allclose(ours[:, one], theirs, **CLOSE)

    check()


def test_bidirectional_sees_the_whole_sequence_at_every_step():
    problem = Problem(DISTINCT, 1, both("LSTM"))
    before = problem.forward().h
    problem.x[6] += 1
    assert (np.abs(problem.forward().h - before).max(axis=(1, 2)) > 0).all()


def test_equal_directions_give_the_same_for_a_palindrome_read_either_way():
    ahead, back = (GRU(3, 5, seed=0, dtype=np.float64) for _ in range(2))
    x = np.random.default_rng(0).normal(size=(4, 3, 2))
    x = np.concatenate([x, x[::-1]])
    first, second = np.split(Bidirectional(ahead, back).forward(x).h, 2, axis=1)
    assert_allclose(first, second[::-1], atol=1e-15)


def test_bidirectional_parameters_are_those_of_both_directions():
    layer = Bidirectional(RNN(3, 5, seed=0), LSTM(3, 2, seed=0))
    assert {"ahead.W_h", "ahead.b_h", "back.W_f", "back.b_o"} <= layer.params.keys()
    assert (layer.output_size, layer.state_names) == (7, ("ahead.h", "back.h", "back.c"))
    layer.params["ahead.b_h"] = np.ones((5, 1))
    assert (layer.ahead.b == 1).all()
    assert layer.parameter_count == layer.ahead.parameter_count + layer.back.parameter_count


def test_bidirectional_keeps_dtype_and_changes_no_argument():
    for dtype in (np.float32, np.float64):
        layer, x = both("GRU")(3, 5, 0, dtype), np.ones((4, 3, 2), dtype)
        x[1] = -1
        before, d_h = x.copy(), np.ones((4, 12, 2), dtype)
        lengths = np.array([4, 2])
        tape = layer.forward(x, lengths=lengths)
        grads = layer.backward(tape, d_h)
        arrays = (tape.h, grads.x, *tape.state, *grads.params.values())
        assert {v.dtype for v in arrays} == {np.dtype(dtype)}
        assert_array_equal(x, before)
        assert_array_equal(d_h, 1)
        assert_array_equal(lengths, [4, 2])
