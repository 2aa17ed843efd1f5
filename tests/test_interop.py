"""To PyTorch and back: the same outputs, whichever way the weights travel."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, Problem

from rnnlib import RNN, interop
from rnnlib.interop import from_torch, to_torch

TOLERANCE = {np.float32: 1e-6, np.float64: 1e-13}
ANY = pytest.mark.parametrize(
    ("activation", "dtype"), [(a, d) for a in ("tanh", "relu") for d in TOLERANCE]
)
D_x, D_h, _, B, T = DISTINCT


def random_input(dtype):
    return np.random.default_rng(1).normal(size=(T, D_x, B)).astype(dtype)


def in_torch(module, x):
    h, h_T = module(torch.from_numpy(x.swapaxes(1, 2).copy()))
    return h.detach().numpy().swapaxes(1, 2), h_T[0].detach().numpy().T


@ANY
def test_a_layer_sent_to_torch_says_there_what_it_says_here(activation, dtype):
    layer, x = RNN(D_x, D_h, seed=0, dtype=dtype, activation=activation), random_input(dtype)
    tape, (h, state) = layer.forward(x), in_torch(to_torch(layer), x)
    assert h.dtype == dtype
    assert_allclose(tape.h, h, atol=TOLERANCE[dtype])
    assert_allclose(tape.state[0], state, atol=TOLERANCE[dtype])


@ANY
def test_a_module_brought_here_says_here_what_it_says_in_torch(activation, dtype):
    torch.manual_seed(0)
    kind = torch.float64 if dtype == np.float64 else torch.float32
    module, x = torch.nn.RNN(D_x, D_h, nonlinearity=activation, dtype=kind), random_input(dtype)
    layer = from_torch(module)
    assert (layer.dtype, layer.activation) == (dtype, activation)
    assert_allclose(layer.forward(x).h, in_torch(module, x)[0], atol=TOLERANCE[dtype])


@ANY
def test_there_and_back_nothing_is_lost_and_nothing_is_shared(activation, dtype):
    layer = RNN(D_x, D_h, seed=0, dtype=dtype, activation=activation)
    module = to_torch(layer)
    back = from_torch(module)
    for name, array in layer.params.items():
        assert_array_equal(back.params[name], array)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1)
    assert_array_equal(back.W, layer.W)


def test_the_timed_step_computes_the_same_gradients_as_the_layer(monkeypatch):
    problem, modules = Problem(DISTINCT, seed=2), []
    ours = problem.layer.backward(problem.layer.forward(problem.x), problem.d_h).params

    def keep(layer):
        modules.append(to_torch(layer))
        return modules[0]

    monkeypatch.setattr(interop, "to_torch", keep)
    step = interop.training_step(problem.layer, problem.x, problem.d_h)
    for _ in range(2):  # gradients must not pile up from call to call
        step()
    (module,) = modules
    d_W = torch.hstack([module.weight_hh_l0.grad, module.weight_ih_l0.grad]).numpy()
    assert_allclose(d_W, ours["W_h"], rtol=1e-10, atol=1e-12)
    assert_allclose(module.bias_hh_l0.grad.numpy(), ours["b_h"][:, 0], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("module", "error", "words"),
    [
        (torch.nn.RNN(3, 5, num_layers=2), ValueError, ["num_layers must be 1", "got 2"]),
        (torch.nn.RNN(3, 5, bidirectional=True), ValueError, ["bidirectional must be False"]),
        (torch.nn.RNN(3, 5, bias=False), ValueError, ["bias must be True", "got False"]),
        (torch.nn.RNN(3, 5, dtype=torch.float16), ValueError, ["dtype must be float32", "float16"]),
        (torch.nn.Linear(3, 5), TypeError, ["module must be a torch.nn.RNN", "got Linear"]),
        (None, TypeError, ["module must be a torch.nn.RNN", "got NoneType"]),
    ],
)
def test_a_module_that_is_no_single_layer_is_refused(module, error, words):
    with pytest.raises(error) as caught:
        from_torch(module)
    for word in ("from_torch: ", *words):
        assert word in str(caught.value)


def test_what_is_no_layer_does_not_go_to_torch():
    with pytest.raises(TypeError, match="to_torch: layer must be an RNN, got dict"):
        to_torch({})
