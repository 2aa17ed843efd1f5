"""To PyTorch and back: whole modules with the same outputs, final states and gradients."""

import subprocess
import sys
from functools import partial
from itertools import product

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnlib import LSTM, EquationLayer, Network, equations
from rnnlib.interop import from_torch, to_torch
from rnnlib.layers import reference
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import LayerNorm
from rnnlib.training.stack import stack

D_x, D_h, D_p, B, T = DISTINCT
LENGTHS = [4, 11, 1, 7, 11, 2, 5]
MODULES = {
    "RNN": nn.RNN,
    "RNN, ReLU": partial(nn.RNN, nonlinearity="relu"),
    "GRU, reset after": nn.GRU,
    "LSTM": nn.LSTM,
    "LSTM, proj_size": partial(nn.LSTM, proj_size=D_p),
}
MAKE = LAYERS | {"LSTM, proj_size": partial(EquationLayer, equations.LSTM_PROJECTED, D_p=D_p)}
# torch says so once, where oneDNN is at hand: it then computes without it
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
EVERY_MODULE = pytest.mark.parametrize("name", MODULES)
TOLERANCE = {np.float32: 2e-5, np.float64: 1e-12}


def a_module(name, dtype=np.float64, **options):
    torch.manual_seed(0)
    kind = torch.float64 if dtype == np.float64 else torch.float32
    return MODULES[name](D_x, D_h, dtype=kind, **options).eval()


def random_input(dtype=np.float64):
    return np.random.default_rng(1).normal(size=(T, D_x, B)).astype(dtype)


def in_torch(module, x, lengths=None):
    """The hidden states, the final states of each layer and direction, and d_x of Σ h²."""
    inputs = torch.from_numpy(x.swapaxes(1, 2).copy()).requires_grad_()
    sequence = inputs.transpose(0, 1) if module.batch_first else inputs
    if lengths is not None:
        options = {"batch_first": module.batch_first, "enforce_sorted": False}
        sequence = pack_padded_sequence(sequence, lengths, **options)
    h, final = module(sequence)
    if lengths is not None:
        h, _ = pad_packed_sequence(h, batch_first=module.batch_first, total_length=T)
    h = h.transpose(0, 1) if module.batch_first else h
    (h**2).sum().backward()
    final = final if isinstance(final, tuple) else (final,)
    states = [s[k].detach().numpy().T for k in range(len(final[0])) for s in final]
    return h.detach().numpy().swapaxes(1, 2), states, inputs.grad.numpy().swapaxes(1, 2)


def in_layers(layers, x, lengths=None):
    """The same by a layer or a tuple of layers, as a Network runs them."""
    network = Network(layers, 1, seed=0)
    lengths = None if lengths is None else np.array(lengths)
    tapes = network.forward(x, lengths=lengths).layers
    h = d = tapes[-1].h
    d = 2 * h
    for layer, tape in zip(reversed(network.layers), reversed(tapes), strict=True):
        d = layer.backward(tape, d).x
    return h, [state for tape in tapes for state in tape.state], d


def assert_same(layers, module, dtype=np.float64, what=""):
    x = random_input(dtype)
    for lengths in (None, LENGTHS):
        ours, theirs = in_layers(layers, x, lengths), in_torch(module, x, lengths)
        for name, mine, other in zip(("h", "final states", "d_x"), ours, theirs, strict=True):
            assert len(mine) == len(other)
            for a, b in zip(mine, other, strict=True):
                assert a.dtype == dtype
                close = TOLERANCE[dtype]
                assert_allclose(a, b, rtol=close, atol=close, err_msg=f"{name}, {what}, {lengths}")


def parameters(layers):
    layers = layers if isinstance(layers, tuple) else (layers,)
    return {(k, name): a for k, layer in enumerate(layers) for name, a in layer.params.items()}


@EVERY_MODULE
def test_from_torch_gives_layers_with_the_outputs_states_and_gradients_of_the_module(name):
    for layers, both, bias, first in product((1, 3), *[(False, True)] * 3):
        options = {"num_layers": layers, "bidirectional": both, "bias": bias, "batch_first": first}
        module = a_module(name, **options)
        assert_same(from_torch(module), module, what=str(options))
    assert_same(from_torch(a_module(name, np.float32)), a_module(name, np.float32), np.float32)


@EVERY_MODULE
def test_to_torch_gives_a_module_with_the_outputs_states_and_gradients_of_the_layers(name):
    def layer(size, seed, dtype=np.float64):
        return MAKE[name](size, D_h, seed=seed, dtype=dtype)

    def both(size, seed):
        return Bidirectional(layer(size, seed), layer(size, seed + 1))

    shown = layer(D_x, 0).output_size
    for layers in (
        layer(D_x, 0),
        both(D_x, 1),
        (layer(D_x, 3), layer(shown, 4)),
        (both(D_x, 5), both(2 * shown, 7), both(2 * shown, 9)),
    ):
        assert_same(layers, to_torch(layers), what=str(layers))
    single = layer(D_x, 0, np.float32)
    assert_same(single, to_torch(single), np.float32)


@EVERY_MODULE
def test_round_trip_through_torch_changes_nothing_and_shares_nothing(name):
    for layers, both in product((1, 3), (False, True)):
        module = a_module(name, num_layers=layers, bidirectional=both)
        there = from_torch(module)
        before = {key: array.copy() for key, array in parameters(there).items()}
        again = to_torch(there)
        back = from_torch(again)
        assert_same(there, again)
        with torch.no_grad():
            for parameter in (*module.parameters(), *again.parameters()):
                parameter.add_(1)
        for found in (parameters(there), parameters(back)):
            assert found.keys() == before.keys()
            for key, array in found.items():
                assert_array_equal(array, before[key], err_msg=str(key))


def test_from_torch_params_in_the_plain_loops_give_the_outputs_of_the_module():
    """The parameters mean what their names say, whatever the fast layers do."""
    run = {"RNN": reference.rnn, "GRU, reset after": reference.gru, "LSTM": reference.lstm}
    for name, forward in run.items():
        module, x = a_module(name), random_input()
        state = (np.zeros((D_h, B)),) * (2 if name == "LSTM" else 1)
        h, final, _ = forward(dict(from_torch(module).params), x, state)
        expected, states, _ = in_torch(module, x)
        assert_allclose(h, expected, atol=1e-12)
        for ours, theirs in zip(final, states, strict=True):
            assert_allclose(ours, theirs, atol=1e-12)


def test_dropout_between_layers_goes_to_torch_and_back():
    module = nn.LSTM(D_x, D_h, num_layers=3, dropout=0.25, bidirectional=True, dtype=torch.float64)
    layers = from_torch(module.eval(), seed=1)
    assert [type(layer) for layer in layers] == [Bidirectional, Dropout] * 2 + [Bidirectional]
    assert [layer.rate for layer in layers[1::2]] == [0.25, 0.25]
    assert_same(layers, module)
    again = to_torch(stack(LSTM, D_x, D_h, seed=0, num_layers=3, bidirectional=True, dropout=0.25))
    assert repr(again) == repr(module) == repr(to_torch(list(layers)))
    x = np.ones((T, layers[1].input_size, B))
    masks = [layer.forward(x, training=True).h for layer in layers[1::2]]
    assert (masks[0] != masks[1]).any()
    assert_array_equal(masks[0], from_torch(module, seed=1)[1].forward(x, training=True).h)


def test_from_torch_takes_single_cells():
    x, state = np.random.default_rng(2).normal(size=(2, 1, D_h, B))
    for kind, bias in product((nn.RNNCell, nn.GRUCell, nn.LSTMCell), (True, False)):
        cell = kind(D_h, D_h, bias=bias, dtype=torch.float64)
        start = torch.from_numpy(state[0].T.copy())
        many = kind is nn.LSTMCell
        found = cell(torch.from_numpy(x[0].T.copy()), (start, start) if many else start)
        tape = from_torch(cell).forward(x, (state[0],) * (2 if many else 1))
        for ours, theirs in zip(tape.state, found if many else (found,), strict=True):
            assert_allclose(ours, theirs.detach().numpy().T, atol=1e-13, err_msg=kind.__name__)
    relu = from_torch(nn.RNNCell(D_x, D_h, nonlinearity="relu"))
    assert relu.activation == "relu"


def test_from_torch_adds_the_two_biases_but_for_the_candidate_of_the_gru():
    for name in ("RNN", "LSTM"):
        module = a_module(name)
        b = (module.bias_ih_l0 + module.bias_hh_l0).detach().numpy()
        layer = from_torch(module)
        order = "ifco" if name == "LSTM" else "h"
        assert_allclose(np.vstack([layer.params[f"b_{k}"] for k in order])[:, 0], b, atol=1e-15)
    module = a_module("GRU, reset after")
    layer, b_x, b_h = from_torch(module), module.bias_ih_l0, module.bias_hh_l0
    assert_array_equal(layer.params["b_h"][:, 0], b_x[-D_h:].detach().numpy())
    assert_array_equal(layer.params["b_u"][:, 0], b_h[-D_h:].detach().numpy())


def test_update_gate_of_torch_keeps_what_ours_renews():
    """z's weights change their sign; with torch's z at 1 the old state stays, with ours it goes."""
    module = a_module("GRU, reset after")
    z = slice(D_h, 2 * D_h)
    layer = from_torch(module)
    assert_array_equal(layer.params["W_z"][:, D_h:], -module.weight_ih_l0[z].detach().numpy())
    with torch.no_grad():
        module.bias_ih_l0[z] = 50.0
    state = np.random.default_rng(2).normal(size=(D_h, B))
    tape = from_torch(module).forward(random_input(), (state,))
    assert_allclose(tape["z"], 0, atol=1e-15)
    assert_allclose(tape.state[0], state, atol=1e-12)


def test_to_torch_leaves_the_global_generator_alone():
    torch.manual_seed(3)
    to_torch(LAYERS["LSTM"](D_x, D_h, seed=0))
    drawn = torch.rand(3)
    torch.manual_seed(3)
    assert torch.equal(drawn, torch.rand(3))


def test_interop_without_torch_says_what_to_install_and_keeps_keras_and_onnx():
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from rnnlib import LSTM, interop\n"
        "layer = LSTM(3, 5, seed=0)\n"
        "interop.from_keras(interop.to_keras(layer))\n"
        "interop.from_onnx(**interop.to_onnx(layer))\n"
        "try: interop.to_torch(layer)\n"
        "except ImportError as error: print(error)\n"
        "try: interop.to_caffe\n"
        "except AttributeError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "pip install 'rnnlib[torch]'" in done.stdout, done.stderr
    assert "no attribute 'to_caffe'" in done.stdout


def test_from_torch_refuses_in_words():
    rows = {
        "half": (nn.RNN(3, 5, dtype=torch.float16), ["dtype must be float32", "'float16'"]),
        "brain": (nn.RNN(3, 5, dtype=torch.bfloat16), ["dtype must be float32", "'bfloat16'"]),
        "linear": (nn.Linear(3, 5), ["nn.RNN, nn.GRU, nn.LSTM or one of their cells", "Linear"]),
        "none": (None, ["nn.RNN, nn.GRU, nn.LSTM", "got NoneType"]),
    }
    for name, (module, words) in rows.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            from_torch(module)
        for word in ("from_torch: ", *words):
            assert word in str(caught.value), name
    with pytest.raises(TypeError, match="from_torch: seed must be"):
        from_torch(nn.RNN(3, 5), seed=None)


def test_to_torch_refuses_in_words():
    lstm, gru = (LAYERS[name](3, 5, seed=0) for name in ("LSTM", "GRU, reset after"))
    above, other, double = (
        LAYERS["LSTM"](D, H, seed=0, dtype=dtype)
        for D, H, dtype in ((5, 5, np.float32), (5, 7, np.float32), (5, 5, np.float64))
    )
    drop = Dropout(5, 0.5, seed=0)
    rows = {
        "dict": ({}, ["layer must be one of 'RNN tanh', 'RNN relu', ", "got '{}'"]),
        "equations": (EquationLayer(equations.RNN, 3, 5, seed=0), ["got 'EquationLayer(cell=RNN"]),
        "norm": ((lstm, LayerNorm(5), above), ["got 'LayerNorm("]),
        "reset before": (
            LAYERS["GRU"](3, 5, seed=0),
            ["'GRU reset_after'", "got 'GRU reset_before'"],
        ),
        "nothing": ((), ["layers must hold a recurrent layer, got ()"]),
        "kinds": ((lstm, LAYERS["RNN"](5, 5, seed=0)), ["one kind", "LSTM(", "RNN("]),
        "sizes": ((lstm, other), ["one kind and size", "hidden_size=5", "hidden_size=7"]),
        "dtypes": ((lstm, double), ["one kind", "float64"]),
        "directions": ((lstm, Bidirectional(above, above_too())), ["one kind"]),
        "two kinds of direction": (Bidirectional(lstm, gru), ["one kind", "LSTM(", "GRU("]),
        "inputs": (
            (lstm, lstm),
            [
                "of one kind and size",
                "expected (LSTM(input_size=3, hidden_size=5), LSTM(input_size=5",
            ],
        ),
        "dropout on top": ((lstm, drop), ["the same Dropout between all of them"]),
        "some dropout": ((lstm, drop, above, above_too()), ["the same Dropout between"]),
        "dropout twice": ((lstm, drop, drop), ["the same Dropout between"]),
        "two rates": (
            (lstm, drop, above, Dropout(5, 0.1, seed=0), above_too()),
            ["the same Dropout between", "rate=0.5", "rate=0.1"],
        ),
        "one mask": (
            (lstm, Dropout(5, 0.5, seed=0, one_mask=True), above),
            ["the same Dropout", "one_mask=True"],
        ),
    }
    for name in ("LSTM, peepholes", "LSTM, coupled", "LSTM, no forget gate"):
        layer = LAYERS[name](3, 5, seed=0)
        rows[name] = (layer, ["got 'LSTM peepholes'" if layer.peepholes else layer.variant])
    for name, (layers, words) in rows.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            to_torch(layers)
        for word in ("to_torch: ", *words):
            assert word in str(caught.value), name


def above_too():
    return LAYERS["LSTM"](5, 5, seed=1)
