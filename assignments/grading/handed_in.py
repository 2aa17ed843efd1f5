"""Finds what was handed in, whose it is, and the answers in words."""

import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import parts

LARGEST = 10 << 20


@dataclass(frozen=True)
class Handed:
    """One submission: a file, whose it is, and which assignment it answers."""

    path: Path
    student: str
    assignment: str


def find(folder: Path, assignment: str | None = None) -> list[Handed]:
    """Every notebook in a folder, at any depth, in order. Links are not followed.

    The layouts of nbgrader (student/assignment/file), of one folder per student, and of one
    file per student are understood.

    Raises:
        ValueError: there is none, or it cannot be told which assignment one answers.
    """
    if assignment is not None and assignment not in parts.MODULES:
        raise ValueError(f"assignment must be one of {', '.join(parts.MODULES)}, got {assignment}")
    paths = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(place) / name for name in sorted(files) if name.endswith(".ipynb")]
    if not paths:
        raise ValueError(f"There are no notebooks (*.ipynb) in {folder}")
    found = []
    for path in paths:
        inside = path.relative_to(folder)
        name = assignment or _assignment(inside) or _named_in(path)
        if name is None:
            raise ValueError(
                f"{path}: which assignment is it? Name the file or its folder after one of "
                f"{', '.join(parts.MODULES)}, or name one for all"
            )
        found.append(Handed(path, _student(inside, name), name))
    twice = Counter((one.student, one.assignment) for one in found)
    return [
        one
        if twice[one.student, one.assignment] == 1
        else Handed(one.path, readable(one.path.relative_to(folder)), one.assignment)
        for one in found
    ]


def _assignment(inside: Path) -> str | None:
    named = [name for name in parts.MODULES if name in inside.as_posix()]
    return named[0] if len(named) == 1 else None


def _named_in(path: Path) -> str | None:
    try:
        named = json.loads(content(path))["metadata"]["assignment"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return named if named in parts.MODULES else None


def _student(inside: Path, assignment: str) -> str:
    """What is left of the path without the name of the assignment."""
    inside = Path(readable(inside))
    names = [*inside.parts[:-1], inside.stem]
    left = [re.sub(rf"[-_ ]?{assignment}[-_ ]?", "", name) for name in names]
    return "/".join(name for name in left if name) or inside.stem


def readable(path: Path) -> str:
    """A path as text that can be written; file names are bytes of any kind."""
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


def content(path: Path) -> bytes:
    """The bytes of a plain file, as many as are looked at; nothing for a link or a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        try:
            return file.read(LARGEST + 1) or b""
        except OSError:
            return b""


def written(notebook: bytes, ids: Sequence[str]) -> dict[str, str]:
    """The answers in words: cells that carry the part's id, or the ones after its question."""
    cells = [cell for cell in json.loads(notebook)["cells"] if cell.get("cell_type") == "markdown"]
    found: dict[str, str] = {}
    for part in ids:
        texts = [_text(cell) for cell in cells if _answers(cell, part)]
        if not texts:
            heading = re.compile(rf"^#+ {part}\. ", re.MULTILINE)
            asked = [n for n, cell in enumerate(cells) if heading.search(_text(cell))]
            texts = [_text(cell) for n in asked[:1] for cell in cells[n + 1 : n + 2]]
        found[part] = "\n\n".join(texts)
    return found


def _answers(cell: dict, part: str) -> bool:
    """Written for this assignment, or by nbgrader."""
    about = cell.get("metadata")
    if not isinstance(about, dict):
        return False
    ours, nbgrader = about.get("part"), about.get("nbgrader")
    if isinstance(ours, dict) and ours.get("id") == part and ours.get("answer"):
        return True
    return isinstance(nbgrader, dict) and nbgrader.get("grade_id") == part


def _text(cell: dict) -> str:
    text = cell.get("source", "")
    if isinstance(text, list):
        text = "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""
