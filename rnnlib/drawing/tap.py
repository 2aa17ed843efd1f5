"""A tap for each step of a sequence, and the number that it keeps: operated in the page."""

import json
from collections.abc import Sequence

from rnnlib.drawing import svg
from rnnlib.drawing.operated import Axes, controls, operated, slider
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import cell, javascript, parameter


@cell(states="h", x="D_h")
def tap(h, x):
    """What comes out of a tap that stands at z: 1 - z parts of the old, z parts of the new."""
    z = parameter("z", "D_h", 1, frozen=True)
    return (1 - z) * h + z * x


def kept(offered: Sequence[float], z: Sequence[float]) -> list[float]:
    """The state after each step, from 0, straight from the equation of the tap."""
    h, found = [[0.0]], []
    for position, value in zip(z, offered, strict=True):
        h = tap.evaluate({"z": [[position]]}, [[value]], (h,))["h"]
        found.append(float(h[0][0]))
    return found


def open_the_gate(offered: Sequence[float], z: Sequence[float]) -> Drawing:
    """What is offered at each step and what the state makes of it, with a tap for each step.

    Args:
        offered: numbers from -1 to 1.
        z: where the taps stand at first, from 0, closed, to 1, open; as many.
    """
    if len(offered) != len(z) or not len(z):
        raise ValueError(
            f"open_the_gate: expected a position z for each number offered, "
            f"got {len(z)} and {len(offered)}"
        )
    steps = [*range(1, len(z) + 1)]
    axes = Axes(
        x=(1, len(z)),
        y=(-1, 1),
        x_ticks=steps,
        ticks={"−1": -1, "0": 0, "1": 1},
        labels=("step", "value"),
        height=190,
    )
    body = axes.svg
    given = [*zip(steps, offered, strict=True)]
    body += axes.line(given, "muted", "offered", "4 3")
    body += axes.line([*zip(steps, kept(offered, z), strict=True)], "update", "state")
    for step, value in given:
        body += svg.circle(*axes.point(step, value), 3, meaning="muted", fill="muted")
    for step, value in zip(steps, kept(offered, z), strict=True):
        x, y = axes.point(step, value)
        dot = {"data-dot": step, "cx": round(x, 1), "cy": round(y, 1), "r": 4}
        body += svg.element("circle", fill="update", **dot)
    body += svg.text(axes.RIGHT, 14, "offered (dashed) and state", "muted", text_anchor="end")
    still = svg.picture(
        350, axes.height, body,
        "The value offered jumps up and down; the state follows it where the tap is open and stays "
        "level where it is closed.",
    )  # fmt: skip
    rows = "".join(
        controls(slider(f"z<sub>{step}</sub>", f"tap at step {step}", 0, 1, 0.05, position))
        for step, position in zip(steps, z, strict=True)
    )
    rows += '<p data-said aria-live="polite"></p>'
    data = {"axes": axes.data, "offered": list(map(float, offered))}
    own = f"{javascript.function_name(tap)}({{D_h: 1, B: 1}})"
    begin = f"(root) => openTheGate(root, {own}, {json.dumps(data)})"
    return operated("tap", still, rows, ["tap.js", tap.to_javascript()], begin)
