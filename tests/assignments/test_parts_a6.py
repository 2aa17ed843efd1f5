"""Assignment 6: what its parts ask of an answer beyond what all parts ask."""

import numpy as np
import pytest
from solving import (
    assignment,
    lost,
    solved,
    solved_but,
    verdicts,
)

NAME = "06_lstm_versus_gru"


def test_a_row_is_not_called_a_step():
    found = verdicts(NAME, solved_but(NAME, "6c", "    return answers", "    return answers[1:]"))
    assert "step" not in " ".join(found["6c"].words)


def test_two_mistakes_at_once_are_both_named():
    code = "def skill(error, simple):\n    return error / simple.max() - 1"
    found = verdicts(NAME, solved_but(NAME, "3b", instead=code))
    assert {*found["3b"].mistakes} == {"skill-against-the-weakest", "skill-of-the-wrong-sign"}
    assert lost(found) == {"3b"}


def test_wrong_count_costs_nothing_where_it_is_used():
    found = verdicts(NAME, solved_but(NAME, "4a", "D_h + D_x + 1", "D_x + 1"))
    assert lost(found) == {"4a"}


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "5a", "test[k].mean()", "test[k].min()"))["5a"]
    assert [c.earned for c in found.criteria] == [2, 0]
    found = verdicts(NAME, solved_but(NAME, "6a", "t * d.std", "d.std"))["6a"]
    assert [c.earned for c in found.criteria] == [2, 0, 0]


def test_the_numbers_of_the_text_are_right():
    from scipy import stats

    assert stats.t.ppf(0.975, 9) == pytest.approx(2.26, abs=0.005)
    names = solved(NAME)
    assert np.diff(names["interval"](np.arange(10.0), np.zeros(10), 2.26)[1:]) > 0


def test_skill_in_the_example_of_a_verdict_follows_from_its_errors():
    errors = {"straight line": 12.85, "squares": 11.79, "GRU": 11.83}
    text = "".join(cell["source"] for cell in assignment(NAME).cells)
    assert all(str(error) in text for error in errors.values())
    skill = solved(NAME)["skill"]
    gains = [
        skill(errors["GRU"], np.array([errors[name]])) for name in ("straight line", "squares")
    ]
    assert [round(100 * gain, 1) for gain in gains] == [7.9, -0.3]  # −0.4 before rounding


def test_changed_future_moves_only_what_leaks():
    names = solved(NAME)
    assert [f.__name__ for f in names["PREPARED"]] == ["since_yesterday", "smooth", "share_so_far", "without_slope", "mean_of_three", "share"]  # fmt: skip
    assert names["leaks"] == (0, 1, 0, 1, 0, 1)
