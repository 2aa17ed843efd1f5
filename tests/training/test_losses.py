"""Each loss equals that of torch, and the adjoint that it returns is its derivative."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, SIZES, examples, seeds, sizes

from rnnlib.analysis.gradients import relative_error
from rnnlib.training.losses import (
    binary_cross_entropy,
    bits,
    cross_entropy,
    perplexity,
    squared_error,
)


def problem(sizes, seed):
    """Outputs, and targets for each loss."""
    random = np.random.default_rng(seed)
    y, z = random.normal(size=(2, sizes.T, sizes.D_y, sizes.B))
    return y, {
        cross_entropy: random.integers(sizes.D_y, size=(sizes.T, sizes.B)),
        squared_error: z,
        binary_cross_entropy: random.integers(2, size=z.shape).astype(float),
    }


def a_mask(sizes, seed):
    """Some predictions, at least one, with gaps between them."""
    mask = np.random.default_rng(seed).random((sizes.T, sizes.B)) < 0.5
    mask[0, 0] = True
    return mask


def binary_in_torch(y, targets):
    """Summed over the questions, the second axis; a mean over the other axes."""
    summed = torch.nn.functional.binary_cross_entropy_with_logits(y, targets, reduction="sum")
    return summed / (y.numel() / y.shape[1])


IN_TORCH = {
    cross_entropy: torch.nn.functional.cross_entropy,
    squared_error: torch.nn.functional.mse_loss,
    binary_cross_entropy: binary_in_torch,
}
ANY_LOSS = pytest.mark.parametrize("loss", IN_TORCH, ids=lambda loss: loss.__name__)


@ANY_LOSS
@examples
@given(sizes=sizes, seed=seeds)
def test_loss_and_gradient_match_torch(loss, sizes, seed):
    y, targets = problem(sizes, seed)
    value, d_y = loss(y, targets[loss])
    tensor = torch.from_numpy(y).requires_grad_()
    theirs = IN_TORCH[loss](tensor, torch.from_numpy(targets[loss]))
    theirs.backward()
    assert value == pytest.approx(theirs.item(), rel=1e-12)
    assert_allclose(d_y, tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


@ANY_LOSS
@examples
@given(sizes=sizes, seed=seeds)
def test_masked_loss_and_gradient_match_torch_on_what_counts(loss, sizes, seed):
    y, targets = problem(sizes, seed)
    targets, mask = targets[loss], a_mask(sizes, seed)
    value, d_y = loss(y, targets, mask)
    tensor = torch.from_numpy(y).requires_grad_()
    # (predictions that count, D_y): each step of each sample is one more sample
    chosen = targets[mask] if targets.ndim == 2 else targets.transpose(0, 2, 1)[mask]
    theirs = IN_TORCH[loss](tensor.permute(0, 2, 1)[torch.from_numpy(mask)], torch.tensor(chosen))
    theirs.backward()
    assert value == pytest.approx(theirs.item(), rel=1e-12)
    assert_allclose(d_y, tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


@ANY_LOSS
def test_mask_of_all_is_no_mask(loss):
    y, targets = problem(DISTINCT, seed=4)
    value, d_y = loss(y, targets[loss], np.ones((DISTINCT.T, DISTINCT.B), bool))
    without, d_without = loss(y, targets[loss])
    assert value == pytest.approx(without, rel=1e-14)
    assert_allclose(d_y, d_without, rtol=1e-14)


@ANY_LOSS
def test_what_is_masked_has_no_influence_whatever_it_holds(loss):
    y, targets = problem(DISTINCT, seed=5)
    targets, mask = targets[loss], a_mask(DISTINCT, seed=7)
    value, d_y = loss(y, targets, mask)
    assert not d_y.transpose(0, 2, 1)[~mask].any()
    seen = mask if targets.ndim == 2 else mask[:, None]
    for hidden in (-1, -100, 10**9) if targets.ndim == 2 else (-100.0, 1e300, np.nan, np.inf):
        for output in (0.0, 1e300, np.nan, -np.inf):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                same, d_same = loss(
                    np.where(mask[:, None], y, output), np.where(seen, targets, hidden), mask
                )
            assert same == value, (hidden, output)
            assert_array_equal(d_same, d_y, err_msg=f"{hidden}, {output}")
    with pytest.raises(ValueError, match="targets must"):  # where it counts it is refused
        loss(y, np.where(seen, -100 if targets.ndim == 2 else np.nan, targets), mask)


@ANY_LOSS
def test_gradient_is_the_derivative_of_the_value(loss):
    for shape in SIZES[:3]:
        for mask in (None, a_mask(shape, seed=0)):
            y, targets = problem(shape, seed=0)
            (_, d_y), targets = loss(y, targets[loss], mask), targets[loss]
            error = relative_error(
                lambda y=y, t=targets, m=mask: loss(y, t, m)[0], {"y": y}, {"y": d_y}, seed=1
            )
            assert error <= 1e-7, (shape, mask)


@ANY_LOSS
def test_gradient_has_the_dtype_of_the_outputs_and_arguments_stay_unchanged(loss):
    for dtype in (np.float32, np.float64):
        for mask in (None, a_mask(DISTINCT, seed=2)):
            y, targets = problem(DISTINCT, seed=2)
            y, targets = y.astype(dtype), targets[loss]
            kept = y.copy(), targets.copy()
            value, d_y = loss(y, targets, mask)
            assert isinstance(value, float)
            assert d_y.dtype == dtype
            assert_array_equal(y, kept[0])
            assert_array_equal(targets, kept[1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_ten_thousand_give_a_finite_loss(dtype):
    y = np.array([1e4, -1e4], dtype)[None, :, None]
    for target, expected in ((0, 0), (1, 2e4)):
        loss, d_y = cross_entropy(y, np.array([[target]]))
        assert loss == pytest.approx(expected)
        assert np.isfinite(d_y).all()
    for target, expected in ((1.0, 0), (0.0, 1e4)):
        loss, d_y = binary_cross_entropy(y[:, :1], np.full((1, 1, 1), target))
        assert loss == pytest.approx(expected)
        assert d_y == pytest.approx(1 - target)


def test_cross_entropy_by_hand():
    """Logits ln 1, ln 2, ln 5 are probabilities 1/8, 1/4, 5/8."""
    y = np.log([1.0, 2.0, 5.0])[None, :, None]
    loss, d_y = cross_entropy(y, np.array([[1]]))
    assert loss == pytest.approx(np.log(4))
    assert_allclose(d_y[0, :, 0], [1 / 8, 1 / 4 - 1, 5 / 8])


def test_binary_cross_entropy_by_hand():
    """A logit of ln 3 is a probability of 3/4; the two questions of a step are added."""
    y = np.log([[3.0, 1.0], [3.0, 1.0]])[..., None]  # two steps of two questions
    loss, d_y = binary_cross_entropy(y, np.array([[1.0, 0.0], [0.0, 0.25]])[..., None])
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2) + np.log(4) + np.log(2)) / 2)
    assert_allclose(d_y[..., 0], [[-1 / 8, 1 / 4], [3 / 8, 1 / 8]])


def test_binary_cross_entropy_equals_two_classes_with_the_logits_0_and_y():
    y, targets = problem(DISTINCT._replace(D_y=1), seed=8)
    two = np.concatenate([np.zeros_like(y), y], axis=1)
    answers = targets[binary_cross_entropy]
    expected = cross_entropy(two, answers[:, 0].astype(int))[0]
    assert binary_cross_entropy(y, answers)[0] == pytest.approx(expected)


def test_perplexity_is_one_over_the_geometric_mean_probability_of_the_targets():
    y, targets = problem(DISTINCT, seed=3)
    targets = targets[cross_entropy]
    p = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
    chosen = [p[t, targets[t, k], k] for t in range(DISTINCT.T) for k in range(DISTINCT.B)]
    expected = 1 / np.prod(chosen) ** (1 / len(chosen))
    assert perplexity(cross_entropy(y, targets)[0]) == pytest.approx(expected)


def test_guessing_among_k_has_perplexity_k_and_log2_k_bits():
    loss, _ = cross_entropy(np.zeros((3, 8, 2)), np.zeros((3, 2), int))
    assert perplexity(loss) == pytest.approx(8)
    assert bits(loss) == pytest.approx(3)
