"""Four recurrences that read bits, in an order that the reader can change in the page."""

import json
from collections.abc import Sequence
from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.operated import Axes, button, controls, operated
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import Cell, cell, javascript, maximum


@cell(states="h", x="D_h")
def running_sum(h, x):
    """All inputs added up."""
    return h + x


@cell(states="h", x="D_h")
def average(h, x):
    """Half of the old state and half of the input: an exponential average."""
    return 0.5 * h + 0.5 * x


@cell(states="h", x="D_h")
def parity(h, x):
    """|h - x|: it flips at every 1."""
    return maximum(h - x, x - h)


@cell(states="h", x="D_h")
def steps_since_a_1(h, x):
    """One more at each step, and 0 at a 1."""
    return (1 - x) * (h + 1)


MEMORIES: tuple[Cell, ...] = running_sum, average, parity, steps_since_a_1
HEIGHT = 82


def states(memory: Cell, bits: Sequence[int]) -> list[float]:
    """The state after each bit, from 0, straight from the equation."""
    h: Any = [[0.0]]
    found = []
    for bit in bits:
        h = memory.evaluate({}, [[float(bit)]], (h,))["h"]
        found.append(float(h[0][0]))
    return found


def order_matters(bits: Sequence[int]) -> Drawing:
    """Bits that a sum, an average, a parity and a counter read, to be flipped and shuffled.

    Args:
        bits: 0 or 1.

    Raises:
        ValueError: there is none, or one is neither.
    """
    if not len(bits) or not set(bits) <= {0, 1}:
        raise ValueError(
            f"order_matters: bits must be 0 or 1, at least one, got {list(bits)!r:.60}"
        )
    body, axes, last = "", [], len(MEMORIES) - 1
    for k, memory in enumerate(MEMORIES):
        top = len(bits) if memory in (running_sum, steps_since_a_1) else 1
        one = Axes(
            x=(1, len(bits)),
            y=(0, top),
            x_ticks=[1, 4, 8, 12, 16] if k == last else [],
            ticks={"0": 0, str(top): top},
            labels=("step" if k == last else "", memory.name.replace("_", " ")),
            height=HEIGHT + (24 if k == last else 0),
            below=34 if k == last else 10,
        )
        found = [*enumerate(states(memory, bits), 1)]
        line = one.line(found, "accent", memory.name)
        body += f'<g transform="translate(0,{k * HEIGHT})">{one.svg}{line}</g>'
        axes.append(one.data)
    still = svg.picture(
        350, HEIGHT * len(MEMORIES) + 24, body,
        "Four lines over the steps: a sum that climbs, an average that wavers between nought and "
        "one, a parity that jumps between them, and a counter that climbs and falls back to nought "
        "at each 1.",
    )  # fmt: skip
    flips = "".join(
        f'<button type="button" data-bit aria-pressed="{"true" if bit else "false"}" '
        f'aria-label="bit {k}">{bit}</button>'
        for k, bit in enumerate(bits, 1)
    )
    rows = controls(flips) + controls(
        button("reverse them", do="reverse"), button("shuffle them", do="shuffle")
    )
    rows += '<p data-said aria-live="polite"></p>'
    cells = ", ".join(
        f"{json.dumps(memory.name)}: {javascript.function_name(memory)}({{D_h: 1, B: 1}})"
        for memory in MEMORIES
    )
    begin = f"(root) => orderMatters(root, {{{cells}}}, {json.dumps(axes)})"
    scripts = ["order.js", *(memory.to_javascript() for memory in MEMORIES)]
    return operated("order", still, rows, scripts, begin)
