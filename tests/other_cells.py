"""Cells that the library does not know, each beside what it computes in plain NumPy.

The algebra must express any cell of σ, tanh, ReLU, products, sums, differences,
1 -, concatenation and layers; these are the probes.
"""

import numpy as np

from rnnlib.algebra import linear, relu, sigmoid, tanh
from rnnlib.cell import cell


def affine(p, name, *inputs):
    return p[f"W_{name}"] @ np.concatenate(inputs) + p[f"b_{name}"]


def σ(a):
    return 1 / (1 + np.exp(-a))


def ReLU(a):
    return a * (a > 0)


@cell(states="h c")
def LSTM(h, c, x):
    f = sigmoid.layer("f", h, x)
    i = sigmoid.layer("i", h, x)
    o = sigmoid.layer("o", h, x)
    c_candidate = tanh.layer("c~", h, x)
    c = f * c + i * c_candidate
    return o * tanh(c), c


def lstm(p, x, h, c):
    f, i, o = (σ(affine(p, gate, h, x)) for gate in "fio")
    c = f * c + i * np.tanh(affine(p, "c", h, x))
    return o * np.tanh(c), c


@cell(states="h")
def GRU(h, x):
    r = sigmoid.layer("r", h, x)
    z = sigmoid.layer("z", h, x)
    return (1 - z) * h + z * tanh.layer("h~", r * h, x)


def gru(p, x, h):
    r, z = (σ(affine(p, gate, h, x)) for gate in "rz")
    return ((1 - z) * h + z * np.tanh(affine(p, "h", r * h, x)),)


@cell(states="h")
def RESET_AFTER(h, x):
    r = sigmoid.layer("r", h, x)
    z = sigmoid.layer("z", h, x)
    h_candidate = tanh(linear.layer("k", x) + r * linear.layer("u", h)).called("h~")
    return (1 - z) * h + z * h_candidate


def reset_after(p, x, h):
    r, z = (σ(affine(p, gate, h, x)) for gate in "rz")
    return ((1 - z) * h + z * np.tanh(affine(p, "k", x) + r * affine(p, "u", h)),)


@cell(states="h c")
def PEEPHOLE(h, c, x):
    f = sigmoid.layer("f", h, c, x)
    c = f * c + (1 - f) * tanh.layer("c~", h, x)
    return sigmoid.layer("o", h, c, x) * tanh(c), c


def peephole(p, x, h, c):
    f = σ(affine(p, "f", h, c, x))
    c = f * c + (1 - f) * np.tanh(affine(p, "c", h, x))
    return σ(affine(p, "o", h, c, x)) * np.tanh(c), c


@cell(states="h")
def MINIMAL(h, x):
    f = sigmoid.layer("f", h, x)
    return (1 - f) * h + f * tanh.layer("h~", f * h, x)


def minimal(p, x, h):
    f = σ(affine(p, "f", h, x))
    return ((1 - f) * h + f * np.tanh(affine(p, "h", f * h, x)),)


@cell(states="h")
def RELU(h, x):
    return h + relu.layer("g", relu.layer("k", h, x, size="D_k"), bias=False)


def relu_residual(p, x, h):
    return (h + ReLU(p["W_g"] @ ReLU(affine(p, "k", h, x))),)


@cell(states="h c")
def DIFFERENCES(h, c, x):
    g, k = relu.layer("g", h, x), tanh.layer("k", c, x)
    return -(g - k) - (h - g) * k, -c - g * g


def differences(p, x, h, c):
    g, k = ReLU(affine(p, "g", h, x)), np.tanh(affine(p, "k", c, x))
    return -(g - k) - (h - g) * k, -c - g * g


#        cell         in NumPy       layers
CELLS = {
    "LSTM": (LSTM, lstm, ("f", "i", "o", "c_candidate")),
    "GRU": (GRU, gru, ("r", "z", "h_candidate")),
    "GRU, reset after": (RESET_AFTER, reset_after, None),
    "LSTM with peepholes": (PEEPHOLE, peephole, ("f", "c_candidate", "o")),
    "minimal gated unit": (MINIMAL, minimal, ("f", "h_candidate")),
    "ReLU with a residual": (RELU, relu_residual, ("k", "g")),
    "differences": (DIFFERENCES, differences, ("g", "k")),
}
