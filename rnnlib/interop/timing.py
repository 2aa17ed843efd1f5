"""The same work in PyTorch, as functions of no arguments for the benchmark to time."""

from collections.abc import Callable

import numpy as np
import torch

from rnnlib.interop.pytorch import to_torch
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.recurrent import Recurrent


def training_step(layer: Recurrent, x: np.ndarray, d_h: np.ndarray) -> Callable[[], None]:
    """A forward and backward run of a layer in torch.

    Args:
        layer: one that `to_torch` takes.
        x: inputs, (T, D_x, B).
        d_h: ∂L/∂h, (T, D_h, B).
    """
    module = to_torch(layer)
    inputs, adjoint = (torch.from_numpy(v.swapaxes(1, 2).copy()) for v in (x, d_h))
    inputs.requires_grad_()

    def step() -> None:
        module.zero_grad()
        inputs.grad = None
        module(inputs)[0].backward(adjoint)

    return step


def inference_step(layer: Recurrent) -> Callable[[], None]:
    """One step of one sample in torch without gradients, its state carried from call to call."""
    module, state = to_torch(layer).eval(), None
    x = torch.zeros(1, 1, layer.input_size, dtype=next(module.parameters()).dtype)

    def step() -> None:
        nonlocal state
        with torch.no_grad():
            _, state = module(x, state)

    return step


def textbook_step(layer: LSTM, x: np.ndarray, d_h: np.ndarray) -> Callable[[], None]:
    """A training step the way textbooks write it: a loop over time in torch, with autograd.

    Args:
        layer: an LSTM of the standard variant.
        x: inputs, (T, D_x, B).
        d_h: ∂L/∂h, (T, D_h, B).

    Raises:
        TypeError: another layer.
    """
    if not isinstance(layer, LSTM):
        raise TypeError(f"textbook_step: layer must be an LSTM, got {type(layer).__name__}")
    W, b = (torch.tensor(v.T.copy(), requires_grad=True) for v in (layer.W, layer.b))
    inputs, adjoint = (torch.from_numpy(v.swapaxes(1, 2).copy()) for v in (x, d_h))
    inputs.requires_grad_()

    def step() -> None:
        W.grad = b.grad = inputs.grad = None
        h = c = torch.zeros(inputs.shape[1], layer.hidden_size)
        states = []
        for x_t in inputs:
            o, f, i, g = (torch.cat([h, x_t], dim=1) @ W + b).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            states.append(h)
        torch.stack(states).backward(adjoint)

    return step
