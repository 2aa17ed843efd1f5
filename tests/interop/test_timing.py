"""What the benchmark times in torch computes the same as the layers."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from strategies import DISTINCT, LAYERS, Problem

from rnnlib import LSTM, interop
from rnnlib.interop import timing

D_x, D_h, _, B, T = DISTINCT


def test_training_step_computes_the_gradients_of_the_layer(monkeypatch):
    for name in ("RNN", "RNN, ReLU", "GRU, reset after", "LSTM"):
        problem, modules = Problem(DISTINCT, 2, name), []
        layer = problem.layer
        expected = layer.backward(layer.forward(problem.x), problem.d_h).params
        make = interop.to_torch

        def keep(layer, make=make, modules=modules):
            modules.append(make(layer))
            return modules[0]

        monkeypatch.setattr(timing, "to_torch", keep)
        step = interop.training_step(layer, problem.x, problem.d_h)
        for _ in range(2):  # gradients must not pile up from call to call
            step()
        with torch.no_grad():  # gradients travel as weights do
            for parameter in modules[0].parameters():
                parameter.copy_(parameter.grad)
        found = interop.from_torch(modules[0]).params
        for what in expected:
            if what.startswith("W_"):
                assert_allclose(found[what], expected[what], rtol=1e-10, atol=1e-12, err_msg=name)


def test_inference_step_carries_its_state():
    step = interop.inference_step(LSTM(D_x, D_h, seed=0))

    def state():
        return next(
            (cell.cell_contents for cell in step.__closure__ if type(cell.cell_contents) is tuple),
            None,
        )

    seen = [state()]
    for _ in range(2):
        step()
        seen.append(state())
    assert seen[0] is None
    assert any((a != b).any() for a, b in zip(seen[1], seen[2], strict=True))


def test_textbook_step_computes_the_states_of_the_layer(monkeypatch):
    """Its states, looked at where it hands them to autograd."""
    layer, random = LSTM(D_x, D_h, seed=0), np.random.default_rng(3)
    x, d_h = (random.normal(size=(T, D, B)).astype(np.float32) for D in (D_x, D_h))
    seen, backward = [], torch.Tensor.backward

    def look(tensor, *args):
        seen.append(tensor.detach().numpy().swapaxes(1, 2))
        return backward(tensor, *args)

    monkeypatch.setattr(torch.Tensor, "backward", look)
    interop.textbook_step(layer, x, d_h)()
    assert_allclose(seen[0], layer.forward(x).h, atol=1e-6)
    with pytest.raises(TypeError, match="textbook_step: layer must be an LSTM, got GRU"):
        interop.textbook_step(LAYERS["GRU"](D_x, D_h, seed=0), x, d_h)
