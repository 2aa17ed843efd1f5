"""Operations on the features of a quantity: joined, compared, averaged."""

import numpy as np

from rnnlib.symbolic.expressions import Elementwise, Unary
from rnnlib.symbolic.graph import write
from rnnlib.symbolic.names import ONE, Size, shape_text
from rnnlib.symbolic.symbols import Expression, quantity


class Concatenation(Expression):
    """[u; v; …]: one above the other. The rows add up; nothing is added elementwise."""

    rule = "cut at the joint"
    forward_rule = "stacked: the rows add up"
    is_operator = True

    def __init__(self, *parts: Expression):
        parts = tuple(quantity("concatenate", part, numbers=False) for part in parts)
        if len({part.shape[1] for part in parts}) != 1:
            shapes = " and ".join(shape_text(part.shape) for part in parts)
            raise ValueError(
                f"[{'; '.join(map(write, parts))}]: the columns must be as many, "
                f"got {shapes or 'nothing'}"
            )
        rows = sum((part.shape[0] for part in parts), Size())
        self.operands, self.shape = parts, (rows, parts[0].shape[1])
        slots, needed = ["{}"] * len(parts), [0] * len(parts)
        self.in_latex = "[" + r";\, ".join(slots) + "]", *needed
        self.in_numpy = f"np.concatenate([{', '.join(slots)}])", *needed

    def value(self, *parts):
        return np.concatenate(parts)

    def adjoints(self, d):
        return tuple(Rows(d, self, k) for k in range(len(self.operands)))


class Rows(Expression):
    """The rows of a joined adjoint that belong to part k. It stands only in backward equations."""

    def __init__(self, d: Expression, joined: Concatenation, k: int):
        self.operands, self.k = (d, *joined.operands), k
        self.shape = joined.operands[k].shape

    def latex(self, write):
        joined, *parts = self.operands
        return rf"{write(joined, 5)}\big|_{{{write(parts[self.k])}}}"

    def value(self, d, *parts):
        first = sum(len(part) for part in parts[: self.k])
        return d[first : first + len(parts[self.k])]


class Positive(Unary):
    """1 where v > 0, else 0: the slope of ReLU. It stands only in backward equations."""

    in_latex = "[{} > 0]", 0

    def value(self, v):
        return (v > 0).astype(v.dtype)


class Maximum(Elementwise):
    """max(u, v), elementwise; either may be a number. Where both are equal the slope is u's."""

    rule = "to the larger"
    sign, word = "maximum", "elementwise maximum"
    is_operator = True
    in_latex = r"\max({},\, {})", 0, 0
    in_numpy = "np.maximum({}, {})", 0, 0
    value = staticmethod(np.maximum)

    def sent(self, d):
        u, v = self.operands
        return d * (1 - Positive(v - u)), d * Positive(v - u)


class Mean(Unary):
    """The mean over the features of each sample, (D, B) to (1, B)."""

    rule = "a D-th to each of the D features"
    forward_rule = "one number for each sample"
    is_operator = True
    in_latex = r"\mathrm{{mean}}({})", 0
    in_numpy = "np.mean({}, axis=0, keepdims=True)", 0

    def __init__(self, v: Expression):
        super().__init__(v)
        self.shape = (ONE, self.shape[1])

    def value(self, v):
        return v.mean(axis=0, keepdims=True)

    def adjoints(self, d):
        return (Spread(d, self.operands[0]),)


class Variance(Mean):
    """The variance over the features of each sample: the mean square of v - mean(v), (1, B)."""

    rule = "the slope of the mean square is 2 (v - mean(v)) / D"
    in_latex = r"\mathrm{{var}}({})", 0
    in_numpy = "np.var({}, axis=0, keepdims=True)", 0

    def value(self, v):
        return v.var(axis=0, keepdims=True)

    def adjoints(self, d):
        (v,) = self.operands
        return (Spread(d, v) * (2 * (v - Mean(v))),)


class Spread(Expression):
    """1 d / D: an adjoint of a mean, shared by its D features. It stands in backward equations."""

    binds = 3

    def __init__(self, d: Expression, v: Expression):
        self.operands, self.shape = (d, v), v.shape
        rows = f"({v.shape[0]})" if len(v.shape[0]) > 1 else f"{v.shape[0]}"
        self.in_latex = rf"\mathbf 1\,{{}} / {rows}", 5, 0

    def value(self, d, v):
        return np.broadcast_to(d / len(v), v.shape)


concatenate, maximum, mean, variance = Concatenation, Maximum, Mean, Variance
