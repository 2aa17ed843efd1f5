"""Plots of lines by matplotlib; and all that a chapter draws with, under one name."""

from collections.abc import Mapping
from itertools import pairwise
from textwrap import fill

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)  # fmt: skip
from numpy.typing import ArrayLike

from rnnlib.drawing import palette
from rnnlib.drawing.dots import dots, number
from rnnlib.drawing.figure import STYLE, WIDTH, figure, passages, table
from rnnlib.drawing.film import film, stills
from rnnlib.drawing.text_maps import heat_map, shaded_text

__all__ = [
    "dots",
    "figure",
    "film",
    "heat_map",
    "lines",
    "passages",
    "shaded_text",
    "stills",
    "table",
]

HEIGHT = 3.1  # inches
NAME = 12  # letters of a name in one line, right of the axes
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
        canvas = Canvas(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = canvas.subplots()
        ends = []
        for (name, (x, runs)), (meaning, dash) in zip(arrays.items(), LINES, strict=False):
            colour, middle = palette.light(meaning), np.median(runs, axis=0)
            axes.plot(x, middle, dash, color=colour, marker="o" if dots else None, markersize=4)
            if len(runs) > 1:
                axes.fill_between(x, runs.min(0), runs.max(0), color=colour, alpha=0.18, lw=0)
            ends.append((middle[-1], fill(name, NAME), colour))
        for name, level in dict(baselines).items():
            ends.append((level, fill(name, NAME), palette.light("muted")))
            axes.axhline(level, color=ends[-1][2], lw=1, ls=(0, (4, 3)))
        for axis, values in zip("xy", zip(*arrays.values(), strict=True), strict=True):
            if axis in log:
                _log_scale(axes, axis, values[0])
            elif all(np.array_equal(v, np.rint(v)) for v in values):
                getattr(axes, f"{axis}axis").set_major_locator(
                    MaxNLocator(6, steps=[1, 2, 5, 10], integer=True)
                )
        axes.set(xlabel=x_label, ylabel=y_label, **({"ylim": y_limits} if y_limits else {}))
        axes.grid(axis="y", color=palette.light("rule"), lw=0.6)
        axes.set_axisbelow(True)
        _label_ends(axes, ends)
        return canvas


def _log_scale(axes, which, x):
    """A logarithmic axis with plain numbers: at the points themselves, or at powers of ten."""
    axes.set(**{f"{which}scale": "log"})
    axis = getattr(axes, f"{which}axis")
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(number))
    low, high = axis.get_view_interval()
    if high < 100 * low:  # with powers of ten alone, hardly one number would stand there
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if which == "x" and len(x) <= 10:
        axis.set_major_locator(FixedLocator(x))
        axis.set_minor_locator(NullLocator())


def _label_ends(axes, ends):
    """Names right of the axes, level with their lines, pushed apart where they would touch."""
    axes.figure.draw_without_rendering()  # only then are the limits and the layout settled
    box = axes.get_window_extent()
    heights = [axes.transData.transform((1, level))[1] for level, _, _ in ends]
    heights = list(np.clip(heights, box.y0, box.y1))  # of lines that leave the axes
    row = STYLE["font.size"] * 1.25 * axes.figure.dpi / 72
    for below, above in pairwise(np.argsort(heights, kind="stable")):
        rows = (ends[below][1].count("\n") + ends[above][1].count("\n")) / 2 + 1
        heights[above] = max(heights[above], heights[below] + row * rows)
    for height, (_, name, colour) in zip(heights, ends, strict=True):
        _, y = axes.transAxes.inverted().transform((0, height))
        axes.text(1.02, y, name, color=colour, transform=axes.transAxes, va="center")
