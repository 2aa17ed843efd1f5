"""What holds for every recurrent layer, whatever its weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, SIZES, Problem, examples, seeds, sizes

from rnnlib import RNN
from rnnlib.gradients import relative_error

ACTIVATIONS = ("tanh", "relu")


def gradients_by_name(problem, gradients):
    return {"x": gradients.x, "state": gradients.state[0]} | gradients.params


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_gradient_is_the_derivative_of_the_loss(sizes, activation):
    problem = Problem(sizes, seed=2, activation=activation)
    arrays = {"x": problem.x, "state": problem.state[0]} | problem.layer.params
    gradients = gradients_by_name(problem, problem.backward())
    for name, array in arrays.items():
        error = relative_error(problem.loss, {name: array}, {name: gradients[name]}, seed=0)
        assert error <= 1e-7, name


@examples
@given(sizes=sizes, seed=seeds)
def test_everything_has_the_shape_that_the_book_gives_it(sizes, seed):
    problem = Problem(sizes, seed)
    D_x, D_h, _, B, T = sizes
    tape, grads = problem.forward(), problem.backward()
    assert tape.h.shape == tape["a"].shape == tape["h_prior"].shape == (T, D_h, B)
    assert [s.shape for s in tape.state] == [s.shape for s in grads.state] == [(D_h, B)]
    assert grads.x.shape == (T, D_x, B)
    shapes = {name: p.shape for name, p in problem.layer.params.items()}
    assert shapes == {"W_h": (D_h, D_h + D_x), "b_h": (D_h, 1)}
    assert {name: g.shape for name, g in grads.params.items()} == shapes
    assert problem.layer.parameter_count == D_h * (D_h + D_x + 1)


@examples
@given(sizes=sizes, seed=seeds)
def test_the_order_of_the_batch_does_not_matter(sizes, seed):
    problem = Problem(sizes, seed)
    order = np.random.default_rng(seed).permutation(sizes.B)
    h, grads = problem.forward().h, problem.backward()
    problem.x, problem.d_h = problem.x[:, :, order], problem.d_h[:, :, order]
    problem.state, problem.d_state = ((s[0][:, order],) for s in (problem.state, problem.d_state))
    permuted = problem.backward()
    assert_allclose(problem.forward().h, h[:, :, order], atol=1e-12)
    assert_allclose(permuted.x, grads.x[:, :, order], atol=1e-12)
    for name, gradient in grads.params.items():
        assert_allclose(permuted.params[name], gradient, rtol=1e-11, atol=1e-12)


@examples
@given(sizes=sizes, seed=seeds, share=st.floats(0, 1))
def test_carrying_the_state_over_a_split_is_the_same_as_not_splitting(sizes, seed, share):
    problem = Problem(sizes._replace(T=sizes.T + 1), seed)
    layer, x, d_h = problem.layer, problem.x, problem.d_h
    cut = 1 + round(share * (sizes.T - 1))
    first = layer.forward(x[:cut], problem.state)
    second = layer.forward(x[cut:], first.state)
    assert_allclose(np.concatenate([first.h, second.h]), problem.forward().h, atol=1e-12)
    assert_allclose(second.state[0], problem.forward().state[0], atol=1e-12)

    later = layer.backward(second, d_h[cut:], problem.d_state)
    earlier = layer.backward(first, d_h[:cut], later.state)
    whole = problem.backward()
    assert_allclose(np.concatenate([earlier.x, later.x]), whole.x, rtol=1e-11, atol=1e-12)
    assert_allclose(earlier.state[0], whole.state[0], rtol=1e-11, atol=1e-12)
    for name, gradient in whole.params.items():
        parts = earlier.params[name] + later.params[name]
        assert_allclose(parts, gradient, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nothing_that_is_handed_in_is_changed_and_a_second_call_says_the_same(activation, dtype):
    problem = Problem(DISTINCT, seed=5, activation=activation)
    layer = RNN(DISTINCT.D_x, DISTINCT.D_h, seed=5, dtype=dtype, activation=activation)
    x, d_h = problem.x.astype(dtype), problem.d_h.astype(dtype)
    state, d_state = (tuple(v.astype(dtype) for v in s) for s in (problem.state, problem.d_state))
    given_arrays = (x, d_h, *state, *d_state, layer.W, layer.b)
    before = [v.copy() for v in given_arrays]

    def run():
        tape = layer.forward(x, state)
        grads = layer.backward(tape, d_h, d_state)
        again = layer.backward(tape, d_h, d_state)
        for name, gradient in gradients_by_name(problem, grads).items():
            assert_array_equal(gradient, gradients_by_name(problem, again)[name])
        return [tape.h, *tape.state, grads.x, *grads.state, *grads.params.values()]

    for first, second in zip(run(), run(), strict=True):
        assert first.dtype == dtype
        assert_array_equal(first, second)
    for array, kept in zip(given_arrays, before, strict=True):
        assert_array_equal(array, kept)


def test_without_a_state_the_run_starts_from_zeros_and_no_adjoint_comes_from_beyond_its_end():
    problem = Problem(DISTINCT, seed=6)
    none = (np.zeros_like(problem.state[0]),)
    tape = problem.layer.forward(problem.x)
    assert_array_equal(tape.h, problem.layer.forward(problem.x, none).h)
    ours = problem.layer.backward(tape, problem.d_h)
    assert_array_equal(ours.x, problem.layer.backward(tape, problem.d_h, none).x)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sign", [1, -1])
def test_inputs_of_ten_thousand_saturate_and_stay_finite(sign, dtype):
    layer = RNN(3, 5, seed=0, dtype=dtype)
    tape = layer.forward(np.full((4, 3, 2), sign * 1e4, dtype))
    assert np.abs(tape["a"]).max() > 100
    grads = layer.backward(tape, np.ones_like(tape.h))
    assert all(np.isfinite(v).all() for v in (tape.h, grads.x, *grads.params.values()))


def test_one_number_of_a_parameter_acts_at_every_step():
    """The weights are shared: a change of one is felt from the first step on."""
    problem = Problem(DISTINCT, seed=7)
    before = problem.forward().h
    problem.layer.params["b_h"][0, 0] += 1e-3
    assert (np.abs(problem.forward().h - before).max(axis=(1, 2)) > 1e-9).all()


def test_a_step_sees_no_later_input():
    problem = Problem(DISTINCT, seed=8)
    before = problem.forward().h
    problem.x[6] += 1
    after = problem.forward().h
    assert_array_equal(after[:6], before[:6])
    assert (np.abs(after[6:] - before[6:]).max(axis=(1, 2)) > 0).all()


def test_the_parameters_are_blocks_of_the_matrix_that_computes():
    layer = RNN(3, 5, seed=0)
    layer.params["W_h"] = np.full((5, 8), 0.25)
    layer.params["b_h"] = np.full((5, 1), -0.5)
    assert (layer.W == 0.25).all()
    assert (layer.b == -0.5).all()
    assert layer.params["W_h"].base is layer.W


def test_weights_start_uniform_within_one_over_the_root_of_the_hidden_size():
    layer = RNN(30, 100, seed=0)
    for array in (layer.W, layer.b):
        assert 0.09 < np.abs(array).max() <= 0.1
    assert abs(layer.W.mean()) < 0.1 * layer.W.std()
    assert layer.W.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)  # of a uniform distribution


def test_the_same_seed_gives_the_same_weights_and_the_global_generator_is_left_alone():
    first, same, other = (RNN(3, 5, seed=seed).W for seed in (1, np.random.default_rng(1), 2))
    assert_array_equal(first, same)
    assert (first != other).all()
    with pytest.raises(TypeError):
        RNN(3, 5)  # no seed, no weights
