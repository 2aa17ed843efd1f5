"""The way back through a GRU: right, and wrong in every way that `wrong` names.

The shapes are those of `a4_reference`.
"""

import numpy as np

from ..judging.part import Wrong
from .a4_reference import layers, sigmoid


def sums_backward(wrong: Wrong, d_h, h, r, z, new, W):
    """From ∂L/∂h_t to the three sums."""
    D_h = len(h)
    slope_h, slope_z, slope_r = 1 - new**2, z * (1 - z), r * (1 - r)
    if "gate-slopes-missing" in wrong:
        slope_z = slope_r = 1
    if "gate-slopes-of-the-sum" in wrong:
        slope_z, slope_r = (sigmoid(g) * (1 - sigmoid(g)) for g in (z, r))
    if "gate-slopes-of-tanh" in wrong:
        slope_z, slope_r = 1 - z**2, 1 - r**2
    slope_z = 1 if "slope-of-z-missing" in wrong else slope_z
    slope_r = 1 if "slope-of-r-missing" in wrong else slope_r
    for factor, of_z, of_r in (("first", z, r), ("second", 1 - z, 1 - r)):
        slope_z = of_z if f"slope-of-z-{factor}-factor" in wrong else slope_z
        slope_r = of_r if f"slope-of-r-{factor}-factor" in wrong else slope_r
    slope_z = r * (1 - r) if "slope-of-z-from-r" in wrong else slope_z
    slope_r = z * (1 - z) if "slope-of-r-from-z" in wrong else slope_r
    for name, other in (
        ("missing", 1),
        ("not-squared", 1 - new),
        ("of-tanh-twice", 1 - np.tanh(new) ** 2),
        ("of-a-sigmoid", new * (1 - new)),
    ):
        slope_h = other if f"candidate-slope-{name}" in wrong else slope_h
    d_new = d_h * z
    if "d_candidate-without-z" in wrong:
        d_new = d_h
    if "d_candidate-with-one-minus-z" in wrong:
        d_new = d_h * (1 - z)
    if "d_candidate-of-r" in wrong:
        d_new = d_h * r
    d_a_h = d_new * slope_h
    difference = new - h
    for name, other in (
        ("d_z-of-the-wrong-sign", h - new),
        ("d_z-without-the-old", new),
        ("d_z-without-the-new", -h),
        ("d_z-of-a-sum", new + h),
    ):
        difference = other if name in wrong else difference
    W_hh = W[2 * D_h :, :D_h]
    if "d_r-by-the-rows-of-r" in wrong:
        W_hh = W[:D_h, :D_h]
    if "d_r-by-the-rows-of-z" in wrong:
        W_hh = W[D_h : 2 * D_h, :D_h]
    if "d_r-by-the-columns-of-x" in wrong:
        W_hh = W[2 * D_h :, -D_h:]
    W_hh = W_hh if "d_r-not-transposed" in wrong else W_hh.T
    at_reset = W_hh @ (d_new if "d_r-before-the-slope" in wrong else d_a_h)
    if "d_r-without-the-matrix" in wrong:
        at_reset = d_a_h
    if "d_r-of-d_h" in wrong:
        at_reset = W_hh @ d_h
    d_r = at_reset * (1 if "d_r-without-h" in wrong else h)
    if "d_r-of-the-reset-state" in wrong:
        d_r = at_reset * r * h
    if "d_r-times-r" in wrong:
        d_r = at_reset * r
    if "gates-share-d_z" in wrong:
        d_r = d_h * difference
    arrived = 1 if "d_z-without-d_h" in wrong else d_h
    return d_r * slope_r, arrived * difference * slope_z, d_a_h


def four_ways(wrong: Wrong, d_h, d_a_r, d_a_z, d_a_h, r, z, W):
    """The four messages to h_{t−1}: kept, by the candidate, by z, by r."""
    D_h = len(d_h)
    columns = slice(-D_h, None) if "ways-by-the-columns-of-x" in wrong else slice(D_h)
    W_r, W_z, W_h = (block[:, columns].T for block in np.split(W, 3))
    if "ways-z-before-r" in wrong:
        W_r, W_z = W_z, W_r
    if "ways-not-transposed" in wrong:
        W_r, W_z, W_h = W_r.T, W_z.T, W_h.T
    kept = d_h * (z if "kept-with-z" in wrong else 1 - z)
    if "kept-whole" in wrong:
        kept = d_h
    if "kept-with-r" in wrong:
        kept = d_h * (1 - r)
    if "kept-without-d_h" in wrong:
        kept = 1 - z
    by_candidate = W_h @ d_a_h
    if "way-reset-by-z" in wrong:
        r = z
    if "way-reset-by-one-minus-r" in wrong:
        r = 1 - r
    if "way-without-reset" not in wrong:
        by_candidate = by_candidate * r
    if "way-reset-before-the-matrix" in wrong:
        by_candidate = W_h @ (d_a_h * r)
    by_z, by_r = W_z @ d_a_z, W_r @ d_a_r
    if "ways-of-gates-reset-too" in wrong:
        by_z, by_r = by_z * r, by_r * r
    if "ways-of-gates-times-the-gates" in wrong:
        by_z, by_r = by_z * z, by_r * r
    return kept, by_candidate, by_z, by_r


def weights_backward(wrong: Wrong, d_a_r, d_a_z, d_a_h, x, h, r):
    """The gradients of W and b of one step."""
    B = x.shape[1]
    order = -1 if "d_W-input-first" in wrong else 1
    seen = np.concatenate([h, x][::order]).T
    looked_at = np.concatenate([r * h, x][::order]).T
    if "candidate-saw-the-whole-state" in wrong:
        looked_at = seen
    if "gates-saw-the-reset-state" in wrong:
        seen = looked_at
    rows = [d_a_r @ seen, d_a_z @ seen, d_a_h @ looked_at]
    sums = [d_a_r, d_a_z, d_a_h]
    if "d_W-z-before-r" in wrong:
        rows, sums = [rows[1], rows[0], rows[2]], [sums[1], sums[0], sums[2]]
    if "update-gate-saw-the-reset-state" in wrong:
        rows[1] = d_a_z @ looked_at
    if "d_W-reset-on-the-other-side" in wrong:
        rows[2] = (r * d_a_h) @ seen
    if "d_W-rows-of-r-and-z-exchanged" in wrong:
        rows = [rows[1], rows[0], rows[2]]
    if "d_W-candidate-first" in wrong:
        rows, sums = [rows[2], *rows[:2]], [sums[2], *sums[:2]]
    d_W, d_b = np.concatenate(rows), np.concatenate(sums)
    if "d_b-not-summed" not in wrong:
        d_b = d_b.sum(axis=1, keepdims=True)
    if "d_b-mean-over-samples" in wrong:
        d_b = d_b / B
    return d_W / (B if "d_W-mean-over-samples" in wrong else 1), d_b


def backward(
    wrong: Wrong,
    x,
    states,
    d_states,
    W,
    b,
    *,
    layers=layers,
    sums_backward=sums_backward,
    four_ways=four_ways,
    weights_backward=weights_backward,
):
    """The gradients of W, b and h_0."""
    T, d_W, d_b = len(x), np.zeros_like(W), np.zeros_like(b)
    carried = sent = np.zeros_like(states[0])
    steps = range("first-step-left-out" in wrong, T - ("last-step-left-out" in wrong))
    if "only-the-last-step" in wrong:
        steps = range(T - 1, T)
    for t in steps if "forward-in-time" in wrong else reversed(steps):
        d_h = carried
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + d_states[t - 1 if "d_hs-one-off" in wrong else t]
        h = states[t + 1] if "new-state-for-the-old" in wrong else states[t]
        h_seen = states[t + 1] if "gates-of-the-new-state" in wrong else h
        r, z, new = layers(wrong, x[t], h_seen, W, b)
        sums = sums_backward(wrong, d_h, h, r, z, new, W)
        ways = list(four_ways(wrong, d_h, *sums, r, z, W))
        for n, way in enumerate(("kept", "candidate", "z", "r")):
            if f"way-{way}-left-out" in wrong:
                ways[n] = np.zeros_like(d_h)
        sent = sum(ways) + (carried if "message-added-up" in wrong else 0)
        met = states[t + 1] if "d_W-of-the-new-state" in wrong else h
        x_t = x[t - 1 if "inputs-one-off" in wrong else t]
        d_W_t, d_b_t = weights_backward(wrong, *sums, x_t, met, r)
        keep_W = "all-overwritten" not in wrong and "W-overwritten" not in wrong
        keep_b = "all-overwritten" not in wrong and "b-overwritten" not in wrong
        d_W, d_b = d_W_t + (d_W if keep_W else 0), d_b_t + (d_b if keep_b else 0)
        carried = np.zeros_like(sent) if "next-step-forgotten" in wrong else sent
    if "mean-over-time" in wrong:
        d_W, d_b = d_W / T, d_b / T
    return d_W, d_b, d_h if "d_h_0-is-that-of-h_1" in wrong else sent
