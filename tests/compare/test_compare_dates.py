"""The step between dates is found by the calendar, and with it the seasons that it offers."""

import numpy as np
import pytest

from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading import dates
from rnnlib.compare.reading.columns import Wrong


def every(first, unit, count, n=40):
    return first + np.arange(n) * np.timedelta64(count, unit)


def step(times, *series):
    series = series or (slice(0, len(times)),)
    return dates.step(times.astype("M8[us]"), series, lambda k: f"file, line {k + 2}")


DAY = np.datetime64("2024-01-31", "us")
MONTHS = every(np.datetime64("2023-01"), "M", 1)
WEEKDAYS = np.busday_offset("2024-01-01", np.arange(40))


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (every(DAY, "s", 1), ("second", ())),
        (every(DAY, "m", 15), ("15 minutes", (96,))),
        (every(DAY, "m", 1), ("minute", ())),
        (every(DAY, "h", 1), ("hour", (24,))),
        (every(DAY, "h", 5), ("5 hours", ())),
        (every(DAY, "D", 1), ("day", (7,))),
        (WEEKDAYS, ("business day", (5,))),
        (every(DAY, "W", 1), ("week", ())),
        (every(DAY, "W", 2), ("2 weeks", ())),
        (MONTHS, ("month", (12,))),
        (MONTHS + np.timedelta64(9, "D"), ("month", (12,))),
        ((MONTHS + 1).astype("M8[D]") - 1, ("month", (12,))),
        (MONTHS[::3], ("quarter", (4,))),
        (MONTHS[::2], ("2 months", ())),
        (every(np.datetime64("1990"), "Y", 1), ("year", ())),
    ],
)
def test_step_and_season_are_those_of_the_calendar(times, expected):
    assert step(times) == expected


def test_numbers_have_neither_step_nor_season():
    assert dates.step(np.arange(5) * 0.1, [slice(0, 5)], str) == ("", ())


def test_each_series_begins_when_it_likes():
    times = np.concatenate([every(DAY, "D", 1, 5), every(DAY - np.timedelta64(99, "D"), "D", 1, 5)])
    assert step(times, slice(0, 5), slice(5, 10)) == ("day", (7,))


@pytest.mark.parametrize("times", [MONTHS, WEEKDAYS, every(DAY, "h", 1), every(DAY, "W", 1)])
@pytest.mark.parametrize("missing", [1, 20, 38])
def test_every_gap_is_found_at_its_place(times, missing):
    with pytest.raises(ComparisonError, match=rf"^file, line {missing + 2}: .* follows .* of line"):
        step(np.delete(times, missing))


def test_series_with_another_step_than_most_is_found():
    times = np.concatenate([every(DAY, "D", 1, 9), every(DAY, "W", 1, 4)])
    with pytest.raises(ComparisonError, match=r"line 12: .* expected a row every day"):
        step(times, slice(0, 9), slice(9, 13))


def test_dates_are_read_to_the_microsecond_and_as_utc():
    times = dates.Times("2024-01-31T10:00:00.25Z")
    times.add(["2024-01-31T10:00:00.25Z", "2024-02-29 01:02+00:00"])
    expected = np.array(["2024-01-31T10:00:00.25", "2024-02-29T01:02"], "M8[us]")
    assert times.result().tolist() == expected.tolist()


@pytest.mark.parametrize("text", ["2024-13", "2024-1-1", "24-01-01", "now", "NaT", "1.1.2024", ""])
def test_what_is_no_iso_date_is_none(text):
    assert not dates.is_date(text)
    with pytest.raises(Wrong):
        dates.Times("2024-01-31").add(["2024-01-31", text])
