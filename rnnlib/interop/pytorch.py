"""To and from PyTorch: whole modules, with all their layers and directions."""

import numpy as np

from rnnlib import checks
from rnnlib.interop.weights import build, directions, take
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN

try:
    import torch
    from torch import nn
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("PyTorch is missing: pip install 'rnnlib[torch]'") from missing

MODULES: dict[type, type] = {RNN: nn.RNN, GRU: nn.GRU, LSTM: nn.LSTM, EquationLayer: nn.LSTM}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
DIRECTIONS = ("", "_reverse")


def from_torch(module: nn.Module, seed: int | np.random.Generator = 0) -> Recurrent | tuple:
    """nn.RNN, nn.GRU, nn.LSTM, or one of their cells, as layers with the same outputs.

    The two biases become their sum; only the GRU's candidate, whose reset acts between them,
    keeps both. Without bias (bias=False) the layer's biases are zero. batch_first moves the
    axes of the data, not of the weights. An LSTM with a projection (proj_size) becomes a layer
    of the equations of LSTM_PROJECTED, which is slower.

    Args:
        module: with parameters in float32 or float64, any number of layers, both directions.
        seed: int or numpy.random.Generator, for the masks of dropout between layers.

    Returns:
        A layer, Bidirectional for both directions; of several layers a tuple as Network takes
        it, the bottom one first, with Dropout between them if the module has it.

    Raises:
        TypeError: another module.
        ValueError: another dtype.
    """
    if type(module) not in (*MODULES.values(), nn.RNNCell, nn.GRUCell, nn.LSTMCell):
        raise TypeError(
            "from_torch: module must be nn.RNN, nn.GRU, nn.LSTM or one of their cells, "
            f"got {type(module).__name__}"
        )
    random = checks.generator("from_torch", seed)
    if not isinstance(module, nn.RNNBase):  # a cell
        return _direction(module, "")
    layers: list = []
    for k in range(module.num_layers):
        suffixes = [f"_l{k}{which}" for which in DIRECTIONS[: 1 + module.bidirectional]]
        parts = [_direction(module, suffix) for suffix in suffixes]
        if k and module.dropout:
            size, dtype = layers[-1].output_size, parts[0].dtype
            layers.append(Dropout(size, module.dropout, random, dtype=dtype))
        layers.append(Bidirectional(*parts) if len(parts) == 2 else parts[0])
    return layers[0] if len(layers) == 1 else tuple(layers)


def _direction(module: nn.Module, suffix: str) -> Recurrent:
    """One layer in one direction."""
    tensors: list = [getattr(module, name + suffix, None) for name in NAMES]
    checks.dtype("from_torch", str(tensors[0].dtype).removeprefix("torch."))
    zeros = torch.zeros_like(tensors[0][:, 0])  # for a bias that is not there
    given = [zeros if v is None else v for v in tensors[:4]]
    weights = [v.detach().cpu().numpy() for v in (*given, *tensors[4:]) if v is not None]
    return build("torch", *weights, activation=getattr(module, "nonlinearity", "tanh"))


def to_torch(layers: Recurrent | tuple | list) -> nn.Module:
    """Layers as the torch module with the same outputs, for input (T, B, D_x).

    All of a bias goes to bias_ih; bias_hh is zero but for the GRU's candidate.

    Args:
        layers: an RNN, GRU or LSTM, EquationLayer(LSTM_PROJECTED, …), Bidirectional of two of
            them, or a tuple of such layers of one kind and size, the bottom one first, with
            Dropout between all of them or none.

    Returns:
        nn.RNN, nn.GRU or nn.LSTM, in the layers' dtype.

    Raises:
        TypeError, ValueError: a layer or a variant that torch has not, or layers that are not
            one module there.
    """
    parts = tuple(layers) if isinstance(layers, (tuple, list)) else (layers,)
    rows = [directions(part) for part in parts if not isinstance(part, Dropout)]
    weights = [[take("torch", layer) for layer in row] for row in rows]
    if not rows:
        raise ValueError(f"to_torch: layers must hold a recurrent layer, got {parts}")
    first, rates = rows[0][0], [part.rate for part in parts if isinstance(part, Dropout)]
    options: dict = {"num_layers": len(rows), "bidirectional": len(rows[0]) == 2}
    options |= {"dropout": rates[0]} if rates and len(rows) > 1 else {}
    options |= {"nonlinearity": first.activation} if isinstance(first, RNN) else {}
    options |= {"proj_size": first.output_size} if isinstance(first, EquationLayer) else {}
    dtype = getattr(torch, first.dtype.name)
    with torch.random.fork_rng(devices=[]):  # the starting values are written over
        module = MODULES[type(first)](first.input_size, first.hidden_size, dtype=dtype, **options)
    again = from_torch(module)
    again = again if isinstance(again, tuple) else (again,)
    if repr(again) != repr(parts):
        raise ValueError(
            "to_torch: layers must be of one kind and size, with the same Dropout between all of "
            f"them or none: expected {again}, got {parts}"
        )
    for k, row in enumerate(weights):
        for direction, arrays in zip(DIRECTIONS, row, strict=False):
            for name, array in zip(NAMES, arrays, strict=False):
                getattr(module, f"{name}_l{k}{direction}").data.copy_(torch.from_numpy(array))
    return module
