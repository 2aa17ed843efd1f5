"""How a node is written entry by entry, and where its entries stand."""

import re
from collections.abc import Mapping

from rnnlib.symbolic.derivation import Adjoint
from rnnlib.symbolic.expressions import (
    Elementwise,
    MatrixProduct,
    Negative,
    OneMinus,
    Same,
    Transpose,
)
from rnnlib.symbolic.features import Positive, Rows, Spread
from rnnlib.symbolic.functions import Activation
from rnnlib.symbolic.graph import Node, Writer
from rnnlib.symbolic.names import ONE, Size
from rnnlib.symbolic.symbols import Number

Shape = tuple[Size, Size]
BY_ENTRY = Negative, OneMinus, Elementwise, Activation, Positive, Spread


def same(node: Node) -> Node:
    """The node that holds the value of one that is another under a second name."""
    while isinstance(node, (Same, Adjoint)):
        node = node.operands[0]
    return node


def as_stored(product: MatrixProduct) -> list[tuple[Node, bool]]:
    """The two factors of a matrix product, each with whether it is read the other way round."""
    return [
        (same(v.operands[0]), True) if isinstance(v, Transpose) else (same(v), False)
        for v in product.operands
    ]


def is_number(node: Node) -> bool:
    """Whether a node is made of numbers alone: it is written out where it is used."""
    return isinstance(node, Number) or (bool(node.operands) and all(map(is_number, node.operands)))


def reads(node: Node) -> list[Node]:
    """What the value of a node is computed from, once for each time that it is read."""
    if isinstance(node, MatrixProduct):
        return [factor for factor, _ in as_stored(node)]
    needs_size_alone = isinstance(node, (Rows, Spread))  # of all operands but the first
    return [v for v in map(same, node.operands[: 1 if needs_size_alone else None])
            if not is_number(v)]  # fmt: skip


def size(terms: Size) -> str:
    """D_h + D_x as JavaScript."""
    return " + ".join(f"${term}" if isinstance(term, str) else str(term) for term in terms) or "0"


def length(rows: Size, columns: Size) -> str:
    """The number of entries."""
    rows_text, columns_text = (f"({size(n)})" if len(n) > 1 else size(n) for n in (rows, columns))
    return rows_text if columns == ONE else f"{rows_text} * {columns_text}"


class EntryWriter(Writer):
    """How a node is written in a loop over all entries ($r, $c) of a shape, $k in order.

    Args:
        arrays: {node: variable} of what has been computed before.
        shape: that of the loop.
    """

    def __init__(self, arrays: Mapping[Node, str], shape: Shape):
        super().__init__()
        self.arrays, self.shape = arrays, shape
        self.entries: dict[Node, str] = {}  # {node: variable} of what the loop has computed

    def __call__(self, node: Node, binds: int = 0) -> str:
        node = same(node)
        if node in self.entries:
            return self.entries[node]
        if node in self.arrays:
            return f"{self.arrays[node]}[{self._place(node.shape)}]"
        text = self.in_full(node)
        return f"({text})" if node.binds < binds else text

    def in_full(self, node: Node) -> str:
        if isinstance(node, Positive):
            return f"Number({self(node.operands[0], 1)} > 0)"
        if isinstance(node, Spread):
            return f"{self(node.operands[0], 3)} / ({size(node.shape[0])})"
        text = node.numpy(self).replace("np.maximum(", "Math.max(").replace("np.", "Math.")
        return re.sub(r"(?<![\w$])sigmoid\(", "$sigmoid(", text)

    def _place(self, shape):
        """Where the entry stands: along an axis of 1 an entry stands for all."""
        if shape == self.shape:
            return "$k"
        rows, columns = shape
        return "0" if rows == columns == ONE else "$r" if columns == ONE else "$c"
