"""What stands side by side: strips of steps, and a net that sees a window of them at once."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

_WIDTH, _ROW = 346, 24
_MATRICES = ("accent", "second", "third")  # of a window's steps, in turn


def strips(rows: Mapping[str, Sequence[tuple[str, int, str]]], alt: str) -> Drawing:
    """Rows of boxes over the same steps, each as wide as the steps that it stands for.

    Args:
        rows: {what it is: [(letters, steps, meaning of the ground, or "" for none)]}.
        alt: alternative text; may be empty where the figure brings it.

    Raises:
        ValueError: there is no row, or one is empty.
    """
    if not rows or not all(rows.values()):
        raise ValueError("strips: rows must hold at least one, each of one box or more, got none")
    longest = max(sum(steps for _, steps, _ in row) for row in rows.values())
    step, body, y = (_WIDTH - 4) / longest, "", 12
    for label, row in rows.items():
        body += svg.text(2, y, label, "muted", text_anchor="start", font_size=11)
        x = 2.0
        for letters, steps, ground in row:
            wide = steps * step - 1.5
            place: Any = {"x": x, "y": y + 5, "width": wide, "height": _ROW - 2, "rx": 3}
            look: Any = {"fill": ground, "fill_opacity": 0.25} if ground else {"fill": "panel"}
            body += svg.element("rect", stroke="rule", **place, **look)
            body += svg.text(x + wide / 2, y + 20, letters, font_size=12)
            x += steps * step
        y += _ROW + 22
    return svg.picture(_WIDTH, y - 14, body, alt)


def window(steps: int = 3) -> Drawing:
    """A feed-forward net that sees several steps at once, with a matrix for each of them."""
    steps = checks.size("window", "steps", steps, least=2)
    centres = [_WIDTH / 2 + 84 * (k - (steps - 1) / 2) for k in range(steps)]
    left, right = centres[0] - 34, centres[-1] + 34
    body = svg.box(left, 66, right - left, 44)
    for k, x in enumerate(centres, 1):
        meaning = _MATRICES[(k - 1) % len(_MATRICES)]
        body += svg.arrow((x, 136), (x, 111), meaning=meaning)
        body += svg.symbol(x, 93, f"W_{k}", meaning, 16) + svg.symbol(x, 153, f"x_{k}", size=16)
    for a, b in pairwise(centres):
        body += svg.text((a + b) / 2, 92, "+", "muted", font_size=14)
    middle = _WIDTH / 2
    body += svg.arrow((middle, 66), (middle, 40)) + svg.symbol(middle, 31, "y", size=16)
    alt = (
        f"One box with {steps} matrices, W 1 to W {steps}, each in a colour of its own. An arrow "
        f"leads from each of the inputs x 1 to x {steps} to its own matrix, and one to the output."
    )
    return svg.picture(_WIDTH, 164, body, alt)
