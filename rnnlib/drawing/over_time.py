"""A cell over time: its loop, the loop unrolled, and the gradient that runs back through it."""

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import Any

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.chain import LETTER, PARTS, Chain, chain
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import at
from rnnlib.symbolic.cell import Cell

BAR = "\N{COMBINING MACRON}"


def loop(cell: Cell, lit: str | Collection[str] | None = None) -> Drawing:
    """A cell whose state comes back to it one step later, and its readout outside the loop.

    Args:
        cell: a Cell.
        lit: what stays strong while all else is faint, one or several of "input", "weights",
            "state", "readout", "output"; None for all.

    Raises:
        ValueError: no such part.
    """
    drawn, lit = chain(cell), chosen("loop", lit, PARTS)
    drawn = drawn if drawn.readout else replace(drawn, top=26)  # for the loop
    left, x = 50, 88.0
    parts, cx, edge = drawn.step(x, "t"), drawn.circle(x), x - drawn.half
    low, above = drawn.bottom, drawn.middle - 32
    back = ""
    for k, (y, state) in enumerate(drawn.rows()):
        if k == 0:
            way = [(cx, y - drawn.radius), (cx, above), (left, above), (left, y), (edge, y)]
        else:  # below, around the input's arrow
            out, under = cx + drawn.radius + 4 + 8 * k, low + 4 + 8 * k
            way = [(cx + drawn.radius, y), (out, y), (out, under), (left, under), (left, y)]
            way += [(edge, y)]
            back += svg.line((x - 6, under), (x + 6, under), meaning="paper", width=5)
        back += svg.arrow(*way, meaning="accent")
        back += svg.symbol(left - 5, y + 6, at(state, "t-1"), "accent", 16, text_anchor="end")
    parts["state"] = back + parts["state"]
    parts["state"] += svg.text(8, above - 7, "one step later", "accent", text_anchor="start")
    both = " and ".join(drawn.states)
    alt = (
        f"One {cell.name} cell with the weights {drawn.weights} gets x at t from below and, by a "
        f"loop, its own {both} of the step before.{_said(drawn)}{svg.said_strong(lit)}"
    )
    return _picture(parts, lit, 178, drawn, alt)


def unrolled(cell: Cell, steps: int = 3, lit: str | Collection[str] | None = None) -> Drawing:
    """The same cell drawn once for each of `steps` time steps, with the same weights in each.

    Args:
        cell, lit: as for `loop`.
        steps: how many; three fit a phone.
    """
    drawn, lit = chain(cell), chosen("unrolled", lit, PARTS)
    parts, _, width = drawn.unroll(checks.size("unrolled", "steps", steps))
    both = " and ".join(drawn.states)
    alt = (
        f"The {cell.name} cell drawn {steps} times in a row, for steps 1 to {steps}, with the "
        f"same weights {drawn.weights} in each; each gets an x from below, and {both} runs from "
        f"each to the next.{_said(drawn)}{svg.said_strong(lit)}"
    )
    return _picture(parts, lit, width, drawn, alt)


def gradient(cell: Cell, steps: int = 3, at_step: int = 2) -> Drawing:
    """The gradient running back through the unrolled cell, and what meets in one state.

    Two terms meet there: one through the step's own output, one through the next step. The
    last state has the first alone. Forward arrows are faint.

    Args:
        cell: a Cell with an output on its first state.
        steps: how many.
        at_step: the step whose state is lit.

    Raises:
        ValueError: the cell has no output on its first state, or there is no such step.
    """
    drawn = chain(cell)
    if not (drawn.outputs and drawn.shows_state):
        raise ValueError(f"gradient: {cell.name} must have an output on its first state alone")
    steps = checks.size("gradient", "steps", steps)
    if at_step not in range(1, steps + 1):
        raise ValueError(f"gradient: at_step must be from 1 to {steps}, got {at_step!r}")
    parts, places, width = replace(drawn, named=False).unroll(steps)
    ways = svg.group(parts["input"] + parts["state"] + parts["output"], strong=False)
    body, r, aside = parts["weights"] + parts["readout"], drawn.radius, 6  # of the forward arrows
    state, output = drawn.states[0], drawn.outputs[0]
    one = f"W_{output}^⊤ {output}{BAR}_{at_step}"
    two = f"W_{state}{state}^⊤ a{BAR}_{at_step + 1}"
    for t, x in enumerate([places[0] - drawn.apart, *places]):
        cx, lit = drawn.circle(x), t == at_step
        own: Any = {"meaning": "accent", "width": 2.8} if lit else {"meaning": "muted"}
        later: Any = {"meaning": "second", "width": 2.8} if lit else {"meaning": "muted"}
        if t:
            body += svg.symbol(cx, 17, at(output + BAR, str(t)), own["meaning"], LETTER)
            body += svg.arrow((cx + aside, 24), (cx + aside, 47), **own)
            body += svg.arrow((cx + aside, 87), (cx + aside, drawn.middle - r), **own)
        for k, (y, name) in enumerate(drawn.rows()):
            low, back = y + aside, {"meaning": "muted"} if k else later
            if t < steps:
                body += svg.arrow((cx + r + 18, low), (cx + r - 1, low), **back)
            if t:
                body += svg.arrow((cx - r, low), (x + drawn.half, low), meaning="muted")
            body += drawn.state(cx, y, at(name, str(t)), "ink" if lit and not k else "muted")
    cx, last = drawn.circle(places[at_step - 1]), at_step == steps
    if drawn.readout.startswith("W_"):
        side = {"text_anchor": "end" if last else "start"}
        body += svg.symbol(cx + (-8 if last else 14), 107, one, "accent", LETTER, **side)
    if not last and "_" in drawn.weights:
        body += svg.symbol(cx + 7, drawn.bottom + 19, two, "second", LETTER)
    elif not last:
        body += svg.text(cx + 4, drawn.bottom + 17, f"through step {at_step + 1}", "second")
    terms = f"one through its own output {output} at {at_step}" + (
        f", one through step {at_step + 1}" if not last else " and, at the last step, no other"
    )
    alt = (
        f"The {cell.name} cell unrolled over {steps} steps, with the gradient running back along "
        f"every arrow: down from each {output} through {drawn.readout}, and from each step to the "
        f"one before. Lit: what meets in {state} at {at_step}: {terms}."
    )
    return svg.picture(width, round(drawn.bottom + 50), ways + body, alt)


def questions() -> dict[str, Drawing]:
    """The kinds of question, each a small unrolled net: where inputs come and outputs go."""
    every = (1, 2, 3, 4)
    kinds = {
        "One to many": ((1,), every),
        "Many to one": (every, (4,)),
        "Many to many, at the same time": (every, every),
        "Many to many, after all inputs": ((1, 2), (3, 4)),
    }
    drawn, drawings = Chain(["h"], ["y"], half=13, radius=0), {}
    for kind, (sees, shows) in kinds.items():
        parts, places, width = drawn.unroll(4, sees, shows)
        if len(sees) == 1:  # an output is fed in again, from outside
            low = drawn.bottom
            for x, after in pairwise(places):
                down = x + drawn.apart / 2
                way = [(x + 11, 12), (down, 12), (down, low + 14), (after, low + 14), (after, low)]
                parts["input"] += svg.arrow(*way, meaning="muted")
        fed = ", each output fed in again at the next step" if len(sees) == 1 else ""
        alt = (
            f"{kind}: four steps of one cell in a row, with inputs at {_steps(sees)} "
            f"and outputs at {_steps(shows)}{fed}."
        )
        drawings[kind] = _picture(parts, None, width, drawn, alt)
    return drawings


def _steps(steps):
    return "all steps" if len(steps) == 4 else f"step {' and '.join(map(str, steps))}"


def _picture(parts, lit, width, drawn, alt):
    body = "".join(svg.group(parts[name], lit is None or name in lit) for name in PARTS)
    return svg.picture(width, round(drawn.bottom + 50), body, alt)


def _said(drawn: Chain) -> str:
    if not drawn.outputs:
        return ""
    words = f"with the weights {drawn.readout}" if "_" in drawn.readout else "above"
    both = " and ".join(drawn.outputs)
    return f" Outside the loop, a readout {words} makes {both} from {drawn.states[0]}."


def chosen(function: str, lit: str | Collection[str] | None, parts: Collection[str]) -> Any:
    """The parts that stay strong, as a list; None for all."""
    if lit is None:
        return None
    lit = [lit] if isinstance(lit, str) else list(lit)
    for part in lit:
        if part not in parts:
            raise ValueError(f"{function}: lit must be of {', '.join(parts)}, got {part!r}")
    return lit
