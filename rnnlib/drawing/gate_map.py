"""The values of a gate, or of a state, over time: a row for each unit, darker the larger."""

import numpy as np

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

WIDTH, LEFT, TOP = 350, 20, 4
LEVELS = 10  # of depth
MOST = 64  # units that can be told apart on a phone


def gate_map(values: np.ndarray, meaning: str, alt: str) -> Drawing:
    """Rows of units over columns of steps, in ten depths of one colour; below 0 in a second one.

    Args:
        values: (T, D_h), each in [-1, 1].
        meaning: key of palette.COLOURS.
        alt: alternative text; may be empty where the figure brings it.

    Raises:
        ValueError: values has not two axes, is empty, or has more units than can be drawn.
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or not values.size or values.shape[1] > MOST:
        raise ValueError(
            f"gate_map: values must be (T, D_h) with D_h from 1 to {MOST}, got {values.shape}"
        )
    if not np.isfinite(values).all():
        raise ValueError("gate_map: values must be finite, got NaN or infinity")
    T, units = values.shape
    wide, tall = (WIDTH - LEFT - 6) / T, max(6.0, 96 / units)
    levels = np.clip(np.rint(values.T * LEVELS), -LEVELS, LEVELS).astype(int)
    cells = ""
    for level in np.unique(levels[levels != 0]):
        path = "".join(f"M{t} {u}h1v1h-1z" for u, t in np.argwhere(levels == level))
        colour = meaning if level > 0 else "second"
        cells += svg.element("path", fill=colour, d=path, fill_opacity=abs(level) / LEVELS)
    body = f'<g transform="translate({LEFT} {TOP}) scale({wide:.3f} {tall:.3f})">{cells}</g>'
    body += svg.element(
        "rect", fill="none", stroke="rule", x=LEFT, y=TOP, width=wide * T, height=tall * units
    )
    bottom, middle = TOP + units * tall, TOP + units * tall / 2
    body += svg.text(11, middle, "units", "muted", transform=f"rotate(-90 11 {middle:g})")
    body += svg.text(LEFT, bottom + 15, "step 1", "muted", text_anchor="start")
    body += svg.text(WIDTH - 6, bottom + 15, f"step {T}", "muted", text_anchor="end")
    return svg.picture(WIDTH, round(bottom + 22), body, alt)
