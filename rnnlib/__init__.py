"""Recurrent neural networks from one definition per cell.

The way of the data: a task makes batches (`tasks`), a layer runs them
(`cells`), a network stacks layers and reads out (`network`), a loss compares
(`losses`), the layers go backward, an optimizer steps (`optimizers`), a
history remembers (`training`), a figure shows it (`plots`).
"""

from rnnlib.layers.equation_layer import EquationLayer
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN
from rnnlib.training.network import Network

__all__ = ["GRU", "LSTM", "RNN", "EquationLayer", "Network"]
