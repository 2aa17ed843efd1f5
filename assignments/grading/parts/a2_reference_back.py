"""The way back through an RNN: right, and wrong in every way that `wrong` names.

The shapes are those of `a2_reference`.
"""

import numpy as np

from ..judging.part import Wrong
from .a2_reference import forward, loss, readout, softmax


def loss_backward(wrong: Wrong, y, targets, *, softmax=softmax):
    """∂L/∂y: p with 1 taken away at the target, over T B."""
    d_y = p = softmax(wrong, y)
    t, n = np.indices(targets.shape)
    target = np.zeros_like(y)
    target[t, targets, n] = 1
    if "target-not-taken-away" not in wrong:
        d_y = target - d_y if "target-minus-p" in wrong else d_y - target
    for name, other in (
        ("one-taken-away-everywhere", p - 1),
        ("target-added", p + target),
        ("target-set-to-minus-one", np.where(target, -1, p)),
        ("target-of-the-wrong-sign", np.where(target, 1 - p, p)),
        ("others-left-out", (p - 1) * target),
        ("derivative-by-p", -target / p),
        ("scores-for-probabilities", y - target),
        ("d_y-with-a-second-slope", (p - target) * p * (1 - p)),
    ):
        d_y = other if name in wrong else d_y
    T, B = targets.shape
    divisor = T * B
    for name, other in (
        ("not-divided", 1),
        ("divided-by-T", T),
        ("divided-by-B", B),
        ("divided-by-scores", y.size),
    ):
        divisor = other if f"d_y-{name}" in wrong else divisor
    return d_y / divisor


def step_backward(wrong: Wrong, d_h, h_new, h, x, W):
    """From ∂L/∂h_t to those of h_{t−1}, W and b."""
    D_h, B = h.shape
    slope = 1 - h_new**2
    for name, other in (
        ("missing", np.ones_like(h_new)),
        ("not-squared", 1 - h_new),
        ("of-tanh-twice", 1 - np.tanh(h_new) ** 2),
        ("of-the-state-before", 1 - h**2),
        ("of-a-sigmoid", h_new * (1 - h_new)),
        ("is-the-square", h_new**2),
        ("square-misplaced", (1 - h_new) ** 2),
    ):
        slope = other if f"slope-{name}" in wrong else slope
    d_a = d_h * slope
    seen = [h, x]
    if "d_W-of-the-new-state" in wrong:
        seen = [h_new, x]
    if "d_W-input-first" in wrong:
        seen = [x, h]
    d_W = (d_h if "d_W-before-the-slope" in wrong else d_a) @ np.concatenate(seen).T
    if "d_W-mean-over-samples" in wrong:
        d_W = d_W / B
    d_b = d_a.sum(axis=1, keepdims=True)
    if "d_b-before-the-slope" in wrong:
        d_b = d_h.sum(axis=1, keepdims=True)
    if "d_b-not-summed" in wrong:
        d_b = d_a
    if "d_b-mean-over-samples" in wrong:
        d_b = d_b / B
    W_hh = W[:, -D_h:] if "back-through-the-input-part" in wrong else W[:, :D_h]
    W_hh = W_hh if "W-not-transposed" in wrong else W_hh.T
    sent = W_hh @ (d_h if "back-before-the-slope" in wrong else d_a)
    if "back-with-another-slope" in wrong:
        sent = sent * (1 - h**2)
    return (d_a if "back-without-the-matrix" in wrong else sent), d_W, d_b


def backward(wrong: Wrong, x, states, d_y, W, W_y, *, step_backward=step_backward):
    """The gradients of W, b, W_y, b_y."""
    T, from_next = len(x), np.zeros_like(states[0])
    sums = [0 * W, 0 * states[0][:, :1], 0 * W_y, 0 * d_y[0][:, :1]]
    steps = range("first-step-left-out" in wrong, T - ("last-step-left-out" in wrong))
    if "only-the-last-step" in wrong:
        steps = range(T - 1, T)
    for t in steps if "forward-in-time" in wrong else reversed(steps):
        d_h = from_next
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + W_y.T @ d_y[t - 1 if "d_y-one-off" in wrong else t]
        if "outputs-forgotten" in wrong:
            d_h = from_next
        x_t = x[t - 1 if "inputs-one-off" in wrong else t]
        made, before = (t, t - 1) if "states-one-off" in wrong else (t + 1, t)
        sent, d_W, d_b = step_backward(wrong, d_h, states[made], states[before], x_t, W)
        read = states[t] if "d_W_y-of-the-state-before" in wrong else states[t + 1]
        read = states[-1] if "d_W_y-of-the-last-state" in wrong else read
        found = [d_W, d_b, d_y[t] @ read.T, d_y[t].sum(axis=1, keepdims=True)]
        if "d_b_y-mean-over-samples" in wrong:
            found[3] = found[3] / x.shape[2]
        sums = [s + f for s, f in zip(sums, found, strict=True)]
        for name, places in (("W", [0]), ("b", [1]), ("W_y", [2]), ("b_y", [3])):
            if f"{name}-overwritten" in wrong or "all-overwritten" in wrong:
                sums = [found[n] if n in places else s for n, s in enumerate(sums)]
        if "message-added-up" in wrong:
            from_next = from_next + sent
        elif "message-before-the-step" in wrong:
            from_next = d_h
        else:
            from_next = np.zeros_like(sent) if "next-step-forgotten" in wrong else sent
    if "mean-over-time" in wrong:
        sums = [s / T for s in sums]
    return tuple(sums)


def truncated(wrong: Wrong, x, states, d_y, W, W_y, window, *, backward=backward):
    """The gradients of W and b, cut every `window` steps."""
    T = len(x)
    if "window-one-state-short" in wrong:
        cuts = [slice(start, start + window) for start in range(0, T, window)]
        found = [backward(wrong, x[c], states[c], d_y[c], W, W_y)[:2] for c in cuts]
        return tuple(sum(sums) for sums in zip(*found, strict=True))
    length = window + ("window-one-longer" in wrong)
    borders = list(range(0, T, length))
    if "window-not-cut" in wrong:
        borders = [0]
    if "window-first-step-alone" in wrong:
        borders = sorted({0, *range(1, T, window)})
    if "window-one-off" in wrong:
        borders = [0, *range(window - 1, T, window)] if window > 1 else borders
    if "windows-from-the-end" in wrong:
        borders = sorted({0, *range(T, 0, -window)} - {T})
    ends = [*borders[1:], T]
    if "rest-dropped" in wrong:
        ends = [end for end in ends if end % window == 0]
    pieces = list(zip(borders, ends, strict=False))
    if "last-window-only" in wrong:
        pieces = pieces[-1:]
    if "each-output-alone" in wrong:
        pieces = [(max(0, t + 1 - window), t + 1) for t in range(T)]
    d_W, d_b = np.zeros_like(W), np.zeros((len(W), 1))
    for start, end in pieces:
        made = states[start : end + 1]
        if "windows-with-the-first-states" in wrong:
            made = states
        if "windows-start-from-zero" in wrong:
            made = np.concatenate([np.zeros_like(made[:1]), made[1:]])
        sent = np.array(d_y[start:end])
        if "each-output-alone" in wrong:
            sent[:-1] = 0
        found = backward(wrong, x[start:end], made, sent, W, W_y)
        d_W = found[0] + (0 if "W-of-the-last-window" in wrong else d_W)
        d_b = found[1] + (0 if "b-of-the-last-window" in wrong else d_b)
    if "windows-averaged" in wrong:
        d_W, d_b = d_W / len(pieces), d_b / len(pieces)
    return d_W, d_b


def slope(
    wrong: Wrong,
    x,
    targets,
    h_0,
    W,
    b,
    W_y,
    b_y,
    V,
    *,
    forward=forward,
    readout=readout,
    loss=loss,
):
    """The slope of the loss as W moves along V, by a central difference."""
    tiny = 1e-5

    def at(shift):
        y = readout(wrong, forward(wrong, x, h_0, W + shift * V, b), W_y, b_y)
        return loss(wrong, y, targets)

    if "difference-not-halved" in wrong:
        return (at(tiny) - at(-tiny)) / tiny
    if "difference-of-nothing" in wrong:
        return 0.0
    if "difference-of-one-side-halved" in wrong:
        return (at(tiny) - at(0)) / (2 * tiny)
    if "difference-is-a-sum" in wrong:
        return (at(tiny) + at(-tiny)) / (2 * tiny)
    if "difference-along-all-weights" in wrong:
        V = np.ones_like(V)
    if "difference-by-the-length-of-V" in wrong:
        return (at(tiny) - at(-tiny)) / (2 * tiny) / np.linalg.norm(V)
    if "difference-not-divided" in wrong:
        return at(tiny) - at(-tiny)
    if "difference-of-the-wrong-sign" in wrong:
        return (at(-tiny) - at(tiny)) / (2 * tiny)
    return (at(tiny) - at(-tiny)) / (2 * tiny)
