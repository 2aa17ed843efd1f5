"""What is given, and calculating with it: symbols, numbers and the operators between them."""

from typing import Any

import numpy as np

from rnnlib.symbolic.graph import Node, write
from rnnlib.symbolic.names import BATCH, ONE, Name, Size, shape_text

operations: dict[str, Any] = {}  # what the operators make; each is entered where it is defined


class Expression(Node):
    """A node that can be calculated with: u + v, u - v, u * v, u / v, W @ v, v ** 2, W.T.

    Numbers stand for a quantity in all of them but @.
    """

    __array_ufunc__ = None  # a NumPy number on the left leaves the operation to us

    def __repr__(self) -> str:
        return write(self)

    def __bool__(self) -> bool:
        raise TypeError(
            f"{write(self)} has no value while a cell is written, so `if`, `and` and `or` "
            "cannot ask for it; in a cell a gate decides, f * h"
        )

    def _compared(self, other):
        raise TypeError(
            f"{write(self)} has no value while a cell is written, so it cannot be compared; "
            "the larger of two quantities is maximum(u, v)"
        )

    __lt__ = __le__ = __gt__ = __ge__ = _compared

    def __add__(self, other):
        return operations["+"](self, other)

    def __radd__(self, other):  # 0 + v is v, so that sum([u, v]) is u + v
        return self if type(other) is int and other == 0 else operations["+"](other, self)

    def __sub__(self, other):
        return operations["+"](self, -quantity("-", other))

    def __rsub__(self, other):
        number = quantity("-", other)
        is_one = isinstance(number, Number) and number.number == 1
        return operations["1 -"](self) if is_one else number + -self

    def __neg__(self):
        return operations["-"](self)

    def __mul__(self, other):
        return operations["*"](self, other)

    def __rmul__(self, other):
        return operations["*"](other, self)

    def __truediv__(self, other):
        return operations["/"](self, other)

    def __rtruediv__(self, other):
        return operations["/"](other, self)

    def __matmul__(self, other):
        return operations["@"](self, other)

    def __rmatmul__(self, other):
        return operations["@"](other, self)

    def __pow__(self, other):
        if not isinstance(other, (int, float)) or other != 2:
            raise ValueError(f"{write(self)} ** {other!r}: the only power in a cell is 2")
        return self * self

    @property
    def T(self) -> "Expression":
        """The transpose of a matrix of weights."""
        if BATCH in self.shape:
            raise ValueError(
                f"{write(self)}.T: only weights are transposed, got {shape_text(self.shape)}, "
                "which has a column for each sample"
            )
        return operations["T"](self)


_GIVEN = {"state": "prior state", "input": "input", "parameter": "weights"}


class Symbol(Expression):
    """A quantity that is given: an input, a prior state, a weight.

    Attributes:
        kind: "input", "state" or "parameter".
        frozen: whether it is a parameter that is not trained.
    """

    def __init__(self, name: Name, shape: tuple[Size, Size], kind: str, frozen: bool = False):
        self.name, self.shape, self.kind, self.frozen = name, shape, kind, frozen
        self.forward_rule = "frozen weights" if frozen else _GIVEN[kind]

    def called(self, text: str) -> Any:
        """A quantity of its own, equal to this one: what is given keeps its name."""
        return operations["="](self).called(text)

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


def quantity(owner: str, value: Any, numbers: bool = True) -> Expression:
    """An expression as it is, a number as one."""
    if isinstance(value, Expression):
        return value
    is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if numbers and is_number and np.isfinite(value) and np.isreal(value):
        return Number(value) if value >= 0 else -Number(-value)
    also = " or a finite number" if numbers else ""
    hint = ""
    if isinstance(value, (list, tuple)):
        hint = "; several stand one after the other, without brackets"
    raise TypeError(f"{owner}: expected a quantity of the cell{also}, got {repr(value)[:60]}{hint}")
