"""A graph of quantities: what a node is, how it is written, and its value."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from rnnlib.symbolic.names import Name, Size
from rnnlib.symbolic.typesetting import coloured


class Node:
    """A quantity, made of other quantities by an operation.

    Attributes:
        operands: the nodes that it is made of.
        shape: (rows, columns), features first.
        name: what stands left of the equals sign of its equation, if it has one: a Name.
        kind: what kind of symbol or activation it is.
        value: the value, a function of the values of the operands.
        is_step: whether it is a step within a layer, named only where the steps are shown.
        closes_layer: whether it was written as a layer without an activation.
        is_operator: whether it counts among a cell's operators.
        binds: how tightly its notation binds: sums 1, signs 2, products 3, matrix products 4.
        in_latex, in_numpy: its notation, and how tightly each operand must bind to stand in it
            without brackets.
        rule, forward_rule: why its adjoints, and its shape, are what they are; sent_because,
            what an adjoint that does not follow from a rule comes from.
        serial: nodes are numbered in the order in which they are made.
    """

    operands: tuple[Any, ...] = ()
    shape: tuple[Size, Size]
    name: Any = None
    kind: Any = None
    value: Callable[..., Any]
    is_step = closes_layer = is_operator = False
    binds = 9
    in_latex: tuple[Any, ...] = ("",)
    in_numpy: tuple[Any, ...] = ()
    rule = sent_because = ""
    forward_rule = "elementwise, keeps the shape"

    _made = 0

    def __new__(cls, *args, **kwargs):
        node = super().__new__(cls)
        node.take_serial()
        return node

    def take_serial(self) -> None:
        """Take the next serial: what is made of others comes after them."""
        Node._made = self.serial = Node._made + 1

    def __setstate__(self, state: dict) -> None:
        """Loaded nodes keep their order, and what is made of them comes later."""
        self.__dict__ |= state
        Node._made = max(Node._made, self.serial)

    def called(self, text: str) -> Any:
        """Give this node a name, so that it gets an equation of its own."""
        self.name = Name(text)
        return self

    def latex(self, write: "Writer") -> str:
        """The right side of its equation."""
        return self._written(write, *self.in_latex)

    def numpy(self, write: "Writer") -> str:
        """The same as NumPy source."""
        return self._written(write, *(self.in_numpy or self.in_latex))

    def _written(self, write, template, *needed):
        text = template.format(*map(write, self.operands, needed))
        return text.replace("--", "").replace("+ -", "- ")  # minus minus is plus

    def adjoints(self, d: "Node") -> tuple:
        """What it sends back to each operand, given d = ∂L/∂(this)."""
        return ()


class Writer:
    """How a node is written where it is used: by its name if it has one, else in full.

    Args:
        steps: whether the steps within a layer go by their names, such as a_t.
        roles: {node: meaning}, the colours of names (keys of palette.COLOURS).
    """

    brackets = r"({})"

    def __init__(self, steps: bool = True, roles: Mapping[Node, str] | None = None):
        self.steps, self.roles = steps, roles or {}

    def __call__(self, node: Node, binds: int = 0) -> str:
        if node.name and (self.steps or not node.is_step):
            return self.named(node)
        text = self.in_full(node)
        return self.brackets.format(text) if node.binds < binds else text

    def in_full(self, node: Node) -> str:
        return node.latex(self)

    def named(self, node: Node) -> str:
        return self.coloured(node, node.name.latex())

    def coloured(self, node: Node, text: str) -> str:
        """Text about a node, in the colour of what the node means."""
        return coloured(self.roles[node], text) if node in self.roles else text


write = Writer()


def in_order(roots: Iterable[Node]) -> list[Any]:
    """Every node below the roots, in the order in which they were written: operands first."""
    found: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.operands)
    return sorted(found, key=lambda node: node.serial)


def evaluate(roots: Iterable[Node], given: Mapping[Any, np.ndarray]) -> dict[Node, np.ndarray]:
    """The value of every node below the roots.

    Args:
        roots: nodes.
        given: {symbol: array} for all symbols below the roots.

    Returns:
        {node: array}.
    """
    values = dict(given)
    for node in in_order(roots):
        if node not in values:
            values[node] = node.value(*(values[operand] for operand in node.operands))
    return values
