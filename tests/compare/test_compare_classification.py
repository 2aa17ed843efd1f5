"""Classification: the right verdict where the answer is known, and no leak from the test part."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare.classification.problem import Classification
from rnnlib.compare.data import Samples
from rnnlib.compare.problem import CELLS, Fit, Plan, Problem, Setting
from rnnlib.tasks.speech import japanese_vowels

SETTING = Setting(0.02, 0, 8)


def a_plan(steps, seeds=2):
    return Plan((SETTING,), 1, seeds, steps, dict.fromkeys(CELLS, 1e-3))


def outcomes(problem, plan):
    fits = [Fit(cell, SETTING, 0, seed) for seed in range(plan.seeds) for cell in CELLS]
    return [problem.fit(fit, plan) for fit in fits]


def judged(problem, steps, seeds=2):
    plan = a_plan(steps, seeds)
    return problem.judge(plan, outcomes(problem, plan))


def in_order(n=400, T=6, seed=0):
    """Which of two marks comes first? What ignores the order, and the ends, know nothing of it."""
    random = np.random.default_rng(seed)
    x = random.normal(0, 0.3, (n, T, 1))
    y = random.integers(0, 2, n)
    x[:, 2, 0] += 3 - 6 * y
    x[:, 3, 0] -= 3 - 6 * y
    return Samples(x.astype(np.float32), np.where(y, "down", "up"), ("x",))


def noise(n, T=5, seed=0, lengths=False):
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, T, 2)).astype(np.float32)
    y = random.permutation(np.arange(n) % 3).astype(str)
    return Samples([a[: 2 + k % 3] for k, a in enumerate(x)] if lengths else x, y, ("a", "b"))


@pytest.fixture(scope="module")
def ordered():
    return judged(Classification(in_order()), steps=150)


def test_classification_is_a_problem():
    problem: Problem = Classification(noise(60))
    assert problem.parts() == 1 and problem.name == "classification"
    assert problem.read() == (
        "33 sequences are learnt from, 9 are for validation and 18 for the test; drawn with seed "
        "0, each class in the same shares.",
    )


def test_order_alone_is_seen_by_a_net_and_by_no_simple_method(ordered):
    scores = {score.method: score for score in ordered.scores}
    assert ordered.verdict.word == "beats"
    assert "beats all 3 simple methods" in ordered.verdict.sentences[0]
    net = next(score for score in ordered.scores if score.net and score.judged)
    assert net.measures["accuracy"] > 0.95
    for name in scores.keys() - {*CELLS}:
        assert scores[name].measures["accuracy"] < 0.65
        assert scores[name].low > 0.2


def test_result_holds_what_the_report_shows(ordered):
    names = [score.method for score in ordered.scores]
    assert names == [
        "majority",
        "order-free statistics",
        "first and last step",
        *CELLS,
    ]
    details, n = ordered.details, 120
    assert details["classes"] == ["down", "up"]
    assert {name: table.sum() for name, table in details["confusion"].items()} == dict.fromkeys(
        names, n
    )
    for score in ordered.scores:
        assert_allclose(1 - details["losses"][score.method].mean(), score.measures["accuracy"])
        assert_allclose(
            np.trace(details["confusion"][score.method]) / n, score.measures["accuracy"]
        )
    assert all(gate.shape == (6, 8) for gate in details["gates"].values())
    assert sum(score.judged for score in ordered.scores) == 2


@pytest.mark.parametrize("seed", range(4))
def test_labels_without_meaning_are_never_learnt(seed):
    result = judged(Classification(noise(240, seed=seed), seed), steps=50)
    assert result.verdict.word in ("no use", "cannot tell", "no verdict")
    assert "Nothing is better than always naming the most frequent class." in result.notes


def test_sequences_of_several_lengths_are_learnt_from():
    result = judged(Classification(noise(90, lengths=True)), steps=20, seeds=1)
    assert result.verdict.word == "no verdict"
    assert result.verdict.sentences == (
        "No verdict: 27 sequences are left for the test, and 50 are the least.",
        "Bring 167 sequences in all.",
    )
    assert all(np.isnan(score.low) for score in result.scores)


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_planted_in_the_test_part_moves_nothing_before_it_is_judged(cell):
    samples = noise(80)
    clean = Classification(samples)
    x, y = np.array(samples.x), samples.y.copy()
    test = clean.split.test
    x[test] = 1e6 * (y[test] == "0")[:, None, None]
    planted = Classification(Samples(x, y, samples.names))
    y[test] = np.roll(y[test], 1)
    swapped = Classification(Samples(samples.x, y, samples.names))
    swapped.split = clean.split
    fit, plan = Fit(cell, SETTING, 0, 3), a_plan(30)
    one = clean.fit(fit, plan)
    for other in (planted.fit(fit, plan), swapped.fit(fit, plan)):
        assert other.validation == one.validation
        assert (other.curve == one.curve).all()
        for name, array in one.network.params.items():
            assert (other.network.params[name] == array).all()


def test_fit_is_the_same_again_and_another_from_another_seed():
    problem, plan = Classification(noise(60)), a_plan(10)
    a, b, c = (problem.fit(Fit("GRU", SETTING, 0, seed), plan) for seed in (1, 1, 2))
    assert (a.predictions == b.predictions).all() and (a.predictions != c.predictions).any()
    assert_allclose(a.predictions.sum(axis=1), 1, rtol=1e-5)


def test_judge_takes_the_net_that_validation_prefers():
    problem = Classification(in_order())
    plan = a_plan(10, seeds=1)
    found = outcomes(problem, plan)
    for one in found:
        one.validation = {"RNN": 0.3, "GRU": 0.2, "LSTM": 0.4}[one.fit.cell]
    result = problem.judge(plan, found)
    assert [score.method for score in result.scores if score.net and score.judged] == ["GRU"]


def test_speakers_are_named_as_well_by_a_regression_on_statistics():
    pytest.importorskip("sktime")
    sets = japanese_vowels().values()
    x = [u.astype(np.float32) for utterances, _ in sets for u in utterances]
    y = np.concatenate([speakers for _, speakers in sets]).astype(str)
    problem = Classification(Samples(x, y, tuple(map(str, range(12)))))
    result = judged(problem, steps=150, seeds=1)
    share = {score.method: score.measures["accuracy"] for score in result.scores}
    assert share["order-free statistics"] > 0.96
    assert share["GRU"] > 0.8 and 0.1 < share["majority"] < 0.2
    assert result.verdict.word != "beats"


def test_step_seconds_are_measured():
    assert 1e-5 < Classification(noise(60)).step_seconds("GRU", SETTING) < 0.5
