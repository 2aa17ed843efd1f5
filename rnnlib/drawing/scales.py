"""The scales of a plot's axes: whole numbers where things are whole, plain ones where they grow."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)
from numpy.typing import ArrayLike

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STEPS = [1, 2, 5, 10]
FEW = 10  # points at which the axis itself has its ticks


def linear(axes: Axes, which: str, values: Iterable[ArrayLike], most: int) -> None:
    """At most so many ticks on an axis, on whole numbers where all values are whole."""
    if all(np.allclose(v, np.rint(v), rtol=0, atol=1e-9) for v in values):
        locator = MaxNLocator(most, steps=STEPS, integer=True)
        getattr(axes, f"{which}axis").set_major_locator(locator)


def logarithmic(axes: Axes, which: str, points: Sequence[float] = ()) -> None:
    """A logarithmic axis with plain numbers: at few points themselves, or at powers of ten."""
    axes.set(**{f"{which}scale": "log"})
    axis = getattr(axes, f"{which}axis")
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(number))
    low, high = axis.get_view_interval()
    if high < 100 * low:  # with powers of ten alone, hardly one number would stand there
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if 0 < len(points) <= FEW:
        axis.set_major_locator(FixedLocator(points))
        axis.set_minor_locator(NullLocator())


def number(value: float, place: int | None = None) -> str:
    """A number at an axis: plain, or a power of ten where that would be long."""
    exponent = round(np.log10(value)) if value > 0 else 0
    if abs(exponent) > 3 and np.isclose(value, 10.0**exponent):
        return f"10{str(exponent).translate(RAISED)}"
    return f"{value:,g}"
