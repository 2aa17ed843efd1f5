"""A folder of submissions: judged, reported, and taken up again."""

import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from handing_in import NAME, STEP, cell, hand_in, isolated, notebook_of, rows_of, run

from assignments.grading import grade, gradescope, handed_in, parts, source
from assignments.grading.judging.judge import Criterion, Verdict
from assignments.grading.report import write
from assignments.grading.sandbox import NoIsolation, isolation

ASSIGNMENT = source.read(source.FOLDER / f"{NAME}.ipynb")
# What a program can give where nothing is trained.
MOST = sum(part.points - part.by_hand for part in parts.load(NAME) if part.id != "8a")


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
        "ada": MOST,
        "'=cmd()": MOST - 2,
        "bob <b>": MOST - 3,
        "new": 0,
        "eve": 0,
    }
    assert rows["'=cmd()"]["1a"] == "0" and rows["bob <b>"]["2a"] == "0"
    assert rows["ada"]["9b"] == "" and float(rows["ada"]["of"]) == ASSIGNMENT.total


@pytest.mark.parametrize("done", [False, True])
def test_extra_parts_count_on_top_and_are_not_in_the_total(tmp_path, done):
    verdicts = [
        Verdict(p.id, (Criterion("all", p.points, p.points * (done or not p.extra)),))
        for p in ASSIGNMENT.asked
    ]
    handed = handed_in.Handed(tmp_path / "x.ipynb", "ada", NAME)
    graded = grade.Graded(handed, verdicts, [], "", [], {}, "")
    total = f"{ASSIGNMENT.total:g}"
    earned = f"{sum(p.points for p in ASSIGNMENT.asked):g}" if done else total
    summary = write(NAME, [graded], tmp_path / NAME)
    row = rows_of(tmp_path)["ada"]
    assert (row["points"], row["of"]) == (earned, total)
    [page] = tmp_path.rglob("students/*.html")
    for text in (summary.read_text("utf-8"), page.read_text("utf-8")):
        assert f"{earned} of {total} points" in text
        assert "6a. Truncated backpropagation (extra)" in text
    assert 'class="wrong"' not in page.read_text("utf-8")  # to leave one out is no mistake
    tests = {test["name"]: test for test in gradescope.results(graded)["tests"]}
    assert sum(test["score"] for test in tests.values()) == float(earned)
    assert tests["6a. Truncated backpropagation (extra)"]["max_score"] == 4


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
    assert f"1/1 late: {MOST - 2:g} points" in capsys.readouterr().out


def test_points_given_by_hand_are_taken_up(graded):
    folder, out = graded
    sheet = out / NAME / "by_hand.csv"
    empty = sheet.read_text("utf-8")
    sheet.write_text(empty.replace("ada,9b,4,,", "ada,9b,4,3.5,well said"), "utf-8")
    assert run(folder, out) == 0
    assert rows_of(out)["ada"]["9b"] == "3.5"
    assert float(rows_of(out)["ada"]["points"]) == MOST + 3.5
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


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    secret = grade.secret_at(tmp_path / "a" / "secret")
    assert len(secret) == 32 and grade.secret_at(tmp_path / "a" / "secret") == secret
    assert (tmp_path / "a" / "secret").stat().st_mode & 0o077 == 0


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
