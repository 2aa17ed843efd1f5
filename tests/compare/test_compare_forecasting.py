"""Forecasting from what was known: planted leaks move nothing, and known answers come out.

Networks are small and learn for a moment; what they must win is clear, and what they must not
win is not to be won.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib.compare.data import Table
from rnnlib.compare.forecasting.prepared import prepare
from rnnlib.compare.forecasting.problem import Forecasting, predict
from rnnlib.compare.forecasting.recursive import unrolled
from rnnlib.compare.forecasting.series import Panel
from rnnlib.compare.forecasting.windows import Scale, Windows
from rnnlib.compare.judging import verdict
from rnnlib.compare.problem import ComparisonError, Fit, Plan, Setting


def table(y, ids=None, season=(), features=None):
    columns = np.asarray(y, float)[:, None]
    columns = columns if features is None else np.column_stack([columns, features])
    return Table(tuple("yfgh"[: columns.shape[1]]), ids, None, columns, season=season)


def walk(n, seed=0):
    return np.random.default_rng(seed).normal(size=n).cumsum()


def seasonal(n=240, seed=0):
    random, t = np.random.default_rng(seed), np.arange(n)
    own = 0.7 * random.normal(size=12)[t % 12]
    return 20 + 2 * np.sin(2 * np.pi * t / 12) + own + random.normal(size=n)


def logistic(n=500, seed=0):
    x = [0.3]
    for _ in range(n - 1):
        x.append(3.9 * x[-1] * (1 - x[-1]))
    return np.array(x) + 0.05 * np.random.default_rng(seed).normal(size=n)


def threshold(n, seed=0):
    y = [0.0]
    for e in np.random.default_rng(seed).normal(size=n - 1):
        y.append((0.9 if y[-1] < 0 else -0.7) * y[-1] + e)
    return np.array(y)


def planned(problem, parts=1, seeds=2, steps=200):
    setting = Setting(0.005, problem.data.windows[0], 8)
    return Plan((setting,), min(parts, problem.parts()), seeds, steps, {"GRU": 0.001})


def fits(plan, cells):
    each = [(p, s) for p in range(plan.parts) for s in range(plan.seeds)]
    return [Fit(cell, plan.settings[0], *where) for cell in cells for where in each]


def compared(data, horizon=1, cells=("GRU",), **options):
    problem = Forecasting(data, horizon)
    plan = planned(problem, **options)
    return problem.judge(plan, [problem.fit(fit, plan) for fit in fits(plan, cells)])


@cache
def of_the_walk():
    return compared(table(walk(400)), cells=("RNN", "GRU", "LSTM"), parts=2, steps=120)


def score(result, method):
    return next(one for one in result.scores if one.method == method)


def test_result_has_a_line_for_each_method_and_what_a_report_draws():
    result = of_the_walk()
    names = [one.method for one in result.scores]
    assert names == ["naive", "drift", "Theta", "exponential smoothing", "linear autoregression",
                     "squares of lags", "RNN", "GRU", "LSTM"]  # fmt: skip
    assert sum(one.judged for one in result.scores) == 2
    assert [one.method for one in result.scores if one.net] == names[-3:]
    assert list(score(result, "naive").measures) == ["MAE", "RMSE"]
    assert set(result.details["errors_by_horizon"]) == set(names)
    assert {len(losses) for losses in result.details["losses"].values()} == {120}
    example = result.details["example"]
    assert example["future"].shape == example["forecasts"]["GRU"].shape == (1,)
    judged = next(one.method for one in result.scores if one.judged and one.net)
    for gate in result.details["gates"].values():
        assert gate.shape == (16, 8)
        assert judged == "RNN" or ((gate > 0) & (gate < 1)).all()


def test_skill_is_that_of_the_losses():
    result = of_the_walk()
    losses = result.details["losses"]
    net = next(one.method for one in result.scores if one.judged and one.net)
    base = next(one.method for one in result.scores if one.judged and not one.net)
    for one in result.scores:
        ours, theirs = (one.method, base) if one.net else (net, one.method)
        assert one.skill == pytest.approx(1 - losses[ours].mean() / losses[theirs].mean())
        assert one.low < one.skill < one.high
    y = walk(400)
    assert_allclose(losses["naive"], np.abs(np.diff(y))[-120:])


def test_random_walk_is_not_beaten():
    result = of_the_walk()
    assert result.verdict.word != "beats"
    assert "Nothing beats taking the last value." in result.notes
    assert "RNN, GRU and LSTM cannot be told apart; take the smallest." in result.notes


def test_season_is_seen_and_not_beaten():
    result = compared(table(seasonal(), season=(12,)))
    assert any("A season of 12 rows is seen" in line for line in result.read)
    assert result.verdict.word != "beats"
    assert score(result, "Theta").measures["MAE"] < score(result, "naive").measures["MAE"]


def test_chaotic_map_is_beaten_clearly():
    result = compared(table(logistic()), steps=400)
    assert result.verdict.word == "beats"
    assert score(result, "linear autoregression").skill > 0.4
    assert result.verdict.sentences[0].startswith("The GRU beats all five simple methods on 150 ")
    assert result.verdict.sentences[1] == "A clear win."


def test_threshold_autoregression_is_beaten_by_a_little():
    result = compared(table(threshold(4000)), steps=400)
    assert result.verdict.word == "beats"
    assert 0.02 < score(result, "linear autoregression").skill < 0.12
    assert "The gain is small" in result.verdict.sentences[1]


def test_too_few_origins_get_a_table_and_no_verdict():
    result = compared(table(walk(150)), horizon=12, steps=20)
    assert result.verdict.word == "no verdict"
    assert result.verdict.sentences == (
        "No verdict: 3 origins in the test part, 20 are the least.",
        "Shorten the horizon to 2, or bring 800 rows.",
    )
    assert all(np.isnan(one.low) and np.isfinite(one.skill) for one in result.scores)


def test_perfect_simple_method_is_a_verdict_of_its_own():
    result = compared(table(np.arange(300) % 2), steps=20)
    perfect = table(np.r_[walk(200), np.full(100, 3.0)])
    assert compared(perfect, steps=20).verdict.sentences[0] == (
        "No network is needed here: taking the last value makes no error at all."
    )
    assert result.verdict.word in ("worse", "cannot tell")


def test_fit_and_everything_else_depends_on_the_seed_alone():
    problem = Forecasting(table(walk(200)), 2)
    plan = planned(problem, steps=30)
    one, same = (problem.fit(fits(plan, ["LSTM"])[0], plan) for _ in range(2))
    other = problem.fit(fits(plan, ["LSTM"])[1], plan)
    assert_array_equal(one.predictions, same.predictions)
    assert one.validation == same.validation
    assert not np.array_equal(one.predictions, other.predictions)
    assert one.predictions.shape == (30, 2)
    assert one.stopped == "clock"
    assert one.steps == 30
    data, [cut] = problem.data, problem.data.cuts(1)
    shown = data.shown(cut, plan.settings[0].window)
    rows, g = shown.validation(cut).some(10**6)
    forecasts = predict(one.network, shown, rows, g, 2)
    assert one.validation == pytest.approx(np.abs(forecasts - data.truth(rows)).mean())


def test_level_and_unit_of_a_series_change_nothing():
    skills = []
    for y in (walk(200), 1e9 + 50 * walk(200)):
        result = compared(table(y), steps=20)
        skills.append([(one.skill, one.low) for one in result.scores])
    assert_allclose(skills[0], skills[1], atol=2e-4)


def test_search_fits_never_see_test_data():
    problem = Forecasting(table(walk(200)))
    plan = planned(problem, steps=10)
    found = problem.fit(Fit("GRU", plan.settings[0], 0, 0, "search"), plan)
    assert found.predictions is None


def test_training_ends_where_validation_no_longer_improves():
    problem = Forecasting(table(walk(200)))
    setting = Setting(0.05, problem.data.windows[0], 16)
    plan = Plan((setting,), 1, 1, 3000, {})
    found = problem.fit(Fit("RNN", setting, 0, 0), plan)
    assert found.stopped == "early"
    assert found.steps < 3000
    assert found.curve[-1, 2] > found.curve[:, 2].min()
    assert found.validation == found.curve[:, 2].min()


def planted(y, at):
    """The same series up to a row, and from there on another one, of another scale and below 0."""
    changed = y.copy()
    changed[at:] = -1e4 * np.cos(np.arange(len(y) - at) * 2 * np.pi / 6)
    return changed


@pytest.mark.parametrize("shape", ["walk", "positive", "seasonal"])
def test_what_is_decided_before_the_test_part_does_not_see_it(shape):
    y = {"walk": walk(300), "positive": np.exp(walk(300) / 20), "seasonal": seasonal(300)}[shape]
    one, other = (prepare(table(v, season=(12, 6))) for v in (y, planted(y, 210)))
    assert (one.season, one.windows, one.trial) == (other.season, other.windows, other.trial)
    assert one.season == (12 if shape == "seasonal" else 1)
    assert one.panel.logged == other.panel.logged
    assert one.read[2:] == other.read[2:]
    assert one.simple_validation() == other.simple_validation()


@pytest.mark.parametrize(("part", "recursive"), [(0, False), (1, False), (0, True)])
def test_values_after_an_origin_move_no_forecast_before_it(part, recursive):
    y = np.exp(walk(300) / 20)
    cut = Forecasting(table(y), 2).data.cuts(2)[part]
    k = 1
    found = []
    for values in (y, planted(y, cut.origins[k])):
        problem = Forecasting(table(values, features=None if recursive else values), 2)
        plan = planned(problem, parts=2, steps=20)
        setting = replace(plan.settings[0], recursive=recursive)
        found.append(problem.fit(Fit("GRU", setting, part, 0), plan))
    one, other = found
    assert_array_equal(one.predictions[: k + 1], other.predictions[: k + 1])
    assert one.validation == other.validation
    assert not np.array_equal(one.predictions[k + 1 :], other.predictions[k + 1 :])
    for name, weights in one.network.params.items():
        assert_array_equal(weights, other.network.params[name])


def test_network_and_simple_method_that_are_judged_are_chosen_before_the_test_part():
    judged = []
    for values in (seasonal(), planted(seasonal(), 168)):
        result = compared(table(values), cells=("RNN", "GRU"), parts=2, steps=20)
        judged.append([one.method for one in result.scores if one.judged])
    assert judged[0] == judged[1]


def test_one_step_after_the_other_is_offered_where_nothing_else_must_be_known():
    assert [s.recursive for s in Forecasting(table(walk(300)), 3).choices()].count(True) == 1
    assert not Forecasting(table(walk(300)), 3).choices()[0].recursive
    assert not any(s.recursive for s in Forecasting(table(walk(300))).choices())
    led = Forecasting(table(walk(300), features=walk(300, 1)), 3)
    assert not any(s.recursive for s in led.choices())


@pytest.mark.parametrize("season", [1, 4])
def test_steps_one_after_the_other_are_those_that_would_be_taken_by_hand(season):
    y = walk(80)
    panel = Panel.of(table(y))
    shown = Windows(panel, Scale.of(panel, 60, 5, 1), 5, 1, season)
    random = np.random.default_rng(0)
    w = random.normal(size=(5, shown.input_size, 1))

    def step(windows, rows, g):
        return np.tanh((w * windows.inputs(rows, g)).sum(axis=(0, 1)))[None]

    rows, g = np.array([40, 70]), np.array([0, 0])
    found = unrolled(shown, step, rows, g, 6)
    for k, row in enumerate(rows):
        by_hand = y[:row].copy()
        for _ in range(6):
            so_far = Panel.of(table(np.r_[by_hand, 0]))
            ahead = step(replace(shown, panel=so_far), np.array([len(by_hand)]), g[:1])[0, 0]
            by_hand = np.r_[by_hand, by_hand[-1] + ahead * shown.scale.ahead[0]]
        assert_allclose(found[k], by_hand[row:], rtol=1e-5)


def pool(G=12, n=90, seed=0, shared=0.0):
    random = np.random.default_rng(seed)
    common = shared * random.normal(size=n)
    steps = [10.0**k * (random.normal(size=n) + common) for k in np.linspace(0, 3, G)]
    return table(
        np.concatenate([s.cumsum() for s in steps]), np.repeat([*map(str, 100 + np.arange(G))], n)
    )


def test_many_series_share_a_network_and_each_counts_in_its_own_units():
    result = compared(pool(), steps=60)
    assert list(score(result, "naive").measures) == ["MASE", "RMSSE"]
    assert score(result, "naive").measures["MASE"] == pytest.approx(1, abs=0.1)
    assert result.verdict.word != "beats"
    assert len(result.details["series"]) == 12
    losses = result.details["losses"]
    assert losses["GRU"].shape == (12 * 27,)
    dates, series = np.tile(np.arange(27), 12), np.repeat(np.arange(12), 27)
    wider = verdict.skill(losses["GRU"], losses["naive"], dates=dates, series=series)
    assert score(result, "naive").high - score(result, "naive").skill >= wider.high - wider.value


def test_series_that_are_short_or_constant_are_left_out_and_counted():
    whole = pool(G=6)
    values = np.r_[whole.values[:, 0], np.full(90, 7.0), walk(20)]
    ids = np.r_[whole.ids, np.full(90, "still"), np.full(20, "tiny")]
    prepared = prepare(table(values, ids))
    assert len(prepared.panel.names) == 6
    left_out = "Of 8 series 1 that are too short and 1 that do not change in their first part are"
    assert any(left_out in line for line in prepared.read)


def test_features_that_lead_the_series_are_used():
    f = np.random.default_rng(0).normal(size=400)
    y = np.r_[0, f[:-1]] + 0.1 * np.random.default_rng(1).normal(size=400)
    result = compared(table(y, features=f), steps=300)
    assert score(result, "linear autoregression").measures["MAE"] < 0.15
    assert score(result, "GRU").measures["MAE"] < 0.4 < 0.8 < score(result, "naive").measures["MAE"]


@pytest.mark.parametrize(
    ("y", "horizon", "words"),
    [
        (walk(10), 1, "the series has 10 rows, too few to forecast 1 ahead .* needs 67 rows"),
        (walk(60), 30, "too few to forecast 30 ahead .* needs 2,000 rows, or a shorter --horizon"),
        (np.full(200, 5.0), 1, "nothing to forecast: in its first 90 rows y is always 5"),
        (np.r_[np.full(100, 5.0), walk(60)], 1, "in its first 72 rows y is always 5"),
    ],
)
def test_series_that_cannot_be_forecast_are_refused(y, horizon, words):
    with pytest.raises(ComparisonError, match=words):
        Forecasting(table(y), horizon)


def test_season_that_was_asked_for_is_taken_or_refused():
    asked = prepare(table(walk(200)), season=7)
    assert asked.season == 7
    assert "A season of 7 rows, as asked for." in asked.read
    assert prepare(table(seasonal(), season=(12,)), season=1).season == 1
    with pytest.raises(ComparisonError, match=r"--season 60: .* 121 rows .* and there are 90"):
        prepare(table(walk(200)), season=60)


def test_steps_are_timed():
    problem = Forecasting(table(walk(200)))
    rnn, lstm = (problem.step_seconds(cell, problem.choices()[0]) for cell in ("RNN", "LSTM"))
    assert 0 < rnn < 0.1
    assert 0 < lstm < 0.1
