"""To and from PyTorch: the only room that imports torch.

torch keeps two matrices and two biases for each layer, samples first:
a = x W_ihᵀ + b_ih + h W_hhᵀ + b_hh. Ours is W = [W_hh  W_ih] and b = b_ih + b_hh.
"""

import numpy as np
import torch

from rnnlib.cells.rnn import RNN

_DTYPES = {torch.float32: np.float32, torch.float64: np.float64}


def from_torch(module):
    """nn.RNN to a layer with the same outputs. The two biases become their sum.

    Raises:
        ValueError: the module has several layers or both directions, or no bias.
    """
    _check(module)
    dtype = _DTYPES[module.weight_hh_l0.dtype]
    layer = RNN(
        module.input_size, module.hidden_size, seed=0, dtype=dtype, activation=module.nonlinearity
    )
    numpy = {name: p.detach().cpu().numpy() for name, p in module.named_parameters()}
    layer.params["W_h"] = np.hstack([numpy["weight_hh_l0"], numpy["weight_ih_l0"]])
    layer.params["b_h"] = (numpy["bias_ih_l0"] + numpy["bias_hh_l0"])[:, None]
    return layer


def to_torch(layer):
    """A layer to nn.RNN with the same outputs, for input (T, B, D_x). The second bias is zero."""
    if not isinstance(layer, RNN):
        raise TypeError(f"to_torch: layer must be an RNN, got {type(layer).__name__}")
    kind = torch.float64 if layer.dtype == np.float64 else torch.float32
    module = torch.nn.RNN(
        layer.input_size, layer.hidden_size, nonlinearity=layer.activation, dtype=kind
    )
    with torch.no_grad():
        W_h, W_x = np.hsplit(layer.params["W_h"], [layer.hidden_size])
        module.weight_hh_l0.copy_(torch.from_numpy(W_h.copy()))
        module.weight_ih_l0.copy_(torch.from_numpy(W_x.copy()))
        module.bias_ih_l0.copy_(torch.from_numpy(layer.params["b_h"][:, 0].copy()))
        module.bias_hh_l0.zero_()
    return module


def _check(module):
    if not isinstance(module, torch.nn.RNN):
        raise TypeError(f"from_torch: module must be a torch.nn.RNN, got {type(module).__name__}")
    plain = {"num_layers": 1, "bidirectional": False, "bias": True}
    for name, expected in plain.items():
        if getattr(module, name) != expected:
            raise ValueError(
                f"from_torch: {name} must be {expected}, got {getattr(module, name)}; "
                "convert a stack layer by layer"
            )
    if module.weight_hh_l0.dtype not in _DTYPES:
        raise ValueError(
            f"from_torch: dtype must be float32 or float64, got {module.weight_hh_l0.dtype}"
        )


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
