"""Builds what is handed out: student and instructor notebooks, and an archive for Gradescope.

    dist/student/02_rnn/      the notebook, checks.py and checks.npz
    dist/instructor/02_rnn/   the same with solutions, rubrics and the catalogue of mistakes
    dist/gradescope/02_rnn.zip

The same sources give the same bytes.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from . import gradescope, parts, practice, source
from .judging.part import Part
from .source import Assignment

DIST = source.FOLDER / "dist"
_SOLUTION = {"grade": False, "locked": False, "solution": True}
_READ_ONLY = {"grade": False, "locked": True, "solution": False}


def build(name: str, dist: Path = DIST) -> list[Path]:
    """Write all files of one assignment. ValueError: points that do not agree."""
    assignment, judged = load(name)
    files = {
        f"student/{name}/{name}.ipynb": notebook(name, student_cells(assignment)),
        f"instructor/{name}/{name}.ipynb": notebook(name, instructor_cells(assignment, judged)),
        f"gradescope/{name}.zip": gradescope.archive(name),
    }
    code, numbers = practice.code(judged).encode(), practice.numbers(judged)
    for reader in ("student", "instructor"):
        files |= {f"{reader}/{name}/checks.py": code, f"{reader}/{name}/checks.npz": numbers}
    for place, content in files.items():
        (dist / place).parent.mkdir(parents=True, exist_ok=True)
        (dist / place).write_bytes(content)
    return [dist / place for place in files]


def load(name: str) -> tuple[Assignment, tuple[Part, ...]]:
    """A notebook and its parts. ValueError: they do not ask the same."""
    assignment = source.read(source.FOLDER / f"{name}.ipynb")
    judged = parts.load(name)
    asked = [(one.id, one.points) for one in assignment.asked]
    judges = [(part.id, part.points) for part in judged]
    if asked != judges:
        raise ValueError(f"{name}: the notebook asks for {asked}, but judged are {judges}")
    return assignment, judged


def student_cells(assignment: Assignment) -> list[dict]:
    """The cells without solutions, with the metadata of otter and nbgrader."""
    points = {asked.id: asked.points for asked in assignment.asked}
    cells = []
    for cell in assignment.cells:
        if source.is_for_instructors(cell):
            continue
        about = source.part_of(cell)
        kept = {**cell, "metadata": {}}
        if "points" in about:
            kept["metadata"] = _nbgrader(f"{about['id']}-asks", _READ_ONLY) | {"deletable": False}
        elif about.get("answer"):
            by_hand = {"grade": True, "points": points[about["id"]]}
            kept["source"] = source.ANSWER_HERE
            kept["metadata"] = _answer(about, _SOLUTION | by_hand)
        elif "id" in about:
            kept["source"] = source.without_solution(cell["source"])
            kept["metadata"] = _answer(about, _SOLUTION)
        elif cell["source"].startswith('check("'):
            # nbgrader gives a graded cell full points if nothing is raised: it must not see one.
            part = cell["source"].split('"')[1]
            kept["metadata"] = _nbgrader(f"{part}-check", _READ_ONLY)
        cells.append(kept)
    return cells


def _answer(about: dict, flags: dict) -> dict:
    named = {"part": {key: about[key] for key in ("id", "answer") if key in about}}
    return named | _nbgrader(about["id"], flags) | {"tags": ["otter_answer_cell"]}


def _nbgrader(grade_id: str, flags: dict) -> dict:
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, "task": False, **flags}}


def instructor_cells(assignment: Assignment, judged: Sequence[Part]) -> list[dict]:
    """The cells with their solutions, and at the end what each part is judged by."""
    cells = [{**cell, "source": source.with_solution(cell["source"])} for cell in assignment.cells]
    text = _catalogue(assignment, judged)
    return [*cells, {"cell_type": "markdown", "id": "judged-by", "metadata": {}, "source": text}]


def _catalogue(assignment: Assignment, judged: Sequence[Part]) -> str:
    names = {asked.id: asked.name for asked in assignment.asked}
    extra = {asked.id for asked in assignment.asked if asked.extra}
    by_hand = sum(part.by_hand for part in judged if part.id not in extra)
    total = f"{assignment.total:g} points without the extra parts, {by_hand:g} of them by hand."
    lines = ["# What each part is judged by", "", total, ""]
    for part in judged:
        earned = [(out.name, out.points) for out in part.gives]
        earned += [(rule.name, rule.points) for rule in part.properties if rule.points]
        earned += [("by hand", part.by_hand)] if part.by_hand else []
        listed = ", ".join(f"{name} {points:g}" for name, points in earned)
        lines += [f"## {names[part.id]}", "", f"Points: {listed}.", ""]
        lines += [f"- `{name}`: {words}" for name, words in part.mistakes.items()]
        lines += [""] if part.mistakes else []
    return "\n".join(lines)


def notebook(name: str, cells: Sequence[dict]) -> bytes:
    """A notebook file without outputs, always in the same bytes."""
    written = []
    for cell in cells:
        cell = {**cell, "source": cell["source"].splitlines(keepends=True)}
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
        written.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {
        "cells": written,
        "metadata": {
            "assignment": name,
            "kernelspec": kernel,
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
