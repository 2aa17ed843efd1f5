"""Writes the table, the pages, and the sheet for points given by hand."""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import source
from ..handed_in import readable
from . import pages

if TYPE_CHECKING:
    from ..grade import Graded

HAND = ("student", "part", "of", "points", "comment")


def write(name: str, graded: Sequence["Graded"], out: Path) -> Path:
    """Write everything about one assignment into `out`, and return the class summary."""
    out.mkdir(parents=True, exist_ok=True)
    asked = source.read(source.FOLDER / f"{name}.ipynb")
    comments = _by_hand(graded, out / "by_hand.csv")
    ids = [part.id for part in asked.asked]
    rows: list[list] = [["student", "file", "points", "of", *ids, "isolation", "remarks"]]
    for one in graded:
        by_id = {verdict.id: verdict for verdict in one.verdicts}
        points = [_shown(by_id[part]) for part in ids]
        total = sum(v.earned for v in one.verdicts)
        about = [one.isolation or "not run", " ".join(one.remarks)]
        handed = [one.handed.student, readable(one.handed.path)]
        rows.append([*handed, total, asked.total, *points, *about])
    _write_csv(out / "grades.csv", rows)
    places = {one.handed.student: f"students/{_slug(one.handed.student)}.html" for one in graded}
    (out / "students").mkdir(exist_ok=True)
    for one in graded:
        page = pages.student(asked, one, comments)
        (out / places[one.handed.student]).write_text(page, "utf-8")
    summary = out / "index.html"
    summary.write_text(pages.summary(asked, graded, places), "utf-8")
    return summary


def _shown(verdict) -> float | str:
    """A part that waits for a teacher has no points yet."""
    waits = any(c.earned is None for c in verdict.criteria)
    return "" if waits and verdict.earned == 0 else verdict.earned


def _by_hand(graded: Sequence["Graded"], path: Path) -> dict[tuple[str, str], str]:
    """Take up the points that a teacher has filled in, and list those that are missing.

    Returns the comments. ValueError: points that are no number from 0 to the most.
    """
    filled = {}
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            filled = {(row["student"], row["part"]): row for row in csv.DictReader(file)}
    rows: list[list] = [list(HAND)]
    comments = {}
    for one in graded:
        for n, verdict in enumerate(one.verdicts):
            for m, criterion in enumerate(verdict.criteria):
                if criterion.earned is not None:
                    continue
                key = (_defused(one.handed.student), verdict.id)
                row = filled.get(key, {})
                given, comment = row.get("points") or "", row.get("comment") or ""
                if given:
                    earned = _number(given, criterion.points, f"{path.name}, {' '.join(key)}")
                    changed = list(verdict.criteria)
                    changed[m] = replace(criterion, earned=earned)
                    one.verdicts[n] = verdict = replace(verdict, criteria=tuple(changed))
                comments[one.handed.student, verdict.id] = comment
                rows.append([one.handed.student, verdict.id, criterion.points, given, comment])
    _write_csv(path, rows)
    return comments


def _number(given: str, most: float, where: str) -> float:
    try:
        number = float(given.replace(",", "."))
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise ValueError(f"{where}: points must be a number from 0 to {most:g}, got {given!r}")
    return number


def _write_csv(path: Path, rows: Sequence[Sequence]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[_defused(cell) for cell in row] for row in rows])


def _defused(cell):
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if not isinstance(cell, str):
        return f"{cell:g}"
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell


def _slug(student: str) -> str:
    """A file name that is readable, safe, and different for different students."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", student).strip("-")[:40]
    return f"{readable}-{hashlib.sha256(student.encode()).hexdigest()[:8]}"
