"""Our side of a published result is computed from the runs as the table declares it."""

import pytest

from rnnlib import experiments
from rnnlib.experiments import published, reproduced, store
from rnnlib.experiments.study import StudyError


def made_up(name):
    """Steps of three cells on two tasks; "b" is ahead of "a" on one of them, by one step."""
    assert name == "ablation"
    return [
        {"phase": "test", "task": task, "cell": cell, "learning_rate": 0.1, "seed": seed}
        | {"solved_at": steps + seed, "cost": steps + seed, "test": 0.5, "accuracy": seed / 10}
        for task in ("easy", "hard")
        for cell, steps in (("a", 200), ("b", 199 if task == "easy" else 201), ("c", 400))
        for seed in range(10)
    ]


def declare(monkeypatch, tmp_path, *rows):
    """One published row "it", computed as these rows of the table say."""
    path = tmp_path / "reproduced.csv"
    empty = dict.fromkeys(reproduced.COLUMNS, "") | {"id": "it"}
    path.write_bytes(store.text(reproduced.COLUMNS, [empty | row for row in rows]))
    monkeypatch.setattr(reproduced, "STORED", path)
    monkeypatch.setattr(experiments, "table", made_up)


def test_each_measure_is_computed_as_the_table_declares_it(monkeypatch, tmp_path):
    for row, said in (
        ({"measure": "median", "column": "solved_at", "where": "task=easy; cell=a"}, "204 ["),
        ({"measure": "share", "column": "solved_at", "where": "task=hard; cell=c"}, "10 of 10 ["),
        ({"measure": "median", "column": "test", "unit": " nats", "where": "cell=a; task=easy"},
         "0.500 [0.500, 0.500] nats"),
    ):  # fmt: skip
        declare(monkeypatch, tmp_path, row)
        assert reproduced.reproduced("ablation", "it").text.startswith(said), row
    sides = {"where": "task=hard; cell=b", "against": "cell=a"}
    declare(monkeypatch, tmp_path, sides | {"measure": "difference", "column": "solved_at"})
    assert reproduced.reproduced("ablation", "it").text == "+1.0 [+1.0, +1.0]"
    declare(monkeypatch, tmp_path, sides | {"measure": "ratio", "column": "solved_at"})
    assert reproduced.reproduced("ablation", "it").value == pytest.approx(201 / 200, abs=1e-3)
    where = {"where": "task=easy|hard; cell=b|c", "against": "cell=a"}
    declare(monkeypatch, tmp_path, where | {"measure": "count ahead"})
    assert reproduced.reproduced("ablation", "it").text == "1 of 4"


def test_values_of_several_axes_and_several_rows_stand_beside_each_other(monkeypatch, tmp_path):
    row = {"measure": "median", "column": "cost", "name": "{cell}, {task}"}
    other = {
        "measure": "share",
        "column": "cost",
        "name": "once more",
        "where": "task=easy; cell=a",
    }
    declare(monkeypatch, tmp_path, row | {"where": "task=easy|hard; cell=a|b"}, other)
    parts = reproduced.reproduced("ablation", "it").text.split("; ")
    assert [part.split(":")[0] for part in parts] == [
        *("a, easy", "b, easy", "a, hard", "b, hard", "once more"),
    ]
    assert [part.split(" [")[0][-3:] for part in parts[:4]] == ["204", "204", "204", "206"]


def test_rows_that_are_missing_are_asked_for_and_leave_our_side_empty(monkeypatch, tmp_path):
    row = {"measure": "median", "column": "cost", "where": "task=easy; cell=none"}
    declare(monkeypatch, tmp_path, row)
    with pytest.raises(StudyError, match="are missing; python -m rnnlib study ablation"):
        reproduced.reproduced("ablation", "it")
    table = tmp_path / "published.csv"
    row = dict.fromkeys(published.COLUMNS, "7") | {"study": "ablation", "id": "it"}
    table.write_bytes(store.text(published.COLUMNS, [row]))
    monkeypatch.setattr(published, "STORED", table)
    published.main()
    assert published.stored() == [row | {"ours": ""}]


def test_phase_is_that_of_the_runs_that_count_unless_another_is_named(monkeypatch, tmp_path):
    def with_tuning(name):
        rows = made_up(name)
        return [row | {"phase": "tuning", "cost": 0} for row in rows] + rows

    for phase, value in (("", 204.5), ("phase=tuning; ", 0)):
        where = {"where": f"{phase}task=easy; cell=a"}
        declare(monkeypatch, tmp_path, where | {"measure": "median", "column": "cost"})
        monkeypatch.setattr(experiments, "table", with_tuning)
        assert reproduced.reproduced("ablation", "it").value == value
