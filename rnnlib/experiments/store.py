"""The table of a study, which is also its journal: a row is there for good once it is appended.

A line is a row as JSON without its brackets, and so, since no text in it has quotes of
its own, also CSV. What a killed process leaves behind is a last line without its end.
"""

import json
import os
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from rnnlib.experiments.study import StudyError


class Stored(NamedTuple):
    """What a file holds.

    Attributes:
        rows: {key: row}; of two rows with one key the later counts.
        damaged: the lines that are no rows, as bytes without their ends.
    """

    rows: dict
    damaged: list


def line(values):
    """A row's values as a line of the table.

    Raises:
        StudyError: a value is none of int, float, bool, str and None, or a text that CSV and
            JSON would write differently.
    """
    plain = [v.item() if isinstance(v, np.generic) else v for v in values]
    for value in plain:
        if not isinstance(value, (int, float, bool, str, type(None))):
            raise StudyError(f"a row must hold numbers, texts, bools and None, got {value!r}")
        if isinstance(value, str) and json.dumps(value, ensure_ascii=False) != f'"{value}"':
            raise StudyError(f"a text in a row must not need escapes, got {value!r}")
    return ",".join(json.dumps(value, ensure_ascii=False) for value in plain) + "\n"


def read(path, study):
    """The rows of a table, as Stored; a file that is not there has none.

    Raises:
        StudyError: the table has other columns than the study.
    """
    head = ",".join(study.columns)
    try:
        head_stored, *lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Stored({}, [])
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}") from error
    if not lines:  # not even the head was finished
        return Stored({}, [head_stored] if head_stored else [])
    if head_stored != head.encode():
        raise StudyError(
            f"{path} has the columns {head_stored.decode(errors='replace')}, and the study has "
            f"{head}; move the table away, or name another --folder, to run the study anew"
        )
    stored = Stored({}, [])
    for number, text in enumerate(lines, 1):
        row = _row(text, study.columns) if number < len(lines) else None
        if row:
            key = study.key(row)
            stored.rows.pop(key, None)
            stored.rows[key] = row
        elif text:
            stored.damaged.append(text)
    return stored


def _row(text, columns):
    """A line as {column: value}, None if it is not whole."""
    try:
        values = json.loads(f"[{text.decode()}]")
    except ValueError:  # of the bytes or of what they say
        return None
    if len(values) != len(columns) or any(isinstance(v, (list, dict)) for v in values):
        return None
    return dict(zip(columns, values, strict=True))


@contextmanager
def opened(path, study):
    """A Table to work on, for one process at a time.

    Raises:
        StudyError: the folder cannot be written to, or another process has the table.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_suffix(".lock"), timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StudyError(
            f"{path}: another process is running this study; wait for it, or name another --folder"
        ) from error
    except OSError as error:
        raise StudyError(
            f"{path.parent} cannot be written to: {error.strerror}; "
            "--folder names a place for the table"
        ) from error
    try:
        yield Table(path, study)
    finally:
        lock.release()


class Table:
    """A study's table, open for appending.

    Attributes:
        rows: {key: row}, all that is stored.
        damaged: how many lines were set aside on opening.
    """

    def __init__(self, path, study):
        self.path, self.study = path, study
        self.rows, damaged = read(path, study)
        self.damaged = len(damaged)
        if damaged:
            self._set_aside("damaged", damaged)
        self._replace(self.rows.values())

    def append(self, row):
        """Store one row durably.

        Raises:
            StudyError: it could not be written; what was stored before is unharmed.
        """
        data = self._line(row).encode()
        with _writing(self.path, len(self.rows)), open(self.path, "ab", buffering=0) as file:
            before = file.seek(0, os.SEEK_END)
            try:
                _write(file, data)
            except OSError:
                file.truncate(before)  # half a line is worth nothing
                raise
        self.rows[self.study.key(row)] = row

    def finish(self, plan):
        """Sort the rows as planned; those outside the plan go into a file beside.

        Returns:
            How many went.
        """
        order = [self.study.key(config) for config in plan]
        others = [row for key, row in self.rows.items() if key not in set(order)]
        if others:
            self._set_aside("unplanned", [self._line(row).encode()[:-1] for row in others])
        self.rows = {key: self.rows[key] for key in order}
        self._replace(self.rows.values())
        return len(others)

    def _line(self, row):
        return line(row[column] for column in self.study.columns)

    def _set_aside(self, why, lines):
        path = self.path.with_name(f"{self.path.name}.{why}")
        with _writing(path, len(self.rows)), open(path, "ab", buffering=0) as file:
            _write(file, b"\n".join([*lines, b""]))

    def _replace(self, rows):
        """Put a new table in the place of the old one, whole or not at all."""
        text = ",".join(self.study.columns) + "\n" + "".join(map(self._line, rows))
        beside = self.path.with_suffix(".new")
        with _writing(self.path, len(self.rows)):
            if self.path.exists() and self.path.read_bytes() == text.encode():
                return
            with open(beside, "wb", buffering=0) as file:
                _write(file, text.encode())
            os.replace(beside, self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)  # the name, too, is on the disk
            os.close(folder)


def _write(file, data):
    """Write all of the data, down to the disk."""
    while data:
        data = data[file.write(data) :]
    os.fsync(file.fileno())


@contextmanager
def _writing(path, count):
    try:
        yield
    except OSError as error:
        raise StudyError(
            f"{path} cannot be written: {error.strerror}. The {count} rows stored so far are "
            "safe; the same command goes on from there."
        ) from error
