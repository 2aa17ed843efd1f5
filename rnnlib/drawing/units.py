"""A cell as a unit of neurons, each joined to what it sees; and a gate as a tap."""

from collections.abc import Sequence
from math import cos, sin
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

    step, gap, left, right, top = 24, 16, 70, 218, 36
    body, y, inputs = "", top + step / 2, []
    for name, count in parts:  # one below the other, each with a bar and its letter beside it
        inputs += [y + k * step for k in range(count)]
        last = inputs[-1]
        body += svg.line((left - 22, y - 9), (left - 22, last + 9), meaning="muted")
        body += svg.symbol(left - 44, (y + last) / 2 + 4, plain(name.latex()), size=16)
        y = last + step + gap
    height, middle = y - step / 2 + 26, top + (columns * step + gap) / 2
    outs = [middle + (k - (rows - 1) / 2) * step * 1.25 for k in range(rows)]
    body += svg.box(right - 24, outs[0] - 23, 48, outs[-1] - outs[0] + 46, radius=10)
    for k, out in enumerate(outs):  # the first neuron's weights are lit
        look = {"meaning": "muted", "width": 0.7, "opacity": 0.45} if k else {"meaning": "accent"}
        body += "".join(svg.line((left, source), (right, out), **look) for source in inputs)
    body += "".join(svg.circle(left, source, 7) for source in inputs)
    for k, out in enumerate(outs):
        meaning = "ink" if k else "accent"
        body += svg.circle(right, out, 9, meaning)
        body += svg.arrow((right + 9, out), (right + 58, out), meaning=meaning)
    body += svg.symbol(right + 76, middle + 4, plain(layer.latex()), size=16)
    body += svg.text(left + 10, 16, f"sees {columns} numbers", "muted")
    body += svg.text(right, 16, f"{rows} neurons", "muted")
    count = f"{rows} × ({' + '.join(str(n) for _, n in parts)}) = {rows * columns} weights"
    biases = rows * any(isinstance(n, Sum) and is_parameter(n.operands[1]) for n in below)
    body += svg.text(170, height - 6, f"{count}, {biases} biases", font_weight=600)
    described = " and ".join(f"{n} numbers of {name.base} at {name.time}" for name, n in parts)
    alt = (
        f"A unit of {rows} neurons. Each neuron is joined to all {columns} inputs: {described}. "
        f"Together they have {count} and {biases} biases, "
        f"and give {rows} numbers of {layer.code} at t."
    )
    return svg.picture(340, round(height), body, alt)


def taps(
    old: float = 5, new: float = 9, values: Sequence[float] = (0, 0.5, 1), gate: str = "z"
) -> dict[str, Drawing]:
    """A gate as a tap between an old value and a new one, once for each setting of the gate.

    What comes out is (1 - z) · old + z · new.

    Args:
        old, new: what the tap mixes.
        values: the settings, each from 0 (the old value stays) to 1 (the new one flows in).
        gate: its letter.

    Raises:
        ValueError: a setting is not from 0 to 1.
    """
    drawings = {}
    for z in values:
        if not 0 <= z <= 1:
            raise ValueError(f"taps: values must be from 0 to 1, got {z!r}")
        result = (1 - z) * old + z * new
        x, y, body = 96, 66, ""
        for y0, word, value, share, meaning in (
            (24, "old", old, 1 - z, "ink"),
            (108, "new", new, z, "accent"),
        ):  # a pipe each, and in it as much as the tap lets through
            pipe = (34, y0), (58, y0), (x, y)
            body += svg.line(*pipe, meaning="rule", width=16.0)
            body += svg.line(*pipe, meaning="panel", width=13.5)
            body += svg.line(*pipe, meaning=meaning, width=11 * share) if share else ""
            above = y0 < y
            body += svg.text(18, y0 + 5.5, f"{value:g}", meaning, font_size=16, font_weight=600)
            body += svg.text(18, y0 + (-13 if above else 22), word, meaning)
            body += svg.text(44, y0 + (21 if above else -13), f"× {share:g}", meaning)
        body += svg.line((x, y), (150, y), meaning="rule", width=16.0)
        body += svg.line((x, y), (150, y), meaning="panel", width=13.5)
        for share, meaning, side in ((1 - z, "ink", -1), (z, "accent", 1)):
            at = y + side * 5.5 * (1 - share)
            body += svg.line((x, at), (150, at), meaning=meaning, width=11 * share) if share else ""
        body += svg.circle(x, y, 15, "update")
        turn = (z - 0.5) * 1.66  # the handle points at what flows in
        end = (x - 24 * cos(turn), y + 24 * sin(turn))
        body += svg.line((x, y), end, meaning="update", width=4.0)
        body += svg.circle(x, y, 4, "update", "update")
        body += svg.symbol(x + 44, y + 34, f"{gate} = {z:g}", "update", size=16)
        body += svg.text(170, y + 6, f"{result:g}", font_size=18, font_weight=600)
        alt = (
            f"A tap with {gate} = {z:g}: the old value {old:g} flows in {1 - z:g} times and the "
            f"new value {new:g} flows in {z:g} times, so {result:g} comes out."
        )
        drawings[f"{gate} = {z:g}"] = svg.picture(190, 134, body, alt)
    return drawings


def letter(name: Any) -> str:
    """The name without its time step."""
    return plain(name.latex()).removesuffix(f"_{name.time}").removesuffix(f",{name.time}")


def at(letter: str, time: str) -> str:
    """The name at a time step."""
    return f"{letter},{time}" if "_" in letter else f"{letter}_{time}"
