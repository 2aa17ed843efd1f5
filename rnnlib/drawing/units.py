"""A cell as a unit of neurons, each joined to what it sees."""

from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import MatrixProduct, Sum
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.functions import is_parameter
from rnnlib.symbolic.graph import in_order, write
from rnnlib.symbolic.names import plain


def neurons(cell: Cell, **sizes: int) -> Drawing:
    """The first layer of a cell, neuron by neuron: what each sees, and how many weights there are.

    Args:
        cell: a Cell.
        sizes: D_x=3, D_h=4: small numbers, because each becomes a circle.

    Raises:
        ValueError: a size is missing or unknown, the cell has no layer, or its first layer
            sees something that has no name.
    """
    cell.parameter_count(**sizes)  # checks that every size is there and a whole number
    layers = [node for node in cell.equations if node.name.code in cell.layers()[:1]]
    below = in_order(layers)
    products = [node for node in below if isinstance(node, MatrixProduct)]
    if not products:
        raise ValueError(f"neurons: {cell.name} must have a layer with a matrix, got none")
    layer = layers[0].name
    products.sort(key=lambda node: write(node.operands[0]) != f"W_{{{layer.base}}}")  # its own
    weights, seen = products[0].operands
    rows, columns = (size.value(sizes) for size in weights.shape)
    joined = seen.operands if isinstance(seen, Concatenation) else [seen]
    if any(part.name is None for part in joined):
        words = f"the first layer of {cell.name} must see what has a name"
        raise ValueError(f"neurons: {words}, got {write(seen)}")
    parts = [(part.name, part.shape[0].value(sizes)) for part in joined]

    step, gap, left, right, top = 24, 16, 92, 262, 34
    body, y, inputs = "", top + step / 2, []
    for name, count in parts:  # one below the other, each with a bar and its letter beside it
        inputs += [y + k * step for k in range(count)]
        last = inputs[-1]
        body += svg.line((left - 22, y - 9), (left - 22, last + 9), meaning="muted")
        body += svg.symbol(left - 42, (y + last) / 2 + 4, plain(name.latex()))
        y = last + step + gap
    height, middle = y - step / 2 + 34, top + (columns * step + gap) / 2
    outs = [middle + (k - (rows - 1) / 2) * step * 1.25 for k in range(rows)]
    body += svg.box(right - 24, outs[0] - 23, 48, outs[-1] - outs[0] + 46, radius=10)
    for k, out in enumerate(outs):  # the first neuron's weights are lit
        look = {"meaning": "muted", "width": 0.7, "opacity": 0.45} if k else {"meaning": "accent"}
        body += "".join(svg.line((left, source), (right, out), **look) for source in inputs)
    body += "".join(svg.circle(left, source, 7) for source in inputs)
    for k, out in enumerate(outs):
        meaning = "ink" if k else "accent"
        body += svg.circle(right, out, 9, meaning)
        body += svg.arrow((right + 9, out), (right + 66, out), meaning=meaning)
    body += svg.symbol(right + 84, middle + 4, plain(layer.latex()))
    body += svg.text(left, 16, f"sees {columns} numbers", "muted")
    body += svg.text(right, 16, f"{rows} neurons", "muted")
    count = f"{rows} × ({' + '.join(str(n) for _, n in parts)}) = {rows * columns} weights"
    biases = rows * any(isinstance(n, Sum) and is_parameter(n.operands[1]) for n in below)
    body += svg.text(200, height - 6, f"{count}, {biases} biases", font_weight=600)
    described = " and ".join(f"{n} numbers of {name.base} at {name.time}" for name, n in parts)
    alt = (
        f"A unit of {rows} neurons. Each neuron is joined to all {columns} inputs: {described}. "
        f"Together they have {count} and {biases} biases, "
        f"and give {rows} numbers of {layer.code} at t."
    )
    return svg.picture(400, round(height), body, alt)


def letter(name: Any) -> str:
    """The name without its time step."""
    return plain(name.latex()).removesuffix(f"_{name.time}").removesuffix(f",{name.time}")


def at(letter: str, time: str) -> str:
    """The name at a time step."""
    return f"{letter},{time}" if "_" in letter else f"{letter}_{time}"
