"""An LSTM and its gradients, right, and wrong in every way that `wrong` names.

Shapes: x (T, D_x, B), states (T + 1, D_h, B), W (4 D_h, D_h + D_x), b (4 D_h, 1).
The rows of W and b belong to f, i, o and the candidate, in this order.
"""

import numpy as np

from ..judging.part import Wrong


def sigmoid(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def layers(wrong: Wrong, x, h, W, b):
    """f, i, o and the candidate: all that has weights."""
    if "layers-without-state" in wrong:
        h = np.zeros_like(h)
    a = W @ np.concatenate([x, h] if "layers-input-first" in wrong else [h, x])
    if "layers-without-bias" not in wrong:
        a = a + b
    f, i, o, new = np.split(a, 4)
    if "layers-in-the-order-of-PyTorch" in wrong:
        i, f, new, o = np.split(a, 4)
    if "layers-i-before-f" in wrong:
        f, i = i, f
    if "layers-candidate-before-o" in wrong:
        o, new = new, o
    gate = np.tanh if "gates-with-tanh" in wrong else sigmoid
    candidate = sigmoid if "candidate-with-sigmoid" in wrong else np.tanh
    if "candidate-without-tanh" in wrong:
        return gate(f), gate(i), gate(o), new
    return gate(f), gate(i), gate(o), candidate(new)


def step(wrong: Wrong, x, h, c, W, b, *, layers=layers):
    """c_t = f c_{t−1} + i c̃_t and h_t = o tanh c_t."""
    f, i, o, new = layers(wrong, x, h, W, b)
    if "f-and-i-exchanged" in wrong:
        f, i = i, f
    if "f-is-one-minus-i" in wrong:
        f = 1 - i
    if "i-is-one-minus-f" in wrong:
        i = 1 - f
    if "one-minus-f" in wrong:
        f = 1 - f
    f = 1 if "without-forget-gate" in wrong else f
    i = 1 if "without-input-gate" in wrong else i
    o = 1 if "without-output-gate" in wrong else o
    c_new = f * c + i * new
    if "tanh-on-the-lane" in wrong:
        c_new = np.tanh(c_new)
    shown = c if "shows-the-old-c" in wrong else c_new
    h_new = o * (shown if "shows-without-tanh" in wrong else np.tanh(shown))
    return (c_new, h_new) if "step-results-exchanged" in wrong else (h_new, c_new)


def counts(wrong: Wrong, D_x, D_h):
    """Weights and biases of the LSTM, of the GRU, and of PyTorch's LSTM."""
    seen = D_h + D_x + (D_h if "layers-that-see-c" in wrong else 0)
    lstm, gru = (5, 4) if "operator-counted-as-layer" in wrong else (4, 3)
    bias = 0 if "biases-not-counted" in wrong else 1
    if "one-bias-per-layer" in wrong:
        return lstm * (D_h * seen + 1), gru * (D_h * seen + 1), lstm * (D_h * seen + 2)
    second = 0 if "one-bias-in-PyTorch" in wrong else bias
    return (
        lstm * D_h * (seen + bias),
        gru * D_h * (seen + bias),
        lstm * D_h * (seen + bias + second),
    )


def forward(wrong: Wrong, x, h_0, c_0, W, b, *, step=step):
    """All hidden states and all cell states, with those before the first step in front."""
    hs = [np.zeros_like(h_0) if "h_0-ignored" in wrong else h_0]
    cs = [np.zeros_like(c_0) if "c_0-ignored" in wrong else c_0]
    for t in range(len(x)):
        h = hs[0] if "h-not-carried" in wrong else hs[-1]
        c = cs[0] if "c-not-carried" in wrong else cs[-1]
        if "h-carried-as-c" in wrong:
            c = h
        if "h-and-c-exchanged" in wrong:
            h, c = c, h
        h_new, c_new = step(wrong, x[0 if "first-input-only" in wrong else t], h, c, W, b)
        hs.append(h_new)
        cs.append(c_new)
    kept = slice(1 if "states-without-start" in wrong else 0, None)
    if "states-end-early" in wrong:
        kept = slice(None, -1)
    found = np.array(hs)[kept], np.array(cs)[kept]
    return found[::-1] if "states-exchanged" in wrong else found


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
    if "lane-dropped" in wrong:
        total = through_h
    if "shown-dropped" in wrong:
        total = d_c
    d_o = total if "d_o-from-the-lane" in wrong else d_h
    d_o = d_o * (c_new if "d_o-without-tanh" in wrong else shown)
    at_lane = d_c if "gates-before-the-sum" in wrong else total
    d_f = at_lane * (c_new if "d_f-of-the-new-c" in wrong else c)
    d_i = at_lane * (c if "d_i-of-the-old-c" in wrong else new)
    if "d_i-without-candidate" in wrong:
        d_i = at_lane
    d_new = at_lane * (1 if "d_candidate-without-i" in wrong else i)
    if "d_candidate-of-f" in wrong:
        d_new = at_lane * f
    if "all-gates-use-d_f" in wrong:
        d_i = d_o = d_f
    slopes = [g * (1 - g) for g in (f, i, o)]
    if "gate-slopes-missing" in wrong:
        slopes = [1, 1, 1]
    if "gate-slopes-of-the-sum" in wrong:
        slopes = [sigmoid(g) * (1 - sigmoid(g)) for g in (f, i, o)]
    if "gate-slopes-of-tanh" in wrong:
        slopes = [1 - g**2 for g in (f, i, o)]
    candidate_slope = 1 - new**2
    for name, other in (
        ("missing", np.ones_like(new)),
        ("of-a-sigmoid", new * (1 - new)),
        ("of-tanh-twice", 1 - np.tanh(new) ** 2),
    ):
        candidate_slope = other if f"candidate-slope-{name}" in wrong else candidate_slope
    back = d_c if "only-the-lane-goes-back" in wrong else total
    back = back if "back-without-f" in wrong else back * (i if "back-with-i" in wrong else f)
    gates = [d * s for d, s in zip((d_f, d_i, d_o), slopes, strict=True)]
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
    for t in reversed(range(1 if "first-step-left-out" in wrong else 0, T)):
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + d_hs[t]
        h_old = hs[t + 1] if "gates-of-the-new-h" in wrong else hs[t]
        c_old = cs[t + 1] if "c-after-for-c-before" in wrong else cs[t]
        c_new = cs[t] if "c-before-for-c-after" in wrong else cs[t + 1]
        gates = layers(wrong, x[t], h_old, W, b)
        *d_sums, d_c_before = sums_backward(wrong, d_h, d_c, *gates, c_old, c_new)
        met = hs[t + 1] if "d_W-of-the-new-h" in wrong else hs[t]
        back, d_W_t, d_b_t = layers_backward(wrong, np.concatenate(d_sums), x[t], met, W)
        keep_W = "all-overwritten" not in wrong and "W-overwritten" not in wrong
        keep_b = "all-overwritten" not in wrong and "b-overwritten" not in wrong
        d_W = d_W_t + (d_W if keep_W else 0)
        d_b = d_b_t + (d_b if keep_b else 0)
        d_h, d_h_0 = (0 * back if "d_h-not-carried" in wrong else back), back
        d_c, d_c_0 = _lane(wrong, d_c, d_c_before, d_c_last), d_c_before
    if "mean-over-time" in wrong:
        d_W, d_b = d_W / T, d_b / T
    if "d_c-stays-d_c_last" in wrong:
        d_c_0 = d_c_last
    return d_W, d_b, d_h_0, d_c_0


def _lane(wrong: Wrong, d_c, d_c_before, d_c_last):
    """What is handed on along the lane."""
    if "d_c-not-carried" in wrong:
        return np.zeros_like(d_c)
    if "d_c-stays-d_c_last" in wrong:
        return d_c_last
    if "d_c_last-at-every-step" in wrong:
        return d_c_before + d_c_last
    return d_c_before + (d_c if "d_c-added-up" in wrong else 0)
