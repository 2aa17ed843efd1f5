"""Every cell of the book, written as equations: the specification.

The fast layers in `cells` are written without a look at this room, and the
tests hold the two against each other.
"""

from rnnlib.algebra import tanh
from rnnlib.cell import cell


@cell(states="h")
def RNN(h, x):
    """The simple recurrent cell: one layer of neurons.

    h_t = tanh(W_h [h_{t-1}; x_t] + b_h)                  Elman (1990), with tanh
    """
    return tanh.layer("h", h, x)


RNN_WITH_OUTPUT = RNN.with_output()
