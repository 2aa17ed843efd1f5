"""A claim holds exactly when the computed value, rounded as the prose rounds it, is the prose's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlib import claims

# value, words: the value is what the words say
HOLD = {
    "a percentage": [
        (0.3621, "36 %"),
        (0.355, "36%"),                      # a tie may be rounded either way
        (0.998, "99.8\u00a0%"),
        (0.361, "36 per cent"),
        (np.float32(0.36), "36 %"),
    ],
    "a whole number": [
        (18692, "18,692"),
        (18692, "18692 weights"),
        (np.int64(4), "4 gates"),
        (10, "10 of"),
        (0, "0"),
    ],
    "a rounded number": [
        (1_234_567.891, "1,234,567.9"),
        (0.7453, "0.75"),
        (0.7453, "0.745"),
        (1.934, "1.93 bits"),
        (2.9, "3 times"),
        (2.52, "2.5×"),
        (18_400, "18 thousand weights"),
        (-3.04, "-3.0"),
        (-3.04, "−3.0 nats per step"),
    ],
    "a power of ten": [
        (1.3e-12, "1e-12"),
        (2.328e-10, "2.3e-10"),
        (2.328e-10, r"$2.3 \times 10^{-10}$"),
        (1.3e-12, "10⁻¹²"),
        (2.1e5, "2 × 10⁵ weights"),
    ],
    "a number in words": [
        (0.5, "half"),
        (0.5, "Half of"),
        (1 / 3, "a third"),
        (2 / 3, "two thirds"),
        (0.25, "a quarter of"),
        (0.3, "three tenths"),
        (2, "twice as fast"),
        (2.9, "three times"),
        (10.3, "ten times"),
        (12, "a dozen"),
        (24, "two dozen strings"),
        (7, "seven"),
    ],
}  # fmt: skip
FAIL = {
    "a percentage": [(0.3651, "36 %"), (0.3621, "36"), (36.21, "36 %"), (0.3649, "36.4 per cent")],
    "a whole number": [
        (18693, "18,692"),
        (18692.4, "18,692"),                 # exact where it stands alone
        (9.6, "10 of"),                      # and where it counts
        (5.7, "6 steps"),
    ],
    "a rounded number": [
        (0.7551, "0.75"),
        (0.7449, "0.75"),
        (0.7449, "0.745001"),
        (3.04, "-3.0"),
        (3.51, "3 times"),
        (18_501, "18 thousand weights"),
    ],
    "a power of ten": [
        (1.6e-12, "1e-12"),
        (2.328e-10, "2.4e-10"),
        (2.328e-10, "2.3 × 10⁻⁹"),
        (1.6e-12, r"10^{-12}"),
    ],
    "a number in words": [
        (0.4955, "half"),
        (0.34, "a third"),
        (0.33, "two thirds"),
        (2.04, "twice"),
        (10.6, "ten times"),
        (13, "a dozen"),
        (8, "seven"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", HOLD)
def test_value_that_rounds_to_what_is_said_holds_and_another_fails(kind):
    for value, says in HOLD[kind]:
        assert claims.check("some-claim", value, says=says).text == says
    for value, says in FAIL[kind]:
        with pytest.raises(AssertionError):
            pytest.fail(f"{claims.check('some-claim', value, says=says)} of {value}", False)


@given(value=st.floats(-1e6, 1e6), decimals=st.integers(0, 6))
def test_what_python_prints_of_a_value_always_holds_and_its_neighbour_never(value, decimals):
    unit = " bits"  # otherwise a whole number would be exact
    claims.check("some-claim", value, says=f"{value:,.{decimals}f}{unit}")
    with pytest.raises(AssertionError):
        claims.check("some-claim", value, says=f"{value + 2 / 10**decimals:,.{decimals}f}{unit}")


# bound, the words for it or none, values inside, values outside
BOUNDS = [
    ({"at_most": 0.2}, None, [0.2, -1.0], [0.2001]),
    ({"at_least": 2}, None, [2, 2.0, 7], [1.999]),
    ({"between": (0.2, 0.4)}, None, [0.2, 0.3, 0.4], [0.19, 0.41]),
    ({"at_most": 9}, "at most 9", [9], [9.1, 10]),
    ({"at_most": 3}, "3 strings or fewer", [3], [4]),
    ({"at_most": 3}, "no more than 3", [3], [4]),
    ({"at_most": 1.5}, "no layer takes more than 1.5 times", [1.5], [1.51]),
    ({"at_most": 0.1}, "within 0.1 bits", [0.1], [0.11]),
    ({"at_most": 5}, "up to 5", [5], [6]),
    ({"at_most": 1e-7}, "below 10⁻⁷", [9e-8], [1e-7, 1.5e-7]),
    ({"at_most": 0.05}, "less than 5 %", [0.0499], [0.05]),
    ({"at_most": -3}, "under −3", [-4], [-3]),
    ({"at_least": 0.5}, "at least 50 %", [0.5], [0.4955]),
    ({"at_least": 0.5}, "at least half", [0.5], [0.4955]),
    ({"at_least": 3}, "3 or more", [3], [2]),
    ({"at_least": 3}, "no fewer than 3", [3], [2]),
    ({"at_least": 2}, "more than twice as fast", [2.0001], [2]),
    ({"at_least": 1 / 3}, "over a third of", [0.34], [1 / 3]),
    ({"at_least": 10}, "more than ten times", [10.1], [10]),
    ({"at_least": 0.3}, "more than 0.3 bits better", [0.31], [0.3]),
    ({"at_least": 0.99}, "above 0.99", [0.991], [0.99]),
    ({"between": (0.2, 0.4)}, "20 to 40 %", [0.2, 0.4], [0.19, 0.41]),
    ({"between": (2, 3)}, "between two and three times", [2, 3], [1.9, 3.1]),
    ({"between": (2, 3)}, "2–3 steps", [2, 3], [1.9, 3.1]),
]


@pytest.mark.parametrize("kind", ["at_most", "at_least", "between"])
def test_bound_includes_itself_unless_the_words_are_strict(kind):
    for bound, says, inside, outside in BOUNDS:
        if kind in bound:
            for value in inside:
                claims.check("some-claim", value, says, **bound)
            for value in outside:
                with pytest.raises(AssertionError):
                    pytest.fail(f"{claims.check('some-claim', value, says, **bound)}", False)


def test_measured_number_holds_within_its_bound_and_must_lie_in_it():
    assert claims.check("a", 0.78, says="0.83", between=(0.7, 0.95)).text == (
        "0.83 (between 0.7 and 0.95)"
    )
    with pytest.raises(AssertionError, match=r"computed is 0\.69"):
        claims.check("a", 0.69, says="0.83", between=(0.7, 0.95))
    with pytest.raises(ValueError, match=r"direction of >= 0\.7 and 0\.95, got '0\.97'"):
        claims.check("a", 0.83, says="0.97", between=(0.7, 0.95))


def test_failure_names_the_claim_the_prose_and_the_computed_value():
    with pytest.raises(AssertionError, match=r"'mean-frame': the prose says 36 %, .* is 0.4125"):
        claims.check("mean-frame", 0.4125, says="36 %")
    with pytest.raises(AssertionError, match=r"twice as fast \(more than 2\), computed is 1.5"):
        claims.check("speed", 1.5, at_least=2, says="more than twice as fast")


DIRECTION = "says must have the direction of "
UNREADABLE = "says must be a number and a unit that is known"
# the arguments beside name and value 1.0, words of the error
REFUSED = {
    "no or two bounds": [
        ({}, "expected says=, at_most=, at_least= or between="),
        ({"at_most": 1, "at_least": 0}, "expected one bound, got at_most and at_least"),
        ({"between": (2, 1)}, "low < high"),
        ({"between": (2, 2)}, "low < high"),
        ({"between": 2}, "between must be (low, high), got 2"),
    ],
    "a number": [
        ({"value": math.nan, "says": "1"}, "value must be finite, got nan"),
        ({"value": math.inf, "at_least": 1}, "value must be finite, got inf"),
        ({"at_least": math.nan}, "at_least must be finite"),
        ({"between": (0, math.nan)}, "between must be finite"),
        ({"value": "36 %", "says": "36 %"}, "value must be a number, got '36 %'"),
        ({"value": True, "says": "1"}, "value must be a number, got True"),
        ({"value": np.ones(2), "says": "1"}, "value must be a number"),
    ],
    "words that cannot be read": [
        ({"says": "about 36 %"}, "an 'about' stays in the prose"),
        *(({"says": words}, UNREADABLE) for words in (
            "1,86", "1/3", "3 ms", "3 MB", "5 ‰", "3 orders of magnitude", "half a percent", "a",
            "two thirds to", "3 times more", "3 steps or so", "9 of 10", "steps 3", "1e", "most",
        )),
        *(({"at_least": 0.5, "says": words}, UNREADABLE) for words in (
            "nearly half", "more than half or less", "not half", "at least 0.5 or more", "much",
        )),
        ({"between": (0, 2), "says": "more than 0 to 2"}, UNREADABLE),
        ({"says": "  "}, "must be words of the prose"),
        ({"says": 36}, "must be words of the prose, got 36"),
    ],
    "another direction": [
        ({"value": 10, "at_least": 9, "says": "at most 9"}, DIRECTION + ">= 9"),
        ({"at_most": 3, "says": "3 or more"}, DIRECTION + "<= 3"),
        ({"at_most": 3, "says": "3 of"}, DIRECTION + "<= 3"),
        ({"value": 30, "between": (20, 40), "says": "20"}, DIRECTION + ">= 20 and 40"),
        ({"between": (0, 40), "says": "at most 40"}, DIRECTION + ">= 0 and 40"),
        ({"at_least": 1, "says": "1 to 2"}, DIRECTION + ">= 1"),
        ({"value": 3, "says": "3 or more"}, "says must have the bound it needs"),
        ({"says": "one and a half"}, "says must have the bound it needs"),
        ({"says": "between 1 and 2"}, "says must have the bound it needs"),
        ({"value": 3, "says": "more than twice"}, "says must have the bound it needs"),
    ],
    "another size": [
        ({"at_most": 0.05, "says": "below 10 %"}, "'below 10 %' is not the bound, 0.05"),
        ({"at_least": 0.495, "says": "at least 50 %"}, "is not the bound, 0.495"),
        ({"at_most": 1.5e-7, "says": "below 10⁻⁷"}, "is not the bound, 1.5e-07"),
        ({"at_least": 0.4, "says": "at least half"}, "is not the bound, 0.4"),
        ({"value": 9, "at_least": 9, "says": "more than ten times"}, "is not the bound, 9"),
        ({"at_least": 0.33, "says": "more than a third"}, "is not the bound, 0.33"),
        ({"between": (0.2, 4), "says": "20 to 40 %"}, "is not the bound, 4"),
        ({"between": (0.1, 4), "says": "0.2 to 4 times"}, "is not the bound, 0.1"),
    ],
    "a name": [({"name": name, "says": "1"}, f"a slug like 'mean-frame', got {name!r}")
               for name in ("Mean frame", "", "a--b", 3)],
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_check_refuses_arguments_of_which_the_claim_could_not_be_told(fault):
    for arguments, words in REFUSED[fault]:
        whole = {"name": "some-claim", "value": 1.0} | arguments
        try:
            shown = claims.check(whole.pop("name"), whole.pop("value"), **whole)
        except (ValueError, TypeError) as error:
            assert words in str(error), arguments
        else:
            pytest.fail(f"{arguments} was accepted: {shown}")


def test_claim_shows_one_line_with_no_digit_that_could_differ_elsewhere():
    for claim, line in [
        (claims.check("a", 0.3621345678, says="36 %"), "✓ a: 36 %"),
        (claims.check("b", 2.3456789, at_least=2), "✓ b: at least 2"),
        (claims.check("c", 3, at_least=2, says="above 2 as a & b"), "✓ c: above 2 as a & b"),
        (claims.check("d", 0, at_most=0.1234567891), "✓ d: at most ≈ 0.12"),
        (claims.check("e", 0, between=(-1e-12, 20_000)), "✓ e: between -1e-12 and 20,000"),
    ]:
        line += " (more than 2)" * (claim.name == "c")
        assert repr(claim) == line
        shown = claim._repr_html_()
        assert shown.startswith(f'<p class="claim" id="claim-{claim.name}"')
        assert line.replace("&", "&amp;") in shown and "\n" not in shown
