"""The S&P 500: returns, which hardly follow from the past, and their size, which does in part."""

import csv
import gzip
from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.forecasting import forecast

PERIODS = ("month", "day")


@cache
def closing(every="month"):
    """The S&P 500 at the close of every month, 1990 to 2022, or of every trading day, 1999 to 2018.

    Months are read from the installed package Matplotlib, which carries them as sample
    data; the last, June 2022, is left out since the file ends before the month does. Days
    are read from the package arch.

    Returns:
        (N,), in index points.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    if checks.one_of("closing", "every", every, PERIODS) == "month":
        path = packages.file("closing", "matplotlib", "mpl-data/sample_data/Stocks.csv")
        lines = path.read_text(encoding="ascii").splitlines()
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        # Each month stands under its first day; the other rows are empty or repeat the last.
        values = [row["^GSPC"] for row in rows if row["Date"].endswith("-01")]
        return np.array(values[:-1], float)
    with gzip.open(packages.file("closing", "arch", "data/sp500/sp500.csv.gz"), "rt") as lines:
        return np.array([row["Close"] for row in csv.DictReader(lines)], float)


def log_returns(every="month"):
    """100 (ln p_t - ln p_{t-1}), (N - 1,): how much the index gained, in percent."""
    return 100 * np.diff(np.log(closing(every)))


@cache
def prices(lags, every="month"):
    """The next price from the last `lags`: an easy question with an empty answer.

    A price is near the one before it, so persistence has a high R² and says nothing of the
    gain, which `returns` asks for.
    """
    return forecast(f"price of a {every}", closing(every), lags)


@cache
def returns(lags, every="month"):
    """The next return from the last `lags`, monthly or daily."""
    return forecast(f"return of a {every}", log_returns(every), lags)


@cache
def volatility(lags):
    """The size of the next daily return from those of the last `lags`: |r_t|, in percent."""
    return forecast("size of a daily return", np.abs(log_returns("day")), lags)
