"""The page of published results shows each row that is judged, with its verdict in words."""

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from rnnlib import experiments
from rnnlib.experiments import published, store

ROWS = [
    {
        "id": f"row-{k}",
        "source": "elman-1990",
        "where": "Table 1",
        "says": f"It is {k}.",
        "value": "none",
        "setup": "one unit",
        "verified": "read in the paper",
        "verified_how": "page 3",
        "study": study,
        "ours": "RNN: 8 [7, 9]; GRU: 9 [8, 10]",
        "differs": "Two units.",
        "verdict": verdict,
        "why": "Open.",
    }
    for k, (study, verdict) in enumerate(
        [
            ("depth", "partly"),
            ("adding", "not"),
            ("adding", "reproduced"),
            ("adding", ""),
            ("depth", "partly"),
        ]
    )
]


@pytest.fixture
def page(tmp_path, monkeypatch):
    """(rows) → the page that is built with these rows alone."""
    monkeypatch.setattr(published, "STORED", tmp_path / "published.csv")
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_nb', 'published_page']\nmyst_heading_anchors = 4\n"
    )
    (tmp_path / "index.md").write_text(
        "# Cover\n\n```{toctree}\nsources\n```\n\n```{published}\n```\n"
    )
    (tmp_path / "sources.md").write_text("# Sources\n\n## Then\n\n### Elman 1990\n\nA paper.\n")

    def build(rows):
        published.STORED.write_bytes(store.text(published.COLUMNS, rows))
        app = SphinxTestApp(srcdir=tmp_path, warningiserror=True, exception_on_warning=True)
        try:
            app.build()
        finally:
            app.cleanup()
        return BeautifulSoup(
            (tmp_path / "_build/html/index.html").read_text("utf-8"), "html.parser"
        )

    return build


def test_rows_stand_below_the_questions_of_their_studies(page):
    html = page(ROWS)
    assert [
        (section.h2.get_text().rstrip("¶#"), [term["id"] for term in section.select("dt")])
        for section in html.select("section section")
    ] == [
        (experiments.get("adding").question, ["row-1", "row-2"]),
        (experiments.get("depth").question, ["row-0", "row-4"]),
    ]


def test_row_says_both_sides_and_the_verdict_in_words_and_leads_to_its_source(page):
    html = page(ROWS)
    term = html.find(id="row-1")
    assert term.a["href"] == "sources.html#elman-1990"
    assert term.get_text().startswith("Elman 1990, Table 1")
    assert [p.get_text() for p in term.find_next_sibling("dd").select("p")] == [
        "It is 1.",
        "Ours: RNN: 8 [7, 9]; GRU: 9 [8, 10] ",
        "✗ not reproduced Open.",
        "What differs: Two units.",
        "Their set-up: one unit.",
        "How their side is known: read in the paper, page 3.",
    ]


def test_verdicts_are_counted_and_each_has_a_sign_of_its_own(page):
    counts = [item.get_text(strip=True) for item in page(ROWS).select("ul.verdicts li")]
    assert [count.split(" ", 1)[1] for count in counts] == [
        "reproduced1 of 4",
        "partly2 of 4",
        "not reproduced1 of 4",
        "not comparable0 of 4",
    ]
    assert len({count[0] for count in counts}) == len(published.VERDICTS)


def test_page_is_made_anew_when_the_table_changes(page):
    assert page(ROWS).find(id="row-4")
    assert not page(ROWS[:4]).find(id="row-4")


def test_without_a_verdict_there_is_a_line_that_says_so(page):
    assert "No study is finished yet." in page([ROWS[3]]).get_text()
