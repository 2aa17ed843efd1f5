"""The command says what it does and what follows; what is wrong it says in a line."""

import argparse
import csv
import sys
import types

import numpy as np
import pytest
from pretended import Pretended

import rnnlib
from rnnlib.compare import ComparisonError, compare, library, printed
from rnnlib.compare import command as comparison
from rnnlib.compare.problem import Score


@pytest.fixture
def pretended(monkeypatch):
    report = types.SimpleNamespace(report_html=lambda result, command: f"<p>{command}</p>")
    monkeypatch.setitem(sys.modules, "rnnlib.compare.report.html", report)
    monkeypatch.setattr(library, "make", lambda data, options: Pretended())


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my sales.csv").write_text("ds,y\n1,2\n2,3\n")

    def run(*words):
        """Status, output and errors of the command."""
        parser = argparse.ArgumentParser()
        comparison.add_to(parser.add_subparsers())
        options = vars(parser.parse_args(["compare", *words]))
        status = options.pop("main")(**options)
        return status, *capsys.readouterr()

    return run


def test_table_verdict_notes_and_what_was_made_are_shown(pretended, run, tmp_path):
    status, out, _ = run("my sales.csv", "--jobs", "1", "--minutes", "10")
    assert status == 0
    assert out.startswith("Forecasting of 'y': 2 rows.\nTwo rows were read.\n")
    for line in (
        "          MAE  RMSE         gain of the GRU   90 % interval",
        "naive *     1   1.5                 +25.0 %  [+10.0, +40.0]",
        "                     over the best of these",
        "GRU *    0.75  1.25                 +25.0 %  [+10.0, +40.0]",
        "RNN      1.75  2.25                 −75.0 %",
        "* chosen on validation data, before the test data were read",
        "The GRU beats the naive method. It is 25 % better.",
        "- 36 fits.",
        "The report: my sales-compared/report.html",
    ):
        assert f"{line}\n" in out
    folder = tmp_path / "my sales-compared"
    assert f"rnnlib.load('{folder.name}/best.network')" in out
    assert isinstance(rnnlib.load(folder / "best.network"), rnnlib.Network)
    report = (folder / "report.html").read_text()
    assert report == "<p>python -m rnnlib compare 'my sales.csv' --minutes 10</p>"
    with open(folder / "scores.csv") as file:
        assert [row["method"] for row in csv.DictReader(file)] == ["naive", "GRU", "RNN"]
    with open(folder / "fits.csv") as file:
        assert len(list(csv.DictReader(file))) == 18 + 36


def test_best_network_is_that_of_the_judged_cell_and_the_last_part(pretended):
    found = compare(np.arange(9.0), minutes=10, say=lambda line: None)
    same = [o for o in found.result.outcomes if o.network is found.best]
    assert [(o.fit.cell, o.fit.part, o.fit.seed) for o in same] == [("GRU", 3, 0)]


def test_same_command_again_says_the_same(pretended, run):
    first = run("my sales.csv", "--jobs", "1")
    again = run("my sales.csv", "--jobs", "1")
    assert first[0] == again[0] == 0
    assert first[1].splitlines()[4:] == again[1].splitlines()[2:]  # without the plan


def test_other_options_are_another_comparison(pretended, run):
    assert run("my sales.csv", "--jobs", "1")[0] == 0
    status, _, error = run("my sales.csv", "--jobs", "1", "--horizon", "3")
    assert status == 2
    assert "my sales-compared: holds a comparison with horizon None and not 3. --anew" in error
    assert run("my sales.csv", "--jobs", "1", "--horizon", "3", "--anew")[0] == 0
    assert run("my sales.csv", "--jobs", "1", "--output", "elsewhere")[0] == 0


def test_interrupted_it_says_how_it_goes_on(pretended, run, monkeypatch):
    fit = Pretended.fit

    def interrupted(self, one, plan):
        if one.phase == "test":
            raise KeyboardInterrupt
        return fit(self, one, plan)

    monkeypatch.setattr(Pretended, "fit", interrupted)
    status, _, error = run("my sales.csv", "--jobs", "1")
    assert status == 130
    assert error.startswith("Interrupted. What is done stays in my sales-compared; the same comm")
    monkeypatch.setattr(Pretended, "fit", fit)
    status, out, _ = run("my sales.csv", "--jobs", "1")
    assert status == 0
    assert "Going on: 18 fits were stored by an earlier run." in out


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["nothing.csv"], "nothing.csv: there is no such file"),
        (["my sales.csv", "--target", "sales"], "--target must be one of its columns, ds, y"),
        (["my sales.csv", "--horizon", "0"], "--horizon must be at least 1, got 0"),
        (["my sales.csv", "--season", "0"], "--season must be at least 1, got 0"),
        (["my sales.csv", "--seeds", "1"], "--seeds must be at least 2, got 1"),
        (["my sales.csv", "--minutes", "nan"], "--minutes must be above 0, got nan"),
        (["my sales.csv", "--minutes", "0.001"], "--minutes: a fit of 100 steps is the least"),
        (["my sales.csv", "--jobs", "0"], "--jobs must be at least 1, got 0"),
        (["my sales.csv", "--address", "tcp://x:1"], "--address goes with --backend dask"),
        (
            ["my sales.csv", "--output", "my sales.csv"],
            "written to: Not a directory. --output",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left(pretended, run, tmp_path, words, error):
    status, _, said = run(*words)
    assert status == 2
    assert error in said
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["my sales.csv"]


def test_library_returns_tidy_tables_and_stores_nothing(pretended, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = compare(np.arange(9.0), minutes=10, say=lambda line: None)
    assert found.scores[1] == {
        "method": "GRU", "MAE": 0.75, "RMSE": 1.25, "net": True, "skill": 0.25, "low": 0.1,
        "high": 0.4, "judged": True,
    }  # fmt: skip
    assert found.fits[0].keys() == {
        "cell", "part", "seed", "phase", "learning_rate", "window", "hidden_size", "recursive",
        "validation", "steps", "stopped", "seconds",
    }  # fmt: skip
    assert found.verdict["word"] == "beats"
    assert list(tmp_path.iterdir()) == []


def test_library_refuses_what_does_not_go_together(pretended):
    with pytest.raises(ComparisonError, match="labels go with an array"):
        compare("file.csv", labels=[1, 2])
    with pytest.raises(TypeError, match="windows"):
        compare(np.arange(9.0), windows=3)
    with pytest.raises(ComparisonError, match=r"^data must be finite, got nan at \[1\]"):
        compare(np.array([1, np.nan, 2]))


def test_data_of_any_kind_have_a_digest_of_their_own(tmp_path):
    x = np.arange(6.0).reshape(3, 2, 1)
    found = {
        library._digest(data, labels)
        for data, labels in [(x, None), (x + 1, None), (x, [0, 1, 0]), (x, [0, 1, 1])]
    }
    assert len(found) == 4


@pytest.mark.parametrize(("share", "text"), [(0.0123, "+1.2 %"), (-2, "−200.0 %"), (np.nan, "")])
def test_shares_are_shown_with_their_sign(share, text):
    assert printed.percent(share) == text


def test_table_without_a_verdict_has_no_intervals():
    nan = float("nan")
    score = Score("naive", False, {"MAE": 123456.0}, nan, nan, nan)
    assert list(printed.table([score], {}))[1].split() == ["naive", "1.235e+05"]
