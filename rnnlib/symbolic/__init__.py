"""Cells written as equations: what a reader writes one with."""

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
