"""An LSTM, right, and wrong in every way that `wrong` names.

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
    if "layers-bias-outside" in wrong:
        *gates, new = np.split(a, 4)
        outside = zip([*map(sigmoid, gates), np.tanh(new)], np.split(b, 4), strict=True)
        return tuple(squashed + bias for squashed, bias in outside)
    if "layers-without-bias" not in wrong:
        a = a + b
    f, i, o, new = np.split(a, 4)
    if "layers-in-the-order-of-PyTorch" in wrong:
        i, f, new, o = np.split(a, 4)
    if "layers-candidate-first" in wrong:
        new, f, i, o = np.split(a, 4)
    if "layers-i-before-f" in wrong:
        f, i = i, f
    if "layers-candidate-before-o" in wrong:
        o, new = new, o
    gate = np.tanh if "gates-with-tanh" in wrong else sigmoid
    candidate = sigmoid if "candidate-with-sigmoid" in wrong else np.tanh
    if "gates-without-sigmoid" in wrong:
        return f, i, o, np.tanh(new)
    if "forget-gate-turned-round" in wrong:
        return 1 - gate(f), gate(i), gate(o), np.tanh(new)
    if "candidate-scaled-already" in wrong:
        return gate(f), gate(i), gate(o), gate(i) * np.tanh(new)
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
    for name, other in (
        ("lane-carries-h", f * h + i * new),
        ("forget-gate-on-both", f * (c + i * new)),
        ("nothing-kept", i * new),
        ("output-gate-writes", f * c + o * new),
        ("input-gate-added", f * c + i + new),
        ("candidate-squashed-again", f * c + i * np.tanh(new)),
        ("candidate-taken-away", f * c - i * new),
    ):
        c_new = other if name in wrong else c_new
    if "tanh-on-the-lane" in wrong:
        c_new = np.tanh(c_new)
    shown = c if "shows-the-old-c" in wrong else c_new
    h_new = o * (shown if "shows-without-tanh" in wrong else np.tanh(shown))
    for name, other in (
        ("output-gate-inside-tanh", np.tanh(o * shown)),
        ("shows-with-a-sigmoid", o * sigmoid(shown)),
        ("shows-the-candidate", o * new),
        ("input-gate-shows", i * np.tanh(shown)),
    ):
        h_new = other if name in wrong else h_new
    if "squashed-c-handed-on" in wrong:
        return h_new, np.tanh(c_new)
    return (c_new, h_new) if "step-results-exchanged" in wrong else (h_new, c_new)


def counts(wrong: Wrong, D_x, D_h):
    """Weights and biases of the LSTM, of the GRU, and of PyTorch's LSTM."""
    seen = D_h + D_x + (D_h if "layers-that-see-c" in wrong else 0)
    if "neurons-do-not-see-the-state" in wrong:
        seen = D_x
    if "neurons-do-not-see-the-input" in wrong:
        seen = D_h
    lstm, gru = (5, 4) if "operator-counted-as-layer" in wrong else (4, 3)
    if "one-layer-too-few" in wrong:
        lstm, gru = 3, 2
    if "LSTM-and-GRU-exchanged" in wrong:
        lstm, gru = gru, lstm
    if "PyTorch-twice-as-large" in wrong:
        return lstm * D_h * (seen + 1), gru * D_h * (seen + 1), 2 * lstm * D_h * (seen + 1)
    if "PyTorch-one-more-per-layer" in wrong:
        return lstm * D_h * (seen + 1), gru * D_h * (seen + 1), lstm * (D_h * (seen + 1) + 1)
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
    x = x[::-1] if "inputs-in-reverse" in wrong else x
    for t in range(len(x)):
        h = hs[0] if "h-not-carried" in wrong else hs[-1]
        c = cs[0] if "c-not-carried" in wrong else cs[-1]
        if "h-carried-as-c" in wrong:
            c = h
        if "c-carried-as-h" in wrong:
            h = c
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
