"""The published results that the book sets its own beside: complete, traceable, computed."""

import re
from collections import Counter
from pathlib import Path

import pytest

from rnnlib import experiments
from rnnlib.experiments import published, reproduced, store

BOOK = Path(__file__).resolve().parents[2] / "chapters"
SOURCES = (BOOK / "appendix/sources.md").read_text("utf-8")
REFERENCES = (BOOK / "references.bib").read_text("utf-8")
LATER = {"ours", "verdict", "why"}  # may be empty
VERIFIED = {
    *("read in the paper", "read in the authors' code", "read in a secondary source"),
    "arithmetic",
}
ROWS = published.stored()
DECLARED = store.rows(reproduced.STORED, reproduced.COLUMNS)
AGAIN = "python -m rnnlib study published, then judge the row again"


def anchors(page):
    """The fragments that lead to the headings of a page."""
    headings = re.findall(r"^### (.+)$", page, re.MULTILINE)
    return [re.sub(r"[^\w\s-]", "", heading).lower().replace(" ", "-") for heading in headings]


def ids(fault):
    """The rows that have the fault."""
    return [row["id"] for row in ROWS if fault(row)]


def test_ids_are_unique_and_fit_for_a_link():
    assert [name for name, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []
    assert not ids(lambda row: not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]))


def test_every_column_says_something_and_a_value_is_a_number_or_none():
    assert not ids(lambda row: any(cell != cell.strip() for cell in row.values()))
    assert not ids(lambda row: any(not row[column] for column in row.keys() - LATER))
    assert not ids(lambda row: not re.fullmatch(r"none|\d+(\.\d+)?(e-\d+)?", row["value"]))
    assert not ids(lambda row: row["verified"] not in VERIFIED)


def test_every_source_is_in_the_book_and_its_references():
    headings, keys = anchors(SOURCES), re.findall(r"^@\w+{(\w+),$", REFERENCES, re.MULTILINE)
    assert not ids(lambda row: headings.count(row["source"]) != 1)
    assert not ids(lambda row: keys.count(row["source"].replace("-", "")) != 1)


def test_every_study_has_a_row_and_the_rows_stand_in_the_order_of_the_studies():
    order = [experiments.NAMES.index(row["study"]) for row in ROWS]
    assert order == sorted(order)
    assert set(order) == set(range(len(experiments.NAMES)))


def test_every_row_has_a_computation_and_every_computation_a_row():
    assert {row["id"] for row in ROWS} == {row["id"] for row in DECLARED}


@pytest.mark.parametrize("study", experiments.NAMES)
def test_our_side_is_what_the_stored_tables_say_and_lies_in_its_interval(study):
    for row in ROWS:
        if row["study"] == study:
            found = reproduced.reproduced(study, row["id"])
            assert row["ours"] == found.text, f"{row['id']}: {AGAIN}"
            whole = found.low <= found.value <= found.high
            assert whole or "[" not in found.text.partition(";")[0], row["id"]


def test_row_is_judged_exactly_when_there_is_something_to_judge():
    assert not ids(lambda row: bool(row["ours"]) != bool(row["verdict"]))
    assert not ids(lambda row: row["verdict"] not in (*published.VERDICTS, ""))
    assert not ids(lambda row: bool(row["why"]) != (row["verdict"] in ("partly", "not")))
    assert len([row for row in ROWS if row["verdict"]]) >= 15


def test_command_computes_our_side_anew_and_leaves_the_verdict(tmp_path, monkeypatch, capsys):
    row = ROWS[0]
    monkeypatch.setattr(published, "STORED", tmp_path / "published.csv")
    published.STORED.write_bytes(store.text(published.COLUMNS, [row | {"ours": "7"}]))
    published.main()
    said = capsys.readouterr().out
    assert f"ours     {row['ours']}\n  verdict  {row['verdict']}\n" in said
    assert "changed  from 7: judge again" in said
    assert published.stored() == [row]
    published.main()
    assert "changed" not in capsys.readouterr().out


def test_page_begins_with_what_came_out_and_what_did_not():
    """The paragraph of a verdict leads to every row that has it, and the numbers are right."""
    start = (BOOK / "appendix/published.md").read_text("utf-8").partition("## How to read")[0]
    counts = Counter(row["verdict"] for row in ROWS)
    said = re.search(
        r"took (\d+) published .* (\d+) came out again, (\d+) came out in part, (\d+) did not, "
        r"and (\d+) cannot be compared",
        start,
    )
    assert [*map(int, said.groups())] == [len(ROWS), *(counts[v] for v in published.VERDICTS)]
    again, failed, partly = re.split(r"^\*\*What ", start, flags=re.MULTILINE)[1:]
    for verdict, paragraph in (("reproduced", again), ("not", failed)):
        wanted = {row["id"] for row in ROWS if row["verdict"] == verdict}
        assert {*re.findall(r"\]\(#([\w-]+)\)", paragraph)} == wanted
    assert {*re.findall(r"\]\(#([\w-]+)\)", partly)} <= {
        row["id"] for row in ROWS if row["verdict"] == "partly"
    }
