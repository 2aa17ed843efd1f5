"""Each optimizer takes the same steps as torch's, and clipping equals torch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib.training.optimizers import (
    BLOCK,
    SGD,
    Adam,
    RMSprop,
    clip_norm,
    clip_value,
    flat,
    norm,
    put,
)

SHAPES = {"W": (5, 3), "b": (5, 1)}
STEPS = 20


def random_arrays(random, scale=1.0, shapes=SHAPES):
    return {name: scale * random.normal(size=shape) for name, shape in shapes.items()}


PAIRS = {
    "SGD": (lambda: SGD(0.1), torch.optim.SGD, {"lr": 0.1}),
    "momentum": (
        lambda: SGD(0.1, momentum=0.9),
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.9},
    ),
    "RMSprop": (lambda: RMSprop(0.01), torch.optim.RMSprop, {"lr": 0.01}),
    "RMSprop, another mean": (
        lambda: RMSprop(0.01, beta=0.5, epsilon=1e-3),
        torch.optim.RMSprop,
        {"lr": 0.01, "alpha": 0.5, "eps": 1e-3},
    ),
    "Adam": (lambda: Adam(0.01), torch.optim.Adam, {"lr": 0.01}),
    "Adam, other means": (
        lambda: Adam(0.01, betas=(0.5, 0.9), epsilon=1e-3),
        torch.optim.Adam,
        {"lr": 0.01, "betas": (0.5, 0.9), "eps": 1e-3},
    ),
}


def beside_torch(name, shapes=SHAPES, factor=None):
    """Both optimizers on the same gradients; yields the parameters of each after every step."""
    make, kind, options = PAIRS[name]
    ours, random = make(), np.random.default_rng(0)
    params = random_arrays(random, shapes=shapes)
    tensors = {name: torch.from_numpy(p.copy()).requires_grad_() for name, p in params.items()}
    theirs = kind(tensors.values(), **options)
    scheduler = factor and torch.optim.lr_scheduler.LambdaLR(theirs, factor)
    for step in range(STEPS):
        gradients = random_arrays(random, shapes=shapes)
        for name, tensor in tensors.items():
            tensor.grad = torch.from_numpy(gradients[name].copy())
        ours.step(params, gradients, factor(step) if factor else 1.0)
        theirs.step()
        if scheduler:
            scheduler.step()
        yield params, {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def assert_same(ours, theirs):
    for name, tensor in theirs.items():
        assert_allclose(ours[name], tensor, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PAIRS)
def test_optimizer_step_matches_torch(name):
    """With a constant learning rate, with one that changes, and with more than one block."""
    large = {"a": (3, BLOCK // 4), "b": (1, 1), "c": (BLOCK // 2, 5)}
    for factor in (None, lambda step: (1.0, 0.3, 2.0)[step % 3]):
        for ours, theirs in beside_torch(name, factor=factor):
            assert_same(ours, theirs)
    *_, (ours, theirs) = beside_torch(name, large)
    assert_same(ours, theirs)


def test_step_writes_in_place_keeps_float32_and_leaves_the_gradients():
    for name, (make, *_) in PAIRS.items():
        random, optimizer = np.random.default_rng(1), make()
        params, gradients = (
            {k: v.astype(np.float32) for k, v in random_arrays(random).items()} for _ in "pg"
        )
        same, kept = dict(params), {k: g.copy() for k, g in gradients.items()}
        before = {k: p.copy() for k, p in params.items()}
        for _ in range(2):
            optimizer.step(params, gradients)
        for k, p in params.items():
            assert p is same[k], name
            assert p.dtype == np.float32, name
            assert (p != before[k]).any(), name
            assert_array_equal(gradients[k], kept[k], err_msg=name)
        assert {v.dtype for v in optimizer.memory.values()} <= {np.dtype(np.float32)}, name


def test_gradients_may_come_in_another_order_than_the_parameters():
    params = {"a": np.zeros(2), "b": np.zeros(2)}
    SGD(1.0).step(params, {"b": np.array([3.0, 4.0]), "a": np.array([1.0, 2.0])})
    assert_array_equal(params["a"], [-1, -2])
    assert_array_equal(params["b"], [-3, -4])


def test_optimizer_refuses_the_gradients_of_another_network():
    for optimizer in (SGD(0.1), RMSprop(0.1), Adam(0.1)):
        optimizer.step({"W": np.ones((5, 3))}, {"W": np.ones((5, 3))})
        words = rf"{type(optimizer).__name__}\.step: gradients must hold 15 numbers.* got 16"
        with pytest.raises(ValueError, match=words):
            optimizer.step({"W": np.ones((4, 4))}, {"W": np.ones((4, 4))})


def test_put_writes_what_flat_read_back_in_place():
    arrays = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([[6.0], [7.0]])}
    views = {"a": arrays["a"], "b": arrays["b"]}
    vector = flat(arrays)
    assert_array_equal(vector, np.arange(8))
    put(arrays, 10 + vector)
    assert_array_equal(views["a"], [[10, 11, 12], [13, 14, 15]])
    assert_array_equal(views["b"], [[16], [17]])
    assert_array_equal(vector, np.arange(8))


def in_torch(gradients):
    """Tensors with these gradients."""
    tensors = [torch.zeros(g.shape, dtype=torch.float64) for g in gradients.values()]
    for tensor, g in zip(tensors, gradients.values(), strict=True):
        tensor.grad = torch.from_numpy(g.copy())
    return tensors


def test_clip_norm_matches_torch():
    for largest in (1.0, 1e3, 1e6):
        gradients = random_arrays(np.random.default_rng(2), scale=1e4)
        tensors = in_torch(gradients)
        theirs = torch.nn.utils.clip_grad_norm_(tensors, largest)  # it adds 1e-6 to the norm
        assert clip_norm(gradients, largest) == pytest.approx(theirs.item(), rel=1e-12)
        for tensor, g in zip(tensors, gradients.values(), strict=True):
            assert_allclose(g, tensor.grad.numpy(), rtol=1e-9)


def test_clip_value_matches_torch():
    for largest in (0.3, 1.0, 10.0, np.inf):
        gradients = random_arrays(np.random.default_rng(3))
        tensors = in_torch(gradients)
        torch.nn.utils.clip_grad_value_(tensors, largest)
        clip_value(gradients, largest)
        for tensor, g in zip(tensors, gradients.values(), strict=True):
            assert_array_equal(g, tensor.grad.numpy())


def test_norm_is_that_of_all_gradients_as_one_vector():
    gradients = {"a": np.array([[3.0]]), "b": np.array([[4.0, 12.0]])}
    assert norm(gradients) == pytest.approx(13)
    assert clip_norm(gradients, 6.5) == pytest.approx(13)
    assert_allclose(gradients["b"], [[2, 6]])
    assert clip_norm(gradients, 100) == pytest.approx(6.5)
    assert_allclose(gradients["b"], [[2, 6]])


@pytest.mark.parametrize(
    ("dtype", "scales"),
    [
        (np.float32, (1e-42, 1e-30, 1e-19, 1e19, 1e20, 1e25, 7e37)),
        (np.float64, (1e-300, 1e-160, 1e155, 1e300)),
    ],
    ids=["float32", "float64"],
)
def test_norm_neither_overflows_nor_underflows_and_clipping_keeps_the_direction(dtype, scales):
    for scale in scales:
        unit = np.array([3.0, 4.0]) * scale
        gradients = {"a": unit[:1].astype(dtype), "b": unit[1:].astype(dtype)}
        exact = float(np.hypot(*(g.astype(np.longdouble)[0] for g in gradients.values())))
        assert norm(gradients) == pytest.approx(exact, rel=1e-6, abs=0), scale
        for largest in (1.0, 1e-4):
            gradients = {"a": unit[:1].astype(dtype), "b": unit[1:].astype(dtype)}
            assert clip_norm(gradients, largest) == pytest.approx(exact, rel=1e-6, abs=0)
            found = np.concatenate([*gradients.values()])
            assert found.dtype == dtype
            expected = unit if exact <= largest else np.array([0.6, 0.8]) * largest
            assert_allclose(found, expected, rtol=1e-6, atol=1e-45, err_msg=str(scale))
    for value in (np.inf, -np.inf, np.nan):
        found = norm({"a": np.ones(2, dtype), "b": np.array([value, 1], dtype)})
        assert np.isnan(found) if np.isnan(value) else found == np.inf
    assert norm({"a": np.zeros(3, dtype)}) == norm({}) == 0


def test_repr_is_the_call_that_makes_the_optimizer():
    for made in (SGD(0.1, momentum=0.9), RMSprop(0.1), Adam(0.1, (0.8, 0.9))):
        made.step({"w": np.zeros(2)}, {"w": np.ones(2)})
        assert vars(eval(repr(made))) | {"k": 1, "memory": made.memory} == vars(made)
