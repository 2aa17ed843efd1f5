"""What students get: it runs, it gives nothing away, and it is the same every time."""

import io
import json
import re
import zipfile

import nbformat
import numpy as np
import pytest
from solving import checks_of, code_cells, lost, run, verdicts

from assignments.grading import build, gradescope, parts, practice, source
from assignments.grading.judging.part import foundations

NAMES = source.names()


def student_text(name, dist):
    """Everything that a student gets, as one text."""
    folder = dist / "student" / name
    assert {file.name for file in folder.iterdir()} == {f"{name}.ipynb", "checks.py", "checks.npz"}
    cells = json.loads((folder / f"{name}.ipynb").read_text("utf-8"))["cells"]
    about = np.load(folder / "checks.npz")["about"].tobytes().decode()
    return "\n".join(["".join(cell["source"]) for cell in cells]) + (
        (folder / "checks.py").read_text("utf-8")
        + json.dumps(json.loads(about), ensure_ascii=False)
    )


def secrets(name):
    """Lines of solutions, of model answers and for instructors, that are nowhere else."""
    cells = source.read(source.FOLDER / f"{name}.ipynb").cells
    hidden, open_ = [], []
    for cell in cells:
        if source.is_for_instructors(cell) or source.part_of(cell).get("answer"):
            hidden += cell["source"].split("\n")
        else:
            hidden += source.solution_lines(cell["source"])
            open_.append(source.without_solution(cell["source"]))
    shown = "\n".join(open_)
    return [line.strip() for line in hidden if len(line.strip()) > 9 and line.strip() not in shown]


def test_students_get_no_line_of_a_solution_or_rubric(built):
    name, dist = built
    text = student_text(name, dist)
    lines = secrets(name)
    assert len(lines) > 20
    assert [line for line in lines if line in text] == []
    assert not re.search(r"SOLUTION|STARTER|[Rr]ubric", text)


def test_students_get_no_reference_and_no_hidden_test(built):
    name, dist = built
    text = student_text(name, dist)
    hidden = [
        rule.test.__name__ for p in parts.load(name) for rule in p.properties if not rule.visible
    ]
    code = (dist / "student" / name / "checks.py").read_text("utf-8")
    assert [test for test in hidden if f"def {test}(" in code] == []
    assert not re.search(
        r"\bin wrong\b|assignments\.grading|(import|from) rnnlib|hmac|pickle", text
    )


def test_numbers_handed_over_are_not_in_what_students_get(built):
    name, dist = built
    about, _ = checks_of(name, dist)._stored()
    for part in parts.load(name):
        if part.calls and part.draw is None:
            assert not about[part.id]["results"] and not about[part.id]["words"]


def test_untouched_notebook_runs_and_every_check_answers(built, capsys):
    name, dist = built
    cells = json.loads((dist / "student" / name / f"{name}.ipynb").read_text("utf-8"))["cells"]
    said = []
    checks = checks_of(name, dist)
    names = run(["".join(c["source"]) for c in cells if c["cell_type"] == "code"])
    for part, about in checks._stored()[0].items():
        said.append(checks.judged(part, about, checks._stored()[1], checks.Direct(names)))
    assert all(said)


def test_building_twice_gives_the_same_bytes(built, tmp_path):
    name, dist = built
    for path in build.build(name, tmp_path):
        assert path.read_bytes() == (dist / path.relative_to(tmp_path)).read_bytes(), path


def test_built_notebooks_are_valid_and_carry_the_metadata_of_otter_and_nbgrader(built):
    name, dist = built
    for place in (f"student/{name}/{name}.ipynb", f"instructor/{name}/{name}.ipynb"):
        nbformat.validate(nbformat.read(dist / place, as_version=4))
    cells = json.loads((dist / "student" / name / f"{name}.ipynb").read_text("utf-8"))["cells"]
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in cells
        if "otter_answer_cell" in cell["metadata"].get("tags", [])
        and cell["metadata"]["nbgrader"]["solution"]
    }
    assert answers == {part.id for part in parts.load(name)}
    known = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    assert len(known) == len({about["grade_id"] for about in known})
    # A graded code cell earns its points with nbgrader if it raises nothing, even in a notebook
    # in which nothing was done.
    assert all(about["solution"] for about in known if about["grade"])


def test_gradescope_archive_holds_scripts_grader_and_notebook():
    with zipfile.ZipFile(io.BytesIO(gradescope.archive("02_rnn"))) as archive:
        names = archive.namelist()
        modes = {i.filename: i.external_attr >> 16 & 0o777 for i in archive.infolist()}
        requirements = archive.read("requirements.txt").decode()
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert {"assignments/02_rnn.ipynb", "assignments/grading/__main__.py"} < set(names)
    assert re.fullmatch(r"numpy==\S+\nmatplotlib==\S+\n", requirements)
    assert not any("answers" in name or "rnnlib" in name for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_source_notebooks_hold_no_control_characters_and_no_outputs(name):
    for cell in source.read(source.FOLDER / f"{name}.ipynb").cells:
        assert not re.search(r"[\x00-\x09\x0b-\x1f]", cell["source"]), cell["source"][:200]
        assert not cell.get("outputs") and not cell.get("execution_count")


def test_points_that_do_not_agree_are_refused(monkeypatch):
    monkeypatch.setattr(parts, "load", lambda name: ())
    with pytest.raises(ValueError, match="the notebook asks for"):
        build.load("02_rnn")


@pytest.mark.parametrize(
    "heading, metadata",
    [("4 points", {"extra": True}), ("4 points, extra", {}), ("4 points, extra", {"extra": False})],
)
def test_extra_part_that_only_heading_or_metadata_knows_is_refused(tmp_path, heading, metadata):
    cell = {
        "cell_type": "markdown",
        "metadata": {"part": {"id": "1a", "points": 4, **metadata}},
        "source": [f"### 1a. A title ({heading})"],
    }
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")
    with pytest.raises(ValueError, match="part 1a must end with"):
        source.read(tmp_path / "x.ipynb")


@pytest.mark.parametrize("name", NAMES)
def test_all_other_parts_get_full_marks_without_the_extra_ones(name):
    extra = {part.id for part in source.read(source.FOLDER / f"{name}.ipynb").asked if part.extra}
    by_id = {part.id: part for part in parts.load(name)}
    assert not any(foundations(by_id[i], by_id) & extra for i in by_id.keys() - extra)
    cells = [
        (source.without_solution if part in extra else source.with_solution)(code)
        for part, code in code_cells(name)
    ]
    found = verdicts(name, run(cells))
    assert extra and lost(found) == extra
    assert not any(found[part].earned for part in extra)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_says_how_long_it_takes_and_what_its_total_is(name):
    assignment = source.read(source.FOLDER / f"{name}.ipynb")
    extra = [part.id for part in assignment.asked if part.extra]
    assert 8 <= len(assignment.asked) - len(extra) <= 15
    opening = assignment.cells[0]["source"]
    assert f"on top of the {assignment.total:g} points" in opening
    for text in (opening, assignment.cells[-1]["source"]):
        said = re.search(r"\*\*Time.*", text)[0]
        by_section = re.findall(r"(\d+) for section \d", said)
        assert 60 <= sum(map(int, by_section)) == int(re.search(r"(\d+) minutes", said)[1]) <= 120
        assert re.findall(r"\d+ for (\d[a-z])", said) == extra


@pytest.mark.parametrize(
    "code, words",
    [
        ("# SOLUTION\nx = 1", "# SOLUTION without # END SOLUTION"),
        ("x = 1\n# END SOLUTION", "# END SOLUTION without # SOLUTION"),
        ("# SOLUTION\n# SOLUTION\n# END SOLUTION", "stands inside a solution"),
    ],
)
def test_marks_that_do_not_match_are_refused(code, words):
    with pytest.raises(ValueError, match=words):
        source.without_solution(code)


def test_solution_becomes_the_starter_at_its_indent():
    starter = "    # STARTER: y = 0\n    # STARTER: return y\n"
    code = f"def f():\n    # SOLUTION\n{starter}    return 1\n    # END SOLUTION\nz = 2"
    assert source.without_solution(code) == "def f():\n    y = 0\n    return y\nz = 2"
    assert source.with_solution(code) == "def f():\n    return 1\nz = 2"


def test_stored_numbers_are_few():
    assert len(practice.numbers(parts.load("02_rnn"))) < 300_000
