"""Cells that the library does not have, each beside what it computes in plain NumPy.

The algebra must express any cell of σ, tanh, ReLU, products, sums, differences,
1 -, concatenation and layers; these are the probes.
"""

import numpy as np

from rnnlib.symbolic import affine, cell, linear, peephole, relu, sigmoid, tanh


def a(p, name, *inputs):
    return p[f"W_{name}"] @ np.concatenate(inputs) + p[f"b_{name}"]


def σ(a):
    return 1 / (1 + np.exp(-a))


def ReLU(a):
    return a * (a > 0)


@cell(states="h")
def RESET_AFTER(h, x):
    r = sigmoid.layer("r", h, x)
    z = sigmoid.layer("z", h, x)
    h_candidate = tanh(linear.layer("k", x) + r * linear.layer("u", h)).called("h~")
    return (1 - z) * h + z * h_candidate


def reset_after(p, x, h):
    r, z = (σ(a(p, gate, h, x)) for gate in "rz")
    return ((1 - z) * h + z * np.tanh(a(p, "k", x) + r * a(p, "u", h)),)


@cell(states="h c")
def SEES_ALL(h, c, x):
    f = sigmoid.layer("f", h, c, x)
    c = f * c + (1 - f) * tanh.layer("c~", h, x)
    return sigmoid.layer("o", h, c, x) * tanh(c), c


def sees_all(p, x, h, c):
    f = σ(a(p, "f", h, c, x))
    c = f * c + (1 - f) * np.tanh(a(p, "c", h, x))
    return σ(a(p, "o", h, c, x)) * np.tanh(c), c


@cell(states="h")
def RESIDUAL(h, x):
    return h + relu.layer("g", relu.layer("k", h, x, size="D_k"), bias=False)


def residual(p, x, h):
    return (h + ReLU(p["W_g"] @ ReLU(a(p, "k", h, x))),)


@cell(states="h c")
def DIFFERENCES(h, c, x):
    g, k = relu.layer("g", h, x), tanh.layer("k", c, x)
    return -(g - k) - (h - g) * k, -c - g * g


def differences(p, x, h, c):
    g, k = ReLU(a(p, "g", h, x)), np.tanh(a(p, "k", c, x))
    return -(g - k) - (h - g) * k, -c - g * g


@cell(states="h c")
def CURIOUS(h, c, x):
    """A reader's own: the gate looks at the cell state, and the rest of it is written back."""
    g = sigmoid.layer("g", h, x, plus=peephole("g", c) + affine("v", c, bias=False))
    c = (1 - g) * c + g * linear.layer("c~", h, x)
    return tanh.layer("h", g * c, h), c


def curious(p, x, h, c):
    g = σ(a(p, "g", h, x) + p["p_g"] * c + p["W_v"] @ c)
    c = (1 - g) * c + g * a(p, "c", h, x)
    return np.tanh(a(p, "h", g * c, h)), c


#        cell         in NumPy       layers
CELLS = {
    "GRU, in more layers": (RESET_AFTER, reset_after, ("r", "z", "k", "u")),
    "LSTM that sees all": (SEES_ALL, sees_all, ("f", "c_candidate", "o")),
    "ReLU with a residual": (RESIDUAL, residual, ("k", "g")),
    "differences": (DIFFERENCES, differences, ("g", "k")),
    "curious": (CURIOUS, curious, ("g", "c_candidate", "h")),
}
