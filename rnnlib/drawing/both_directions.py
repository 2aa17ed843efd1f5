"""Two layers that read the same inputs, one from each end."""

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.stacked import APART, BETWEEN, HALF, LEFT, TALL
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import at

TOP, ASIDE = 56, 41  # of the upper boxes; from the middle of a box to the way past it


def both_directions(steps: int = 3, name: str = "RNN") -> Drawing:
    """One layer reads forward, the other backward; what both show is put together at each step.

    Args:
        steps: how many time steps; three fit a phone.
        name: of the cell, at most 8 letters are shown.
    """
    steps = checks.size("both_directions", "steps", steps)
    back, ahead = TOP, TOP + TALL + BETWEEN  # upper edges
    low, body = ahead + TALL, ""
    for t in range(steps):
        x = LEFT + t * APART
        for y, way in ((ahead, "forward"), (back, "backward")):
            body += svg.box(x - HALF, y, 2 * HALF, TALL)
            body += svg.text(x, y + TALL / 2 - 3, name[:8])
            body += svg.text(x, y + TALL / 2 + 14, way, "muted")
        body += svg.symbol(x, low + 48, at("x", str(t + 1)), size=16)
        body += svg.arrow((x, low + 32), (x, low))
        right, left, fork, between = x + ASIDE, x - ASIDE, low + 18, back + TALL + 18
        body += svg.circle(x, fork, 2.4, fill="ink")
        body += svg.arrow(
            (x, fork), (right, fork), (right, between), (x, between), (x, back + TALL)
        )
        body += svg.line((x, ahead), (x, ahead - 12), (left, ahead - 12), meaning="accent")
        body += svg.line((left, ahead - 12), (left, back - 14), (x, back - 14), meaning="accent")
        body += svg.arrow((x, back), (x, 24), meaning="second")
        body += svg.circle(x, back - 14, 2.8, fill="ink")
        body += svg.symbol(x, 17, at("h", str(t + 1)), size=16)
    for t in range(steps + 1):
        out = LEFT + t * APART - APART + HALF
        a, b = out + (0 if t else 4), out + APART - 2 * HALF - (4 if t == steps else 0)
        body += svg.arrow((a, ahead + TALL / 2), (b, ahead + TALL / 2), meaning="accent")
        body += svg.arrow((b, back + TALL / 2), (a, back + TALL / 2), meaning="second")
    alt = (
        f"Two layers at {steps} steps in a row. Both read x at each step. In the lower one the "
        "arrows between steps point forward in time, in the upper one backward. At each step "
        "what both show is put together into h."
    )
    return svg.picture(LEFT + steps * APART - APART + HALF + 36, low + 58, body, alt)
