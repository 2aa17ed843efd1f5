"""Somebody's file, read: which task it poses, and the data for it, checked before any work."""

from dataclasses import dataclass
from pathlib import Path

from rnnlib.compare.data import Samples, Table
from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading import arrays, columns, tables
from rnnlib.compare.reading.tables import Asked

CHARACTERS = 5_000  # different ones that a text may have


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        data: series for forecasting, samples for classification, or a text.
        says: what was decided, in sentences.
    """

    data: Table | Samples | str
    says: tuple[str, ...]


def read(path: Path, asked: Asked = Asked(), forecast: bool = False) -> Reading:  # noqa: B008
    """A CSV file, NumPy's files, or a text; the end of its name says which.

    Args:
        path: the file.
        asked: which column is what.
        forecast: whether it must be series, such as where a horizon was given.

    Raises:
        ComparisonError: something in it cannot be used; the message says where.
    """
    kind, says = path.suffix.lower(), list[str]()
    data: Table | Samples | str
    if kind in (".npy", ".npz"):
        data = arrays.read(path, asked.target, asked.label)
    elif kind in (".csv", ".tsv") or forecast or asked != Asked():
        data, says = tables.read(path, asked)
    else:
        data = _text(path)
    if isinstance(data, Samples) and len({*data.y.tolist()}) < 2:
        raise ComparisonError(
            f"{path}: expected labels of at least two classes, got {str(data.y[0])!r} alone"
        )
    if forecast and not isinstance(data, Table):
        raise ComparisonError(
            f"{path}: --horizon is for series, but its labels make this a classification"
        )
    return Reading(data, (*says, said(data)))


def _text(path: Path) -> str:
    """A text in UTF-8."""
    with columns.opened(path) as file:
        text = file.read().replace("\r\n", "\n")
    if not text.strip():
        raise ComparisonError(f"{path}: the file is empty")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ComparisonError(f"{path}, line {line}: expected text, got a zero byte")
    if (count := len({*text})) > CHARACTERS:
        raise ComparisonError(
            f"{path}: expected at most {CHARACTERS:,} different characters, got {count:,}; each "
            "needs an output of its own"
        )
    return text


def said(data: Table | Samples | str) -> str:
    """What was read, and which task that is, in a sentence."""
    if isinstance(data, str):
        return f"Next character: a text of {len(data):,} characters."
    if isinstance(data, Samples):
        lengths = sorted({len(x) for x in data.x})
        steps = " to ".join(map(str, sorted({lengths[0], lengths[-1]})))
        size = f"{steps} steps and {_count(len(data.names), 'feature')}"
        classes = len({*data.y.tolist()})
        return f"Classification: {len(data.y):,} sequences of {size}, {classes} classes."
    series = f" of {count:,} series" if (count := len(data.series)) > 1 else ""
    dated = ", without dates" if data.dates is None else ""
    every = f", one every {data.step}" if data.step else dated
    beside = len(data.names) - 1
    seen = f" A net also sees {_count(beside, 'further column')}." if beside else ""
    rows, name = _count(len(data.values), "row"), data.names[data.first]
    return f"Forecasting of {name!r}: {rows}{series}{every}.{seen}"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"
