"""What a page says of a study is what its rows say."""

import pytest

from rnnlib import experiments
from rnnlib.experiments import summaries
from rnnlib.experiments.study import StudyError

ROWS = [
    {"cell": cell, "T": 10, "learning_rate": 0.01, "seed": seed, "solved_at": steps, "size": size}
    for cell, size, found in (("GRU", None, (100, 200, 300)), ("LSTM", 5, (50, float("nan"), 70)))
    for seed, steps in enumerate(found)
]


def columns(**more):
    return {"rate": summaries.rate} | more


def test_each_case_has_a_line_and_each_column_its_text():
    heads, lines = summaries.table(
        ROWS,
        {"cell": "cell", "steps T": "T"},
        columns(solved=summaries.share("solved_at"), at=summaries.middle("solved_at")),
    )
    assert heads == ["cell", "steps T", "rate", "solved", "at"]
    assert [line[:3] for line in lines] == [["GRU", "10", "0.01"], ["LSTM", "10", "0.01"]]
    assert [line[3].split(" [")[0] for line in lines] == ["3 of 3", "2 of 3"]
    # a run that never got there counts as the slowest
    assert [line[4].split(" [")[0] for line in lines] == ["200", "70.0"]


def test_what_was_not_run_stands_below_with_dashes_where_it_says_nothing():
    heads, lines = summaries.table(
        ROWS, {"cell": "cell"}, columns(), [{"cell": "guessing"}, {"rate": "none"}]
    )
    assert lines[2:] == [["guessing", "–"], ["–", "none"]]
    assert all(len(line) == len(heads) for line in lines)


def test_what_no_run_measured_is_a_dash_and_not_never():
    _, lines = summaries.table(ROWS, {"cell": "cell"}, {"size": summaries.middle("size")})
    assert [line[1].split(" [")[0] for line in lines] == ["–", "5.00"]


def test_interval_stays_on_one_line():
    _, lines = summaries.table(ROWS, {"cell": "cell"}, {"solved": summaries.share("solved_at")})
    assert lines[0][1].split(" ") == ["3", "of", "3", "[44_%,_100_%]".replace("_", "\xa0")]


def test_small_number_stays_in_one_piece():
    text = summaries.middle(lambda row: row["seed"] * 1e-7)(ROWS)
    assert text.startswith("1.0e\N{NON-BREAKING HYPHEN}7 [")


def test_truths_are_told_as_yes_and_no():
    rows = [{"decay": decay, "learning_rate": 0.1} for decay in (True, False)]
    assert summaries.table(rows, {"decay": "decay"}, {})[1] == [["yes"], ["no"]]


def test_rows_of_a_former_plan_are_not_mixed_with_those_of_this_one():
    with pytest.raises(StudyError, match=r"learning_rate: .* got \[0.01, 0.03\]"):
        summaries.rate([{"learning_rate": 0.03}, {"learning_rate": 0.01}])


def test_what_is_the_same_in_all_rows_is_said_once():
    assert summaries.one("size")([{"size": 13654}, {"size": 13654}]) == "13,654"
    with pytest.raises(StudyError, match="size: must be the same"):
        summaries.one("size")([{"size": 1}, {"size": 2}])


def test_how_a_study_was_run_is_counted_from_its_rows(monkeypatch):
    rows = [
        {"phase": phase, "seed": seed, "seconds": 60.0, "versions": versions}
        for phase, seeds, versions in (
            ("baseline", [0], "numpy 2"),
            ("tuning", [100, 101], "numpy 2, python 3"),
            ("test", range(3), "numpy 2, python 3"),
        )
        for seed in seeds
    ]
    monkeypatch.setattr(experiments, "table", {"adding": rows}.__getitem__)
    assert summaries.how("adding").splitlines() == [
        "make study NAME=adding",
        "6 runs: 1 of baseline; 2 to choose learning rates (seeds 100 to 101); "
        "3 that count (seeds 0 to 2)",
        "3 minutes on two cores; numpy 2, python 3",
    ]


def test_study_without_rounds_counts_all_its_runs(monkeypatch):
    rows = [{"seed": seed, "seconds": 1.0, "versions": "torch 2"} for seed in range(10)]
    monkeypatch.setattr(experiments, "table", {"time_per_step": rows}.__getitem__)
    assert "10 runs: 10 that count (seeds 0 to 9)\n1 minute on" in summaries.how("time_per_step")
