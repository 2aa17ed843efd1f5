"""Assignment 3: what its parts ask of an answer beyond what all parts ask."""

import numpy as np
import pytest
from solving import (
    lost,
    solved,
    solved_but,
    verdicts,
)

NAME = "03_gradients_through_time"


def test_two_mistakes_at_once_are_both_named():
    code = "def jacobian(states, W):\n    J = np.eye(len(W))\n    for h in states[:-1]:\n        J = J @ step_jacobian(h, W)\n    return J"
    found = verdicts(NAME, solved_but(NAME, "2a", instead=code))
    assert set(found["2a"].mistakes) == {
        "product-in-the-other-order",
        "product-of-the-states-before",
    }
    assert lost(found) == {"2a"}
    found = verdicts(NAME, solved_but(NAME, "7a", "marks[places, n]", "marks[places[0], n]"))
    assert set(found["7a"].mistakes) == {"one-place-marked", "target-is-the-first"}


def test_jacobian_with_columns_for_the_inputs_is_named():
    found = verdicts(NAME, solved_but(NAME, "1b", "W[:, : len(h_new)]", "W"))
    assert found["1b"].mistakes == ("jacobian-of-the-input-too",)


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def message_lengths(d_h, states, W):\n    out = [d_h]\n    for h in states[:0:-1]:\n        out.append(W[:, : len(W)].T @ out[-1])\n    return np.linalg.norm(out, axis=1)[:, 0]"
    found = verdicts(NAME, solved_but(NAME, "2b", instead=code))["2b"]
    assert found.mistakes == ("jacobian-without-slopes",)
    assert found.words[0].endswith(
        "(As in part 1b. If that is right, look at how you use it here.)"
    )


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "3a", "sum(terms)", "terms[0]"))["3a"]
    assert [c.earned for c in found.criteria] == [3, 0]
    found = verdicts(NAME, solved_but(NAME, "7b", "1 / 6", "1 / 24"))["7b"]
    assert [c.earned for c in found.criteria] == [1, 0]


TRANSIENTS = {
    "np.eye(2) * 1.5, np.ones((2, 1))": "at most 0.9 is allowed",
    "np.eye(2) * 0.9, np.ones((2, 1))": "0.81 times as long",
    "np.array([[0.8, 3], [0, 0.8]]), np.array([[1], [0]])": "off the diagonal",
    "np.array([[0.8, 3], [0, 0.8]]), np.zeros((2, 1))": "of a length around 1",
    "np.array([[0.8, 3], [0, 0.8]]), np.array([0, 1])": "a column (2, 1) are expected",
    "np.array([[np.nan, 3], [0, 0.8]]), np.ones((2, 1))": "NaN",
}


@pytest.mark.parametrize("value", TRANSIENTS)
def test_matrix_that_does_not_lengthen_earns_nothing_and_hears_why(value):
    found = verdicts(NAME, solved_but(NAME, "4c", instead=f"transient = ({value})"))
    assert (found["4c"].earned, lost(found)) == (0, {"4c"})
    assert TRANSIENTS[value] in found["4c"].words[0]


def test_numbers_read_off_the_figure_are_those_of_the_arrays_and_not_near_the_edge():
    names = solved(NAME)
    W = {gain: names["network"](gain) for gain in (0.9, 1.1)}
    for gain in W:
        assert np.linalg.svd(W[gain][:, :32])[1] == pytest.approx(np.full(32, gain))
    left = [names["bound"](W[0.9], 100)]
    for gain in W:
        lengths = names["message_lengths"](names["d_h"], names["states_of"](W[gain]), W[gain])
        left.append(lengths / lengths[0])
    for curve, step in zip(left, names["steps_left"], strict=True):
        assert curve[:step].min() > 0.0105 and curve[step] < 0.0098
    assert names["bound"](W[1.1], 100)[-1] > 10_000  # the answer in words says so


def test_error_of_the_best_guess_is_what_a_simulation_gives():
    y = np.random.default_rng(0).random((2, 400_000)).sum(axis=0)
    guess, error = solved(NAME)["best_guess"]
    assert ((y - guess) ** 2).mean() == pytest.approx(error, rel=0.01)
    assert y.mean() == pytest.approx(guess, rel=0.01)
