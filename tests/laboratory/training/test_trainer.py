"""The trainer of the page, in a real browser, against the library: weights, gradients, updates."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from other_cells import EVERY_CELL
from trained import D_H, RATES, as_batch, columns, input_size, sizes

import rnnlib
from rnnlib import EquationLayer, Network
from rnnlib.layers.initialization import forget_bias
from rnnlib.symbolic.javascript import for_training
from rnnlib.training.losses import cross_entropy, squared_error
from rnnlib.training.optimizers import Adam, norm

LOSSES = {"adding": squared_error, "recall": cross_entropy, "counting": cross_entropy}


def library(layer, task, got):
    """A network of the library with the weights of the browser's."""
    network = Network(layer, got["D_y"], seed=0, every_step=task == "counting")
    for name, entries in got["start"].items():
        own = {"$W": "readout.W_y", "$b": "readout.b_y"}.get(name, f"layer1.{name}")
        network.params[own][:] = np.reshape(entries, network.params[own].shape)
    for name, entries in got["frozen"].items():
        layer.frozen[name][:] = np.reshape(entries, layer.frozen[name].shape)
    return network


def assert_same_training(train, own, layer, task):
    got = train(own, task)
    network, batches = library(layer, task, got), [as_batch(b, layer) for b in got["batches"]]
    tape = network.forward(batches[0].x)
    value, d_y = LOSSES[task](tape.y, batches[0].targets, batches[0].mask)
    gradients = network.backward(tape, d_y).params
    assert_allclose(got["losses"][0], value, rtol=1e-10)
    assert_allclose(got["norms"][0], norm(gradients), rtol=1e-10)
    for name, entries in got["gradients"].items():
        library_name = {"$W": "readout.W_y", "$b": "readout.b_y"}.get(name, f"layer1.{name}")
        assert_allclose(entries, gradients[library_name].ravel(), atol=1e-10, err_msg=name)
    history = rnnlib.fit(
        network, batches, len(batches), Adam(RATES["rate"]), LOSSES[task],
        clip_norm=RATES["clip"], progress=False,
    )  # fmt: skip
    assert max(history.gradient_norm) > RATES["clip"] > 0  # clipping has been at work
    assert_allclose(got["losses"], history.loss, rtol=1e-10)
    for name, entries in got["end"].items():
        library_name = {"$W": "readout.W_y", "$b": "readout.b_y"}.get(name, f"layer1.{name}")
        assert_allclose(entries, network.params[library_name].ravel(), atol=1e-10, err_msg=name)


@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("kind", [rnnlib.RNN, rnnlib.GRU, rnnlib.LSTM])
def test_updates_are_those_of_the_hand_written_layers(train, kind, task):
    own = EVERY_CELL[kind.__name__]
    D_x = {"adding": 2, "recall": 4, "counting": 3}[task]
    assert_same_training(train, own, kind(D_x, D_H, seed=0, dtype=np.float64), task)


@pytest.mark.parametrize("name", EVERY_CELL)
def test_updates_of_every_cell_are_those_of_its_equations(train, name):
    own = EVERY_CELL[name]
    layer = EquationLayer(own, input_size(own), D_H, seed=0, dtype=np.float64, **sizes(own))
    assert_same_training(train, own, layer, "adding")


@pytest.mark.parametrize("name", ["GRU", "LSTM", "LSTM, coupled", "minimal gated unit", "RNN"])
def test_gradient_by_lag_is_that_of_the_library(train, name):
    own = {
        "LSTM, coupled": EVERY_CELL["LSTM_COUPLED"],
        "minimal gated unit": EVERY_CELL["MINIMAL_GATED_UNIT"],
    }.get(name) or EVERY_CELL[name]
    got = train(own, "recall")
    layer = EquationLayer(own, 4, D_H, seed=0, dtype=np.float64)
    network, batch = library(layer, "recall", got), as_batch(got["batches"][0], None)
    for lag in (1, 3, len(batch.x)):
        state = layer.forward(batch.x[:-lag]).state if lag < len(batch.x) else None
        tape = network.forward(batch.x[-lag:], None if state is None else (state,))
        _, d_y = cross_entropy(tape.y, batch.targets)
        (sent,) = network.backward(tape, d_y).state
        length = np.sqrt(sum((part**2).sum() for part in sent))
        assert_allclose(got["look"]["lags"][lag - 1], length, rtol=1e-9)
    values = layer.forward(batch.x)
    for gate, over_time in got["look"]["gates"].items():
        assert_allclose(over_time, values[gate][:, :, 0], atol=1e-6)  # sent in single precision
    assert set(got["look"]["gates"]) == set(layer.gates)


def test_look_leaves_the_training_as_it_is(train):
    own = EVERY_CELL["GRU"]
    assert train(own, "adding")["end"] == train(own, "adding", looks=False)["end"]


@pytest.mark.parametrize("name", EVERY_CELL)
def test_gates_that_forget_start_as_the_library_sets_them(name):
    own = EVERY_CELL[name]
    starts = for_training(own)["starts"]
    layer = EquationLayer(own, input_size(own), D_H, seed=0, **sizes(own))
    before = {name: array.copy() for name, array in layer.params.items()}
    try:
        forget_bias(layer, 1)
    except ValueError:
        assert set(starts) <= set(columns(own))
        return
    set_to = {n: float(a[0, 0]) for n, a in layer.params.items() if (a != before[n]).any()}
    assert starts == set_to


def test_weights_start_uniform_as_in_the_library(train):
    got = train(EVERY_CELL["LSTM"], "adding", D_h=100)
    for name, entries in got["start"].items():
        if name == "b_f":
            assert entries == [1] * 100
        elif len(entries) > 1000:
            assert np.abs(entries).max() == pytest.approx(0.1, rel=0.02)
            assert np.std(entries) == pytest.approx(0.2 / np.sqrt(12), rel=0.05)


def test_a_seed_gives_the_same_run_and_another_seed_another(train):
    own = EVERY_CELL["LSTM"]
    first = train(own, "counting", seed=5)
    assert first == train(own, "counting", seed=5)
    other = train(own, "counting", seed=6)
    assert first["start"] != other["start"]
    assert first["batches"] != other["batches"]


def test_what_is_not_finite_is_told_and_the_weights_are_kept(train):
    got = train(EVERY_CELL["GRU"], "adding", poison=2)  # an infinite target at update 2
    assert got["diverged"] == [False, False, True]
    assert got["before"] == got["end"]


def test_an_input_without_room_for_the_task_is_refused(train):
    own = next(c for c in EVERY_CELL.values() if str(c.x.shape[0]) == "D_h")
    with pytest.raises(Exception, match="its input has 3 features, and those of this task are 4"):
        train(own, "recall", D_h=3)
