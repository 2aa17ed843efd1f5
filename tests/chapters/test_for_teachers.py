"""The plan for teachers: its minutes add up, and what it names is in the chapters."""

import re
from pathlib import Path

import nbformat
import pytest

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
PAGE = (CHAPTERS / "for_teachers.md").read_text("utf-8")
SESSIONS = re.findall(r"^\| minutes \| (lecture|lab).*\n.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
MISTAKES = re.findall(r"^\| \[\d\]\(([\w.]+)#([\w-]+)\) \|", PAGE, re.MULTILINE)


def headings(notebook):
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    return {slug(line) for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def slug(heading):
    return "-".join(re.sub(r"[^\w\s-]", "", heading.lower()).split())


def test_every_week_has_a_lecture_and_a_lab():
    assert [kind for kind, _ in SESSIONS] == ["lecture", "lab"] * 7  # the last one if there is time


@pytest.mark.parametrize("session", range(len(SESSIONS)))
def test_the_minutes_of_a_session_add_up(session):
    minutes = map(int, re.findall(r"^\| (\d+) \|", SESSIONS[session][1], re.MULTILINE))
    assert sum(minutes) == 90


@pytest.mark.parametrize("place", sorted(set(MISTAKES)))
def test_a_mistake_is_linked_to_a_section_that_shows_one(place):
    file, section = place
    notebook = nbformat.read(CHAPTERS / file, as_version=4)
    assert section in headings(notebook)
    assert any("> **Mistake.**" in cell.source for cell in notebook.cells)


def test_every_numbered_chapter_has_its_mistakes_on_the_page():
    chapters = {path.name for path in CHAPTERS.glob("0*.ipynb")}
    assert len(chapters) >= 7
    assert {file for file, _ in MISTAKES} == {
        file for file in chapters if "> **Mistake.**" in (CHAPTERS / file).read_text("utf-8")
    }
