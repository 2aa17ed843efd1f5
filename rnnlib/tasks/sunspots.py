"""Sunspots, a number a year since 1700: a cycle of about eleven years that keeps no clock."""

import csv
from functools import cache

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.forecasting import forecast


@cache
def yearly():
    """The yearly sunspot numbers, 1700 to 2008.

    Read from the installed package statsmodels.

    Returns:
        (309,).

    Raises:
        ModuleNotFoundError: statsmodels is not installed.
    """
    path = packages.file("yearly", "statsmodels", "datasets/sunspots/sunspots.csv")
    with path.open(encoding="ascii", newline="") as lines:
        return np.array([row["SUNACTIVITY"] for row in csv.DictReader(lines)], float)


@cache
def sunspots(lags):
    """Next year's sunspots from the last `lags` years, on the scale of the square root.

    The square root, because large numbers scatter more than small ones.
    """
    return forecast("sunspots", np.sqrt(yearly()), lags)
