"""The functions are what they are called, their slopes are their derivatives, nothing overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import examples, seeds

from rnnlib import activations

FAR = np.array([-1e4, -750.0, -1.0, 0.0, 1.0, 750.0, 1e4])


@pytest.mark.parametrize(
    ("function", "slope"),
    [(np.tanh, activations.tanh_slope), (activations.relu, activations.relu_slope)],
)
def test_the_slope_of_the_result_is_the_derivative(function, slope):
    a, step = np.array([-2.3, -0.7, 0.4, 1.9]), 1e-6
    difference = (function(a + step) - function(a - step)) / (2 * step)
    assert_allclose(slope(function(a)), difference, atol=1e-9)


def test_the_sigmoid_is_one_over_one_plus_e_to_the_minus_a():
    a = np.linspace(-20, 20, 41)
    assert_allclose(activations.sigmoid(a), 1 / (1 + np.exp(-a)), atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("function", [activations.sigmoid, activations.relu, *(
    lambda a, f=f: f(np.stack([a, -a]), axis=0)
    for f in (activations.softmax, activations.log_softmax)
)])  # fmt: skip
def test_ten_thousand_either_way_gives_a_finite_number_of_the_same_dtype(function, dtype):
    result = function(FAR.astype(dtype))
    assert np.isfinite(result).all()
    assert result.dtype == dtype


def test_far_out_the_sigmoid_is_zero_or_one_and_its_slope_zero():
    assert_allclose(activations.sigmoid(FAR[[0, 1, 3, 5, 6]]), [0, 0, 0.5, 1, 1], atol=1e-300)


def test_the_slope_of_relu_at_its_corner_is_zero():
    assert activations.relu_slope(activations.relu(np.zeros(1))) == [0.0]


@examples
@given(seed=seeds, scale=st.sampled_from([1e-3, 1.0, 1e4]), axis=st.integers(0, 2))
def test_softmax_is_a_distribution_along_its_axis_that_a_constant_does_not_change(
    seed, scale, axis
):
    y = scale * np.random.default_rng(seed).normal(size=(3, 5, 2))
    p = activations.softmax(y, axis=axis)
    assert (p >= 0).all()
    assert_allclose(p.sum(axis=axis), 1, atol=1e-12)
    assert_allclose(activations.softmax(y + 7 * scale, axis=axis), p, atol=1e-10)
    assert_allclose(np.exp(activations.log_softmax(y, axis=axis)), p, atol=1e-15)


def test_softmax_is_exponentials_over_their_sum():
    y = np.log([[1.0, 2.0], [3.0, 6.0]])
    assert_allclose(activations.softmax(y, axis=0), [[1 / 4, 1 / 4], [3 / 4, 3 / 4]])
    assert_allclose(activations.softmax(y, axis=1), [[1 / 3, 2 / 3], [1 / 3, 2 / 3]])
