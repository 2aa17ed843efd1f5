"""The values of a gate, or of a state, over time: a row for each unit, darker the larger."""

from collections.abc import Iterator

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
    for level in np.unique(levels[levels != 0]):  # a stroke over each run of equal cells
        path = "".join(f"M{t} {u}h{n}" for u, t, n in _runs(levels == level))
        colour = meaning if level > 0 else "second"
        cells += svg.element("path", stroke=colour, d=path, stroke_opacity=abs(level) / LEVELS)
    place = f"translate({LEFT} {TOP + tall / 2:.3f}) scale({wide:.3f} {tall:.3f})"
    body = f'<g transform="{place}">{cells}</g>'
    body += svg.element(
        "rect", fill="none", stroke="rule", x=LEFT, y=TOP, width=wide * T, height=tall * units
    )
    bottom, middle = TOP + units * tall, TOP + units * tall / 2
    body += svg.text(11, middle, "units", "muted", transform=f"rotate(-90 11 {middle:g})")
    body += svg.text(LEFT, bottom + 15, "step 1", "muted", text_anchor="start")
    body += svg.text(WIDTH - 6, bottom + 15, f"step {T}", "muted", text_anchor="end")
    return svg.picture(WIDTH, round(bottom + 22), body, alt)


def _runs(cells: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """(row, first column, length) of what is true without a break within a row."""
    for u, row in enumerate(cells):
        edges = np.flatnonzero(np.diff([0, *row.astype(int), 0]))
        yield from ((u, int(a), int(b - a)) for a, b in edges.reshape(-1, 2))
