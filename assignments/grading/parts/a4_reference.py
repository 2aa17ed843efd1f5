"""A GRU and its gradients, right, and wrong in every way that `wrong` names.

Shapes: x (T, D_x, B), states (T + 1, D_h, B), W (3 D_h, D_h + D_x), b (3 D_h, 1).
The rows of W and b belong to r, z and the candidate, in this order. z = 1 takes the new.
"""

import numpy as np

from ..judging.part import Wrong


def sigmoid(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def tap(wrong: Wrong, old, new, z):
    """1 − z parts of the old and z parts of the new."""
    if "z-for-one-minus-z" in wrong:
        return z * old + (1 - z) * new
    kept = 1 if "old-kept-whole" in wrong else 1 - z
    written = 1 if "new-written-whole" in wrong else z
    if "old-dropped" in wrong:
        kept = 0
    return kept * old + written * new


def one_gate(wrong: Wrong, x, h, W, b, *, tap=tap):
    """A cell with the gate z alone; the rows of W and b belong to z and the candidate."""
    seen = 0 * h if "one-gate-without-state" in wrong else h
    a = W @ np.concatenate([x, seen] if "one-gate-input-first" in wrong else [seen, x])
    a_z, a_h = np.split(a if "one-gate-without-bias" in wrong else a + b, 2)
    if "one-gate-rows-exchanged" in wrong:
        a_z, a_h = a_h, a_z
    z = np.tanh(a_z) if "one-gate-with-tanh" in wrong else sigmoid(a_z)
    new = sigmoid(a_h) if "one-gate-candidate-with-sigmoid" in wrong else np.tanh(a_h)
    return tap(wrong, h, new, z)


def layers(wrong: Wrong, x, h, W, b):
    """r, z and the candidate, which sees r h in place of h."""
    D_h = len(h)
    if "layers-without-bias" in wrong:
        b = np.zeros_like(b)
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    if "layers-z-before-r" in wrong:
        W_r, W_z, b_r, b_z = W_z, W_r, b_z, b_r
    order = -1 if "layers-input-first" in wrong else 1
    seen = np.concatenate([h, x][::order])
    gate = np.tanh if "gates-with-tanh" in wrong else sigmoid
    r, z = gate(W_r @ seen + b_r), gate(W_z @ seen + b_z)
    reset = r
    for name, other in (("without-reset", 1), ("reset-by-z", z), ("reset-by-one-minus-r", 1 - r)):
        reset = other if name in wrong else reset
    if "reset-after" in wrong:
        a = reset * (W_h[:, :D_h] @ h) + W_h[:, D_h:] @ x
    elif "reset-of-the-whole-sum" in wrong:
        a = reset * (W_h @ seen)
    else:
        a = W_h @ np.concatenate([reset * h, x][::order])
    squash = sigmoid if "candidate-with-sigmoid" in wrong else np.tanh
    if "candidate-without-tanh" in wrong:
        return r, z, a + b_h
    return r, z, squash(a + b_h)


def forward(wrong: Wrong, x, h_0, W, b, *, layers=layers, tap=tap):
    """All states, h_0 in front."""
    states = [np.zeros_like(h_0) if "start-ignored" in wrong else h_0]
    for t in range(len(x)):
        h = states[0] if "state-not-carried" in wrong else states[-1]
        r, z, new = layers(wrong, x[0 if "first-input-only" in wrong else t], h, W, b)
        old = r * h if "kept-state-reset-too" in wrong else h
        z = r if "r-mixes" in wrong else z
        states.append(new if "candidate-is-the-state" in wrong else tap(wrong, old, new, z))
    kept = slice(1 if "states-without-start" in wrong else 0, None)
    if "states-end-early" in wrong:
        kept = slice(None, -1)
    return np.array(states)[kept]


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
    for name, other in (
        ("missing", 1),
        ("of-tanh-twice", 1 - np.tanh(new) ** 2),
        ("of-a-sigmoid", new * (1 - new)),
    ):
        slope_h = other if f"candidate-slope-{name}" in wrong else slope_h
    d_new = d_h * z
    if "d_candidate-without-z" in wrong:
        d_new = d_h
    if "d_candidate-with-one-minus-z" in wrong:
        d_new = d_h * (1 - z)
    d_a_h = d_new * slope_h
    difference = new - h
    for name, other in (
        ("d_z-of-the-wrong-sign", h - new),
        ("d_z-without-the-old", new),
        ("d_z-without-the-new", -h),
    ):
        difference = other if name in wrong else difference
    W_hh = W[2 * D_h :, :D_h]
    if "d_r-by-the-rows-of-r" in wrong:
        W_hh = W[:D_h, :D_h]
    if "d_r-by-the-columns-of-x" in wrong:
        W_hh = W[2 * D_h :, -D_h:]
    W_hh = W_hh if "d_r-not-transposed" in wrong else W_hh.T
    at_reset = W_hh @ (d_new if "d_r-before-the-slope" in wrong else d_a_h)
    d_r = at_reset * (1 if "d_r-without-h" in wrong else h)
    if "d_r-of-the-reset-state" in wrong:
        d_r = at_reset * r * h
    if "gates-share-d_z" in wrong:
        d_r = d_h * difference
    return d_r * slope_r, d_h * difference * slope_z, d_a_h


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
    by_candidate = W_h @ d_a_h
    if "way-without-reset" not in wrong:
        by_candidate = by_candidate * r
    if "way-reset-before-the-matrix" in wrong:
        by_candidate = W_h @ (d_a_h * r)
    by_z, by_r = W_z @ d_a_z, W_r @ d_a_r
    if "ways-of-gates-reset-too" in wrong:
        by_z, by_r = by_z * r, by_r * r
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
    for t in reversed(range(1 if "first-step-left-out" in wrong else 0, T)):
        d_h = carried
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + d_states[t]
        h = states[t + 1] if "new-state-for-the-old" in wrong else states[t]
        r, z, new = layers(wrong, x[t], h, W, b)
        sums = sums_backward(wrong, d_h, h, r, z, new, W)
        ways = list(four_ways(wrong, d_h, *sums, r, z, W))
        for n, way in enumerate(("kept", "candidate", "z", "r")):
            if f"way-{way}-left-out" in wrong:
                ways[n] = np.zeros_like(d_h)
        sent = sum(ways) + (carried if "message-added-up" in wrong else 0)
        met = states[t + 1] if "d_W-of-the-new-state" in wrong else h
        d_W_t, d_b_t = weights_backward(wrong, *sums, x[t], met, r)
        keep_W = "all-overwritten" not in wrong and "W-overwritten" not in wrong
        keep_b = "all-overwritten" not in wrong and "b-overwritten" not in wrong
        d_W, d_b = d_W_t + (d_W if keep_W else 0), d_b_t + (d_b if keep_b else 0)
        carried = np.zeros_like(sent) if "next-step-forgotten" in wrong else sent
    if "mean-over-time" in wrong:
        d_W, d_b = d_W / T, d_b / T
    return d_W, d_b, sent
