"""A network in PyTorch has the same outputs, and its weights come back."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("torch")

import torch

import rnnlib
from rnnlib import GRU, LSTM, RNN, Network
from rnnlib.interop import TorchNetwork
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.embedding import Embedding

F64 = {"dtype": np.float64}


def networks():
    gru = GRU(3, 5, seed=1, variant="reset_after", **F64)
    yield Network(gru, 2, 1, every_step=False)
    yield Network([RNN(3, 5, 1, **F64), RNN(5, 5, 2, **F64)], 2, 1)
    yield Network([Embedding(7, 3, 0, **F64), LSTM(3, 5, 1, **F64)], 7, 1)


@pytest.mark.parametrize("network", [*networks()], ids=repr)
def test_outputs_are_those_of_the_network(network):
    random = np.random.default_rng(0)
    symbols = isinstance(network.layers[0], Embedding)
    x = random.integers(0, 7, (6, 4)) if symbols else random.normal(size=(6, 3, 4))
    inputs = torch.from_numpy(x if symbols else x.transpose(0, 2, 1))
    with torch.no_grad():
        y, state = TorchNetwork(network)(inputs)
        first, _ = TorchNetwork(network)(inputs[:3])
        ends = torch.tensor([1, 6, 3, 2])
        at_ends, _ = TorchNetwork(network)(inputs, None, ends)
    assert_allclose(y.permute(0, 2, 1).numpy(), network.forward(x).y, atol=1e-12)
    assert_allclose(first.permute(0, 2, 1).numpy(), network.forward(x[:3]).y, atol=1e-12)
    if not network.every_step:
        expected = network.forward(x, lengths=ends.numpy()).y
        assert_allclose(at_ends.permute(0, 2, 1).numpy(), expected, atol=1e-12)
    assert state is not None


@pytest.mark.parametrize("network", [*networks()], ids=repr)
def test_weights_come_back(network):
    module = TorchNetwork(network)
    before = {name: array.copy() for name, array in network.params.items()}
    for array in network.params.values():
        array[...] = 0
    module.write_to(network)
    for name, array in before.items():
        assert_allclose(network.params[name], array, atol=1e-15)


def test_a_saved_network_can_be_exported(tmp_path):
    network = Network(LSTM(3, 5, seed=0), 2, 1, every_step=False)
    network.save(tmp_path / "best.network")
    module = TorchNetwork(rnnlib.load(tmp_path / "best.network"))
    x = np.random.default_rng(0).normal(size=(6, 3, 4)).astype(np.float32)
    y, _ = module(torch.from_numpy(x.transpose(0, 2, 1)))
    assert_allclose(y[0].detach().numpy().T, network.forward(x).y[0], atol=1e-6)


def test_both_directions_are_refused():
    network = Network(Bidirectional(RNN(3, 4, 0), RNN(3, 4, 1)), 4, 0)
    with pytest.raises(ValueError, match="must read in one direction, got a Bidirectional"):
        TorchNetwork(network)
