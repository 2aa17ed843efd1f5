"""Every cell of the book, written as equations: the specification.

The fast layers in `layers` are written independently of these, and the tests
compare the two.
"""

from rnnlib.symbolic import affine, cell, linear, peephole, sigmoid, tanh


@cell(states="h")
def RNN(h, x):
    """The simple recurrent cell: one layer of neurons. Elman (1990), with tanh."""
    return tanh.layer("h", h, x)


RNN_WITH_OUTPUT = RNN.with_output()


@cell(states="h")
def ONE_GATE_GRU(h, x):
    """A candidate, and one gate that blends it with the old state: between RNN and GRU."""
    z = sigmoid.layer("z", h, x)
    h_candidate = tanh.layer("h~", h, x)
    return (1 - z) * h + z * h_candidate


@cell(states="h")
def GRU(h, x):
    """The gated recurrent unit, reset before the concatenation.

    Cho et al. (2014), with z the other way round, as Chung et al. (2014) have it.
    """
    r, z = (sigmoid.layer(gate, h, x) for gate in "rz")
    h_candidate = tanh.layer("h~", r * h, x)
    return (1 - z) * h + z * h_candidate


@cell(states="h")
def GRU_RESET_AFTER(h, x):
    """The gated recurrent unit with the reset after the matrix product, as in PyTorch and cuDNN."""
    r, z = (sigmoid.layer(gate, h, x) for gate in "rz")
    h_candidate = tanh.layer("h~", x, plus=r * affine("u", h))
    return (1 - z) * h + z * h_candidate


@cell(states="h c")
def LSTM(h, c, x):
    """Long short-term memory with a forget gate. Gers et al. (2000)"""
    f, i, o = (sigmoid.layer(gate, h, x) for gate in "fio")
    c_candidate = tanh.layer("c~", h, x)
    c = f * c + i * c_candidate
    return o * tanh(c), c


@cell(states="h c")
def LSTM_1997(h, c, x):
    """Long short-term memory before the forget gate. Hochreiter & Schmidhuber (1997), with tanh"""
    i, o = (sigmoid.layer(gate, h, x) for gate in "io")
    c_candidate = tanh.layer("c~", h, x)
    c = c + i * c_candidate
    return o * tanh(c), c


@cell(states="h c")
def LSTM_PEEPHOLES(h, c, x):
    """Long short-term memory with gates that see the cell state. Gers & Schmidhuber (2000)"""
    f = sigmoid.layer("f", h, x, plus=peephole("f", c))
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c_candidate = tanh.layer("c~", h, x)
    c = (f * c + i * c_candidate).called("c")
    o = sigmoid.layer("o", h, x, plus=peephole("o", c))
    return o * tanh(c), c


@cell(states={"h": "D_p", "c": "D_h"})
def LSTM_PROJECTED(h, c, x):
    """Long short-term memory that shows D_p projections of its D_h units. Sak et al. (2014)"""
    f, i, o = (sigmoid.layer(gate, h, x) for gate in "fio")
    c_candidate = tanh.layer("c~", h, x)
    c = f * c + i * c_candidate
    return affine("p", o * tanh(c), size="D_p", bias=False), c


@cell(states="h c")
def LSTM_COUPLED(h, c, x):
    """Long short-term memory that forgets as much as it writes. Greff et al. (2017), CIFG"""
    i, o = (sigmoid.layer(gate, h, x) for gate in "io")
    c_candidate = tanh.layer("c~", h, x)
    c = (1 - i) * c + i * c_candidate
    return o * tanh(c), c


@cell(states="h")
def MINIMAL_GATED_UNIT(h, x):
    """One gate for all purposes; f near 1 forgets, as in Zhou et al. (2016)"""
    f = sigmoid.layer("f", h, x)
    h_candidate = tanh.layer("h~", f * h, x)
    return (1 - f) * h + f * h_candidate


@cell(states="h")
def MIN_GRU(h, x):
    """A gate and a candidate that do not look at the state. Feng et al. (2024)"""
    z = sigmoid.layer("z", x)
    h_candidate = linear.layer("h~", x)
    return (1 - z) * h + z * h_candidate


CELLS = (
    RNN, ONE_GATE_GRU, GRU, GRU_RESET_AFTER, LSTM, LSTM_1997, LSTM_PEEPHOLES, LSTM_COUPLED,
    MINIMAL_GATED_UNIT, MIN_GRU,
)  # fmt: skip
