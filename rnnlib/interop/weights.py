"""How PyTorch, Keras and ONNX stack the weights of a layer, and how ours are translated.

All three have a matrix for the input and one for the state, and a bias for each of them:
a = W_x x + b_x + W_h h + b_h. Ours is W = [W_h  W_x] and b = b_x + b_h. Their z is our 1 - z,
and 1 - σ(a) = σ(-a), so z's weights change their sign.
"""

from functools import partial
from typing import Any

import numpy as np
from numpy import ndarray

from rnnlib.equations import LSTM_PROJECTED
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN

# The blocks of the stacked matrices, by the last letters of our names: W_r, W_z, W_h …
ORDER: dict[str, dict[Any, str]] = {
    "torch": {RNN: "h", GRU: "rzh", LSTM: "ifco", LSTM_PROJECTED: "ifco"},
    "keras": {RNN: "h", GRU: "zrh", LSTM: "ifco"},
    "onnx": {RNN: "h", GRU: "zrh", LSTM: "iofc"},
}
COMMON = {"tanh", "relu", "reset_after", "standard"}
HAS = {
    "torch": COMMON,
    "keras": COMMON | {"reset_before"},
    "onnx": COMMON | {"reset_before", "peepholes"},
}


def take(where: str, layer: Recurrent) -> tuple[ndarray, ...]:
    """The weights of a layer as they are stacked in "torch", "keras" or "onnx".

    Returns:
        W_x (G D_h, D_x), W_h (G D_h, D_h), b_x (G D_h,) and b_h, zero but for the candidate of
        a GRU whose reset acts between the two; and W_p (D_p, D_h) of an LSTM with a projection,
        whose W_h is (G D_h, D_p).

    Raises:
        TypeError: the layer is not an RNN, GRU or LSTM.
        ValueError: it has a variant or an activation that is not there.
    """
    order = ORDER[where].get(getattr(layer, "cell", type(layer)))
    if order is None:
        raise TypeError(f"to_{where}: layer must be an RNN, GRU or LSTM, got {layer!r}")
    options = {getattr(layer, name, "") for name in ("activation", "variant")} - {""}
    options |= {"peepholes"} if getattr(layer, "peepholes", False) else set()
    if missing := options - HAS[where]:
        there, came = (", ".join(sorted(words)) for words in (HAS[where], missing))
        raise ValueError(f"to_{where}: the layers there are {there}, got {came}, {layer!r}")
    blocks = zip(*(_block(layer, name) for name in order), strict=True)
    projection = (layer.params[name] for name in layer.params if name == "W_p")
    return (*map(np.concatenate, blocks), *projection)


def kind(layer: Recurrent) -> tuple[str, dict]:
    """What the layers of one module have in common: all but the input size."""
    return type(layer).__name__, layer.options() | {"input_size": "any"}


def directions(layer: Recurrent) -> tuple[Recurrent, ...]:
    """A layer, or the two of a Bidirectional one, the one that reads forward first."""
    return (layer.ahead, layer.back) if isinstance(layer, Bidirectional) else (layer,)


def _block(layer: Recurrent, name: str) -> tuple[ndarray, ...]:
    params, sign = layer.params, -1 if name == "z" else 1
    if name == "h" and "W_u" in params:
        return params["W_h"], params["W_u"], params["b_h"][:, 0], params["b_u"][:, 0]
    W_h, W_x = np.hsplit(sign * params[f"W_{name}"], [layer.state_sizes[0]])
    b_x = sign * params[f"b_{name}"][:, 0]
    return W_x, W_h, b_x, np.zeros_like(b_x)


def build(
    where: str,
    *weights: ndarray,
    activation: str = "tanh",
    reset_after: bool = True,
    peepholes: bool = False,
) -> Recurrent:
    """The layer with the weights that `take` gives.

    activation, reset_after and peepholes are those of an RNN, a GRU and an LSTM.

    Raises:
        ValueError: W_h holds neither 1, 3 nor 4 blocks, or there is no such activation.
    """
    (rows, shown), projection = weights[1].shape, weights[4:]
    D_h = projection[0].shape[1] if projection else shown
    kind: Any = {D_h: RNN, 3 * D_h: GRU, 4 * D_h: LSTM}.get(rows)
    if kind is None:
        raise ValueError(
            f"from_{where}: the weights of the state must be 1, 3 or 4 blocks (RNN, GRU, LSTM) "
            f"of D_h × D_h, got {rows} for D_h = {D_h}"
        )
    variant = "reset_after" if reset_after else "reset_before"
    options: dict = {RNN: {"activation": activation}, GRU: {"variant": variant}}
    options |= {LSTM: {"peepholes": peepholes}}
    order, options = ORDER[where][kind], options[kind]
    if projection:
        kind, options = partial(EquationLayer, LSTM_PROJECTED), {"D_p": shown}
    layer = kind(weights[0].shape[1], D_h, seed=0, dtype=weights[0].dtype, **options)
    params, blocks = layer.params, (np.split(stacked, len(order)) for stacked in weights[:4])
    for name, W_x, W_h, b_x, b_h in zip(order, *blocks, strict=True):
        sign = -1 if name == "z" else 1
        if name == "h" and "W_u" in params:
            params |= {"W_h": W_x, "W_u": W_h, "b_h": b_x[:, None], "b_u": b_h[:, None]}
        else:
            params[f"W_{name}"] = sign * np.hstack([W_h, W_x])
            params[f"b_{name}"] = sign * (b_x + b_h)[:, None]
    if projection:
        params["W_p"] = projection[0]
    return layer
