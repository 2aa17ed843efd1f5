"""The four questions: each is answered in a minute or two, with one picture, and leads on."""

import pytest
from pages import ROOT, links, page, sections

PAGE = ROOT / "chapters/four_questions.ipynb"
QUESTIONS = [heading for heading in page(PAGE).headings if heading.level == 2]
WORDS = 180


def answer(question):
    """What stands under a question, and after it where it is explained."""
    text = page(PAGE).text(range(question.cell, page(PAGE).end(question.cell)))
    return text.split("\n", 1)[1].split("**Where it is explained:**")


def test_they_are_four_and_ask():
    assert [q.text for q in QUESTIONS if q.text.endswith("?")] == [q.text for q in QUESTIONS]
    assert len(QUESTIONS) == 4


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_an_answer_takes_a_minute_or_two_and_has_one_figure_and_leads_to_chapters(question):
    said, where = answer(question)
    assert len(said.split()) <= WORDS
    cells = range(question.cell, page(PAGE).end(question.cell))
    assert len([n for n, _ in page(PAGE).figures if n in cells]) == 1
    led_to = links(PAGE, where)
    assert len(led_to) >= 2
    assert all(fragment in sections(target) for target, fragment in led_to)
