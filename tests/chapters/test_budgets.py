"""What a chapter asks of its reader: printed by `pytest -rP tests/chapters/test_budgets.py`."""

import re

import pytest
from book.opening import EQUATION, FIGURE, WORDS
from rules.anatomy import LONGEST_SHOWN, shown_code
from test_rules import CHAPTERS
from test_the_rules_can_fail import a_chapter

MOST_WORDS = 3500
MOST_CELLS = 14
NUMBERED = [chapter for chapter in CHAPTERS if chapter.number.isdigit()]


def measured(chapter):
    """{what: how much}: prose is what is left without code, formulas, folds and sources."""
    ends = [h.cell for h in chapter.headings if h.text == "Sources"] or [10**6]
    unfolded = "\n\n".join(text for n, text in chapter.plain if n < ends[0])
    unfolded = re.sub(r"<details.*?</details>", " ", unfolded, flags=re.DOTALL)
    prose = re.sub(r"(?<=\])\([^)]*\)|</?[a-z][^>]*>", " ", unfolded)
    words = len(re.findall(r"\w[\w'’.,-]*", prose))
    lines = [lines for _, lines in shown_code(chapter)]
    seconds = FIGURE * len(chapter.figures) + EQUATION * len(chapter.tags)
    return {
        "words": words,
        "code cells that show": len(lines),
        "lines of the longest": max(lines, default=0),
        "minutes": round(words / WORDS + seconds / 60),
    }


def over(budget):
    limits = zip(budget.items(), (MOST_WORDS, MOST_CELLS, LONGEST_SHOWN), strict=False)
    return [f"{much} {what}, at most {most}" for (what, much), most in limits if much > most]


@pytest.mark.parametrize("chapter", NUMBERED, ids=lambda chapter: chapter.path.stem)
def test_a_chapter_keeps_within_its_budget(chapter):
    budget = measured(chapter)
    print(f"{chapter.path.stem}: " + ", ".join(f"{n} {what}" for what, n in budget.items()))
    assert not over(budget)


def test_what_is_over_is_found(tmp_path):
    chapter, _ = a_chapter(tmp_path)
    assert not over(measured(chapter))
    long = "## The cell\n\n" + "word " * 3501
    fold = "<details>\n<summary>Answer</summary>\n\n" + "word " * 3501 + "\n\n</details>"
    assert over(measured(a_chapter(tmp_path, cell=long)[0]))[0].endswith("words, at most 3500")
    assert not over(measured(a_chapter(tmp_path, explore=f"### Explore\n\n{fold}")[0]))
    chapter, cells = a_chapter(tmp_path, figure="1\n" * 16)
    assert over(measured(chapter)) == ["16 lines of the longest, at most 15"]
    chapter.notebook.cells += [cells["figure"]] * 14
    assert over(measured(chapter))[0] == "15 code cells that show, at most 14"
