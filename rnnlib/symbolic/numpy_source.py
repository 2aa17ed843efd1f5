"""A cell's step as plain NumPy source, for readers to copy."""

from textwrap import indent

from rnnlib.symbolic.expressions import (
    Activation,
    Concatenation,
    MatrixProduct,
    Negative,
    OneMinus,
    Product,
    Same,
    Sum,
    Symbol,
    in_order,
)

# How an operation is written in Python, how tightly it binds, and how tightly its operands must.
_PYTHON = {
    Sum: ("{} + {}", 1, (1, 2)),
    OneMinus: ("1 - {}", 1, (2,)),
    Product: ("{} * {}", 2, (2, 3)),
    MatrixProduct: ("{} @ {}", 2, (2, 3)),
    Negative: ("-{}", 3, (3,)),
    Same: ("{}", 9, (9,)),
}
_FUNCTIONS = {"sigmoid": "sigmoid({})", "tanh": "np.tanh({})", "relu": "np.maximum({}, 0)"}
_SIGMOID = """def sigmoid(a):
    return 0.5 + 0.5 * np.tanh(0.5 * a)


"""


def step(cell):
    """The source of one step of a cell: a function of params, x and the prior states.

    It needs nothing but NumPy, and returns the new states and outputs in order.
    """
    name = "".join(c if c.isalnum() else "_" for c in cell.name.lower())
    arguments = ", ".join(["params", "x", *(prior.name.code for prior in cell.prior)])
    lines = [f"{code} = params[{code!r}]" for code in cell.parameters]
    lines += [
        f"{node.name.code} = {_written(node)[0]}" for node in cell.equations if not node.is_step
    ]
    lines.append(f"return {', '.join(node.name.code for node in cell.results)}")
    kinds = {n.kind.name for n in in_order(cell.results) if isinstance(n, Activation)}
    helpers = _SIGMOID if "sigmoid" in kinds else ""
    body = indent("\n".join(lines), "    ")
    return f"import numpy as np\n\n\n{helpers}def {name}_step({arguments}):\n{body}\n"


def _written(node):
    """The right side of a node's equation, and how tightly it binds."""
    if isinstance(node, Concatenation):
        return f"np.concatenate([{', '.join(_used(v) for v in node.operands)}])", 9
    if isinstance(node, Activation):
        return _FUNCTIONS[node.kind.name].format(_used(node.operands[0])), 9
    template, binds, needed = _PYTHON[type(node)]
    operands = (_used(v, tightly) for v, tightly in zip(node.operands, needed, strict=True))
    return template.format(*operands), binds


def _used(node, binds=0):
    """A node where it is used: by its name, or in full, in brackets where they are needed."""
    if isinstance(node, Symbol) or (node.name and not node.is_step):
        return node.name.code
    text, tightly = _written(node)
    return f"({text})" if tightly < binds else text
