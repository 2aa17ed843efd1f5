"""Dots with intervals: one row for each result, its name at the left."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from rnnlib.drawing import palette, scales
from rnnlib.drawing.figure import STYLE, WIDTH

Result = tuple[float, float, float]
LOOKS = (("accent", "o"), ("second", "s"), ("third", "^"), ("ink", "D"), ("muted", "v"))
ROW = 0.27  # inches from a row to the next
LETTERS, ACROSS = 17, 40  # in one line: of a name, of the label of the axis


def dots(
    rows: Mapping[str, Result] | Mapping[str, Mapping[str, Result]],
    x_label: str,
    baselines: Mapping[str, float] | tuple[()] = (),
    log: bool = False,
    x_limits: tuple[float, float] | None = None,
) -> Canvas:
    """A dot and its interval for each result, over vertical baselines.

    Args:
        rows: {name: (value, low, high)}; or {group: {name: (value, low, high)}}: then a name
            has the same colour and mark in each group.
        baselines: {name: x}.
        log: whether the axis is logarithmic.
        x_limits: the lowest and the highest x shown, to draw panels alike; all that is drawn if
            not given.

    Raises:
        ValueError: there is no row, a number is not finite, a value is not within its
            interval, or there are more names than marks.
    """
    groups: Any = rows if _are_grouped(rows) else {"": rows}
    names = list(dict.fromkeys(name for members in groups.values() for name in members))
    if not names or (len(groups) > 1 and len(names) > len(LOOKS)):
        expected = f"1 to {len(LOOKS)} names" if names else "at least one row"
        raise ValueError(f"dots: rows must have {expected}, got {len(names)}")
    lines: list[tuple[str, str, Any]] = []
    for group, members in groups.items():
        lines += [(group, "", None)] if group else []
        lines += [(group, name, _checked(name, result)) for name, result in members.items()]
    labels = [fill(name, LETTERS, break_long_words=False) for _, name, _ in lines]
    heights = [1 + 0.8 * label.count("\n") for label in labels]
    places = np.cumsum(heights) - np.array(heights) / 2
    with matplotlib.rc_context(STYLE):
        shown = fill(x_label, ACROSS)
        tall = ROW * sum(heights) + 0.75 + 0.2 * (len(baselines) + shown.count("\n"))
        canvas = Canvas(figsize=(WIDTH, tall), layout="constrained")
        axes = canvas.subplots()
        left = blended_transform_factory(canvas.transFigure, axes.transData)
        for y, (group, name, result) in zip(places, lines, strict=True):
            if result is None:  # a heading may reach into the axes
                heading = axes.text(0.01, y, group, transform=left, va="center", weight="bold")
                heading.set_in_layout(False)
                continue
            meaning, mark = LOOKS[names.index(name)] if len(groups) > 1 else LOOKS[0]
            value, low, high = result
            colour = palette.light(meaning)
            axes.plot([low, high], [y, y], color=colour, lw=1.6, solid_capstyle="butt")
            axes.plot([value], [y], mark, color=colour, markersize=6)
        for x in dict(baselines).values():
            axes.axvline(x, color=palette.light("muted"), lw=1, ls=(0, (4, 3)))
        axes.set_yticks(places, labels)
        axes.set_ylim(sum(heights), 0)
        for label in axes.get_yticklabels():
            label.set_color(palette.light("ink"))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(shown)
        if x_limits:
            axes.set_xlim(x_limits)
        if log:
            scales.logarithmic(axes, "x")
        else:
            axes.xaxis.set_major_locator(MaxNLocator(6, steps=scales.STEPS))
            scales.linear(axes, "x", [r[0] for _, _, r in lines if r], most=6)
        for k, (name, x) in enumerate(dict(baselines).items()):
            place = axes.transAxes.inverted().transform(axes.transData.transform((x, 0)))[0]
            side = "left" if place < 0.25 else "right" if place > 0.75 else "center"
            axes.annotate(
                name, (x, 1), (0, 4 + 13 * k), xycoords=("data", "axes fraction"), ha=side,
                textcoords="offset points", color=palette.light("muted"),
            )  # fmt: skip
        axes.grid(axis="x", color=palette.light("rule"), lw=0.6)
        axes.set_axisbelow(True)
        return canvas


def _are_grouped(rows):
    return bool(rows) and all(isinstance(members, Mapping) for members in rows.values())


def _checked(name, result):
    value, low, high = map(float, result)
    if not np.isfinite([value, low, high]).all() or not low <= value <= high:
        raise ValueError(
            f"dots: {name!r} must be (value, low, high), finite, low <= value <= high, got {result}"
        )
    return value, low, high
