"""Tables that are their own journal: a row is there for good once it is appended.

A line is a row as JSON without its brackets, and so, since no text in it has quotes of its own,
also CSV. What a killed process leaves behind is a last line without its end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnnlib import files
from rnnlib.experiments import environment
from rnnlib.experiments.study import Row, Study, StudyError


class Stored(NamedTuple):
    """What a file holds.

    Attributes:
        rows: each {column: value}.
        damaged: the lines that are no rows of this table, as bytes without their ends.
    """

    rows: list[Row]
    damaged: list[bytes]


def line(values: Iterable[Any]) -> str:
    """A row's values as a line of the table.

    Raises:
        StudyError: a value is none of int, float, bool, str and None, or a text that CSV and
            JSON would write differently.
    """
    plain = [v.item() if isinstance(v, np.generic) else v for v in values]
    for value in plain:
        if not isinstance(value, (int, float, str, type(None))) or (
            isinstance(value, str) and json.dumps(value, ensure_ascii=False) != f'"{value}"'
        ):
            expected = "numbers, bools, None and texts without quotes, backslashes and line ends"
            raise StudyError(f"a row must hold {expected}, got {value!r}")
    return ",".join(json.dumps(value, ensure_ascii=False) for value in plain) + "\n"


def text(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A whole table."""
    lines = [line(row[column] for column in columns) for row in rows]
    return "".join([",".join(columns) + "\n", *lines]).encode()


def read(path: Path, columns: Sequence[str], fits: Callable = lambda row: True) -> Stored:
    """The rows of a table; a file that is not there has none. Lines may end as Windows ends them.

    Args:
        fits: whether a row has values of the right types; what has not counts as damaged.

    Raises:
        StudyError: the table has other columns, or cannot be read.
    """
    try:
        head, *lines = path.read_bytes().replace(b"\r\n", b"\n").split(b"\n")
    except FileNotFoundError:
        return Stored([], [])
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}") from error
    stored, expected = Stored([], []), ",".join(columns)
    if lines and head != expected.encode():
        raise StudyError(
            f"{path} must have the columns {expected}, got {head.decode(errors='replace')}; "
            "move the table away, or name another --folder, to begin anew"
        )
    for content in lines[:-1]:
        row = _row(content, columns)
        if row is not None and fits(row):
            stored.rows.append(row)
        elif content:
            stored.damaged.append(content)
    stored.damaged.extend(filter(None, lines[-1:] or [head]))  # what has no end is not whole
    return stored


def _row(content: bytes, columns: Sequence[str]) -> Row | None:
    """A line as {column: value}, None if it is not whole."""
    try:
        values = json.loads(f"[{content.decode()}]")
    except ValueError:  # of the bytes or of what they say
        return None
    if len(values) != len(columns) or any(isinstance(value, (list, dict)) for value in values):
        return None
    return dict(zip(columns, values, strict=True))


def rows(path: Path, columns: Sequence[str], fits: Callable = lambda row: True) -> list[Row]:
    """The rows of a table that must be whole.

    Raises:
        StudyError: some lines are damaged.
    """
    stored = read(path, columns, fits)
    if stored.damaged:
        raise StudyError(f"{path}: damaged lines: {len(stored.damaged)}")
    return stored.rows


@contextmanager
def opened(path: Path, study: Study) -> Iterator[Table]:
    """A Table to work on, for one process at a time.

    Raises:
        StudyError: the folder cannot be written to, or another process has the table.
    """
    filelock = environment.load("filelock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        locked = filelock.FileLock(path.with_suffix(".lock"), timeout=0).acquire()
    except OSError as error:  # a Timeout is one, too
        taken = isinstance(error, filelock.Timeout) and "another process is running this study"
        wrong = taken or f"cannot be written to: {error.strerror}"
        raise StudyError(f"{path}: {wrong}; --folder names another place for it") from error
    with locked:
        yield Table(path, study)


class Table:
    """A study's table, open for appending.

    Attributes:
        rows: {key: row}, all that is stored; of two rows with one key the later counts.
        damaged: how many lines were set aside on opening.
    """

    def __init__(self, path: Path, study: Study) -> None:
        self.path, self.study = path, study
        stored = read(path, study.columns, study.fits)
        self.rows: dict[tuple, Row] = {study.key(row): row for row in stored.rows}
        self.damaged = len(stored.damaged)
        if stored.damaged:
            self._append(b"\n".join([*stored.damaged, b""]), ".damaged")
        self._replace()

    def append(self, row: Row) -> None:
        """Store one row durably.

        Raises:
            StudyError: it could not be written; what was stored before is unharmed.
        """
        self._append(line(row[column] for column in self.study.columns).encode())
        self.rows[self.study.key(row)] = row

    def finish(self, plan: Sequence[Row]) -> int:
        """Sort the rows as planned; those outside the plan go into a file beside.

        Returns:
            How many went.
        """
        order = [self.study.key(config) for config in plan]
        others = [row for key, row in self.rows.items() if key not in set(order)]
        if others:
            self._append(text(self.study.columns, others).partition(b"\n")[2], ".unplanned")
        self.rows = {key: self.rows[key] for key in order}
        self._replace()
        return len(others)

    def _replace(self) -> None:
        """Put a new table in the place of the old one, whole or not at all."""
        content = text(self.study.columns, self.rows.values())
        if not self.path.exists() or self.path.read_bytes() != content:
            with self._in_words():
                files.replace(self.path, content)

    def _append(self, content: bytes, suffix: str = "") -> None:
        """Append all of it, down to the disk, or nothing."""
        path = self.path.with_name(self.path.name + suffix)
        with self._in_words(), open(path, "ab", buffering=0) as file:
            before = file.seek(0, os.SEEK_END)
            try:
                while content:
                    content = content[file.write(content) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)  # half a line is worth nothing
                raise

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StudyError(
                f"{self.path} cannot be written: {error.strerror}. The {len(self.rows)} rows "
                "stored so far are safe; the same command goes on from there."
            ) from error
