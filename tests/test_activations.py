"""The functions are what they are called, their slopes are their derivatives, nothing overflows."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import examples, seeds

from rnnlib.activations import ACTIVATIONS, log_softmax, relu, sigmoid, softmax

FAR = np.array([-1e4, -750.0, -1.0, 0.0, 1.0, 750.0, 1e4])
DEFINITIONS = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": lambda a: np.sinh(a) / np.cosh(a),
    "relu": lambda a: np.where(a > 0, a, 0),
    "linear": lambda a: a,
}


def test_activation_function_is_its_definition_and_slope_its_derivative():
    assert list(ACTIVATIONS) == list(DEFINITIONS)
    a, step = np.array([-12.0, -2.3, -0.7, 0.4, 1.9, 12.0]), 1e-6
    for name, definition in DEFINITIONS.items():
        phi = ACTIVATIONS[name]
        assert phi.name == name
        assert_allclose(phi.function(a), definition(a), rtol=1e-14, atol=1e-15, err_msg=name)
        difference = (phi.function(a + step) - phi.function(a - step)) / (2 * step)
        assert_allclose(phi.slope(phi.function(a)), difference, atol=1e-9, err_msg=name)


def test_activation_function_writes_into_out_and_keeps_dtype():
    for name, dtype in product(DEFINITIONS, (np.float32, np.float64)):
        function, a = ACTIVATIONS[name].function, np.array([[-2.0, 0.5, 3.0]], dtype)
        out, kept, expected = np.empty_like(a), a.copy(), function(a)
        assert function(a, out=out) is out, name
        assert_allclose(out, expected, rtol=0, err_msg=name)
        assert_allclose(a, kept, rtol=0, err_msg=name)  # what came in is untouched
        assert expected.dtype == ACTIVATIONS[name].slope(out).dtype == dtype, name


def test_function_of_ten_thousand_is_finite_and_of_the_same_dtype():
    for dtype in (np.float32, np.float64):
        far = FAR.astype(dtype)
        either_way = np.stack([far, -far])
        results = [sigmoid(far), relu(far)]
        results += [softmax(either_way, axis=0), log_softmax(either_way, axis=0)]
        for result in results:
            assert np.isfinite(result).all()
            assert result.dtype == dtype


def test_sigmoid_far_out_is_zero_or_one():
    assert_allclose(sigmoid(FAR[[0, 1, 3, 5, 6]]), [0, 0, 0.5, 1, 1], atol=1e-300)


def test_relu_slope_at_its_corner_is_zero():
    assert ACTIVATIONS["relu"].slope(relu(np.zeros(1))) == [0.0]


@examples
@given(seed=seeds, scale=st.sampled_from([1e-3, 1.0, 1e4]), axis=st.integers(0, 2))
def test_softmax_is_a_distribution_along_its_axis_that_a_constant_does_not_change(
    seed, scale, axis
):
    y = scale * np.random.default_rng(seed).normal(size=(3, 5, 2))
    p = softmax(y, axis=axis)
    assert (p >= 0).all()
    assert_allclose(p.sum(axis=axis), 1, atol=1e-12)
    assert_allclose(softmax(y + 7 * scale, axis=axis), p, atol=1e-10)
    assert_allclose(np.exp(log_softmax(y, axis=axis)), p, atol=1e-15)


def test_softmax_is_exponentials_over_their_sum():
    y = np.log([[1.0, 2.0], [3.0, 6.0]])
    assert_allclose(softmax(y, axis=0), [[1 / 4, 1 / 4], [3 / 4, 3 / 4]])
    assert_allclose(softmax(y, axis=1), [[1 / 3, 2 / 3], [1 / 3, 2 / 3]])
