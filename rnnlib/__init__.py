"""Recurrent neural networks from one definition per cell.

A task makes batches (`tasks`); a layer runs them, forward and backward (`layers`); a network
stacks layers and reads out, a loss compares, an optimizer steps (`training`). Beside it stands
the cell as equations (`equations`, `symbolic`), from which the same is derived.
"""

from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN
from rnnlib.training.network import Network

__version__ = "0.2.0"
__all__ = ["GRU", "LSTM", "RNN", "EquationLayer", "Network"]
