"""Every item of the introductions that the book grew from has its place in it.

`statements.csv` says of each on which page and under which heading it is explained, shown or
put right, and with which words (several are separated by |).
"""

import csv
from collections import Counter
from pathlib import Path

import pytest
from pages import ROOT, page, sections
from rules.chapter import slug

TABLE = Path(__file__).with_name("statements.csv")
ROWS = [*csv.DictReader(TABLE.read_text("utf-8").splitlines())]
TOPICS = {
    *("recurrence", "cell", "gates", "GRU", "LSTM", "dimensions", "learning", "comparison"),
    *("depth", "examples", "put right"),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["statement"])
def test_the_statement_has_its_place(row):
    path = ROOT / row["page"]
    assert path.is_file()
    headings = [heading.text for heading in page(path).headings]
    assert row["heading"] in headings
    text = " ".join(sections(path)[slug(row["heading"])].split()).casefold()
    wanted = row["words"].casefold().split(" | ")
    assert [words for words in wanted if words not in text] == []


def test_every_topic_is_there_and_every_statement_once():
    assert {row["topic"] for row in ROWS} == TOPICS
    assert {row["how"] for row in ROWS} == {"explained", "shown", "put right"}
    assert all(row["words"].strip() for row in ROWS)
    assert [name for name, n in Counter(row["statement"] for row in ROWS).items() if n > 1] == []
