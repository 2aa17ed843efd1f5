"""Dropout sets its share to zero in training, keeps the mean, and never acts between steps."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import LSTM, Network
from rnnlib.layers.dropout import Dropout

ONE_MASK = (False, True)
X = np.random.default_rng(0).normal(size=(11, 5, 7))


def test_dropout_does_nothing_in_evaluation_or_at_rate_zero():
    for one_mask in ONE_MASK:
        dropout = Dropout(5, 0.5, seed=0, one_mask=one_mask, dtype=np.float64)
        tape = dropout.forward(X)
        assert_array_equal(tape.h, X)
        assert_array_equal(dropout.backward(tape, 2 * X).x, 2 * X)
        assert (tape.state, dropout.params) == ((), {})
    none = Dropout(5, 0, seed=0, dtype=np.float64)
    assert_array_equal(none.forward(X, training=True).h, X)


def test_dropout_zeroes_its_share_and_keeps_the_mean():
    """Each share and mean within five standard errors of what a fair lottery gives."""
    for one_mask in ONE_MASK:
        for rate in (0.1, 0.5, 0.8):
            dropout = Dropout(50, rate, seed=0, one_mask=one_mask, dtype=np.float64)
            y = dropout.forward(np.ones((40, 50, 40)), training=True).h
            draws = y[0].size if one_mask else y.size
            error = 5 * np.sqrt(rate * (1 - rate) / draws)
            assert abs((y == 0).mean() - rate) < error, rate
            assert abs(y.mean() - 1) < error / (1 - rate), rate
            assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-14)


def test_dropout_with_one_mask_keeps_it_for_all_steps_and_without_draws_anew():
    x = np.ones((11, 5, 7))
    kept = Dropout(5, 0.5, seed=0, one_mask=True).forward(x, training=True).h
    assert_array_equal(kept, np.broadcast_to(kept[0], kept.shape))
    assert len({sample.tobytes() for sample in kept[0].T}) > 1  # a mask for each sample
    drawn = Dropout(5, 0.5, seed=0).forward(x, training=True).h
    assert len({step.tobytes() for step in drawn}) == len(drawn)


def test_dropout_backward_uses_the_mask_of_its_run():
    for one_mask in ONE_MASK:
        dropout = Dropout(5, 0.5, seed=0, one_mask=one_mask, dtype=np.float64)
        tape, other = (dropout.forward(X, training=True) for _ in range(2))
        assert ((tape.h == 0) != (other.h == 0)).any()
        d_h = np.random.default_rng(1).normal(size=X.shape)
        for run in (tape, other):
            assert_allclose(dropout.backward(run, d_h).x, d_h * run.h / X, rtol=1e-12)


def test_dropout_masks_follow_from_the_seed():
    x = np.ones((11, 5, 7))
    first, same, other = (Dropout(5, 0.5, seed=s).forward(x, training=True).h for s in (1, 1, 2))
    assert_array_equal(first, same)
    assert (first != other).any()


def test_dropout_in_a_network_does_not_act_between_steps():
    """The layer below runs as if there were no dropout, and so does the one above on its input."""
    below, above = (LSTM(d, 5, seed=0, dtype=np.float64) for d in (3, 5))
    network = Network([below, Dropout(5, 0.5, 0, dtype=np.float64), above], 2, seed=0)
    x = np.random.default_rng(0).normal(size=(11, 3, 7))
    tape = network.forward(x, training=True)
    assert_array_equal(tape.layers[0].h, below.forward(x).h)
    assert_array_equal(tape.layers[2].h, above.forward(tape.layers[1].h).h)
    assert_array_equal(network.forward(x).layers[1].h, tape.layers[0].h)
