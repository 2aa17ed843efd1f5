"""What was handed in is found, whatever its layout and whoever wrote it."""

import json
import os

import pytest
from handing_in import NAME, STEP, cell, isolated, notebook_of, rows_of, run

from assignments.grading import grade, handed_in


def test_submissions_are_found_in_every_layout(tmp_path):
    for place in (
        f"{NAME}.ipynb",
        f"ada/{NAME}.ipynb",
        f"bob/{NAME}/{NAME}.ipynb",  # nbgrader
        f"eve_{NAME}.ipynb",
        f"dan/{NAME}.ipynb",
        f"dan/{NAME}/work.ipynb",
        f".ipynb_checkpoints/x_{NAME}.ipynb",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("{}")
    found = [handed.student for handed in handed_in.find(tmp_path)]
    assert found == [NAME, "eve", "ada", "bob", "dan", "dan/work"]


def test_assignment_is_told_by_metadata_or_by_hand(tmp_path):
    path = tmp_path / "homework.ipynb"
    path.write_text(json.dumps({"metadata": {"assignment": NAME}, "cells": []}))
    assert handed_in.find(tmp_path)[0].assignment == NAME
    path.write_text("{}")
    assert handed_in.find(tmp_path, NAME)[0].assignment == NAME
    with pytest.raises(ValueError, match="which assignment is it"):
        handed_in.find(tmp_path)
    with pytest.raises(ValueError, match="assignment must be one of"):
        handed_in.find(tmp_path, "07")
    with pytest.raises(ValueError, match="There are no notebooks"):
        handed_in.find(tmp_path / "empty")


@pytest.mark.parametrize(
    "metadata, before",
    [
        ({"part": {"id": "9b", "answer": True}}, "other"),
        ({"nbgrader": {"grade_id": "9b", "solution": True}}, "other"),
        ({}, "### 9b. In your words (4 points)"),  # the metadata are lost
    ],
)
def test_answers_in_words_are_found(metadata, before):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [before]},
        {"cell_type": "markdown", "metadata": metadata, "source": ["so ", "it is"]},
    ]
    notebook = json.dumps({"cells": cells}).encode()
    assert handed_in.written(notebook, ["9b"]) == {"9b": "so it is"}


BY_OTTER = [
    cell("code", '# Initialize Otter\nimport otter\ngrader = otter.Notebook("02_rnn.ipynb")'),
    cell("code", "import numpy as np"),
    cell("markdown", "**Question 1a**", deletable=False, editable=False),
    cell("code", STEP, tags=["otter_answer_cell"]),
    cell("code", 'grader.check("1a")', deletable=False, editable=False),
    cell("code", "grader.export(pdf=False, run_tests=True)"),
]
BY_NBGRADER = [
    cell("code", "import numpy as np\nfrom nbgrader.utils import something"),
    cell("code", STEP, nbgrader={"grade_id": "1a", "solution": True, "grade": False}),
    cell("code", "assert rnn_step is None\n### BEGIN HIDDEN TESTS", nbgrader={"grade": True}),
    cell("markdown", "so it is", nbgrader={"grade_id": "9b", "solution": True, "grade": True}),
]


@pytest.mark.parametrize("cells", [BY_OTTER, BY_NBGRADER], ids=["otter", "nbgrader"])
def test_notebooks_written_by_other_tools_are_graded(tmp_path, cells):
    path = tmp_path / "ada" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebook_of(cells))
    (handed,) = handed_in.find(tmp_path)
    graded = grade.grade_one(handed, b"secret", unsafe=not isolated())
    assert handed.student == "ada"
    assert {v.id: v.earned for v in graded.verdicts}["1a"] == 2
    if cells is BY_NBGRADER:
        assert graded.written["9b"] == "so it is"


def test_file_name_that_is_no_text_is_graded(tmp_path):
    folder = os.fsencode(tmp_path / "in") + b"/caf\xe9"
    os.makedirs(folder)
    with open(folder + b"/02_rnn.ipynb", "w") as file:
        file.write("no notebook")
    assert run(tmp_path / "in", tmp_path / "out") == 0
    assert list(rows_of(tmp_path / "out")) == ["caf?"]
