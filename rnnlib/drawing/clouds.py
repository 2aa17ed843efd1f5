"""Points in a plane, group by group: where the states of a net lie."""

from collections.abc import Mapping
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import ArrayLike

from rnnlib.drawing import palette
from rnnlib.drawing.figure import STYLE

LOOKS = (("accent", "o"), ("second", "^"), ("third", "s"), ("ink", "x"))


def clouds(groups: Mapping[str, ArrayLike], x_label: str, y_label: str) -> Canvas:
    """Groups of points, told apart by colour and by form, each with its name above it.

    Args:
        groups: {name: points (n, 2)}, at most four.

    Raises:
        ValueError: there are more groups than looks, none, or points of one are not (n, 2).
    """
    if not 0 < len(groups) <= len(LOOKS):
        raise ValueError(f"clouds: groups must be 1 to {len(LOOKS)}, got {len(groups)}")
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(4.8, 3.4), layout="constrained")
        axes = canvas.subplots()
        for (name, points), (meaning, form) in zip(groups.items(), LOOKS, strict=False):
            points = np.asarray(points, float)
            if points.ndim != 2 or points.shape[1] != 2:
                raise ValueError(f"clouds: {name!r} must be (n, 2), got {points.shape}")
            colour = palette.light(meaning)
            axes.plot(*points.T, form, color=colour, alpha=0.3, markersize=3, mew=0.6)
            words: Any = {
                "color": colour,
                "ha": "center",
                "va": "bottom",
                "weight": "bold",
                "size": 11,
            }
            (x, _), (_, top) = points.mean(axis=0), points.max(axis=0)
            axes.annotate(name, (x, top), (0, 5), textcoords="offset points", **words)
        axes.set(xlabel=x_label, ylabel=y_label, aspect="equal")
        axes.margins(0.16)
        return canvas
