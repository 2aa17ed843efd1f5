"""The lane of an LSTM, with a forget gate and an input gate at each step: operated in the page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.operated import Axes, button, controls, operated, slider
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import cell, javascript, parameter

Gates = Sequence[tuple[float, float]]  # f and i at each step


@cell(states="c", x="D_h")
def lane(c, x):
    """f parts of the old cell state and i parts of the candidate, each gate set by hand."""
    f = parameter("f", "D_h", 1, frozen=True)
    i = parameter("i", "D_h", 1, frozen=True)
    return f * c + i * x


def carried(candidates: Sequence[float], gates: Gates) -> list[float]:
    """The cell state after each step, from 0, straight from the equation of the lane."""
    c: Any = [[0.0]]
    found = []
    for (f, i), candidate in zip(gates, candidates, strict=True):
        c = lane.evaluate({"f": [[f]], "i": [[i]]}, [[candidate]], (c,))["c"]
        found.append(float(c[0][0]))
    return found


def open_both_gates(candidates: Sequence[float], presets: Mapping[str, Gates]) -> Drawing:
    """What a cell state makes of candidates, with two gates at each step.

    Args:
        candidates: numbers from -1 to 1.
        presets: gates for each step, by the words on their button; the first ones are shown.

    Raises:
        ValueError: there are not as many gates as candidates.
    """
    for name, gates in presets.items():
        if len(gates) != len(candidates):
            raise ValueError(
                f"open_both_gates: expected gates for {len(candidates)} steps, "
                f"got {len(gates)} in {name!r}"
            )
    steps, first = [*range(1, len(candidates) + 1)], next(iter(presets.values()))
    top = len(candidates) / 2 + 1
    axes = Axes(
        x=(0.6, len(candidates)),
        y=(-2, top),
        x_ticks=steps,
        ticks={"−1": -1, "0": 0, "1": 1, "2": 2, "3": 3},
        labels=("step", "value"),
    )
    body = axes.svg + axes.line([*zip(steps, candidates, strict=True)], "muted", "offered", "4 3")
    for step, value in zip(steps, candidates, strict=True):
        body += svg.circle(*axes.point(step, value), 3, meaning="muted", fill="muted")
    found = [*zip(steps, carried(candidates, first), strict=True)]
    body += axes.line(found, "accent", "lane")
    for step, value in found:
        x, y = axes.point(step, value)
        dot = {"data-dot": step, "cx": round(x, 1), "cy": round(y, 1), "r": 4}
        body += svg.element("circle", fill="accent", **dot)
    body += svg.text(
        axes.RIGHT, 14, "candidate (dashed) and cell state", "muted", text_anchor="end"
    )
    still = svg.picture(
        350, axes.height, body,
        "The candidates stay between −1 and 1. The cell state adds them up, and leaves this range.",
    )  # fmt: skip
    rows = controls(*(button(name, preset=k) for k, name in enumerate(presets)))
    rows += controls(slider("step", "step whose gates are set", 1, len(candidates), 1, 1))
    for name, words in (("f", "forget gate of this step"), ("i", "input gate of this step")):
        rows += controls(slider(f"<i>{name}</i>", words, 0, 1, 0.05, 1))
    rows += '<p data-said aria-live="polite"></p>'
    data = {"axes": axes.data, "candidates": list(map(float, candidates))}
    data["presets"] = [[list(map(float, two)) for two in gates] for gates in presets.values()]
    own = f"{javascript.function_name(lane)}({{D_h: 1, B: 1}})"
    begin = f"(root) => openBothGates(root, {own}, {json.dumps(data)})"
    return operated("lane", still, rows, ["lane.js", lane.to_javascript()], begin)
