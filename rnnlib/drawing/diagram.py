"""Cells drawn from their equations, as SVG with alternative text."""

from dataclasses import dataclass
from itertools import pairwise

from rnnlib import checks
from rnnlib.drawing import layout, svg
from rnnlib.drawing.palette import css
from rnnlib.drawing.picture import Picture
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.graph import Writer, in_order, write
from rnnlib.symbolic.names import plain


@dataclass(frozen=True)
class Drawing:
    """An inline image and what it shows in words."""

    svg: str
    alt: str

    def _repr_html_(self):
        return self.svg


def neurons(cell, **sizes):
    """The first layer of a cell, neuron by neuron: who sees what, and how many weights that takes.

    Args:
        cell: a Cell.
        sizes: D_x=3, D_h=4: small numbers, for each becomes a circle.
    """
    cell.parameter_count(**sizes)  # the door: every size is there and a whole number
    if not cell.layers():
        raise ValueError(f"neurons: {cell.name} must have a layer, got none")
    layer = next(n.name for n in cell.equations if n.name.code == cell.layers()[0])
    weights = cell.parameters[f"W_{layer.base}"]
    seen = next(n.operands[1] for n in in_order(cell.results) if weights in n.operands)
    rows, columns = (size.value(sizes) for size in weights.shape)
    joined = seen.operands if isinstance(seen, Concatenation) else [seen]
    if any(part.name is None for part in joined):
        raise ValueError(
            f"neurons: the first layer of {cell.name} must see what has a name, got {write(seen)}"
        )
    parts = [(part.name, part.shape[0].value(sizes)) for part in joined]

    step, gap, top = 24, 16, 34
    height = top + columns * step + gap + 34
    middle = top + (columns * step + gap) / 2
    left, right, at = 92, 262, []
    body, y = "", top + step / 2
    for name, count in parts:
        first = y
        for _ in range(count):
            at.append(y)
            y += step
        body += svg.line((left - 22, first - 9), (left - 22, y - step + 9), meaning="muted")
        body += svg.symbol(left - 42, (first + y - step) / 2 + 4, name.base, name.time)
        y += gap
    outs = [middle + (k - (rows - 1) / 2) * step * 1.25 for k in range(rows)]
    tall = outs[-1] - outs[0] + 46
    body += svg.box(right - 24, outs[0] - 23, 48, tall, radius=10)
    for k, out in enumerate(outs):
        for source in at:
            body += svg.line(
                (left, source),
                (right, out),
                meaning="accent" if k == 0 else "muted",
                width=1.1 if k == 0 else 0.7,
                opacity=1 if k == 0 else 0.45,
            )
    body += "".join(svg.circle(left, source, 7) for source in at)
    for k, out in enumerate(outs):
        body += svg.circle(right, out, 9, meaning="accent" if k == 0 else "ink")
        body += svg.arrow(
            (right + 9, out), (right + 66, out), meaning="accent" if k == 0 else "ink"
        )
    named = layer.base + ("~" if layer.is_candidate else "")
    body += svg.symbol(right + 84, middle + 4, named, "t")
    body += svg.text(left, 16, f"sees {columns} numbers", "muted")
    body += svg.text(right, 16, f"{rows} neurons", "muted")
    count = f"{rows} × ({' + '.join(str(n) for _, n in parts)}) = {rows * columns} weights"
    biases = rows if f"b_{layer.base}" in cell.parameters else 0
    body += svg.text(200, height - 6, f"{count}, {biases} biases", "ink", bold=True)
    described = " and ".join(f"{n} numbers of {name.base} at {name.time}" for name, n in parts)
    alt = (
        f"A unit of {rows} neurons. Each neuron is joined to all {columns} inputs: {described}. "
        f"Together they have {count} and {biases} biases, "
        f"and give {rows} numbers of {layer.code} at t."
    )
    return Drawing(svg.picture(400, round(height), body, alt), alt)


def unrolled(cell, steps=3):
    """A cell with its self-loop, and the same cell drawn once for each of its time steps."""
    steps = checks.size("unrolled", "steps", steps)
    states = [state.name.base for state in cell.prior]
    outputs = [output.name.base for output in cell.outputs]
    height, box, middle, at = 176, 44, 88, 44
    body = _unit(at, middle, box) + _in_and_out(at, middle, box, "t", outputs)
    for k, state in enumerate(states):  # out on the right, and a step later back in
        reach, spread = at + box / 2 + 20 + 16 * k, 11 - 6 * k
        y0, y1, edge = middle - spread, middle + spread, at + box / 2
        body += svg.arrow((edge, y0), (reach, y0), (reach, y1), (edge, y1), meaning="accent")
        body += svg.symbol(reach + 7, middle + 4 + 12 * k, state, "", "accent")
    body += svg.text(at + 34, middle + 40, "one step later", "muted", "start", size=9.5)
    body += svg.text(146, middle + 4, "=", size=18)
    first, apart = 208, (436 - 208) / steps
    for state_number, state in enumerate(states):
        y = middle - 8 + 14 * state_number if len(states) > 1 else middle
        for k in range(steps + 1):
            x = first + k * apart
            start, end = x - apart + box / 2 + 2, x - box / 2
            start = max(start, 164)
            body += svg.arrow((start, y), (end if k < steps else start + 34, y), meaning="accent")
            label = start + (min(end, start + 34) - start) / 2
            body += svg.symbol(label, y - 7, state, str(k), "accent")
    for k in range(steps):
        x = first + k * apart
        body += _unit(x, middle, box) + _in_and_out(x, middle, box, str(k + 1), outputs)
    body += svg.line((first, 164), (first + (steps - 1) * apart, 164), meaning="muted", width=1)
    body += svg.text(
        first + (steps - 1) * apart / 2, 174, "time: one unit, not several", "muted", size=10
    )
    alt = (
        f"Left, one {cell.name} unit that gets x at t and, by a loop, its own "
        f"{' and '.join(states)} of the step before. Right, the same unit drawn {steps} times in "
        f"a row, for steps 1 to {steps}, with the same weights W, b in each; "
        f"{' and '.join(states)} runs from each to the next."
    )
    return Drawing(svg.picture(440, height, body, alt), alt)


def _unit(x, y, size):
    half = size / 2
    return svg.box(x - half, y - half, size, size) + svg.text(x, y + 4, "W, b", size=10.5)


def _in_and_out(x, y, size, time, outputs):
    half, upward = size / 2, 22
    body = svg.arrow((x, y + half + 26), (x, y + half)) + svg.symbol(x, y + half + 39, "x", time)
    for output in outputs:
        body += svg.arrow((x, y - half), (x, y - half - upward + 4))
        body += svg.symbol(x + 2, y - half - upward - 2, output, time)
    return body


def draw(cell, **sizes):
    """A cell's equations as a picture, from left to right.

    Boxes are layers, circles operators, the dark dot joins two quantities into one column. A
    gate wears its colour, and so does what it multiplies.

    Args:
        cell: a Cell.
        sizes: D_x=3, D_h=4 to have the number of rows on the edges; none for none.
    """
    if sizes:
        cell.parameter_count(**sizes)  # the door: every size is there and a whole number
    picture = Picture(cell)
    rails = [rail for prior, new in zip(cell.prior, cell.states, strict=True)
             if (rail := picture.rail(prior, new))]  # fmt: skip
    rails.reverse()  # the cell state on top, as it is drawn everywhere
    laid = layout.place(
        picture.parts, picture.edges, room=lambda p: _ROOM.get(getattr(p, "kind", ""), 0.55),
        rails=rails, last=picture.results,
    )  # fmt: skip
    wide, tall, left, top = 58, 42, 30, 26
    at = {part: (left + c * wide, top + r * tall) for part, (c, r) in laid.at.items()}
    on_rails = {edge for rail in rails for edge in pairwise(rail)}
    body = ""
    for (source, target), way in laid.ways.items():
        points = [(left + c * wide, top + r * tall) for c, r in way]
        meaning = picture.gate_colour(source, target)
        width = 2.2 if (source, target) in on_rails else 1.2
        body += _edge(points, _half(source), _half(target), meaning, width)
        if sizes and (source, target) == picture.first_edge(source):
            rows = source.node.shape[0].value(sizes)
            below = 12 if source.kind == "joint" else -4
            x, y = points[0][0] + _half(source) + 9, points[0][1] + below
            body += svg.text(x, y, str(rows), "muted", size=8.5)
    for part, (x, y) in at.items():
        body += _DRAWN[part.kind](x, y, part, picture)
    width = round(2 * left + (laid.columns - 1) * wide)
    height = round(2 * top + (laid.rows - 1) * tall + 4)
    alt = _in_words(cell)
    return Drawing(svg.picture(width, height, body, alt), alt)


_ROOM = {"layer": 1.15, "given": 1, "result": 1, "operator": 0.8, "joint": 0.8}
_HALF = {"layer": 17, "given": 12, "result": 11, "operator": 9.5, "joint": 3.5}


def _half(part):
    """Half the width of a part: the circle of tanh is wider than that of ⊙."""
    return 13 if part.kind == "operator" and len(part.label) > 2 else _HALF[part.kind]


def _edge(points, start, end, meaning, width):
    """A smooth line through the bends, from the side of one part to the side of the next."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    points = [(x0 + start, y0), *points[1:-1], (x1 - end - 1, y1)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (xa, ya), (xb, yb) in pairwise(points):
        half = (xb - xa) / 2
        path += f"C{xa + half:.1f} {ya:.1f} {xb - half:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"
    x, y = points[-1]
    head = f"M{x - 5:.1f} {y - 2.6:.1f}L{x + 1:.1f} {y:.1f}L{x - 5:.1f} {y + 2.6:.1f}z"
    colour = css(meaning)
    return (
        f'<path d="{path}" fill="none" style="stroke:{colour}" '
        f'stroke-width="{width}"/><path d="{head}" style="fill:{colour}"/>'
    )


def _given(x, y, part, picture):
    return svg.symbol(x, y + 4, part.label.base, part.label.time)


def _result(x, y, part, picture):
    return svg.symbol(x + 4, y + 4, part.label.base, part.label.time)


def _joint(x, y, part, picture):
    return svg.circle(x, y, 3.5, fill="ink")


def _operator(x, y, part, picture):
    size = 8 if len(part.label) > 2 else 12
    return svg.circle(x, y, _half(part)) + svg.text(x, y + size / 3, part.label, size=size)


def _layer(x, y, part, picture):
    """A box with its function; above it the layer's name, below it what its gate is for."""
    node = part.node
    meaning = picture.roles.get(node, "ink")
    body = svg.box(x - 17, y - 10, 34, 20, meaning=meaning, radius=4)
    body += svg.text(x, y + 3.6, part.label, meaning, size=10, bold=True)
    if node.name and not node.is_step:
        name = node.name.base + ("~" if node.name.is_candidate else "")
        body += svg.symbol(x - 13, y - 13, name, "", meaning, size=10)
    gate = picture.gates.get(node)
    if gate:
        body += svg.text(x, y + 18.5, ", ".join(gate.roles), meaning, size=7.5)
    return body


_DRAWN = {
    "given": _given, "result": _result, "joint": _joint, "operator": _operator, "layer": _layer
}  # fmt: skip


def _in_words(cell):
    """The equations as a sentence each, with what the gates are for."""
    gates = {gate.node: ", ".join(gate.roles) for gate in cell.gates()}
    lines = [
        f"{plain(write(node))} = {plain(node.latex(Writer(steps=False)))}"
        + (f" ({gates[node]} gate)" if node in gates else "")
        for node in cell.equations
        if not node.is_step
    ]
    return f"The {cell.name} drawn from left to right: {'; '.join(lines)}."
