"""A layer that was saved is read again to the last bit, or refused in words."""

import copy
import pickle

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from strategies import with_inputs
from test_parameters import EVERY

from rnnlib import GRU, RNN, EquationLayer, equations, files
from rnnlib.experiments.models import NO_INPUT_GATE
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.saving import from_tree, to_tree
from rnnlib.symbolic import cell, linear, relu, tanh

OPTIONS = {
    "RNN with options": lambda: RNN(3, 5, seed=0, activation="relu", dtype=np.float64),
    "a cell of a study": lambda: EquationLayer(NO_INPUT_GATE, 3, 5, seed=0),
}


@cell(states="m s")
def MINE(m, s, x):
    """A reader's own: two states under names of their own."""
    s = tanh.layer("s", s, x)
    return relu.layer("m", m, s), s


def there_and_back(layer, path, cells=()):
    layer.save(path)
    return from_tree(files.read(path), cells)


def test_saved_layer_is_read_to_the_last_bit(tmp_path):
    for name, make in (EVERY | OPTIONS).items():
        layer = make()
        again = there_and_back(layer, tmp_path / "layer")
        assert repr(again) == repr(layer)
        assert list(again.params) == list(layer.params)
        for what, array in layer.params.items():
            assert_array_equal(again.params[what], array)
            assert again.params[what].dtype == array.dtype
        x = with_inputs(layer)
        tape, other = (part.forward(x, training=True) for part in (layer, again))
        assert_array_equal(other.h, tape.h, err_msg=name)
        again.params.update({what: array + 1 for what, array in again.params.items()})
        assert not again.params or (again(x) != layer(x)).any(), name


def test_saved_dropout_goes_on_with_its_masks(tmp_path):
    for kind in (np.random.PCG64, np.random.MT19937):
        dropout, x = Dropout(5, 0.5, np.random.Generator(kind(3))), np.ones((4, 5, 3))
        dropout.forward(x, training=True)
        again = there_and_back(dropout, tmp_path / "layer")
        ours, theirs = (d.forward(x, training=True).h for d in (again, dropout))
        assert_array_equal(ours, theirs)


def test_own_cell_is_handed_in_and_must_have_the_same_equations(tmp_path):
    path, layer = tmp_path / "layer", EquationLayer(MINE, 3, 5, seed=0)
    again = there_and_back(layer, path, [equations.RNN, MINE])
    assert_array_equal(again(with_inputs(layer)), layer(with_inputs(layer)))
    assert again.state_names == ("m", "s")
    with pytest.raises(ValueError, match=r"a cell of your own, MINE; give it: cells=\[MINE\]"):
        from_tree(files.read(path))
    with pytest.raises(ValueError, match="Given: RNN, GRU"):
        from_tree(files.read(path), [equations.RNN, equations.GRU])

    def changed(function, states="m s"):
        function.__name__ = "MINE"
        return cell(states=states)(function)

    def other_order(m, s, x):
        s = tanh.layer("s", x, s)
        return relu.layer("m", m, s), s

    def other_function(m, s, x):
        s = tanh.layer("s", s, x)
        return linear.layer("m", m, s), s

    def other_shown(s, m, x):
        s = tanh.layer("s", s, x)
        return s, relu.layer("m", m, s)

    others = [changed(other_order), changed(other_function), changed(other_shown, "s m")]
    for other in others:
        with pytest.raises(ValueError, match="the cell MINE is another than the one that was"):
            from_tree(files.read(path), [other])
    missing = changed(lambda m, s, x: (relu.layer("m", m, x), tanh.layer("k", s, x)))
    with pytest.raises(ValueError, match="params: expected W_m, b_m, W_k, b_k, got W_s"):
        from_tree(files.read(path), [missing])


def test_own_cell_comes_before_one_of_the_library_of_its_name(tmp_path):
    def RNN(h, x):
        return linear.layer("h", h, x)

    path = tmp_path / "layer"
    EquationLayer(equations.RNN, 3, 5, seed=0).save(path)
    assert from_tree(files.read(path)).cell is equations.RNN
    with pytest.raises(ValueError, match="the cell RNN is another than the one that was saved"):
        from_tree(files.read(path), [cell(RNN)])
    own = cell(RNN)
    EquationLayer(own, 3, 5, seed=0).save(path)
    assert from_tree(files.read(path), [own]).cell is own


def test_bidirectional_of_own_cells_is_handed_them(tmp_path):
    layer = copy.deepcopy(EVERY["bidirectional"]())
    layer.back = EquationLayer(MINE, 3, 5, seed=0)
    tree = to_tree(layer)
    with pytest.raises(ValueError, match="a cell of your own, MINE"):
        from_tree(tree)
    assert from_tree(tree, [MINE]).back.cell is MINE


def test_what_is_no_saved_layer_is_refused():
    saved = to_tree(GRU(3, 5, seed=0))
    wrong = {
        "a number": 3,
        "nothing": None,
        "a list": [saved],
        "another file": {"settings": {}, "params": {}},
        "another kind": saved | {"kind": "Perceptron"},
        "no kind of layer": saved | {"kind": "__import__"},
        "no options": {k: v for k, v in saved.items() if k != "options"},
        "an unknown option": saved | {"options": saved["options"] | {"depth": 2}},
        "a wrong option": saved | {"options": saved["options"] | {"variant": "after"}},
        "no parameters": {k: v for k, v in saved.items() if k != "params"},
        "too few parameters": saved | {"params": {}},
        "parameters of another size": saved | {"params": to_tree(GRU(3, 4, seed=0))["params"]},
        "parameters that are none": saved | {"params": 3},
        "a module that is not there": saved
        | {"kind": "EquationLayer", "options": {"cell": {"cell": "x", "module": "rnnlib.x"}}},
        "a module to import": saved
        | {"kind": "EquationLayer", "options": {"cell": {"cell": "x", "module": "os"}}},
    }
    for what, tree in wrong.items():
        with pytest.raises(ValueError) as caught:
            from_tree(tree)
        assert str(caught.value).startswith(("load: ", "params: ", "GRU: ")), what


def test_file_cannot_make_the_library_import_other_modules(tmp_path, monkeypatch):
    (tmp_path / "hostile.py").write_text("raise SystemExit('it was imported')")
    monkeypatch.syspath_prepend(tmp_path)
    tree = to_tree(EquationLayer(equations.RNN, 3, 5, seed=0))
    assert tree["options"]["cell"] == {"cell": "RNN", "module": "rnnlib.equations"}
    tree["options"]["cell"] = {"cell": "RNN", "module": "hostile"}
    with pytest.raises(ValueError, match="a cell of your own, RNN"):
        from_tree(tree)


def test_layer_of_an_unknown_kind_is_not_saved(tmp_path):
    class Mine(RNN):
        """A reader's own kind of layer."""

    with pytest.raises(TypeError, match=r"save: layer must be one of RNN, GRU, LSTM, .* got Mine"):
        Mine(3, 5, seed=0).save(tmp_path / "layer")
    assert not (tmp_path / "layer").exists()


def test_saved_file_holds_no_pickle(tmp_path):
    for make in EVERY.values():
        make().save(tmp_path / "layer")
        with np.load(tmp_path / "layer", allow_pickle=False) as file:
            assert all(file[name].dtype != object for name in file.files)
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads((tmp_path / "layer").read_bytes())
