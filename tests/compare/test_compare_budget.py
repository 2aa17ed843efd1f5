"""Time is spent in the order that pays, and what it does not suffice for is left out for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pretended import CHOICES, Pretended

from rnnlib.compare.problem import CELLS, ComparisonError, Setting
from rnnlib.compare.running import budget


def planned(minutes, **options):
    return budget.plan(Pretended(), minutes, **options)


@given(minutes=st.floats(0.05, 1000), workers=st.integers(1, 8), parts=st.integers(1, 6),
       seeds=st.none() | st.integers(1, 5))  # fmt: skip
def test_no_plan_takes_longer_than_there_is_time(minutes, workers, parts, seeds):
    problem = Pretended()
    problem.parts = lambda: parts
    try:
        plan = budget.plan(problem, minutes, workers, seeds)
    except ComparisonError:
        return
    step = sum(problem.step_seconds(cell, plan.settings[0]) for cell in CELLS)
    search = budget.SEARCH_SEEDS if len(plan.settings) > 1 else 0  # fits of the first setting
    assert step * plan.steps * (plan.parts * plan.seeds + search) <= 60 * minutes * workers
    assert plan.parts <= parts
    assert plan.seeds <= (seeds or 5)


def test_little_time_leaves_out_windows_then_refits_then_seeds_then_steps():
    found = [planned(minutes) for minutes in (3, 1.2, 0.9, 0.4, 0.2, 0.1)]
    assert [p.settings[0].window for p in found] == [20, 10, 10, 10, 10, 10]
    assert [p.parts for p in found] == [4, 3, 3, 1, 1, 1]
    assert [p.seeds for p in found] == [3, 3, 3, 3, 2, 2]
    assert [p.steps == budget.ENOUGH for p in found] == [True] * 5 + [False]
    assert found[1].says[0] == "For want of time the networks see 10 steps of the past and not 20."
    assert "fitted once along the test data and not 3 times" in found[3].says[1]
    assert "from 2 starts and not 3" in found[4].says[1]
    assert "steps and not 1,200" in found[5].says[1]


def test_more_time_buys_a_search_refits_steps_and_seeds():
    assert planned(1.8).settings == CHOICES[:1]
    assert planned(1.8).says == ("There was no time to try 2 of 3 settings.",)
    assert (planned(3).settings, planned(3).says) == (CHOICES, ())
    found = [planned(minutes) for minutes in (3, 7, 12, 40)]
    assert [(p.steps, p.seeds) for p in found] == [(1_200, 3), (3_000, 3), (3_000, 5), (10_000, 5)]


def test_seeds_that_are_asked_for_are_kept_where_there_is_time():
    assert [planned(200, seeds=s).seeds for s in (2, 4, 9)] == [2, 4, 9]


def test_machine_that_becomes_slower_is_planned_with_as_it_was_last(monkeypatch):
    usual, asked = Pretended.step_seconds, []

    def slower(self, cell, setting):
        asked.append(cell)
        return usual(self, cell, setting) * (1 if len(asked) <= 6 else 2)

    half = planned(5)
    monkeypatch.setattr(Pretended, "step_seconds", slower)
    plan = planned(10)
    assert plan.seconds == {cell: 2 * seconds for cell, seconds in half.seconds.items()}
    assert (plan.parts, plan.seeds, plan.steps) == (half.parts, half.seeds, half.steps)


def test_workers_count_as_time():
    assert planned(6, workers=2) == planned(12)


def test_little_time_takes_the_smaller_network():
    big, small = Setting(0.01, 20, 64), Setting(0.01, 20, 32)
    seconds = {s: dict.fromkeys(CELLS, s.hidden_size * 1e-4) for s in (big, small)}
    plan = budget.within(budget.Costs(seconds, 60.0), [big, small], 1, None)
    assert plan.settings[0] == small
    assert plan.says[0] == "For want of time the networks have 32 units and not 64."


def test_no_time_at_all_is_refused_with_what_it_takes():
    with pytest.raises(ComparisonError, match=r"--minutes: .* 0\.\d core minutes"):
        planned(0.01)


def test_plan_is_told_in_a_sentence():
    assert budget.in_words(planned(10)) == (
        "Up to 3 settings are tried for each on validation data; then 36 fits: RNN, GRU, LSTM, "
        "each from 3 starts, 4 times along the test data, of at most 3,000 steps."
    )
    assert "36 fits: RNN, GRU, LSTM, each" in budget.in_words(planned(3), workers=2)
    assert budget.in_words(planned(3), workers=2).endswith(", 2 at a time.")


def test_settings_and_seeds_that_the_clock_leaves_out_are_told():
    less = budget.fewer_settings(planned(10), CHOICES[:2])
    assert less.settings == CHOICES[:2]
    assert less.says == ("There was no time to try 1 of 3 settings.",)
    assert budget.fewer_settings(less, CHOICES[:2]) == less
    less = budget.fewer_seeds(planned(10), 2)
    assert less.seeds == 2
    assert less.says[-1] == "The clock left time for 2 of 3 starts of each network."
