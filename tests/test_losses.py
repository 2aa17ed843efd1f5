"""Each loss is that of torch, and what it returns beside is its derivative."""

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose
from strategies import DISTINCT, SIZES, examples, seeds, sizes

from rnnlib.gradients import relative_error
from rnnlib.losses import bits, cross_entropy, perplexity, squared_error


def problem(sizes, seed):
    random = np.random.default_rng(seed)
    y, z = random.normal(size=(2, sizes.T, sizes.D_y, sizes.B))
    return y, {
        cross_entropy: random.integers(sizes.D_y, size=(sizes.T, sizes.B)),
        squared_error: z,
    }


IN_TORCH = {
    cross_entropy: torch.nn.functional.cross_entropy,
    squared_error: torch.nn.functional.mse_loss,
}
ANY_LOSS = pytest.mark.parametrize("loss", IN_TORCH, ids=lambda loss: loss.__name__)


@ANY_LOSS
@examples
@given(sizes=sizes, seed=seeds)
def test_the_value_and_its_gradient_are_those_of_torch(loss, sizes, seed):
    y, targets = problem(sizes, seed)
    value, d_y = loss(y, targets[loss])
    tensor = torch.from_numpy(y).requires_grad_()
    theirs = IN_TORCH[loss](tensor, torch.from_numpy(targets[loss]))
    theirs.backward()
    assert value == pytest.approx(theirs.item(), rel=1e-12)
    assert_allclose(d_y, tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


@ANY_LOSS
@pytest.mark.parametrize("sizes", SIZES[:3], ids=str)
def test_the_gradient_is_the_derivative_of_the_value(loss, sizes):
    y, targets = problem(sizes, seed=0)
    d_y = loss(y, targets[loss])[1]
    error = relative_error(lambda: loss(y, targets[loss])[0], {"y": y}, {"y": d_y}, seed=1)
    assert error <= 1e-7


@ANY_LOSS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_keeps_the_dtype_and_nothing_is_changed(loss, dtype):
    y, targets = problem(DISTINCT, seed=2)
    y, kept = y.astype(dtype), y.astype(dtype)
    value, d_y = loss(y, targets[loss])
    assert isinstance(value, float)
    assert d_y.dtype == dtype
    assert (y == kept).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_ten_thousand_give_a_finite_loss(dtype):
    y = np.array([1e4, -1e4], dtype)[None, :, None]
    for target, expected in ((0, 0), (1, 2e4)):
        loss, d_y = cross_entropy(y, np.array([[target]]))
        assert loss == pytest.approx(expected)
        assert np.isfinite(d_y).all()


def test_cross_entropy_by_hand():
    """Logits ln 1, ln 2, ln 5 are probabilities 1/8, 1/4, 5/8."""
    y = np.log([1.0, 2.0, 5.0])[None, :, None]
    loss, d_y = cross_entropy(y, np.array([[1]]))
    assert loss == pytest.approx(np.log(4))
    assert_allclose(d_y[0, :, 0], [1 / 8, 1 / 4 - 1, 5 / 8])


def test_perplexity_is_one_over_the_geometric_mean_of_the_targets_probabilities():
    y, targets = problem(DISTINCT, seed=3)
    targets = targets[cross_entropy]
    p = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
    chosen = [p[t, targets[t, k], k] for t in range(DISTINCT.T) for k in range(DISTINCT.B)]
    expected = 1 / np.prod(chosen) ** (1 / len(chosen))
    assert perplexity(cross_entropy(y, targets)[0]) == pytest.approx(expected)


def test_a_guess_among_k_has_perplexity_k_and_log2_k_bits():
    loss, _ = cross_entropy(np.zeros((3, 8, 2)), np.zeros((3, 2), int))
    assert perplexity(loss) == pytest.approx(8)
    assert bits(loss) == pytest.approx(3)
