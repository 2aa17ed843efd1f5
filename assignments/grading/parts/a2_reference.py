"""An RNN and its gradients, right, and wrong in every way that `wrong` names.

The shapes are the book's: x (T, D_x, B), states (T + 1, D_h, B), W (D_h, D_h + D_x), b (D_h, 1).
"""

import numpy as np

from ..judging.part import Wrong


def step(wrong: Wrong, x, h, W, b):
    """h_t = tanh(W [h; x] + b)."""
    if "step-without-state" in wrong:
        h = np.zeros_like(h)
    seen = [x, h] if "step-input-first" in wrong else [h, x]
    a = W @ np.concatenate(seen)
    if "step-without-bias" not in wrong:
        a = a + b
    if "step-without-tanh" in wrong:
        return a
    return 1 / (1 + np.exp(-a)) if "step-sigmoid" in wrong else np.tanh(a)


def forward(wrong: Wrong, x, h_0, W, b, *, step=step):
    """All states, h_0 in front."""
    states = [np.zeros_like(h_0) if "start-ignored" in wrong else h_0]
    for t in range(len(x)):
        before = states[0] if "state-not-carried" in wrong else states[-1]
        states.append(step(wrong, x[0 if "first-input-only" in wrong else t], before, W, b))
    if "states-without-start" in wrong:
        return np.array(states[1:])
    if "states-end-early" in wrong:
        return np.array(states[:-1])
    return np.array(states)


def readout(wrong: Wrong, states, W_y, b_y):
    """y_t = W_y h_t + b_y, for h_1 to h_T."""
    if "readout-of-the-state-before" in wrong:
        read = states[:-1]
    elif "readout-of-the-start-too" in wrong:
        read = states
    else:
        read = states[-1:] if "readout-of-the-last" in wrong else states[1:]
    return W_y @ read + (0 if "readout-without-bias" in wrong else b_y)


def softmax(wrong: Wrong, y):
    """Over the axis of the scores."""
    shifted_over: int | None = 1
    summed_over: int | None = 1
    for name, axis in (("time", 0), ("samples", 2), ("everything", None)):
        if f"softmax-over-{name}" in wrong:
            shifted_over = summed_over = axis
        if f"softmax-summed-over-{name}" in wrong:
            summed_over = axis
    powers = np.exp(y - y.max(axis=shifted_over, keepdims=True))
    return powers / powers.sum(axis=summed_over, keepdims=True)


def loss(wrong: Wrong, y, targets, *, softmax=softmax):
    """The mean of −ln p_t[c_t] over all steps and samples."""
    t, n = np.indices(targets.shape)
    p = softmax(wrong, y)[t, targets, n]
    surprise = -p if "loss-without-log" in wrong else -np.log(p)
    if "loss-in-bits" in wrong:
        surprise = surprise / np.log(2)
    if "loss-of-the-wrong-sign" in wrong:
        surprise = -surprise
    if "loss-of-the-last-step" in wrong:
        surprise = surprise[-1:]
    T, B = targets.shape
    divisor = surprise.size
    for name, other in (("a-sum", 1), ("a-sum-over-samples", T), ("a-sum-over-time", B)):
        divisor = other if f"loss-is-{name}" in wrong else divisor
    divisor = y.size if "loss-divided-by-scores" in wrong else divisor
    return surprise.sum() / divisor


def loss_backward(wrong: Wrong, y, targets, *, softmax=softmax):
    """∂L/∂y: p with 1 taken away at the target, over T B."""
    d_y = softmax(wrong, y)
    t, n = np.indices(targets.shape)
    target = np.zeros_like(y)
    target[t, targets, n] = 1
    if "target-not-taken-away" not in wrong:
        d_y = target - d_y if "target-minus-p" in wrong else d_y - target
    T, B = targets.shape
    divisor = T * B
    for name, other in (("not-divided", 1), ("divided-by-T", T), ("divided-by-B", B)):
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
    if "d_b-not-summed" in wrong:
        d_b = d_a
    if "d_b-mean-over-samples" in wrong:
        d_b = d_b / B
    W_hh = W[:, -D_h:] if "back-through-the-input-part" in wrong else W[:, :D_h]
    W_hh = W_hh if "W-not-transposed" in wrong else W_hh.T
    return W_hh @ (d_h if "back-before-the-slope" in wrong else d_a), d_W, d_b


def backward(wrong: Wrong, x, states, d_y, W, W_y, *, step_backward=step_backward):
    """The gradients of W, b, W_y, b_y."""
    T, from_next, sums = len(x), np.zeros_like(states[0]), [0, 0, 0, 0]
    for t in reversed(range(T)):
        d_h = from_next
        if t == T - 1 or "only-the-last-output-counts" not in wrong:
            d_h = d_h + W_y.T @ d_y[t]
        sent, d_W, d_b = step_backward(wrong, d_h, states[t + 1], states[t], x[t], W)
        read = states[t] if "d_W_y-of-the-state-before" in wrong else states[t + 1]
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
    length = window + ("window-one-longer" in wrong)
    borders = list(range(0, T, length))
    if "window-not-cut" in wrong:
        borders = [0]
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
    d_W, d_b = np.zeros_like(W), np.zeros((len(W), 1))
    for start, end in pieces:
        seen = x[start:end], states[start : end + 1], d_y[start:end]
        found = backward(wrong, *seen, W, W_y)
        d_W, d_b = d_W + found[0], d_b + found[1]
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
    if "difference-not-divided" in wrong:
        return at(tiny) - at(-tiny)
    if "difference-of-the-wrong-sign" in wrong:
        return (at(-tiny) - at(tiny)) / (2 * tiny)
    return (at(tiny) - at(-tiny)) / (2 * tiny)


def one_hot(wrong: Wrong, numbers, size):
    """(T, B) whole numbers to (T, size, B)."""
    hot = np.eye(size)[numbers]  # (T, B, size)
    if "one-hot-features-last" in wrong:
        return hot
    if "one-hot-counts-from-one" in wrong:
        return np.roll(hot, -1, axis=-1).swapaxes(1, 2)
    return hot.transpose(2, 0, 1) if "one-hot-features-first" in wrong else hot.swapaxes(1, 2)


def streams(wrong: Wrong, numbers, B):
    """A text as B streams: inputs (T, B), and the next characters (T, B)."""
    T = (len(numbers) - 1) // B
    inputs, targets = numbers[: T * B], numbers[1 : T * B + 1]
    if "targets-not-shifted" in wrong:
        targets = inputs
    if "targets-shifted-back" in wrong:
        targets = np.concatenate([inputs[:1], inputs[:-1]])
    if "streams-interleaved" in wrong:
        return inputs.reshape(T, B), targets.reshape(T, B)
    if "streams-not-turned" in wrong:
        return inputs.reshape(B, T), targets.reshape(B, T)
    cut = inputs.reshape(B, T).T, targets.reshape(B, T).T
    if "targets-rolled-in-the-stream" in wrong:
        return cut[0], np.roll(cut[0], -1, axis=0)
    return cut
