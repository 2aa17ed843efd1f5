"""The operations in which every cell is written.

Each operation defines in one place, so that one can be checked against the other:
the *shape* of its result, how it is written in *LaTeX* and in *NumPy*, its *value*, and its
*adjoints*: given d = ∂L/∂v of the result, the same for each operand, again as expressions.
All is features first: a quantity of D features for a batch of B samples has shape (D, B).
"""

import operator
from collections.abc import Callable

import numpy as np

from rnnlib.symbolic.graph import write
from rnnlib.symbolic.names import ONE, shape_text
from rnnlib.symbolic.symbols import Expression, Number, operations, quantity


class Unary(Expression):
    """An operation on one quantity that keeps its shape."""

    def __init__(self, v: Expression):
        v = quantity(type(self).__name__.lower(), v, numbers=False)
        self.operands, self.shape = (v,), v.shape


class Negative(Unary):
    """-v."""

    rule = "the sign stays"
    binds = 2
    in_latex = "-{}", 2
    value = staticmethod(operator.neg)

    def adjoints(self, d):
        return (-d,)


class OneMinus(Unary):
    """1 - v."""

    rule = "the slope of 1 − v is −1"
    is_operator = True
    binds = 1
    in_latex = "1 - {}", 3

    def value(self, v):
        return 1 - v

    def adjoints(self, d):
        return (-d,)


class Same(Unary):
    """v under a second name: a state that is another quantity unchanged."""

    rule = "the same quantity, the same adjoint"
    forward_rule = "the same"
    in_latex = "{}", 9

    def value(self, v):
        return v

    def adjoints(self, d):
        return (d,)


class Elementwise(Expression):
    """An operation on u and v, entry by entry.

    A column (D, 1), such as a bias, stands for every sample, a row (1, B) for every feature and
    a number for every entry: their adjoints are sums over what they stand for. `sent` gives the
    adjoints before they are summed.
    """

    sign = word = ""
    column = "the same for every column"
    sent: Callable[[Expression], tuple]

    def __init__(self, u: Expression | float, v: Expression | float):
        u, v = quantity(self.sign, u), quantity(self.sign, v, numbers=isinstance(u, Expression))
        self.take_serial()
        pairs = list(zip(u.shape, v.shape, strict=True))
        if any(m != n and ONE not in (m, n) for m, n in pairs):
            written = f"{write(u, self.binds)} {self.sign} {write(v, self.binds)}"
            raise ValueError(
                f"{written}: the shapes must be equal, "
                f"got {shape_text(u.shape)} and {shape_text(v.shape)}"
            )
        rows, columns = (n if m == ONE else m for m, n in pairs)
        self.operands, self.shape = (u, v), (rows, columns)
        spread = [w.shape for w in (u, v) if w.shape != self.shape]
        rules = {(rows, ONE): self.column, (ONE, columns): "the same for every feature"}
        rules[ONE, ONE] = "the same number for every entry"
        self.forward_rule = rules[spread[0]] if spread else f"{self.word} of equal shapes"

    def adjoints(self, d):
        return tuple(map(_summed, self.sent(d), self.operands))


def _summed(d, v):
    """An adjoint of v, summed over the axes along which v stood for all."""
    for axis in (1, 0):
        if v.shape[axis] == ONE != d.shape[axis]:
            d = SumOver(d, axis)
    return d


class Sum(Elementwise):
    """u + v."""

    rule = "sum"
    sign, word, column = "+", "sum", "the bias is added to every column"
    binds = 1
    in_latex = "{} + {}", 1, 1
    value = staticmethod(operator.add)

    def sent(self, d):
        return d, d


class Product(Elementwise):
    """u ⊙ v, elementwise: what a gate does."""

    rule = "product rule"
    sign, word, column = "⊙", "elementwise product", "each column times the same weights"
    is_operator = True
    binds = 3
    in_numpy = "{} * {}", 2, 5
    value = staticmethod(operator.mul)

    def __init__(self, u: Expression | float, v: Expression | float):
        super().__init__(u, v)
        dot = r"\cdot" if (ONE, ONE) in [w.shape for w in self.operands] else r"\odot"
        self.in_latex = ("{}^2", 5, 5) if u is v else (f"{{}} {dot} {{}}", 2, 3)

    def sent(self, d):
        u, v = self.operands
        return d * v, u * d if u.shape != d.shape else d * u


class Quotient(Elementwise):
    """u / v, elementwise."""

    rule = "quotient rule"
    sign, word = "/", "elementwise quotient"
    is_operator = True
    binds = 3
    in_latex = "{} / {}", 2, 5
    value = staticmethod(operator.truediv)

    def __init__(self, u: Expression | float, v: Expression | float):
        super().__init__(u, v)
        if isinstance(self.operands[1], Number) and self.operands[1].number == 0:
            raise ValueError(f"{write(self.operands[0], 3)} / 0: expected a divisor other than 0")

    def sent(self, d):
        _, v = self.operands
        return d / v, -(d * self / v)


class MatrixProduct(Expression):
    """W v: the one operation that mixes features."""

    rule = "matrix product"
    binds = 4
    in_latex = r"{}\,{}", 4, 5
    in_numpy = "{} @ {}", 4, 5
    value = staticmethod(operator.matmul)

    def __init__(self, w: Expression, v: Expression):
        w, v = quantity("@", w, numbers=False), quantity("@", v, numbers=False)
        if w.shape[1] != v.shape[0]:
            raise ValueError(
                f"{write(w)} {write(v)}: the inner sizes must be equal, "
                f"got {shape_text(w.shape)} and {shape_text(v.shape)}; "
                "@ is the matrix product, and * multiplies number by number"
            )
        self.forward_rule = f"the inner {w.shape[1]} cancels"
        self.operands, self.shape = (w, v), (w.shape[0], v.shape[1])

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
    value = staticmethod(np.transpose)

    def __init__(self, v: Expression):
        self.operands, self.shape = (v,), v.shape[::-1]

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


operations.update(
    {"+": Sum, "-": Negative, "1 -": OneMinus, "*": Product, "/": Quotient}
    | {"@": MatrixProduct, "T": transposed, "=": Same}
)
