"""Expressions: the small algebra in which every cell is written.

An expression is a graph of operations on symbols. Each kind of operation says
four things about itself, standing together so that one can be checked against
the other: the *shape* of its result, how it is written in *LaTeX*, its
*value*, and its *adjoints*: given v̄ = ∂L/∂v of the result, the same for each
operand, again as expressions. All is features first: a quantity of D
features for a batch of B samples has shape (D, B).
"""

from itertools import count

import numpy as np

from rnnlib import activations
from rnnlib.drawing.palette import light
from rnnlib.symbolic.names import BATCH, ONE, Name, Size, shape_text

_serials = count()


class Expression:
    """A node of the graph. `name` is given to what stands left of an equals sign."""

    operands = ()
    name = None
    is_step = False  # a step within a layer, named only where the steps are shown
    binds = 9  # how tightly the notation binds: sums 1, products 2, matrix products 3

    def __new__(cls, *args, **kwargs):
        node = super().__new__(cls)
        node.serial = next(_serials)  # operands are made before what uses them
        return node

    def __add__(self, other):
        return Sum(self, _quantity("+", other))

    def __mul__(self, other):
        return Product(self, _quantity("*", other))

    def __matmul__(self, other):
        return MatrixProduct(self, _quantity("@", other))

    __radd__, __rmul__ = __add__, __mul__  # a number on the left is refused as on the right

    def __rsub__(self, one):
        if one != 1:
            raise ValueError(f"the only difference in a cell is 1 - v, got {one!r} - v")
        return OneMinus(self)

    def __sub__(self, other):
        return Sum(self, -_quantity("-", other))

    def __neg__(self):
        return Negative(self)

    def called(self, text):
        """Give this node a name, so that it gets an equation of its own."""
        self.name = Name(text)
        return self


def _quantity(operation, other):
    if not isinstance(other, Expression):
        needed = "its inputs" if "(" in operation else "both sides"
        raise TypeError(
            f"{operation}: {needed} must be quantities of the cell, got {other!r}; "
            "a number stands in 1 - v alone"
        )
    return other


class Writer:
    """How a node is written where it is used: by its name if it has one, else in full.

    Args:
        steps: whether the steps within a layer go by their names, such as a_t.
        roles: {node: meaning}, the colours that names wear (keys of palette.COLOURS).
    """

    def __init__(self, steps=True, roles=()):
        self.steps, self.roles = steps, roles

    def __call__(self, node, binds=0):
        if node.name is None or (node.is_step and not self.steps):
            text = node.latex(self)
            return rf"\left({text}\right)" if node.binds < binds else text
        return self.coloured(node, node.name.latex())

    def coloured(self, node, text):
        """Text about a node, in the colour of what the node means."""
        if node not in self.roles:
            return text
        return rf"{{\color{{{light(self.roles[node])}}}{{{text}}}}}"


write = Writer()


class Symbol(Expression):
    """A quantity that is given: an input, a prior state, a weight, an adjoint."""

    def __init__(self, name, shape, kind):
        self.name, self.shape, self.kind = name, shape, kind

    def numbers(self, sizes):
        """The shape in numbers."""
        return tuple(size.value(sizes) for size in self.shape)

    def latex(self, write):
        return self.name.latex()

    def adjoints(self, d):
        return ()


def _same_shape(operation, u, v):
    if u.shape != v.shape:
        raise ValueError(
            f"{write(u)} {operation} {write(v)}: the shapes must be equal, "
            f"got {shape_text(u.shape)} and {shape_text(v.shape)}"
        )


class Sum(Expression):
    """u + v; a column (D, 1), such as a bias, is added to every sample of the batch."""

    rule = "sum"
    forward_rule = "sum of equal shapes"
    binds = 1

    def __init__(self, u, v):
        if not (v.shape == (u.shape[0], ONE) and u.shape[1] == BATCH):
            _same_shape("+", u, v)
        else:
            self.forward_rule = "the bias is added to every column"
        self.operands, self.shape = (u, v), u.shape

    def latex(self, write):
        u, v = self.operands
        right = write(v, 1)
        if right.startswith("-"):
            return f"{write(u, 1)} - {right[1:]}"
        return f"{write(u, 1)} + {right}"

    def value(self, u, v):
        return u + v

    def adjoints(self, d):
        _, v = self.operands
        return d, d if v.shape == d.shape else SumOverBatch(d)


class Negative(Expression):
    """-v."""

    rule = "the sign stays"
    forward_rule = "elementwise, keeps the shape"
    binds = 2

    def __init__(self, v):
        self.operands, self.shape = (v,), v.shape

    def latex(self, write):
        text = write(self.operands[0], 2)
        return text[1:] if text.startswith("-") else f"-{text}"  # minus minus is plus

    def value(self, v):
        return -v

    def adjoints(self, d):
        return (-d,)


class OneMinus(Expression):
    """1 - v."""

    rule = "the slope of 1 - v is -1"
    forward_rule = "elementwise, keeps the shape"
    binds = 1

    def __init__(self, v):
        self.operands, self.shape = (v,), v.shape

    def latex(self, write):
        return f"1 - {write(self.operands[0], 2)}"

    def value(self, v):
        return 1 - v

    def adjoints(self, d):
        return (-d,)


class Product(Expression):
    """u ⊙ v, elementwise: what a gate does."""

    rule = "product rule"
    forward_rule = "elementwise product of equal shapes"
    binds = 2

    def __init__(self, u, v):
        if u.shape == (v.shape[0], ONE) and v.shape[1] == BATCH:
            self.forward_rule = "each column times the same weights"
        else:
            _same_shape("⊙", u, v)
        self.operands, self.shape = (u, v), v.shape

    def latex(self, write):
        u, v = self.operands
        if u is v:
            return f"{write(u, 4)}^2"
        right = write(v, 2)
        if right.startswith("-"):
            right = rf"\left({right}\right)"
        return rf"{write(u, 2)} \odot {right}"

    def value(self, u, v):
        return u * v

    def adjoints(self, d):
        u, v = self.operands
        d_u, d_v = d * v, (u * d if u.shape != d.shape else d * u)
        return d_u if u.shape == d.shape else SumOverBatch(d_u), d_v


class MatrixProduct(Expression):
    """W v: the one operation that mixes features."""

    rule = "matrix product"
    binds = 3

    def __init__(self, w, v):
        if w.shape[1] != v.shape[0]:
            raise ValueError(
                f"{write(w)} {write(v)}: the inner sizes must be equal, "
                f"got {shape_text(w.shape)} and {shape_text(v.shape)}"
            )
        self.forward_rule = f"the inner {w.shape[1]} cancels"
        self.operands, self.shape = (w, v), (w.shape[0], v.shape[1])

    def latex(self, write):
        w, v = self.operands
        return rf"{write(w, 3)}\,{write(v, 4)}"

    def value(self, w, v):
        return w @ v

    def adjoints(self, d):
        w, v = self.operands
        return d @ Transpose(v), Transpose(w) @ d


class Transpose(Expression):
    """vᵀ. It stands only in backward equations."""

    binds = 4

    def __init__(self, v):
        self.operands, self.shape = (v,), v.shape[::-1]

    def latex(self, write):
        return rf"{write(self.operands[0], 4)}^\top"

    def value(self, v):
        return v.T


class SumOverBatch(Expression):
    """v 1: the columns added up, (D, B) to (D, 1). It stands only in backward equations."""

    sent_because = "sum the columns"
    binds = 3

    def __init__(self, v):
        self.operands, self.shape = (v,), (v.shape[0], ONE)

    def latex(self, write):
        return rf"{write(self.operands[0], 3)}\,\mathbf 1"

    def value(self, v):
        return v.sum(axis=1, keepdims=True)


class Concatenation(Expression):
    """[u; v; …]: one above the other. The rows add up; nothing is added elementwise."""

    rule = "cut at the joint"
    forward_rule = "stacked: the rows add up"

    def __init__(self, *parts):
        if len({part.shape[1] for part in parts}) > 1:
            shapes = " and ".join(shape_text(part.shape) for part in parts)
            raise ValueError(f"[{'; '.join(write(p) for p in parts)}]: got {shapes}")
        rows = sum((part.shape[0] for part in parts), Size())
        self.operands, self.shape = parts, (rows, parts[0].shape[1])

    def latex(self, write):
        return "[" + r";\, ".join(write(part) for part in self.operands) + "]"

    def value(self, *parts):
        return np.concatenate(parts)

    def adjoints(self, d):
        return tuple(Rows(d, self, k) for k in range(len(self.operands)))


class Rows(Expression):
    """The rows of a joined adjoint that belong to part k. It stands only in backward equations."""

    def __init__(self, d, joined, k):
        self.operands, self.k = (d, *joined.operands), k
        self.shape = joined.operands[k].shape

    def latex(self, write):
        joined, *parts = self.operands
        return rf"{write(joined, 4)}\big|_{{{write(parts[self.k])}}}"

    def value(self, d, *parts):
        first = sum(len(part) for part in parts[: self.k])
        return d[first : first + len(parts[self.k])]


class Same(Expression):
    """v under a second name: a state that is another quantity unchanged."""

    rule = "the same quantity, the same adjoint"
    forward_rule = "the same"

    def __init__(self, v):
        self.operands, self.shape = (v,), v.shape

    def latex(self, write):
        return write(self.operands[0])

    def value(self, v):
        return v

    def adjoints(self, d):
        return (d,)


class Activation(Expression):
    """φ(v), elementwise: σ, tanh or ReLU."""

    forward_rule = "elementwise, keeps the shape"

    def __init__(self, kind, v):
        self.kind, self.rule = kind, kind.rule
        self.operands, self.shape = (v,), v.shape

    def latex(self, write):
        return rf"{self.kind.latex}\left({write(self.operands[0])}\right)"

    def value(self, v):
        return self.kind.function(v)

    def adjoints(self, d):
        return (d * self.kind.slope(self),)


class Positive(Expression):
    """1 where v > 0, else 0: the slope of ReLU. It stands only in backward equations."""

    def __init__(self, v):
        self.operands, self.shape = (v,), v.shape

    def latex(self, write):
        return rf"[{write(self.operands[0])} > 0]"

    def value(self, v):
        return activations.relu_slope(v)


class Function:
    """One of σ, tanh, ReLU and the identity.

    Called, it is an *operator*: `tanh(c)`. As `tanh.layer("f", h, x)` it closes
    a *layer*, which has weights: f_t = tanh(W_f [h; x] + b_f).
    """

    def __init__(self, phi):
        self.name, self.latex, self.function, self.rule = (
            phi.name,
            phi.latex,
            phi.function,
            phi.rule,
        )
        self.slope = Positive if phi.name == "relu" else phi.slope  # in terms of the result

    def __call__(self, v):
        v = _quantity(f"{self.name}(…)", v)
        return v if self is linear else Activation(self, v)

    def layer(self, name, *inputs, size="D_h", bias=True, plus=None):
        """A layer of neurons: φ(W [inputs] + b + plus), one row of W for each neuron.

        Args:
            name: what its result is called: "f", or "c~" for a candidate.
            inputs: expressions (D, B); several are concatenated.
            size: the number of neurons, a symbol.
            bias: whether b is added.
            plus: what else enters the weighted sum, such as `peephole("f", c)`.
        """
        whose, base = f'{self.name}.layer("{name}")', Name(name).base
        a = _affine(whose, base, inputs, size, bias)
        if plus is not None:
            _quantity(whose, plus)
            a = a + plus
        if self is not linear:
            a.name, a.is_step = Name("a", above=base), True
        return self(a).called(name)

    def __repr__(self):
        return self.name


def affine(name, *inputs, size="D_h", bias=True):
    """W [inputs] + b: a weighted sum that has no name of its own."""
    return _affine(f'affine("{name}")', name, inputs, size, bias)


def _affine(whose, name, inputs, size, bias):
    if not inputs:
        raise ValueError(f"{whose}: expected at least one input, got none")
    inputs = [_quantity(whose, seen) for seen in inputs]
    seen = inputs[0] if len(inputs) == 1 else Concatenation(*inputs)
    a = _parameter("W", name, Size(size), seen.shape[0]) @ seen
    return a + _parameter("b", name, Size(size), ONE) if bias else a


def peephole(name, c):
    """p ⊙ c: one weight for each feature of a state, the same for all samples."""
    c = _quantity(f'peephole("{name}")', c)
    return Product(_parameter("p", name, c.shape[0], ONE), c)


def _parameter(letter, name, rows, columns):
    return Symbol(Name(f"{letter}_{name}", time=""), (rows, columns), "parameter")


sigmoid, tanh, relu, linear = (Function(phi) for phi in activations.ACTIVATIONS.values())


def in_order(roots):
    """Every node below the roots, in the order in which they were written: operands first."""
    found, waiting = set(), list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.operands)
    return sorted(found, key=lambda node: node.serial)


def evaluate(roots, given):
    """The value of every node below the roots.

    Args:
        roots: expressions.
        given: {symbol: array} for all symbols below the roots.

    Returns:
        {node: array}.
    """
    values = dict(given)
    for node in in_order(roots):
        if node not in values:
            values[node] = node.value(*(values[operand] for operand in node.operands))
    return values


def has_weights(node):
    """Whether weights stand under this node, before any other activation or named quantity."""
    return any(
        getattr(below, "kind", None) == "parameter"
        or (
            not isinstance(below, Activation)
            and (below.is_step or not below.name)
            and has_weights(below)
        )
        for below in node.operands
    )


def is_weighting(node):
    """Whether a node is p ⊙ v, weights times a quantity: a peephole, no operator."""
    return isinstance(node, Product) and getattr(node.operands[0], "kind", None) == "parameter"
