"""From somebody's data to a verdict, with real networks and real simple methods."""

import numpy as np
import pytest

import rnnlib
from rnnlib.compare import ComparisonError, budget, compare
from rnnlib.compare.problem import CELLS, Plan


@pytest.fixture
def small(monkeypatch):
    """A plan that takes seconds, whatever else the machine does."""

    def plan(problem, minutes, workers=1, seeds=None):
        measured = dict.fromkeys(CELLS, 1e-3)
        return Plan(problem.choices()[:1], 1, 2, 60, measured)

    monkeypatch.setattr(budget, "plan", plan)


def of(data, **options):
    return compare(data, say=lambda line: None, **options)


RANDOM = np.random.default_rng(0)
WALK = RANDOM.normal(size=300).cumsum()
KINDS = RANDOM.integers(0, 2, 240)
SAMPLES = RANDOM.normal(size=(240, 6, 2)) + 2 * KINDS[:, None, None]
TEXT = "".join(RANDOM.choice(list("abc "), 4000))


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
