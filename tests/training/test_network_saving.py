"""A network that was saved and loaded is the same network; any other file is refused in words."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from rnnlib import GRU, LSTM, EquationLayer, Network, files
from rnnlib.equations import MINIMAL_GATED_UNIT
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual
from rnnlib.symbolic import cell, tanh
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import Adam
from rnnlib.training.saving import load
from rnnlib.training.stack import stack


@cell
def own(h, x):
    return tanh.layer("h", h, x)


def networks():
    yield Network(GRU(3, 5, seed=0, variant="reset_after", dtype=np.float64), 2, seed=1)
    layers = [Embedding(3, 4, seed=0), *stack(LSTM, 4, 5, 1, num_layers=2, bidirectional=True)]
    layers += [LayerNorm(10), Dropout(10, 0.5, seed=3)]
    layers += [Residual(LSTM(10, 10, seed=7)), BatchNorm(10)]
    layers += [EquationLayer(MINIMAL_GATED_UNIT, 10, 4, seed=4), EquationLayer(own, 4, 3, seed=5)]
    yield Network(layers, 2, seed=6, every_step=False)


def with_inputs(network):
    numbers = np.random.default_rng(0).integers(3, size=(6, 4))
    embedded = isinstance(network.layers[0], Embedding)
    return numbers if embedded else np.eye(3)[:, numbers].swapaxes(0, 1)


def test_loaded_network_equals_the_saved_one_and_trains_on_alike(tmp_path):
    for network in networks():
        x = with_inputs(network)
        network.save(tmp_path / "network")
        again = load(str(tmp_path / "network"), cells=[own])
        assert repr(again) == repr(network)
        assert_array_equal(again(x), network(x))
        targets = np.random.default_rng(1).integers(2, size=network(x)[:, 0].shape)
        batches = [Batch(x, targets)] * 3
        assert fit(again, batches, 3, Adam(0.1)) == fit(network, batches, 3, Adam(0.1))
        for name, array in network.params.items():
            assert_array_equal(again.params[name], array)
            assert again.params[name].dtype == array.dtype


def test_layer_and_network_are_told_apart(tmp_path):
    layer = GRU(3, 5, seed=0)
    layer.save(tmp_path / "layer")
    again = load(tmp_path / "layer")
    assert isinstance(again, GRU)
    assert_array_equal(again.W, layer.W)


def test_file_that_is_no_network_is_refused(tmp_path):
    network, path = next(networks()), tmp_path / "file"
    network.save(path)
    content, tree = path.read_bytes(), files.read(path)
    for damaged in (b"", b"my notes", content[:-9], content[:99] + b"?" + content[100:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"load: .*file is damaged or no file of rnnlib"):
            load(path)
    for foreign in ([], 3, {}, {"settings": {}, "run": {}}):
        files.write(path, foreign)
        with pytest.raises(ValueError, match=r"load: .*file must hold a network or a layer"):
            load(path)
    for change in (
        {"layers": None},
        {"readout": {}},
        {"output_size": 3},
        {"every_step": 2},
        {"layers": []},
        {"layers": [{"kind": "Spy"}]},
    ):
        files.write(path, tree | change)
        with pytest.raises(ValueError, match=r"load|Network|params|Readout"):
            load(path)
    for missing in ("layers", "readout", "output_size", "every_step"):
        files.write(path, {name: part for name, part in tree.items() if name != missing})
        with pytest.raises(ValueError, match=rf"load: .*file holds no whole network: .*{missing}"):
            load(path)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none")


def test_cell_of_the_readers_own_must_be_given(tmp_path):
    *_, network = networks()
    network.save(tmp_path / "network")
    with pytest.raises(ValueError, match=r"a cell of your own, own; give it: cells=\[own\]"):
        load(tmp_path / "network")
