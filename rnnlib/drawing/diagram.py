"""A cell drawn from its equations, as SVG with alternative text."""

from collections.abc import Collection
from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.both_directions import both_directions
from rnnlib.drawing.fading import fading
from rnnlib.drawing.looking_back import looking_back
from rnnlib.drawing.over_time import gradient, loop, questions, unrolled
from rnnlib.drawing.picture import Picture
from rnnlib.drawing.pieces import Pieces
from rnnlib.drawing.stacked import stacked
from rnnlib.drawing.streams import streams
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import neurons, taps
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import Writer, write
from rnnlib.symbolic.names import plain

__all__ = [
    "Drawing", "both_directions", "draw", "fading", "gradient", "looking_back", "loop",
    "neurons", "questions", "stacked", "streams", "taps", "unrolled",
]  # fmt: skip


def draw(
    cell: Cell,
    lit: str | Collection[str] | None = None,
    roles: bool = True,
    without: str | Collection[str] = (),
    **sizes: int,
) -> Drawing:
    """A cell's equations as a picture, from left to right.

    Boxes are layers, circles operators, the dark dot joins two quantities into one column.
    A box with p⊙ multiplies each feature by a weight of its own. A gate has its colour,
    and so has what it multiplies.

    Args:
        cell: a Cell.
        lit: code names, "z" or ("h_candidate", "h"), whose equations stay strong, a gate's
            with what it scales, while all else is faint; None for all.
        roles: whether gates have their colours and say what they are for; without, the
            reader finds them.
        without: code names of gates that are left out, as if they were open; all else stays
            where it is.
        sizes: D_x=3, D_h=4 to have the number of rows on the edges; none for none.

    Raises:
        ValueError: nothing has such a name; what is to be left out does more than multiply;
            a size is missing, unknown or no whole number of at least 1.
    """
    if sizes:
        cell.parameter_count(**sizes)  # checks that every size is there and a whole number
    drawn = Picture(cell, roles)
    names, gone = None if lit is None else _listed(lit), _listed(without)
    pieces = Pieces(drawn, gone)
    shown = dict(pieces.shown)
    for part in pieces.at if sizes else ():
        rows = str(part.node.shape[0].value(sizes))
        if place := pieces.beside(part, rows):
            shown[part] += svg.text(*place, rows, "muted")
    strong: Any = shown if names is None else {t for found in drawn.lit(names) for t in found}
    faint = "".join(body for thing, body in shown.items() if thing not in strong)
    body = "".join(body for thing, body in shown.items() if thing in strong)
    body = svg.group(faint, strong=False) + body
    words = in_words(cell, roles) + svg.said_strong(names) + _said_open(gone)
    return svg.picture(pieces.width, pieces.height, body, words)


def _listed(names: str | Collection[str]) -> list[str]:
    return [names] if isinstance(names, str) else [*names]


def _said_open(names: Collection[str]) -> str:
    return f" Not drawn, as if it were 1: {' and '.join(names)}." if names else ""


def in_words(cell: Cell, roles: bool = True) -> str:
    """The equations as a sentence each, with what the gates are for."""
    gates = {gate.node: f" ({', '.join(gate.roles)} gate)" for gate in cell.gates() if roles}
    named = [node for node in cell.equations if not node.is_step]
    lines = [
        f"{plain(write(n))} = {plain(n.latex(Writer(steps=False)))}{gates.get(n, '')}"
        for n in named
    ]
    lines += [f"{plain(write(n))}{gates[n]}" for n in gates if n not in named]
    return f"The {cell.name} drawn from left to right: {'; '.join(lines)}."
