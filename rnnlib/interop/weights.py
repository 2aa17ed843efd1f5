"""How PyTorch, Keras and ONNX stack the weights of a layer, and how ours are translated.

All three have a matrix for the input and one for the state, and a bias for each of them:
a = W_x x + b_x + W_h h + b_h. Ours is W = [W_h  W_x] and b = b_x + b_h. Their z is our 1 - z,
and 1 - σ(a) = σ(-a), so z's weights change their sign.
"""

from functools import partial

import numpy as np

from rnnlib import checks
from rnnlib.equations import LSTM_PROJECTED
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN

Weights = dict[str, np.ndarray]
SIGN = {"z": -1}

# What makes a layer of each kind, and by the last letters of our names (W_r, W_z, W_h …) the
# order of its blocks in each framework that has it.
FRAMEWORKS = ("torch", "keras", "onnx")
KINDS: dict[str, tuple[partial, tuple[str, str, str]]] = {
    "RNN tanh": (partial(RNN, activation="tanh"), ("h", "h", "h")),
    "RNN relu": (partial(RNN, activation="relu"), ("h", "h", "h")),
    "GRU reset_after": (partial(GRU, variant="reset_after"), ("rzh", "zrh", "zrh")),
    "GRU reset_before": (partial(GRU, variant="reset_before"), ("", "zrh", "zrh")),
    "LSTM": (partial(LSTM, variant="standard", peepholes=False), ("ifco", "ifco", "iofc")),
    "LSTM peepholes": (partial(LSTM, variant="standard", peepholes=True), ("", "", "iofc")),
    "LSTM projected": (partial(EquationLayer, cell=LSTM_PROJECTED), ("ifco", "", "")),
}


def kind_of(layer: Recurrent) -> str:
    """The row of the table in which a layer stands; what it is, if it stands in none."""
    for kind, (make, _) in KINDS.items():
        if type(layer) is make.func and make.keywords.items() <= vars(layer).items():
            return kind
    return repr(layer)


def look_up(owner: str, kind: str) -> tuple[partial, str]:
    """What makes a layer of a kind, and the order of its blocks, in "from_torch" and so on.

    Raises:
        ValueError: the framework has no such layer.
    """
    k = FRAMEWORKS.index(owner.partition("_")[2])
    known = {kind: (make, orders[k]) for kind, (make, orders) in KINDS.items() if orders[k]}
    return known[checks.one_of(owner, "layer", kind, known)]


def directions(layer: Recurrent) -> tuple[Recurrent, ...]:
    """A layer, or the two of a Bidirectional one, the one that reads forward first."""
    return (layer.ahead, layer.back) if isinstance(layer, Bidirectional) else (layer,)


def join(first: Recurrent, *second: Recurrent) -> Recurrent:
    """The layer of which these are the `directions`."""
    return Bidirectional(first, *second) if second else first


def take(where: str, layer: Recurrent) -> Weights:
    """The weights of a layer as they are stacked in "torch", "keras" or "onnx".

    Returns:
        W_x (G D_h, D_x), W_h (G D_h, D_h), b_x (G D_h,) and b_h, zero but for the candidate of
        a GRU whose reset acts between the two. Of an LSTM with a projection W_h is (G D_h, D_p),
        and W_p (D_p, D_h) stands beside it; so do p_i, p_o and p_f (D_h, 1) of peepholes.

    Raises:
        ValueError: there is no such layer.
    """
    _, order = look_up(f"to_{where}", kind_of(layer))
    params, b_h = dict(layer.params), np.zeros(len(order) * layer.hidden_size, layer.dtype)
    if "W_u" in params:  # the candidate, the last block, has two matrices and two biases
        params["W_h"] = np.hstack([params["W_u"], params["W_h"]])
        b_h[-layer.hidden_size :] = params["b_u"][:, 0]
    W, b = (np.vstack([SIGN.get(k, 1) * params[f"{v}_{k}"] for k in order]) for v in "Wb")
    W_h, W_x = np.hsplit(W, [layer.state_sizes[0]])
    more = {name: params[name] for name in params if name[:2] == "p_" or name == "W_p"}
    return {"W_x": W_x, "W_h": W_h, "b_x": b[:, 0], "b_h": b_h} | more


def build(
    where: str, weights: Weights, rnn: str = "", gru: str = "GRU reset_after", lstm: str = "LSTM"
) -> Recurrent:
    """The layer with the weights that `take` gives; biases that are not there are zero.

    Args:
        rnn, gru, lstm: which kind it is if W_h holds 1, 3 or 4 blocks.

    Raises:
        ValueError: there is no such layer, or none of so many blocks; or another dtype.
    """
    owner, W_x, W_h = f"from_{where}", weights["W_x"], weights["W_h"]
    rows, D_h = len(W_h), weights.get("W_p", W_h).shape[1]
    none = f"{rows} rows of the state's weights, not 1, 3 or 4 blocks of D_h = {D_h}"
    make, order = look_up(owner, {D_h: rnn, 3 * D_h: gru, 4 * D_h: lstm}.get(rows, none))
    dtype = checks.dtype(owner, W_x.dtype)
    sizes = {"input_size": W_x.shape[1], "hidden_size": D_h}
    sizes |= {"D_p": W_h.shape[1]} if "W_p" in weights else {}
    layer = make(**sizes, seed=0, dtype=dtype)
    b_x, b_h = (weights.get(name, np.zeros(rows, dtype))[:, None] for name in ("b_x", "b_h"))
    params = {name: weights[name] for name in layer.params if name in weights}
    for v, stacked in (("W", np.hstack([W_h, W_x])), ("b", b_x + b_h)):
        for k, block in zip(order, np.split(stacked, len(order)), strict=True):
            params[f"{v}_{k}"] = SIGN.get(k, 1) * block
    if "W_u" in layer.params:
        params["W_u"], params["W_h"] = np.hsplit(params["W_h"], [D_h])
        params["b_u"], params["b_h"] = b_h[-D_h:], b_x[-D_h:]
    layer.params = params
    return layer
