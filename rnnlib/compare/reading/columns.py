"""The columns of a CSV file, read from top to bottom in chunks, each value checked as it comes."""

import csv
import math
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rnnlib.compare.problem import ComparisonError

CHUNK = 20_000  # rows
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MISSING = {"", "-", "?", ".", "na", "n/a", "nan", "null", "none", "nat", "inf", "-inf", "#n/a"}
BINARY = {  # what a file begins with that is no text
    b"PK": "a workbook or an archive; save the sheet as CSV",
    b"PAR1": "a Parquet file; write it as CSV (in pandas: frame.to_csv(path, index=False))",
    b"\x1f\x8b": "compressed; unpack it first",
    b"\xd0\xcf\x11\xe0": "an old workbook; save the sheet as CSV",
    b"\xff\xfe": "in UTF-16; save it as UTF-8",
    b"\xfe\xff": "in UTF-16; save it as UTF-8",
}


class Wrong(ValueError):
    """A value that cannot be; args are its place in the chunk and what was expected."""


class Parser(Protocol):
    """What becomes of the texts of one column."""

    def add(self, texts: Sequence[str]) -> None:
        """Take the next ones. Raises Wrong."""
        ...

    def result(self) -> Any:
        """All of them."""
        ...


class Numbers:
    """Texts as finite numbers, float64."""

    def __init__(self) -> None:
        self.values = array("d")

    def add(self, texts: Sequence[str]) -> None:
        """Take the next ones. Raises Wrong."""
        before = len(self.values)
        try:
            self.values.extend(map(float, texts))
        except ValueError:
            sound = False
        else:
            sound = math.isfinite(sum(self.values[before:])) and "_" not in "".join(texts)
        if not sound:
            for k, text in enumerate(texts):
                if words := no_number(text):
                    raise Wrong(k, words)

    def result(self) -> np.ndarray:
        """(n_rows,), float64."""
        return np.frombuffer(self.values, np.float64) if self.values else np.zeros(0)


class Names:
    """Texts as whole numbers: a name that has come before has the number that it had then."""

    def __init__(self) -> None:
        self.codes, self.known = array("i"), dict[str, int]()

    def add(self, texts: Sequence[str]) -> None:
        """Take the next ones. Raises Wrong."""
        for text in {*texts} - self.known.keys():
            if text.strip().lower() in MISSING:
                raise Wrong(texts.index(text), f"expected a name, got {text!r}")
            self.known[text] = len(self.known)
        self.codes.extend(map(self.known.__getitem__, texts))

    def result(self) -> np.ndarray:
        """(n_rows,) of str."""
        names = np.array(list(self.known), dtype=str)
        return names[np.frombuffer(self.codes, np.intc)] if self.codes else names


def no_number(text: str) -> str:
    """What is wrong with a text that should be a finite number; "" if nothing is."""
    bare = text.strip()
    try:
        if math.isfinite(float(bare)) and "_" not in bare:
            return ""
    except ValueError:
        pass
    got = f"expected a number such as 1234.5, got {text!r}"
    if bare.lower() in MISSING or bare.lower().lstrip("+-") in MISSING:
        return f"{got}: a value is missing, and none is filled in; fill it or leave out its row"
    if re.fullmatch(r"[+-]?\d{1,3}([,' \u00a0\u202f_]\d{3})+(\.\d*)?", bare):
        return f"{got}: write it without separators between thousands"
    if re.fullmatch(r"[+-]?[\d.]*,\d+", bare):
        return f"{got}: a decimal comma; write a point"
    return got


def head(path: Path) -> tuple[list[str], list[str], str]:
    """The names of the columns, the first row, and the separator.

    Raises:
        ComparisonError: there is no file, it is no table in UTF-8, or has no names or no rows.
    """
    separator = _separator(path)
    rows = _rows(path, separator)
    names, row = next(rows, []), next(rows, [])
    if not names:
        raise ComparisonError(f"{path}: the file is empty")
    if not any(map(no_number, names)) or (len(names) == 1 and names == row):
        raise ComparisonError(
            f"{path}, line 1: expected the names of the columns, got {', '.join(names)}; "
            "put a line with names on top"
        )
    if not row:
        raise ComparisonError(f"{path}: there is a line with names, but no rows")
    names = [name.strip() for name in names]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ComparisonError(f"{path}, line 1: two columns are named {min(twice)!r}")
    if len(row) != len(names):
        raise _ragged(path, names, 0, row)
    return names, row, separator


def read(path: Path, separator: str, parsers: Mapping[str, Parser]) -> dict[str, Any]:
    """Columns by name, as their parsers make them.

    Raises:
        ComparisonError: a value, with its line and column, that cannot be; or a row that is
            longer or shorter than the line of names.
    """
    rows = _rows(path, separator)
    names = [name.strip() for name in next(rows)]
    places = {names.index(name): name for name in parsers}
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        if {*map(len, chunk)} != {len(names)}:
            k = next(k for k, row in enumerate(chunk) if len(row) != len(names))
            raise _ragged(path, names, done + k, chunk[k])
        columns = list(zip(*chunk, strict=True))
        for place, name in places.items():
            try:
                parsers[name].add(columns[place])
            except Wrong as wrong:
                k, words = wrong.args
                raise ComparisonError(f"{at(path, done + k)}, column {name!r}: {words}") from None
        done += len(chunk)
    return {name: parser.result() for name, parser in parsers.items()}


def at(path: Path, row: int) -> str:
    """Where a row stands, counted from 0 below the names: "sales.csv, line 7"."""
    return f"{path}, line {line_of(path, row)}"


def line_of(path: Path, row: int) -> int:
    """The line of a row, counted from 1; found by reading again, so that nothing is kept."""
    separator = _separator(path)
    with opened(path) as lines:
        reader = csv.reader(lines, delimiter=separator)
        next(islice((r for r in reader if r), row + 1, None), None)
        return reader.line_num


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A text file, open. Its faults are told as a person would tell them.

    Raises:
        ComparisonError: it is not there, not to be read, or not in UTF-8.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(4)
        for sign, what in BINARY.items():
            if start.startswith(sign):
                raise ComparisonError(f"{path}: expected text, got {what}")
        with open(path, encoding="utf-8-sig", newline="") as lines:
            yield lines
    except FileNotFoundError as error:
        raise ComparisonError(f"{path}: there is no such file") from error
    except OSError as error:
        raise ComparisonError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ComparisonError(_not_utf8(path)) from error
    except csv.Error as error:
        raise ComparisonError(f"{path}: no CSV: {error}") from error


def _separator(path: Path) -> str:
    """What separates the names in the first line."""
    with opened(path) as lines:
        first = next(iter(lines), "")
    return max(SEPARATORS, key=first.count)


def _rows(path: Path, separator: str) -> Iterator[list[str]]:
    """All lines as lists of texts; blank ones may stand at the end alone."""
    with opened(path) as lines:
        blank = 0
        reader = csv.reader(lines, delimiter=separator, strict=True)
        for row in reader:
            if row and blank:
                raise ComparisonError(f"{path}, line {blank}: expected a row, got an empty line")
            if row:
                yield row
            else:
                blank = blank or reader.line_num


def _not_utf8(path: Path) -> str:
    """Where a file leaves UTF-8."""
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = f"byte 0x{line[error.start]:02x}"
                return (
                    f"{path}, line {number}: expected text in UTF-8, got {byte}; save it as UTF-8"
                )
    return f"{path}: expected text in UTF-8; the file ends within a character"


def _ragged(path: Path, names: Sequence[str], row: int, got: Sequence[str]) -> ComparisonError:
    """A row that is longer or shorter than the names."""
    message = f"{at(path, row)}: expected {len(names)} values as in line 1, got {len(got)}"
    decimal = len(got) > len(names) and sum(v.strip().isdigit() for v in got) > 1
    hint = "; a comma separates values here: write decimals with a point" if decimal else ""
    return ComparisonError(f"{message}: {', '.join(got)}{hint}")
