"""What assignment 5 does with the LSTM: two pieces, forget biases, peepholes; right and wrong."""

import numpy as np

from ..judging.part import Wrong
from .a5_reference import backward, sigmoid


def in_pieces(wrong: Wrong, x, hs, cs, d_hs, d_c_last, W, b, k, *, backward=backward):
    """The gradients of W and b, first through the steps after k, then through the first k."""
    later = x[k:], hs[k:], cs[k:], d_hs[k:]
    *sums, d_h, d_c = backward(wrong, *later, d_c_last, W, b)
    arrives = d_hs[:k].copy()
    if "h-cut-at-the-border" not in wrong and "all-cut-at-the-border" not in wrong:
        own = 0 if "output-at-the-border-overwritten" in wrong else arrives[-1]
        arrives[-1] = own + d_h
    if "h-message-at-the-wrong-step" in wrong:
        arrives = d_hs[:k].copy()
        arrives[0] = arrives[0] + d_h
    if "c-cut-at-the-border" in wrong or "all-cut-at-the-border" in wrong:
        d_c = np.zeros_like(d_c)
    if "d_c_last-at-the-border" in wrong:
        d_c = d_c_last
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
    if "share-divided-by-T" in wrong:
        f = share / T
    if "one-step-too-few" in wrong and T > 1:
        f = share ** (1 / (T - 1))
    if "gate-and-no-bias" in wrong:
        return f
    odds = (1 - f) / f if "bias-of-the-wrong-sign" in wrong else f / (1 - f)
    if "odds-without-log" in wrong:
        return odds
    return np.log10(odds) if "bias-to-base-ten" in wrong else np.log(odds)


def peephole_step(wrong: Wrong, x, h, c, W, b, p):
    """f and i see c_{t−1}, o sees c_t, each unit its own."""
    a_f, a_i, a_o, a_c = np.split(W @ np.concatenate([h, x]) + b, 4)
    p_f, p_i, p_o = np.split(p, 3)
    if "peepholes-i-before-f" in wrong:
        p_f, p_i = p_i, p_f
    seen = c
    if "peepholes-see-h" in wrong:
        seen = h
    if "peepholes-see-tanh-c" in wrong:
        seen = np.tanh(c)
    if "no-peepholes" in wrong:
        p_f, p_i, p_o = 0 * p_f, 0 * p_i, 0 * p_o
    if "f-without-peephole" in wrong:
        p_f = 0 * p_f
    new = np.tanh(a_c + (p_i * c if "candidate-peeps-too" in wrong else 0))
    if "peephole-after-the-sigmoid" in wrong:
        c_new = (sigmoid(a_f) + p_f * c) * c + (sigmoid(a_i) + p_i * c) * new
        return (sigmoid(a_o) + p_o * c_new) * np.tanh(c_new), c_new
    f, i = sigmoid(a_f + p_f * seen), sigmoid(a_i + p_i * seen)
    c_new = f * c + i * new
    if "peepholes-see-h" not in wrong:
        seen = np.tanh(c_new) if "peepholes-see-tanh-c" in wrong else c_new
    if "o-sees-the-old-c" in wrong:
        seen = c
    o = sigmoid(a_o + (0 if "o-without-peephole" in wrong else p_o * seen))
    return o * np.tanh(c_new), c_new


STEPS_BACK = (4, 9, 31)


def steps_back(wrong: Wrong):
    """How many steps back a tenth is left along the lane, for the forget biases 0, 1 and 2."""
    shift = ("steps-one-more" in wrong) - ("steps-one-less" in wrong)
    return tuple(n + shift for n in STEPS_BACK)
