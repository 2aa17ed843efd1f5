"""The S&P 500: returns, which hardly follow from the past, and their size, which does in part."""

from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.forecasting import forecast
from rnnlib.tasks.task import Task

PERIODS = ("month", "day")


@cache
def closing(every: str = "month") -> np.ndarray:
    """The S&P 500 at the close of every month, 1990 to 2022, or of every trading day, 1999 to 2018.

    Months are read from the installed package Matplotlib, which carries them as sample
    data; the last, June 2022, is left out since the file ends before the month does. Days
    are read from the package arch.

    Returns:
        (N,), in index points.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    if checks.one_of("closing", "every", every, PERIODS) == "day":
        rows = packages.rows("closing", "arch", "data/sp500/sp500.csv.gz")
        return np.array([row["Close"] for row in rows], float)
    rows = packages.rows("closing", "matplotlib", "mpl-data/sample_data/Stocks.csv")
    # Each month stands under its first day; the other rows are empty or repeat the last.
    return np.array([row["^GSPC"] for row in rows if row["Date"].endswith("-01")][:-1], float)


def log_returns(every: str = "month") -> np.ndarray:
    """100 (ln p_t - ln p_{t-1}), (N - 1,): how much the index gained, in percent."""
    return 100 * np.diff(np.log(closing(every)))


@cache
def prices(lags: int, every: str = "month") -> Task:
    """The next price from the last `lags` prices, monthly or daily.

    A price is near the one before it, so persistence has a high R² and predicts nothing of the
    gain, which `returns` asks for.
    """
    return forecast(f"price of a {every}", closing(every), lags)


@cache
def returns(lags: int, every: str = "month") -> Task:
    """The next return from the last `lags` returns, monthly or daily."""
    return forecast(f"return of a {every}", log_returns(every), lags)


@cache
def volatility(lags: int) -> Task:
    """The size of the next daily return from those of the last `lags`: |r_t|, in percent."""
    return forecast("size of a daily return", np.abs(log_returns("day")), lags)
