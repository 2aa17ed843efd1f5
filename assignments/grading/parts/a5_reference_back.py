"""The way back through an LSTM: right, and wrong in every way that `wrong` names.

The shapes are those of `a5_reference`.
"""

import numpy as np

from ..judging.part import Wrong
from .a5_reference import layers, sigmoid


def sums_backward(wrong: Wrong, d_h, d_c, f, i, o, new, c, c_new):
    """From ∂L/∂h_t, and ∂L/∂c_t along the lane, to the four sums and to c_{t−1}."""
    shown = np.tanh(c_new)
    slope = 1 - shown**2
    for name, other in (
        ("missing", np.ones_like(c_new)),
        ("of-tanh-twice", 1 - np.tanh(shown) ** 2),
        ("of-c-itself", 1 - c_new**2),
        ("not-squared", 1 - shown),
        ("of-the-old-c", 1 - np.tanh(c) ** 2),
    ):
        slope = other if f"shown-slope-{name}" in wrong else slope
    through_h = d_h * slope * (1 if "shown-without-o" in wrong else o)
    total = through_h + d_c
    for name, other in (
        ("shown-not-its-slope", d_c + d_h * o * shown),
        ("lane-through-the-tanh", (d_c + d_h * o) * slope),
        ("lane-scaled-by-f-first", d_c * f + through_h),
        ("shown-times-f", d_c + d_h * f * slope),
        ("shown-without-d_h", d_c + o * slope),
        ("shown-taken-away", d_c - through_h),
    ):
        total = other if name in wrong else total
    if "lane-dropped" in wrong:
        total = through_h
    if "shown-dropped" in wrong:
        total = d_c
    d_o = total if "d_o-from-the-lane" in wrong else d_h
    d_o = d_o * (c_new if "d_o-without-tanh" in wrong else shown)
    at_lane = d_c if "gates-before-the-sum" in wrong else total
    d_f = at_lane * (c_new if "d_f-of-the-new-c" in wrong else c)
    d_i = at_lane * (c if "d_i-of-the-old-c" in wrong else new)
    if "d_f-of-the-candidate" in wrong:
        d_f = at_lane * new
    if "d_f-without-c" in wrong:
        d_f = at_lane
    if "d_f-and-d_i-exchanged" in wrong:
        d_f, d_i = at_lane * new, at_lane * c
    for name, factor in (
        ("old-c", np.tanh(c)),
        ("candidate", new),
        ("slope", 1 - shown**2),
    ):
        d_o = d_h * factor if f"d_o-of-the-{name}" in wrong else d_o
    if "d_o-without-a-factor" in wrong:
        d_o = d_h
    if "d_o-from-d_c" in wrong:
        d_o = d_c * shown
    if "d_i-without-candidate" in wrong:
        d_i = at_lane
    d_new = at_lane * (1 if "d_candidate-without-i" in wrong else i)
    if "d_candidate-of-itself" in wrong:
        d_new = at_lane * new
    if "d_candidate-of-o" in wrong:
        d_new = at_lane * o
    if "d_candidate-of-f" in wrong:
        d_new = at_lane * f
    if "d_i-and-d_candidate-exchanged" in wrong:
        d_i, d_new = at_lane * i, at_lane * new
    if "all-gates-use-d_f" in wrong:
        d_i = d_o = d_f
    slopes = [g * (1 - g) for g in (f, i, o)]
    if "gate-slopes-missing" in wrong:
        slopes = [1, 1, 1]
    if "gate-slopes-first-factor" in wrong:
        slopes = [f, i, o]
    if "gate-slopes-second-factor" in wrong:
        slopes = [1 - f, 1 - i, 1 - o]
    if "gate-slopes-of-f-and-i-exchanged" in wrong:
        slopes[:2] = slopes[1::-1]
    if "gate-slopes-of-the-sum" in wrong:
        slopes = [sigmoid(g) * (1 - sigmoid(g)) for g in (f, i, o)]
    if "gate-slopes-of-tanh" in wrong:
        slopes = [1 - g**2 for g in (f, i, o)]
    candidate_slope = 1 - new**2
    for name, other in (
        ("missing", np.ones_like(new)),
        ("not-squared", 1 - new),
        ("of-a-sigmoid", new * (1 - new)),
        ("of-tanh-twice", 1 - np.tanh(new) ** 2),
    ):
        candidate_slope = other if f"candidate-slope-{name}" in wrong else candidate_slope
    back = d_c if "only-the-lane-goes-back" in wrong else total
    if "back-with-one-minus-f" in wrong:
        f = 1 - f
    if "back-with-c" in wrong:
        f = c
    if "back-with-o" in wrong:
        f = o
    back = back if "back-without-f" in wrong else back * (i if "back-with-i" in wrong else f)
    gates = [d * s for d, s in zip((d_f, d_i, d_o), slopes, strict=True)]
    if "d_a_f-and-d_a_i-exchanged" in wrong:
        gates[:2] = gates[1::-1]
    return *gates, d_new * candidate_slope, back


def layers_backward(wrong: Wrong, d_a, x, h, W):
    """From the four sums, d_a (4 D_h, B), to h_{t−1}, W and b."""
    D_h, B = h.shape
    d_W = d_a @ np.concatenate([x, h] if "d_W-input-first" in wrong else [h, x]).T
    if "d_W-mean-over-samples" in wrong:
        d_W = d_W / B
    d_b = d_a if "d_b-not-summed" in wrong else d_a.sum(axis=1, keepdims=True)
    if "d_b-mean-over-samples" in wrong:
        d_b = d_b / B
    W_h = W[:, -D_h:] if "back-through-the-input-part" in wrong else W[:, :D_h]
    back = W_h.T @ d_a
    if "layers-back-not-transposed" in wrong:
        back = sum(V @ d for V, d in zip(np.split(W_h, 4), np.split(d_a, 4), strict=True))
    if "layers-back-averaged" in wrong:
        back = back / 4
    for name, rows in (("f", slice(D_h)), ("candidate", slice(-D_h, None))):
        if f"only-{name}-sends-back" in wrong:
            back = W_h[rows].T @ d_a[rows]
    if "gates-send-nothing-back-by-o" in wrong:
        back = back - W_h[2 * D_h : 3 * D_h].T @ d_a[2 * D_h : 3 * D_h]
    return back, d_W, d_b


def backward(
    wrong: Wrong,
    x,
    hs,
    cs,
    d_hs,
    d_c_last,
    W,
    b,
    *,
    layers=layers,
    sums_backward=sums_backward,
    layers_backward=layers_backward,
):
    """The gradients of W, b, h_0 and c_0."""
    T, d_W, d_b = len(x), np.zeros_like(W), np.zeros_like(b)
    d_h, d_c = np.zeros_like(hs[0]), 0 * d_c_last if "d_c_last-dropped" in wrong else d_c_last
    d_h_0, d_c_0 = d_h, d_c
    steps = range("first-step-left-out" in wrong, T - ("last-step-left-out" in wrong))
    if "only-the-last-step" in wrong:
        steps = range(T - 1, T)
    for t in steps if "forward-in-time" in wrong else reversed(steps):
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + d_hs[t - 1 if "d_hs-one-off" in wrong else t]
        h_old = hs[t + 1] if "gates-of-the-new-h" in wrong else hs[t]
        c_old = cs[t + 1] if "c-after-for-c-before" in wrong else cs[t]
        c_new = cs[t] if "c-before-for-c-after" in wrong else cs[t + 1]
        if "cells-one-off" in wrong:
            c_old, c_new = cs[t - 1], cs[t]
        gates = layers(wrong, x[t], h_old, W, b)
        *d_sums, d_c_before = sums_backward(wrong, d_h, d_c, *gates, c_old, c_new)
        met = hs[t + 1] if "d_W-of-the-new-h" in wrong else hs[t]
        x_t = x[t - 1 if "inputs-one-off" in wrong else t]
        back, d_W_t, d_b_t = layers_backward(wrong, np.concatenate(d_sums), x_t, met, W)
        keep_W = "all-overwritten" not in wrong and "W-overwritten" not in wrong
        keep_b = "all-overwritten" not in wrong and "b-overwritten" not in wrong
        d_W = d_W_t + (d_W if keep_W else 0)
        d_b = d_b_t + (d_b if keep_b else 0)
        d_h_1 = d_h
        d_h, d_h_0 = (0 * back if "d_h-not-carried" in wrong else back), back
        d_c, d_c_0 = _lane(wrong, d_c, d_c_before, d_c_last), d_c_before
    if "mean-over-time" in wrong:
        d_W, d_b = d_W / T, d_b / T
    if "d_h_0-is-that-of-h_1" in wrong:
        d_h_0 = d_h_1
    if "d_c-stays-d_c_last" in wrong:
        d_c_0 = d_c_last
    if "d_c-zeroed" in wrong:
        d_c_0 = 0 * d_c_0
    return d_W, d_b, d_h_0, d_c_0


def _lane(wrong: Wrong, d_c, d_c_before, d_c_last):
    """What is handed on along the lane."""
    if "d_c-not-carried" in wrong or "d_c-zeroed" in wrong:
        return np.zeros_like(d_c)
    if "d_c-stays-d_c_last" in wrong:
        return d_c_last
    if "d_c_last-at-every-step" in wrong:
        return d_c_before + d_c_last
    return d_c_before + (d_c if "d_c-added-up" in wrong else 0)
