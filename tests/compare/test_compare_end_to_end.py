"""From somebody's data to a verdict, with real networks and real simple methods."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import rnnlib
from rnnlib.compare import ComparisonError, compare
from rnnlib.compare.problem import CELLS, Plan
from rnnlib.compare.running import budget


@pytest.fixture
def small(monkeypatch):
    """A plan that takes seconds, whatever else the machine does."""

    def plan(problem, minutes, workers=1, seeds=None):
        measured = dict.fromkeys(CELLS, 1e-3)
        return Plan(problem.choices()[:1], 1, 2, 25, measured)

    monkeypatch.setattr(budget, "plan", plan)


def of(data, **options):
    return compare(data, say=lambda line: None, **options)


RANDOM = np.random.default_rng(0)
WALK = RANDOM.normal(size=300).cumsum()
KINDS = RANDOM.integers(0, 2, 240)
SAMPLES = RANDOM.normal(size=(240, 6, 2)) + 2 * KINDS[:, None, None]
TEXT = "".join(RANDOM.choice(list("abc "), 2000))


@pytest.mark.parametrize(
    ("data", "options", "task", "simple"),
    [
        (WALK, {}, "forecasting", "naive"),
        (SAMPLES, {"labels": KINDS}, "classification", "majority"),
        ("book.txt", {}, "next character", "1-gram"),
    ],
)
def test_every_kind_of_data_gets_a_verdict_a_page_and_a_network(
    small, tmp_path, monkeypatch, data, options, task, simple
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.txt").write_text(TEXT)
    found = of(data, output="out", **options)
    assert found.result.problem == task
    methods = {row["method"]: row for row in found.scores}
    assert {*CELLS} < methods.keys()
    assert simple in " ".join(methods)
    assert found.verdict["word"] != "beats" or task == "classification"  # nothing is to be found
    assert len(found.fits) == 3 * 2
    page = (tmp_path / "out" / "report.html").read_text()
    assert found.verdict["sentences"][0].split(":")[0] in page
    loaded = rnnlib.load(tmp_path / "out" / "best.network")
    for name, values in found.best.params.items():
        np.testing.assert_array_equal(loaded.params[name], values)
    again = of(data, output="out", **options)
    assert str(again.scores) == str(found.scores)  # NaN is NaN


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (WALK[:12], {}, "short"),
        (WALK[:40], {"horizon": 30}, "horizon"),
        (np.ones(300), {}, "is always 1"),
        (SAMPLES[:4], {"labels": KINDS[:4]}, "class"),
        ("few.txt", {}, "1,000 characters"),
    ],
)
def test_data_that_can_answer_nothing_are_refused_in_words(small, tmp_path, monkeypatch,
                                                           data, options, words):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "few.txt").write_text("abc" * 9)
    with pytest.raises(ComparisonError, match=words):
        of(data, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["few.txt"]


def test_interrupted_command_says_so_in_a_line_and_goes_on(tmp_path):
    np.savetxt(tmp_path / "walk.csv", WALK, header="y", comments="")
    program = (
        "import signal, sys; from rnnlib.__main__ import main\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    sys.exit(main())\n"
    )
    (tmp_path / "run.py").write_text(program)
    command = [sys.executable, "run.py", "compare", "walk.csv", "--jobs", "2"]
    folder = tmp_path / "walk-compared" / "fits"
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"TQDM_DISABLE": "1"},
    ) as process:  # fmt: skip
        while process.poll() is None and len([*folder.glob("*.npz")]) < 2:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the workers, too
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == (
        "Interrupted. What is done stays in walk-compared; the same command goes on from there.\n"
    )
    assert len([*folder.glob("*.npz")]) >= 2
