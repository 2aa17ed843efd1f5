"""Assignment 5: what its parts ask of an answer beyond what all parts ask."""

import numpy as np
import pytest
from solving import (
    lost,
    solved,
    solved_but,
    verdicts,
)

from assignments.grading.parts import a5_reference, a5_reference_back, a5_reference_more
from assignments.grading.parts.a5_lstm import NONE

NAME = "05_lstm"


def test_two_mistakes_at_once_are_both_named():
    code = "def sums_backward(d_h, d_c, f, i, o, candidate, c, c_new):\n    shown = np.tanh(c_new)\n    d_c = d_c + d_h * o * (1 - np.tanh(shown) ** 2)\n    return (d_c * c * f * (1 - f), d_c * c * i * (1 - i), d_h * shown * o * (1 - o), d_c * i * (1 - candidate**2), d_c * f)"
    found = verdicts(NAME, solved_but(NAME, "4a", instead=code))
    assert set(found["4a"].mistakes) == {"shown-slope-of-tanh-twice", "d_i-of-the-old-c"}
    assert lost(found) == {"4a"}


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def lstm_step(x, h, c, W, b):\n    f, i, o, g = map(sigmoid, np.split(W @ np.concatenate([h, x]) + b, 4))\n    c = f * c + i * g\n    return o * np.tanh(c), c"
    found = verdicts(NAME, solved_but(NAME, "1b", instead=code))["1b"]
    assert found.mistakes == ("candidate-with-sigmoid",)
    assert found.words[0].endswith(
        "(As in part 1a. If that is right, look at how you use it here.)"
    )


def test_partial_credit_for_each_gate():
    found = verdicts(NAME, solved_but(NAME, "4a", "candidate * i * (1 - i)", "c * i * (1 - i)"))
    assert [c.earned for c in found["4a"].criteria] == [1, 0, 1, 1, 2]


UNIT = "W, b = np.zeros((4, 4)), np.zeros((4, 1))\nb[0] = b[1] = {bias}\nW[3] = {row}\ncounter = (W, b)"


COUNTERS = {
    "leaks": ((7, [0, 20, -20, 0]), 2, "What changes it a little"),
    "leaks at once": ((1, [0, 20, -20, 0]), 0, "your cell state is 0.731, and not 1"),
    "cannot go down": ((20, [0, 20, 0, 0]), 0, "After “b” your cell state is 0, and not -1"),
    "steps too small": ((20, [0, 1, -1, 0]), 0, "your cell state is 0.762, and not 1"),
    "counts in silence": ((20, [0, 20, -20, 20]), 0, "After “-” your cell state is 1, and not 0"),
    "sees itself": ((20, [2, 20, -20, 0]), 0, "”"),
    "NaN": ((20, [0, np.nan, 0, 0]), 0, "holds NaN"),
}  # fmt: skip


@pytest.mark.parametrize("unit, points, words", COUNTERS.values(), ids=COUNTERS)
def test_counter_that_does_not_count_is_told_where(unit, points, words):
    code = UNIT.format(bias=unit[0], row=unit[1]).replace("nan", "np.nan")
    found = verdicts(NAME, solved_but(NAME, "8a", instead=code))["8a"]
    assert found.earned == points
    assert any(words in said for said in found.words)


QUIET = [
    ("W[2] = [0, 0, 0, 0, 40]", "W[2] = 40", "nobody asks, but your h is"),
    ("W[2] = [0, 0, 0, 0, 40]", "W[2] = 0", "and not tanh("),
    ("W[3] = [0, 20, -20, 0, 0]", "W[3] = [0, 20, -20, 0, 20]", "and not"),
    ("quiet = (W, b)", "quiet = (W[:, :4], b)", "W should have the shape (4, 5), but has (4, 4)"),
    ("quiet = (W, b)", "quiet = W", "two arrays are expected"),
]


@pytest.mark.parametrize("right, wrong, words", QUIET)
def test_quiet_counter_that_is_none_is_told_why(right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, "8b", right, wrong))["8b"]
    assert found.earned == 0
    assert words in found.words[0]


def left(b_f, wrong=NONE):
    """The length of the message to c after each step back, as part 6b asks for it."""
    x, W, b = solved(NAME)["untrained"](b_f)
    d_h, d_c = np.zeros((16, 1)), np.ones((16, 1))
    hs, cs = a5_reference.forward(NONE, x, d_h, d_h, W, b)
    found = [np.linalg.norm(d_c)]
    for t in reversed(range(len(x))):
        gates = a5_reference.layers(NONE, x[t], hs[t], W, b)
        cut = wrong if t + 1 < len(x) else NONE
        *sums, d_c = a5_reference_back.sums_backward(cut, d_h, d_c, *gates, cs[t], cs[t + 1])
        d_h = a5_reference_back.layers_backward(NONE, np.concatenate(sums), x[t], hs[t], W)[0]
        found.append(np.linalg.norm(d_c))
    return np.array(found) / found[0]


def test_numbers_of_the_figure_are_clear_of_rounding():
    for b_f, steps in zip((0, 1, 2), solved(NAME)["steps_back"], strict=True):
        found = left(b_f)
        assert found[steps] < 0.0999 < 0.1001 < found[steps - 1]
        assert (found[steps:] < 0.1).all()


def test_steps_of_the_gate_alone_are_those_of_6a():
    forget = a5_reference.sigmoid(np.array([0.0, 1.0, 2.0]))
    steps = np.ceil(np.log(0.1) / np.log(forget))
    assert a5_reference_more.steps_back({"steps-of-the-gate-alone"}) == tuple(steps)


def test_message_is_gone_without_the_lane_as_the_model_answer_says():
    for b_f in (0, 1, 2):
        found = left(b_f, frozenset({"lane-dropped"}))
        assert found[4] < 0.001 < found[3]


def test_gradients_of_the_reference_are_the_measured_slopes():
    random = np.random.default_rng(0)
    sizes = (24, 10), (24, 1), (6, 3), (6, 3)
    at, along = ([random.normal(size=s) for s in sizes] for _ in range(2))
    x, d_hs, d_c = (random.normal(size=s) for s in ((5, 4, 3), (5, 6, 3), (6, 3)))

    def loss(W, b, h_0, c_0):
        hs, cs = a5_reference.forward(NONE, x, h_0, c_0, W, b)
        return (d_hs * hs[1:]).sum() + (d_c * cs[-1]).sum()

    up, down = (loss(*(a + s * v for a, v in zip(at, along, strict=True))) for s in (1e-5, -1e-5))
    W, b, h_0, c_0 = at
    hs, cs = a5_reference.forward(NONE, x, h_0, c_0, W, b)
    grads = a5_reference_back.backward(NONE, x, hs, cs, d_hs, d_c, W, b)
    by_hand = sum((g * v).sum() for g, v in zip(grads, along, strict=True))
    assert by_hand == pytest.approx((up - down) / 2e-5, rel=1e-7)
