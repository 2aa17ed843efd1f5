"""Recurrent neural networks from one definition per cell.

The way of the data: a task makes batches (`tasks`), a layer runs them
(`cells`), a network stacks layers and reads out (`network`), a loss compares
(`losses`), the layers go backward, an optimizer steps (`optimizers`), a
history remembers (`training`), a figure shows it (`plots`).
"""

from rnnlib.cells.gru import GRU
from rnnlib.cells.lstm import LSTM
from rnnlib.cells.rnn import RNN
from rnnlib.equation_layer import EquationLayer
from rnnlib.network import Network

__all__ = ["GRU", "LSTM", "RNN", "EquationLayer", "Network"]
