"""Expressions: the arithmetic in which every cell is written.

Each operation says about itself, in one place so that one can be checked against the other:
the *shape* of its result, how it is written in *LaTeX* and in *NumPy*, its *value*, and its
*adjoints*: given d = ∂L/∂v of the result, the same for each operand, again as expressions.
All is features first: a quantity of D features for a batch of B samples has shape (D, B).
"""

from typing import Any

import numpy as np

from rnnlib.symbolic.graph import Node, write
from rnnlib.symbolic.names import BATCH, ONE, Name, Size, shape_text


class Expression(Node):
    """A node that can be calculated with: u + v, u - v, u * v, u / v, W @ v, v ** 2, W.T.

    Numbers stand for a quantity in all of them but @.
    """

    __array_ufunc__ = None  # a NumPy number on the left leaves the operation to us

    def __add__(self, other):
        return Sum(self, quantity("+", other))

    def __radd__(self, other):
        return Sum(quantity("+", other), self)

    def __sub__(self, other):
        return Sum(self, -quantity("-", other))

    def __rsub__(self, other):
        number = quantity("-", other)
        is_one = isinstance(number, Number) and number.number == 1
        return OneMinus(self) if is_one else Sum(number, -self)

    def __neg__(self):
        return Negative(self)

    def __mul__(self, other):
        return Product(self, quantity("*", other))

    def __rmul__(self, other):
        return Product(quantity("*", other), self)

    def __truediv__(self, other):
        return Quotient(self, quantity("/", other))

    def __rtruediv__(self, other):
        return Quotient(quantity("/", other), self)

    def __pow__(self, other):
        if not isinstance(other, (int, float)) or other != 2:
            raise ValueError(f"{write(self)} ** {other!r}: the only power in a cell is 2")
        return Product(self, self)

    def __matmul__(self, other):
        return MatrixProduct(self, quantity("@", other, numbers=False))

    def __rmatmul__(self, other):
        return quantity("@", other, numbers=False)

    @property
    def T(self):
        """The transpose of a matrix of weights."""
        if BATCH in self.shape:
            raise ValueError(
                f"{write(self)}.T: only weights are transposed, got {shape_text(self.shape)}, "
                "which has a column for each sample"
            )
        return transposed(self)


def quantity(owner: str, value: Any, numbers: bool = True) -> Expression:
    """An expression as it is, a number as one."""
    if isinstance(value, Expression):
        return value
    is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if numbers and is_number and np.isfinite(value) and np.isreal(value):
        return Number(value) if value >= 0 else Negative(Number(-value))
    also = " or a finite number" if numbers else ""
    raise TypeError(f"{owner}: expected a quantity of the cell{also}, got {value!r}")


class Symbol(Expression):
    """A quantity that is given: an input, a prior state, a weight.

    Attributes:
        kind: "input", "state" or "parameter".
        frozen: whether it is a parameter that is not trained.
    """

    def __init__(self, name: Name, shape: tuple[Size, Size], kind: str, frozen: bool = False):
        self.name, self.shape, self.kind, self.frozen = name, shape, kind, frozen

    def called(self, text: str):
        """A quantity of its own, equal to this one: what is given keeps its name."""
        return Same(self).called(text)

    def numbers(self, sizes: dict[str, int]) -> tuple[int, ...]:
        """The shape in numbers."""
        return tuple(size.value(sizes) for size in self.shape)


class Number(Expression):
    """A number that is not negative, such as the 0.9 of a leaky unit."""

    shape = (ONE, ONE)

    def __init__(self, number: float):
        self.number = float(number)
        self.in_numpy = (f"{self.number:.15g}",)
        digits, _, exponent = self.in_numpy[0].partition("e")
        digits = "" if digits == "1" and exponent else digits + r" \cdot " * bool(exponent)
        self.in_latex = (digits + (f"10^{{{{{int(exponent)}}}}}" if exponent else ""),)
        self.binds = 3 if exponent else 9

    def value(self):
        return self.number


class Elementwise(Expression):
    """An operation on u and v, entry by entry.

    A column (D, 1), such as a bias, stands for every sample, a row (1, B) for every feature and
    a number for every entry: their adjoints are sums over what they stand for.
    """

    sign = word = ""
    column = "the same for every column"

    def __init__(self, u: Expression, v: Expression):
        self.operands = u, v
        pairs = list(zip(u.shape, v.shape, strict=True))
        if any(m != n and ONE not in (m, n) for m, n in pairs):
            raise ValueError(
                f"{write(u)} {self.sign} {write(v)}: the shapes must be equal, "
                f"got {shape_text(u.shape)} and {shape_text(v.shape)}"
            )
        rows, columns = self.shape = tuple(n if m == ONE else m for m, n in pairs)
        shapes = [w.shape for w in self.operands]
        if any(isinstance(w, Number) for w in self.operands):
            self.forward_rule = "the same number for every entry"
        elif (rows, ONE) in shapes and columns != ONE:
            self.forward_rule = self.column
        elif (ONE, columns) in shapes and rows != ONE:
            self.forward_rule = "the same for every feature"
        else:
            self.forward_rule = f"{self.word} of equal shapes"

    def adjoints(self, d):
        return tuple(
            _summed(sent, v.shape) for sent, v in zip(self.sent(d), self.operands, strict=True)
        )

    def sent(self, d: Expression) -> tuple:
        """The adjoints, of the shape of the result."""
        raise NotImplementedError


def _summed(d, shape):
    """An adjoint, summed over the axes along which its quantity stood for all."""
    for axis in (1, 0):
        if shape[axis] == ONE != d.shape[axis]:
            d = SumOver(d, axis)
    return d


class Sum(Elementwise):
    """u + v."""

    rule = "sum"
    sign, word, column = "+", "sum", "the bias is added to every column"
    binds = 1
    in_latex = "{} + {}", 1, 1

    def value(self, u, v):
        return u + v

    def sent(self, d):
        return d, d


class Negative(Expression):
    """-v."""

    rule = "the sign stays"
    binds = 2
    in_latex = "-{}", 2
    in_numpy = "-{}", 2

    def __init__(self, v: Expression):
        self.operands, self.shape = (v,), v.shape

    def value(self, v):
        return -v

    def adjoints(self, d):
        return (-d,)


class OneMinus(Expression):
    """1 - v."""

    is_operator = True
    rule = "the slope of 1 - v is -1"
    binds = 1
    in_latex = "1 - {}", 3

    def __init__(self, v: Expression):
        self.operands, self.shape = (v,), v.shape

    def value(self, v):
        return 1 - v

    def adjoints(self, d):
        return (-d,)


class Product(Elementwise):
    """u ⊙ v, elementwise: what a gate does."""

    is_operator = True
    rule = "product rule"
    sign, word = "⊙", "elementwise product"
    column = "each column times the same weights"
    binds = 3
    in_numpy = "{} * {}", 2, 5

    def __init__(self, u: Expression, v: Expression):
        super().__init__(u, v)
        dot = r"\cdot" if isinstance(u, Number) or isinstance(v, Number) else r"\odot"
        self.in_latex = ("{}^2", 5, 5) if u is v else (f"{{}} {dot} {{}}", 2, 3)

    def value(self, u, v):
        return u * v

    def sent(self, d):
        u, v = self.operands
        return d * v, u * d if u.shape != d.shape else d * u


class Quotient(Elementwise):
    """u / v, elementwise."""

    is_operator = True
    rule = "quotient rule"
    sign, word = "/", "elementwise quotient"
    binds = 3
    in_latex = "{} / {}", 2, 5

    def value(self, u, v):
        return u / v

    def sent(self, d):
        _, v = self.operands
        return d / v, -(d * self / v)


class MatrixProduct(Expression):
    """W v: the one operation that mixes features."""

    rule = "matrix product"
    binds = 4
    in_latex = r"{}\,{}", 4, 5
    in_numpy = "{} @ {}", 4, 5

    def __init__(self, w: Expression, v: Expression):
        if w.shape[1] != v.shape[0]:
            raise ValueError(
                f"{write(w)} {write(v)}: the inner sizes must be equal, "
                f"got {shape_text(w.shape)} and {shape_text(v.shape)}"
            )
        self.forward_rule = f"the inner {w.shape[1]} cancels"
        self.operands, self.shape = (w, v), (w.shape[0], v.shape[1])

    def value(self, w, v):
        return w @ v

    def adjoints(self, d):
        w, v = self.operands
        return d @ transposed(v), transposed(w) @ d


class Transpose(Expression):
    """vᵀ."""

    rule = "transpose"
    forward_rule = "rows become columns"
    binds = 5
    in_latex = r"{}^\top", 6
    in_numpy = "{}.T", 6

    def __init__(self, v: Expression):
        self.operands, self.shape = (v,), v.shape[::-1]

    def value(self, v):
        return v.T

    def adjoints(self, d):
        return (transposed(d),)


def transposed(v: Expression) -> Expression:
    """vᵀ, and vᵀᵀ = v."""
    return v.operands[0] if isinstance(v, Transpose) else Transpose(v)


class SumOver(Expression):
    """v 1 or 1ᵀ v: the columns or the rows added up. It stands only in backward equations."""

    binds = 4

    def __init__(self, v: Expression, axis: int):
        self.operands, self.axis = (v,), axis
        self.shape = (v.shape[0], ONE) if axis else (ONE, v.shape[1])
        self.in_latex = (r"{}\,\mathbf 1", 4) if axis else (r"\mathbf 1^\top\,{}", 5)
        self.sent_because = "sum the columns" if axis else "sum the rows"

    def value(self, v):
        return v.sum(axis=self.axis, keepdims=True)


class Same(Expression):
    """v under a second name: a state that is another quantity unchanged."""

    rule = "the same quantity, the same adjoint"
    forward_rule = "the same"
    in_latex = "{}", 9

    def __init__(self, v: Expression):
        self.operands, self.shape = (v,), v.shape

    def value(self, v):
        return v

    def adjoints(self, d):
        return (d,)
