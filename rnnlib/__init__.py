"""Recurrent neural networks from one definition per cell.

A task makes batches (`tasks`); a layer runs them, forward and backward (`layers`); a network
stacks layers and reads out, a loss compares, an optimizer steps (`training`). Beside it stands
the cell as equations (`equations`, `symbolic`), from which the same is derived.
"""

from importlib import import_module
from typing import Any

from rnnlib import equations, symbolic, tasks
from rnnlib.layers.attention import CausalAttention
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.linear_recurrence import LinearRecurrence
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual
from rnnlib.layers.rnn import RNN
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.network import Network
from rnnlib.training.optimizers import SGD, Adam, RMSprop
from rnnlib.training.saving import load
from rnnlib.training.stack import stack

__version__ = "0.2.0"
_LATER = ("analysis", "claims", "drawing", "experiments", "interop")  # loaded when asked for
__all__ = [
    "GRU", "LSTM", "RNN", "SGD", "Adam", "Batch", "BatchNorm", "Bidirectional", "CausalAttention",
    "Dropout", "Embedding", "EquationLayer", "LayerNorm", "LinearRecurrence", "Network", "RMSprop",
    "Residual", "equations", "fit", "load", "stack", "symbolic", "tasks", *_LATER,
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return import_module(f"rnnlib.{name}")
    raise AttributeError(f"module 'rnnlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
