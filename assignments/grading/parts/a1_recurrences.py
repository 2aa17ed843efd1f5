"""Recurrences by hand: right, and wrong in every way that `wrong` names.

One number at each step: x (T, B), h_0 (B,), states (T + 1, B) with h_0 in front.
"""

import numpy as np

from ..judging.part import Wrong


def _states(wrong: Wrong, name, x, h_0, step):
    """All states of h_t = step(h_{t−1}, x_t), and the mistakes that any recurrence can make."""
    states = [np.zeros_like(h_0) if f"{name}-starts-at-zero" in wrong else h_0]
    h = np.zeros_like(h_0) if f"{name}-start-only-shown" in wrong else states[0]
    for x_t in x:
        h = step(h_0 if f"{name}-not-carried" in wrong else h, x_t)
        states.append(h)
    if f"{name}-end-missing" in wrong:
        states = states[:-1]
    return np.array(states[1:] if f"{name}-start-missing" in wrong else states)


def running_sum(wrong: Wrong, x, h_0):
    """h_t = h_{t−1} + x_t."""
    if "sum-over-samples" in wrong:
        return np.concatenate([h_0[None], h_0 + np.cumsum(x, axis=1)])
    if "sum-is-a-mean" in wrong:
        sums = _states(wrong, "sum", x, h_0, np.add)
        return sums / np.maximum(np.arange(len(x) + 1), 1)[:, None]
    if "sum-is-the-input" in wrong:
        return _states(wrong, "sum", x, h_0, lambda h, x_t: x_t)
    if "sum-is-a-product" in wrong:
        return _states(wrong, "sum", x, h_0, np.multiply)
    if "sum-adds-start-each-time" in wrong:
        return _states(wrong, "sum", x, h_0, lambda h, x_t: h + x_t + h_0)
    return _states(wrong, "sum", x, h_0, np.add)


def average(wrong: Wrong, x, h_0, a):
    """h_t = a h_{t−1} + (1 − a) x_t."""
    keep, take = a, 1 - a
    if "average-swapped" in wrong:
        keep, take = take, keep
    if "average-adds-all-of-x" in wrong:
        take = 1
    if "average-keeps-all-of-h" in wrong:
        keep = 1
    if "average-takes-a-twice" in wrong:
        take = a
    for name, shares in (
        ("average-keeps-a-of-both", (a, a * (1 - a))),
        ("average-without-a", (0.5, 0.5)),
        ("average-of-the-input-alone", (0, 1 - a)),
    ):
        if name in wrong:
            keep, take = shares
    if "average-starts-with-x" in wrong:
        h_0 = x[0]
    if "average-of-the-input-before" in wrong:
        x = np.concatenate([np.zeros_like(x[:1]), x[:-1]])
    if "average-bracket-misplaced" in wrong:
        return _states(wrong, "average", x, h_0, lambda h, x_t: keep * h + (1 - a * x_t))
    states = _states(wrong, "average", x, h_0, lambda h, x_t: keep * h + take * x_t)
    if "average-corrected-for-its-start" in wrong:
        t = np.arange(len(states))[:, None]
        return np.where(t > 0, states / (1 - a ** np.maximum(t, 1)), states)
    return states


def parity(wrong: Wrong, bits, h_0):
    """Whether there was an odd number of ones."""

    def step(h, bit):
        if "parity-is-a-count" in wrong:
            return h + bit
        if "parity-stays-one" in wrong:
            return h | bit
        if "parity-is-and" in wrong:
            return h & bit
        if "parity-is-the-bit" in wrong:
            return bit
        if "parity-turned-by-every-bit" in wrong:
            return 1 - h
        if "parity-cleared-by-a-one" in wrong:
            return h * (1 - bit)
        return h ^ (1 - bit if "parity-of-zeros" in wrong else bit)

    if "parity-of-the-last-two" in wrong:
        return np.concatenate([h_0[None], bits ^ np.concatenate([h_0[None], bits[:-1]])])
    return _states(wrong, "parity", bits, h_0, step)


def steps_since(wrong: Wrong, bits, h_0):
    """How many steps ago the last 1 was; 0 if it is there now."""

    def step(h, bit):
        if "since-zero" in wrong:
            bit = 1 - bit
        if "since-clears-all-samples" in wrong:
            bit = np.full_like(bit, bit.max())
        if "since-looks-at-one-sample" in wrong:
            bit = np.full_like(bit, bit[0])
        if "since-goes-back-to-h_0" in wrong:
            return np.where(bit == 1, h_0, h + 1)
        if "since-counts-zeros" in wrong:
            return h + 1 - bit
        if "since-counts-all-steps" in wrong:
            return h + 1
        if "since-stays-while-zero" in wrong:
            return h * (1 - bit)
        count = h if "since-counts-ones-too" in wrong else h * (1 - bit)
        if "since-counts-from-one" in wrong:
            return count + 1
        if "since-counts-ones-too" in wrong:
            return count + bit
        return count + 1 - bit

    if "since-one-step-late" in wrong:
        bits = np.concatenate([np.zeros_like(bits[:1]), bits[:-1]])
    return _states(wrong, "since", bits, h_0, step)


def moving_maximum(wrong: Wrong, x, last):
    """The largest of each step's last n inputs (T, B), and the n − 1 inputs to carry on."""
    n, T = len(last) + 1, len(x)
    if "maximum-forgets-what-was-before" in wrong:
        seen = np.concatenate([np.full_like(last, -np.inf), x])
    elif "maximum-fills-with-zeros" in wrong:
        seen = np.concatenate([np.zeros_like(last), x])
    elif "last-behind-the-piece" in wrong:
        seen = np.concatenate([x, last])
    else:
        seen = np.concatenate([last, x])
    if "maximum-window-one-shorter" in wrong:
        rows = [seen[t + 1 : t + n] for t in range(T)]
    elif "maximum-of-the-steps-before" in wrong:
        rows = [seen[t : t + n - 1] for t in range(T)]
    elif "maximum-looks-ahead" in wrong:
        rows = [seen[t : t + n + 1] for t in range(T)]
    elif "maximum-one-step-ahead" in wrong:
        rows = [seen[t + 1 : t + n + 1] for t in range(T)]
    elif "maximum-of-all-so-far" in wrong:
        rows = [seen[: t + n] for t in range(T)]
    else:
        rows = [seen[t : t + n] for t in range(T)]
    function = np.max
    for name, other in (("minimum", np.min), ("mean", np.mean), ("sum", np.sum)):
        function = other if f"maximum-is-a-{name}" in wrong else function
    maxima = np.array([function(row, axis=0) for row in rows])
    carried = np.concatenate([last, x])[T:]
    if "last-behind-the-piece" in wrong:
        carried = last
    if "carries-the-newest-first" in wrong:
        carried = carried[::-1]
    if "carries-the-old-ones" in wrong:
        carried = last
    if "carries-one-step-too-early" in wrong:
        carried = np.concatenate([last, x])[T - 1 : -1]
    if "carries-the-maxima" in wrong:
        carried = np.concatenate([last, maxima])[T:]
    if "carries-this-piece-alone" in wrong:
        carried = x[-(n - 1) :]
    if "carries-n" in wrong:
        carried = np.concatenate([last, x])[T - 1 :]
    return maxima, carried


def starts_of_pieces(wrong: Wrong, x, K, h_0, a, *, average=average):
    """The state with which each piece of K steps begins: (number of pieces, B)."""
    if "pieces-one-longer" in wrong:
        K = K + 1
    whole = average(wrong, x, h_0, a)
    if "pieces-one-too-many" in wrong:
        return whole[::K]
    if "pieces-after-their-first-step" in wrong:
        return whole[1::K]
    h, starts, ends = h_0, [], []
    stop = len(x) // K * K if "pieces-without-the-rest" in wrong else len(x)
    for first in range(0, stop, K):
        starts.append(h)
        begin = h_0 if "pieces-run-from-h_0" in wrong else h
        if "pieces-run-from-zero" in wrong:
            begin = np.zeros_like(h_0)
        piece = x[:K] if "pieces-read-the-first" in wrong else x[first : first + K]
        if "pieces-leave-out-an-input" in wrong:
            piece = piece[1:]
        states = average(wrong, piece, begin, a)
        h = states[-1]
        ends.append(h)
        if "pieces-one-step-early" in wrong:
            h = states[-2]
        if "pieces-carry-the-input" in wrong:
            h = x[first : first + K][-1]
        if "pieces-carry-the-first-state" in wrong:
            h = states[1]
        if "pieces-begin-anew" in wrong:
            h = h_0
        if "pieces-begin-at-zero" in wrong:
            h = np.zeros_like(h_0)
    if "pieces-and-the-last-end" in wrong:
        starts.append(h)
    return np.array(ends if "pieces-show-their-ends" in wrong else starts)
