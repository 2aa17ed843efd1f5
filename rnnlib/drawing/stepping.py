"""Through a cell of one unit, equation by equation: a figure that is operated in the page.

It computes with the JavaScript that is written by the cell's equations. Without scripts, and in
print, it is a still with the values of the first step.
"""

import json
import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import svg
from rnnlib.drawing.diagram import in_words
from rnnlib.drawing.operated import operated
from rnnlib.drawing.picture import Picture
from rnnlib.drawing.pieces import HALO, Pieces
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import given, javascript
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.dimensions import typeset
from rnnlib.symbolic.functions import is_parameter
from rnnlib.symbolic.graph import Node, Writer, evaluate, write
from rnnlib.symbolic.names import plain

# Where the number of a part stands: beside the name of a layer, above a circle, below a given.
_BESIDE = {"layer": (1, -17, "start"), "operator": (0, -14, "middle"), "given": (-2, 19, "end")}


def step_through(
    cell: Cell, params: Mapping[str, ArrayLike], x: Sequence[float], targets: Sequence[float]
) -> Drawing:
    """A cell of one unit that a reader takes through its equations, forward and backward.

    The loss is L = Σ_t ½ (y_t - target_t)², with h_t in the place of y_t for a cell without
    output; the states before the first step are zero. The inputs can be changed in the page.

    Args:
        cell: a Cell in which every size is 1.
        params: {code name: numbers}, all parameters.
        x, targets: a number for each step.

    Raises:
        ValueError: x and targets are not as many, or a parameter is missing.
    """
    if len(x) != len(targets) or not len(x):
        expected = "a number for each step in x and in targets"
        raise ValueError(f"step_through: expected {expected}, got {len(x)} and {len(targets)}")
    known = {**cell.parameters, **cell.frozen}
    missing = ", ".join(sorted(known.keys() - params.keys()))
    if missing:
        raise ValueError(f"step_through: params must hold every parameter; {missing} is missing")
    drawn = Picture(cell)
    forward = [node.name.code for node in cell.equations if not node.is_step]
    backward = [node.name.code for node in _adjoints(cell)]
    sizes = {t: 1 for n in cell.nodes for size in n.shape for t in size.symbols}
    data = {
        "params": {code: np.ravel(params[code]).tolist() for code in known},
        "x": list(map(float, x)),
        "targets": list(map(float, targets)),
        "states": [state.name.code for state in cell.states],
        "result": (cell.outputs or cell.states)[0].name.code,
        "forward": forward,
        "backward": backward,
    }
    zero = np.zeros((1, 1))
    arrays = {code: np.reshape(params[code], s.numbers(sizes)) for code, s in known.items()}
    start = given.arrays(cell, arrays, zero + x[0], (zero,) * len(cell.prior))
    first = {n: _number(v) for n, v in evaluate(cell.results, start).items() if np.size(v) == 1}
    picture = _picture(cell, drawn, forward, first)
    key = f"step-{cell.name}".lower().replace(" ", "-")
    own = f"{javascript.function_name(cell)}({json.dumps(sizes)})"
    return operated(
        key,
        picture,
        _controls(len(x), forward, backward, x[0]) + _equations(cell, first) + _gradients(cell),
        ["step.js", cell.to_javascript()],
        f"(root) => stepThrough(root, {own}, {json.dumps(data)})",
    )


def _adjoints(cell: Cell) -> list[Node]:
    """What has an adjoint worth a step: results, then all but weights and the input."""
    lines = [line.node for line in cell.backward().lines if line.node.name]
    found = [n for n in lines if not (n.is_step or is_parameter(n) or n is cell.x)]
    return [*dict.fromkeys([*cell.outputs, *cell.states, *found])]


def _picture(cell, drawn, forward, first):
    """The drawing with all parts addressed, and the values of the first step beside them."""
    pieces = Pieces(drawn, [])
    of: dict = {thing: [] for thing in pieces.shown}
    for code in forward:
        for thing in {thing for found in drawn.lit([code]) for thing in found} & of.keys():
            of[thing].append(code)
    body = ""
    for thing, shape in pieces.shown.items():
        end = thing[1] if isinstance(thing, tuple) else thing
        mine = end.node.name.code if end.node.name else ""
        codes = sorted(of[thing], key=lambda code: code != mine)
        body += f'<g data-of="{" ".join(codes)}">{shape}</g>' if codes else shape
    for part, (x, y) in pieces.at.items():
        if part.node.name and part.kind != "result":
            dx, dy, anchor = _BESIDE[part.kind]
            about = {"data-at": part.node.name.code, "text_anchor": anchor, **HALO}
            about |= {"data-given": ""} if part.kind == "given" else {}
            body += svg.text(x + dx, y + dy, first[part.node][:-1], "accent", **about)
    return svg.picture(pieces.width, pieces.height, body, in_words(cell))


def _controls(T, forward, backward, first):
    steps = T * (len(forward) + len(backward)) - 1
    return (
        '<div data-controls hidden><button type="button" data-go aria-label="one equation back">'
        f'◀</button><input type="range" min="0" max="{steps}" step="1" value="{len(forward) - 1}" '
        'aria-label="how far the computation has gone"><button type="button" data-go '
        'aria-label="one equation on">▶</button><span data-said></span></div>'
        f"<div data-controls hidden><label><i>x</i><sub>1</sub></label>"
        f'<input type="range" min="-2" max="2" step="0.1" value="{first:g}" '
        'aria-label="the input of this step"><output></output></div>'
    )


def _equations(cell, first):
    rows = [
        (node.name.code, f"{write(node)} = {node.latex(Writer(steps=False))}", first[node])
        for node in cell.equations
        if not node.is_step
    ]
    return _list(rows, "forward", shown=True)


def _gradients(cell):
    right = {line.node: f" = {write(line.operands[0])}" for line in cell.backward().lines}
    left = {line.node: write(line) for line in cell.backward().lines}
    rows = [
        (
            node.name.code,
            f"{left.get(node, node.name.latex(bar=True))}"
            f"{right.get(node, ': from the loss and from the next step')}",
            "",
        )
        for node in _adjoints(cell)
    ]
    return _list(rows, "back", shown=False)


def _list(rows, way, shown):
    items = "".join(
        f'<li><button type="button" data-way="{way}" data-code="{code}">{_in_html(text)}</button>'
        f"<output>{number}</output></li>"
        for code, text, number in rows
    )
    return f"<ol{'' if shown else ' hidden'}>{items}</ol>"


def _in_html(latex):
    """An equation as HTML: a joined column's adjoint has a line over it."""
    text = plain(latex.replace(r"^{\,\leftarrow}", "←"), braces=True)
    text = text.replace("^2", "²").replace(" - ", " − ")
    joined = re.compile(r"overline\{(\[[^\]]*\])\}(?:big\|_\{((?:[^{}]|\{[^{}]*\})*)\})?")
    html, end = "", 0
    for match in joined.finditer(text):
        html += typeset(text[end : match.start()])
        html += f'<span style="text-decoration:overline">{typeset(match[1])}</span>'
        html += f"|<sub>{typeset(match[2])}</sub>" if match[2] else ""
        end = match.end()
    return (html + typeset(text[end:])).replace("←", "<sup>←</sup>")


def _number(value):
    return f"{round(float(np.ravel(value)[0]), 3) + 0.0:.3f}".replace("-", "−")
