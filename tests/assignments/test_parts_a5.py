"""Assignment 5: right solutions, wrong ones, and what is said about them."""

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

from assignments.grading.parts import a5_reference, a5_reference_back, a5_reference_more
from assignments.grading.parts.a5_lstm import NONE

NAME = "05_lstm"
GATES = """    d_a_f = d_c_new * c * f * (1 - f)
    d_a_i = d_c_new * candidate * i * (1 - i)
    d_a_o = d_h * shown * o * (1 - o)
    d_a_c = d_c_new * i"""

MISTAKES = [
    ("1a", " + b, 4)", ", 4)", "layers-without-bias"),
    ("1a", "[h, x]", "[x, h]", "layers-input-first"),
    ("1a", "[h, x]", "[0 * h, x]", "layers-without-state"),
    ("1a", "a_f, a_i, a_o, a_c =", "a_i, a_f, a_c, a_o =", "layers-in-the-order-of-PyTorch"),
    ("1a", "a_f, a_i, a_o, a_c =", "a_i, a_f, a_o, a_c =", "layers-i-before-f"),
    ("1a", "a_f, a_i, a_o, a_c =", "a_f, a_i, a_c, a_o =", "layers-candidate-before-o"),
    ("1a", "sigmoid(a_f), sigmoid(a_i), sigmoid(a_o)", "np.tanh(a_f), np.tanh(a_i), np.tanh(a_o)", "gates-with-tanh"),
    ("1a", "np.tanh(a_c)", "sigmoid(a_c)", "candidate-with-sigmoid"),
    ("1a", "np.tanh(a_c)", "a_c", "candidate-without-tanh"),
    ("1a", "np.split(W @ np.concatenate([h, x]) + b, 4)\n    return sigmoid(a_f), sigmoid(a_i), sigmoid(a_o), np.tanh(a_c)", "np.split(W @ np.concatenate([h, x]), 4)\n    return tuple(g + v for g, v in zip((sigmoid(a_f), sigmoid(a_i), sigmoid(a_o), np.tanh(a_c)), np.split(b, 4)))", "layers-bias-outside"),
    ("1a", "a_f, a_i, a_o, a_c =", "a_c, a_f, a_i, a_o =", "layers-candidate-first"),
    ("1a", "sigmoid(a_f), sigmoid(a_i), sigmoid(a_o)", "a_f, a_i, a_o", "gates-without-sigmoid"),
    ("1a", "return sigmoid(a_f)", "return 1 - sigmoid(a_f)", "forget-gate-turned-round"),
    ("1a", "np.tanh(a_c)", "sigmoid(a_i) * np.tanh(a_c)", "candidate-scaled-already"),
    ("1b", "f * c + i * candidate", "i * c + f * candidate", "f-and-i-exchanged"),
    ("1b", "f * c + i", "(1 - i) * c + i", "f-is-one-minus-i"),
    ("1b", "f * c + i", "f * c + (1 - f)", "i-is-one-minus-f"),
    ("1b", "f * c + i", "(1 - f) * c + i", "one-minus-f"),
    ("1b", "f * c + i", "c + i", "without-forget-gate"),
    ("1b", "i * candidate", "candidate", "without-input-gate"),
    ("1b", "o * np.tanh", "np.tanh", "without-output-gate"),
    ("1b", "f * c + i * candidate", "np.tanh(f * c + i * candidate)", "tanh-on-the-lane"),
    ("1b", "np.tanh(c_new)", "np.tanh(c)", "shows-the-old-c"),
    ("1b", "np.tanh(c_new)", "c_new", "shows-without-tanh"),
    ("1b", "o * np.tanh(c_new), c_new", "c_new, o * np.tanh(c_new)", "step-results-exchanged"),
    ("1b", "f * c + i * candidate", "f * h + i * candidate", "lane-carries-h"),
    ("1b", "f * c + i * candidate", "f * (c + i * candidate)", "forget-gate-on-both"),
    ("1b", "f * c + i * candidate", "i * candidate", "nothing-kept"),
    ("1b", "f * c + i * candidate", "f * c + o * candidate", "output-gate-writes"),
    ("1b", "f * c + i * candidate", "f * c + i + candidate", "input-gate-added"),
    ("1b", "f * c + i * candidate", "f * c + i * np.tanh(candidate)", "candidate-squashed-again"),
    ("1b", "f * c + i * candidate", "f * c - i * candidate", "candidate-taken-away"),
    ("1b", "o * np.tanh(c_new), c_new", "np.tanh(o * c_new), c_new", "output-gate-inside-tanh"),
    ("1b", "o * np.tanh(c_new), c_new", "o * sigmoid(c_new), c_new", "shows-with-a-sigmoid"),
    ("1b", "o * np.tanh(c_new), c_new", "o * candidate, c_new", "shows-the-candidate"),
    ("1b", "o * np.tanh(c_new), c_new", "i * np.tanh(c_new), c_new", "input-gate-shows"),
    ("1b", "o * np.tanh(c_new), c_new", "o * np.tanh(c_new), np.tanh(c_new)", "squashed-c-handed-on"),
    ("2a", "4 * layer, 3 * layer, 4 *", "5 * layer, 4 * layer, 5 *", "operator-counted-as-layer"),
    ("2a", "(D_h + D_x + 1)\n    return 4 * layer, 3 * layer, 4 * (layer + D_h)", "(D_h + D_x)\n    return 4 * layer, 3 * layer, 4 * layer", "biases-not-counted"),
    ("2a", "(D_h + D_x + 1)\n    return 4 * layer, 3 * layer, 4 * (layer + D_h)", "(D_h + D_x) + 1\n    return 4 * layer, 3 * layer, 4 * (layer + 1)", "one-bias-per-layer"),
    ("2a", "(D_h + D_x + 1)", "(2 * D_h + D_x + 1)", "layers-that-see-c"),
    ("2a", "(layer + D_h)", "layer", "one-bias-in-PyTorch"),
    ("2a", "return 4 * layer, 3 * layer, 4 * (layer + D_h)", "return 3 * layer, 2 * layer, 3 * (layer + D_h)", "one-layer-too-few"),
    ("2a", "return 4 * layer, 3 * layer, 4 * (layer + D_h)", "return 3 * layer, 4 * layer, 3 * (layer + D_h)", "LSTM-and-GRU-exchanged"),
    ("2a", "(D_h + D_x + 1)", "(D_x + 1)", "neurons-do-not-see-the-state"),
    ("2a", "(D_h + D_x + 1)", "(D_h + 1)", "neurons-do-not-see-the-input"),
    ("2a", "4 * (layer + D_h)", "8 * layer", "PyTorch-twice-as-large"),
    ("2a", "(layer + D_h)", "(layer + 1)", "PyTorch-one-more-per-layer"),
    ("3a", "hs[-1], cs[-1], W", "h_0, cs[-1], W", "h-not-carried"),
    ("3a", "hs[-1], cs[-1], W", "hs[-1], c_0, W", "c-not-carried"),
    ("3a", "hs[-1], cs[-1], W", "hs[-1], hs[-1], W", "h-carried-as-c"),
    ("3a", "hs[-1], cs[-1], W", "cs[-1], hs[-1], W", "h-and-c-exchanged"),
    ("3a", "[h_0], [c_0]", "[0 * h_0], [c_0]", "h_0-ignored"),
    ("3a", "[h_0], [c_0]", "[h_0], [0 * c_0]", "c_0-ignored"),
    ("3a", "lstm_step(x_t,", "lstm_step(x[0],", "first-input-only"),
    ("3a", "np.array(hs), np.array(cs)", "np.array(hs[1:]), np.array(cs[1:])", "states-without-start"),
    ("3a", "np.array(hs), np.array(cs)", "np.array(hs[:-1]), np.array(cs[:-1])", "states-end-early"),
    ("3a", "np.array(hs), np.array(cs)", "np.array(cs), np.array(hs)", "states-exchanged"),
    ("3a", "hs[-1], cs[-1], W", "cs[-1], cs[-1], W", "c-carried-as-h"),
    ("3a", "in x:", "in x[::-1]:", "inputs-in-reverse"),
    # the real ones, from public repositories, first
    ("4a", "candidate * i * (1 - i)", "c * i * (1 - i)", "d_i-of-the-old-c"),
    ("4a", "candidate * i * (1 - i)", "i * (1 - i)", "d_i-without-candidate"),
    ("4a", "1 - shown**2", "1 - np.tanh(shown) ** 2", "shown-slope-of-tanh-twice"),
    ("4a", " * f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)\n    d_a_o = d_h * shown * o * (1 - o)", "\n    d_a_i = d_c_new * candidate\n    d_a_o = d_h * shown", "gate-slopes-missing"),
    ("4a", "candidate * i * (1 - i)\n    d_a_o = d_h * shown * o", "c * i * (1 - i)\n    d_a_o = d_c_new * c * o", "all-gates-use-d_f"),
    ("4a", "d_c + d_h", "d_h", "lane-dropped"),
    ("4a", "d_c + d_h * o * (1 - shown**2)", "d_c", "shown-dropped"),
    ("4a", GATES, GATES.replace("d_c_new", "d_c"), "gates-before-the-sum"),
    ("4a", " * (1 - shown**2)", "", "shown-slope-missing"),
    ("4a", "1 - shown**2", "1 - c_new**2", "shown-slope-of-c-itself"),
    ("4a", "1 - shown**2", "1 - shown", "shown-slope-not-squared"),
    ("4a", "1 - shown**2", "1 - np.tanh(c) ** 2", "shown-slope-of-the-old-c"),
    ("4a", "d_h * o * (1 - shown", "d_h * (1 - shown", "shown-without-o"),
    ("4a", "d_h * shown", "d_c_new * shown", "d_o-from-the-lane"),
    ("4a", "d_h * shown", "d_h * c_new", "d_o-without-tanh"),
    ("4a", "d_c_new * c * f", "d_c_new * c_new * f", "d_f-of-the-new-c"),
    ("4a", "d_c_new * i * (1 - c", "d_c_new * (1 - c", "d_candidate-without-i"),
    ("4a", "d_c_new * i * (1 - c", "d_c_new * f * (1 - c", "d_candidate-of-f"),
    ("4a", "f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)\n    d_a_o = d_h * shown * o * (1 - o)", "sigmoid(f) * (1 - sigmoid(f))\n    d_a_i = d_c_new * candidate * sigmoid(i) * (1 - sigmoid(i))\n    d_a_o = d_h * shown * sigmoid(o) * (1 - sigmoid(o))", "gate-slopes-of-the-sum"),
    ("4a", "f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)\n    d_a_o = d_h * shown * o * (1 - o)", "(1 - f**2)\n    d_a_i = d_c_new * candidate * (1 - i**2)\n    d_a_o = d_h * shown * (1 - o**2)", "gate-slopes-of-tanh"),
    ("4a", " * (1 - candidate**2)", "", "candidate-slope-missing"),
    ("4a", "(1 - candidate**2)", "candidate * (1 - candidate)", "candidate-slope-of-a-sigmoid"),
    ("4a", "(1 - candidate**2)", "(1 - np.tanh(candidate) ** 2)", "candidate-slope-of-tanh-twice"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c * f", "only-the-lane-goes-back"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c_new", "back-without-f"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c_new * i", "back-with-i"),
    ("4a", "d_a_f = d_c_new * c", "d_a_f = d_c_new * candidate", "d_f-of-the-candidate"),
    ("4a", "d_a_f = d_c_new * c", "d_a_f = d_c_new", "d_f-without-c"),
    ("4a", "d_a_f = d_c_new * c * f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)", "d_a_f = d_c_new * candidate * f * (1 - f)\n    d_a_i = d_c_new * c * i * (1 - i)", "d_f-and-d_i-exchanged"),
    ("4a", "d_a_f = d_c_new * c * f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)", "d_a_f = d_c_new * c * i * (1 - i)\n    d_a_i = d_c_new * candidate * f * (1 - f)", "gate-slopes-of-f-and-i-exchanged"),
    ("4a", "* c * f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)\n    d_a_o = d_h * shown * o * (1 - o)", "* c * f\n    d_a_i = d_c_new * candidate * i\n    d_a_o = d_h * shown * o", "gate-slopes-first-factor"),
    ("4a", "* c * f * (1 - f)\n    d_a_i = d_c_new * candidate * i * (1 - i)\n    d_a_o = d_h * shown * o * (1 - o)", "* c * (1 - f)\n    d_a_i = d_c_new * candidate * (1 - i)\n    d_a_o = d_h * shown * (1 - o)", "gate-slopes-second-factor"),
    ("4a", "d_h * shown", "d_c * shown", "d_o-from-d_c"),
    ("4a", "d_h * shown", "d_h * np.tanh(c)", "d_o-of-the-old-c"),
    ("4a", "d_h * shown", "d_h * candidate", "d_o-of-the-candidate"),
    ("4a", "d_h * shown", "d_h * (1 - shown**2)", "d_o-of-the-slope"),
    ("4a", "d_h * shown", "d_h", "d_o-without-a-factor"),
    ("4a", "d_c_new * i * (1 - c", "d_c_new * candidate * (1 - c", "d_candidate-of-itself"),
    ("4a", "d_c_new * i * (1 - c", "d_c_new * o * (1 - c", "d_candidate-of-o"),
    ("4a", "1 - candidate**2", "1 - candidate", "candidate-slope-not-squared"),
    ("4a", "d_c + d_h * o * (1 - shown**2)", "d_c + d_h * o * shown", "shown-not-its-slope"),
    ("4a", "d_c + d_h * o * (1 - shown**2)", "(d_c + d_h * o) * (1 - shown**2)", "lane-through-the-tanh"),
    ("4a", "d_c + d_h", "d_c * f + d_h", "lane-scaled-by-f-first"),
    ("4a", "d_h * o * (1 - shown", "d_h * f * (1 - shown", "shown-times-f"),
    ("4a", "d_h * o * (1 - shown", "o * (1 - shown", "shown-without-d_h"),
    ("4a", "d_c + d_h", "d_c - d_h", "shown-taken-away"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c_new * (1 - f)", "back-with-one-minus-f"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c_new * c", "back-with-c"),
    ("4a", "d_a_c, d_c_new * f", "d_a_c, d_c_new * o", "back-with-o"),
    ("4a", "return d_a_f, d_a_i,", "return d_a_i, d_a_f,", "d_a_f-and-d_a_i-exchanged"),
    ("4b", ".sum(axis=1, keepdims=True)", "", "d_b-not-summed"),
    ("4b", ".sum(axis=1,", ".mean(axis=1,", "d_b-mean-over-samples"),
    ("4b", "[h, x]", "[x, h]", "d_W-input-first"),
    ("4b", "[h, x]).T", "[h, x]).T / h.shape[1]", "d_W-mean-over-samples"),
    ("4b", "W[:, : len(h)]", "W[:, -len(h) :]", "back-through-the-input-part"),
    ("4b", "W[:, : len(h)].T @ d_a", "W[: len(h), : len(h)].T @ d_a[: len(h)]", "only-f-sends-back"),
    ("4b", "W[:, : len(h)].T @ d_a", "W[-len(h) :, : len(h)].T @ d_a[-len(h) :]", "only-candidate-sends-back"),
    ("4b", "W[:, : len(h)].T @ d_a", "np.delete(W, slice(2 * len(h), 3 * len(h)), 0)[:, : len(h)].T @ np.delete(d_a, slice(2 * len(h), 3 * len(h)), 0)", "gates-send-nothing-back-by-o"),
    ("4b", "W[:, : len(h)].T @ d_a", "sum(w @ d for w, d in zip(np.split(W[:, : len(h)], 4), np.split(d_a, 4)))", "layers-back-not-transposed"),
    ("4b", ".T @ d_a\n", ".T @ d_a / 4\n", "layers-back-averaged"),
    ("5a", "    return", "    d_W = d_W_t\n    return", "W-overwritten"),
    ("5a", "d_b = d_b + d_b_t", "d_b = d_b_t", "b-overwritten"),
    ("5a", "        d_W = d_W + d_W_t\n        d_b = d_b + d_b_t", "        d_W = d_W_t\n        d_b = d_b_t", "all-overwritten"),
    ("5a", "sums_backward(d_h, d_c, *", "sums_backward(d_h, d_c * (t == len(x) - 1), *", "d_c-not-carried"),
    ("5a", "x[t], hs[t], W)\n        d_W", "x[t], hs[t], W)\n        d_c = 0 * d_c\n        d_W", "d_c-zeroed"),
    ("5a", "reversed(range(len(x)))", "range(len(x))", "forward-in-time"),
    ("5a", "d_c_last\n", "0 * d_c_last\n", "d_c_last-dropped"),
    ("5a", "d_h + d_hs[t]", "d_hs[t]", "d_h-not-carried"),
    ("5a", "*d_sums, d_c = sums_backward(", "*d_sums, _ = sums_backward(", "d_c-stays-d_c_last"),
    ("5a", "sums_backward(d_h, d_c, *", "sums_backward(d_h, d_c + d_c_last * (t < len(x) - 1), *", "d_c_last-at-every-step"),
    ("5a", "*d_sums, d_c = sums_backward(d_h, d_c, *gates, cs[t], cs[t + 1])", "*d_sums, d_c_0 = sums_backward(d_h, d_c, *gates, cs[t], cs[t + 1])\n        d_c = d_c_0 + (d_c if t else 0)", "d_c-added-up"),
    ("5a", "d_hs[t]\n", "d_hs[t] * (t == len(x) - 1)\n", "only-the-last-output-counts"),
    ("5a", "np.concatenate(d_sums), x[t], hs[t]", "np.concatenate(d_sums), x[t], hs[t + 1]", "d_W-of-the-new-h"),
    ("5a", "layers(x[t], hs[t]", "layers(x[t], hs[t + 1]", "gates-of-the-new-h"),
    ("5a", "*gates, cs[t], cs[t + 1]", "*gates, cs[t + 1], cs[t + 1]", "c-after-for-c-before"),
    ("5a", "*gates, cs[t], cs[t + 1]", "*gates, cs[t], cs[t]", "c-before-for-c-after"),
    ("5a", "0, 0, 0, d_c_last\n    for t in reversed(range(len(x)))", "0 * W, 0 * b, 0 * hs[0], d_c_last\n    for t in range(len(x) - 1, 0, -1)", "first-step-left-out"),
    ("5a", "return d_W, d_b", "return d_W / len(x), d_b / len(x)", "mean-over-time"),
    ("5a", "d_h + d_hs[t]", "d_h + d_hs[t - 1]", "d_hs-one-off"),
    ("5a", "np.concatenate(d_sums), x[t]", "np.concatenate(d_sums), x[t - 1]", "inputs-one-off"),
    ("5a", "d_h, d_W_t, d_b_t = layers_backward(np.concatenate(d_sums), x[t], hs[t], W)", "back, d_W_t, d_b_t = layers_backward(np.concatenate(d_sums), x[t], hs[t], W)\n        d_h = back if t else d_h", "d_h_0-is-that-of-h_1"),
    ("5b", "    arrives[-1] += later[2]\n", "", "h-cut-at-the-border"),
    ("5b", "arrives, later[3]", "arrives, 0 * later[3]", "c-cut-at-the-border"),
    ("5b", "    arrives[-1] += later[2]\n    first", "    later = *later[:2], 0, 0 * later[3]\n    first", "all-cut-at-the-border"),
    ("5b", "arrives[-1] += later", "arrives[-1] = later", "output-at-the-border-overwritten"),
    ("5b", "arrives[-1] +=", "arrives[0] +=", "h-message-at-the-wrong-step"),
    ("5b", "arrives, later[3]", "arrives, d_c_last", "d_c_last-at-the-border"),
    ("5b", "arrives, later[3]", "arrives, later[2]", "h-message-as-c"),
    ("5b", "later[0] + first[0], later[1] + first[1]", "first[0], first[1]", "first-piece-only"),
    ("5b", "later[0] + first[0], later[1] + first[1]", "later[0], later[1]", "later-piece-only"),
    ("5b", "later[0] + first[0], later[1] + first[1]", "(later[0] + first[0]) / 2, (later[1] + first[1]) / 2", "pieces-averaged"),
    ("5b", "arrives[-1] += later[2]", "arrives += later[2]", "h-message-at-every-step"),
    ("5b", "later[2]\n", "later[3]\n", "c-message-as-h"),
    ("5b", "arrives, later[3]", "arrives, later[3] + d_c_last", "d_c_last-at-the-border-too"),
    ("6a", "share ** (1 / T)", "share", "root-missing"),
    ("6a", "share ** (1 / T)", "share / T", "share-divided-by-T"),
    ("6a", "share ** (1 / T)", "share ** (1 / (T - 1 or 1))", "one-step-too-few"),
    ("6a", "np.log(f / (1 - f))", "f", "gate-and-no-bias"),
    ("6a", "np.log(f / (1 - f))", "np.log((1 - f) / f)", "bias-of-the-wrong-sign"),
    ("6a", "np.log(f / (1 - f))", "f / (1 - f)", "odds-without-log"),
    ("6a", "np.log(", "np.log10(", "bias-to-base-ten"),
    ("6a", "share ** (1 / T)", "share**T", "power-for-root"),
    ("6a", "share ** (1 / T)", "share ** 1 / T", "share-divided-by-T"),
    ("6a", "(1 / T)", "(1 / (T + 1))", "one-step-too-many"),
    ("6a", "share ** (1 / T)", "1 - (1 - share) / T", "steps-lose-equal-amounts"),
    ("6a", "np.log(f / (1 - f))", "sigmoid(f)", "bias-is-a-sigmoid"),
    ("6a", "np.log(f / (1 - f))", "np.log(f)", "bias-is-the-logarithm-of-f"),
    ("6a", "np.log(f / (1 - f))", "np.log(1 - f)", "bias-of-what-is-lost"),
    ("6a", "np.log(f / (1 - f))", "np.arctanh(f)", "bias-of-tanh"),
    ("6a", "np.log(f / (1 - f))", "np.log(share / (1 - share)) / T", "bias-divided-by-T"),
    ("6a", "np.log(", "np.log2(", "bias-to-base-two"),
    ("6b", "(4, 9, 31)", "(3, 8, 30)", "steps-one-less"),
    ("6b", "(4, 9, 31)", "(5, 10, 32)", "steps-one-more"),
    ("6b", "(4, 9, 31)", "(4, 8, 19)", "steps-of-the-gate-alone"),
    ("7a", "p_o * c_new", "p_o * c", "o-sees-the-old-c"),
    ("7a", " + p_o * c_new", "", "o-without-peephole"),
    ("7a", " + p_f * c)", ")", "f-without-peephole"),
    ("7a", "p_f, p_i, p_o =", "p_i, p_f, p_o =", "peepholes-i-before-f"),
    ("7a", "np.split(p, 3)", "np.split(0 * p, 3)", "no-peepholes"),
    ("7a", "    c_new = sigmoid(a_f + p_f * c) * c + sigmoid(a_i + p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * c_new)", "    c_new = sigmoid(a_f + p_f * h) * c + sigmoid(a_i + p_i * h) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * h)", "peepholes-see-h"),
    ("7a", "    c_new = sigmoid(a_f + p_f * c) * c + sigmoid(a_i + p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * c_new)", "    c_new = sigmoid(a_f + p_f * np.tanh(c)) * c + sigmoid(a_i + p_i * np.tanh(c)) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * np.tanh(c_new))", "peepholes-see-tanh-c"),
    ("7a", "    c_new = sigmoid(a_f + p_f * c) * c + sigmoid(a_i + p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * c_new)", "    c_new = (sigmoid(a_f) + p_f * c) * c + (sigmoid(a_i) + p_i * c) * np.tanh(a_c)\n    return (sigmoid(a_o) + p_o * c_new)", "peephole-after-the-sigmoid"),
    ("7a", "np.tanh(a_c)", "np.tanh(a_c + p_i * c)", "candidate-peeps-too"),
    ("7a", " + p_i * c)", ")", "i-without-peephole"),
    ("7a", "p_f, p_i, p_o =", "p_o, p_f, p_i =", "peepholes-o-first"),
    ("7a", "p_f, p_i, p_o =", "p_f, p_o, p_i =", "peepholes-o-before-i"),
    ("7a", "p_f, p_i, p_o =", "p_i, p_o, p_f =", "peepholes-f-last"),
    ("7a", "p_f, p_i, p_o =", "p_o, p_i, p_f =", "peepholes-in-reverse"),
    ("7a", "np.split(p, 3)", "[p[: len(h)]] * 3", "one-peephole-for-all"),
    ("7a", "    c_new = sigmoid(a_f + p_f * c) * c + sigmoid(a_i + p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * c_new)", "    c_new = sigmoid(a_f + p_f) * c + sigmoid(a_i + p_i) * np.tanh(a_c)\n    return sigmoid(a_o + p_o)", "peepholes-see-nothing"),
    ("7a", "    c_new = sigmoid(a_f + p_f * c) * c + sigmoid(a_i + p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o + p_o * c_new)", "    c_new = sigmoid(a_f * p_f * c) * c + sigmoid(a_i * p_i * c) * np.tanh(a_c)\n    return sigmoid(a_o * p_o * c_new)", "peepholes-multiply"),
    ("7a", "p_o * c_new", "p_o * h", "o-sees-h"),
    ("7a", "p_o * c_new", "p_o * np.tanh(c_new)", "o-sees-what-is-shown"),
    ("7a", " * np.tanh(c_new), c_new", " * c_new, c_new", "peephole-shows-without-tanh"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "eight products": ("1a", "def layers(x, h, W, b):\n    n, found = len(h), []\n    for k in range(4):\n        rows = slice(k * n, (k + 1) * n)\n        found.append(W[rows, :n] @ h + W[rows, n:] @ x + b[rows])\n    f, i, o = (1 / (1 + np.exp(-a)) for a in found[:3])\n    return [f, i, o, np.tanh(found[3])]"),
    "in float32": ("1a", "def layers(x, h, W, b):\n    x, h, W, b = map(np.float32, (x, h, W, b))\n    a = np.split(np.einsum('ij,jb->ib', W, np.r_[h, x]) + b, 4)\n    return *map(sigmoid, a[:3]), np.tanh(a[3])"),
    "all in one": ("1b", "def lstm_step(x, h, c, W, b):\n    n = len(h)\n    a = W @ np.vstack([h, x]) + b\n    g = 1 / (1 + np.exp(-a[: 3 * n]))\n    c = g[:n] * c + g[n : 2 * n] * np.tanh(a[3 * n :])\n    return g[2 * n :] * np.tanh(c), c"),
    "counted on arrays": ("2a", "def counts(D_x, D_h):\n    W, b = np.zeros((4 * D_h, D_h + D_x)), np.zeros((4 * D_h, 1))\n    lstm = W.size + b.size\n    return lstm, lstm * 3 / 4, lstm + b.size"),
    "filled in": ("3a", "def lstm_forward(x, h_0, c_0, W, b):\n    hs = np.zeros((len(x) + 1, *h_0.shape))\n    cs = np.zeros_like(hs)\n    hs[0], cs[0] = h_0, c_0\n    for t in range(len(x)):\n        hs[t + 1], cs[t + 1] = lstm_step(x[t], hs[t], cs[t], W, b)\n    return hs, cs"),
    "recursive": ("3a", "def lstm_forward(x, h_0, c_0, W, b):\n    if not len(x):\n        return h_0[None], c_0[None]\n    hs, cs = lstm_forward(x[1:], *lstm_step(x[0], h_0, c_0, W, b), W, b)\n    return np.concatenate([h_0[None], hs]), np.concatenate([c_0[None], cs])"),
    "slopes as functions": ("4a", "def sums_backward(d_h, d_c, f, i, o, candidate, c, c_new):\n    gate, squash = (lambda y: y - y * y), (lambda y: 1 - y * y)\n    d_c = d_c + d_h * o / np.cosh(c_new) ** 2\n    return (d_c * c * gate(f), d_c * candidate * gate(i), d_h * np.tanh(c_new) * gate(o), d_c * i * squash(candidate), d_c * f)"),
    "a loop over samples": ("4b", "def layers_backward(d_a, x, h, W):\n    n = len(h)\n    d_W = sum(np.outer(d_a[:, k], np.r_[h[:, k], x[:, k]]) for k in range(h.shape[1]))\n    return (W.T @ d_a)[:n], d_W, d_a.sum(1).reshape(-1, 1)"),
    "layer by layer": ("4b", "def layers_backward(d_a, x, h, W):\n    n, back, d_W = len(h), 0, np.zeros_like(W)\n    for k in range(4):\n        rows = slice(k * n, k * n + n)\n        back = back + W[rows, :n].T @ d_a[rows]\n        d_W[rows, :n], d_W[rows, n:] = d_a[rows] @ h.T, d_a[rows] @ x.T\n    return back, d_W, d_a @ np.ones((h.shape[1], 1))"),
    "all steps at once": ("5a", "def backward(x, hs, cs, d_hs, d_c_last, W, b):\n    n, T, B = len(hs[0]), len(x), x.shape[2]\n    seen = np.concatenate([hs[:-1], x], axis=1)\n    f, i, o, g = np.split(np.einsum('ij,tjb->tib', W, seen) + b, 4, axis=1)\n    f, i, o, g = sigmoid(f), sigmoid(i), sigmoid(o), np.tanh(g)\n    d_a, d_h, d_c = np.zeros((T, 4 * n, B)), np.zeros((n, B)), d_c_last\n    for t in range(T - 1, -1, -1):\n        d_h = d_h + d_hs[t]\n        d_c = d_c + d_h * o[t] * (1 - np.tanh(cs[t + 1]) ** 2)\n        d_a[t] = np.concatenate([d_c * cs[t] * f[t] * (1 - f[t]), d_c * g[t] * i[t] * (1 - i[t]), d_h * np.tanh(cs[t + 1]) * o[t] * (1 - o[t]), d_c * i[t] * (1 - g[t] ** 2)])\n        d_c, d_h = d_c * f[t], W[:, :n].T @ d_a[t]\n    return np.einsum('tib,tjb->ij', d_a, seen), d_a.sum((0, 2))[:, None], d_h, d_c"),
    "the whole at once": ("5b", "def backward_in_pieces(x, hs, cs, d_hs, d_c_last, W, b, k):\n    return backward(x, hs, cs, d_hs, d_c_last, W, b)[:2]"),
    "the inverse of the sigmoid": ("6a", "def forget_bias(share, T):\n    return -np.log(np.exp(-np.log(share) / T) - 1)"),
    "by halving": ("6a", "def forget_bias(share, T):\n    low, high = -50, 50\n    for _ in range(80):\n        b = (low + high) / 2\n        low, high = (b, high) if sigmoid(b) ** T < share else (low, b)\n    return np.array([b])"),
    "peepholes as a diagonal": ("7a", "def peephole_step(x, h, c, W, b, p):\n    n = len(h)\n    P = [np.diag(p[k * n : (k + 1) * n, 0]) for k in range(3)]\n    a = W @ np.vstack([h, x]) + b\n    f, i = sigmoid(a[:n] + P[0] @ c), sigmoid(a[n : 2 * n] + P[1] @ c)\n    c = f * c + i * np.tanh(a[3 * n :])\n    return sigmoid(a[2 * n : 3 * n] + P[2] @ c) * np.tanh(c), c"),
    "counting by halves": ("8a", "counter = np.array([[0, 0, 0, 0], [0, 0, 0, -30], [0, 5, 5, 5], [0, 20, -20, 3]]), np.array([[25], [15], [0], [0]])"),
    "silence by a closed gate": ("8b", "W, b = np.zeros((4, 5)), np.zeros((4, 1))\nb[0] = 30\nW[1] = [0, 20, 20, -40, -40]\nW[2] = [0, -20, -20, -20, 20]\nW[3] = [0, 20, -20, 7, 7]\nquiet = [W.astype(np.float32), b]"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1a", "sigmoid(a_o), np", "2 * sigmoid(a_o), np", "Right: f, i, candidate. Not right: o."),
    ("1a", ", np.tanh(a_c)", "", "4 results are expected (f, i, o, candidate), 3 came"),
    ("1b", "return o * np.tanh(c_new), c_new", "return -o * np.tanh(c_new), c_new", "Its sign is wrong"),
    ("2a", "3 * layer", "layer", "Not right: GRU."),
    ("3a", "cs[-1], W, b)", "cs[-1] * (len(cs) < 3), W, b)", "right up to step 2 and wrong from step 3 on"),
    ("3a", "np.array(hs), np.array(cs)", "np.array(hs)[::-1], np.array(cs)", "the reverse order of time"),
    ("3a", "cs.append(c)", "cs.append(0.9 * c)", "With f = 1 and i = 0 at every step"),
    ("4a", "shown * o * (1 - o)", "shown * o * (1 + o)", "Right: d_a_f, d_a_i, d_a_c, d_c_before"),
    ("4b", "keepdims=True", "keepdims=False", "[:, None] adds one"),
    ("6a", "return ", "return 3 * ", "3 times the right one"),
    ("6a", "return ", "", "nothing yet"),
    ("7a", "np.split(p, 3)", "np.split(p, 4)", "raised ValueError"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


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


def test_starter_runs_and_scores_zero():
    found = verdicts(NAME, starter(NAME))
    assert sum(v.earned for v in found.values()) == 0
    assert all(v.words for v in found.values() if v.id != "9a")


def test_solution_gets_full_marks():
    assert_full_marks(NAME, solved(NAME))


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
