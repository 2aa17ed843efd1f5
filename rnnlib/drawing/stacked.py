"""Layers on top of each other: what each hands up, and what it hands on."""

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import at, letter
from rnnlib.symbolic.cell import Cell

LEFT, APART, TALL, BETWEEN = 84, 96, 56, 44  # the first box, from step to step, a box, a gap above
HALF, TOP, ROOM, ABOVE = 32, 40, 22, 16  # ROOM: for what stands on the way up, ABOVE a box
SAID = {
    "past": " A way leads past each layer but the lowest: what goes in is added to what comes out.",
    "masks": " On each way up out of a layer there is a mask m, and none between steps.",
}


def stacked(
    cell: Cell, layers: int = 2, steps: int = 3, past: bool = False, masks: bool = False
) -> Drawing:
    """Several layers of one kind over time: the first state goes up, all states go on.

    Args:
        cell: a Cell; each layer has weights of its own.
        layers: how many lie on top of each other.
        steps: how many time steps; three fit a phone.
        past: whether a way leads past each layer but the lowest: a residual path.
        masks: whether dropout is drawn, on each way up out of a layer.
    """
    layers = checks.size("stacked", "layers", layers)
    steps = checks.size("stacked", "steps", steps)
    states = [letter(node.name) for node in cell.states]
    top = TOP + (ROOM if past or masks else 0)
    low = top + layers * (TALL + BETWEEN) - BETWEEN
    body = ""
    for k in range(layers):
        y = low - TALL - k * (TALL + BETWEEN)
        for t in range(steps):
            x = LEFT + t * APART
            body += svg.box(x - HALF, y, 2 * HALF, TALL)
            body += svg.text(x, y + TALL / 2 - 3, cell.name[:8])
            body += svg.text(x, y + TALL / 2 + 14, f"layer {k + 1}", "muted")
            start = low + 28 if k == 0 else y + TALL + BETWEEN
            body += svg.arrow((x, start), (x, y + TALL), meaning="accent" if k else "ink")
            if k:
                beside = x - 14, y + TALL + 20
                body += svg.symbol(*beside, "y" if past and k > 1 else states[0], "accent", 16)
            else:
                body += svg.symbol(x, low + 44, at("x", str(t + 1)), size=16)
        for j, state in enumerate(states):
            height = y + TALL * (j + 1) / (len(states) + 1)
            meaning = "accent" if j == 0 else "second"
            for t in range(steps + 1):
                out = LEFT + t * APART - APART + HALF
                way = (out if t else out + 4, height), (out + APART - 2 * HALF, height)
                body += svg.arrow(*way, meaning=meaning)
            body += svg.symbol(LEFT - HALF - 38, height + 5, state, meaning, 16)
    for t in range(steps):
        x = LEFT + t * APART
        body += svg.arrow((x, top), (x, 24), meaning="accent")
        body += svg.symbol(x, 17, at("y" if past else states[0], str(t + 1)), "accent", 16)
        for k in range(layers):
            y = low - TALL - k * (TALL + BETWEEN)
            body += _on_top(x, y, "m") if masks else ""
            body += _past(x, y) if past and k else ""
    alt = (
        f"{layers} layers of {cell.name} on top of each other, at {steps} steps in a row. The "
        f"lowest reads x. At each step {states[0]} of a layer goes up to the layer above it, and "
        f"{' and '.join(states)} go on to the same layer at the next step."
    )
    alt += SAID["past"] * past + SAID["masks"] * masks
    return svg.picture(LEFT + steps * APART - APART + HALF + 36, low + 54, body, alt)


def _on_top(x, y, sign):
    """What stands on the way up out of a box whose upper edge is at y."""
    return svg.circle(x, y - ABOVE, 8) + svg.text(x, y - ABOVE + 4, sign)


def _past(x, y):
    """The way past a box: off the arrow that goes in, up at its right side, and added."""
    fork, side = y + TALL + 16, x + HALF + 12
    way = svg.arrow((x, fork), (side, fork), (side, y - ABOVE), (x + 8, y - ABOVE), meaning="ink")
    return way + svg.circle(x, fork, 2.4, fill="ink") + _on_top(x, y, "+")
