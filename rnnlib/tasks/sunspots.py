"""Sunspots, a number a year since 1700: a cycle of about eleven years, of no fixed period."""

from functools import cache

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.forecasting import forecast
from rnnlib.tasks.task import Task


@cache
def yearly() -> np.ndarray:
    """The yearly sunspot numbers, 1700 to 2008.

    Read from the installed package statsmodels.

    Returns:
        (309,).

    Raises:
        ModuleNotFoundError: statsmodels is not installed.
    """
    rows = packages.rows("yearly", "statsmodels", "datasets/sunspots/sunspots.csv")
    return np.array([row["SUNACTIVITY"] for row in rows], float)


@cache
def sunspots(lags: int) -> Task:
    """Next year's sunspots from the last `lags` years, on the scale of the square root.

    The square root, because large numbers scatter more than small ones. Shapes, measures and
    baselines are those of `forecasting.forecast`.
    """
    return forecast("sunspots", np.sqrt(yearly()), lags)
