"""Plots of lines by matplotlib; and all that a chapter draws with, under one name."""

from collections.abc import Mapping
from textwrap import fill

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import ArrayLike

from rnnlib.drawing import palette, scales
from rnnlib.drawing.dots import dots
from rnnlib.drawing.figure import STYLE, WIDTH, figure, passages, table
from rnnlib.drawing.film import film, stills
from rnnlib.drawing.text_maps import shaded_text

__all__ = [
    "dots",
    "figure",
    "film",
    "lines",
    "passages",
    "shaded_text",
    "stills",
    "table",
]

HEIGHT = 3.1  # inches, of which the names of the lines can have all but one half
NAME, ACROSS, UPWARD = 12, 40, 30  # letters in one line: of a name, of the labels of the axes
ROW = STYLE["font.size"] * 1.25  # from a line of a name to the next
LINES = (("accent", "-"), ("second", "--"), ("third", "-."), ("ink", ":"), ("muted", "-"))


def lines(
    series: Mapping[str, tuple[ArrayLike, ArrayLike]],
    x_label: str,
    y_label: str,
    baselines: Mapping[str, float] | tuple[()] = (),
    log: str = "",
    y_limits: tuple[float, float] | None = None,
    dots: bool = False,
) -> Canvas:
    """Lines that carry their names at their right ends, over horizontal baselines.

    It is laid out for a phone: 350 units wide, with letters of at least 11 units. Two quantities
    take two plots, as the panels of one `figure`.

    Args:
        series: {name: (x, y)}; x must increase; y (n,) or (runs, n): several runs are drawn as
            their median and the band from the lowest to the highest.
        baselines: {name: y}.
        log: the axes with a logarithmic scale: "", "x", "y" or "xy".
        y_limits: the lowest and the highest y shown; all that is drawn if not given.
        dots: whether every point is marked.

    Raises:
        ValueError: there are more series than line styles, none, x and y of one are not
            equally long or not finite, or x does not increase.
    """
    if not 0 < len(series) <= len(LINES):
        raise ValueError(f"lines: series must be 1 to {len(LINES)}, got {len(series)}")
    arrays = {name: (np.asarray(x), np.atleast_2d(y)) for name, (x, y) in series.items()}
    for name, (x, runs) in arrays.items():
        if runs.shape[1:] != x.shape:
            raise ValueError(
                f"lines: y of {name!r} must be (n,) or (runs, n) with n = {x.size} as its x, "
                f"got {np.shape(series[name][1])}"
            )
        if not (np.isfinite(x).all() and np.isfinite(runs).all()):
            raise ValueError(f"lines: x and y of {name!r} must be finite, got NaN or infinity")
        if (np.diff(x) <= 0).any():
            k = int(np.argmax(np.diff(x) <= 0))
            raise ValueError(f"lines: x of {name!r} must increase, got {x[k + 1]:g} after {x[k]:g}")
    with matplotlib.rc_context(STYLE):
        names = [fill(name, NAME, break_long_words=False) for name in [*arrays, *dict(baselines)]]
        rows = len(names) + sum(name.count("\n") for name in names)
        labels = {"xlabel": fill(x_label, ACROSS), "ylabel": fill(y_label, UPWARD)}
        tall = max(HEIGHT, 0.5 + rows * ROW / 72) + labels["xlabel"].count("\n") * ROW / 72
        canvas = Canvas(figsize=(WIDTH, tall), layout="constrained")
        axes = canvas.subplots()
        ends = []
        for (x, runs), (meaning, dash) in zip(arrays.values(), LINES, strict=False):
            colour, middle = palette.light(meaning), np.median(runs, axis=0)
            axes.plot(x, middle, dash, color=colour, marker="o" if dots else None, markersize=4)
            if len(runs) > 1:
                axes.fill_between(x, runs.min(0), runs.max(0), color=colour, alpha=0.18, lw=0)
            ends.append((middle[-1], colour))
        for level in dict(baselines).values():
            ends.append((level, palette.light("muted")))
            axes.axhline(level, color=ends[-1][1], lw=1, ls=(0, (4, 3)))
        for axis, values in zip("xy", zip(*arrays.values(), strict=True), strict=True):
            if axis in log:
                scales.logarithmic(axes, axis, values[0] if axis == "x" else ())
            else:
                scales.linear(axes, axis, values, most=6)
        axes.set(**labels, **({"ylim": y_limits} if y_limits else {}))
        axes.grid(axis="y", color=palette.light("rule"), lw=0.6)
        axes.set_axisbelow(True)
        _label_ends(axes, names, *zip(*ends, strict=True))
        return canvas


def _label_ends(axes, names, levels, colours):
    """Names right of the axes, level with their lines, pushed apart where they would touch."""
    axes.figure.draw_without_rendering()  # only then are the limits and the layout settled
    box, row = axes.get_window_extent(), ROW * axes.figure.dpi / 72
    heights = np.array([axes.transData.transform((1, level))[1] for level in levels])
    heights = np.clip(heights, box.y0, box.y1)  # of lines that leave the axes
    half = np.array([row * (name.count("\n") + 1) / 2 for name in names])
    order = np.argsort(heights, kind="stable")
    for sign, edge, indices in ((1, box.y0, order), (-1, box.y1, order[::-1])):  # up, then down
        free = edge - sign * row / 2
        for k in indices:
            heights[k] = sign * max(sign * heights[k], sign * free + half[k])
            free = heights[k] + sign * half[k]
    for height, name, colour in zip(heights, names, colours, strict=True):
        _, y = axes.transAxes.inverted().transform((0, height))
        axes.text(1.02, y, name, color=colour, transform=axes.transAxes, va="center")
