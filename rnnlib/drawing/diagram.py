"""A cell drawn from its equations, as SVG with alternative text."""

from itertools import pairwise
from typing import Any

from rnnlib.drawing import layout, svg
from rnnlib.drawing.over_time import gradient, loop, questions, unrolled
from rnnlib.drawing.picture import Part, Picture
from rnnlib.drawing.streams import streams
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import letter, neurons
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import Writer, write
from rnnlib.symbolic.names import plain

__all__ = ["Drawing", "draw", "gradient", "loop", "neurons", "questions", "streams", "unrolled"]

COLUMN, ROW, TOP = 58, 42, 26  # the grid, in units of the image


def draw(cell: Cell, **sizes: int) -> Drawing:
    """A cell's equations as a picture, from left to right.

    Boxes are layers, circles operators, the dark dot joins two quantities into one column.
    A box with p⊙ multiplies each feature by a weight of its own. A gate has its colour,
    and so has what it multiplies.

    Args:
        cell: a Cell.
        sizes: D_x=3, D_h=4 to have the number of rows on the edges; none for none.

    Raises:
        ValueError: a size is missing, unknown or no whole number of at least 1.
    """
    if sizes:
        cell.parameter_count(**sizes)  # checks that every size is there and a whole number
    drawn = Picture(cell)
    lines, laid = arrange(drawn)
    ends = [len(_letters(part)) for part in drawn.parts if part.kind in ("given", "result")]
    side = 30 + 5 * max(0, max(ends) - 5)  # the margin holds names with many indices

    def point(place):
        return side + place[0] * COLUMN, TOP + place[1] * ROW

    at = {part: point(place) for part, place in laid.at.items()}
    on_lines = {edge for line in lines for edge in pairwise(line)}
    body, leaves = "", dict[Part, list[float]]()
    for (source, target), path in laid.paths.items():
        (x0, y0), *bends, (x1, y1) = map(point, path)
        points = [(x0 + _half(source), y0), *bends, (x1 - _half(target) - 1, y1)]
        width = 2.2 if (source, target) in on_lines else 1.2
        body += svg.curve(points, drawn.colour(source, target), width)
        leaves.setdefault(source, []).append(points[1][1] - y0)
    for part, steps in leaves.items() if sizes else ():
        rows = str(part.node.shape[0].value(sizes))
        (x, y), beside = at[part], _half(part) + 8  # where no edge that leaves rises or falls
        shift = (0, -6) if part.kind == "joint" else (beside, 9 if max(steps) < 0 else -4)
        body += svg.text(x + shift[0], y + shift[1], rows, "muted", font_size=8.5)
    body += "".join(_part(part, x, y, drawn) for part, (x, y) in at.items())
    wide = round(2 * side + (laid.columns - 1) * COLUMN)
    tall = round(2 * TOP + (laid.rows - 1) * ROW + 4)
    return svg.picture(wide, tall, body, in_words(cell))


def arrange(drawn: Picture) -> tuple[list[list[Part]], layout.Layout]:
    """The straight lines of the states, the last state's on top, and where each part stands."""

    def height(point: Any) -> float:  # an edge that passes through a column has none of its own
        return getattr(point, "height", 0.55)

    lines = drawn.lines()
    return lines, layout.place(drawn.parts, drawn.edges, height, lines, drawn.results)


def _half(part: Part) -> float:
    """Half the width of a part: the circle of tanh is wider than that of ⊙."""
    if part.kind == "operator":
        return 9.5 if len(part.label) < 3 else 13 if len(part.label) < 5 else 2.8 * len(part.label)
    return {"layer": 17, "given": 12, "result": 11, "joint": 3.5}[part.kind]


def _letters(part: Part) -> str:
    return plain(part.node.name.latex()) if part.node.name else ""


def _part(part: Part, x: float, y: float, drawn: Picture) -> str:
    """One part; above it the name of what it computes, below it what its gate is for."""
    node, half = part.node, _half(part)
    if part.kind in ("given", "result"):
        x, anchor = (x + 11, "end") if part.kind == "given" else (x - 5, "start")
        return svg.symbol(x, y + 4, _letters(part), text_anchor=anchor)
    if part.kind == "joint":
        return svg.circle(x, y, half, fill="ink")
    meaning = drawn.roles.get(node, "ink")
    if part.kind == "layer":
        body = svg.box(x - half, y - 10, 2 * half, 20, meaning=meaning, radius=4)
        size = 10 if len(part.label) < 5 else 8
        body += svg.text(x, y + 3.6, part.label, meaning, font_size=size, font_weight=600)
    else:
        size = 8 if len(part.label) > 2 else 12
        body = svg.circle(x, y, half)
        if len(part.label) > 4:
            body = svg.box(x - half, y - 9.5, 2 * half, 19, fill="paper", radius=9.5)
        body += svg.text(x, y + size / 3, part.label, font_size=size)
    shown = part.kind == "layer" or node not in [result.node for result in drawn.results]
    if node.name and not node.is_step and shown:
        name = letter(node.name)
        body += svg.symbol(x - 16, y - 13, name, meaning, size=10, text_anchor="start")
    under = 18.5 if part.kind == "layer" else half + 8
    for k, roles in enumerate(part.roles):
        body += svg.text(x, y + under + 8 * k, roles, meaning, font_size=7.5)
    return body


def in_words(cell: Cell) -> str:
    """The equations as a sentence each, with what the gates are for."""
    gates = {gate.node: f" ({', '.join(gate.roles)} gate)" for gate in cell.gates()}
    named = [node for node in cell.equations if not node.is_step]
    lines = [
        f"{plain(write(n))} = {plain(n.latex(Writer(steps=False)))}{gates.get(n, '')}"
        for n in named
    ]
    lines += [f"{plain(write(n))}{gates[n]}" for n in gates if n not in named]
    return f"The {cell.name} drawn from left to right: {'; '.join(lines)}."
