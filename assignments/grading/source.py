"""Reads the source notebook of an assignment: what is asked, what is given, what is the solution.

A cell's metadata `part` says what the cell is:

    {"id": "3b", "points": 4}             a Markdown cell headed "### 3b. Title (4 points)"
    {…, "extra": true}                    the same, headed "### 3b. Title (4 points, extra)"
    {"id": "3b"}                          the code cell with the solution, between the lines
                                          `# SOLUTION` and `# END SOLUTION`
    {"id": "9a", "answer": true}          a Markdown cell with an answer in words
    {"instructor": true}                  a cell that students do not get
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parents[1]
BEGIN, END, STARTER = "# SOLUTION", "# END SOLUTION", "# STARTER:"
NOTHING_YET = "...  # your code here"
ANSWER_HERE = "*Write your answer here.*"


@dataclass(frozen=True)
class Asked:
    """One graded part as the notebook asks it; the points of an extra one count on top."""

    id: str
    title: str
    points: float
    extra: bool

    @property
    def name(self) -> str:
        return f"{self.id}. {self.title}" + " (extra)" * self.extra


@dataclass(frozen=True)
class Assignment:
    """A source notebook. `cells` are as in the file, with `source` joined to one string."""

    name: str
    title: str
    asked: tuple[Asked, ...]
    cells: list[dict] = field(repr=False)

    @property
    def total(self) -> float:
        """The points of all parts that are not extra."""
        return sum(part.points for part in self.asked if not part.extra)


def names() -> list[str]:
    """Every assignment there is, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9][0-9]_*.ipynb"))


def read(path: Path | str) -> Assignment:
    """The assignment in a source notebook.

    Raises:
        ValueError: a part is asked twice, never asked, has no heading, or its markers do not match.
    """
    path = Path(path)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for cell in cells:
        cell["source"] = "".join(cell["source"])
    asked = [_asked(path, cell) for cell in cells if "points" in part_of(cell)]
    ids = [part.id for part in asked]
    for cell in cells:
        if (found := part_of(cell).get("id")) and ids.count(found) != 1:
            raise ValueError(
                f"{path.name}: part {found} must be asked once, is {ids.count(found)} times"
            )
        without_solution(cell["source"])
    title = re.search(r"^# (.+)$", cells[0]["source"], re.MULTILINE)
    return Assignment(path.stem, title[1] if title else path.stem, tuple(asked), cells)


def part_of(cell: dict) -> dict:
    return cell.get("metadata", {}).get("part", {})


def is_for_instructors(cell: dict) -> bool:
    return bool(part_of(cell).get("instructor") or cell.get("metadata", {}).get("instructor"))


def _asked(path: Path, cell: dict) -> Asked:
    about = part_of(cell)
    heading = re.search(rf"^#+ {about['id']}\. (.+)$", cell["source"], re.MULTILINE)
    if not heading:
        raise ValueError(f"{path.name}: part {about['id']} needs a heading ### {about['id']}. …")
    points, extra = f"{about['points']:g} point", about.get("extra", False)
    mark = ", extra" if extra else ""
    title = re.fullmatch(rf"(.+) \({points}s?{mark}\)", heading[1].strip())
    if not title:
        raise ValueError(
            f"{path.name}: the heading of part {about['id']} must end with "
            f"({points}s{mark}), as its metadata says"
        )
    return Asked(about["id"], title[1], about["points"], extra)


def without_solution(source: str) -> str:
    """The cell as students get it. ValueError: markers that do not match."""
    kept: list[str] = []
    starter: list[str] = []
    indent: str | None = None  # that of the solution we are in
    for line in source.split("\n"):
        mark = line.strip()
        if mark == BEGIN:
            if indent is not None:
                raise ValueError(f"{BEGIN} stands inside a solution: {source[:60]!r}")
            indent, starter = line[: line.index("#")], []
        elif mark == END:
            if indent is None:
                raise ValueError(f"{END} without {BEGIN}: {source[:60]!r}")
            kept += starter or [indent + NOTHING_YET]
            indent = None
        elif indent is None:
            kept.append(line)
        elif mark.startswith(STARTER):
            starter.append(indent + line.split(STARTER, 1)[1].removeprefix(" "))
    if indent is not None:
        raise ValueError(f"{BEGIN} without {END}: {source[:60]!r}")
    return "\n".join(kept)


def with_solution(source: str) -> str:
    """The cell as instructors get it, without the marks."""
    marks = (BEGIN, END)
    lines = [line for line in source.split("\n") if line.strip() not in marks]
    return "\n".join(line for line in lines if not line.strip().startswith(STARTER))


def solution_lines(source: str) -> list[str]:
    """The lines that students must not get."""
    inside, found = False, []
    for line in source.split("\n"):
        mark = line.strip()
        if mark in (BEGIN, END):
            inside = mark == BEGIN
        elif inside and not mark.startswith(STARTER):
            found.append(line)
    return found
