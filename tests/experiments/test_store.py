"""A table keeps what it is given, to the last digit, whatever happens around it."""

import csv
import json
import os
import subprocess
import sys

import little
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from little import a_row

from rnnlib import files
from rnnlib.experiments import store
from rnnlib.experiments.study import StudyError

STUDY = little.STUDY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "little.csv"


def read(path):
    return store.read(path, STUDY.columns, STUDY.fits)


def stored(path, rows):
    """A table with these rows, as the file's lines."""
    with store.opened(path, STUDY) as table:
        for row in rows:
            table.append(row)
    return path.read_bytes().split(b"\n")


plain_text = st.text().filter(lambda text: json.dumps(text, ensure_ascii=False) == f'"{text}"')
values = st.none() | st.booleans() | st.integers() | st.floats()


@given(values, values, plain_text)
def test_every_value_comes_back_as_it_was(tmp_path_factory, first, second, text):
    path = tmp_path_factory.mktemp("round") / "little.csv"
    row = a_row(0, error=first, process=second, cell=text)
    stored(path, [row])
    [back] = read(path).rows
    assert [*map(repr, back.values())] == [*map(repr, row.values())]  # NaN, -0.0, 1 and 1.0


def test_numbers_of_numpy_come_back_as_numbers(path):
    stored(path, [a_row(0, error=np.float32(0.1), process=np.int64(3), threads=np.True_)])
    [back] = read(path).rows
    assert (back["error"], back["process"], back["threads"]) == (float(np.float32(0.1)), 3, True)
    assert [type(back[name]) for name in ("error", "process", "threads")] == [float, int, bool]


def test_values_that_csv_and_json_would_write_differently_are_refused(path):
    for value in ([1], {}, np.zeros(1), "a\nb", 'say "a"', "a\\b", "tab\t", 1j):
        with pytest.raises(StudyError, match=r"a row must hold numbers, .* got"):
            stored(path, [a_row(0, error=value)])
        assert not read(path).rows, value


def test_any_reader_of_csv_reads_the_table(path):
    stored(path, [a_row(0, cell="GRU, reset after; ℝ"), a_row(1)])
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["cell"] for row in rows] == ["GRU, reset after; ℝ", "GRU"]
    assert float(rows[0]["error"]) == 1 / 3


def test_of_two_rows_with_one_key_the_later_counts(path):
    stored(path, [a_row(0, error=1.0), a_row(1), a_row(0, error=2.0)])
    with store.opened(path, STUDY) as table:
        assert {key[-1]: row["error"] for key, row in table.rows.items()} == {0: 2.0, 1: 1 / 3}


def test_table_cut_at_any_byte_keeps_its_whole_lines_and_sets_the_rest_aside(tmp_path):
    whole = b"\n".join(stored(tmp_path / "whole.csv", map(a_row, range(3))))
    for kept in range(0, len(whole), 11):
        path = tmp_path / f"{kept}.csv"
        path.write_bytes(cut := whole[:kept])
        lines, fragment = cut.count(b"\n"), cut.rpartition(b"\n")[2]
        with store.opened(path, STUDY) as table:
            assert len(table.rows) == max(0, lines - 1), kept
            assert table.damaged == bool(fragment), kept
            table.append(a_row(9))
        aside = path.with_name(f"{kept}.csv.damaged")
        assert (aside.read_bytes() if aside.exists() else b"") == (fragment and fragment + b"\n")
        assert len(read(path).rows) == max(0, lines - 1) + 1, kept
        assert not read(path).damaged, kept


DAMAGES = {
    "a cell too few": lambda line: line.partition(b",")[2],
    "a cell too many": lambda line: line + b",1",
    "a letter in a number": lambda line: line.replace(b"0.3", b"0.x"),
    "not text at all": lambda line: b"\xff\xfe" + line[2:],
    "zeros, as a disk leaves them": lambda line: bytes(len(line)),
    "two lines run together": lambda line: line + line,
    "a list": lambda line: line.replace(b"0.25", b"[25]"),
    "a cell without end": lambda line: line.replace(b'3"', b"3"),
    "a text for a number": lambda line: line.replace(b"0.333", b'"0"', 1).replace(b'"0"3', b'"03'),
    "a seed as text": lambda line: line.replace(b",1,0.3", b',"1",0.3'),
    "a rate as a whole number": lambda line: line.replace(b",0.1,", b",1,"),
}


def test_damaged_row_is_set_aside_as_it_is_and_its_neighbours_stay(tmp_path):
    for name, damage in DAMAGES.items():
        path = tmp_path / name / "little.csv"
        lines = stored(path, map(a_row, range(3)))
        assert damage(lines[2]) != lines[2], name
        lines[2] = damage(lines[2])
        path.write_bytes(b"\n".join(lines))
        with store.opened(path, STUDY) as table:
            assert [row["seed"] for row in table.rows.values()] == [0, 2], name
            assert table.damaged == 1, name
        assert path.with_name("little.csv.damaged").read_bytes() == lines[2] + b"\n", name
        with store.opened(path, STUDY) as table:
            assert table.damaged == 0, name


def test_what_was_set_aside_before_is_not_overwritten(path):
    for _ in range(2):
        stored(path, [a_row(0)])
        path.write_bytes(path.read_bytes() + b"half a li")
    with store.opened(path, STUDY):
        pass
    assert path.with_name("little.csv.damaged").read_bytes() == b"half a li\n" * 2


def test_table_with_the_line_ends_of_windows_is_read_and_put_right(path):
    whole = b"\n".join(stored(path, map(a_row, range(2))))
    path.write_bytes(whole.replace(b"\n", b"\r\n"))
    assert [row["seed"] for row in read(path).rows] == [0, 1]
    assert not read(path).damaged
    with store.opened(path, STUDY):
        assert path.read_bytes() == whole


def test_table_of_another_form_is_refused_and_left_as_it_is(path):
    path.write_text("a,b\n1,2\n")
    with pytest.raises(StudyError, match=r"must have the columns cell,phase,.*, got a,b"):
        stored(path, [a_row(0)])
    assert path.read_text() == "a,b\n1,2\n"


def test_rows_of_a_damaged_table_are_refused(path):
    lines = stored(path, map(a_row, range(2)))
    path.write_bytes(b"\n".join(lines[:-1]) + b"\nhalf a li")
    with pytest.raises(StudyError, match=r"little.csv: damaged lines: 1"):
        store.rows(path, STUDY.columns)


def test_finished_table_is_in_the_order_of_the_plan_and_the_same_each_time(path):
    plan, contents = [a_row(seed) for seed in range(4)], set()
    for order in ([3, 1, 0, 2], [0, 1, 2, 3], [2, 3, 2, 1, 0]):
        path.unlink(missing_ok=True)
        with store.opened(path, STUDY) as table:
            for seed in order:
                table.append(a_row(seed))
            assert table.finish(plan) == 0
        contents.add(path.read_bytes())
    assert len(contents) == 1
    assert [row["seed"] for row in read(path).rows] == [0, 1, 2, 3]


def test_rows_outside_the_plan_are_kept_beside_the_table(path):
    with store.opened(path, STUDY) as table:
        for seed in range(3):
            table.append(a_row(seed))
        assert table.finish([a_row(1)]) == 2
    assert [row["seed"] for row in read(path).rows] == [1]
    beside = path.with_name("little.csv.unplanned").read_text()
    assert beside == store.line(a_row(0).values()) + store.line(a_row(2).values())


def test_second_process_is_told_that_the_table_is_taken(path):
    program = (
        "import sys, little; from pathlib import Path; from rnnlib.experiments import store\n"
        "with store.opened(Path(sys.argv[1]), little.STUDY): print('in')"
    )
    command = [sys.executable, "-c", program, str(path)]
    with store.opened(path, STUDY):
        done = subprocess.run(command, env=little.environment(), capture_output=True, text=True)
    assert done.returncode == 1
    assert "another process is running this study" in done.stderr
    done = subprocess.run(command, env=little.environment(), capture_output=True, text=True)
    assert done.stdout == "in\n"


def test_folder_that_cannot_be_written_to_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StudyError, match=r"file.* cannot be written to: .*--folder"):
        stored(tmp_path / "file" / "little.csv", [])


def test_on_a_full_disk_the_rows_so_far_are_whole_and_the_message_says_so(path):
    program = (
        "import resource, sys; from pathlib import Path; import little\n"
        "from rnnlib.experiments import store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"  # no file gets longer
        "with store.opened(Path(sys.argv[1]), little.STUDY) as table:\n"
        "    for seed in range(99): table.append(little.a_row(seed))"
    )
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, env=little.environment(), capture_output=True, text=True)
    rows, damaged = read(path)
    assert 400 < path.stat().st_size <= 500
    assert not damaged
    assert f"The {len(rows)} rows stored so far are safe; the same command goes on" in done.stderr


def test_row_that_failed_to_be_written_leaves_no_part_of_itself(path, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    with store.opened(path, STUDY) as table:
        table.append(a_row(0))
        before = path.read_bytes()
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StudyError, match=r"No space left on device. The 1 rows stored so far"):
            table.append(a_row(1))
        assert path.read_bytes() == before
        assert len(table.rows) == 1


def test_appended_row_is_on_the_disk_before_append_returns(path, monkeypatch):
    with store.opened(path, STUDY) as table:
        synced = []
        monkeypatch.setattr(os, "fsync", lambda file: synced.append(path.read_bytes()))
        table.append(a_row(0))
        assert synced == [path.read_bytes()]


def test_replaced_table_is_the_old_one_or_the_new_one(path, monkeypatch):
    with store.opened(path, STUDY) as table:
        table.append(a_row(1))
        table.append(a_row(0))
        before = path.read_bytes()

        def killed(*paths):
            raise KeyboardInterrupt

        monkeypatch.setattr(files.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            table.finish([a_row(0), a_row(1)])
        assert path.read_bytes() == before


def test_missing_table_has_no_rows(path):
    assert read(path) == ([], [])
