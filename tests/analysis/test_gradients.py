"""The check finds every error that is planted, and the microscope shows what a difference shows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, Problem

from rnnlib import GRU, LSTM, RNN, Network, activations
from rnnlib.analysis.gradients import flow, jacobian, relative_error, sensitivity
from rnnlib.layers.initialization import orthogonal


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
@pytest.mark.parametrize("seed", range(3))
def test_each_planted_error_is_found_and_the_right_gradient_passes(error, seed):
    problem = Problem(DISTINCT, seed)
    right = problem.backward()
    arrays = problem.layer.params | {"x": problem.x}
    gradients = right.params | {"x": right.x}
    before = {name: array.copy() for name, array in arrays.items()}
    name, plant = PLANTED[error]
    assert relative_error(problem.loss, arrays, gradients, seed) <= 1e-7
    wrong = gradients | {name: plant(gradients[name], problem)}
    assert relative_error(problem.loss, arrays, wrong, seed) > 1e-6
    for name, array in arrays.items():
        assert_array_equal(array, before[name])


def test_the_arrays_are_put_back_even_when_the_loss_fails():
    array = np.arange(3.0)

    def loss():
        raise RuntimeError("not today")

    with pytest.raises(RuntimeError, match="not today"):
        relative_error(loss, {"a": array}, {"a": np.ones(3)}, seed=0)
    assert_array_equal(array, np.arange(3.0))


def test_a_gradient_of_zero_of_a_constant_is_no_error():
    assert relative_error(lambda: 7.0, {"a": np.ones(3)}, {"a": np.zeros(3)}, seed=0) == 0


T, K = 6, 4


@pytest.fixture(scope="module")
def predictions():
    random = np.random.default_rng(0)
    network = Network(RNN(K, 5, seed=random, dtype=np.float64), K, seed=random)
    x, targets = random.normal(size=(T, K, 1)), random.integers(K, size=(T, 1))
    return network, x, targets, sensitivity(network, x, targets)


def test_no_prediction_depends_on_a_later_input(predictions):
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
def test_the_jacobian_is_what_a_small_change_of_each_feature_does(kind):
    layer, random = kind(3, 5, seed=0, dtype=np.float64), np.random.default_rng(1)
    x, state = random.normal(size=(7, 3, 2)), random.normal(size=(len(layer.states), 5, 2))

    def final(state):
        return np.concatenate(layer.forward(x, tuple(state)).state)

    found, step = jacobian(layer, x, tuple(state)), 1e-6
    for j in range(state[:, :, 0].size):
        change = np.zeros_like(state)
        change.reshape(-1, 2)[j] = step
        difference = (final(state + change) - final(state - change)) / (2 * step)
        assert_allclose(found[:, :, j], difference.T, atol=1e-9)


def test_the_flow_through_an_orthogonal_rnn_that_stays_linear_is_its_gain_to_the_lag():
    layer = orthogonal(RNN(2, 6, seed=0, dtype=np.float64), seed=1, gain=0.8)
    layer.params["b_h"][:] = 0
    norms = flow(layer, np.zeros((12, 2, 3)), (1, 4, 11))
    assert_allclose([norms[lag] for lag in (1, 4, 11)], [0.8, 0.8**4, 0.8**11])


def test_the_flow_is_the_geometric_mean_of_the_norms_from_the_state_before_the_lag():
    layer, x = LSTM(3, 4, seed=0, dtype=np.float64), np.random.default_rng(1).normal(size=(9, 3, 2))
    before = layer.forward(x[:4]).state
    norms = [np.linalg.svd(J, compute_uv=False)[0] for J in jacobian(layer, x[4:], before)]
    assert flow(layer, x, (5,))[5] == pytest.approx(np.sqrt(norms[0] * norms[1]))


@pytest.mark.parametrize("lag", [0, 9, 1.5])
def test_a_lag_that_does_not_fit_is_refused(lag):
    with pytest.raises((ValueError, TypeError), match="lag"):
        flow(RNN(3, 4, seed=0), np.zeros((9, 3, 2)), (lag,))
