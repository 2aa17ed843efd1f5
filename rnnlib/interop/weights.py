"""How PyTorch, Keras and ONNX stack the weights of a layer, and how ours are translated.

All three have a matrix for the input and one for the state, and a bias for each of them:
a = W_x x + b_x + W_h h + b_h. Ours is W = [W_h  W_x] and b = b_x + b_h. Their z is our 1 - z,
and 1 - σ(a) = σ(-a), so z's weights change their sign.
"""

import numpy as np
from numpy import ndarray

from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN

# The blocks of the stacked matrices, by the last letters of our names: W_r, W_z, W_h …
ORDER: dict[str, dict[type, str]] = {
    "torch": {RNN: "h", GRU: "rzh", LSTM: "ifco"},
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
    """W_x (G D_h, D_x), W_h (G D_h, D_h), b_x and b_h (G D_h,) of a layer, for "torch" or another.

    b_h is zero, but for the candidate of a GRU whose reset acts between the two biases.

    Raises:
        TypeError: the layer is not an RNN, GRU or LSTM.
        ValueError: it has a variant or an activation that is not there.
    """
    if type(layer) not in ORDER[where]:
        came = type(layer).__name__
        raise TypeError(f"to_{where}: layer must be an RNN, GRU or LSTM, got {came}")
    options = {getattr(layer, name, "") for name in ("activation", "variant")} - {""}
    options |= {"peepholes"} if getattr(layer, "peepholes", False) else set()
    if missing := options - HAS[where]:
        there, came = (", ".join(sorted(words)) for words in (HAS[where], missing))
        raise ValueError(f"to_{where}: the layers there are {there}, got {came}, {layer!r}")
    blocks = [_block(layer, name) for name in ORDER[where][type(layer)]]
    return tuple(np.concatenate(parts) for parts in zip(*blocks, strict=True))


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
    W_h, W_x = np.hsplit(sign * params[f"W_{name}"], [layer.hidden_size])
    b_x = sign * params[f"b_{name}"][:, 0]
    return W_x, W_h, b_x, np.zeros_like(b_x)


def build(
    where: str,
    *weights: ndarray,
    activation: str = "tanh",
    reset_after: bool = True,
    peepholes: bool = False,
) -> Recurrent:
    """The layer whose weights are W_x, W_h, b_x and b_h, as `take` gives them.

    activation, reset_after and peepholes are those of an RNN, a GRU and an LSTM.

    Raises:
        ValueError: W_h holds neither 1, 3 nor 4 blocks, or there is no such activation.
    """
    rows, D_h = weights[1].shape
    make = {D_h: RNN, 3 * D_h: GRU, 4 * D_h: LSTM}.get(rows)
    if make is None:
        raise ValueError(
            f"from_{where}: the weights of the state must be 1, 3 or 4 blocks (RNN, GRU, LSTM) "
            f"of D_h × D_h, got {rows} for D_h = {D_h}"
        )
    variant = "reset_after" if reset_after else "reset_before"
    options: dict = {RNN: {"activation": activation}, GRU: {"variant": variant}}
    options[LSTM] = {"peepholes": peepholes}
    D_x, dtype = weights[0].shape[1], weights[1].dtype
    layer = make(D_x, D_h, seed=0, dtype=dtype, **options[make])
    fill(layer, ORDER[where][make], *weights)
    return layer


def fill(layer: Recurrent, order: str, *weights: ndarray) -> None:
    """Write W_x, W_h, b_x and b_h into a layer's parameters."""
    blocks = (np.split(array, len(order)) for array in weights)
    for name, W_x, W_h, b_x, b_h in zip(order, *blocks, strict=True):
        sign = -1 if name == "z" else 1
        if name == "h" and "W_u" in layer.params:
            layer.params |= {"W_h": W_x, "W_u": W_h, "b_h": b_x[:, None], "b_u": b_h[:, None]}
        else:
            layer.params[f"W_{name}"] = sign * np.hstack([W_h, W_x])
            layer.params[f"b_{name}"] = sign * (b_x + b_h)[:, None]
