"""Dots with intervals: one row for each result, its name at the left."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from rnnlib.drawing import palette
from rnnlib.drawing.figure import STYLE, WIDTH

Result = tuple[float, float, float]
LOOKS = (("accent", "o"), ("second", "s"), ("third", "^"), ("ink", "D"), ("muted", "v"))
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ROW, LETTERS = 0.27, 17  # inches from a row to the next; letters of a name in one line


def dots(
    rows: Mapping[str, Result] | Mapping[str, Mapping[str, Result]],
    x_label: str,
    baselines: Mapping[str, float] | tuple[()] = (),
    log: bool = False,
) -> Canvas:
    """A dot and its interval for each result, over vertical baselines.

    Args:
        rows: {name: (value, low, high)}; or {group: {name: (value, low, high)}}: then a name
            has the same colour and mark in each group.
        baselines: {name: x}.
        log: whether the axis is logarithmic.

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
    labels = [fill(name, LETTERS) if name else group for group, name, _ in lines]
    heights = [1 + 0.8 * label.count("\n") for label in labels]
    places = np.cumsum(heights) - np.array(heights) / 2
    with matplotlib.rc_context(STYLE):
        tall = ROW * sum(heights) + 0.75 + 0.2 * len(baselines)
        canvas = Canvas(figsize=(WIDTH, tall), layout="constrained")
        axes = canvas.subplots()
        for y, (_, name, result) in zip(places, lines, strict=True):
            if result is None:
                continue
            meaning, mark = LOOKS[names.index(name)] if len(groups) > 1 else LOOKS[0]
            value, low, high = result
            colour = palette.light(meaning)
            axes.plot([low, high], [y, y], color=colour, lw=1.6, solid_capstyle="butt")
            axes.plot([value], [y], mark, color=colour, markersize=6)
        for k, (name, x) in enumerate(dict(baselines).items()):
            axes.axvline(x, color=palette.light("muted"), lw=1, ls=(0, (4, 3)))
            above: Any = {"xytext": (0, 4 + 13 * k), "textcoords": "offset points"}
            axes.annotate(name, (x, 1), xycoords=("data", "axes fraction"), ha="center",
                          color=palette.light("muted"), **above)  # fmt: skip
        axes.set_yticks(places, labels)
        axes.set_ylim(sum(heights), 0)
        for label, (_, name, _) in zip(axes.get_yticklabels(), lines, strict=True):
            label.set(color=palette.light("ink"), fontweight="normal" if name else "bold")
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(x_label)
        if log:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(FuncFormatter(number))
            axes.xaxis.set_minor_formatter(NullFormatter())
        else:
            axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.grid(axis="x", color=palette.light("rule"), lw=0.6)
        axes.set_axisbelow(True)
        return canvas


def number(value: float, place: int | None = None) -> str:
    """A number at an axis: plain, or a power of ten where that would be long."""
    exponent = round(np.log10(value)) if value > 0 else 0
    if abs(exponent) > 3 and np.isclose(value, 10.0**exponent):
        return f"10{str(exponent).translate(RAISED)}"
    return f"{value:,g}"


def _are_grouped(rows):
    return bool(rows) and all(isinstance(members, Mapping) for members in rows.values())


def _checked(name, result):
    value, low, high = map(float, result)
    if not np.isfinite([value, low, high]).all() or not low <= value <= high:
        raise ValueError(
            f"dots: {name!r} must be (value, low, high), finite, low <= value <= high, got {result}"
        )
    return value, low, high
