"""What is stored is read again as it was; a folder that cannot be used is refused in words."""

import errno
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from pretended import CHOICES, Pretended

import rnnlib
from rnnlib.compare.problem import ComparisonError, Fit
from rnnlib.compare.running import budget, store

PROBLEM = Pretended()
PLAN = budget.plan(PROBLEM, 10)
FITS = [Fit("GRU", CHOICES[1], 0, 1, "search"), Fit("LSTM", CHOICES[0], 2, 0)]
KEY = {"data": "abc", "horizon": 3}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sales-compared"


@pytest.fixture
def filled(folder):
    with store.opened(folder, KEY) as there:
        there.set_plan(PLAN)
        for fit in FITS:
            there.add(PROBLEM.fit(fit, PLAN))
    return folder


def test_outcomes_and_plan_are_read_again_as_they_were(filled):
    with store.opened(filled, KEY) as there:
        assert there.plan == PLAN
        assert not there.finished
        assert all(map(there.has, FITS))
        assert not there.has(Fit("LSTM", CHOICES[0], 2, 1))
        for fit in FITS:
            found, expected = there.outcomes[fit], PROBLEM.fit(fit, PLAN)
            assert (found.fit, found.validation) == (fit, expected.validation)
            assert (found.steps, found.stopped) == (7, "early")
            assert_array_equal(found.curve, expected.curve)
            x = np.ones((4, 1, 2))
            assert_array_equal(found.network(x), expected.network(x))
        assert there.outcomes[FITS[0]].predictions is None
        assert_array_equal(there.outcomes[FITS[1]].predictions, [20, 20, 20])


def test_stored_network_is_one_that_anyone_can_load(filled):
    [path] = (filled / "fits").glob("test-LSTM-*.network")
    assert isinstance(rnnlib.load(path), rnnlib.Network)


def test_damaged_outcome_is_done_again(filled):
    for path in (filled / "fits").glob("test-*.npz"):
        path.write_bytes(path.read_bytes()[:-9])
    with store.opened(filled, KEY) as there:
        assert [there.has(fit) for fit in FITS] == [True, False]


def test_another_comparison_in_the_folder_is_named_and_kept(filled):
    before = sorted(filled.rglob("*"))
    with (
        pytest.raises(ComparisonError, match=r"with horizon 3 and not 4\. --anew removes it"),
        store.opened(filled, KEY | {"horizon": 4}),
    ):
        pass
    with (
        pytest.raises(ComparisonError, match=r"with other data\. --anew"),
        store.opened(filled, KEY | {"data": "xyz"}),
    ):
        pass
    assert sorted(filled.rglob("*")) == before


@pytest.mark.parametrize("horizon", [3, 4])
def test_anew_removes_what_a_comparison_has_written_and_nothing_else(filled, horizon):
    (filled / "notes.txt").write_text("mine")
    with store.opened(filled, KEY | {"horizon": horizon}, anew=True) as there:
        assert there.plan is None
        there.set_plan(PLAN)
    assert sorted(p.name for p in filled.rglob("*")) == ["fits", "lock", "notes.txt", "plan.json"]


def test_comparison_that_came_to_nothing_leaves_nothing(folder):
    with store.opened(folder, KEY):
        pass
    assert not folder.exists()


def test_folder_with_other_files_is_left_alone(folder):
    folder.mkdir()
    (folder / "thesis.tex").touch()
    with pytest.raises(ComparisonError, match="holds files that are no comparison"), \
            store.opened(folder, KEY, anew=True):  # fmt: skip
        pass
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]


def test_place_that_cannot_be_written_to_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(ComparisonError, match=r"cannot be written to: .*--output names another"),
        store.opened(tmp_path / "file" / "sales-compared", KEY),
    ):
        pass


def test_folder_without_write_permission_is_refused(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(store.Path, "mkdir", refuse)  # root may write anywhere
    with (
        pytest.raises(ComparisonError, match="cannot be written to: Permission denied"),
        store.opened(tmp_path / "sales-compared", KEY),
    ):
        pass


def test_full_disk_leaves_nothing_half_written(filled, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = {path: path.read_bytes() for path in filled.rglob("*") if path.is_file()}
    with store.opened(filled, KEY) as there:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ComparisonError, match=r"No space left on device\. What was stored"):
            there.add(PROBLEM.fit(Fit("RNN", CHOICES[0], 0, 0), PLAN))
        with pytest.raises(ComparisonError, match="No space left"):
            there.write("report.html", b"<p>")
    assert {path: path.read_bytes() for path in filled.rglob("*") if path.is_file()} == before


def test_second_process_in_the_same_folder_is_refused(filled):
    program = (
        "import sys; from pathlib import Path; from rnnlib.compare.running import store\n"
        "with store.opened(Path(sys.argv[1]), {'data': 'abc', 'horizon': 3}): pass"
    )
    command = [sys.executable, "-c", program, str(filled)]
    with store.opened(filled, KEY):
        done = subprocess.run(command, capture_output=True, text=True)
    assert "another process is at work here" in done.stderr
    assert subprocess.run(command).returncode == 0


def test_without_a_folder_all_is_kept_in_memory():
    with store.opened(None, KEY) as there:
        there.set_plan(PLAN)
        there.add(PROBLEM.fit(FITS[0], PLAN))
        assert [there.has(fit) for fit in FITS] == [True, False]
