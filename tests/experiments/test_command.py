"""The command line: runs, lists, says in what state the tables are, and what is wrong in words."""

import argparse
import subprocess
import sys
from pathlib import Path

import little
import pytest

from rnnlib import experiments
from rnnlib.experiments import catalogue, command, runner, store
from rnnlib.experiments.study import StudyError


@pytest.fixture
def results(tmp_path, monkeypatch):
    """A library whose only study is the little one, with a folder of its own for tables."""
    monkeypatch.setattr(experiments, "NAMES", ("little",))
    monkeypatch.setattr(experiments, "get", {"little": little.STUDY}.__getitem__)
    monkeypatch.setattr(experiments, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(command, "QUICK", tmp_path / "quick")
    return tmp_path / "results"


def run(*words):
    """The exit status of `python -m rnnlib study` and these words."""
    parser = argparse.ArgumentParser()
    command.add_to(parser.add_subparsers())
    arguments = vars(parser.parse_args(["study", *words]))
    return arguments.pop("main")(**arguments) or 0


def test_study_is_run_by_its_name_and_its_table_can_be_read(results, capsys):
    assert run("little", "--jobs", "1") == 0
    assert f"complete, {len(little.KEYS)} rows" in capsys.readouterr().out
    assert [little.STUDY.key(row) for row in experiments.table("little")] == little.KEYS


def test_all_runs_every_study_and_a_folder_can_be_named(results, tmp_path):
    assert run("all", "--jobs", "1", "--folder", str(tmp_path / "deep" / "there")) == 0
    assert (tmp_path / "deep" / "there" / "little.csv").exists()
    assert not results.exists()


def test_quick_touches_no_stored_table(results, tmp_path):
    assert run("little", "--jobs", "1", "--quick") == 0
    assert not results.exists()
    assert len(store.rows(tmp_path / "quick" / "little.csv", little.STUDY.columns)) == 2


def test_options_reach_the_runner_and_a_failed_run_gives_status_one(results, monkeypatch):
    given = {}
    monkeypatch.setattr(runner, "run", lambda study, path, **options: given.update(options) or 3)
    assert run("little", "--refresh", "--backend", "dask", "--address", "tcp://there:1") == 1
    assert given == {
        "jobs": None,
        "backend": "dask",
        "address": "tcp://there:1",
        "quick": False,
        "refresh": True,
    }


def test_interrupted_study_says_how_it_goes_on(results, monkeypatch, capsys):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run", interrupted)
    assert run("little") == 130
    assert "the same command goes on" in capsys.readouterr().err


def test_what_is_wrong_is_said_in_a_line_and_not_in_a_traceback(results, capsys):
    for words, said in (
        (["little", "--jobs", "0"], "--jobs must be at least 1, got 0"),
        (["little", "--address", "tcp://127.0.0.1:1"], "--address goes with --backend dask"),
        (["little", "--folder", "/dev/null/there"], "cannot be written to: Not a directory"),
        (["status", "--folder", "/dev/null"], "cannot be read: Not a directory"),
    ):
        assert run(*words) == 2, words
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1, words


def test_unknown_study_is_answered_with_those_there_are():
    done = subprocess.run(
        [sys.executable, "-m", "rnnlib", "study", "nothing"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr == (
        f"studies: name must be one of {', '.join(experiments.NAMES)}, got 'nothing'\n"
    )


def test_list_says_what_each_study_asks_and_how_long_it_takes(results, capsys):
    run("list")
    assert capsys.readouterr().out.split() == [
        *["little", str(len(little.TUNED)), "rows", "0.1", "min"],
        *little.STUDY.question.split(),
    ]


def test_status_says_in_words_what_state_a_table_is_in(results, capsys):
    def state(change=None):
        path = results / "little.csv"
        if change:
            path.write_text(change(path.read_text()))
        capsys.readouterr()
        assert run("status") == 0
        return capsys.readouterr().out

    again = "python -m rnnlib study little"
    assert f"incomplete, 0 of 6 rows or more ({again})" in state()
    run("little", "--jobs", "1")
    assert state() == f"{'little':16} complete, 14 rows\n"

    rows = experiments.table("little")
    old = [row | {"version": 0} for row in rows[:3]] + rows[3:]
    (results / "little.csv").write_bytes(store.text(little.STUDY.columns, old))
    assert f"rows of an older version: 3 ({again} --refresh)" in state()

    assert "mixed versions: 1 × numpy 1" in state(
        lambda text: text.replace("numpy 2", "numpy 1", 1)
    )

    cut = state(lambda text: text[:-20])
    assert f"incomplete, 13 of 14 rows or more ({again})" in cut
    assert f"damaged lines: 1 ({again})" in cut
    with pytest.raises(StudyError, match=f"damaged lines: 1; {again} runs their rows again"):
        experiments.table("little")

    other = state(lambda text: text.replace('"test",0.1,2,', '"test",0.9,2,'))
    assert f"rows outside the plan: 1 ({again})" in other


def test_table_that_is_not_there_yet_is_asked_for_with_the_command_that_makes_it(results):
    with pytest.raises(StudyError, match=r"python -m rnnlib study little runs it, in about 0.1"):
        experiments.table("little")


def test_every_study_of_the_catalogue_is_known_by_its_name():
    modules = {file.stem for file in Path(catalogue.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules == set(experiments.NAMES)
    assert [experiments.get(name).name for name in experiments.NAMES] == list(experiments.NAMES)
    with pytest.raises(StudyError, match=r"name must be one of .*, got 'none'"):
        experiments.get("none")
