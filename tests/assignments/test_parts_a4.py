"""Assignment 4: what its parts ask of an answer beyond what all parts ask."""

import numpy as np
import pytest
from solving import (
    lost,
    solved,
    solved_but,
    verdicts,
)

from assignments.grading.parts import a4_reference, a4_reference_back, a4_reference_more
from assignments.grading.parts.a4_tasks import NOTHING, recall

NAME = "04_gru"


def test_two_mistakes_at_once_are_both_named():
    code = "def sums_backward(d_h, h, r, z, candidate, W):\n    n = len(h)\n    d_a_h = d_h * z * (1 - candidate**2)\n    d_a_r = (W[2 * n :, :n].T @ d_a_h) * r * (1 - r)\n    return d_a_r, d_h * (h - candidate) * z * (1 - z), d_a_h"
    found = verdicts(NAME, solved_but(NAME, "3a", instead=code))
    assert set(found["3a"].mistakes) == {"d_z-of-the-wrong-sign", "d_r-without-h"}
    assert lost(found) == {"3a"}


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def gru_forward(x, h_0, W, b):\n    hs = [h_0]\n    for x_t in x:\n        _, z, new = layers(x_t, hs[-1], W, b)\n        hs.append(z * hs[-1] + (1 - z) * new)\n    return np.array(hs)"
    found = verdicts(NAME, solved_but(NAME, "2b", instead=code))["2b"]
    assert found.mistakes == ("z-for-one-minus-z",)
    assert found.words[0].endswith(
        "(As in part 1a. If that is right, look at how you use it here.)"
    )


def test_tap_the_other_way_round_costs_its_point_alone():
    found = verdicts(NAME, solved_but(NAME, "1a", instead="def tap(old, new, z):\n    return z * old + (1 - z) * new"))  # fmt: skip
    assert lost(found) == {"1a"}


def test_partial_credit_for_each_sum_and_each_way():
    found = verdicts(NAME, solved_but(NAME, "3a", "at_reset * h", "at_reset"))["3a"]
    assert [c.earned for c in found.criteria] == [0, 1, 1]
    found = verdicts(NAME, solved_but(NAME, "3b", "r * (W_h.T", "(W_h.T"))["3b"]
    assert [c.earned for c in found.criteria] == [1, 0, 1, 1]
    found = verdicts(NAME, solved_but(NAME, "8a", "14, 2", "4, 1"))["8a"]
    assert found.earned == 2


LATCHES = [
    ("W[1], b[1] = [0, 0, 40], -20", "W[1], b[1] = [0, 0, 10], -5", 0, "your latch "),
    ("W[1], b[1] = [0, 0, 40], -20", "W[1], b[1] = [0, 0, 18], -9", 2, "your latch should have kept"),
    ("W[1], b[1] = [0, 0, 40], -20", "b[1] = 20", 0, " for 1 steps"),
    ("W[1], b[1] = [0, 0, 40], -20", "W[1], b[1] = [0, 0, -40], 20", 0, "At step 1 your latch should write "),
    ("W[2] = [0, 20, 0]", "W[2] = [0, 1, 0]", 0, "0.762."),
    ("(W, b)", "(W.T[:2], b)", 0, "W should have the shape (3, 3), but has (2, 3)"),
    ("(W, b)", "W", 0, "latch: "),
    ("(W, b)", "(W / 0, b)", 0, "holds NaN or infinity"),
]  # fmt: skip


@pytest.mark.parametrize("right, wrong, points, words", LATCHES)
def test_latch_that_leaks_or_does_not_write_is_told_where(right, wrong, points, words):
    wrong = wrong if right != "(W, b)" else f"= {wrong}"
    right = right if right != "(W, b)" else "= (W, b)"
    found = verdicts(NAME, solved_but(NAME, "6a", right, wrong))["6a"]
    assert found.earned == points
    assert words in found.words[0]


UNTRAINED = {
    "too few units": "trained = (np.zeros((0, 2)), np.zeros((0, 1)), np.zeros((1, 0)), np.zeros((1, 1)))",
    "an RNN": "trained = tuple(np.ones(s) for s in ((8, 10), (8, 1), (1, 8), (1, 1)))",
    "always 0": "trained = tuple(np.zeros(s) for s in ((24, 10), (24, 1), (1, 8), (1, 1)))",
    "two arrays": "trained = (np.ones((24, 10)), np.ones((24, 1)))",
}


@pytest.mark.parametrize("code", UNTRAINED.values(), ids=UNTRAINED)
def test_weights_that_have_learnt_nothing_get_no_points(code):
    found = verdicts(NAME, solved_but(NAME, "7a", instead=code))["7a"]
    assert found.earned == 0
    assert "trained: " in found.words[0] or "times the variance" in found.words[0]


def test_training_depends_on_no_lucky_seed(seed=1):
    names = solved(NAME)
    _, rnn = names["train"](names["rnn_forward"], names["rnn_backward"], 1, seed=seed)
    _, gru = names["train"](names["gru_forward"], names["backward"], 3, keep_bias=3, seed=seed)
    assert np.mean(gru[-20:]) < 0.05 / 3 < 0.1 < np.mean(rnn[-20:])


def test_task_of_the_notebook_is_that_of_the_grader():
    x, told = solved(NAME)["recall"](np.random.default_rng(5), B=3)
    ours = recall(np.random.default_rng(5), 3)
    assert np.array_equal(x, ours[0]) and np.array_equal(told, ours[1])


def test_numbers_of_the_figure_are_clear_of_rounding():
    names = solved(NAME)
    for keep_bias, steps in zip((0, 2, 4), names["half_lives"], strict=True):
        x, W, b = names["untrained"](keep_bias)
        from_zero, from_half = (
            a4_reference.forward(NOTHING, x, np.full((16, 1), start), W, b) for start in (0, 0.5)
        )
        left = np.linalg.norm(from_half - from_zero, axis=(1, 2))
        left /= left[0]
        assert left[steps] < 0.499 < 0.501 < left[steps - 1]
        assert (left[steps:] < 0.5).all()


def test_half_lives_of_the_gate_alone_are_those_of_5a_rounded_up():
    alone = [np.ceil(solved(NAME)["time_constant"](bias)[1] - 1e-9) for bias in (0, 2, 4)]
    assert a4_reference_more.half_lives({"half-lives-of-the-gate-alone"}) == tuple(alone)


def test_numbers_of_the_model_answer():
    gate = 1 / (1 + np.exp(3))
    assert round(gate, 3) == 0.047
    assert round(solved(NAME)["time_constant"](3)[1]) == 14
    assert (1 - gate) ** 20 > 1 / 3
    assert round(1 / (1 + np.exp(12)), 6) == 0.000006


def test_gradients_of_the_reference_are_the_measured_slopes():
    random = np.random.default_rng(0)
    sizes = (18, 10), (18, 1), (6, 3)
    at, along = ([random.normal(size=s) for s in sizes] for _ in range(2))
    x, d_hs = random.normal(size=(5, 4, 3)), random.normal(size=(5, 6, 3))

    def loss(W, b, h_0):
        return (d_hs * a4_reference.forward(NOTHING, x, h_0, W, b)[1:]).sum()

    up, down = (loss(*(a + s * v for a, v in zip(at, along, strict=True))) for s in (1e-5, -1e-5))
    W, b, h_0 = at
    hs = a4_reference.forward(NOTHING, x, h_0, W, b)
    grads = a4_reference_back.backward(NOTHING, x, hs, d_hs, W, b)
    by_hand = sum((g * v).sum() for g, v in zip(grads, along, strict=True))
    assert by_hand == pytest.approx((up - down) / 2e-5, rel=1e-7)
