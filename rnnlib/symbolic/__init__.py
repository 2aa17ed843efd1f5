"""Cells written as equations: what a reader writes one with.

A cell is a function of the prior states and the input; what it returns are the new states, in
order, then the outputs if it has any:

    @cell                                           # or @cell(states="h c", outputs="y")
    def GRU(h, x):
        r, z = sigmoid.layer("r", h, x), sigmoid.layer("z", h, x)
        return (1 - z) * h + z * tanh.layer("h~", r * h, x)

    layers          sigmoid.layer("f", h, x), also of tanh, relu, linear, exp, log, sqrt;
                    size="D_k" or size=1, bias=False, plus=…, frozen=True
    weights         affine("u", h) is W_u h + b_u, peephole("f", c) is p_f ⊙ c;
                    W = parameter("W", "D_h", "D_h") may be used in several places: W @ h, W.T @ h
    arithmetic      u + v, u - v, u * v, u / v, v ** 2, with numbers too: 0.9 * h + 0.1 * k
    functions       tanh(c), exp(v), log(v), sqrt(v), maximum(u, v), concatenate(u, v)
    over features   mean(v), variance(v), of shape (1, B): (v - mean(v)) / sqrt(variance(v) + 1e-5)
    sizes           states={"h": "D_r", "c": "D_h"}; x="D_h" where the input has the state's size
    names           v.called("s") gives a quantity an equation of its own; c~ is a candidate,
                    h_1 has an index, alpha is Greek
"""

from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.definition import cell
from rnnlib.symbolic.features import concatenate, maximum, mean, variance
from rnnlib.symbolic.functions import (
    affine,
    exp,
    linear,
    log,
    parameter,
    peephole,
    relu,
    sigmoid,
    sqrt,
    tanh,
)

__all__ = [
    "Cell", "affine", "cell", "concatenate", "exp", "linear", "log", "maximum", "mean", "parameter",
    "peephole", "relu", "sigmoid", "sqrt", "tanh", "variance",
]  # fmt: skip
