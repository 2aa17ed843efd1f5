"""An RNN, and a text for it to read: right, and wrong in every way that `wrong` names.

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
    if "step-bias-outside" in wrong:
        return np.tanh(a) + b
    if "step-without-bias" not in wrong:
        a = a + b
    if "step-relu" in wrong:
        return np.maximum(a, 0)
    if "step-without-tanh" in wrong:
        return a
    return 1 / (1 + np.exp(-a)) if "step-sigmoid" in wrong else np.tanh(a)


def forward(wrong: Wrong, x, h_0, W, b, *, step=step):
    """All states, h_0 in front."""
    states = [np.zeros_like(h_0) if "start-ignored" in wrong else h_0]
    x = x[::-1] if "inputs-in-reverse" in wrong else x
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
    if "readout-of-tanh-twice" in wrong:
        read = np.tanh(read)
    y = W_y @ read + (0 if "readout-without-bias" in wrong else b_y)
    if "readout-with-softmax" in wrong:
        return softmax(frozenset(), y)
    return np.tanh(y) if "readout-with-tanh" in wrong else y


def softmax(wrong: Wrong, y):
    """Over the axis of the scores."""
    shifted_over: int | None = 1
    summed_over: int | None = 1
    for name, axis in (("time", 0), ("samples", 2), ("everything", None)):
        if f"softmax-over-{name}" in wrong:
            shifted_over = summed_over = axis
        if f"softmax-summed-over-{name}" in wrong:
            summed_over = axis
    if "softmax-is-a-sigmoid" in wrong:
        return 1 / (1 + np.exp(-y))
    if "softmax-without-powers" in wrong:
        return y / y.sum(axis=1, keepdims=True)
    for name, axis in (("time", 0), ("samples", 2)):
        shifted_over = axis if f"softmax-shifted-over-{name}" in wrong else shifted_over
    powers = np.exp(y - y.max(axis=shifted_over, keepdims=True))
    if "softmax-powers-alone" in wrong:
        return np.exp(y)
    if "softmax-with-largest-one" in wrong:
        return powers
    p = powers / powers.sum(axis=summed_over, keepdims=True)
    if "softmax-divided-by-a-mean" in wrong:
        return p * y.shape[1]
    return np.log(p) if "softmax-with-log" in wrong else p


def loss(wrong: Wrong, y, targets, *, softmax=softmax):
    """The mean of −ln p_t[c_t] over all steps and samples."""
    t, n = np.indices(targets.shape)
    every = softmax(wrong, y)
    p = every[t, targets, n]
    surprise = -p if "loss-without-log" in wrong else -np.log(p)
    for name, other in (
        ("of-raw-scores", -y[t, targets, n]),
        ("log-of-scores", -np.log(y[t, targets, n])),
        ("of-a-softmax-twice", -np.log(softmax(wrong, every)[t, targets, n])),
        ("log-of-the-mean", np.full_like(p, -np.log(p.mean()))),
        ("over-all-characters", -np.log(every).mean(axis=1)),
        ("summed-over-all-characters", -np.log(every).sum(axis=1)),
        ("is-what-is-missing-to-1", 1 - p),
        ("of-the-others", -np.log(1 - p)),
        ("weighted-by-p", -p * np.log(p)),
        ("of-the-likeliest", -np.log(every.max(axis=1))),
        ("of-the-character-before", -np.log(every[t, targets - 1, n])),
    ):
        surprise = other if f"loss-{name}" in wrong else surprise
    if "loss-in-bits" in wrong:
        surprise = surprise / np.log(2)
    if "loss-to-base-ten" in wrong:
        surprise = surprise / np.log(10)
    if "loss-of-the-wrong-sign" in wrong:
        surprise = -surprise
    if "loss-of-the-last-step" in wrong:
        surprise = surprise[-1:]
    if "loss-of-the-first-step" in wrong:
        surprise = surprise[:1]
    T, B = targets.shape
    divisor = surprise.size
    for name, other in (("a-sum", 1), ("a-sum-over-samples", T), ("a-sum-over-time", B)):
        divisor = other if f"loss-is-{name}" in wrong else divisor
    divisor = y.size if "loss-divided-by-scores" in wrong else divisor
    return surprise.sum() / divisor


def one_hot(wrong: Wrong, numbers, size):
    """(T, B) whole numbers to (T, size, B)."""
    if "one-hot-only-what-occurs" in wrong:
        size = numbers.max() + 1
    hot = np.eye(size)[numbers]  # (T, B, size)
    if "one-hot-for-all-samples" in wrong:
        return np.zeros_like(hot.swapaxes(1, 2)) + hot.max(axis=1)[:, :, None]
    if "one-hot-everywhere" in wrong:
        return np.zeros_like(hot.swapaxes(1, 2)) + hot.max(axis=(0, 1))[:, None]
    if "one-hot-features-last" in wrong:
        return hot
    if "one-hot-reshaped" in wrong:
        return hot.reshape(len(numbers), size, -1)
    if "one-hot-turned-round" in wrong:
        return hot.T
    if "one-hot-counts-from-one" in wrong:
        return np.roll(hot, -1, axis=-1).swapaxes(1, 2)
    return hot.transpose(2, 0, 1) if "one-hot-features-first" in wrong else hot.swapaxes(1, 2)


def streams(wrong: Wrong, numbers, B):
    """A text as B streams: inputs (T, B), and the next characters (T, B)."""
    T = (len(numbers) - (0 if "streams-without-a-last-target" in wrong else 1)) // B
    if "streams-one-step-short" in wrong:
        T -= 1
    inputs, targets = numbers[: T * B], numbers[1 : T * B + 1]
    if "targets-not-shifted" in wrong:
        targets = inputs
    if "targets-rolled-in-the-text" in wrong:
        targets = np.roll(inputs, -1)
    if "targets-two-ahead" in wrong:
        targets = numbers[2 : T * B + 2]
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
