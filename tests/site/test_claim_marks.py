"""A checked claim is one small mark after its number, and a row of the page of claims."""

import sys
from pathlib import Path

import nbformat
import pytest

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"
sys.path.append(str(CHAPTERS.parent / "_ext"))

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


def test_most_marks_stand_directly_after_their_words(soup):
    """The rest vouch for a bound alone, or for words within a formula."""
    direct = whole = 0
    for path, claims in NOTEBOOKS:
        for claim in claims:
            mark = soup(address(path)).find(id=f"claim-{claim.name}", class_="claim")
            if claim.says and mark is not None:
                before = mark.previous_sibling
                said = " ".join(str(before or "").split())
                direct += said.endswith(" ".join(claim.says.split()))
                whole += 1
    assert direct / whole > 0.85, (direct, whole)


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
