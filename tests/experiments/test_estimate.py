"""A result is said with its interval, with the digits that count, and never is said as never."""

import math

import pytest

from rnnlib.experiments.estimate import count, difference, joined, median, ratio, share


def rows(*values):
    return [{"seed": seed, "x": value} for seed, value in enumerate(values)]


def test_median_is_said_with_the_digits_that_count():
    for values, said in (
        ([8.971] * 5, "8.97 [8.97, 8.97]"),
        ([17_634.0] * 5, "17,600 [17,600, 17,600]"),
        ([2.0, 2.0, 2.0, 104.0], "2 [2, 104]"),
        ([-0.31] * 3, "−0.310 [−0.310, −0.310]"),
        ([0.0] * 3, "0 [0, 0]"),
        ([1.62e-7] * 3, "1.6e-7 [1.6e-7, 1.6e-7]"),
        ([6.38e8] * 3, "6.4e8 [6.4e8, 6.4e8]"),
        ([1.97e14] * 3, "2.0e14 [2.0e14, 2.0e14]"),
        ([5.0], "5.00"),
        ([1.0, math.nan, math.nan], "never [1.00, never]"),
        ([math.nan, None], "never"),
    ):
        assert median(rows(*values), "x").text == said, values


def test_unit_stands_behind_and_what_reached_the_end_is_that_or_more():
    assert median(rows(3, 3, 3), "x", " symbols").text == "3.00 [3.00, 3.00] symbols"
    assert (
        median(rows(10, 10, 10), "x", " n", most=10).text == "10 or more [10 or more, 10 or more] n"
    )


def test_median_is_that_of_a_column_or_of_a_function_of_the_row():
    assert median(rows(1, 2, 9), "x").value == 2
    assert median(rows(1, 2, 9), lambda row: row["x"] / 2).value == 1


def test_share_is_a_count_with_wilsons_interval():
    """For n of n its lower end is n / (n + z²), with z = 1.96: for ten .7225."""
    found = share(rows(*[7.0] * 10), "x")
    assert found.text == "10 of 10 [72 %, 100 %]"
    assert found.low == pytest.approx(10 / (10 + 1.95996**2), abs=1e-6)
    assert share(rows(1.0, math.nan, None, 2.0), "x").value == 0.5
    assert share(rows(1, 2, 3, 4), lambda row: row["x"] > 1).value == 0.75


def test_difference_is_that_of_runs_with_the_same_seed_and_has_a_sign():
    a, b = rows(1.0, 5.0, 9.0), rows(0.5, 4.5, 8.5)
    assert difference(a, b[::-1], "x").text == "+0.50 [+0.50, +0.50]"
    assert difference(b, a, "x").text == "−0.50 [−0.50, −0.50]"


def test_ratio_is_that_of_runs_with_the_same_seed():
    assert ratio(rows(2.0, 10.0, 6.0), rows(1.0, 5.0, 3.0), "x").text == "2.00 [2.00, 2.00] times"
    assert ratio(rows(math.nan, None), rows(math.nan, None), "x").value == 1
    assert ratio(rows(math.nan, math.nan), rows(1.0, 2.0), "x").text == "never"
    assert ratio(rows(1.0, 2.0), rows(math.nan, math.nan), "x").value == 0


def test_results_stand_beside_each_other_by_name_and_are_counted():
    one, two = median(rows(1), "x"), median(rows(2), "x")
    assert joined({"one": one, "two": two}).text == "one: 1.00; two: 2.00"
    assert joined({"one": one, "two": two}).value == 1
    assert count([1, 2], lambda case: case > 1).text == "1 of 2"
