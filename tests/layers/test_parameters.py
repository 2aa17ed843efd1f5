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

from rnnlib import GRU, LSTM, CausalAttention, EquationLayer, equations
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual


def bidirectional(D_x, D_h, seed, dtype=np.float32):
    ahead, back = LAYERS["LSTM, peepholes"], LAYERS["minGRU, equations"]
    return Bidirectional(ahead(D_x, D_h, seed, dtype), back(D_x, D_h + 2, seed, dtype))


EVERY = {name: partial(make, 3, 5, seed=0) for name, make in LAYERS.items()} | {
    "bidirectional": partial(bidirectional, 3, 5, seed=0),
    "dropout": partial(Dropout, 3, 0.5, seed=0),
    "layer norm": partial(LayerNorm, 3),
    "batch norm": partial(BatchNorm, 3),
    "attention": partial(CausalAttention, 3, 5, seed=0),
    "residual": lambda: Residual(LSTM(3, 3, seed=0)),
    "embedding": partial(Embedding, 3, 5, seed=0),
    "equations with an output": partial(
        EquationLayer, equations.RNN_WITH_OUTPUT, 3, 5, seed=0, D_y=2
    ),
}
TRAINED = [name for name in EVERY if name != "dropout"]


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


@pytest.mark.parametrize("way", WAYS)
def test_parameters_written_in_any_way_are_those_that_compute(way):
    for name in TRAINED:
        layer = EVERY[name]()
        before, values = shown(layer), moved(layer)
        if way == "update by keywords" and not all(map(str.isidentifier, values)):
            continue
        WAYS[way](layer, values)
        for what, value in values.items():
            assert_array_equal(layer.params[what], value, err_msg=f"{name}: {what}")
        after, one_by_one = shown(layer), EVERY[name]()
        assert (after != before).any(), name
        each(one_by_one, values)
        assert_array_equal(shown(one_by_one), after, err_msg=name)


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


def test_wrong_update_changes_nothing():
    for name in TRAINED:
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
                    write(layer, values if write is each else {first: before[first] + 1} | values)
                assert words in str(caught.value), f"{name}: {what}"
            for known, array in before.items():
                assert_array_equal(layer.params[known], array, err_msg=f"{name}: {what}")


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


def by_joblib(layer, path):
    joblib.dump(layer, path)
    return joblib.load(path)


COPIES = {
    "deepcopy": lambda layer, path: copy.deepcopy(layer),
    "pickle": lambda layer, path: pickle.loads(pickle.dumps(layer)),
    "cloudpickle": lambda layer, path: pickle.loads(cloudpickle.dumps(layer)),
    "joblib": by_joblib,
}


@pytest.mark.parametrize("way", COPIES)
def test_copied_layer_computes_with_its_own_parameters(way, tmp_path):
    for name, make in EVERY.items():
        layer = make()
        before = shown(layer)
        layer.backward(layer.forward(with_inputs(layer)), before)  # what is cached is copied too
        twin = COPIES[way](layer, tmp_path / "layer")
        assert_array_equal(shown(twin), before, err_msg=name)
        assert repr(twin) == repr(layer)
        assert list(twin.params) == list(layer.params)
        twin.params.update(moved(twin))
        assert not twin.params or (shown(twin) != before).any(), name
        assert_array_equal(shown(layer), before, err_msg=name)
        expected = EVERY[name]()
        expected.params.update(moved(expected))
        assert_array_equal(shown(twin), shown(expected), err_msg=name)
        grads, other = (
            part.backward(part.forward(with_inputs(part)), before).params
            for part in (twin, expected)
        )
        for what, gradient in grads.items():
            assert_array_equal(gradient, other[what], err_msg=f"{name}: {what}")


def test_copied_dropout_draws_the_masks_that_the_original_would():
    dropout, x = Dropout(5, 0.5, seed=0), np.ones((4, 5, 3))
    twin = copy.deepcopy(dropout)
    ours, theirs = (d.forward(x, training=True).h for d in (dropout, twin))
    assert_array_equal(ours, theirs)
