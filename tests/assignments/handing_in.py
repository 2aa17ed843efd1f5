"""Notebooks as students hand them in, and the command that grades them."""

import csv
import json

from assignments.grading import __main__ as command
from assignments.grading import build, source
from assignments.grading.sandbox import NoIsolation, isolation

NAME = "02_rnn"
PROSE = "The gradient <script>alert(1)</script> stops at the border."
STEP = "def rnn_step(x, h, W, b):\n    return np.tanh(W @ np.concatenate([h, x]) + b)"


def isolated():
    try:
        isolation.choose()
    except NoIsolation:
        return False
    return True


def hand_in(path, part=None, right=None, wrong="", starter=False):
    """A student's notebook: solved, with one replacement, or untouched. Nothing is trained."""
    assignment = source.read(source.FOLDER / f"{NAME}.ipynb")
    solutions = {
        source.part_of(c)["id"]: source.with_solution(c["source"])
        for c in assignment.cells
        if "id" in source.part_of(c) and c["cell_type"] == "code"
    }
    cells = build.student_cells(assignment)
    for cell in cells if not starter else []:
        found = source.part_of(cell).get("id")
        if source.part_of(cell).get("answer"):
            cell["source"] = PROSE
        elif found and found != "8a":
            cell["source"] = solutions[found]
            if found == part:
                assert cell["source"].count(right) == 1
                cell["source"] = cell["source"].replace(right, wrong)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build.notebook(NAME, cells))
    return path


def run(folder, out, *options):
    options = options if isolated() else ("--unsafe", *options)
    return command.main(["grade", str(folder), "--out", str(out), "--jobs", "2", *options])


def rows_of(out):
    with (out / NAME / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def cell(kind, source, **metadata):
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source} | code


def notebook_of(cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
