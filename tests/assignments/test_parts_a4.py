"""Assignment 4: right solutions, wrong ones, and what is said about them."""

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

from assignments.grading.parts import a4_reference, a4_reference_back, a4_reference_more
from assignments.grading.parts.a4_tasks import NOTHING, recall

NAME = "04_gru"
LAYERS = """    seen = np.concatenate([h, x])
    r = sigmoid(W_r @ seen + b_r)
    z = sigmoid(W_z @ seen + b_z)
    candidate = np.tanh(W_h @ np.concatenate([r * h, x]) + b_h)"""
CANDIDATE = "W_h @ np.concatenate([r * h, x])"
DIFFERENCE = "(candidate - h) * z * (1 - z)"
GATES = "z * (1 - z)\n    at_reset = W[2 * D_h :, :D_h].T @ d_a_h\n    d_a_r = at_reset * h * r * (1 - r)"

MISTAKES = [
    ("1a", "(1 - z) * old + z * new", "z * old + (1 - z) * new", "z-for-one-minus-z"),
    ("1a", "(1 - z) * old", "old", "old-kept-whole"),
    ("1a", "z * new", "new", "new-written-whole"),
    ("1a", "(1 - z) * old + ", "", "old-dropped"),
    ("1a", "(1 - z) * old + z * new", "z * old + z * new", "both-with-z"),
    ("1a", "(1 - z) * old + z * new", "(1 - z) * (old + new)", "both-with-one-minus-z"),
    ("1a", "(1 - z) * old + z * new", "np.where(z > 0.5, new, old)", "tap-is-a-switch"),
    ("1a", "old + z", "old - z", "new-taken-away"),
    ("1b", " + b, 2)", ", 2)", "one-gate-without-bias"),
    ("1b", "[h, x]", "[0 * h, x]", "one-gate-without-state"),
    ("1b", "[h, x]", "[x, h]", "one-gate-input-first"),
    ("1b", "a_z, a_h =", "a_h, a_z =", "one-gate-rows-exchanged"),
    ("1b", "sigmoid(a_z)", "np.tanh(a_z)", "one-gate-with-tanh"),
    ("1b", "np.tanh(a_h)", "sigmoid(a_h)", "one-gate-candidate-with-sigmoid"),
    ("1b", "tap(h, np.tanh(a_h), sigmoid(a_z))", "sigmoid(a_z) * h + (1 - sigmoid(a_z)) * np.tanh(a_h)", "z-for-one-minus-z"),
    ("1b", "tap(h, np.tanh(a_h), sigmoid(a_z))", "tap(h, np.tanh(a_h), a_z)", "one-gate-without-sigmoid"),
    ("1b", "tap(h, np.tanh(a_h), sigmoid(a_z))", "tap(h, a_h, sigmoid(a_z))", "one-gate-candidate-without-tanh"),
    ("1b", "tap(h, np.tanh(a_h), sigmoid(a_z))", "np.tanh(a_h)", "one-gate-without-tap"),
    ("1b", "tap(h, np.tanh(a_h), sigmoid(a_z))", "tap(h, np.tanh(W[len(h) :] @ np.concatenate([sigmoid(a_z) * h, x]) + b[len(h) :]), sigmoid(a_z))", "one-gate-resets"),
    ("2a", CANDIDATE, "(r * (W_h[:, : len(h)] @ h) + W_h[:, len(h) :] @ x)", "reset-after"),
    ("2a", CANDIDATE, "(r * (W_h @ seen))", "reset-of-the-whole-sum"),
    ("2a", "r * h", "h", "without-reset"),
    ("2a", "r * h", "z * h", "reset-by-z"),
    ("2a", "r * h", "(1 - r) * h", "reset-by-one-minus-r"),
    ("2a", "r * h, x]) + b_h)\n    return r, z", "z * h, x]) + b_h)\n    return z, r", "layers-z-before-r"),
    ("2a", LAYERS, LAYERS.replace("[h, x]", "[x, h]").replace("r * h, x", "x, r * h"), "layers-input-first"),
    ("2a", LAYERS, LAYERS.replace("sigmoid", "np.tanh"), "gates-with-tanh"),
    ("2a", "np.split(b, 3)", "np.split(0 * b, 3)", "layers-without-bias"),
    ("2a", "return r, z, candidate", "return z, r, candidate", "layers-give-z-first"),
    ("2a", "np.tanh(", "sigmoid(", "candidate-with-sigmoid"),
    ("2a", "np.tanh(", "(", "candidate-without-tanh"),
    ("2a", "W_r, W_z, W_h = np.split(W, 3)\n    b_r, b_z, b_h =", "W_h, W_r, W_z = np.split(W, 3)\n    b_h, b_r, b_z =", "layers-candidate-first"),
    ("2a", "    r = sigmoid(W_r @ seen + b_r)\n    z = sigmoid(W_z @ seen + b_z)\n    candidate = np.tanh(W_h @ np.concatenate([r * h, x]) + b_h)", "    r = sigmoid(W_r @ seen) + b_r\n    z = sigmoid(W_z @ seen) + b_z\n    candidate = np.tanh(W_h @ np.concatenate([r * h, x])) + b_h", "layers-bias-outside"),
    ("2a", "x]) + b_h)", "x])) + b_h", "candidate-bias-outside"),
    ("2a", "x]) + b_h)", "x]))", "candidate-without-bias"),
    ("2a", "r * h, x", "x, r * h", "candidate-input-first"),
    ("2a", "candidate = np.tanh(W_h @ np.concatenate([r * h, x]) + b_h)", "candidate = r * np.tanh(W_h @ seen + b_h)", "reset-of-the-candidate"),
    ("2a", "W_z @ seen", "W_z @ np.concatenate([r * h, x])", "update-gate-sees-the-reset-state"),
    ("2a", "z = sigmoid(", "z = 1 - sigmoid(", "update-gate-turned-round"),
    ("2b", "layers(x_t, hs[-1], W, b)\n        hs.append(tap(hs[-1]", "layers(x_t, h_0, W, b)\n        hs.append(tap(h_0", "state-not-carried"),
    ("2b", "_, z, candidate = layers(x_t, hs[-1], W, b)\n        hs.append(tap(hs[-1]", "r, z, candidate = layers(x_t, hs[-1], W, b)\n        hs.append(tap(r * hs[-1]", "kept-state-reset-too"),
    ("2b", "_, z, candidate", "z, _, candidate", "r-mixes"),
    ("2b", "tap(hs[-1], candidate, z)", "candidate", "candidate-is-the-state"),
    ("2b", "hs = [h_0]", "hs = [0 * h_0]", "start-ignored"),
    ("2b", "layers(x_t,", "layers(x[0],", "first-input-only"),
    ("2b", "np.array(hs)", "np.array(hs[1:])", "states-without-start"),
    ("2b", "np.array(hs)", "np.array(hs[:-1])", "states-end-early"),
    ("2b", "tap(hs[-1]", "tap(h_0", "kept-from-the-start"),
    ("2b", "tap(hs[-1], candidate, z)", "np.tanh(tap(hs[-1], candidate, z))", "tanh-behind-the-tap"),
    ("2b", "tap(hs[-1], candidate, z)", "tap(hs[-1], np.tanh(candidate), z)", "tanh-of-the-candidate-again"),
    ("2b", "in x:", "in x[::-1]:", "inputs-in-reverse"),
    ("2c", "-W_u, W_h]), np.concatenate([b_r, -b_u", "W_u, W_h]), np.concatenate([b_r, b_u", "sign-not-turned"),
    ("2c", "-b_u", "b_u", "sign-of-the-bias-not-turned"),
    ("2c", "-W_u, W_h]), np.concatenate([b_r, -b_u", "1 - W_u, W_h]), np.concatenate([b_r, 1 - b_u", "one-minus-the-weights"),
    ("2c", "[W_r, -W_u, W_h]), np.concatenate([b_r, -b_u,", "[-W_r, W_u, W_h]), np.concatenate([-b_r, b_u,", "sign-of-r-turned"),
    ("2c", ", W_h]), np.concatenate([b_r, -b_u, b_h", ", -W_h]), np.concatenate([b_r, -b_u, -b_h", "sign-of-the-candidate-turned"),
    ("2c", "[W_r, -W_u, W_h]), np.concatenate([b_r, -b_u,", "[-W_u, W_r, W_h]), np.concatenate([-b_u, b_r,", "order-not-changed"),
    ("2c", "-b_u", "1 - b_u", "one-minus-the-bias"),
    ("2c", "[b_r, -b_u,", "[-b_u, b_r,", "order-of-the-bias-not-changed"),
    ("2c", "[W_r, -W_u, W_h]), np.concatenate([b_r, -b_u, b_h])", "[-W_r, -W_u, -W_h]), -np.concatenate([b_r, b_u, b_h])", "sign-of-all-turned"),
    # the real ones, from public repositories, first
    ("3a", GATES, "1\n    at_reset = W[2 * D_h :, :D_h].T @ d_a_h\n    d_a_r = at_reset * h", "gate-slopes-missing"),
    ("3a", "1 - candidate**2", "1 - np.tanh(candidate) ** 2", "candidate-slope-of-tanh-twice"),
    ("3a", "at_reset * h * r", "d_h * (candidate - h) * r", "gates-share-d_z"),
    ("3a", "d_h * z * (1", "d_h * (1", "d_candidate-without-z"),
    ("3a", "d_h * z * (1", "d_h * (1 - z) * (1", "d_candidate-with-one-minus-z"),
    ("3a", DIFFERENCE, "(h - candidate) * z * (1 - z)", "d_z-of-the-wrong-sign"),
    ("3a", DIFFERENCE, "candidate * z * (1 - z)", "d_z-without-the-old"),
    ("3a", DIFFERENCE, "-h * z * (1 - z)", "d_z-without-the-new"),
    ("3a", GATES, "sigmoid(z) * (1 - sigmoid(z))\n    at_reset = W[2 * D_h :, :D_h].T @ d_a_h\n    d_a_r = at_reset * h * sigmoid(r) * (1 - sigmoid(r))", "gate-slopes-of-the-sum"),
    ("3a", GATES, "(1 - z**2)\n    at_reset = W[2 * D_h :, :D_h].T @ d_a_h\n    d_a_r = at_reset * h * (1 - r**2)", "gate-slopes-of-tanh"),
    ("3a", " * (1 - candidate**2)", "", "candidate-slope-missing"),
    ("3a", "(1 - candidate**2)", "candidate * (1 - candidate)", "candidate-slope-of-a-sigmoid"),
    ("3a", "(candidate - h) * z * (1 - z)", "(candidate - h)", "slope-of-z-missing"),
    ("3a", "h * r * (1 - r)", "h", "slope-of-r-missing"),
    ("3a", "at_reset * h", "at_reset * r", "d_r-times-r"),
    ("3a", "at_reset * h", "at_reset", "d_r-without-h"),
    ("3a", "at_reset * h", "at_reset * r * h", "d_r-of-the-reset-state"),
    ("3a", ".T @ d_a_h", ".T @ (d_h * z)", "d_r-before-the-slope"),
    ("3a", "W[2 * D_h :, :D_h]", "W[:D_h, :D_h]", "d_r-by-the-rows-of-r"),
    ("3a", "W[2 * D_h :, :D_h]", "W[2 * D_h :, -D_h:]", "d_r-by-the-columns-of-x"),
    ("3a", ".T @ d_a_h", " @ d_a_h", "d_r-not-transposed"),
    ("3a", "d_h * (candidate - h) * z * (1 - z)", "d_h * (candidate - h) * z", "slope-of-z-first-factor"),
    ("3a", "d_h * (candidate - h) * z * (1 - z)", "d_h * (candidate - h) * (1 - z)", "slope-of-z-second-factor"),
    ("3a", "at_reset * h * r * (1 - r)", "at_reset * h * r", "slope-of-r-first-factor"),
    ("3a", "at_reset * h * r * (1 - r)", "at_reset * h * (1 - r)", "slope-of-r-second-factor"),
    ("3a", "d_h * (candidate - h) * z * (1 - z)", "d_h * (candidate - h) * r * (1 - r)", "slope-of-z-from-r"),
    ("3a", "at_reset * h * r * (1 - r)", "at_reset * h * z * (1 - z)", "slope-of-r-from-z"),
    ("3a", "candidate**2", "candidate", "candidate-slope-not-squared"),
    ("3a", "d_h * z * (1 - c", "d_h * r * (1 - c", "d_candidate-of-r"),
    ("3a", "d_h * (candidate - h) * z * (1 - z)", "(candidate - h) * z * (1 - z)", "d_z-without-d_h"),
    ("3a", "(candidate - h)", "(candidate + h)", "d_z-of-a-sum"),
    ("3a", "W[2 * D_h :, :D_h].T @ d_a_h", "W[2 * D_h :, :D_h].T @ d_h", "d_r-of-d_h"),
    ("3a", "W[2 * D_h :, :D_h].T @ d_a_h", "d_a_h", "d_r-without-the-matrix"),
    ("3a", "W[2 * D_h :, :D_h]", "W[D_h : 2 * D_h, :D_h]", "d_r-by-the-rows-of-z"),
    ("3b", "d_h * (1 - z)", "d_h * z", "kept-with-z"),
    ("3b", "d_h * (1 - z)", "d_h", "kept-whole"),
    ("3b", "r * (W_h.T", "(W_h.T", "way-without-reset"),
    ("3b", "r * (W_h.T @ d_a_h)", "W_h.T @ (r * d_a_h)", "way-reset-before-the-matrix"),
    ("3b", "W_z.T @ d_a_z, W_r.T @ d_a_r", "r * (W_z.T @ d_a_z), r * (W_r.T @ d_a_r)", "ways-of-gates-reset-too"),
    ("3b", "W_r, W_z, W_h", "W_z, W_r, W_h", "ways-z-before-r"),
    ("3b", "W[:, : len(d_h)]", "W[:, -len(d_h) :]", "ways-by-the-columns-of-x"),
    ("3b", "(W_h.T @ d_a_h), W_z.T @ d_a_z, W_r.T @", "(W_h @ d_a_h), W_z @ d_a_z, W_r @", "ways-not-transposed"),
    ("3b", "1 - z", "1 - r", "kept-with-r"),
    ("3b", "d_h * (1 - z)", "1 - z", "kept-without-d_h"),
    ("3b", "r * (W_h", "z * (W_h", "way-reset-by-z"),
    ("3b", "r * (W_h", "(1 - r) * (W_h", "way-reset-by-one-minus-r"),
    ("3b", "W_z.T @ d_a_z, W_r.T @ d_a_r", "z * (W_z.T @ d_a_z), r * (W_r.T @ d_a_r)", "ways-of-gates-times-the-gates"),
    ("3c", ".sum(axis=1, keepdims=True)", "", "d_b-not-summed"),
    ("3c", ".sum(axis=1,", ".mean(axis=1,", "d_b-mean-over-samples"),
    ("3c", "[h, x]), np.concatenate([r * h, x])", "[x, h]), np.concatenate([x, r * h])", "d_W-input-first"),
    ("3c", "[r * h, x]", "[h, x]", "candidate-saw-the-whole-state"),
    ("3c", "    return d_W", "    d_W = d_W / x.shape[1]\n    return d_W", "d_W-mean-over-samples"),
    ("3c", "d_a_r @ seen.T, d_a_z @ seen.T, d_a_h @ looked_at.T])\n    d_b = np.concatenate([d_a_r, d_a_z,", "d_a_z @ seen.T, d_a_r @ seen.T, d_a_h @ looked_at.T])\n    d_b = np.concatenate([d_a_z, d_a_r,", "d_W-z-before-r"),
    ("3c", "([h, x])", "([r * h, x])", "gates-saw-the-reset-state"),
    ("3c", "d_a_z @ seen.T", "d_a_z @ looked_at.T", "update-gate-saw-the-reset-state"),
    ("3c", "d_a_h @ looked_at.T", "(r * d_a_h) @ seen.T", "d_W-reset-on-the-other-side"),
    ("3c", "d_a_r @ seen.T, d_a_z @ seen.T", "d_a_z @ seen.T, d_a_r @ seen.T", "d_W-rows-of-r-and-z-exchanged"),
    ("3c", "d_a_r @ seen.T, d_a_z @ seen.T, d_a_h @ looked_at.T])\n    d_b = np.concatenate([d_a_r, d_a_z, d_a_h]", "d_a_h @ looked_at.T, d_a_r @ seen.T, d_a_z @ seen.T])\n    d_b = np.concatenate([d_a_h, d_a_r, d_a_z]", "d_W-candidate-first"),
    ("4a", "        d_W = d_W + d_W_t\n        d_b = d_b + d_b_t", "        d_W = d_W_t\n        d_b = d_b_t", "all-overwritten"),
    ("4a", "d_W = d_W + d_W_t", "d_W = d_W_t", "W-overwritten"),
    ("4a", "d_b = d_b + d_b_t", "d_b = d_b_t", "b-overwritten"),
    ("4a", "d_hs[t] + sent_back", "d_hs[t]", "next-step-forgotten"),
    ("4a", "d_hs[t] + sent_back", "d_hs[t] * (t == len(x) - 1) + sent_back", "only-the-last-output-counts"),
    ("4a", "*d_sums, x[t], hs[t], r", "*d_sums, x[t], hs[t + 1], r", "d_W-of-the-new-state"),
    ("4a", "    d_W, d_b, sent_back = 0", "    hs = hs[1:]\n    d_W, d_b, sent_back = 0", "new-state-for-the-old"),
    ("4a", "sum(four_ways(d_h, *d_sums, r, z, W))", "sum(four_ways(d_h, *d_sums, r, z, W)[1:])", "way-kept-left-out"),
    ("4a", "sum(four_ways(d_h, *d_sums, r, z, W))", "sum(four_ways(d_h, *d_sums, r, z, W)[::2]) + four_ways(d_h, *d_sums, r, z, W)[3]", "way-candidate-left-out"),
    ("4a", "sum(four_ways(d_h, *d_sums, r, z, W))", "sum(four_ways(d_h, *d_sums, r, z, W)[k] for k in (0, 1, 3))", "way-z-left-out"),
    ("4a", "sum(four_ways(d_h, *d_sums, r, z, W))", "sum(four_ways(d_h, *d_sums, r, z, W)[:3])", "way-r-left-out"),
    ("4a", "sent_back = sum(", "sent_back = sent_back + sum(", "message-added-up"),
    ("4a", "0, 0, 0\n    for t in reversed(range(len(x)))", "0 * W, 0 * b, 0 * hs[0]\n    for t in range(len(x) - 1, 0, -1)", "first-step-left-out"),
    ("4a", "return d_W, d_b", "return d_W / len(x), d_b / len(x)", "mean-over-time"),
    ("4a", "reversed(range(len(x)))", "range(len(x))", "forward-in-time"),
    ("4a", "d_hs[t]", "d_hs[t - 1]", "d_hs-one-off"),
    ("4a", "*d_sums, x[t]", "*d_sums, x[t - 1]", "inputs-one-off"),
    ("4a", "layers(x[t], hs[t]", "layers(x[t], hs[t + 1]", "gates-of-the-new-state"),
    ("4a", "return d_W, d_b, sent_back", "return d_W, d_b, d_h", "d_h_0-is-that-of-h_1"),
    ("5a", "sigmoid(-keep", "sigmoid(keep", "keep-bias-opens"),
    ("5a", "-1 / np.log(1 - sigmoid(-keep_bias))", "1 / sigmoid(-keep_bias)", "one-over-z"),
    ("5a", "-1 / np.log(1 - sigmoid(-keep_bias))", "1 / sigmoid(keep_bias)", "one-over-kept"),
    ("5a", "np.log(2) * steps", "steps", "half-is-the-same"),
    ("5a", "np.log(2) * steps", "steps / 2", "half-of-the-constant"),
    ("5a", "return steps, np.log(2) * steps", "return steps * np.log(10), np.log(2) * steps", "constant-to-base-ten"),
    ("5a", "return steps, np.log(2) * steps", "return np.ceil(steps), np.ceil(np.log(2) * steps)", "steps-rounded-up"),
    ("5a", "return steps, np.log(2) * steps", "return np.log(2) * steps, steps", "constants-exchanged"),
    ("5a", "-1 / np.log(1 - sigmoid(-keep_bias))", "-np.log(1 - sigmoid(-keep_bias))", "time-constant-upside-down"),
    ("5a", "return steps, np.log(2) * steps", "return steps, steps / np.log(2)", "half-divided-by-ln-2"),
    ("5a", "return steps, np.log(2) * steps", "return steps, 2 * steps", "half-is-twice"),
    ("5a", "np.log(1", "np.log2(1", "logarithms-to-base-two"),
    ("5a", "return steps, np.log(2) * steps", "return round(steps), round(np.log(2) * steps)", "steps-rounded"),
    ("5a", "1 - sigmoid(-keep_bias)", "sigmoid(-keep_bias)", "keep-bias-opens"),
    ("5b", "(2, 7, 43)", "(1, 6, 42)", "half-lives-one-less"),
    ("5b", "(2, 7, 43)", "(3, 8, 44)", "half-lives-one-more"),
    ("5b", "(2, 7, 43)", "(1, 6, 39)", "half-lives-of-the-gate-alone"),
    ("8a", "(12, 3", "(2, 3", "one-minus-overlooked"),
    ("8a", "(12, 3", "(1, 3", "candidate-way-overlooked"),
    ("8a", "3, 4, 5", "3, 4, 4", "layer-taken-for-a-gate"),
    ("8a", "3, 4, 5", "4, 4, 5", "relevance-for-output"),
    ("8a", "3, 4, 5", "3, 1, 5", "relevance-taken-for-forget"),
    ("8a", "14, 2", "1, 2", "second-use-overlooked"),
    ("8a", "14, 2", "4, 2", "first-use-overlooked"),
    ("8a", "(12, 3", "(21, 3", "digits-of-p-turned"),
    ("8a", "14, 2", "41, 2", "digits-of-v-turned"),
    ("8a", "4, 5,", "4, 2,", "layer-taken-for-an-input-gate"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "a step toward the new": ("1a", "def tap(old, new, z):\n    return old + z * (new - old)"),
    "four products": ("1b", "def one_gate_step(x, h, W, b):\n    n = len(h)\n    z = 1 / (1 + np.exp(-(W[:n, :n] @ h + W[:n, n:] @ x + b[:n])))\n    return (1 - z) * h + z * np.tanh(W[n:, :n] @ h + W[n:, n:] @ x + b[n:])"),
    "gates in one product": ("2a", "def layers(x, h, W, b):\n    n = len(h)\n    g = sigmoid(W[: 2 * n] @ np.vstack([h, x]) + b[: 2 * n])\n    return [g[:n], g[n:], np.tanh(W[2 * n :, :n] @ (g[:n] * h) + W[2 * n :, n:] @ x + b[2 * n :])]"),
    "in float32": ("2a", "def layers(x, h, W, b):\n    x, h, W, b = map(np.float32, (x, h, W, b))\n    n, seen = len(h), np.r_[h, x]\n    r, z = sigmoid(W[:n] @ seen + b[:n]), sigmoid(W[n : 2 * n] @ seen + b[n : 2 * n])\n    return r, z, np.tanh(W[2 * n :] @ np.r_[r * h, x] + b[2 * n :])"),
    "recursive": ("2b", "def gru_forward(x, h_0, W, b):\n    if not len(x):\n        return h_0[None]\n    _, z, new = layers(x[0], h_0, W, b)\n    return np.concatenate([h_0[None], gru_forward(x[1:], (1 - z) * h_0 + z * new, W, b)])"),
    "filled in": ("2b", "def gru_forward(x, h_0, W, b):\n    hs = np.zeros((len(x) + 1, *h_0.shape))\n    hs[0] = h_0\n    for t in range(len(x)):\n        _, z, new = layers(x[t], hs[t], W, b)\n        hs[t + 1] = tap(hs[t], new, z)\n    return hs"),
    "by a permutation": ("2c", "def translated(W, b):\n    n = len(b) // 3\n    rows = np.r_[n : 2 * n, :n, 2 * n : 3 * n]\n    sign = np.repeat([1, -1, 1], n)[:, None]\n    return sign * W[rows], sign * b[rows]"),
    "gates first": ("3a", "def sums_backward(d_h, h, r, z, candidate, W):\n    n = len(h)\n    d_z = d_h * candidate - d_h * h\n    d_a_h = (d_h * z) / np.cosh(np.arctanh(candidate)) ** 2\n    d_r = np.einsum('ij,ib->jb', W[-n:, :n], d_a_h) * h\n    return d_r * (r - r**2), d_z * (z - z**2), d_a_h"),
    "the whole concatenation": ("3b", "def four_ways(d_h, d_a_r, d_a_z, d_a_h, r, z, W):\n    n = len(d_h)\n    back = [(W[k * n : k * n + n].T @ d)[:n] for k, d in enumerate((d_a_r, d_a_z, d_a_h))]\n    return d_h - z * d_h, back[2] * r, back[1], back[0]"),
    "a loop over samples": ("3c", "def weights_backward(d_a_r, d_a_z, d_a_h, x, h, r):\n    d_W = 0\n    for n in range(x.shape[1]):\n        seen, looked = np.r_[h[:, n], x[:, n]], np.r_[r[:, n] * h[:, n], x[:, n]]\n        d_W = d_W + np.concatenate([np.outer(d_a_r[:, n], seen), np.outer(d_a_z[:, n], seen), np.outer(d_a_h[:, n], looked)])\n    return d_W, np.vstack([d_a_r, d_a_z, d_a_h]).sum(1)[:, None]"),
    "all steps at once": ("4a", "def backward(x, hs, d_hs, W, b):\n    n, back = hs.shape[1], np.zeros(hs[0].shape)\n    parts = []\n    for t in range(len(x) - 1, -1, -1):\n        d_h = d_hs[t] + back\n        r, z, new = layers(x[t], hs[t], W, b)\n        a_h = d_h * z * (1 - new**2)\n        seen_back = W[2 * n :, :n].T @ a_h\n        a_z, a_r = d_h * (new - hs[t]) * z * (1 - z), seen_back * hs[t] * r * (1 - r)\n        back = d_h * (1 - z) + seen_back * r + W[n : 2 * n, :n].T @ a_z + W[:n, :n].T @ a_r\n        parts.append((t, np.concatenate([a_r, a_z]), a_h, r))\n    d_W = sum(np.concatenate([g @ np.r_[hs[t], x[t]].T, a @ np.r_[r * hs[t], x[t]].T]) for t, g, a, r in parts)\n    return d_W, sum(np.r_[g, a].sum(1) for _, g, a, _ in parts)[:, None], back"),
    "the logarithm of both sides": ("5a", "def time_constant(keep_bias):\n    per_step = np.log1p(np.exp(-keep_bias))\n    return 1 / per_step, np.log(2) / per_step"),
    "a latch that uses r": ("6a", "latch = np.array([[0, 0, -60.0], [0, 0, 80], [5, 15, 0]]), np.array([[20.0], [-30], [0]])"),
    "set by hand": ("7a", "W, b = np.zeros((3, 3)), np.zeros((3, 1))\nW[1], b[1], W[2] = [0, 0, 40], -20, [0, 0.1, 0]\ntrained = (W, b, np.array([[10.0]]), np.zeros((1, 1)))"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1a", "return (1", "return -(1", "right shape, but not the right values"),
    ("1a", "return ", "", "nothing yet"),
    ("1b", "sigmoid(a_z))", "sigmoid(a_z)).T", "(B, D_h): the axes are in another"),
    ("2a", "return r, z, candidate", "return r, z", "3 results are expected (r, z, candidate), 2 came"),
    ("2a", "return r, z, candidate", "return r, z, candidate**3", "Right: r, z. Not right: candidate."),
    ("2b", "tap(hs[-1], candidate, z)", "tap(hs[-1], candidate, z) * (len(hs) < 3)", "right up to step 2 and wrong from step 3 on"),
    ("2b", "tap(hs[-1], candidate, z)", "0.9 * tap(hs[-1], candidate, z)", "With z = 0 at every step"),
    ("2c", "np.split(W, 3)", "np.split(W, 2)", "raised ValueError"),
    ("3a", "return d_a_r, d_a_z, d_a_h", "return d_a_h, d_a_z, d_a_r", "in another order: d_a_r, d_a_z, d_a_h"),
    ("3a", "at_reset * h", "3 * at_reset * h", "Right: d_a_z, d_a_h. Not right: d_a_r."),
    ("3b", "d_h * (1 - z)", "-d_h * (1 - z)", "Its sign is wrong"),
    ("3c", "keepdims=True", "keepdims=False", "[:, None] adds one"),
    ("4a", "layers(x[t],", "layers(x[t - 1],", "with T = 1, B = 1"),
    ("5a", "return steps", "return 2 * steps", "2 times the right one"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


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


def test_starter_runs_and_scores_zero():
    found = verdicts(NAME, starter(NAME))
    assert sum(v.earned for v in found.values()) == 0
    assert all(v.words for v in found.values() if v.id != "9a")


def test_solution_gets_full_marks():
    assert_full_marks(NAME, solved(NAME))


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
