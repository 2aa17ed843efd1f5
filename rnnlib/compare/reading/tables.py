"""A CSV file in long format as series, or as sequences with labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnnlib.compare.data import Samples, Table
from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading import columns, dates

ID, TIME, TARGET = "unique_id", "ds", "y"  # what forecasting people call the columns
TIMES = ("date", "time", "datetime", "timestamp")  # what others call the second
NONE = "none"  # as the name of a column: there is to be none


@dataclass(frozen=True)
class Asked:
    """Which column is what; None where the file is to say it itself.

    Attributes:
        target: to be forecast.
        id: to which series, or sample, a row belongs.
        time: when it was.
        label: class of the sample.
        ignore: left out.
    """

    target: str | None = None
    id: str | None = None
    time: str | None = None
    label: str | None = None
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Roles:
    """Which column is what, decided."""

    target: str
    id: str | None
    time: str | None
    label: str | None
    features: tuple[str, ...]
    left_out: tuple[str, ...]


def read(path: Path, asked: Asked) -> tuple[Table | Samples, list[str]]:
    """Series, or samples if there is a label, and what is to be said about the reading.

    Raises:
        ComparisonError: something in the file cannot be used; the message says where.
    """
    names, row, separator = columns.head(path)
    roles = _roles(path, asked, dict(zip(names, row, strict=True)))
    parsers: dict[str, columns.Parser] = {name: columns.Numbers() for name in roles.features}
    parsers |= {name: columns.Names() for name in (roles.id, roles.label) if name}
    if roles.time:
        parsers[roles.time] = dates.Times(row[names.index(roles.time)])
    found = columns.read(path, separator, parsers)
    order = None
    if roles.id and (found[roles.id][1:] < found[roles.id][:-1]).any():
        order = np.argsort(found[roles.id], kind="stable")
        found = {name: column[order] for name, column in found.items()}

    def where(k: int) -> str:
        """Where a row of the sorted columns stands in the file."""
        return columns.at(path, k if order is None else int(order[k]))

    values = np.empty((len(found[roles.features[0]]), len(roles.features)))
    for k, name in enumerate(roles.features):
        values[:, k] = found.pop(name)
    ids, times = (found[name] if name else None for name in (roles.id, roles.time))
    table = Table(roles.features, ids, times, values, roles.features.index(roles.target))
    if times is not None:
        step, season = dates.step(times, [part for _, part in table.series], where)
        table = Table(table.names, ids, times, values, table.first, step, season)
    says = [] if separator == "," else [f"Separated by {columns.SEPARATORS[separator]}."]
    if roles.left_out:
        out = ", ".join(map(_shown, roles.left_out))
        says.append(f"Left out, since the first row has no number there: {out}.")
    return _samples(table, found[roles.label], where) if roles.label else table, says


def _roles(path: Path, asked: Asked, first: dict[str, str]) -> _Roles:
    """Which column is what, from what was asked and the first row {name: text}."""
    for option in ("target", "id", "time", "label", "ignore"):
        names = getattr(asked, option) or ()
        for name in (names,) if isinstance(names, str) else names:
            if name not in first and name != NONE:
                raise _no_column(path, option, name, list(first))
    names = [name for name in first if name not in asked.ignore]
    id = _role(asked.id, ID, names)
    time = _time(asked.time, {name: first[name] for name in names if name != asked.target})
    rest = [name for name in names if name not in (id, time, asked.label)]
    features = [name for name in rest if name == asked.target or _is_number(first[name])]
    left_out = tuple(name for name in rest if name not in features)
    if not features:
        raise ComparisonError(f"{path}: expected a column of numbers, got none in the first row")
    if asked.label and not id:
        raise ComparisonError(
            f"{path}: the rows of a sample must share a name; --id says in which column it is"
        )
    target = features[0] if asked.label else _target(path, asked.target, features)
    return _Roles(target, id, time, asked.label, tuple(features), left_out)


def _no_column(path: Path, option: str, name: str, names: Sequence[str]) -> ComparisonError:
    known, hint = ", ".join(map(_shown, names)), ""
    if len(names) == 1 and (signs := [sign for sign in "|: " if sign in names[0]]):
        hint = f". It seems to be separated by {signs[0]!r}; separate values by commas"
    return ComparisonError(
        f"{path}: --{option} must be one of its columns, {known}, got {name!r}{hint}"
    )


def _shown(name: str) -> str:
    return name or "(a column without a name)"


def _role(asked: str | None, usual: str, names: Sequence[str]) -> str | None:
    """The column that was asked for, or the one that is called as usual."""
    if asked is not None:
        return None if asked == NONE else asked
    return usual if usual in names else None


def _time(asked: str | None, first: dict[str, str]) -> str | None:
    """The column with the times: asked for, called as usual, or the first that holds a date."""
    if asked is not None or TIME in first:
        return _role(asked, TIME, list(first))
    called = [name for name in first if name.lower() in TIMES]
    dated = [name for name in first if dates.is_date(first[name])]
    return next(iter([*called, *dated]), None)


def _target(path: Path, asked: str | None, features: Sequence[str]) -> str:
    if asked is not None:
        return asked
    if TARGET in features or len(features) == 1:
        return TARGET if TARGET in features else features[0]
    raise ComparisonError(
        f"{path}: which column is to be forecast? --target names one of {', '.join(features)}"
    )


def _is_number(text: str) -> bool:
    """Whether a column that begins so holds numbers, well or badly written."""
    return any(c.isdigit() for c in text) or text.strip().lower() in columns.MISSING


def _samples(table: Table, labels: np.ndarray, where: Callable[[int], str]) -> Samples:
    """The series of a table as samples, each with the label that all its rows have."""
    for name, part in table.series:
        if len(other := np.flatnonzero(labels[part] != labels[part.start])):
            k = part.start + int(other[0])
            raise ComparisonError(
                f"{where(k)}: expected one label for all rows of {name!r}, got "
                f"{str(labels[k])!r} after {str(labels[part.start])!r}"
            )
    parts = [part for _, part in table.series]
    x = [table.values[part].astype(np.float32) for part in parts]
    same = len({*map(len, x)}) == 1
    y = labels[[part.start for part in parts]]
    return Samples(np.stack(x) if same else x, y, table.names)
