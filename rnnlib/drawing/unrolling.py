"""A recurrent net rolled up and unrolled, beside a chain of layers: operated in the page."""

import json
from collections.abc import Sequence
from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.operated import button, controls, operated, slider
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import Cell, javascript

ON_THE_STATE, WAS, IS = 0.8, 1.0, 1.4  # the recurrent weight; that of the input, before and after
FIRST, APART, BOX, TOP = 78, 49, 38, 62


def states(cell: Cell, weights: Sequence[float], inputs: Sequence[float]) -> list[float]:
    """The state of one unit after each step, from 0, with a weight of the input for each step."""
    h: Any = [[0.0]]
    found = []
    for weight, x in zip(weights, inputs, strict=True):
        params = {"W_h": [[ON_THE_STATE, weight]], "b_h": [[0.0]]}
        h = cell.evaluate(params, [[x]], (h,))["h"]
        found.append(float(h[0][0]))
    return found


def unrolling(cell: Cell, inputs: Sequence[float]) -> Drawing:
    """One unit at each step, with its state; one weight can be changed, in all steps or in one.

    Args:
        cell: the plain RNN, with one state and the parameters W_h and b_h.
        inputs: what the unit reads; at most 6 numbers, one for each step.

    Raises:
        ValueError: there are none, or more.
    """
    if not 1 <= len(inputs) <= 6:
        raise ValueError(f"unrolling: expected 1 to 6 inputs, got {len(inputs)}")
    steps, body = range(len(inputs)), ""
    before, after = (states(cell, [w] * len(inputs), inputs) for w in (WAS, IS))
    rows = {"state": 16, "before": 34, "weight": TOP + 20, "input": 132}
    for word, y in rows.items():
        body += svg.text(4, y, word, "muted", text_anchor="start")
    for k in steps:
        x, middle = FIRST + APART * k, TOP + 15
        part = svg.arrow((x, 118), (x, TOP + 33), meaning="input")
        part += svg.arrow((x, TOP), (x, 40), meaning="accent")
        if k:
            part += svg.arrow((x - APART + BOX / 2, middle), (x - BOX / 2, middle), meaning="ink")
        box: Any = {"x": x - BOX / 2, "y": TOP, "width": BOX, "height": 30, "rx": 6, "data-box": k}
        part += svg.element("rect", fill="panel", stroke="accent", stroke_width=2, **box)
        for key, y, word, meaning in (
            ("is", rows["state"], _number(after[k]), "accent"),
            ("was", rows["before"], _number(before[k]), "muted"),
            ("weight", rows["weight"], f"{IS:.1f}", "ink"),
            ("x", rows["input"], f"{inputs[k]:g}".replace("-", "−"), "input"),
        ):
            part += svg.text(x, y, word, meaning, **{f"data-{key}": k})
        body += svg.element("g", part, **dict[str, Any]({"data-step": k}))
    back = [(FIRST + BOX / 2, TOP + 15), (FIRST + 27, TOP + 15), (FIRST + 27, 108)]
    back += [(FIRST - 27, 108), (FIRST - 27, TOP + 15), (FIRST - BOX / 2, TOP + 15)]
    body += svg.element("g", svg.arrow(*back, meaning="ink"), display="none", **{"data-loop": ""})
    still = svg.picture(
        350, 142, body,
        "The same cell drawn once for each step, with an arrow from each to the next. One weight "
        "has been changed, so it is changed in all of them, and every state has another value.",
    )  # fmt: skip
    below = controls(
        button("one cell for all steps", shared="yes"), button("a layer for each step", shared="no")
    )
    below += controls(slider("steps", "number of steps", 1, len(inputs), 1, len(inputs)))
    below += controls(slider("weight", "the weight that is changed", -1, 2, 0.1, IS))
    below += controls(slider("layer", "the layer whose weight is changed", 1, len(inputs), 1, 3))
    below += '<p data-said aria-live="polite"></p>'
    data = {"inputs": list(map(float, inputs)), "onTheState": ON_THE_STATE, "was": WAS}
    own = f"{javascript.function_name(cell)}({{D_h: 1, D_x: 1, B: 1}})"
    begin = f"(root) => unroll(root, {own}, {json.dumps(data)})"
    return operated("unrolling", still, below, ["unrolling.js", cell.to_javascript()], begin)


def _number(value):
    return f"{value:.2f}".replace("-", "−")
