"""Assignment 2: what its parts ask of an answer beyond what all parts ask."""

import numpy as np
import pytest
from solving import (
    lost,
    solved,
    solved_but,
    verdicts,
)

from assignments.grading.parts import a2_text

NAME = "02_rnn"


def test_two_mistakes_at_once_are_both_named():
    code = "def step_backward(d_h, h_new, h, x, W):\n    d_a = d_h * (1 - h_new)\n    d_W = d_a @ np.concatenate([h_new, x]).T\n    return W[:, : len(h)].T @ d_a, d_W, d_a.sum(axis=1, keepdims=True)"
    found = verdicts(NAME, solved_but(NAME, "4b", instead=code))
    assert set(found["4b"].mistakes) == {"slope-not-squared", "d_W-of-the-new-state"}
    assert lost(found) == {"4b"}


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def rnn_forward(x, h_0, W, b):\n    states = [h_0]\n    for x_t in x:\n        states.append(np.tanh(W @ np.concatenate([states[-1], x_t])))\n    return np.array(states)"
    found = verdicts(NAME, solved_but(NAME, "2a", instead=code))["2a"]
    words = "Your step leaves out the bias b. (As in part 1a. If that is right, look at how you use it here.)"
    assert (found.mistakes, found.words) == (("step-without-bias",), (words,))


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "4b", ".T @ d_a\n", " @ d_a\n"))["4b"]
    assert [c.earned for c in found.criteria] == [0, 2, 1]


def test_large_scores_cost_one_point_of_two():
    found = verdicts(NAME, solved_but(NAME, "3a", " - y.max(axis=1, keepdims=True)", ""))
    assert (found["3a"].earned, lost(found)) == (1, {"3a"})
    assert "exp overflows" in found["3a"].words[0]


@pytest.mark.parametrize(
    "right, wrong, mistake",
    [
        ("powers.sum(", "powers.mean(", "softmax-divided-by-a-mean"),
        ("    return powers", "    return np.exp(y)\n    return powers", "softmax-powers-alone"),
        ("    return powers", "    return y / y.sum(axis=1, keepdims=True)\n    return powers", "softmax-without-powers"),
        ("    return powers", "    return 1 / (1 + np.exp(-y))\n    return powers", "softmax-is-a-sigmoid"),
        ("    return powers", "    return y - np.log(np.exp(y).sum(axis=1, keepdims=True))\n    return powers", "softmax-with-log"),
    ],
)  # fmt: skip
def test_softmax_that_does_not_survive_large_scores_either_is_named(right, wrong, mistake):
    found = verdicts(NAME, solved_but(NAME, "3a", right, wrong))
    assert (found["3a"].mistakes, found["3a"].earned, lost(found)) == ((mistake,), 0, {"3a"})


def test_untrained_weights_get_no_points_and_those_that_spell_get_some():
    weights = "trained = [np.random.default_rng(0).normal(size=s) for s in ((9, 29), (9, 1), (20, 9), (20, 1))]"
    found = verdicts(NAME, solved_but(NAME, "8a", instead=weights))["8a"]
    assert found.earned == 0
    assert "your weights reach a loss of" in found.words[0]
    found = verdicts(NAME, solved_but(NAME, "8a", "learning_rate=0.3", "learning_rate=0.03"))["8a"]
    assert found.earned == 2


def test_text_of_the_notebook_is_that_of_the_grader():
    text = a2_text.sentences(np.random.default_rng(2), 200)
    assert solved(NAME)["text"] == text
    assert solved(NAME)["CHARACTERS"] == a2_text.CHARACTERS == "".join(sorted(set(text)))


def test_table_of_pairs_gets_the_loss_that_the_notebook_says():
    numbers = solved(NAME)["numbers"]
    pairs = np.full((20, 20), 0.01)
    np.add.at(pairs, (numbers[:-1], numbers[1:]), 1)
    pairs /= pairs.sum(axis=1, keepdims=True)
    fresh = a2_text.sentences(np.random.default_rng(3), 500)
    read = np.array([a2_text.CHARACTERS.index(c) for c in fresh])
    assert -np.log(pairs[read[:-1], read[1:]]).mean() == pytest.approx(1.10, abs=0.01)
