"""Values without NumPy: small matrices, and what expressions and NumPy source make of them.

An exercise is proven right where it is made, also in a page that has no NumPy. Whole numbers
stay whole.
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rnnlib.practice.randomness import Random
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import Transpose
from rnnlib.symbolic.features import Concatenation, Positive
from rnnlib.symbolic.functions import Activation
from rnnlib.symbolic.graph import Node, in_order
from rnnlib.symbolic.symbols import Number, Symbol

Values = dict[Any, Any]
SIZES = {"D_x": 2, "D_h": 3, "D_k": 2, "D_p": 2, "D_y": 2, "B": 2}


class Matrix:
    """Rows of numbers; as in NumPy, one row or column stands for all where more are needed."""

    def __init__(self, rows: Sequence[Sequence[Any]]):
        self.rows = [list(row) for row in rows]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> list[Any]:
        """All numbers, row after row."""
        return [number for row in self.rows for number in row]

    @property
    def T(self) -> "Matrix":
        """The transpose."""
        return Matrix(list(zip(*self.rows, strict=True)))

    def map(self, function: Callable) -> "Matrix":
        """A function of each entry."""
        return Matrix([[function(number) for number in row] for row in self.rows])

    def by_entry(self, function: Callable, other: Any) -> "Matrix":
        """A function of each entry and that of the other matrix in its place."""
        other = other if isinstance(other, Matrix) else Matrix([[other]])
        (n, m), (k, j) = self.shape, other.shape
        if (n != k and 1 not in (n, k)) or (m != j and 1 not in (m, j)):
            raise ValueError(f"expected equal shapes, got {self.shape} and {other.shape}")
        return Matrix(
            [
                [
                    function(self.rows[r % n][c % m], other.rows[r % k][c % j])
                    for c in range(max(m, j))
                ]
                for r in range(max(n, k))
            ]
        )

    def sum(self, axis: int, keepdims: bool = True) -> "Matrix":
        """The rows (axis 0) or the columns (axis 1) added up."""
        return Matrix([[sum(row)] for row in self.rows]) if axis else self.T.sum(1).T

    def __matmul__(self, other):
        if self.shape[1] != other.shape[0]:
            raise ValueError(f"expected equal inner sizes, got {self.shape} and {other.shape}")
        columns = other.T.rows
        return Matrix(
            [[sum(map(operator.mul, row, column)) for column in columns] for row in self.rows]
        )

    def __add__(self, other):
        return self.by_entry(operator.add, other)

    def __mul__(self, other):
        return self.by_entry(operator.mul, other)

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self.by_entry(operator.truediv, other)

    def __rsub__(self, other):
        return self.map(lambda number: other - number)

    def __neg__(self):
        return self.map(operator.neg)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, rows):
        return Matrix(self.rows[rows])

    __radd__, __rmul__ = __add__, __mul__


def joined(parts: Iterable[Matrix]) -> Matrix:
    """One matrix below the other."""
    return Matrix([row for part in parts for row in part.rows])


def distance(u: Matrix, v: Matrix) -> float:
    """The largest difference of two entries; infinite if the shapes differ."""
    if u.shape != v.shape:
        return float("inf")
    return max(abs(a - b) for a, b in zip(u.entries, v.entries, strict=True))


FUNCTIONS: dict[str, Callable] = {
    "sigmoid": lambda a: 0.5 + 0.5 * math.tanh(0.5 * a),
    "tanh": math.tanh,
    "relu": lambda a: max(a, 0),
}


class NumPy:
    """As much of NumPy as the source of a cell names."""

    concatenate = staticmethod(joined)

    @staticmethod
    def tanh(v: Matrix) -> Matrix:
        """tanh, entry by entry."""
        return v.map(math.tanh)

    @staticmethod
    def maximum(u: Matrix, v: Any) -> Matrix:
        """The larger, entry by entry."""
        return u.by_entry(max, v)


def evaluate(
    roots: Iterable[Node],
    given: Mapping[Any, Matrix],
    functions: Mapping[str, Callable] = FUNCTIONS,
) -> Values:
    """{node: Matrix} for every node below the roots, from the symbols: as `graph.evaluate`."""
    values: Values = dict(given)
    for node in in_order(roots):
        if node not in values:
            operands = [values[operand] for operand in node.operands]
            if isinstance(node, Activation):
                values[node] = operands[0].map(functions[node.kind.name])
            else:
                values[node] = _value(node, operands)
    return values


def _value(node, operands):
    if isinstance(node, Positive):
        return operands[0].map(lambda number: int(number > 0))
    if isinstance(node, Concatenation):
        return joined(operands)
    if isinstance(node, Transpose):
        return operands[0].T
    if isinstance(node, Number):
        return int(node.number) if node.number == int(node.number) else node.number
    return node.value(*operands)


def random_matrix(random: Random, rows: int, columns: int) -> Matrix:
    """Numbers of either sign, none of them near zero."""
    return Matrix([[random.number() for _ in range(columns)] for _ in range(rows)])


def random_symbols(cell: Cell, random: Random) -> dict[Node, Matrix]:
    """Random values for all that a step is given; old states too may have either sign."""
    symbols = [node for node in cell.nodes if isinstance(node, Symbol)]
    return {s: random_matrix(random, *s.numbers(SIZES)) for s in symbols}


def run(source: str, params: dict[str, Matrix], x: Matrix, state: Iterable[Matrix]) -> list[Matrix]:
    """The new states and outputs that the NumPy source of a cell computes."""
    names: dict[str, Any] = {"np": NumPy}
    exec(source.replace("import numpy as np\n", ""), names)
    (step,) = (made for name, made in names.items() if name.endswith("_step"))
    results = step(params, x, *state)
    return list(results) if isinstance(results, tuple) else [results]
