"""To PyTorch and back: the same outputs, whichever way the weights travel."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS, Problem

from rnnlib import LSTM, EquationLayer, equations, interop
from rnnlib.interop import from_torch, to_torch

TOLERANCE = {np.float32: 1e-6, np.float64: 1e-13}
MODULES = {
    "RNN": torch.nn.RNN,
    "RNN, ReLU": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="relu", **k),
    "GRU, reset after": torch.nn.GRU,
    "LSTM": torch.nn.LSTM,
}
ANY = pytest.mark.parametrize(("name", "dtype"), [(n, d) for n in MODULES for d in TOLERANCE])
D_x, D_h, _, B, T = DISTINCT


def random_input(dtype):
    return np.random.default_rng(1).normal(size=(T, D_x, B)).astype(dtype)


def in_torch(module, x):
    """All hidden states, and the final states, features first."""
    h, final = module(torch.from_numpy(x.swapaxes(1, 2).copy()))
    final = final if isinstance(final, tuple) else (final,)
    return h.detach().numpy().swapaxes(1, 2), [s[0].detach().numpy().T for s in final]


def a_module(name, dtype):
    torch.manual_seed(0)
    kind = torch.float64 if dtype == np.float64 else torch.float32
    return MODULES[name](D_x, D_h, dtype=kind)


@ANY
def test_a_layer_sent_to_torch_says_there_what_it_says_here(name, dtype):
    layer, x = LAYERS[name](D_x, D_h, seed=0, dtype=dtype), random_input(dtype)
    tape, (h, final) = layer.forward(x), in_torch(to_torch(layer), x)
    assert h.dtype == dtype
    assert_allclose(tape.h, h, atol=TOLERANCE[dtype])
    for ours, theirs in zip(tape.state, final, strict=True):
        assert_allclose(ours, theirs, atol=TOLERANCE[dtype])


@ANY
def test_a_module_brought_here_says_here_what_it_says_in_torch(name, dtype):
    module, x = a_module(name, dtype), random_input(dtype)
    layer = from_torch(module)
    assert type(layer) is type(LAYERS[name](1, 1, seed=0))
    assert layer.dtype == dtype
    h, final = in_torch(module, x)
    tape = layer.forward(x)
    assert_allclose(tape.h, h, atol=TOLERANCE[dtype])
    for ours, theirs in zip(tape.state, final, strict=True):
        assert_allclose(ours, theirs, atol=TOLERANCE[dtype])


@ANY
def test_there_and_back_nothing_is_lost_and_nothing_is_shared(name, dtype):
    layer = LAYERS[name](D_x, D_h, seed=0, dtype=dtype)
    module = to_torch(layer)
    back = from_torch(module)
    for what, array in layer.params.items():
        assert_array_equal(back.params[what], array)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1)
    for what, array in layer.params.items():
        assert_array_equal(back.params[what], array)


def test_torchs_two_biases_become_one_but_for_the_candidate_of_the_gru():
    for name in ("RNN", "LSTM"):
        module = a_module(name, np.float64)
        b = (module.bias_ih_l0 + module.bias_hh_l0).detach().numpy()
        layer = from_torch(module)
        order = "ifco" if name == "LSTM" else "h"
        assert_allclose(np.vstack([layer.params[f"b_{k}"] for k in order])[:, 0], b, atol=1e-15)
    module = a_module("GRU, reset after", np.float64)
    layer, b_x, b_h = from_torch(module), module.bias_ih_l0, module.bias_hh_l0
    assert_array_equal(layer.params["b_h"][:, 0], b_x[-D_h:].detach().numpy())
    assert_array_equal(layer.params["b_u"][:, 0], b_h[-D_h:].detach().numpy())


def test_torchs_z_keeps_what_ours_renews():
    """z's weights change their sign; with torch's z at 1 the old state stays, with ours it goes."""
    module = a_module("GRU, reset after", np.float64)
    z = slice(D_h, 2 * D_h)
    layer = from_torch(module)
    assert_array_equal(layer.params["W_z"][:, D_h:], -module.weight_ih_l0[z].detach().numpy())
    with torch.no_grad():
        module.bias_ih_l0[z] = 50.0
    state = np.random.default_rng(2).normal(size=(D_h, B))
    tape = from_torch(module).forward(random_input(np.float64), (state,))
    assert_allclose(tape["z"], 0, atol=1e-15)
    assert_allclose(tape.state[0], state, atol=1e-12)


@pytest.mark.parametrize("name", MODULES)
def test_the_timed_step_computes_the_same_gradients_as_the_layer(name, monkeypatch):
    problem, modules = Problem(DISTINCT, 2, name), []
    ours = problem.layer.backward(problem.layer.forward(problem.x), problem.d_h).params

    def keep(layer):
        modules.append(to_torch(layer))
        return modules[0]

    monkeypatch.setattr(interop, "to_torch", keep)
    step = interop.training_step(problem.layer, problem.x, problem.d_h)
    for _ in range(2):  # gradients must not pile up from call to call
        step()
    (module,) = modules
    gradients = from_torch(as_gradients(module))
    for what in ours:
        if what.startswith("W_"):
            assert_allclose(gradients.params[what], ours[what], rtol=1e-10, atol=1e-12)


def as_gradients(module):
    """A module whose weights are the gradients of another's: they travel as weights do."""
    other = type(module)(D_x, D_h, dtype=torch.float64)
    with torch.no_grad():
        for mine, theirs in zip(other.parameters(), module.parameters(), strict=True):
            mine.copy_(theirs.grad)
    return other


def test_a_streaming_step_carries_its_state():
    step = interop.inference_step(LSTM(D_x, D_h, seed=0))
    state = step.__closure__  # the state lives in the closure; two steps differ from one
    before = [cell.cell_contents for cell in state if isinstance(cell.cell_contents, tuple)]
    step()
    after = [cell.cell_contents for cell in state if isinstance(cell.cell_contents, tuple)]
    step()
    again = [cell.cell_contents for cell in state if isinstance(cell.cell_contents, tuple)]
    assert not before
    assert any((a != b).any() for a, b in zip(after[0], again[0], strict=True))


@pytest.mark.parametrize("name", ["LSTM, peepholes", "LSTM, coupled", "LSTM, no forget gate"])
def test_what_torch_has_not_in_an_lstm_does_not_go_there(name):
    layer = LAYERS[name](3, 5, seed=0)
    with pytest.raises(ValueError) as caught:
        to_torch(layer)
    words = ("to_torch: torch has only the standard LSTM without peepholes", repr(layer.variant))
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("module", "error", "words"),
    [
        (torch.nn.RNN(3, 5, num_layers=2), ValueError, ["num_layers must be 1", "got 2"]),
        (torch.nn.GRU(3, 5, bidirectional=True), ValueError, ["bidirectional must be False"]),
        (torch.nn.LSTM(3, 5, bias=False), ValueError, ["bias must be True", "got False"]),
        (torch.nn.LSTM(3, 5, proj_size=2), ValueError, ["proj_size must be 0", "got 2"]),
        (torch.nn.RNN(3, 5, dtype=torch.float16), ValueError, ["dtype must be float32", "float16"]),
        (torch.nn.Linear(3, 5), TypeError, ["must be nn.RNN, nn.GRU or nn.LSTM", "got Linear"]),
        (None, TypeError, ["module must be nn.RNN, nn.GRU or nn.LSTM", "got NoneType"]),
    ],
)
def test_a_module_that_is_no_single_layer_is_refused(module, error, words):
    with pytest.raises(error) as caught:
        from_torch(module)
    for word in ("from_torch: ", *words):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("layer", "error", "words"),
    [
        ({}, TypeError, "to_torch: layer must be an RNN, GRU or LSTM, got dict"),
        (EquationLayer(equations.RNN, 3, 5, seed=0), TypeError, "got EquationLayer"),
        (LAYERS["GRU"](3, 5, seed=0), ValueError, "torch has only reset_after, got variant 'rese"),
    ],
)
def test_what_torch_has_not_does_not_go_there(layer, error, words):
    with pytest.raises(error, match=words):
        to_torch(layer)


def test_the_textbooks_step_is_for_the_lstm():
    layer = LAYERS["GRU"](3, 5, seed=0)
    with pytest.raises(TypeError, match="textbook_step: layer must be an LSTM, got GRU"):
        interop.textbook_step(layer, random_input(np.float32), None)


def test_the_textbooks_step_computes_what_the_layer_does(monkeypatch):
    """Its gradients, looked at where it hands them to autograd."""
    layer, x = LSTM(D_x, D_h, seed=0), random_input(np.float32)
    d_h = np.random.default_rng(3).normal(size=(T, D_h, B)).astype(np.float32)
    seen, backward = [], torch.Tensor.backward

    def look(tensor, *args):
        seen.append(tensor.detach().numpy().swapaxes(1, 2))
        return backward(tensor, *args)

    monkeypatch.setattr(torch.Tensor, "backward", look)
    interop.textbook_step(layer, x, d_h)()
    assert_allclose(seen[0], layer.forward(x).h, atol=1e-6)
