"""Weights in ONNX's order, against the equations of its operators written out in NumPy.

The functions below are the equations of RNN, GRU and LSTM in onnx/docs/Operators.md, one sample
a row, X (seq_length, batch_size, input_size); they know nothing of the library.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS

from rnnlib.interop import from_onnx, to_onnx
from rnnlib.layers.bidirectional import Bidirectional

D_x, D_h, _, N, T = DISTINCT
#      our layer, blocks of rows, attributes
KINDS = {
    "RNN": ("RNN", 1, {}),
    "RNN, Relu": ("RNN, ReLU", 1, {"activations": ["Relu"]}),
    "GRU": ("GRU", 3, {"linear_before_reset": 0}),
    "GRU, linear_before_reset": ("GRU, reset after", 3, {"linear_before_reset": 1}),
    "LSTM": ("LSTM", 4, {}),
    "LSTM, P": ("LSTM, peepholes", 4, {}),
}
EVERY_KIND = pytest.mark.parametrize("name", KINDS)


def f(a):
    return 1 / (1 + np.exp(-a))


def rnn(X, H, W, R, B, P, attributes):
    """Ht = f(Xt*(Wi^T) + Ht-1*(Ri^T) + Wbi + Rbi)"""
    Wb, Rb = np.split(B, 2)
    a = X @ W.T + H @ R.T + Wb + Rb
    return (np.maximum(a, 0) if attributes.get("activations") == ["Relu"] else np.tanh(a),)


def gru(X, H, W, R, B, P, attributes):
    """zt = f(Xt*(Wz^T) + Ht-1*(Rz^T) + Wbz + Rbz), rt the same with r,
    ht = g(Xt*(Wh^T) + (rt (.) Ht-1)*(Rh^T) + Rbh + Wbh)        if linear_before_reset = 0
    ht = g(Xt*(Wh^T) + (rt (.) (Ht-1*(Rh^T) + Rbh)) + Wbh)      otherwise
    Ht = (1 - zt) (.) ht + zt (.) Ht-1
    """
    (Wz, Wr, Wh), (Rz, Rr, Rh) = np.split(W, 3), np.split(R, 3)
    Wbz, Wbr, Wbh, Rbz, Rbr, Rbh = np.split(B, 6)
    z = f(X @ Wz.T + H @ Rz.T + Wbz + Rbz)
    r = f(X @ Wr.T + H @ Rr.T + Wbr + Rbr)
    if attributes["linear_before_reset"]:
        h = np.tanh(X @ Wh.T + r * (H @ Rh.T + Rbh) + Wbh)
    else:
        h = np.tanh(X @ Wh.T + (r * H) @ Rh.T + Rbh + Wbh)
    return ((1 - z) * h + z * H,)


def lstm(X, H, C, W, R, B, P, attributes):
    """it = f(Xt*(Wi^T) + Ht-1*(Ri^T) + Pi (.) Ct-1 + Wbi + Rbi), ft the same with f,
    ct = g(Xt*(Wc^T) + Ht-1*(Rc^T) + Wbc + Rbc), Ct = ft (.) Ct-1 + it (.) ct,
    ot = f(Xt*(Wo^T) + Ht-1*(Ro^T) + Po (.) Ct + Wbo + Rbo), Ht = ot (.) h(Ct)
    """
    (Wi, Wo, Wf, Wc), (Ri, Ro, Rf, Rc) = np.split(W, 4), np.split(R, 4)
    Wbi, Wbo, Wbf, Wbc, Rbi, Rbo, Rbf, Rbc = np.split(B, 8)
    Pi, Po, Pf = np.zeros((3, H.shape[1])) if P is None else np.split(P, 3)
    i = f(X @ Wi.T + H @ Ri.T + Pi * C + Wbi + Rbi)
    forget = f(X @ Wf.T + H @ Rf.T + Pf * C + Wbf + Rbf)
    C = forget * C + i * np.tanh(X @ Wc.T + H @ Rc.T + Wbc + Rbc)
    o = f(X @ Wo.T + H @ Ro.T + Po * C + Wbo + Rbo)
    return o * np.tanh(C), C


STEPS = {1: rnn, 3: gru, 4: lstm}


def in_onnx(name, node, X):
    """Y (seq_length, num_directions, batch_size, hidden_size), and the states by direction."""
    _, blocks, attributes = KINDS[name]
    outputs, final = [], []
    for k, W in enumerate(node["W"]):
        P = node["P"][k] if node.get("P") is not None else None
        weights = (W, node["R"][k], node["B"][k], P)
        state, Y = (np.zeros((X.shape[1], D_h)),) * (1 + (blocks == 4)), []
        for x in X[::-1] if k else X:
            state = STEPS[blocks](x, *state, *weights, attributes)
            Y.append(state[0])
        outputs.append(Y[::-1] if k else Y)
        final += state
    return np.array(outputs).swapaxes(0, 1), final


def random_node(name, directions, random):
    _, blocks, _ = KINDS[name]
    shapes = {"W": (blocks * D_h, D_x), "R": (blocks * D_h, D_h), "B": (2 * blocks * D_h,)}
    if name == "LSTM, P":
        shapes["P"] = (3 * D_h,)
    return {what: random.normal(size=(directions, *shape)) for what, shape in shapes.items()}


def attributes_of(name, directions):
    attributes = dict(KINDS[name][2])
    if "activations" in attributes:
        attributes["activations"] = attributes["activations"] * directions
    return attributes | {"direction": "bidirectional" if directions == 2 else "forward"}


def assert_same(layer, name, node):
    X = np.random.default_rng(1).normal(size=(T, N, D_x))
    Y, final = in_onnx(name, node, X)
    tape = layer.forward(X.swapaxes(1, 2))
    expected = np.concatenate(list(Y.swapaxes(0, 1)), axis=-1)
    assert_allclose(tape.h.swapaxes(1, 2), expected, rtol=1e-12, atol=1e-12)
    for ours, theirs in zip(tape.state, final, strict=True):
        assert_allclose(ours.T, theirs, rtol=1e-12, atol=1e-12)


@EVERY_KIND
def test_from_onnx_gives_the_layer_that_the_equations_of_onnx_describe(name):
    for directions in (1, 2):
        node = random_node(name, directions, np.random.default_rng(directions))
        layer = from_onnx(**node, **attributes_of(name, directions))
        part = layer.ahead if directions == 2 else layer
        assert type(part) is type(LAYERS[KINDS[name][0]](1, 1, seed=0))
        assert_same(layer, name, node)
        without = {what: array for what, array in node.items() if what != "B"}
        zero = node | {"B": np.zeros_like(node["B"])}
        assert_same(from_onnx(**without, **attributes_of(name, directions)), name, zero)


@EVERY_KIND
def test_to_onnx_gives_the_node_that_the_equations_of_onnx_need(name):
    ours, blocks, _ = KINDS[name]
    first, second = (LAYERS[ours](D_x, D_h, seed=k, dtype=np.float64) for k in (0, 1))
    for n, layer in ((1, first), (2, Bidirectional(first, second))):
        node = to_onnx(layer)
        assert_same(layer, name, node)
        assert node["hidden_size"] == D_h
        assert node["W"].shape == (n, blocks * D_h, D_x)
        assert node["R"].shape == (n, blocks * D_h, D_h)
        assert node["B"].shape == (n, 2 * blocks * D_h)
        for what, value in attributes_of(name, n).items():
            assert node[what] == value
        back = from_onnx(**node)
        assert back.params.keys() == layer.params.keys()
        for what, array in layer.params.items():
            assert_array_equal(back.params[what], array, err_msg=what)


def test_onnx_takes_the_usual_activations_by_name():
    gru, lstm = (to_onnx(LAYERS[name](D_x, D_h, seed=0)) for name in ("GRU", "LSTM"))
    from_onnx(**gru, activations=["Sigmoid", "Tanh"])
    from_onnx(**lstm, activations=["Sigmoid", "Tanh", "Tanh"])
    both = to_onnx(Bidirectional(*(LAYERS["RNN"](D_x, D_h, seed=k) for k in (0, 1))))
    mixed = from_onnx(**both | {"activations": ["Relu", "Tanh"]})
    assert (mixed.ahead.activation, mixed.back.activation) == ("relu", "tanh")


def test_onnx_refuses_in_words():
    lstm = to_onnx(LAYERS["LSTM"](3, 5, seed=0))
    rnn, gru = (to_onnx(LAYERS[name](3, 5, seed=0)) for name in ("RNN", "GRU"))
    peepholes = to_onnx(LAYERS["LSTM, peepholes"](3, 5, seed=0))["P"]
    layers = [LAYERS["LSTM"](3, D, seed=0) for D in (5, 7)]
    hard = ["HardSigmoid", "Tanh", "Tanh"]
    rows = {
        "reverse": ((lstm, {"direction": "reverse"}), ["direction must be", "'reverse'"]),
        "directions": (
            (lstm, {"direction": "bidirectional"}),
            ["R must be (directions, G D_h, D_h) = (2, any, 5), got (1, 20, 5)"],
        ),
        "no axis": ((lstm, {"R": lstm["R"][0]}), ["Expected 3 axes, got 2"]),
        "blocks": (
            (lstm, {"R": np.zeros((1, 10, 5)), "W": np.zeros((1, 10, 3)), "B": None}),
            ["not 1, 3 or 4 blocks", "10 rows", "D_h = 5"],
        ),
        "W": (
            (lstm, {"W": lstm["W"][:, :5]}),
            ["W must be (directions, G D_h, D_x) = (1, 20, any)"],
        ),
        "B": ((lstm, {"B": lstm["B"][:, :20]}), ["B must be", "(1, 40), got (1, 20)"]),
        "P": ((lstm, {"P": peepholes[:, :5]}), ["P must be (directions, 3 D_h) = (1, 15)"]),
        "P of a GRU": ((gru, {"P": peepholes}), ["P is for an LSTM"]),
        "hidden_size": ((lstm, {"hidden_size": 7}), ["R must be", "(1, any, 7)"]),
        "activations": ((lstm, {"activations": hard}), ["'Sigmoid', 'Tanh', 'Tanh'", "HardSigm"]),
        "RNN's": (
            (rnn, {"activations": ["Elu"]}),
            ["layer must be one of 'RNN tanh', 'RNN relu'", "'RNN elu'"],
        ),
        "too many": ((rnn, {"activations": ["Tanh", "Tanh"]}), ["activations must be ('Tanh',)"]),
        "half": ((lstm, {"R": lstm["R"].astype("f2")}), ["dtype must be float32 or float64"]),
    }
    for name, ((node, changes), words) in rows.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            from_onnx(**node | changes)
        for word in words:
            assert word in str(caught.value), name
    for layer, word in {
        Bidirectional(*layers): "to_onnx: both directions must be of one kind and size",
        LAYERS["LSTM, coupled"](3, 5, seed=0): "to_onnx: ",
        "LSTM": "to_onnx: layer must be one of 'RNN tanh', .* got .*LSTM",
    }.items():
        with pytest.raises(ValueError, match=word):
            to_onnx(layer)
