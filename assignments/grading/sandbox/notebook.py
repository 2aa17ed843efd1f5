"""Reads what a student handed in, as data: nothing of it is run or believed here."""

import json
import os
import stat
from dataclasses import dataclass

from .refused import Refused

LARGEST = 10 << 20


@dataclass(frozen=True)
class Notebook:
    """A submission's bytes, and the source of its code cells in the order of the file."""

    content: bytes
    cells: tuple[str, ...]


def read(path: str | os.PathLike) -> Notebook:
    """The notebook at `path`.

    Raises:
        Refused: of kind "notebook", with words for the student: it is not there, no plain file
            (a link, a pipe), too large, no JSON, or no notebook of format 4.
    """
    content = _plain_file(path)
    try:
        found = json.loads(content)
    except RecursionError:
        raise _not_read("its JSON is nested too deeply for a notebook") from None
    except ValueError:  # of JSON and of UTF-8
        hint = "no JSON (was another file renamed?)" if content.strip() else "empty"
        raise _not_read(f"it is {hint}") from None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list):
        raise _not_read("it is JSON, but holds no cells: is it a notebook of format 4?")
    return Notebook(content, tuple(_sources(cells)))


def _sources(cells: list):
    for number, cell in enumerate(cells, 1):
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(kind, str) or not isinstance(source, str):
            raise _not_read(f"cell {number} has no type or no source")
        if kind == "code":
            # A half of a surrogate pair is legal JSON, but no text.
            yield source.encode("utf-8", "replace").decode("utf-8")


def _plain_file(path: str | os.PathLike) -> bytes:
    """The bytes of a file that is neither a link, nor a pipe, nor larger than a notebook is."""
    try:
        # Not blocking, since to open a pipe would wait for a writer that never comes.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        link = os.path.islink(path)
        why = "it is a symbolic link, not a file" if link else f"it cannot be opened ({error})"
        raise _not_read(why) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_read("it is no plain file")
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _not_read(f"it is larger than {LARGEST >> 20} MiB: clear its outputs and save again")
    return content


def _not_read(why: str) -> Refused:
    return Refused("notebook", f"The notebook cannot be read: {why}.")
