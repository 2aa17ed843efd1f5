"""Gradient descent at a cliff of the loss: a figure that is operated in the page."""

import json
from typing import Any

import numpy as np

from rnnlib.drawing import svg
from rnnlib.drawing.operated import Axes, button, controls, operated, slider
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import Cell, javascript

AXES = Axes(
    x=(-0.7, -0.2),
    y=(0, 1.5),
    x_ticks=(-0.7, -0.6, -0.5, -0.4, -0.3, -0.2),
    ticks={"0": 0, "0.5": 0.5, "1": 1, "1.5": 1.5},
    labels=("bias b", "loss"),
)


def cliff(
    cell: Cell, weight: float = 2, first: float = 0.5, steps: int = 20, target: float = 0.7
) -> Drawing:
    """The loss ½ (h_T - target)² of one unit without input, and steps of gradient descent on it.

    The reader sets the learning rate, clips or does not, and takes the steps.

    Args:
        cell: the simple RNN.
        weight: of the old state.
        first: the state at the start.
        steps: T.
        target: what the last state should be.
    """
    biases, start = np.linspace(*AXES.x, 251), -0.2
    h = np.full(biases.shape, first)
    for _ in range(steps):
        h = np.tanh(weight * h + biases)
    losses = 0.5 * (h - target) ** 2
    line = AXES.path([*zip(biases, losses, strict=True)])
    x, y = AXES.point(start, losses[-1])
    body = AXES.svg
    body += svg.element("path", fill="none", stroke="ink", d=line, stroke_width=1.4)
    dot: Any = {"d": f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "data-line": "dot"}
    trail: Any = {"d": "", "stroke_width": 1, "stroke_dasharray": "2 3", "data-line": "trail"}
    body += svg.element("path", fill="accent", **dot)
    body += svg.element("path", fill="none", stroke="accent", **trail)
    still = svg.picture(
        350, AXES.height, body,
        "The loss against the bias: nearly level on both sides, with a vertical step at about "
        "−0.45. A dot at −0.2 shows where gradient descent starts.",
    )  # fmt: skip
    check = '<label><input type="checkbox"> clip the slope at</label>'
    rows = controls(
        button("one step", go="one"),
        button("50 steps", go="many"),
        button("start again", go="again"),
    )
    rows += controls(slider("learning rate", "learning rate", 0.01, 0.2, 0.01, 0.05))
    rows += controls(check, slider("", "the most that a slope may be", 0.1, 10, 0.1, 1))
    rows += '<p data-said aria-live="polite"></p>'
    data = {
        "axes": AXES.data, "first": first, "target": target, "weight": weight, "steps": steps,
        "start": start,
    }  # fmt: skip
    own = f"{javascript.function_name(cell)}({{D_x: 1, D_h: 1, B: 1}})"
    begin = f"(root) => cliff(root, {own}, {json.dumps(data)})"
    return operated("cliff", still, rows, ["cliff.js", cell.to_javascript()], begin)
