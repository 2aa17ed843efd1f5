"""Cells drawn from their equations, as SVG with alternative text."""

from dataclasses import dataclass

from rnnlib import checks, svg
from rnnlib.algebra import Concatenation, in_order


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
    layer = cell.layers()[0]
    weights, bias = cell.parameters[f"W_{layer}"], cell.parameters[f"b_{layer}"]
    joined = next(n for n in in_order(cell.results) if isinstance(n, Concatenation))
    rows, columns = (size.value(sizes) for size in weights.shape)
    parts = [(part.name, part.shape[0].value(sizes)) for part in joined.operands]

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
    body += svg.symbol(right + 84, middle + 4, layer, "t")
    body += svg.text(left, 16, f"sees {columns} numbers", "muted")
    body += svg.text(right, 16, f"{rows} neurons", "muted")
    count = f"{rows} × ({' + '.join(str(n) for _, n in parts)}) = {rows * columns} weights"
    biases = bias.shape[0].value(sizes)
    body += svg.text(200, height - 6, f"{count}, {biases} biases", "ink", bold=True)
    described = " and ".join(f"{n} numbers of {name.base} at {name.time}" for name, n in parts)
    alt = (
        f"A unit of {rows} neurons. Each neuron is joined to all {columns} inputs: {described}. "
        f"Together they have {count} and {biases} biases, and give {rows} numbers of {layer} at t."
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
