"""Cells that the library does not have, each with what it computes in plain NumPy.

CELLS are made of σ, tanh, ReLU, products, sums, differences, 1 -, concatenation and layers;
MORE_CELLS of all else that a cell may be written with.
"""

import numpy as np

from rnnlib import equations
from rnnlib.symbolic import (
    affine,
    cell,
    concatenate,
    exp,
    linear,
    log,
    maximum,
    mean,
    parameter,
    peephole,
    relu,
    sigmoid,
    sqrt,
    tanh,
    variance,
)

SIZES = {"D_x": 3, "D_h": 5, "D_k": 2, "D_r": 4, "D_s": 2, "D_y": 2, "B": 7}


def problem(cell, seed=0, dtype=np.float64, **sizes):
    """Parameters (the frozen ones too), x and a state of positive numbers for one step."""
    random, sizes = np.random.default_rng(seed), {**SIZES, **sizes}
    given = {**cell.parameters, **cell.frozen}.items()
    params = {k: (0.5 * random.normal(size=s.numbers(sizes))).astype(dtype) for k, s in given}
    x = random.normal(size=cell.x.numbers(sizes)).astype(dtype)
    state = (0.2 + abs(random.normal(size=s.numbers(sizes))).astype(dtype) for s in cell.prior)
    return params, x, tuple(state)


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


@cell
def LEAKY(h, x):
    """Numbers on every side; names that are a Greek letter, a word and a word with an index."""
    alpha = sigmoid.layer("alpha", x, size=1)
    keep = (0.9 * h + 1e-5).called("keep_1")
    return keep / 2 + (2 - alpha) * tanh.layer("h~", h, x, plus=-0.5) * 0.1 - 3 / (1 + 2 * alpha)


def leaky(p, x, h):
    alpha = σ(a(p, "alpha", x))
    new = np.tanh(a(p, "h", h, x) - 0.5)
    return ((0.9 * h + 1e-5) / 2 + (2 - alpha) * new / 10 - 3 / (1 + 2 * alpha),)


@cell(states="h c n m")
def STABILISED(h, c, n, m, x):
    """The sLSTM with its stabiliser: exponential gates, a normaliser, a running maximum."""
    i, f = linear.layer("i", h, x), linear.layer("f", h, x)
    m_new = maximum(f + m, i).called("m")
    f, i = exp(f + m - m_new).called("f_exp"), exp(i - m_new).called("i_exp")
    c = f * c + i * tanh.layer("z", h, x)
    n = f * n + i
    return sigmoid.layer("o", h, x) * (c / n), c, n, m_new


def stabilised(p, x, h, c, n, m):
    i, f = a(p, "i", h, x), a(p, "f", h, x)
    new = np.where(f + m > i, f + m, i)
    f, i = np.exp(f + m - new), np.exp(i - new)
    c, n = f * c + i * np.tanh(a(p, "z", h, x)), f * n + i
    return σ(a(p, "o", h, x)) * c / n, c, n, new


def normalised(name, v):
    """Layer normalisation with a gain and a bias."""
    v = v.called(f"n_{name}")
    normal = (v - mean(v)) / sqrt(variance(v) + 1e-3)
    return peephole(name, normal) + parameter(f"b_{name}", "D_h")


@cell(states="h c")
def LAYER_NORM(h, c, x):
    f, i, o = (
        sigmoid(normalised(k, affine(k, h, x, bias=False))).called(k) for k in ("f", "i", "o")
    )
    c = f * c + i * tanh(normalised("k", affine("k", h, x, bias=False))).called("c~")
    return o * tanh(normalised("c", 1 * c)), c


def layer_norm(p, x, h, c):
    def norm(k, v):
        centred = v - v.mean(0)
        return p[f"p_{k}"] * centred / np.sqrt((centred**2).mean(0) + 1e-3) + p[f"b_{k}"]

    def W(k):
        return norm(k, p[f"W_{k}"] @ np.concatenate([h, x]))

    c = σ(W("f")) * c + σ(W("i")) * np.tanh(W("k"))
    return σ(W("o")) * np.tanh(norm("c", c)), c


@cell(states={"h": "D_r", "c": "D_h", "s": "D_s"}, outputs="y")
def PROJECTION(h, c, s, x):
    """An LSTM with a projected h, a slow context of a size of its own, and an output."""
    s = 0.95 * s + 0.05 * affine("s", x, size="D_s", bias=False)
    f, i, o = (sigmoid.layer(k, h, x, s) for k in "fio")
    c = f * c + i * tanh.layer("c~", h, x)
    h = linear.layer("h", o * tanh(c), size="D_r", bias=False)
    return h, c, s, linear.layer("y", h, s, size=3)


def projection(p, x, h, c, s):
    s = 0.95 * s + 0.05 * p["W_s"] @ x
    f, i, o = (σ(a(p, k, h, x, s)) for k in "fio")
    c = f * c + i * np.tanh(a(p, "c", h, x))
    h = p["W_h"] @ (o * np.tanh(c))
    return h, c, s, a(p, "y", h, s)


@cell
def ANTISYMMETRIC(h, x):
    """One matrix used four times, twice of them transposed, and a bias used twice."""
    W, b = parameter("W", "D_h", "D_h"), parameter("b", "D_h")
    v = (W - W.T) @ h - 0.1 * h + affine("u", x, bias=False)
    return h + 0.1 * (sigmoid(v + b) * tanh(W.T @ v + b + W @ h))


def antisymmetric(p, x, h):
    W, b = p["W"], p["b"]
    v = (W - W.T) @ h - 0.1 * h + p["W_u"] @ x
    return (h + 0.1 * σ(v + b) * np.tanh(W.T @ v + b + W @ h),)


@cell(x="D_h")
def HIGHWAY(h, x):
    """The input has the size of the state."""
    t = sigmoid.layer("t", x, h)
    return t * tanh.layer("k", h, x) + (1 - t) * (h + x)


def highway(p, x, h):
    t = σ(a(p, "t", x, h))
    return (t * np.tanh(a(p, "k", h, x)) + (1 - t) * (h + x),)


@cell
def RESERVOIR(h, x):
    """Weights that are not trained, scaled by a gain that is; a σ without a name gates."""
    W = parameter("W", "D_h", "D_h + D_x", frozen=True)
    inside = peephole("g", W @ concatenate(x, h)) + affine("k", x, frozen=True)
    return sigmoid(affine("z", h)) * h + tanh(inside)


def reservoir(p, x, h):
    inside = p["p_g"] * (p["W"] @ np.concatenate([x, h])) + a(p, "k", x)
    return (σ(a(p, "z", h)) * h + np.tanh(inside),)


@cell(states="h c")
def POWERS(h, c, x):
    """Squares, logarithms, roots, maxima with numbers, means across a state."""
    v = (log(1 + h**2) + sqrt(c * c + 0.5)).called("v")
    k = maximum(0.1, relu.layer("k", v / exp(-v), x))
    return maximum(k, mean(v)) - variance(c) * k, -(c - v) / (k + 1)


def powers(p, x, h, c):
    v = np.log(1 + h * h) + np.sqrt(c * c + 0.5)
    k = np.maximum(0.1, ReLU(a(p, "k", v * np.exp(v), x)))
    return np.maximum(k, v.mean(0)) - c.var(0) * k, (v - c) / (k + 1)


MORE_CELLS = {
    "numbers": (LEAKY, leaky, ("alpha", "h_candidate")),
    "exponentials and a maximum": (STABILISED, stabilised, ("i", "f", "z", "o")),
    "layer normalisation": (
        LAYER_NORM, layer_norm, ("n_f", "f", "n_i", "i", "n_o", "o", "n_k", "c_candidate")
    ),
    "states of three sizes": (PROJECTION, projection, ("f", "i", "o", "c_candidate", "h", "y")),
    "one matrix in four places": (ANTISYMMETRIC, antisymmetric, ()),
    "an input of the state's size": (HIGHWAY, highway, ("t", "k")),
    "frozen weights": (RESERVOIR, reservoir, ()),
    "squares, roots, means": (POWERS, powers, ("k",)),
}  # fmt: skip
EVERY_CELL = {c.name: c for c in (*equations.CELLS, equations.RNN_WITH_OUTPUT)} | {
    name: entry[0] for name, entry in (CELLS | MORE_CELLS).items()
}
