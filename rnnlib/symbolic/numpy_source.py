"""A cell's step as plain NumPy source, for readers to copy."""

from textwrap import indent
from typing import TYPE_CHECKING

from rnnlib.symbolic.functions import sigmoid
from rnnlib.symbolic.graph import Node, Writer

if TYPE_CHECKING:
    from rnnlib.symbolic.cell import Cell

_SIGMOID = "def sigmoid(a):\n    return 0.5 + 0.5 * np.tanh(0.5 * a)\n\n\n"


class NumPyWriter(Writer):
    """How a node is written as NumPy source."""

    brackets = "({})"

    def in_full(self, node: Node) -> str:
        return node.numpy(self)

    def named(self, node: Node) -> str:
        return node.name.code


def step(cell: "Cell") -> str:
    """The source of one step of a cell: a function of params, x and the prior states.

    It needs nothing but NumPy, and returns the new states and outputs in order.
    """
    write = NumPyWriter(steps=False)
    name = "".join(c if c.isalnum() else "_" for c in cell.name.lower())
    arguments = ", ".join(["params", "x", *(prior.name.code for prior in cell.prior)])
    lines = [f"{code} = params[{code!r}]" for code in {**cell.parameters, **cell.frozen}]
    shown = [node for node in cell.equations if not node.is_step]
    lines += [f"{node.name.code} = {node.numpy(write)}" for node in shown]
    lines.append(f"return {', '.join(node.name.code for node in cell.results)}")
    helpers = _SIGMOID if any(node.kind is sigmoid for node in cell.nodes) else ""
    body = indent("\n".join(lines), "    ")
    return f"import numpy as np\n\n\n{helpers}def {name}_step({arguments}):\n{body}\n"
