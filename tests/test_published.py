"""The published results that the book sets its own beside are complete, and lead to sources."""

import csv
import re
from collections import Counter
from pathlib import Path

from rnnlib.studies import ORDER, RESULTS

BOOK = Path(__file__).resolve().parents[1] / "chapters"
SOURCES = (BOOK / "appendix/sources.md").read_text("utf-8")
REFERENCES = (BOOK / "references.bib").read_text("utf-8")
COLUMNS = [
    "id",
    "source",
    "where",
    "says",
    "value",
    "verified",
    "verified_how",
    "setup",
    "study",
    "ours_hint",
]
VERIFIED = {
    "read in the paper",
    "read in the authors' code",
    "read in a secondary source",
    "arithmetic",
}


def published():
    with open(RESULTS / "published.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def anchors(page):
    """The fragments that lead to the headings of a page."""
    headings = re.findall(r"^### (.+)$", page, re.MULTILINE)
    return [re.sub(r"[^\w\s-]", "", heading).lower().replace(" ", "-") for heading in headings]


ROWS = published()


def ids(fault):
    """The rows that have the fault."""
    return [row["id"] for row in ROWS if fault(row)]


def test_ids_are_unique_and_fit_for_a_link():
    assert [name for name, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []
    assert not ids(lambda row: not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]))


def test_every_column_is_there_and_says_something():
    assert not ids(lambda row: list(row) != COLUMNS)
    assert not ids(lambda row: any(not cell or cell != cell.strip() for cell in row.values()))


def test_a_value_is_a_number_or_there_is_none():
    number = re.compile(r"none|\d+(\.\d+)?(e-\d+)?")
    assert not ids(lambda row: not number.fullmatch(row["value"]))


def test_every_source_is_in_the_book_and_its_references():
    headings, keys = anchors(SOURCES), re.findall(r"^@\w+{(\w+),$", REFERENCES, re.MULTILINE)
    assert not ids(lambda row: headings.count(row["source"]) != 1)
    assert not ids(lambda row: keys.count(row["source"].replace("-", "")) != 1)


def test_the_way_of_verifying_is_one_of_four():
    assert not ids(lambda row: row["verified"] not in VERIFIED)


def test_every_row_has_a_study_to_compare_with_and_every_study_a_row():
    assert {row["study"] for row in ROWS} == set(ORDER)
