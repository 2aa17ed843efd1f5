"""The gradient check finds every planted error; sensitivity and flow agree with differences."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, Problem

from rnnlib import GRU, LSTM, RNN, EquationLayer, Network, activations
from rnnlib.analysis.gradients import flow, jacobian, relative_error, sensitivity
from rnnlib.layers.initialization import orthogonal
from rnnlib.symbolic import affine, cell, sigmoid, tanh


def transposed(g):
    """The recurrent block the wrong way round."""
    wrong = g.copy()
    wrong[:, :5] = g[:, :5].T
    return wrong


def without_one_entry(g):
    wrong = g.copy()
    wrong.flat[np.abs(g).argmax()] = 0
    return wrong


PLANTED = {
    "sign": ("W_h", lambda g, _: -g),
    "factor two": ("W_h", lambda g, _: 2 * g),
    "transposed": ("W_h", lambda g, _: transposed(g)),
    "no bias": ("b_h", lambda g, _: 0 * g),
    "one entry missing": ("W_h", lambda g, _: without_one_entry(g)),
    "a sum for a mean": ("b_h", lambda g, _: g / DISTINCT.B),
    "a term missing": ("b_h", lambda g, problem: without_the_last_step(problem)),
    "one step late": ("x", lambda g, _: np.roll(g, 1, axis=0)),
    "a hundredth of a percent": ("x", lambda g, _: 1.0001 * g),
}


def without_the_last_step(problem):
    d_h = problem.d_h.copy()
    d_h[-1] = 0
    return problem.layer.backward(problem.forward(), d_h, problem.d_state).params["b_h"]


@pytest.mark.parametrize("error", PLANTED)
def test_relative_error_of_right_gradient_is_small_and_of_planted_error_is_not(error):
    name, plant = PLANTED[error]
    for seed in range(3):
        problem = Problem(DISTINCT, seed)
        right = problem.backward()
        arrays = problem.layer.params | {"x": problem.x}
        gradients = right.params | {"x": right.x}
        before = {name: array.copy() for name, array in arrays.items()}
        assert relative_error(problem.loss, arrays, gradients, seed) <= 1e-7
        wrong = gradients | {name: plant(gradients[name], problem)}
        assert relative_error(problem.loss, arrays, wrong, seed) > 1e-6, seed
        for name_, array in arrays.items():
            assert_array_equal(array, before[name_])


def test_relative_error_puts_arrays_back_when_the_loss_fails():
    array = np.arange(3.0)

    def loss():
        raise RuntimeError("not today")

    with pytest.raises(RuntimeError, match="not today"):
        relative_error(loss, {"a": array}, {"a": np.ones(3)}, seed=0)
    assert_array_equal(array, np.arange(3.0))


def test_relative_error_of_zero_gradient_of_constant_is_zero():
    assert relative_error(lambda: 7.0, {"a": np.ones(3)}, {"a": np.zeros(3)}, seed=0) == 0


def test_relative_error_compares_along_a_direction_of_length_one_by_a_step_of_epsilon():
    a, seen = np.array([3.0, -4.0]), []

    def loss():
        seen.append(a.copy())
        return a @ [1.0, 2.0]

    relative_error(loss, {"a": a}, {"a": np.array([1.0, 2.0])}, seed=0, step=0.25)
    assert_allclose([np.linalg.norm(v - a) for v in seen], 0.25)
    assert_allclose(seen[0] + seen[1], 2 * a)


T, K = 6, 4


@pytest.fixture(scope="module")
def predictions():
    random = np.random.default_rng(0)
    network = Network(RNN(K, 5, seed=random, dtype=np.float64), K, seed=random)
    x, targets = random.normal(size=(T, K, 1)), random.integers(K, size=(T, 1))
    return network, x, targets, sensitivity(network, x, targets)


def test_sensitivity_to_a_later_input_is_zero_and_to_an_earlier_one_is_not(predictions):
    *_, table = predictions
    assert table.shape == (T, T)
    assert_array_equal(np.triu(table, 1), 0)
    assert (np.tril(table) + np.triu(np.ones((T, T)), 1) > 0).all()


def test_sensitivity_is_the_norm_of_the_difference_quotients_of_ln_p(predictions):
    network, x, targets, table = predictions
    step, slopes = 1e-6, np.zeros((T, T, K))

    def ln_p():
        y = network.forward(x).y[:, :, 0]
        return activations.log_softmax(y, axis=1)[np.arange(T), targets[:, 0]]

    for s in range(T):
        for k in range(K):
            kept = x[s, k, 0]
            x[s, k, 0] = kept + step
            above = ln_p()
            x[s, k, 0] = kept - step
            slopes[:, s, k] = (above - ln_p()) / (2 * step)
            x[s, k, 0] = kept
    assert_allclose(table, np.linalg.norm(slopes, axis=2), atol=1e-8)


@pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
def test_jacobian_is_what_a_small_change_of_each_feature_does(kind):
    layer, random = kind(3, 5, seed=0, dtype=np.float64), np.random.default_rng(1)
    states = 2 if kind is LSTM else 1
    x, state = random.normal(size=(7, 3, 2)), random.normal(size=(states, 5, 2))

    def final(state):
        return np.concatenate(layer.forward(x, tuple(state)).state)

    found, step = jacobian(layer, x, tuple(state)), 1e-6
    for j in range(state[:, :, 0].size):
        change = np.zeros_like(state)
        change.reshape(-1, 2)[j] = step
        difference = (final(state + change) - final(state - change)) / (2 * step)
        assert_allclose(found[:, :, j], difference.T, atol=1e-9)


def test_jacobian_of_states_of_different_sizes_is_what_a_small_change_does():
    @cell(states={"h": "D_r", "c": "D_h"})
    def projected(h, c, x):
        c = sigmoid.layer("f", h, x) * c + tanh.layer("k", h, x)
        return affine("r", tanh(c), size="D_r"), c

    layer = EquationLayer(projected, 3, 4, seed=0, dtype=np.float64, D_r=2)
    random = np.random.default_rng(1)
    x, state = random.normal(size=(5, 3, 2)), random.normal(size=(6, 2))

    def final(state):
        return np.concatenate(layer.forward(x, (state[:2], state[2:])).state)

    found, step = jacobian(layer, x, (state[:2], state[2:])), 1e-6
    assert found.shape == (2, 6, 6)
    for j in range(6):
        change = step * np.eye(6)[:, j : j + 1]
        difference = (final(state + change) - final(state - change)) / (2 * step)
        assert_allclose(found[:, :, j], difference.T, atol=1e-9)
    assert flow(layer, x, (2,))[2] > 0


def test_flow_through_orthogonal_rnn_that_stays_linear_is_its_gain_to_the_power_of_the_lag():
    layer = orthogonal(RNN(2, 6, seed=0, dtype=np.float64), seed=1, gain=0.8)
    layer.params["b_h"][:] = 0
    norms = flow(layer, np.zeros((12, 2, 3)), (1, 4, 11))
    assert_allclose([norms[lag] for lag in (1, 4, 11)], [0.8, 0.8**4, 0.8**11])


def test_flow_is_the_geometric_mean_of_the_norms_from_the_state_before_the_lag():
    layer, x = LSTM(3, 4, seed=0, dtype=np.float64), np.random.default_rng(1).normal(size=(9, 3, 2))
    before = layer.forward(x[:4]).state
    norms = [np.linalg.svd(J, compute_uv=False)[0] for J in jacobian(layer, x[4:], before)]
    assert flow(layer, x, (5,))[5] == pytest.approx(np.sqrt(norms[0] * norms[1]))
