"""What assignment 5 does with the LSTM: two pieces, forget biases, peepholes; right and wrong."""

import numpy as np

from ..judging.part import Wrong
from .a5_reference import sigmoid
from .a5_reference_back import backward


def in_pieces(wrong: Wrong, x, hs, cs, d_hs, d_c_last, W, b, k, *, backward=backward):
    """The gradients of W and b, first through the steps after k, then through the first k."""
    later = x[k:], hs[k:], cs[k:], d_hs[k:]
    *sums, d_h, d_c = backward(wrong, *later, d_c_last, W, b)
    arrives = d_hs[:k].copy()
    if "h-cut-at-the-border" not in wrong and "all-cut-at-the-border" not in wrong:
        own = 0 if "output-at-the-border-overwritten" in wrong else arrives[-1]
        arrives[-1] = own + d_h
    if "c-message-as-h" in wrong:
        arrives[-1] = d_hs[k - 1] + d_c
    if "h-message-at-every-step" in wrong:
        arrives = d_hs[:k] + d_h
    if "h-message-at-the-wrong-step" in wrong:
        arrives = d_hs[:k].copy()
        arrives[0] = arrives[0] + d_h
    if "c-cut-at-the-border" in wrong or "all-cut-at-the-border" in wrong:
        d_c = np.zeros_like(d_c)
    if "d_c_last-at-the-border" in wrong:
        d_c = d_c_last
    if "d_c_last-at-the-border-too" in wrong:
        d_c = d_c + d_c_last
    if "h-message-as-c" in wrong:
        d_c = d_h
    first = backward(wrong, x[:k], hs[: k + 1], cs[: k + 1], arrives, d_c, W, b)[:2]
    if "first-piece-only" in wrong:
        return first
    if "later-piece-only" in wrong:
        return tuple(sums)
    added = [a + b for a, b in zip(sums, first, strict=True)]
    return tuple(a / 2 for a in added) if "pieces-averaged" in wrong else tuple(added)


def forget_bias(wrong: Wrong, share, T):
    """The bias with which σ(b)^T is the share."""
    f = share if "root-missing" in wrong else share ** (1 / T)
    for name, other in (
        ("power-for-root", share**T),
        ("one-step-too-many", share ** (1 / (T + 1))),
        ("steps-lose-equal-amounts", 1 - (1 - share) / T),
    ):
        f = other if name in wrong else f
    if "share-divided-by-T" in wrong:
        f = share / T
    if "one-step-too-few" in wrong and T > 1:
        f = share ** (1 / (T - 1))
    if "gate-and-no-bias" in wrong:
        return f
    odds = (1 - f) / f if "bias-of-the-wrong-sign" in wrong else f / (1 - f)
    for name, other in (
        ("bias-is-a-sigmoid", sigmoid(f)),
        ("bias-is-the-logarithm-of-f", np.log(f)),
        ("bias-divided-by-T", np.log(share / (1 - share)) / T),
        ("bias-of-what-is-lost", np.log(1 - f)),
        ("bias-of-tanh", np.arctanh(f)),
        ("bias-to-base-two", np.log2(odds)),
    ):
        if name in wrong:
            return other
    if "odds-without-log" in wrong:
        return odds
    return np.log10(odds) if "bias-to-base-ten" in wrong else np.log(odds)


def peephole_step(wrong: Wrong, x, h, c, W, b, p):
    """f and i see c_{t−1}, o sees c_t, each unit its own."""
    a_f, a_i, a_o, a_c = np.split(W @ np.concatenate([h, x]) + b, 4)
    p_f, p_i, p_o = np.split(p, 3)
    if "peepholes-i-before-f" in wrong:
        p_f, p_i = p_i, p_f
    for name, order in (
        ("peepholes-o-first", (p_i, p_o, p_f)),
        ("peepholes-o-before-i", (p_f, p_o, p_i)),
        ("peepholes-f-last", (p_o, p_f, p_i)),
        ("peepholes-in-reverse", (p_o, p_i, p_f)),
        ("one-peephole-for-all", (p_f, p_f, p_f)),
    ):
        if name in wrong:
            p_f, p_i, p_o = order
    seen = c
    if "peepholes-see-h" in wrong:
        seen = h
    if "peepholes-see-tanh-c" in wrong:
        seen = np.tanh(c)
    if "no-peepholes" in wrong:
        p_f, p_i, p_o = 0 * p_f, 0 * p_i, 0 * p_o
    if "f-without-peephole" in wrong:
        p_f = 0 * p_f
    if "i-without-peephole" in wrong:
        p_i = 0 * p_i
    if "peepholes-see-nothing" in wrong:
        seen = np.ones_like(c)
    if "peepholes-multiply" in wrong:
        c_new = sigmoid(a_f * p_f * c) * c + sigmoid(a_i * p_i * c) * np.tanh(a_c)
        return sigmoid(a_o * p_o * c_new) * np.tanh(c_new), c_new
    new = np.tanh(a_c + (p_i * c if "candidate-peeps-too" in wrong else 0))
    if "peephole-after-the-sigmoid" in wrong:
        c_new = (sigmoid(a_f) + p_f * c) * c + (sigmoid(a_i) + p_i * c) * new
        return (sigmoid(a_o) + p_o * c_new) * np.tanh(c_new), c_new
    if "peepholes-of-gates" in wrong:
        a_f, a_i, a_o = sigmoid(a_f), sigmoid(a_i), sigmoid(a_o)
    f, i = sigmoid(a_f + p_f * seen), sigmoid(a_i + p_i * seen)
    c_new = f * c + i * new
    if not wrong & {"peepholes-see-h", "peepholes-see-nothing"}:
        seen = np.tanh(c_new) if "peepholes-see-tanh-c" in wrong else c_new
    if "o-sees-the-old-c" in wrong:
        seen = c
    if "o-sees-h" in wrong:
        seen = h
    if "o-sees-what-is-shown" in wrong:
        seen = np.tanh(c_new)
    o = sigmoid(a_o + (0 if "o-without-peephole" in wrong else p_o * seen))
    if "peephole-shows-without-tanh" in wrong:
        return o * c_new, c_new
    return o * np.tanh(c_new), c_new


STEPS_BACK = (4, 9, 31)


def steps_back(wrong: Wrong):
    """How many steps back a tenth is left along the lane, for the forget biases 0, 1 and 2."""
    if "steps-of-the-gate-alone" in wrong:
        return 4, 8, 19
    shift = ("steps-one-more" in wrong) - ("steps-one-less" in wrong)
    return tuple(n + shift for n in STEPS_BACK)
