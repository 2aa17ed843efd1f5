"""Each study has a page, under its own question; the hub shows the card of each, once."""

from pathlib import Path

import nbformat
import pytest
import yaml

from rnnlib import experiments

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
PARTS = ["What was varied, and why", "What it shows", "What surprised", "What it does not show"]


def headings(name):
    notebook = nbformat.read(CHAPTERS / f"evidence/{name}.ipynb", as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [text.partition("\n")[0] for text in texts if text.startswith("#")]


@pytest.mark.parametrize("name", experiments.NAMES)
def test_study_has_a_page_with_its_question_and_all_parts(name):
    title, *sections = headings(name)
    assert title == f"# {experiments.get(name).question}"
    assert [section.removeprefix("## ") for section in sections[:-1]] == PARTS
    assert "how to run it again" in sections[-1]


def test_hub_shows_the_card_of_each_study_and_has_its_page_below_it():
    hub = nbformat.read(CHAPTERS / "b_evidence.ipynb", as_version=4)
    shown = [
        cell.source.split('"')[1]
        for cell in hub.cells
        if cell.cell_type == "code" and cell.source.startswith("experiments.card(")
    ]
    assert sorted(shown) == sorted(experiments.NAMES)
    contents = yaml.safe_load((CHAPTERS.parent / "_toc.yml").read_text("utf-8"))
    entries = [entry for part in contents["parts"] for entry in part["chapters"]]
    [below] = [e["sections"] for e in entries if e["file"] == "chapters/b_evidence"]
    assert [entry["file"] for entry in below] == [f"chapters/evidence/{name}" for name in shown]
