"""What stands between layers: dropout that is a fair lottery, a norm that is torch's."""

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, SIZES, examples, seeds, sizes

from rnnlib import GRU, LSTM, Network
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import LayerNorm

ONE_MASK = pytest.mark.parametrize("one_mask", [False, True], ids=["", "one mask"])


def a_sequence(sizes=DISTINCT, seed=0):
    D, B, T = sizes.D_h, sizes.B, sizes.T
    return np.random.default_rng(seed).normal(size=(T, D, B))


@ONE_MASK
def test_in_evaluation_dropout_is_not_there(one_mask):
    dropout, x = Dropout(5, 0.5, seed=0, one_mask=one_mask, dtype=np.float64), a_sequence()
    tape = dropout.forward(x)
    assert_array_equal(tape.h, x)
    assert_array_equal(dropout.backward(tape, 2 * x).x, 2 * x)
    assert (tape.state, dropout.params) == ((), {})


@ONE_MASK
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_in_training_its_share_is_set_to_zero_and_the_rest_keeps_the_mean(rate, one_mask):
    """Each share and mean within five standard errors of what a fair lottery gives."""
    dropout = Dropout(50, rate, seed=0, one_mask=one_mask, dtype=np.float64)
    y = dropout.forward(np.ones((40, 50, 40)), training=True).h
    draws = y[0].size if one_mask else y.size
    error = 5 * np.sqrt(rate * (1 - rate) / draws)
    assert abs((y == 0).mean() - rate) < error
    assert abs(y.mean() - 1) < error / (1 - rate)
    assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-14)


def test_with_one_mask_a_sequence_keeps_it_through_all_steps_and_without_it_does_not():
    x = np.ones((11, 5, 7))
    kept = Dropout(5, 0.5, seed=0, one_mask=True).forward(x, training=True).h
    assert_array_equal(kept, np.broadcast_to(kept[0], kept.shape))
    assert len({sample.tobytes() for sample in kept[0].T}) > 1  # a mask for each sample
    drawn = Dropout(5, 0.5, seed=0).forward(x, training=True).h
    assert len({step.tobytes() for step in drawn}) == len(drawn)


@ONE_MASK
def test_what_was_dropped_forward_gets_no_gradient_and_each_run_draws_anew(one_mask):
    dropout, x = Dropout(5, 0.5, seed=0, one_mask=one_mask, dtype=np.float64), a_sequence()
    tape, other = (dropout.forward(x, training=True) for _ in range(2))
    assert ((tape.h == 0) != (other.h == 0)).any()
    d_h = a_sequence(seed=1)
    for run in (tape, other):
        assert_allclose(dropout.backward(run, d_h).x, d_h * run.h / x, rtol=1e-12)


def test_at_a_rate_of_zero_training_changes_nothing():
    x = a_sequence()
    assert_array_equal(Dropout(5, 0, seed=0, dtype=np.float64).forward(x, training=True).h, x)


def test_the_same_seed_draws_the_same_masks_and_another_seed_others():
    x = np.ones((11, 5, 7))
    first, same, other = (Dropout(5, 0.5, seed=s).forward(x, training=True).h for s in (1, 1, 2))
    assert_array_equal(first, same)
    assert (first != other).any()


def test_no_mask_lies_between_steps():
    """The layer below runs as if there were no dropout, and so does the one above on its input."""
    below, above = (LSTM(d, 5, seed=0, dtype=np.float64) for d in (3, 5))
    network = Network([below, Dropout(5, 0.5, 0, dtype=np.float64), above], 2, seed=0)
    x = a_sequence(DISTINCT._replace(D_h=3))
    tape = network.forward(x, training=True)
    assert_array_equal(tape.layers[0].h, below.forward(x).h)
    assert_array_equal(tape.layers[2].h, above.forward(tape.layers[1].h).h)
    assert_array_equal(network.forward(x).layers[1].h, tape.layers[0].h)


@examples
@given(sizes=sizes, seed=seeds)
def test_layer_normalisation_is_that_of_torch(sizes, seed):
    x, d_h = (a_sequence(sizes, s) for s in (seed, seed + 1))
    norm, random = LayerNorm(sizes.D_h, dtype=np.float64), np.random.default_rng(seed)
    module = torch.nn.LayerNorm(sizes.D_h, dtype=torch.float64)
    for name, parameter in (("g", module.weight), ("s", module.bias)):
        norm.params[name] = random.normal(size=(sizes.D_h, 1))
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(norm.params[name][:, 0].copy()))
    samples_first = torch.from_numpy(x.swapaxes(1, 2).copy()).requires_grad_()
    y = module(samples_first)
    (y * torch.from_numpy(d_h.swapaxes(1, 2).copy())).sum().backward()

    tape = norm.forward(x)
    grads = norm.backward(tape, d_h)
    pairs = [(tape.h, y.detach().mT), (grads.x, samples_first.grad.mT)]
    pairs += [(grads.params["g"], module.weight.grad[:, None])]
    pairs += [(grads.params["s"], module.bias.grad[:, None])]
    for ours, theirs in pairs:
        assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-10)


def test_what_it_gives_has_mean_zero_and_variance_one_until_it_has_learnt_otherwise():
    y = LayerNorm(50, dtype=np.float64).forward(3 + 7 * a_sequence(DISTINCT._replace(D_h=50))).h
    assert_allclose(y.mean(axis=1), 0, atol=1e-12)
    assert_allclose(y.var(axis=1), 1, atol=1e-5)  # ε in the root


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_both_keep_the_dtype_and_change_nothing_that_is_handed_in(dtype):
    x = a_sequence().astype(dtype)
    for part in (Dropout(5, 0.5, seed=0, dtype=dtype), LayerNorm(5, dtype=dtype)):
        before = x.copy()
        tape = part.forward(x, training=True)
        grads = part.backward(tape, x)
        assert {v.dtype for v in (tape.h, grads.x, *grads.params.values())} == {np.dtype(dtype)}
        assert_array_equal(x, before)


class Everything:
    """A network of all there is, in training, with sequences of several lengths."""

    def __init__(self, sizes, every_step):
        kind, random = {"dtype": np.float64}, np.random.default_rng(0)
        ahead, back = GRU(sizes.D_x, 4, seed=random, **kind), LSTM(sizes.D_x, 3, random, **kind)
        self.dropouts = [Dropout(7, 0.3, 1, **kind), Dropout(5, 0.4, 1, one_mask=True, **kind)]
        parts = [Bidirectional(ahead, back), LayerNorm(7, **kind), self.dropouts[0]]
        parts += [LSTM(7, 5, seed=random, peepholes=True, **kind), self.dropouts[1]]
        self.network = Network(parts, sizes.D_y, seed=random, every_step=every_step)
        self.x = random.normal(size=(sizes.T, sizes.D_x, sizes.B))
        self.lengths = random.integers(1, sizes.T + 1, sizes.B)
        self.d_y = random.normal(size=(sizes.T if every_step else 1, sizes.D_y, sizes.B))
        if every_step:  # after the end of a sequence no output counts
            self.d_y *= np.arange(sizes.T)[:, None, None] < self.lengths

    def forward(self):
        for dropout in self.dropouts:  # the same masks in every run
            dropout.random = np.random.default_rng(2)
        return self.network.forward(self.x, lengths=self.lengths, training=True)

    def loss(self):
        return (self.forward().y * self.d_y).sum()


@pytest.mark.parametrize("every_step", [True, False])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_through_a_network_of_everything_every_gradient_is_the_derivative(sizes, every_step):
    problem = Everything(sizes._replace(T=min(sizes.T, 4)), every_step)
    grads = problem.network.backward(problem.forward(), problem.d_y)
    gradients = grads.params | {"x": grads.x}
    for name, array in (problem.network.params | {"x": problem.x}).items():
        given_both = problem.loss, {name: array}, {name: gradients[name]}
        # rounding spoils a short step, curvature a long one; a wrong gradient fails at both
        error = min(relative_error(*given_both, seed=0, step=step) for step in (1e-5, 1e-4))
        assert error <= 1e-7, name
