"""Elementwise functions, and the layers of neurons that they close."""

from collections.abc import Callable

import numpy as np

from rnnlib import activations
from rnnlib.symbolic.expressions import MatrixProduct, Product, Sum, Unary
from rnnlib.symbolic.features import Concatenation, Positive
from rnnlib.symbolic.graph import Node
from rnnlib.symbolic.names import ONE, Name, Size
from rnnlib.symbolic.symbols import Expression, Symbol, quantity


class Activation(Unary):
    """φ(v), elementwise: σ, tanh, ReLU, exp, ln or the square root. Its kind is its Function."""

    def __init__(self, kind: "Function", v: Expression):
        super().__init__(v)
        self.kind, self.rule, self.value = kind, kind.rule, kind.function
        self.in_latex, self.in_numpy = (kind.in_latex, 0), (kind.in_numpy, 0)

    def adjoints(self, d):
        return (d * self.kind.slope(self),)


class Function:
    """One of σ, tanh, ReLU, the identity, exp, ln and the square root.

    Called, it is an *operator*: `tanh(c)`. As `tanh.layer("f", h, x)` it closes
    a *layer*, which has weights: f_t = tanh(W_f [h; x] + b_f).

    Args:
        phi: the function, its slope in terms of the result, and its rule.
    """

    def __init__(self, phi: activations.Activation):
        self.name, self.function, self.rule = phi.name, phi.function, phi.rule
        self.slope: Callable = Positive if phi.name == "relu" else phi.slope
        sign = phi.latex.replace("{", "{{").replace("}", "}}")
        self.in_latex = rf"{sign}({{}})" if phi.name != "sqrt" else r"\sqrt{{{}}}"
        self.in_numpy = _NUMPY.get(phi.name, f"np.{phi.name}({{}})")

    def __call__(self, *operands: Expression) -> Expression:
        if len(operands) != 1:
            raise TypeError(
                f"{self.name}(…): expected one quantity, got {len(operands)}; "
                f'a layer, with weights of its own, is {self.name}.layer("k", h, x)'
            )
        v = quantity(f"{self.name}(…)", operands[0], numbers=False)
        return v if self is linear else Activation(self, v)

    def layer(
        self, name: str, *inputs: Expression, size: str | int = "D_h", bias: bool = True,
        plus: Expression | float | None = None, frozen: bool = False,
    ) -> Expression:  # fmt: skip
        """A layer of neurons: φ(W [inputs] + b + plus), one row of W for each neuron.

        Args:
            name: what its result is called: "f", or "c~" for a candidate.
            inputs: expressions (D, B); several are concatenated.
            size: the number of neurons, a symbol or a number.
            bias: whether b is added.
            plus: what else enters the weighted sum, such as `peephole("f", c)`.
            frozen: whether W and b are given, not trained.
        """
        if not isinstance(name, str):
            raise TypeError(
                f"{self.name}.layer: expected first the name of its result, as in "
                f'{self.name}.layer("k", h, x); got {name!r}'
            )
        owner, called = f'{self.name}.layer("{name}")', Name(name)
        a = _affine(owner, called.base, inputs, size, bias, frozen)
        if plus is not None:
            a = a + quantity(owner, plus)
        if self is linear:
            a.closes_layer = True
        else:
            a.name, a.is_step = Name("a", above=called.base), True
        return self(a).called(name)

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name  # by reference


_NUMPY = {"sigmoid": "sigmoid({})", "relu": "np.maximum({}, 0)"}
_MORE = (
    activations.Activation("exp", r"\exp", np.exp, lambda y: y, "exp' = exp"),
    activations.Activation("log", r"\ln", np.log, lambda y: 1 / y.operands[0], "ln' v = 1 / v"),
    activations.Activation("sqrt", r"\sqrt", np.sqrt, lambda y: 0.5 / y, "√' = 1 / (2 √)"),
)
sigmoid, tanh, relu, linear, exp, log, sqrt = map(
    Function, (*activations.ACTIVATIONS.values(), *_MORE)
)


def parameter(
    name: str, rows: str | int | Size, columns: str | int | Size = 1, frozen: bool = False
) -> Symbol:
    """Weights as a quantity of their own, to be used in several places: `W @ h`, `W.T @ h`.

    Args:
        name: "W_r"; the key of `cell.parameters`.
        rows, columns: "D_h", "D_h + D_x" or a number; a single column is a bias or a gain.
        frozen: whether they are given, not trained: a key of `cell.frozen`.
    """
    owner = f'parameter("{name}")'
    shape = Size.of(owner, rows), Size.of(owner, columns)
    return Symbol(Name(name, time=""), shape, "parameter", frozen)


def affine(
    name: str, *inputs: Expression, size: str | int = "D_h", bias: bool = True, frozen: bool = False
) -> Expression:
    """W [inputs] + b: a weighted sum that has no name of its own."""
    return _affine(f'affine("{name}")', name, inputs, size, bias, frozen)


def _affine(owner, name, inputs, size, bias, frozen):
    if not isinstance(name, str):
        raise TypeError(f"{owner}: the name must be a string, got {name!r}")
    if not inputs:
        raise ValueError(f"{owner}: expected at least one input, got none")
    inputs = [quantity(owner, seen, numbers=False) for seen in inputs]
    seen = inputs[0] if len(inputs) == 1 else Concatenation(*inputs)
    size = Size.of(owner, size)
    a = parameter(f"W_{name}", size, seen.shape[0], frozen) @ seen
    return a + parameter(f"b_{name}", size, ONE, frozen) if bias else a


def peephole(name: str, c: Expression, frozen: bool = False) -> Product:
    """p ⊙ c: one weight for each feature of a state, the same for all samples."""
    c = quantity(f'peephole("{name}")', c, numbers=False)
    return Product(parameter(f"p_{name}", c.shape[0], ONE, frozen), c)


def is_parameter(node: Node) -> bool:
    """Whether a node is a weight or a bias, trained or frozen."""
    return node.kind == "parameter"


def is_weighting(node: Node) -> bool:
    """Whether a node is p ⊙ v, weights times a quantity: a peephole, no operator."""
    return isinstance(node, Product) and is_parameter(node.operands[0])


def has_weights(node: Node) -> bool:
    """Whether weights stand under this node, before any other activation or named quantity."""
    unnamed = [v for v in node.operands if v.is_step or not v.name]
    inner = [v for v in unnamed if not isinstance(v, Activation)]
    return any(map(is_parameter, node.operands)) or any(map(has_weights, inner))


def is_layer(node: Node) -> bool:
    """Whether a node is an activation with weights under it, or a weighted sum and nothing else."""
    if isinstance(node, Activation) or node.closes_layer:
        return has_weights(node)
    if isinstance(node, Sum):
        return all(is_parameter(v) or (not v.name and is_layer(v)) for v in node.operands)
    return isinstance(node, MatrixProduct) or is_weighting(node)
