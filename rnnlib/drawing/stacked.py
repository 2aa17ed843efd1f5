"""Layers on top of each other: what each hands up, and what it hands on."""

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import at, letter
from rnnlib.symbolic.cell import Cell

LEFT, APART, TALL, BETWEEN = 84, 96, 56, 44  # the first box, from step to step, a box, a gap above
HALF, TOP = 32, 40


def stacked(cell: Cell, layers: int = 2, steps: int = 3) -> Drawing:
    """Several layers of one kind over time: the first state goes up, all states go on.

    Args:
        cell: a Cell; each layer has weights of its own.
        layers: how many lie on top of each other.
        steps: how many time steps; three fit a phone.
    """
    layers = checks.size("stacked", "layers", layers)
    steps = checks.size("stacked", "steps", steps)
    states = [letter(node.name) for node in cell.states]
    low = TOP + layers * (TALL + BETWEEN) - BETWEEN
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
                beside = x + 14, y + TALL + 27
                body += svg.symbol(*beside, states[0], "accent", 16)
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
        body += svg.arrow((x, TOP), (x, 24), meaning="accent")
        body += svg.symbol(x, 17, at(states[0], str(t + 1)), "accent", 16)
    alt = (
        f"{layers} layers of {cell.name} on top of each other, at {steps} steps in a row. The "
        f"lowest reads x. At each step {states[0]} of a layer goes up to the layer above it, and "
        f"{' and '.join(states)} go on to the same layer at the next step."
    )
    return svg.picture(LEFT + steps * APART - APART + HALF + 36, low + 54, body, alt)
