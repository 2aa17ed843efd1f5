"""What steps of a sequence look at: arcs back to others, thicker the larger the share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

WIDTH, BOX, THICKEST, LEAST = 346, 40, 7.0, 0.02  # shares below LEAST are not drawn
MOST = 10  # steps whose letters can be read on a phone


def looking_back(
    steps: Sequence[tuple[str, str]], shares: ArrayLike, asking: Sequence[int], alt: str
) -> Drawing:
    """A row of boxes, a step each, and above them what some of the steps look back at.

    Args:
        steps: (upper letters, lower letters) of each step.
        shares: (T, T), how much of what row t finds comes from column s.
        asking: the steps whose looks are drawn, counted from 0.
        alt: alternative text; may be empty where the figure brings it.

    Raises:
        ValueError: there is no step, there are too many, or shares are not (T, T) in [0, 1].
    """
    T, found = len(steps), np.asarray(shares, float)
    if not 0 < T <= MOST:
        raise ValueError(f"looking_back: steps must be 1 to {MOST}, got {T}")
    if found.shape != (T, T) or not ((found >= 0) & (found <= 1)).all():
        raise ValueError(
            f"looking_back: shares must be (T, T) = ({T}, {T}) in [0, 1], got {found.shape}"
        )
    apart, top, body = WIDTH / T, 16 + 12 * T, ""
    middle = [apart * (t + 0.5) for t in range(T)]
    for t in asking:
        for s in range(t + 1):
            if found[t, s] >= LEAST:
                a, b, high = middle[t], middle[s], top - 10 - 24 * (t - s + 1) / 2
                path = f"M{a:.1f} {top}C{a:.1f} {high:.1f} {b:.1f} {high:.1f} {b:.1f} {top}"
                body += svg.element(
                    "path", fill="none", stroke="accent", d=path, stroke_opacity=0.75,
                    stroke_width=f"{THICKEST * found[t, s]:.2f}",
                )  # fmt: skip
    half = min(BOX, apart - 4) / 2
    for t, (upper, lower) in enumerate(steps):
        body += svg.box(
            middle[t] - half, top, 2 * half, BOX, meaning="accent" if t in asking else "rule"
        )
        body += svg.text(middle[t], top + 17, upper, font_size=13)
        body += svg.text(middle[t], top + 33, lower, "muted", font_size=13)
    return svg.picture(WIDTH, top + BOX + 4, body, alt)
