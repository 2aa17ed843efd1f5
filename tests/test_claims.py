"""A claim holds exactly when the computed value, rounded as the prose rounds it, is the prose's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlib import claims


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0.3621, "36 %"),
        (0.355, "36%"),                      # a tie may be rounded either way
        (0.998, "99.8\u00a0%"),
        (18692, "18,692"),
        (18692, "18692 weights"),
        (1_234_567.891, "1,234,567.9"),
        (0.7453, "0.75"),
        (0.7453, "0.745"),
        (1.934, "1.93 bits"),
        (2.9, "3 times"),
        (2.52, "2.5×"),
        (-3.04, "-3.0"),
        (-3.04, "−3.0 nats per step"),
        (1.3e-12, "1e-12"),
        (2.328e-10, "2.3e-10"),
        (2.328e-10, r"$2.3 \times 10^{-10}$"),
        (1.3e-12, "10⁻¹²"),
        (2.1e5, "2 × 10⁵ weights"),
        (np.float32(0.36), "36 %"),
        (np.int64(4), "4 gates"),
        (0, "0"),
    ],
)  # fmt: skip
def test_a_value_holds_when_it_rounds_to_what_is_said(value, says):
    assert claims.check("some-claim", value, says=says).text == says


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0.3651, "36 %"),
        (0.3621, "36"),                      # a fraction is not its percentage
        (36.21, "36 %"),
        (18693, "18,692"),
        (18692.4, "18,692"),                 # a whole number alone is exact
        (0.7551, "0.75"),
        (0.7449, "0.75"),
        (0.7449, "0.745001"),
        (3.04, "-3.0"),
        (1.6e-12, "1e-12"),
        (2.328e-10, "2.4e-10"),
        (2.328e-10, "2.3 × 10⁻⁹"),
        (1.6e-12, r"10^{-12}"),
        (3.51, "3 times"),
    ],
)  # fmt: skip
def test_a_value_that_rounds_to_something_else_fails(value, says):
    with pytest.raises(AssertionError):
        claims.check("some-claim", value, says=says)


@given(value=st.floats(-1e6, 1e6), decimals=st.integers(0, 6))
def test_what_python_prints_of_a_value_always_holds_and_its_neighbour_never(value, decimals):
    unit = " units"  # otherwise a whole number would be exact
    claims.check("some-claim", value, says=f"{value:,.{decimals}f}{unit}")
    with pytest.raises(AssertionError):
        claims.check("some-claim", value, says=f"{value + 2 / 10**decimals:,.{decimals}f}{unit}")


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ({"at_most": 0.2}, [0.2, -1.0], [0.2001]),
        ({"at_least": 2}, [2, 2.0, 7], [1.999]),
        ({"between": (0.2, 0.4)}, [0.2, 0.3, 0.4], [0.19, 0.41]),
    ],
)
def test_a_bound_holds_up_to_and_including_itself(bounds, inside, outside):
    for value in inside:
        claims.check("some-claim", value, **bounds)
    for value in outside:
        with pytest.raises(AssertionError):
            claims.check("some-claim", value, **bounds)


def test_a_failure_names_the_claim_the_prose_and_the_computed_value():
    with pytest.raises(AssertionError, match=r"'mean-frame': the prose says 36 %, .* is 0.4125"):
        claims.check("mean-frame", 0.4125, says="36 %")
    with pytest.raises(AssertionError, match=r"twice as fast \(at least 2\), computed is 1.5"):
        claims.check("speed", 1.5, at_least=2, says="more than twice as fast")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "expected says=, at_most=, at_least= or between="),
        ({"at_most": 1, "at_least": 0}, "expected one bound, got at_most and at_least"),
        ({"value": math.nan, "says": "1"}, "value must be finite, got nan"),
        ({"value": math.inf, "at_least": 1}, "value must be finite, got inf"),
        ({"at_least": math.nan}, "at_least must be finite"),
        ({"between": (2, 1)}, "low < high"),
        ({"between": 2}, r"between must be \(low, high\), got 2"),
        ({"value": "36 %", "says": "36 %"}, "value must be a number, got '36 %'"),
        ({"value": True, "says": "1"}, "value must be a number, got True"),
        ({"value": np.ones(2), "says": "1"}, "value must be a number"),
        ({"says": "about 36 %"}, "an 'about' stays in the prose"),
        ({"says": "two thirds"}, "must be the number as printed"),
        ({"says": "between 1 and 2"}, "must be the number as printed"),
        ({"says": "1,86"}, "must be the number as printed"),
        ({"says": "  "}, "must be words of the prose"),
        ({"says": 36}, "must be words of the prose, got 36"),
        ({"at_most": 0.05, "says": "below 10 %"}, r"but 10 % is not the bound \(at most 0.05\)"),
        ({"name": "Mean frame", "says": "1"}, "must be a slug like 'mean-frame', got 'Mean frame'"),
    ],
)
def test_a_wrong_call_is_stopped_at_the_door(arguments, words):
    arguments = {"name": "some-claim", "value": 1.0} | arguments
    with pytest.raises((ValueError, TypeError), match=words):
        claims.check(arguments.pop("name"), arguments.pop("value"), **arguments)


def test_numbers_in_the_phrase_of_a_bound_are_the_bound():
    claims.check("some-claim", 0.03, at_most=0.05, says="less than 5 %")
    claims.check("some-claim", 0.3, between=(0.2, 0.4), says="20 to 40 %")
    claims.check("some-claim", 1e-14, at_most=1e-12, says="to 10⁻¹²")
    claims.check("some-claim", 2.3, at_least=2, says="more than twice as fast")


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        (claims.check("a", 0.3621345678, says="36 %"), "✓ a: 36 %"),
        (claims.check("b", 2.3456789, at_least=2), "✓ b: at least 2"),
        (claims.check("c", 3, at_least=2, says="twice & more"), "✓ c: twice & more (at least 2)"),
        (claims.check("d", 0, at_most=0.1234567891), "✓ d: at most ≈ 0.12"),
        (claims.check("e", 0, between=(-1e-12, 20_000)), "✓ e: between -1e-12 and 20,000"),
    ],
)
def test_a_claim_shows_one_line_with_no_digit_that_could_differ_elsewhere(claim, line):
    assert repr(claim) == line
    shown = claim._repr_html_()
    assert shown.startswith(f'<p class="claim" id="claim-{claim.name}"')
    assert line.replace("&", "&amp;") in shown and "\n" not in shown
