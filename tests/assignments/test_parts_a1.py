"""Assignment 1: what its parts ask of an answer beyond what all parts ask."""

from itertools import pairwise, product

import numpy as np
import pytest
from solving import (
    assignment,
    lost,
    solved,
    solved_but,
    verdicts,
)

from assignments.grading.parts import a1_reference

NAME = "01_sequences_and_state"


def test_number_that_was_handed_over_is_not_set_beside_the_right_one():
    found = verdicts(NAME, solved_but(NAME, "7a", "(4, 11, 22)", "(2, 11, 44)"))["7a"]
    assert not found.mistakes and "times" not in " ".join(found.words)


def test_two_mistakes_at_once_are_both_named():
    code = "def exponential_average(x, h_0, a):\n    states = [h_0]\n    for x_t in x:\n        states.append((1 - a) * h_0 + a * x_t)\n    return np.array(states)"
    found = verdicts(NAME, solved_but(NAME, "4b", instead=code))
    assert set(found["4b"].mistakes) == {"average-swapped", "average-not-carried"}
    assert lost(found) == {"4b"}


@pytest.mark.parametrize(
    "wrong, mistake",
    [
        ("np.eye(size)[numbers]", "one-hot-features-last"),
        ("np.eye(size)[numbers].transpose(2, 0, 1)", "one-hot-features-first"),
    ],
)
def test_one_hot_with_its_axes_mixed_up_is_named(wrong, mistake):
    right = "np.eye(size)[numbers].swapaxes(1, 2)"
    assert verdicts(NAME, solved_but(NAME, "3a", right, wrong))["3a"].mistakes == (mistake,)


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def starts_of_pieces(x, K, h_0, a):\n    h, starts = h_0, []\n    for t in range(len(x)):\n        if t % K == 0:\n            starts.append(h)\n        h = (1 - a) * h + a * x[t]\n    return np.array(starts)"
    found = verdicts(NAME, solved_but(NAME, "5a", instead=code))["5a"]
    assert found.mistakes == ("average-swapped",)
    assert found.words[0].endswith(
        "(As in part 4b. If that is right, look at how you use it here.)"
    )


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "4e", "maxima, seen[T:]", "maxima, last"))["4e"]
    assert [c.earned for c in found.criteria] == [2, 0]
    found = verdicts(NAME, solved_but(NAME, "6a", "(2, 3, 8)", "(2, 3, 4)"))["6a"]
    assert [c.earned for c in found.criteria] == [1, 1, 0]


TWINS = {
    "[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6]": "not made of the same numbers",
    "[0, 1, 2, 3, 4, 5], [5, 1, 2, 3, 4, 0]": "the same first number",
    "[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]": "rise 5 times",
    "[0, 1, 2], [0, 2, 1]": "of the shape (6,)",
    "[0, 1, 2, 3, 4, np.nan], [0, 1, 2, 4, 3, np.nan]": "NaN",
}


@pytest.mark.parametrize("value", TWINS)
def test_sequences_that_can_be_told_apart_earn_nothing_and_hear_why(value):
    found = verdicts(NAME, solved_but(NAME, "1b", instead=f"twins = ({value})"))
    assert (found["1b"].earned, lost(found)) == (0, {"1b"})
    assert TWINS[value] in found["1b"].words[0]


QUESTIONS = (
    lambda bits: sum(bits) % 2,
    lambda bits: any(a and b for a, b in pairwise(bits)),
    lambda bits: (0, 0, 0, *bits)[-3],
)


def test_states_needed_are_the_histories_that_some_future_tells_apart():
    histories = [bits for length in range(6) for bits in product((0, 1), repeat=length)]
    futures = [bits for length in range(4) for bits in product((0, 1), repeat=length)]
    needed = tuple(
        len({tuple(answer(past + to_come) for to_come in futures) for past in histories})
        for answer in QUESTIONS
    )
    assert solved(NAME)["states_needed"] == needed


def test_numbers_read_off_the_figure_are_those_of_the_arrays_and_not_near_the_edge():
    names = solved(NAME)
    once = np.eye(41, 1)
    for a, steps in zip((0.5, 0.8, 0.9), names["steps_faded"], strict=True):
        trace = names["exponential_average"](once, np.zeros(1), a)[1:, 0] / (1 - a)
        assert trace[steps - 1] > 0.105 and trace[steps] < 0.099


def test_numbers_of_mistakes_are_what_those_mistakes_give():
    gains, k = np.array([0.5, 0.8, 0.9]), np.arange(41)[:, None]
    curves = {
        "faded-not-divided": (1 - gains) * gains**k <= 0.1,
        "faded-to-a-half": gains**k <= 0.5,
        "faded-with-one-minus-a": (1 - gains) ** k <= 0.1,
    }
    for mistake, small in curves.items():
        assert a1_reference.steps_faded({mistake}) == tuple(small.argmax(axis=0))


def test_moving_maximum_in_pieces_is_that_of_the_whole():
    random = np.random.default_rng(0)
    x, last = random.normal(size=(10, 3)), random.normal(size=(3, 3))
    function = solved(NAME)["moving_maximum"]
    whole, pieces = function(x, last)[0], []
    for piece in np.split(x, [4, 5, 7]):
        maxima, last = function(piece, last)
        pieces.append(maxima)
    assert np.array_equal(np.concatenate(pieces), whole)


def test_moving_maximum_gives_the_example_of_the_notebook():
    for last, x, maxima, carried in (
        ([5, 2], [1, 0, 7], [5, 2, 7], [0, 7]),
        ([0, 7], [3], [7], [7, 3]),
    ):
        row = "| " + " | ".join(", ".join(map(str, n)) for n in (last, x, maxima, carried)) + " |"
        assert row in "".join(cell["source"] for cell in assignment(NAME).cells)
        columns = np.array(x)[:, None], np.array(last)[:, None]
        found = solved(NAME)["moving_maximum"](*columns)
        assert [list(array[:, 0]) for array in found] == [maxima, carried]


def test_counts_of_weights_are_those_of_chapter_1():
    assert solved(NAME)["weights_needed"](9, 256, 64, 4) == (147_780, 20_804)
