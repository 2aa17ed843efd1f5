"""Causal attention is that of torch, has the right gradients, and does not see what comes later."""

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, SIZES, Problem, few_examples, seeds, sizes
from torch.nn.functional import scaled_dot_product_attention

from rnnlib import LSTM, Adam, CausalAttention, Network, fit, tasks
from rnnlib.analysis.gradients import relative_error


def torch_attention(x, params):
    """y (T, D_h, B), by torch's own attention."""
    samples_first = x.permute(2, 0, 1)  # (B, T, D_x)
    q, k, v = (samples_first @ params[f"W_{name}"].T for name in "qkv")
    mixed = scaled_dot_product_attention(q, k, v, is_causal=True)
    seen = torch.cat([mixed, samples_first], dim=2)
    return torch.tanh(seen @ params["W_y"].T + params["b_y"][:, 0]).permute(1, 2, 0)


@few_examples
@given(sizes=sizes, seed=seeds)
def test_attention_matches_torch_forward_and_backward(sizes, seed):
    problem = Problem(sizes, seed, CausalAttention)
    theirs = {n: torch.tensor(a, requires_grad=True) for n, a in problem.arrays().items()}
    y = torch_attention(theirs["x"], theirs)
    (y * torch.tensor(problem.d_h)).sum().backward()
    assert_allclose(problem.forward().h, y.detach().numpy(), rtol=1e-10, atol=1e-11)
    for what, gradient in problem.gradients().items():
        expected = theirs[what].grad.numpy()
        assert_allclose(gradient, expected, rtol=1e-9, atol=1e-10, err_msg=what)


@pytest.mark.parametrize("uneven", [False, True])
def test_attention_backward_is_the_derivative_of_forward(uneven):
    for chosen in SIZES:
        problem = Problem(chosen, 2, CausalAttention, uneven)
        gradients = problem.gradients()
        for what, array in problem.arrays().items():
            both = {what: array}, {what: gradients[what]}
            assert relative_error(problem.loss, *both, seed=0) <= 1e-7, f"{what}, {chosen}"


def test_attention_sees_no_later_step_and_nothing_past_the_end():
    problem = Problem(DISTINCT, 3, CausalAttention)
    before = problem.forward().h
    problem.x[6] += 1
    after = problem.forward().h
    assert_array_equal(after[:6], before[:6])
    assert (np.abs(after[6:] - before[6:]).max(axis=(1, 2)) > 0).all()
    lengths = np.array([3, 11, 1, 5, 5, 2, 7])
    batch = problem.layer.forward(problem.x, lengths=lengths)
    for k, length in enumerate(lengths):
        alone = problem.layer.forward(problem.x[:length, :, k : k + 1]).h
        assert_allclose(batch.h[:length, :, k : k + 1], alone, rtol=0, atol=1e-13)
        assert_array_equal(batch.h[length:, :, k], 0)


def test_attention_weights_are_shares_of_what_has_come():
    weights = Problem(DISTINCT, 3, CausalAttention).forward()["weights"]
    assert weights.shape == (DISTINCT.B, DISTINCT.T, DISTINCT.T)
    assert_allclose(weights.sum(axis=2), 1, atol=1e-12)
    assert_array_equal(np.triu(weights, 1), 0)
    assert (np.tril(weights) + np.triu(np.ones(weights.shape[1:]), 1) > 0).all()


def test_attention_keeps_float32_and_counts_its_weights():
    layer = CausalAttention(3, 5, seed=0)
    tape = layer.forward(np.ones((4, 3, 2), np.float32))
    grads = layer.backward(tape, np.ones((4, 5, 2), np.float32))
    assert {a.dtype for a in (tape.h, grads.x, *grads.params.values())} == {np.dtype("float32")}
    assert layer.parameter_count == 3 * 5 * 3 + 5 * (5 + 3 + 1)
    assert layer.parameter_count < LSTM(3, 5, seed=0).parameter_count
    assert repr(layer) == "CausalAttention(input_size=3, hidden_size=5)"


def test_attention_learns_to_recall_pairs_that_a_mean_of_all_cannot_tell():
    task = tasks.pair_recall(4)
    network = Network([CausalAttention(12, 16, seed=0)], 4, seed=1)
    fit(network, task.batches(32, 2), 300, Adam(0.03), task.loss)
    assert task.evaluate(network)["accuracy"] > 0.95
    assert task.baselines()["knowing the values"]["accuracy"] < 0.55
