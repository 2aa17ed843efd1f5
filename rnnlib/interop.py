"""To and from PyTorch: the only room that imports torch.

torch keeps two matrices and two biases for each layer, samples first, the cell's layers in
an order of its own: a = x W_ihᵀ + b_ih + h W_hhᵀ + b_hh. Ours is W = [W_hh  W_ih] and
b = b_ih + b_hh. Its z is our 1 - z, and σ(-a) = 1 - σ(a): z's weights change their sign.
"""

import numpy as np
import torch

from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN

_DTYPES = {torch.float32: np.float32, torch.float64: np.float64}
#            torch's module    our rows, in torch's order
_ORDER = {
    torch.nn.RNN: ("h",),
    torch.nn.GRU: ("r", "z", "h"),
    torch.nn.LSTM: ("i", "f", "c", "o"),
}
_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def from_torch(module):
    """nn.RNN, nn.GRU or nn.LSTM to a layer with the same outputs.

    The two biases become their sum; only the GRU's candidate, whose reset acts between
    them, keeps both.

    Raises:
        TypeError, ValueError: another module, several layers, both directions, a
            projection, no bias, or a dtype other than float32 and float64.
    """
    layer = _empty_layer(module)
    numpy = {name: getattr(module, name).detach().cpu().numpy() for name in _NAMES}
    blocks = {name: np.split(array, len(layer.blocks)) for name, array in numpy.items()}
    for k, name in enumerate(_ORDER[type(module)]):
        W_x, W_h, b_x, b_h = (blocks[part][k] for part in _NAMES)
        sign = -1 if name == "z" else 1
        if name == "h" and isinstance(layer, GRU):
            layer.params["W_u"], layer.params["W_h"] = W_h, W_x
            layer.params["b_u"], layer.params["b_h"] = b_h[:, None], b_x[:, None]
        else:
            layer.params[f"W_{name}"] = sign * np.hstack([W_h, W_x])
            layer.params[f"b_{name}"] = sign * (b_x + b_h)[:, None]
    return layer


def to_torch(layer):
    """A layer to the torch module with the same outputs, for input (T, B, D_x).

    All of a bias goes to b_ih; b_hh is zero but for the GRU's candidate.

    Raises:
        TypeError, ValueError: a layer or a variant that torch has not.
    """
    module = _empty_module(layer)
    parts = {name: [] for name in _NAMES}
    for name in _ORDER[type(module)]:
        sign = -1 if name == "z" else 1
        if name == "h" and isinstance(layer, GRU):
            W_h, W_x = layer.params["W_u"], layer.params["W_h"]
            b_h, b_x = layer.params["b_u"], layer.params["b_h"]
        else:
            W_h, W_x = np.hsplit(sign * layer.params[f"W_{name}"], [layer.hidden_size])
            b_x = sign * layer.params[f"b_{name}"]
            b_h = np.zeros_like(b_x)
        for part, array in zip(_NAMES, (W_x, W_h, b_x[:, 0], b_h[:, 0]), strict=True):
            parts[part].append(array)
    with torch.no_grad():
        for name, arrays in parts.items():
            getattr(module, name).copy_(torch.from_numpy(np.concatenate(arrays)))
    return module


def training_step(layer, x, d_h):
    """The same forward and backward run in torch, as a function of no arguments to be timed."""
    module = to_torch(layer)
    x, d_h = (torch.from_numpy(v.swapaxes(1, 2).copy()) for v in (x, d_h))
    x.requires_grad_()

    def step():
        module.zero_grad()
        x.grad = None
        module(x)[0].backward(d_h)

    return step


def inference_step(layer):
    """One step of one sample in torch without gradients, its state carried, to be timed."""
    module, state = to_torch(layer).eval(), None
    x = torch.zeros(1, 1, layer.input_size, dtype=next(module.parameters()).dtype)

    def step():
        nonlocal state
        with torch.no_grad():
            _, state = module(x, state)

    return step


def textbook_step(layer, x, d_h):
    """A training step the way textbooks write it: a loop over time in torch, with autograd."""
    if not isinstance(layer, LSTM):
        raise TypeError(f"textbook_step: layer must be an LSTM, got {type(layer).__name__}")
    W, b = (torch.tensor(v.T.copy(), requires_grad=True) for v in (layer.W, layer.b))
    x, d_h = (torch.from_numpy(v.swapaxes(1, 2).copy()) for v in (x, d_h))
    x.requires_grad_()

    def step():
        W.grad = b.grad = x.grad = None
        h = c = torch.zeros(x.shape[1], layer.hidden_size)
        states = []
        for x_t in x:
            a = torch.cat([h, x_t], dim=1) @ W + b
            o, f, i, g = a.chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            states.append(h)
        torch.stack(states).backward(d_h)

    return step


def _empty_layer(module):
    if type(module) not in _ORDER:
        raise TypeError(
            f"from_torch: module must be nn.RNN, nn.GRU or nn.LSTM, got {type(module).__name__}"
        )
    plain = {"num_layers": 1, "bidirectional": False, "bias": True, "proj_size": 0}
    for name, expected in plain.items():
        if getattr(module, name) != expected:
            raise ValueError(
                f"from_torch: {name} must be {expected}, got {getattr(module, name)}; "
                "convert a stack layer by layer"
            )
    kind = module.weight_hh_l0.dtype
    if kind not in _DTYPES:
        raise ValueError(f"from_torch: dtype must be float32 or float64, got {kind}")
    sizes = {"input_size": module.input_size, "hidden_size": module.hidden_size}
    common = {**sizes, "seed": 0, "dtype": _DTYPES[kind]}
    if isinstance(module, torch.nn.RNN):
        return RNN(**common, activation=module.nonlinearity)
    if isinstance(module, torch.nn.GRU):
        return GRU(**common, variant="reset_after")
    return LSTM(**common)


def _empty_module(layer):
    kind = torch.float64 if getattr(layer, "dtype", None) == np.float64 else torch.float32
    if isinstance(layer, RNN):
        return torch.nn.RNN(
            layer.input_size, layer.hidden_size, nonlinearity=layer.activation, dtype=kind
        )
    if isinstance(layer, GRU):
        if layer.variant != "reset_after":
            raise ValueError(f"to_torch: torch has only reset_after, got variant {layer.variant!r}")
        return torch.nn.GRU(layer.input_size, layer.hidden_size, dtype=kind)
    if isinstance(layer, LSTM):
        if layer.variant != "standard" or layer.peepholes:
            raise ValueError(
                "to_torch: torch has only the standard LSTM without peepholes, got "
                f"variant {layer.variant!r}, peepholes {layer.peepholes}"
            )
        return torch.nn.LSTM(layer.input_size, layer.hidden_size, dtype=kind)
    raise TypeError(f"to_torch: layer must be an RNN, GRU or LSTM, got {type(layer).__name__}")
