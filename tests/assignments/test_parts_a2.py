"""Assignment 2: right solutions, wrong ones, and what is said about them."""

import numpy as np
import pytest
from solving import (
    assert_full_marks,
    assert_mistake_is_named,
    lost,
    solved,
    solved_but,
    starter,
    verdicts,
)

from assignments.grading.parts import a2_text

NAME = "02_rnn"

MISTAKES = [
    ("1a", " + b)", ")", "step-without-bias"),
    ("1a", "[h, x]", "[x, h]", "step-input-first"),
    ("1a", "[h, x]", "[0 * h, x]", "step-without-state"),
    ("1a", "np.tanh(W @ seen + b)", "W @ seen + b", "step-without-tanh"),
    ("1a", "np.tanh(W @ seen + b)", "1 / (1 + np.exp(-(W @ seen + b)))", "step-sigmoid"),
    ("1a", "np.tanh(W @ seen + b)", "np.tanh(W @ seen) + b", "step-bias-outside"),
    ("1a", "np.tanh(W @ seen + b)", "np.maximum(0, W @ seen + b)", "step-relu"),
    ("2a", "states[-1]", "h_0", "state-not-carried"),
    ("2a", "states = [h_0]", "states = [np.zeros(h_0.shape)]", "start-ignored"),
    ("2a", "rnn_step(x_t,", "rnn_step(x[0],", "first-input-only"),
    ("2a", "np.array(states)", "np.array(states[1:])", "states-without-start"),
    ("2a", "np.array(states)", "np.array(states[:-1])", "states-end-early"),
    ("2a", "in x:", "in x[::-1]:", "inputs-in-reverse"),
    ("2b", "states[1:]", "states[:-1]", "readout-of-the-state-before"),
    ("2b", "states[1:]", "states", "readout-of-the-start-too"),
    ("2b", "states[1:]", "states[-1:]", "readout-of-the-last"),
    ("2b", " + b_y", "", "readout-without-bias"),
    ("2b", "W_y @ states[1:] + b_y", "np.tanh(W_y @ states[1:] + b_y)", "readout-with-tanh"),
    ("2b", "W_y @ states[1:] + b_y", "softmax(W_y @ states[1:] + b_y)", "readout-with-softmax"),
    ("2b", "W_y @ states[1:]", "W_y @ np.tanh(states[1:])", "readout-of-tanh-twice"),
    ("3a", "powers.sum(axis=1,", "powers.sum(axis=0,", "softmax-summed-over-time"),
    ("3a", "powers.sum(axis=1,", "powers.sum(axis=-1,", "softmax-summed-over-samples"),
    ("3a", "powers.sum(axis=1,", "powers.sum(", "softmax-summed-over-everything"),
    ("3a", "powers / powers.sum(axis=1, keepdims=True)", "powers", "softmax-with-largest-one"),
    ("3a", "y - y.max(axis=1, keepdims=True)", "y - y.max(axis=0, keepdims=True)", "softmax-shifted-over-time"),
    ("3a", "y - y.max(axis=1, keepdims=True)", "y - y.max(axis=2, keepdims=True)", "softmax-shifted-over-samples"),
    ("3b", ".mean()", ".sum()", "loss-is-a-sum"),
    ("3b", ".mean()", ".sum() / len(y)", "loss-is-a-sum-over-samples"),
    ("3b", ".mean()", ".mean(axis=0).sum() ", "loss-is-a-sum-over-samples"),
    ("3b", ".mean()", ".sum() / y.shape[2]", "loss-is-a-sum-over-time"),
    ("3b", ".mean()", ".sum() / y.size", "loss-divided-by-scores"),
    ("3b", "np.log(", "np.log2(", "loss-in-bits"),
    ("3b", "-np.log", "np.log", "loss-of-the-wrong-sign"),
    ("3b", "-np.log(right)", "-right", "loss-without-log"),
    ("3b", "np.log(right)", "np.log(right[-1])", "loss-of-the-last-step"),
    ("3b", "np.log(", "np.log10(", "loss-to-base-ten"),
    ("3b", "-np.log(right)", "-y[t, targets, n]", "loss-of-raw-scores"),
    ("3b", "softmax(y)[", "y[", "loss-log-of-scores"),
    ("3b", "softmax(y)", "softmax(softmax(y))", "loss-of-a-softmax-twice"),
    ("3b", "np.log(right).mean()", "np.log(right.mean())", "loss-log-of-the-mean"),
    ("3b", "np.log(right)", "np.log(softmax(y))", "loss-over-all-characters"),
    ("3b", "np.log(right)", "np.log(softmax(y)).sum(axis=1)", "loss-summed-over-all-characters"),
    ("3b", "-np.log(right)", "(1 - right)", "loss-is-what-is-missing-to-1"),
    ("3b", "np.log(right)", "np.log(1 - right)", "loss-of-the-others"),
    ("3b", "-np.log(right)", "-(right * np.log(right))", "loss-weighted-by-p"),
    ("3b", "softmax(y)[t, targets, n]", "softmax(y).max(axis=1)", "loss-of-the-likeliest"),
    ("3b", "[t, targets, n]", "[t, targets - 1, n]", "loss-of-the-character-before"),
    ("3b", "np.log(right)", "np.log(right[0])", "loss-of-the-first-step"),
    ("4a", " -= 1", " -= 0", "target-not-taken-away"),
    ("4a", "d_y / targets.size", "-d_y / targets.size", "target-minus-p"),
    ("4a", "d_y / targets.size", "d_y", "d_y-not-divided"),
    ("4a", "targets.size", "len(targets)", "d_y-divided-by-T"),
    ("4a", "targets.size", "targets.shape[1]", "d_y-divided-by-B"),
    ("4a", "d_y[t, targets, n] -= 1", "d_y = d_y - 1", "one-taken-away-everywhere"),
    ("4a", "-= 1", "+= 1", "target-added"),
    ("4a", "-= 1", "= -1", "target-set-to-minus-one"),
    ("4a", "d_y[t, targets, n] -= 1", "d_y[t, targets, n] = 1 - d_y[t, targets, n]", "target-of-the-wrong-sign"),
    ("4a", "d_y[t, targets, n] -= 1", "d_y = (d_y - 1) * np.eye(y.shape[1])[targets].swapaxes(1, 2)", "others-left-out"),
    ("4a", "d_y[t, targets, n] -= 1", "d_y = -np.eye(y.shape[1])[targets].swapaxes(1, 2) / d_y", "derivative-by-p"),
    ("4a", "d_y = softmax(y)", "d_y = 1.0 * y", "scores-for-probabilities"),
    ("4a", " -= 1", " -= 1\n    d_y = d_y * softmax(y) * (1 - softmax(y))", "d_y-with-a-second-slope"),
    ("4a", "targets.size", "y.size", "d_y-divided-by-scores"),
    ("4b", "d_h * (1 - h_new**2)", "d_h", "slope-missing"),
    ("4b", "h_new**2", "h_new", "slope-not-squared"),
    ("4b", "h_new**2", "np.tanh(h_new) ** 2", "slope-of-tanh-twice"),
    ("4b", "h_new**2", "h**2", "slope-of-the-state-before"),
    ("4b", "(1 - h_new**2)", "h_new * (1 - h_new)", "slope-of-a-sigmoid"),
    ("4b", "[h, x]", "[h_new, x]", "d_W-of-the-new-state"),
    ("4b", "[h, x]", "[x, h]", "d_W-input-first"),
    ("4b", "d_W = d_a", "d_W = d_h", "d_W-before-the-slope"),
    ("4b", "[h, x]).T", "[h, x]).T / x.shape[1]", "d_W-mean-over-samples"),
    ("4b", ".sum(axis=1, keepdims=True)", "", "d_b-not-summed"),
    ("4b", ".sum(axis=1, ", ".mean(axis=1, ", "d_b-mean-over-samples"),
    ("4b", "W[:, : len(h)]", "W[:, -len(h) :]", "back-through-the-input-part"),
    ("4b", ".T @ d_a\n", " @ d_a\n", "W-not-transposed"),
    ("4b", ".T @ d_a\n", ".T @ d_h\n", "back-before-the-slope"),
    ("4b", "1 - h_new**2", "h_new**2", "slope-is-the-square"),
    ("4b", "1 - h_new**2", "(1 - h_new) ** 2", "slope-square-misplaced"),
    ("4b", "d_b = d_a", "d_b = d_h", "d_b-before-the-slope"),
    ("4b", "W[:, : len(h)].T @ d_a", "d_a", "back-without-the-matrix"),
    ("4b", "W[:, : len(h)].T @ d_a", "W[:, : len(h)].T @ d_a * (1 - h**2)", "back-with-another-slope"),
    ("5a", " + sent_back", "", "next-step-forgotten"),
    ("5a", "reversed(range(len(x)))", "range(len(x))", "forward-in-time"),
    ("5a", "W_y.T @ d_y[t]", "(t + 1 == len(x)) * W_y.T @ d_y[t]", "only-the-last-output-counts"),
    ("5a", "d_W = d_W + d_W_t", "d_W = d_W_t", "W-overwritten"),
    ("5a", "d_W_y = d_W_y + d_y", "d_W_y = d_y", "W_y-overwritten"),
    ("5a", "step_backward(d_h, states[t + 1], states[t], x[t], W)", "(lambda s, *g: (s + sent_back, *g))(*step_backward(d_h, states[t + 1], states[t], x[t], W))", "message-added-up"),
    ("5a", "        d_b = d_b + d_b_t", "        d_b = d_b + d_b_t; sent_back = d_h", "message-before-the-step"),
    ("5a", "states[t + 1].T", "states[t].T", "d_W_y-of-the-state-before"),
    ("5a", ".sum(axis=1,", ".mean(axis=1,", "d_b_y-mean-over-samples"),
    (
        "5a",
        "return d_W, d_b, d_W_y, d_b_y",
        "return [d / len(x) for d in (d_W, d_b, d_W_y, d_b_y)]",
        "mean-over-time",
    ),
    ("5a", "d_b = d_b + d_b_t", "d_b = d_b_t", "b-overwritten"),
    ("5a", "d_b_y = d_b_y + d_y", "d_b_y = d_y", "b_y-overwritten"),
    ("5a", "        d_h = W_y.T @ d_y[t] + sent_back", "        sent_back = np.zeros(states[0].shape) + sent_back\n        d_h = sent_back", "outputs-forgotten"),
    ("5a", "W_y.T @ d_y[t]", "W_y.T @ d_y[t - 1]", "d_y-one-off"),
    ("5a", "x[t], W)", "x[t - 1], W)", "inputs-one-off"),
    ("5a", "step_backward(d_h, states[t + 1], states[t], x[t], W)", "step_backward(d_h, states[t], states[t - 1], x[t], W)", "states-one-off"),
    ("5a", "states[t + 1].T", "states[-1].T", "d_W_y-of-the-last-state"),
    ("5b", "/ (2 * tiny)", "/ tiny", "difference-not-halved"),
    ("5b", " / (2 * tiny)", "", "difference-not-divided"),
    ("5b", "loss_at(W + tiny * V) - loss_at(W - tiny * V)", "loss_at(W - tiny * V) - loss_at(W + tiny * V)", "difference-of-the-wrong-sign"),
    ("5b", "loss_at(W - tiny * V)", "loss_at(W)", "difference-of-one-side-halved"),
    ("5b", "return (loss_at(W + tiny * V) - loss_at(W - tiny * V)) / (2 * tiny)", "W += tiny * V; up = loss_at(W); W -= tiny * V; return (up - loss_at(W)) / (2 * tiny)", "difference-of-one-side-halved"),
    ("5b", "return (loss_at(W + tiny * V) - loss_at(W - tiny * V)) / (2 * tiny)", "up = W; up += tiny * V; down = W; down -= tiny * V; return (loss_at(up) - loss_at(down)) / (2 * tiny)", "difference-of-nothing"),
    ("5b", "/ (2 * tiny)", "/ 2 * tiny", "difference-of-nothing"),
    ("5b", ") - loss_at", ") + loss_at", "difference-is-a-sum"),
    ("5b", "(loss_at(W + tiny * V) - loss_at(W - tiny * V))", "(loss_at(W + tiny) - loss_at(W - tiny))", "difference-along-all-weights"),
    ("5b", "(2 * tiny)", "(2 * tiny) / np.linalg.norm(V)", "difference-by-the-length-of-V"),
    ("6a", "    for start", "    K = len(x)\n    for start", "window-not-cut"),
    ("6a", "    for start", "    K = K + 1\n    for start", "window-one-longer"),
    ("6a", "range(0, len(x), K)", "range(0, len(x) - K + 1, K)", "rest-dropped"),
    ("6a", "range(0, len(x), K)", "[(len(x) - 1) // K * K]", "last-window-only"),
    ("6a", "return d_W, d_b", "return d_W / -(-len(x) // K), d_b / -(-len(x) // K)", "windows-averaged"),
    ("6a", "states[start : start + K + 1]", "states[start : start + K]", "window-one-state-short"),
    ("6a", "states[start : start + K + 1]", "states", "windows-with-the-first-states"),
    ("6a", "states[start : start + K + 1]", "np.concatenate([0 * states[:1], states[start + 1 : start + K + 1]])", "windows-start-from-zero"),
    ("7a", "np.eye(size)", "np.eye(numbers.max() + 1)", "one-hot-only-what-occurs"),
    ("7a", ".swapaxes(1, 2)", "", "one-hot-features-last"),
    ("7a", ".swapaxes(1, 2)", ".transpose(2, 0, 1)", "one-hot-features-first"),
    ("7a", "[numbers]", "[numbers - 1]", "one-hot-counts-from-one"),
    ("7a", ".swapaxes(1, 2)", ".reshape(len(numbers), size, -1)", "one-hot-reshaped"),
    ("7a", "np.eye(size)[numbers].swapaxes(1, 2)", "np.eye(size)[numbers].T", "one-hot-turned-round"),
    ("7b", "numbers[1 : T * B + 1]", "numbers[: T * B]", "targets-not-shifted"),
    ("7b", "return inputs, targets", "return inputs.T, targets.T", "streams-not-turned"),
    ("7b", "numbers[1 : T * B + 1].reshape(B, T).T", "np.roll(inputs, -1, axis=0)", "targets-rolled-in-the-stream"),
    ("7b", "(len(numbers) - 1) // B", "len(numbers) // B", "streams-without-a-last-target"),
    ("7b", "(len(numbers) - 1) // B", "(len(numbers) - 1) // B - 1", "streams-one-step-short"),
    ("7b", "numbers[1 : T * B + 1].reshape", "np.roll(numbers[: T * B], -1).reshape", "targets-rolled-in-the-text"),
    ("7b", "numbers[1 : T * B + 1]", "np.roll(numbers, -2)[: T * B]", "targets-two-ahead"),
    ("9a", "(4, 7, 8)", "(3, 6, 7)", "steps-one-less"),
    ("9a", "(4, 7, 8)", "(5, 8, 9)", "steps-one-more"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "two products": ("1a", "def rnn_step(x, h, W, b):\n    n = len(h)\n    return np.tanh(W[:, :n] @ h + W[:, n:] @ x + b)"),
    "a list of states": ("2a", "def rnn_forward(x, h_0, W, b):\n    states = [h_0]\n    for t in range(len(x)):\n        states.append(rnn_step(x[t], states[t], W, b))\n    return states"),
    "in float32": ("4b", "def step_backward(d_h, h_new, h, x, W):\n    d_h, h_new, h, x, W = map(np.float32, (d_h, h_new, h, x, W))\n    d_a = d_h * (1 - h_new**2)\n    return W[:, : len(h)].T @ d_a, d_a @ np.concatenate([h, x]).T, d_a.sum(1, keepdims=True)"),
    "recursive": ("2a", "def rnn_forward(x, h_0, W, b):\n    if len(x) == 0:\n        return h_0[None]\n    before = rnn_forward(x[:-1], h_0, W, b)\n    return np.concatenate([before, rnn_step(x[-1], before[-1], W, b)[None]])"),
    "einsum": ("2b", "def readout(states, W_y, b_y):\n    return np.einsum('ij,tjb->tib', W_y, states[1:]) + b_y"),
    "shift by the largest of all": ("3a", "def softmax(y):\n    e = np.exp(y - y.max())\n    return e / e.sum(1)[:, None]"),
    "loops": ("3b", "def loss(y, targets):\n    p, L = softmax(y), 0\n    T, B = targets.shape\n    for t in range(T):\n        for n in range(B):\n            L -= np.log(p[t, targets[t, n], n]) / (T * B)\n    return np.array([[L]])"),
    "a log-sum": ("3b", "def loss(y, targets):\n    logs = np.log(np.exp(y).sum(axis=1))\n    return float((logs - np.take_along_axis(y, targets[:, None], 1)[:, 0]).mean())"),
    "one-hot targets": ("4a", "def loss_backward(y, targets):\n    hot = np.eye(y.shape[1])[targets].swapaxes(1, 2)\n    return (softmax(y) - hot) / (y.shape[0] * y.shape[2])"),
    "sums over samples": ("4b", "def step_backward(d_h, h_new, h, x, W):\n    d_a = d_h - d_h * h_new * h_new\n    d_W = sum(np.outer(d_a[:, n], np.r_[h[:, n], x[:, n]]) for n in range(x.shape[1]))\n    return [(W.T @ d_a)[: len(h)], d_W, d_a.sum(1).reshape(-1, 1)]"),
    "all steps at once": ("5a", "def backward(x, states, d_y, W, W_y):\n    n, d_as, back = len(W), [], 0\n    for t in range(len(x) - 1, -1, -1):\n        d_as.insert(0, (W_y.T @ d_y[t] + back) * (1 - states[t + 1] ** 2))\n        back = W[:, :n].T @ d_as[0]\n    d_a, seen = np.array(d_as), np.concatenate([states[:-1], x], axis=1)\n    return (np.einsum('tib,tjb->ij', d_a, seen), d_a.sum((0, 2))[:, None],\n            np.einsum('tib,tjb->ij', d_y, states[1:]), d_y.sum((0, 2))[:, None])"),
    "the gradient itself": ("5b", "def slope_along(x, targets, h_0, W, b, W_y, b_y, V):\n    states = rnn_forward(x, h_0, W, b)\n    d_y = loss_backward(readout(states, W_y, b_y), targets)\n    return (backward(x, states, d_y, W, W_y)[0] * V).sum()"),
    "one loop, cut": ("6a", "def truncated(x, states, d_y, W, W_y, K):\n    d_W, d_b, back = 0, 0, 0\n    for t in range(len(x) - 1, -1, -1):\n        if (t + 1) % K == 0:\n            back = 0\n        back, w, b = step_backward(W_y.T @ d_y[t] + back, states[t + 1], states[t], x[t], W)\n        d_W, d_b = d_W + w, d_b + b\n    return d_W, d_b"),
    "moved and put back": ("5b", "def slope_along(x, targets, h_0, W, b, W_y, b_y, V):\n    def now():\n        return loss(readout(rnn_forward(x, h_0, W, b), W_y, b_y), targets)\n    keep = W.copy()\n    W += 1e-5 * V\n    up = now()\n    W -= 2e-5 * V\n    down = now()\n    W[:] = keep\n    return (up - down) / 2e-5"),
    "moved there and back": ("5b", "def slope_along(x, targets, h_0, W, b, W_y, b_y, V):\n    losses = []\n    for way in (1e-5, -2e-5, 1e-5):\n        W += way * V\n        losses.append(loss(readout(rnn_forward(x, h_0, W, b), W_y, b_y), targets))\n    return (losses[0] - losses[1]) / 2e-5"),
    "filled in": ("7a", "def one_hot(numbers, size):\n    x = np.zeros((len(numbers), size, numbers.shape[1]), int)\n    for t, n in np.ndindex(numbers.shape):\n        x[t, numbers[t, n], n] = 1\n    return x"),
    "columns one by one": ("7b", "def streams(numbers, B):\n    T = (len(numbers) - 1) // B\n    cut = lambda first: np.stack([numbers[first + n * T :][:T] for n in range(B)], axis=1)\n    return cut(0), cut(1)"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1a", "np.tanh(W", "np.cos(W", "right shape, but not the right values"),
    ("1a", "W @ seen + b", "W @ seen - b", "not the right values"),
    ("1a", "np.tanh(W @ seen + b)", "-np.tanh(W @ seen + b)", "Its sign is wrong"),
    ("1a", "np.tanh(W @ seen + b)", "np.tanh(W @ seen + b).T", "(B, D_h): the axes are in another"),
    ("1a", "return ", "", "nothing yet"),
    ("1a", "[h, x]", "[h, x, h]", "raised ValueError: matmul"),
    ("2a", "states[-1]", "states[-1] * (len(states) < 3)", "right up to step 2 and wrong from step 3 on"),
    ("2a", "np.array(states)", "np.array(states)[::-1]", "the reverse order of time"),
    ("4a", "d_y / targets.size", "3 * d_y", "between a mean and a sum"),
    ("4b", "return d_h_before, d_W, d_b", "return d_h_before, d_W", "3 results are expected"),
    ("4b", "return d_h_before, d_W, d_b", "return d_h_before, 2 * d_W, d_b", "Right: d_h_before, d_b"),
    ("4b", "keepdims=True", "keepdims=False", "[:, None] adds one"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


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


def test_starter_runs_and_scores_zero():
    found = verdicts(NAME, starter(NAME))
    assert sum(v.earned for v in found.values()) == 0
    assert all(v.words for v in found.values() if v.id != "9b")


def test_solution_gets_full_marks():
    assert_full_marks(NAME, solved(NAME))


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
