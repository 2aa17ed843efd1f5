"""Dates: read as ISO 8601 writes them, regular, and what seasons the calendar offers them.

Nothing is guessed, sorted or filled in: 02/03 is nobody's date in particular, and what is missing
a method must not be told in silence.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading.columns import Numbers, Wrong, no_number

ISO = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?")
MICROSECONDS = {  # in a unit
    "week": 604_800_000_000,
    "day": 86_400_000_000,
    "hour": 3_600_000_000,
    "minute": 60_000_000,
    "second": 1_000_000,
    "microsecond": 1,
}
DAY = MICROSECONDS["day"]
SEASONS = {"quarter": 4, "month": 12, "day": 7, "business day": 5}
NO_DATES = "or take the rows as they come, with --time none"


class Times:
    """Texts as times: ISO dates as datetime64, or numbers as floats, as the first one is."""

    def __init__(self, first: str) -> None:
        self.numbers = None if no_number(first) or is_date(first) else Numbers()
        self.parts = list[np.ndarray]()

    def add(self, texts: Sequence[str]) -> None:
        """Take the next ones. Raises Wrong."""
        if self.numbers is not None:
            if _compact(texts[0]):
                raise Wrong(0, f"{EXPECTED}, got {texts[0]!r}")
            return self.numbers.add(texts)
        bare = [text.strip().removesuffix("Z").removesuffix("+00:00") for text in texts]
        for k, text in enumerate(bare):
            if not ISO.fullmatch(text):
                raise Wrong(k, _no_date(texts[k]))
        try:
            self.parts.append(np.array(bare, "datetime64[us]"))
        except ValueError as error:  # the 31st of June
            k = next(k for k, text in enumerate(bare) if not is_date(text))
            raise Wrong(k, f"there is no such date: {texts[k]!r}") from error

    def result(self) -> np.ndarray:
        """(n_rows,), datetime64[us] or float64."""
        if self.numbers is not None:
            return self.numbers.result()
        return np.concatenate(self.parts)


EXPECTED = "expected a date with the year first, such as 2024-02-29 or 2024-02-29 13:45"


def is_date(text: str) -> bool:
    """Whether this is a date with at least a month."""
    bare = text.strip().removesuffix("Z").removesuffix("+00:00")
    try:
        return "-" in bare and bool(ISO.fullmatch(bare)) and bool(np.datetime64(bare, "us"))
    except ValueError:
        return False


def _compact(text: str) -> bool:
    """Whether a number is rather a date without its dashes, 20240229."""
    return bool(re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", text.strip()))


def _no_date(text: str) -> str:
    hint = ""
    if re.match(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text):
        hint = "; which of the numbers is the month cannot be told for sure"
    elif re.search(r"[+-]\d\d:?\d\d\s*$", text):
        hint = "; write all times in one zone, and leave it out"
    return f"{EXPECTED}, got {text!r}{hint}"


def step(
    dates: np.ndarray, series: Sequence[slice], where: Callable[[int], str]
) -> tuple[str, tuple[int, ...]]:
    """The step from row to row, and the seasons that the calendar offers for it.

    Args:
        dates: (n_rows,), datetime64 or float.
        series: the rows of each series.
        where: row → where it stands in the file, for messages.

    Returns:
        As `Table.step` and `Table.season`; "" and () for numbers, and for series of single rows.

    Raises:
        ComparisonError: the times of a series do not rise, or not by equal steps.
    """
    inside = np.ones(max(0, len(dates) - 1), bool)
    inside[[part.stop - 1 for part in series if part.stop < len(dates)]] = False
    if not inside.any():
        return "", ()

    def check(ok: np.ndarray, words: Callable[[int], str]) -> None:
        """Raise for the first of the row pairs that are not ok."""
        if len(bad := np.flatnonzero(inside & ~ok)):
            k = int(bad[0])
            now, before = shown(dates[k + 1]), shown(dates[k])
            line = where(k).rpartition("line ")[2]
            raise ComparisonError(
                f"{where(k + 1)}: {now} follows {before} of line {line}: {words(k)}"
            )

    if dates.dtype.kind == "f":
        gaps = np.diff(dates)
        _rising(gaps, check)
        usual = float(np.median(gaps[inside]))
        check(np.isclose(gaps, usual, rtol=1e-6, atol=0), lambda k: _irregular(f"{usual:g}"))
        return "", ()
    gaps = np.diff(dates).astype(np.int64)
    _rising(gaps, check)
    unit, gaps = _counted(dates, gaps, inside)
    usual = int(np.median(gaps[inside]))
    words, season = _named(unit, usual)
    check(gaps == usual, lambda k: _irregular(words))
    return words, season


def shown(date: object) -> str:
    """A date as a person would write it: without a time of day that is midnight."""
    text = f"{date:g}" if isinstance(date, float) else str(date).replace("T", " ")
    return text.removesuffix(".000000").removesuffix(" 00:00:00")


def _rising(gaps: np.ndarray, check: Callable) -> None:
    check(gaps != 0, lambda k: "the same time twice in a series; each must come once")
    check(gaps > 0, lambda k: "times must rise within a series; sort the file by them")


def _irregular(words: str) -> str:
    return (
        f"expected a row every {words}. Rows are missing or irregular, and none is filled in: "
        f"fill them, {NO_DATES}"
    )


def _counted(dates: np.ndarray, gaps: np.ndarray, inside: np.ndarray) -> tuple[str, np.ndarray]:
    """In which unit of the calendar the gaps are counted, and the gaps in it."""
    usual = np.median(gaps[inside])
    if usual >= 28 * DAY:
        months = dates.astype("datetime64[M]")
        in_month = (dates - months.astype(dates.dtype)).astype(np.int64)
        last = (dates + np.timedelta64(1, "D")).astype("datetime64[M]") > months
        if (in_month == in_month[0]).all() or last.all():
            return "month", np.diff(months.astype(np.int64))
    days = dates.astype("datetime64[D]")
    if usual == DAY and (gaps[inside] == 3 * DAY).any() and np.is_busday(days).all():
        return "business day", np.busday_count(days[:-1], days[1:])
    return "", gaps


def _named(unit: str, count: int) -> tuple[str, tuple[int, ...]]:
    """A step in words, and its seasons."""
    if unit == "month" and count in (3, 12):
        unit, count = {3: "quarter", 12: "year"}[count], 1
    if not unit:
        day = DAY // count if count < DAY and DAY % count == 0 else 0
        unit = next(name for name, one in MICROSECONDS.items() if count % one == 0)
        count //= MICROSECONDS[unit]
        if 2 <= day <= 144:  # a day, in steps of ten minutes or more
            return _words(unit, count), (day,)
    season = SEASONS.get(unit) if count == 1 else None
    return _words(unit, count), (season,) if season else ()


def _words(unit: str, count: int) -> str:
    return unit if count == 1 else f"{count} {unit}s"
