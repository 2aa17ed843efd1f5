"""The published results that the book sets its own beside: complete, traceable, computed."""

import csv
import functools
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnnlib import experiments
from rnnlib.experiments import command, published, runner
from rnnlib.experiments.reproduced import OURS, runs
from rnnlib.experiments.study import StudyError

BOOK = Path(__file__).resolve().parents[2] / "chapters"
SOURCES = (BOOK / "appendix/sources.md").read_text("utf-8")
REFERENCES = (BOOK / "references.bib").read_text("utf-8")
COLUMNS = [
    *("id", "source", "where", "says", "value", "verified", "verified_how", "setup"),
    *("study", "ours", "differs", "verdict", "why"),
]
LATER = {"ours", "verdict", "why"}  # may be empty
VERIFIED = {
    "read in the paper",
    "read in the authors' code",
    "read in a secondary source",
    "arithmetic",
}
ROWS = published.stored()
JUDGED = [row for row in ROWS if row["verdict"]]
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


def test_every_column_is_there_and_says_something():
    assert not ids(lambda row: list(row) != COLUMNS)
    assert not ids(lambda row: any(cell != cell.strip() for cell in row.values()))
    assert not ids(lambda row: any(not row[column] for column in row.keys() - LATER))


def test_a_value_is_a_number_or_there_is_none():
    number = re.compile(r"none|\d+(\.\d+)?(e-\d+)?")
    assert not ids(lambda row: not number.fullmatch(row["value"]))


def test_every_source_is_in_the_book_and_its_references():
    headings, keys = anchors(SOURCES), re.findall(r"^@\w+{(\w+),$", REFERENCES, re.MULTILINE)
    assert not ids(lambda row: headings.count(row["source"]) != 1)
    assert not ids(lambda row: keys.count(row["source"].replace("-", "")) != 1)


def test_the_way_of_verifying_is_one_of_four():
    assert not ids(lambda row: row["verified"] not in VERIFIED)


def test_every_study_has_a_row_and_the_rows_stand_in_the_order_of_the_studies():
    order = [experiments.NAMES.index(row["study"]) for row in ROWS]
    assert order == sorted(order)
    assert set(order) == set(range(len(experiments.NAMES)))


def test_every_row_has_a_computation_and_every_computation_a_row():
    assert {row["id"] for row in ROWS} == OURS.keys()


@functools.cache
def made_up(name):
    """A table of all planned runs of a study, with numbers that are made up."""
    study, random, rows = experiments.get(name), np.random.default_rng(0), {}
    while len(planned := runner.planned(study, [*rows.values()])) > len(rows):
        for config in planned:  # each round asks for what the one before has found
            found = dict.fromkeys(study.measured, random.random() + 0.5)
            rows.setdefault(study.key(config), config | found)
    return [*rows.values()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_our_side_is_computed_from_is_planned(row, monkeypatch):
    monkeypatch.setattr(experiments, "table", made_up)
    assert published.text(row["id"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_our_side_is_what_the_stored_tables_say_today(row):
    assert row["ours"] == published.text(row["id"]), AGAIN


def test_a_row_is_judged_exactly_when_there_is_something_to_judge():
    assert not ids(lambda row: bool(row["ours"]) != bool(row["verdict"]))
    assert len(JUDGED) >= 15


def test_a_verdict_is_one_of_four_and_what_did_not_come_out_is_explained_or_called_open():
    assert not ids(lambda row: row["verdict"] not in (*published.VERDICTS, ""))
    assert not ids(lambda row: bool(row["why"]) != (row["verdict"] in ("partly", "not")))


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["id"])
def test_an_interval_holds_its_number(row):
    found = published.ours(row["id"])
    assert not found.low > found.value
    assert not found.high < found.value


def test_runs_that_are_missing_are_asked_for():
    with pytest.raises(StudyError, match="are missing; python -m rnnlib study continual_reber"):
        runs("continual_reber", cell="none")


def test_runs_of_which_a_seed_is_missing_are_not_taken_for_all(monkeypatch):
    rows = [{"phase": "test", "cell": "GRU", "learning_rate": 0.1, "seed": s} for s in range(9)]
    monkeypatch.setattr(experiments, "table", lambda name: rows)
    with pytest.raises(StudyError, match="are missing"):
        runs("chorales", cell="GRU")
    rows.append(rows[0] | {"seed": 9})
    assert runs("chorales", cell="GRU") == rows


def test_runs_of_a_former_rate_are_not_mixed_with_those_of_the_present(monkeypatch):
    row = {"phase": "test", "cell": "GRU", "learning_rate": 0.1}
    rows = [row | {"learning_rate": rate, "seed": s} for rate in (0.1, 0.2) for s in range(10)]
    monkeypatch.setattr(experiments, "table", lambda name: rows)
    with pytest.raises(StudyError, match="of a former plan; python -m rnnlib study chorales"):
        runs("chorales", cell="GRU")


def test_the_command_computes_our_side_anew_and_leaves_the_verdict(tmp_path, monkeypatch, capsys):
    row = JUDGED[0]
    file = tmp_path / "published.csv"
    monkeypatch.setattr(published, "STORED", file)
    with file.open("w", newline="", encoding="utf-8") as stored:
        writer = csv.DictWriter(stored, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerow(row | {"ours": "7"})
    assert run_command("published") == 0
    told = capsys.readouterr().out
    assert f"ours     {row['ours']}\n  verdict  {row['verdict']}\n" in told
    assert "changed  from 7: judge again" in told
    assert published.stored() == [row]
    run_command("published")
    assert "changed" not in capsys.readouterr().out


def run_command(*words):
    """The exit status of `python -m rnnlib study` and these words."""
    import argparse

    parser = argparse.ArgumentParser()
    command.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["study", *words])
    return arguments.main(arguments) or 0
