"""Cells from the literature with a cell state beside what they show, each with its source.

Here are states of other sizes, exp, maximum, and squashing functions made of σ.
"""

from literature_cells import normalized, normalized_sum

from rnnlib.symbolic import affine, cell, exp, linear, maximum, parameter, peephole, sigmoid, tanh


@cell
def ADDITIVE(h, c, x):
    """RAN: Lee et al. (2017): the candidate is linear in the input."""
    i, f = sigmoid.layer("i", h, x), sigmoid.layer("f", h, x)
    c = (i * affine("c", x, bias=False) + f * c).called("c")
    return tanh(c), c


@cell(x="D_h")
def SIMPLE_UNIT(h, c, x):
    """SRU: Lei et al. (2018), with a highway from the input to h."""
    f = sigmoid.layer("f", x, plus=peephole("f", c))
    r = sigmoid.layer("r", x, plus=peephole("r", c))
    c = (f * c + (1 - f) * affine("c", x, bias=False)).called("c")
    return r * c + (1 - r) * x, c


@cell(states={"c": "D_h", "p": "D_x"}, outputs="h")
def QUASI(c, p, x):
    """QRNN with fo-pooling and a window of two inputs: Bradbury et al. (2017)."""
    z, f, o = tanh.layer("z", p, x), sigmoid.layer("f", p, x), sigmoid.layer("o", p, x)
    c = (f * c + (1 - f) * z).called("c")
    return c, x, o * c


@cell
def NORMALIZED_LSTM(h, c, x):
    """Ba et al. (2016), after: each gate is normalised by itself."""
    f, i, o, g = (sum(normalized_sum(name, h, x)) for name in "fiog")
    c = sigmoid(f).called("f") * c + sigmoid(i).called("i") * tanh(g).called("c~")
    return sigmoid(o).called("o") * tanh(normalized("c", c)), c


@cell
def LSTM_SQUASHED(h, c, x):
    """Hochreiter & Schmidhuber (1997), with their squashing functions 4σ - 2 and 2σ - 1."""
    i, o = sigmoid.layer("i", h, x), sigmoid.layer("o", h, x)
    c = (c + i * (4 * sigmoid.layer("k", h, x) - 2)).called("c")
    return o * (2 * sigmoid(c) - 1), c


@cell
def LSTM_COUPLED_PEEPHOLES(h, c, x):
    """Greff et al. (2017), CIFG with the peepholes of Gers & Schmidhuber (2000)."""
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = ((1 - i) * c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, plus=peephole("o", c)) * tanh(c), c


@cell(states={"h": "D_r", "c": "D_h"})
def LSTM_PROJECTED(h, c, x):
    """Sak et al. (2014), without peepholes: PyTorch's proj_size."""
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = (f * c + i * tanh.layer("c~", h, x)).called("c")
    return linear.layer("h", o * tanh(c), size="D_r", bias=False), c


@cell(x="D_h")
def LSTM_RESIDUAL(h, c, x):
    """Kim et al. (2017), where input and state have the same size."""
    f = sigmoid.layer("f", h, x, plus=peephole("f", c))
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = (f * c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, c) * (affine("p", tanh(c), bias=False) + x), c


@cell
def LSTM_MULTIPLICATIVE(h, c, x):
    """mLSTM: Krause et al. (2017): the gates see a product of input and state."""
    m = affine("m_x", x, bias=False) * affine("m_h", h, bias=False)
    m.called("m")
    f, i, o = (sigmoid.layer(name, m, x) for name in "fio")
    c = (f * c + i * tanh.layer("c~", m, x)).called("c")
    return o * tanh(c), c


def integrated(name, h, x):
    """α ⊙ W x ⊙ U h + β ⊙ U h + γ ⊙ W x + b: multiplicative integration."""
    from_x, from_h = (
        affine(f"{name}_{seen}", v, bias=False).called(f"v_{name}_{seen}")
        for seen, v in (("x", x), ("h", h))
    )
    alpha, beta, gamma = (parameter(f"{v}_{name}", "D_h") for v in ("alpha", "beta", "gamma"))
    shift = parameter(f"b_{name}", "D_h")
    return alpha * from_x * from_h + beta * from_h + gamma * from_x + shift


@cell
def INTEGRATING_RNN(h, x):
    """MI-RNN: Wu et al. (2016)."""
    return tanh(integrated("k", h, x))


@cell
def INTEGRATING_LSTM(h, c, x):
    """MI-LSTM: Wu et al. (2016)."""
    f, i, o = (sigmoid(integrated(name, h, x)).called(name) for name in "fio")
    c = (f * c + i * tanh(integrated("k", h, x)).called("c~")).called("c")
    return o * tanh(c), c


@cell
def SLSTM(h, c, n, m, x):
    """Beck et al. (2024), with exponential gates and their stabiliser m."""
    a_i, a_f = linear.layer("e_i", h, x), linear.layer("e_f", h, x)
    new_m = maximum(a_f + m, a_i).called("m")
    i, f = exp(a_i - new_m).called("i"), exp(a_f + m - new_m).called("f")
    c = (f * c + i * tanh.layer("z", h, x)).called("c")
    n = (f * n + i).called("n")
    return sigmoid.layer("o", h, x) * (c / n), c, n, new_m
