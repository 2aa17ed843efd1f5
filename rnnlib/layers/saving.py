"""Layers as trees of numbers, texts and arrays, and back: what a file holds of them.

No program is stored. A layer of equations is stored with the name of its cell: one of the
library is found by it, a reader's own is handed in when the layer is read. Either is asked
for one step, which must give what it gave when the layer was stored.
"""

import importlib
import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.attention import CausalAttention
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.layer import Layer
from rnnlib.layers.linear_recurrence import LinearRecurrence
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual
from rnnlib.layers.rnn import RNN
from rnnlib.symbolic.cell import Cell

_WITHIN = (Bidirectional, Residual)  # their parameters are those of layers in their options
_NORMS = (LayerNorm, BatchNorm)
_RECURRENT = (RNN, GRU, LSTM, LinearRecurrence, EquationLayer)
_KINDS = (*_RECURRENT, CausalAttention, *_WITHIN, Dropout, *_NORMS, Embedding)
KINDS: dict[str, Any] = {kind.__name__: kind for kind in _KINDS}
_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def to_tree(layer: Layer) -> dict[str, Any]:
    """All that makes a layer: its kind, its options, its parameters, the generator of dropout.

    Raises:
        TypeError: the layer is of none of the library's kinds.
    """
    kind, options = type(layer).__name__, layer.options().items()
    if KINDS.get(kind) is not type(layer):
        raise TypeError(f"save: layer must be one of {', '.join(KINDS)}, got {layer!r}")
    tree: dict[str, Any] = {"kind": kind, "options": {k: _plain(v) for k, v in options}}
    if not isinstance(layer, _WITHIN):
        tree["params"] = dict(layer.params)
    if isinstance(layer, EquationLayer):
        tree |= {"frozen": dict(layer.frozen), "step": _step(layer)}
    if isinstance(layer, Dropout):
        tree["generator"] = layer.random.bit_generator.state
    return tree


def from_tree(tree: Any, cells: Iterable[Cell] = ()) -> Layer:
    """The layer that `to_tree` made a tree of.

    Args:
        tree: what `to_tree` returned.
        cells: the reader's own cells, if the layer has been made of one.

    Raises:
        ValueError: it is no tree of a layer; its cell is not among the library's and the given
            ones, or is another by now; its parameters do not fit.
    """
    try:
        kind, cells = KINDS[tree["kind"]], tuple(cells)
        options = {name: _made(value, cells) for name, value in tree["options"].items()}
        if kind not in (*_WITHIN, *_NORMS):
            options["seed"] = 0  # what it draws is written over
        layer = kind(**options)
        if not isinstance(layer, _WITHIN):
            layer.params = tree["params"]
        if isinstance(layer, EquationLayer):
            layer.frozen.update(tree["frozen"])
            found, saved = _step(layer), tree["step"]
            if found.shape != saved.shape or not np.allclose(
                found, saved, rtol=1e-3, atol=1e-5, equal_nan=True
            ):
                raise ValueError(
                    f"load: the cell {layer.cell.name} is another than the one that was saved: "
                    "its equations give other values"
                )
        if isinstance(layer, Dropout):
            state = tree["generator"]
            name = checks.one_of("load", "generator", state["bit_generator"], _GENERATORS)
            layer.random = np.random.Generator(getattr(np.random, name)())
            layer.random.bit_generator.state = state
    except (KeyError, TypeError, AttributeError, ImportError) as error:
        raise ValueError(f"load: expected a layer as it was saved, got {error!r}") from error
    return layer


def _plain(value):
    """An option of a layer as a number, a text or a tree."""
    if isinstance(value, Layer):
        return to_tree(value)
    if isinstance(value, Cell):
        return {"cell": value.name, "module": _module_of(value)}
    return value.name if isinstance(value, np.dtype) else value


def _made(value, cells):
    """The option that `_plain` made plain."""
    if not isinstance(value, dict):
        return value
    if "kind" in value:
        return from_tree(value, cells)
    name, module = value["cell"], value["module"]
    found = [cell for cell in cells if cell.name == name]
    if not found and module.startswith("rnnlib."):
        in_library = vars(importlib.import_module(module)).values()
        found = [cell for cell in in_library if isinstance(cell, Cell) and cell.name == name]
    if not found:
        raise ValueError(
            f"load: the layer is of a cell of your own, {name}; give it: cells=[{name}]. "
            f"Given: {', '.join(cell.name for cell in cells) or 'none'}"
        )
    return found[0]


def _module_of(cell):
    """The module of the library in which a cell stands; "" if it is the reader's own."""
    for name, module in sys.modules.items():
        if name.startswith("rnnlib.") and any(v is cell for v in vars(module).values()):
            return name
    return ""


def _step(layer):
    """What a layer gives for one step whose inputs and states are always the same."""
    x, *state = (
        np.sin(1 + k + np.arange(size * 32.0)).reshape(size, 32)
        for k, size in enumerate((layer.input_size, *layer.state_sizes))
    )
    with np.errstate(all="ignore"):
        tape = layer.forward(x[None], tuple(state))
    return np.concatenate([tape.h[0], *tape.state])
