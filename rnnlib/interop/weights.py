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

# What there is, and the order of its blocks, by the last letters of our names: W_r, W_z, W_h …
_RNN = {"RNN tanh": "h", "RNN relu": "h"}
ORDER = {
    "torch": {**_RNN, "GRU reset_after": "rzh", "LSTM standard": "ifco", "LSTM_PROJECTED": "ifco"},
    "keras": {**_RNN, "GRU reset_after": "zrh", "GRU reset_before": "zrh", "LSTM standard": "ifco"},
    "onnx": {**_RNN, "GRU reset_after": "zrh", "GRU reset_before": "zrh", "LSTM standard": "iofc"},
}
ORDER["onnx"]["LSTM standard, peepholes"] = ORDER["onnx"]["LSTM standard"]


def describe(layer: Recurrent) -> str:
    """Which of the layers in ORDER it is."""
    if getattr(layer, "cell", None) is LSTM_PROJECTED:
        return "LSTM_PROJECTED"
    option = getattr(layer, "activation", "") or getattr(layer, "variant", "")
    peepholes = ", peepholes" if getattr(layer, "peepholes", False) else ""
    return f"{type(layer).__name__} {option}{peepholes}".strip()


def directions(layer: Recurrent) -> tuple[Recurrent, ...]:
    """A layer, or the two of a Bidirectional one, the one that reads forward first."""
    return (layer.ahead, layer.back) if isinstance(layer, Bidirectional) else (layer,)


def take(where: str, layer: Recurrent) -> tuple[ndarray, ...]:
    """The weights of a layer as they are stacked in "torch", "keras" or "onnx".

    Returns:
        W_x (G D_h, D_x), W_h (G D_h, D_h), b_x (G D_h,) and b_h, zero but for the candidate of
        a GRU whose reset acts between the two; and W_p (D_p, D_h) of an LSTM with a projection,
        whose W_h is (G D_h, D_p).

    Raises:
        TypeError, ValueError: there is no such layer.
    """
    if describe(layer) not in ORDER[where]:
        error = ValueError if isinstance(layer, Recurrent) else TypeError
        raise error(
            f"to_{where}: layer must be one of {'; '.join(ORDER[where])}, got {describe(layer)}"
        )
    blocks = zip(*(_block(layer, name) for name in ORDER[where][describe(layer)]), strict=True)
    projection = (layer.params[name] for name in layer.params if name == "W_p")
    return (*map(np.concatenate, blocks), *projection)


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
    variant = "reset_after" if reset_after else "reset_before"
    kinds: dict[int, Any] = {
        D_h: partial(RNN, activation=activation),
        3 * D_h: partial(GRU, variant=variant),
        4 * D_h: partial(LSTM, peepholes=peepholes),
    }
    if rows not in kinds:
        raise ValueError(
            f"from_{where}: the weights of the state must be 1, 3 or 4 blocks (RNN, GRU, LSTM) "
            f"of D_h × D_h, got {rows} for D_h = {D_h}"
        )
    make = partial(EquationLayer, LSTM_PROJECTED, D_p=shown) if projection else kinds[rows]
    layer = make(weights[0].shape[1], D_h, seed=0, dtype=weights[0].dtype)
    params, order = layer.params, ORDER[where][describe(layer)]
    blocks = (np.split(stacked, len(order)) for stacked in weights[:4])
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
