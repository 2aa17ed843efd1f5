"""A folder of submissions: found, judged, reported, and taken up again."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from solving import solved, solved_but, verdicts

from assignments.grading import __main__ as command
from assignments.grading import build, grade, gradescope, handed_in, parts, source
from assignments.grading.judging.compare import Failed, Out
from assignments.grading.judging.direct import Direct
from assignments.grading.judging.judge import generator, judge_all, key_of
from assignments.grading.judging.part import ONE, Part, Property
from assignments.grading.sandbox import NoIsolation, isolation

NAME = "02_rnn"
PROSE = "The gradient <script>alert(1)</script> stops at the border."


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


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("handed_in"), tmp_path_factory.mktemp("grades")
    hand_in(folder / "ada" / f"{NAME}.ipynb")
    hand_in(folder / "=cmd()" / f"{NAME}.ipynb", "1a", " + b)", ")")
    hand_in(folder / f"{NAME}-bob <b>.ipynb", "2a", "states[-1]", "h_0")
    hand_in(folder / "new" / f"{NAME}.ipynb", starter=True)
    (folder / "eve").mkdir()
    (folder / "eve" / f"{NAME}.ipynb").write_text("no notebook")
    assert run(folder, out) == 0
    return folder, out


def test_points_are_those_that_were_earned(graded):
    rows = rows_of(graded[1])
    assert {name: float(row["points"]) for name, row in rows.items()} == {
        "ada": 38,  # nothing trained, and 5 points are given by hand
        "'=cmd()": 36,
        "bob <b>": 35,
        "new": 0,
        "eve": 0,
    }
    assert rows["'=cmd()"]["1a"] == "0" and rows["bob <b>"]["2a"] == "0"
    assert rows["ada"]["9b"] == "" and rows["ada"]["of"] == "47"


def test_page_of_a_student_names_the_mistake_and_shows_text_and_figure_escaped(graded):
    students = {p.name.split("-")[0]: p.read_text("utf-8") for p in graded[1].rglob("students/*")}
    assert "leaves out the bias b." in students["cmd"]
    assert "every step begins with h_0 again" in students["bob"]
    assert "&lt;script&gt;alert(1)" in students["ada"]
    assert students["ada"].count("<img ") == 1
    assert "The notebook cannot be read: it is no JSON" in students["eve"]
    for page in students.values():
        assert "<script" not in page and "prefers-color-scheme: dark" in page
        assert not re.search(r'(src|href)="http', page)


def test_summary_counts_mistakes_and_links_every_student(graded):
    page = (graded[1] / NAME / "index.html").read_text("utf-8")
    assert "1 × 1a: Your step leaves out the bias b." in page
    assert "bob &lt;b&gt;" in page and "<b>" not in page
    for link in re.findall(r'href="([^"]+)"', page):
        assert (graded[1] / NAME / link).is_file()


def test_second_run_grades_nothing_again_and_a_new_submission_alone(graded, tmp_path, capsys):
    folder, out = graded
    assert run(folder, out) == 0
    assert capsys.readouterr().out.startswith("5 of 5 were graded before.\nThe class:")
    hand_in(folder / "late" / f"{NAME}.ipynb", "3b", ".mean()", ".sum()")
    assert run(folder, out) == 0
    assert "1/1 late: 36 points" in capsys.readouterr().out


def test_points_given_by_hand_are_taken_up(graded):
    folder, out = graded
    sheet = out / NAME / "by_hand.csv"
    empty = sheet.read_text("utf-8")
    sheet.write_text(empty.replace("ada,9b,4,,", "ada,9b,4,3.5,well said"), "utf-8")
    assert run(folder, out) == 0
    assert rows_of(out)["ada"]["9b"] == "3.5" and rows_of(out)["ada"]["points"] == "41.5"
    assert "ada,9b,4,3.5,well said" in sheet.read_text("utf-8")
    sheet.write_text(empty.replace("ada,9b,4,,", "ada,9b,4,5,"), "utf-8")
    assert run(folder, out) == 2
    sheet.write_text(empty, "utf-8")


def test_without_isolation_nothing_is_graded_unless_told_so(tmp_path, monkeypatch, capsys):
    def none(**_):
        raise NoIsolation("this system offers none")

    hand_in(tmp_path / "in" / f"{NAME}.ipynb", starter=True)
    monkeypatch.setattr(isolation, "choose", none)
    with pytest.raises(NoIsolation):
        grade.grade_one(handed_in.find(tmp_path / "in")[0], b"secret")


def test_fault_of_the_grader_stops_no_other(tmp_path, monkeypatch):
    handed = handed_in.Handed(hand_in(tmp_path / f"{NAME}.ipynb", starter=True), "ada", NAME)
    monkeypatch.setattr(grade, "grade_one", lambda *_: 1 / 0)
    graded, _ = grade._timed(handed, b"secret", False)
    assert "The grader failed here (ZeroDivisionError" in graded.remarks[0]
    assert sum(v.earned for v in graded.verdicts) == 0


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


def test_gradescope_gets_a_test_for_each_part_from_the_archive_alone(tmp_path):
    if not isolated():
        pytest.skip("this system offers no isolation")
    hand_in(tmp_path / "in" / "homework.ipynb", "1a", " + b)", ")")
    zipfile.ZipFile(io.BytesIO(gradescope.archive(NAME))).extractall(tmp_path / "source")
    results, secret = str(tmp_path / "results.json"), str(tmp_path / "secret")
    words = [NAME, str(tmp_path / "in"), results, "--secret", secret]
    subprocess.run(
        [sys.executable, "-m", "assignments.grading", "gradescope", *words],
        cwd=tmp_path / "source",
        env={"PATH": os.environ["PATH"]},
        check=True,
    )
    tests = {test["name"][:2]: test for test in json.loads(Path(results).read_text())["tests"]}
    assert (tests["1a"]["score"], tests["1a"]["status"]) == (0, "failed")
    assert tests["1a"]["output"] == "Your step leaves out the bias b."
    assert (tests["2a"]["score"], tests["2a"]["max_score"]) == (3, 3)
    assert tests["9b"]["max_score"] == 0 and "given by hand" in tests["9b"]["output"]


def cell(kind, source, **metadata):
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source} | code


def notebook_of(cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


STEP = "def rnn_step(x, h, W, b):\n    return np.tanh(W @ np.concatenate([h, x]) + b)"
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


def test_interrupted_run_keeps_what_was_graded_and_goes_on(tmp_path):
    for student in "abc":
        (tmp_path / "in" / student).mkdir(parents=True)
        text = notebook_of([cell("code", f"{student} = 1")])
        (tmp_path / "in" / student / f"{NAME}.ipynb").write_text(text)

    def stop(line):
        if line.startswith("2/3"):
            raise KeyboardInterrupt

    how = {"unsafe": not isolated(), "jobs": 1}
    with pytest.raises(KeyboardInterrupt):
        grade.grade(tmp_path / "in", tmp_path / "out", say=stop, **how)
    said = []
    grade.grade(tmp_path / "in", tmp_path / "out", say=said.append, **how)
    assert said[0] == "2 of 3 were graded before." and len(said) == 2
    assert not list((tmp_path / "out").rglob("*.part"))


def test_thirty_at_once_with_hostile_ones_among_them(tmp_path):
    """Each gets what it earned, and none of the others notices."""
    attacks = {
        "dies": "import os\nos._exit(0)",
        "floods": "while True:\n    print('x' * 100_000)",
        "forges": "class Yes(np.ndarray):\n    __eq__ = __le__ = lambda *_: True\n"
        "def rnn_step(*_):\n    return np.zeros(3).view(Yes)",
        "eats": "x = np.ones(10**11)",
    }
    for n in range(30):
        name = list(attacks)[n] if n < len(attacks) else f"honest{n}"
        cells = [cell("code", code) for code in ("import numpy as np", STEP, f"n = {n}")]
        if name in attacks:
            cells.append(cell("code", attacks[name]))
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / f"{NAME}.ipynb").write_text(notebook_of(cells))
    start = time.monotonic()
    assert run(tmp_path / "in", tmp_path / "out") == 0
    assert time.monotonic() - start < 300
    points = {name: float(row["points"]) for name, row in rows_of(tmp_path / "out").items()}
    earned = {name: 0 if name in ("dies", "forges") else 2 for name in points}
    assert len(points) == 30 and points == earned


def test_probes_are_the_same_for_the_same_file_and_new_for_any_other():
    key = key_of(b"secret", b"a notebook")
    same, other = key_of(b"secret", b"a notebook"), key_of(b"secret", b"a notebook ")
    draws = [generator(k, "1a", 0).random(4).tolist() for k in (key, same, other)]
    assert draws[0] == draws[1] != draws[2]
    assert generator(key, "1a", 1).random() != generator(key, "1a", 0).random()


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    secret = grade.secret_at(tmp_path / "a" / "secret")
    assert len(secret) == 32 and grade.secret_at(tmp_path / "a" / "secret") == secret
    assert (tmp_path / "a" / "secret").stat().st_mode & 0o077 == 0


class Silent:
    """Answers that fail without a word."""

    def call(self, name, arguments, results):
        return Failed("missing", "")


@pytest.mark.parametrize("name", source.names())
def test_answers_that_fail_without_a_word_earn_nothing(name):
    assert sum(v.earned for v in judge_all(parts.load(name), Silent(), b"key")) == 0


def test_test_that_itself_fails_earns_nothing():
    rule = Property("rule", 2, lambda call, random: call("f")[0].no_such_thing)
    (found,) = judge_all([Part("1a", "f", properties=(rule,))], Direct({"f": 1.0}), b"key")
    assert found.earned == 0 and found.words


def test_mistake_of_an_earlier_part_is_paid_for_once_even_without_a_name():
    found = verdicts(NAME, solved_but(NAME, "1a", "np.tanh(", "np.sin("))
    assert {v.id for v in found.values() if not v.right} == {"1a"}


@pytest.mark.parametrize(
    "step, forward",
    [
        ("0 * h", "np.array([h_0] + [0 * h_0] * len(x))"),
        ("h", "np.array([h_0] * (len(x) + 1))"),
    ],
)
def test_nothing_is_earned_on_top_of_an_earlier_part_that_does_nothing(step, forward):
    names = dict(solved(NAME))
    exec(f"def rnn_step(x, h, W, b):\n    return {step}", names)
    exec(f"def rnn_forward(x, h_0, W, b):\n    return {forward}", names)
    assert verdicts(NAME, names)["2a"].earned == 0


def test_untouched_part_earns_nothing_where_an_earlier_mistake_makes_it_fail():
    names = solved_but(NAME, "2a", "np.array(states)", "np.array(states[1:])")
    assert verdicts(NAME, names)["5b"].earned == 2  # it could not be better
    names["slope_along"] = lambda *_: None
    assert verdicts(NAME, names)["5b"].earned == 0
    names["slope_along"] = lambda *_: 0.0
    assert verdicts(NAME, names)["5b"].earned == 0


def test_file_name_that_is_no_text_is_graded(tmp_path):
    folder = os.fsencode(tmp_path / "in") + b"/caf\xe9"
    os.makedirs(folder)
    with open(folder + b"/02_rnn.ipynb", "w") as file:
        file.write("no notebook")
    assert run(tmp_path / "in", tmp_path / "out") == 0
    assert list(rows_of(tmp_path / "out")) == ["caf?"]


def test_arguments_are_copies():
    def spoil(x):
        x[:] = 0
        return x

    draw = lambda random, D_x: (random.normal(size=D_x),)  # noqa: E731
    part = Part("1a", "f", (Out("x"),), lambda wrong, x: x, draw, (ONE,))
    (found,) = judge_all([part], Direct({"f": spoil}), b"key")
    assert found.words and not np.isnan(found.earned) and found.earned == 0
