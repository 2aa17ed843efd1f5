"""A checked claim is one small mark after its number, and a row of the page of claims."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
sys.path.append(str(CHAPTERS.parent / "_ext"))

from book import claim_marks  # noqa: E402
from notebook_claims import claims_in  # noqa: E402

CLAIMS = "chapters/appendix/claims.html"
NOTEBOOKS = [
    (path, found)
    for path in sorted([*CHAPTERS.glob("*.ipynb"), *CHAPTERS.glob("[!.]*/*.ipynb")])
    if (found := claims_in(nbformat.read(path, as_version=4)))
]


def address(path):
    return path.relative_to(CHAPTERS.parent).with_suffix(".html").as_posix()


@pytest.mark.parametrize(
    ("path", "claims"), NOTEBOOKS, ids=lambda value: getattr(value, "stem", "")
)
def test_every_claim_has_a_mark_and_none_a_line_of_its_own(path, claims, soup):
    article = soup(address(path)).select_one("article")
    shown = [claim for claim in claims if claim.shown]
    missing = [claim.name for claim in shown if not article.find(id=f"claim-{claim.name}")]
    assert missing == []
    assert article.select("p.claim") == []
    text = article.get_text()
    assert [claim.name for claim in shown if f"{claim.name}:" in text] == []


@pytest.mark.parametrize(
    ("path", "claims"), NOTEBOOKS, ids=lambda value: getattr(value, "stem", "")
)
def test_marks_lead_to_rows_that_say_the_same(path, claims, soup):
    rows = soup(CLAIMS)
    for mark in soup(address(path)).select("article a.claim"):
        _, _, fragment = mark["href"].partition("#")
        row = rows.find(id=fragment)
        assert row is not None, fragment
        assert mark["aria-label"] == mark["data-checked"]
        assert row.find_parent("tr").find_all("td")[1].get_text(strip=True) in mark["aria-label"]


def test_marks_stand_directly_after_their_words_or_in_the_paragraph_of_a_formula(soup):
    def words(text):
        return " ".join(text.split()).translate(str.maketrans("−’", "-'"))

    elsewhere = []
    for path, claims in NOTEBOOKS:
        for claim in claims:
            mark = soup(address(path)).find(id=f"claim-{claim.name}")
            if not claim.says or mark is None:
                continue
            paragraph = mark.find_parent(["p", "li"])
            assert words(claim.says) in words(paragraph.get_text()), claim.name
            while getattr(mark.previous_sibling, "name", "") in ("span", "a"):
                mark = mark.previous_sibling
            before = words(str(mark.previous_sibling or ""))
            if re.search(rf"{re.escape(words(claim.says))}({claim_marks.OF_HOW_MANY})?$", before):
                continue
            pieces = [t for t in paragraph.find_all(string=True) if not t.find_parent("math")]
            number = rf"(?<![\w.,]){re.escape(words(claim.says))}(?![\w]|[.,]\d)"
            if any(re.search(number, words(text)) for text in pieces):
                elsewhere.append(claim.name)
    assert elsewhere == []


def test_what_was_checked_shows_when_a_mark_is_pointed_at_or_has_the_focus(open_page):
    tab = open_page(address(NOTEBOOKS[0][0]))
    mark = tab.locator("article a.claim").first
    shown = "e => getComputedStyle(e, '::after').content"
    assert "Checked: " not in mark.evaluate(shown)
    mark.hover()
    assert "Checked: " in mark.evaluate(shown)
    tab.mouse.move(0, 0)
    mark.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")  # the focus that a keyboard gives
    assert "Checked: " in mark.evaluate(shown)


def marked(*paragraphs, says):
    """The paragraphs of a section as text, a mark as ✓; the check stands before the last."""
    section, check = nodes.section(), nodes.raw("", '<p id="claim-it">')
    parts = [nodes.paragraph("", text) for text in paragraphs]
    section += [*parts[:-1], check, parts[-1]]
    cell = nbformat.v4.new_code_cell(f'claims.check("it", value, says="{says}")')
    claim_marks.place_marks(
        "page", section, {c.name: c for c in claims_in(nbformat.v4.new_notebook(cells=[cell]))}, "#"
    )
    return [re.sub("<a.*?</a>", "✓", p.astext()) for p in section.findall(nodes.paragraph)]


def test_a_mark_stands_after_the_whole_number_that_is_nearest_before_the_check():
    assert marked("It is 8 or 8.5.", "It is 8.", says="8") == ["It is 8✓ or 8.5.", "It is 8."]
    assert marked("a 0.5", "a 0.5", "a 0.5", says="0.5") == ["a 0.5", "a 0.5✓", "a 0.5"]
    assert marked("8, then 8", "", says="8") == ["8, then 8✓", ""]
    assert marked("A T8 and 18", "so 8", says="8") == ["A T8 and 18", "so 8✓"]
    assert marked("In 8 of the ten runs.", "", says="8 of") == ["In 8 of the ten✓ runs.", ""]


def test_a_claim_whose_words_are_nowhere_in_its_section_fails_the_build():
    with pytest.raises(ExtensionError, match="'it': no paragraph in its section that says '8'"):
        marked("It is 8.5.", "or 18", says="8")
