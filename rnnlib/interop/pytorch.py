"""To and from PyTorch: whole modules, with all their layers and directions."""

import numpy as np

from rnnlib import checks
from rnnlib.interop.weights import build, directions, join, kind_of, take
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.recurrent import Recurrent

try:
    import torch
    from torch import nn
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("PyTorch is missing: pip install 'rnnlib[torch]'") from missing

MODULES: dict[str, type] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
BIASES = {"b_x": "bias_ih", "b_h": "bias_hh"}
NAMES = {"W_x": "weight_ih", "W_h": "weight_hh", "W_p": "weight_hr", **BIASES}
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
        known = "nn.RNN, nn.GRU, nn.LSTM or one of their cells"
        raise TypeError(f"from_torch: module must be {known}, got {type(module).__name__}")
    random, tensors = checks.generator("from_torch", seed), module.state_dict()
    checks.dtype("from_torch", str(next(iter(tensors.values())).dtype).removeprefix("torch."))

    def one(suffix: str) -> Recurrent:
        given = {k: name + suffix for k, name in NAMES.items() if name + suffix in tensors}
        weights = {k: tensors[name].cpu().numpy() for k, name in given.items()}
        lstm = "LSTM projected" if "W_p" in weights else "LSTM"
        return build("torch", weights, f"RNN {getattr(module, 'nonlinearity', '')}", lstm=lstm)

    if not isinstance(module, nn.RNNBase):  # a cell
        return one("")
    layers: list = []
    for k in range(module.num_layers):
        if k and module.dropout:
            below = layers[-1]
            layers.append(Dropout(below.output_size, module.dropout, random, dtype=below.dtype))
        layers.append(join(*(one(f"_l{k}{d}") for d in DIRECTIONS[: 1 + module.bidirectional])))
    return layers[0] if len(layers) == 1 else tuple(layers)


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
        ValueError: a layer or a variant that torch has not, or layers that are not
            one module there.
    """
    parts = tuple(layers) if isinstance(layers, (tuple, list)) else (layers,)
    rows = [directions(part) for part in parts if not isinstance(part, Dropout)]
    if not rows:
        raise ValueError(f"to_torch: layers must hold a recurrent layer, got {parts}")
    weights = {
        f"_l{k}{which}": take("torch", layer)
        for k, row in enumerate(rows)
        for which, layer in zip(DIRECTIONS, row, strict=False)
    }
    first, rates = rows[0][0], [part.rate for part in parts if isinstance(part, Dropout)]
    kind, _, option = kind_of(first).partition(" ")
    options: dict = {"num_layers": len(rows), "bidirectional": len(rows[0]) == 2}
    options |= {"dropout": rates[0]} if rates and len(rows) > 1 else {}
    options |= {"nonlinearity": option} if kind == "RNN" else {}
    options |= {"proj_size": first.output_size} if option == "projected" else {}
    dtype = getattr(torch, first.dtype.name)
    with torch.random.fork_rng(devices=[]):  # the starting values are written over
        module = MODULES[kind](first.input_size, first.hidden_size, dtype=dtype, **options)
    again = from_torch(module)
    if repr(again if isinstance(again, tuple) else (again,)) != repr(parts):
        raise ValueError(
            "to_torch: layers must be of one kind and size, with the same Dropout between all of "
            f"them or none: expected {again}, got {parts}"
        )
    for suffix, arrays in weights.items():
        for name, array in arrays.items():
            module.state_dict()[NAMES[name] + suffix].copy_(torch.from_numpy(array))
    return module
