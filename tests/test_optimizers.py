"""Each optimizer takes the steps that torch's takes."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib.optimizers import SGD, Adam, clip_norm, norm

SHAPES = {"W": (5, 3), "b": (5, 1)}
STEPS = 20


def random_arrays(random, scale=1.0):
    return {name: scale * random.normal(size=shape) for name, shape in SHAPES.items()}


PAIRS = {
    "SGD": (SGD(0.1), torch.optim.SGD, {"lr": 0.1}),
    "momentum": (SGD(0.1, momentum=0.9), torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "Adam": (Adam(0.01), torch.optim.Adam, {"lr": 0.01}),
    "Adam, other means": (
        Adam(0.01, betas=(0.5, 0.9), epsilon=1e-3),
        torch.optim.Adam,
        {"lr": 0.01, "betas": (0.5, 0.9), "eps": 1e-3},
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_steps_are_those_of_torch(name):
    ours, kind, options = PAIRS[name]
    random = np.random.default_rng(0)
    params = random_arrays(random)
    tensors = {name: torch.from_numpy(p.copy()).requires_grad_() for name, p in params.items()}
    theirs = kind(tensors.values(), **options)
    for _ in range(STEPS):
        gradients = random_arrays(random)
        for name, tensor in tensors.items():
            tensor.grad = torch.from_numpy(gradients[name].copy())
        ours.step(params, gradients)
        theirs.step()
        for name, tensor in tensors.items():
            assert_allclose(params[name], tensor.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("optimizer", [SGD(0.1, momentum=0.5), Adam(0.1)], ids=["SGD", "Adam"])
def test_a_step_changes_the_parameters_in_place_keeps_float32_and_leaves_the_gradients(optimizer):
    random = np.random.default_rng(1)
    params, gradients = (
        {name: v.astype(np.float32) for name, v in random_arrays(random).items()} for _ in "pg"
    )
    same, kept = dict(params), {name: g.copy() for name, g in gradients.items()}
    before = {name: p.copy() for name, p in params.items()}
    for _ in range(2):
        optimizer.step(params, gradients)
    for name, p in params.items():
        assert p is same[name]
        assert p.dtype == np.float32
        assert (p != before[name]).any()
        assert_array_equal(gradients[name], kept[name])


@pytest.mark.parametrize("largest", [1.0, 1e3, 1e6])
def test_clipping_is_that_of_torch(largest):
    gradients = random_arrays(np.random.default_rng(2), scale=1e4)  # torch adds 1e-6 to the norm
    tensors = [torch.zeros(g.shape, dtype=torch.float64) for g in gradients.values()]
    for tensor, g in zip(tensors, gradients.values(), strict=True):
        tensor.grad = torch.from_numpy(g.copy())
    theirs = torch.nn.utils.clip_grad_norm_(tensors, largest)
    assert clip_norm(gradients, largest) == pytest.approx(theirs.item(), rel=1e-12)
    for tensor, g in zip(tensors, gradients.values(), strict=True):
        assert_allclose(g, tensor.grad.numpy(), rtol=1e-9)


def test_the_norm_is_that_of_all_gradients_as_one_vector():
    gradients = {"a": np.array([[3.0]]), "b": np.array([[4.0, 12.0]])}
    assert norm(gradients) == pytest.approx(13)
    assert clip_norm(gradients, 6.5) == pytest.approx(13)
    assert_allclose(gradients["b"], [[2, 6]])
    assert clip_norm(gradients, 100) == pytest.approx(6.5)
    assert_allclose(gradients["b"], [[2, 6]])
