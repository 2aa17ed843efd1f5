"""Series in time: cut without a look ahead, seasons found and not imagined, samples in place."""

import tracemalloc

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare.data import Table
from rnnlib.compare.forecasting import windows as windows_of
from rnnlib.compare.forecasting.series import Panel, cuts, season
from rnnlib.compare.forecasting.windows import Scale, Windows, places
from rnnlib.compare.problem import ComparisonError


def single(y):
    return Panel.of(Table(("y",), None, None, np.asarray(y, float)[:, None]))


def many(lengths, first_dates=None, columns=1):
    """Series whose values tell where they stand: 1000 · series + row, from a table with ids."""
    values = [1000.0 * k + np.arange(n) for k, n in enumerate(lengths)]
    ids = np.repeat([f"s{k}" for k in range(len(lengths))], lengths)
    dates = None
    if first_dates is not None:
        dates = [np.arange(n) + d for n, d in zip(lengths, first_dates, strict=True)]
        dates = np.concatenate(dates).astype("datetime64[D]")
    values = np.stack([np.concatenate(values) * (1 + k) for k in range(columns)], axis=1)
    return Panel.of(Table(tuple("yab"[:columns]), ids, dates, values))


def test_origins_roll_through_the_last_30_percent_and_each_part_knows_all_before_it():
    found = cuts(100, horizon=3, parts=4)
    origins = [t for cut in found for t in cut.origins]
    assert origins == list(range(70, 100, 3))
    for cut in found:
        assert cut.known == cut.origins[0]
        assert cut.train == cut.known - round(0.2 * cut.known)


@pytest.mark.parametrize(("end", "horizon", "count"), [(100, 1, 30), (100, 30, 1), (100, 31, 0),
                                                       (10**6, 1, 2000)])  # fmt: skip
def test_there_are_as_many_origins_as_fit_and_2000_at_most(end, horizon, count):
    found = cuts(end, horizon, parts=3)
    assert sum(len(cut.origins) for cut in found) == count
    assert len(found) == min(3, count)
    if found:
        assert found[-1].origins[-1] + horizon == end


def test_series_stand_where_their_dates_are_and_without_dates_end_together():
    assert many([5, 3, 4], first_dates=[0, 1, 3]).offsets.tolist() == [0, 1, 3]
    assert many([5, 3, 4]).offsets.tolist() == [0, 2, 1]


def test_dates_off_the_common_grid_are_refused():
    ids = np.repeat(["a", "b"], 3)
    dates = np.array([0, 2, 4, 1, 3, 5]).astype("datetime64[D]")
    with pytest.raises(
        ComparisonError, match=r"series a: .* other series have dates that it lacks"
    ):
        Panel.of(Table(("y",), ids, dates, np.zeros((6, 1))))


def test_kept_series_keep_their_values_and_their_place():
    panel = many([5, 3, 4], first_dates=[0, 1, 3], columns=2)
    kept = panel.keep(np.array([True, False, True]))
    assert kept.names == ("s0", "s2")
    assert kept.values[kept.rows(1)].tolist() == [2000, 2001, 2002, 2003]
    assert kept.features[kept.rows(1), 0].tolist() == [4000, 4002, 4004, 4006]
    assert kept.offsets.tolist() == [0, 3]
    assert kept.known(5).tolist() == [5, 2]


def test_seasons_are_found_where_there_are_and_seldom_elsewhere():
    random, t = np.random.default_rng(0), np.arange(120)
    wave = 2 * np.sin(2 * np.pi * t / 12)
    assert season(single(wave + random.normal(size=120)), (12,), 120) == 12
    assert season(single(wave + random.normal(size=120).cumsum()), (7, 12), 120) == 12
    false = sum(
        season(single(random.normal(size=120).cumsum()), (12,), 120) > 1 for _ in range(400)
    )
    assert false <= 12  # 1 % of 400 is 4
    assert season(single(wave), (12,), 24) == 1  # less than two seasons, once differenced
    assert season(single(np.ones(120)), (12,), 120) == 1
    assert season(single(wave), (), 120) == 1


def test_season_does_not_see_what_comes_later():
    random = np.random.default_rng(1)
    y = random.normal(size=300)
    y[200:] += 50 * np.sin(2 * np.pi * np.arange(100) / 12)
    assert season(single(y), (12,), 200) == 1
    assert season(single(y), (12,), 300) == 12


def panel_of(series):
    """(G, n) as a table, undated: all end together."""
    ids = np.repeat([f"{k:03d}" for k in range(len(series))], series.shape[1])
    return Panel.of(Table(("y",), ids, None, series.reshape(-1, 1)))


def test_season_of_many_series_is_found_together():
    random, t = np.random.default_rng(2), np.arange(60)
    parts = np.sin(2 * np.pi * t / 12) + random.normal(size=(40, 60))
    assert sum(season(single(y), (12,), 60) == 12 for y in parts) < 20
    assert season(panel_of(parts), (12,), 60) == 12


def test_season_of_80_series_of_five_years_is_seen_in_the_34_months_before_the_test():
    random, t = np.random.default_rng(0), np.arange(60)
    begin = random.uniform(0, 12, size=(80, 1))  # each has its summer at another time
    wave = np.sin(2 * np.pi * (t + begin) / 12)
    walks = 0.3 * random.normal(size=(80, 60)).cumsum(axis=1)
    assert season(panel_of(wave + walks), (12,), 34) == 12
    assert season(panel_of(wave + walks), (12,), 24) == 1  # of less than two years it says nothing


@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_season_is_seen_in_hardly_any_of_200_sets_of_random_walks(shared):
    """Also where all series share half of what happens: 80 of them are not 80 witnesses."""
    random = np.random.default_rng(3)
    found = 0
    for _ in range(200):
        own, common = random.normal(size=(30, 40)), random.normal(size=40)
        steps = np.sqrt(1 - shared) * own + np.sqrt(shared) * common
        found += season(panel_of(steps.cumsum(axis=1)), (12,), 40) > 1
    assert found <= 6  # 1 % of 200 is 2


def test_places_are_all_rows_with_enough_past_and_future():
    panel = many([10, 6], first_dates=[0, 4])
    found = places(panel, low=3, high=10, back=2, horizon=2)
    rows, g = found[np.arange(len(found))]
    assert rows.tolist() == [3, 4, 5, 6, 7, 8, 12, 13, 14]
    assert g.tolist() == [0] * 6 + [1] * 3
    assert len(places(panel, 9, 10, 2, 2)) == 0


def test_test_places_are_at_the_origins_in_every_series():
    panel = many([20, 12, 20], first_dates=[0, 8, 0])
    [cut] = cuts(panel.end, 3, 1)
    rows, g = windows_of.tests(panel, cut, 3).some(100)
    assert (rows - panel.starts[g] + panel.offsets[g]).tolist() == [14, 17] * 3
    late = many([20, 5], first_dates=[0, 15])  # has no past at the first origin
    rows, g = windows_of.tests(late, cut, 3).some(100)
    assert (rows - late.starts[g] + late.offsets[g]).tolist() == [14, 17, 17]


def test_some_places_are_spread_evenly():
    found = places(single(np.zeros(1001)), 0, 1001, 1, 1)
    rows, _ = found.some(10)
    assert rows.tolist() == list(range(1, 1001, 100))


def windows(y, window, horizon, season=1, features=None):
    table = np.asarray(y, float)[:, None] if features is None else np.column_stack([y, features])
    panel = Panel.of(Table(tuple("yfgh"[: table.shape[1]]), None, None, table))
    return Windows(panel, Scale.of(panel, len(y), window, horizon), window, horizon, season)


def test_inputs_and_targets_are_changes_from_the_last_value():
    y = np.random.default_rng(0).normal(size=50).cumsum()
    found = windows(y, window=4, horizon=2)
    rows, g = np.array([10, 20]), np.array([0, 0])
    x, scale = found.inputs(rows, g), found.scale
    assert x.shape == (4, 2, 2)
    assert_allclose(x[:, 0, 1] * scale.back, y[16:20] - y[19], rtol=1e-5, atol=1e-6)
    assert_allclose(x[:, 1, 1], np.clip((y[19] - y.mean()) / y.std(), -3, 3), rtol=1e-5)
    assert_allclose(found.targets(rows, g)[:, 1] * scale.ahead, y[20:22] - y[19])
    assert_allclose(found.restore(found.targets(rows, g), rows, g), found.truth(rows))
    assert_allclose(
        np.mean(found.targets(*found.training(cuts(50, 2, 1)[0]).some(99)) ** 2), 1, 0.5
    )


@pytest.mark.parametrize(("horizon", "m"), [(1, 12), (3, 4), (4, 4), (6, 4)])
def test_last_steps_show_the_season_before_what_is_forecast(horizon, m):
    y = np.random.default_rng(0).normal(size=80)
    found = windows(y, window=6, horizon=horizon, season=m)
    row = np.array([40])
    shown = found.inputs(row, np.array([0]))[-horizon:, 2, 0] * found.scale.back
    ago = m if horizon <= m else 2 * m
    assert_allclose(shown, y[40 - ago : 40 - ago + horizon] - y[39], atol=1e-5)
    assert 40 - ago + horizon <= 40
    first = found.back
    assert np.isfinite(found.inputs(np.array([first]), np.array([0]))).all()
    assert first == 6 + ago - horizon


def test_features_are_seen_up_to_the_last_known_row():
    y, f = np.random.default_rng(0).normal(size=(2, 40))
    found = windows(y, 3, 1, features=f)
    x = found.inputs(np.array([10]), np.array([0]))
    assert_allclose(x[:, 2, 0], (f[7:10] - f.mean()) / f.std(), rtol=1e-5)
    constant = windows(y, 3, 1, features=np.ones(40))
    assert (constant.inputs(np.array([10]), np.array([0]))[:, 2] == 0).all()


def test_logarithms_come_back_as_values_and_later_values_below_0_do_no_harm():
    y = np.exp(np.random.default_rng(0).normal(size=40).cumsum() / 5)
    y[35] = -1
    panel = single(y).log(before=30)
    assert_allclose(panel.unit(panel.values)[:35].min(), y[:30].min())
    found = Windows(panel, Scale.of(panel, 30, 3, 1), 3, 1)
    assert found.truth(np.array([35])) == -1
    assert np.isfinite(panel.values).all()
    assert np.isfinite(panel.unit(np.array([1e9]))).all()
    assert single(y).log(before=36) is None


def test_many_long_series_take_little_more_memory_than_their_values():
    n, D = 500, 8
    values = np.random.default_rng(0).normal(size=(1000 * n, D))
    table = Table(tuple("yabcdefg"), np.repeat(np.arange(1000).astype(str), n), None, values)
    tracemalloc.start()
    panel = Panel.of(table)
    found = Windows(panel, Scale.of(panel, 300, 50, 1), 50, 1)
    places_ = found.training(cuts(n, 1, 1)[0])
    for _ in range(20):
        found.inputs(*places_[np.arange(0, len(places_), len(places_) // 32)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(places_) > 200_000
    assert peak < 80e6  # as windows these would be 500 MB
