"""How far back a gradient reaches: arrows from the loss to every earlier input that thin out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

WIDE, LEFT, RIGHT, BASE = 350, 26, 324, 190  # the image; the first step, the last; their height
WIDTH, HAIRLINE = 5.0, 0.35  # of an arrow for the largest value, and the least that is drawn
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def fading(magnitudes: Any, labelled: Sequence[int] | None = None, first: int = 1) -> Drawing:
    """The gradient of a loss at the last step with respect to each input, as an arrow each.

    An arrow is as wide as its value, in proportion to the largest; where it would be too thin
    to be seen, a grey hairline stands for it.

    Args:
        magnitudes: (T,), its size at T steps, none below 0, not all 0.
        labelled: the steps whose values are given; five from the first to the last if None.
        first: the number of the first of the T steps, at least 1.

    Raises:
        ValueError: not of that shape, or not finite, or a step to be labelled is not there.
    """
    values = checks.array("fading", "magnitudes", magnitudes, ("T",), {}, float)
    steps = len(values)
    if steps < 2 or (values < 0).any() or not values.max() > 0:
        raise ValueError("fading: magnitudes must be of at least 2 steps, none below 0, not all 0")
    first = checks.size("fading", "first", first)
    last = first + steps - 1
    labelled = labelled or np.linspace(first, last, min(5, steps)).round().astype(int).tolist()
    for step in labelled:
        if step not in range(first, last + 1):
            raise ValueError(f"fading: labelled must be steps from {first} to {last}, got {step!r}")
    size = dict(enumerate(values.tolist(), first))
    apart = (RIGHT - LEFT) / (steps - 1)
    most, tall = min(WIDTH, 0.8 * apart), BASE - 44
    body, seen = "", 0
    for t in range(1, steps):  # a bow from the last step back to each, the widest on top
        x, width = LEFT + apart * (t - 1), most * values[t - 1] / values.max()
        is_seen = width >= HAIRLINE
        seen += is_seen
        meaning, width = ("accent", width) if is_seen else ("muted", HAIRLINE)
        low = BASE - 8
        high = low - 4 / 3 * tall * (RIGHT - x) / (RIGHT - LEFT)
        head = 2.2 + 1.1 * width
        bow = f"M{RIGHT} {low}C{RIGHT} {high:.1f} {x:.1f} {high:.1f} {x:.1f} {BASE - head:.1f}"
        body += svg.element("path", fill="none", stroke=meaning, d=bow, stroke_width=f"{width:.2f}")
        tip = f"M{x - head / 2:.1f} {BASE - head - 1:.1f}h{head:.1f}L{x:.1f} {BASE}z"
        body += svg.element("path", fill=meaning, d=tip)
    body += svg.line((LEFT - 8, BASE + 3), (RIGHT + 8, BASE + 3), meaning="muted")
    body += svg.circle(RIGHT, BASE - 12, 11, "second")
    body += svg.symbol(RIGHT, BASE - 6.5, "L", "second", size=16)
    for step in labelled:
        x = LEFT + apart * (step - first)
        body += svg.line((x, BASE + 3), (x, BASE + 8), meaning="muted")
        body += svg.symbol(x, BASE + 22, f"x_{step}", size=16)
        body += svg.text(x, BASE + 42, _short(size[step]), "accent")
    told = ", ".join(f"{_short(size[step])} at step {step}" for step in labelled)
    alt = (
        f"Arrows from the loss L at step {last} back to the inputs at steps {first} to {last - 1}, "
        f"as wide as the gradient is large: {told}. {seen} of the {steps - 1} arrows are wide "
        f"enough to be seen; a hairline stands for each of the others."
    )
    return svg.picture(WIDE, BASE + 52, body, alt)


def _short(value: float) -> str:
    """0.31, or 3·10⁻⁷ where that is shorter."""
    if value == 0 or 0.0095 <= value < 1000:
        return f"{value:.2g}"
    digits, _, power = f"{value:.0e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
