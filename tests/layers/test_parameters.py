"""Parameters are written in place or not at all, and a copy computes with its own."""

import copy
import pickle
from functools import partial

import cloudpickle
import joblib
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from strategies import LAYERS, with_inputs

from rnnlib import GRU, LSTM, EquationLayer, equations
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.normalization import LayerNorm


def bidirectional(D_x, D_h, seed, dtype=np.float32):
    ahead, back = LAYERS["LSTM, peepholes"], LAYERS["minGRU, equations"]
    return Bidirectional(ahead(D_x, D_h, seed, dtype), back(D_x, D_h + 2, seed, dtype))


EVERY = {name: partial(make, 3, 5, seed=0) for name, make in LAYERS.items()} | {
    "bidirectional": partial(bidirectional, 3, 5, seed=0),
    "dropout": partial(Dropout, 3, 0.5, seed=0),
    "layer norm": partial(LayerNorm, 3),
    "embedding": partial(Embedding, 3, 5, seed=0),
    "equations with an output": partial(
        EquationLayer, equations.RNN_WITH_OUTPUT, 3, 5, seed=0, D_y=2
    ),
}
EVERY_LAYER = pytest.mark.parametrize("name", EVERY)
TRAINED = pytest.mark.parametrize("name", [name for name in EVERY if name != "dropout"])


def shown(layer):
    """What a layer shows for an input that is always the same."""
    return layer(with_inputs(layer))


def moved(layer):
    """Other values for every parameter."""
    return {name: array + 0.5 for name, array in layer.params.items()}


def assign(layer, values):
    layer.params = values


def each(layer, values):
    for name, value in values.items():
        layer.params[name] = value


def in_place_or(layer, values):
    layer.params |= values


WAYS = {
    "item": each,
    "update": lambda layer, values: layer.params.update(values),
    "update by keywords": lambda layer, values: layer.params.update(**values),
    "update by pairs": lambda layer, values: layer.params.update(values.items()),
    "|=": in_place_or,
    "the attribute": assign,
    "the array": lambda layer, values: [np.copyto(layer.params[k], v) for k, v in values.items()],
}


@TRAINED
def test_parameters_written_in_any_way_are_those_that_compute(name):
    before, outputs = shown(EVERY[name]()), []
    for way, write in WAYS.items():
        layer = EVERY[name]()
        values = moved(layer)
        if way == "update by keywords" and not all(map(str.isidentifier, values)):
            continue
        write(layer, values)
        outputs.append(shown(layer))
        assert (outputs[-1] != before).any(), way
        assert_array_equal(outputs[-1], outputs[0], err_msg=way)
        for what, value in values.items():
            assert_array_equal(layer.params[what], value, err_msg=way)


def test_parameters_keep_their_array_and_dtype():
    layer = LSTM(3, 5, seed=0)
    array = layer.params["W_f"]
    layer.params.update(W_f=np.zeros((5, 8)), b_f=np.ones((5, 1), int))
    assert array.dtype == layer.params["b_f"].dtype == np.float32
    assert (array == 0).all()
    assert np.shares_memory(array, layer.W)


def test_parameters_can_be_exchanged_with_each_other():
    layer = GRU(3, 5, seed=0)
    r, z = layer.params["W_r"].copy(), layer.params["W_z"].copy()
    layer.params.update(W_r=layer.params["W_z"], W_z=layer.params["W_r"])
    assert_array_equal(layer.params["W_r"], z)
    assert_array_equal(layer.params["W_z"], r)


@TRAINED
def test_wrong_update_changes_nothing(name):
    layer = EVERY[name]()
    before = {what: array.copy() for what, array in layer.params.items()}
    first, last = next(iter(before)), list(before)[-1]
    wrong = {
        "unknown name": ({"no_such": 0}, KeyError, "'no_such': the parameters are "),
        "shape": ({last: np.zeros(3)}, ValueError, f"params: {last} must be (axis 0, axis 1)"),
        "NaN": ({last: before[last] + np.nan}, ValueError, f"params: {last} must be finite"),
        "text": ({last: before[last].astype(str)}, TypeError, f"params: {last} must hold real"),
    }
    for what, (values, error, words) in wrong.items():
        for write in (WAYS["update"], WAYS["|="], WAYS["item"]):
            with pytest.raises(error) as caught:
                write(layer, {first: before[first] + 1} | values if write != each else values)
            assert words in str(caught.value), what
        for known, array in before.items():
            assert_array_equal(layer.params[known], array, err_msg=what)


def test_parameters_cannot_be_removed_or_exchanged():
    layer = LSTM(3, 5, seed=0)
    names, params = list(layer.params), layer.params
    calls = {
        "del": lambda: params.__delitem__("W_f"),
        "pop": lambda: params.pop("W_f"),
        "popitem": params.popitem,
        "clear": params.clear,
    }
    for what, call in calls.items():
        with pytest.raises(TypeError, match="a parameter cannot be removed"):
            call()
        assert list(layer.params) == names, what
    with pytest.raises(KeyError, match="'W': the parameters are W_o, W_f"):
        params.setdefault("W", 0)
    assert params.setdefault("W_f") is params["W_f"]
    for values in ({}, {"W_f": params["W_f"]}, dict(params) | {"W": 0}):
        with pytest.raises(ValueError, match="params: expected W_o, W_f, "):
            layer.params = values


def test_parameters_joined_with_others_are_a_dict_of_their_own():
    params, more = GRU(3, 5, seed=0).params, {"W_y": 1}
    assert list(params | more) == [*params, "W_y"]
    assert list(more | params) == ["W_y", *params]
    assert type(params | more) is type(more | params) is dict
    assert "W_y" not in params
    assert repr(params).startswith("<parameters: W_r (5, 8), W_z (5, 8), ")


COPIES = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda layer: pickle.loads(pickle.dumps(layer)),
    "cloudpickle": lambda layer: pickle.loads(cloudpickle.dumps(layer)),
}


def by_joblib(path):
    def again(layer):
        joblib.dump(layer, path)
        return joblib.load(path)

    return again


@EVERY_LAYER
def test_copied_layer_computes_with_its_own_parameters(name, tmp_path):
    for way, again in (COPIES | {"joblib": by_joblib(tmp_path / "layer")}).items():
        layer = EVERY[name]()
        twin = again(layer)
        before = shown(layer)
        assert_array_equal(shown(twin), before, err_msg=way)
        assert repr(twin) == repr(layer)
        assert twin.params.keys() == layer.params.keys()
        twin.params.update(moved(twin))
        if twin.params:
            assert (shown(twin) != before).any(), way
        assert_array_equal(shown(layer), before, err_msg=way)
        tape = twin.forward(with_inputs(twin))  # and it goes back as well
        again = layer.backward(layer.forward(with_inputs(layer)), before)
        assert twin.backward(tape, before).params.keys() == again.params.keys()


def test_copied_dropout_draws_the_masks_that_the_original_would():
    dropout, x = Dropout(5, 0.5, seed=0), np.ones((4, 5, 3))
    twin = copy.deepcopy(dropout)
    ours, theirs = (d.forward(x, training=True).h for d in (dropout, twin))
    assert_array_equal(ours, theirs)
