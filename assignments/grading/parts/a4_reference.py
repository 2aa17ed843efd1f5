"""A GRU, right, and wrong in every way that `wrong` names.

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
    for name, other in (
        ("both-with-z", z * (old + new)),
        ("both-with-one-minus-z", (1 - z) * (old + new)),
        ("tap-is-a-switch", np.where(z > 0.5, new, old)),
        ("new-taken-away", (1 - z) * old - z * new),
    ):
        if name in wrong:
            return other
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
    z = a_z if "one-gate-without-sigmoid" in wrong else z
    if "one-gate-resets" in wrong:
        a_h = np.split(W @ np.concatenate([z * h, x]) + b, 2)[1]
    new = sigmoid(a_h) if "one-gate-candidate-with-sigmoid" in wrong else np.tanh(a_h)
    new = a_h if "one-gate-candidate-without-tanh" in wrong else new
    return new if "one-gate-without-tap" in wrong else tap(wrong, h, new, z)


def layers(wrong: Wrong, x, h, W, b):
    """r, z and the candidate, which sees r h in place of h."""
    D_h = len(h)
    if "layers-without-bias" in wrong:
        b = np.zeros_like(b)
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    if "layers-z-before-r" in wrong:
        W_r, W_z, b_r, b_z = W_z, W_r, b_z, b_r
    if "layers-candidate-first" in wrong:
        (W_h, W_r, W_z), (b_h, b_r, b_z) = np.split(W, 3), np.split(b, 3)
    outside = 1 if "layers-bias-outside" in wrong else 0  # of the activations
    order = -1 if "layers-input-first" in wrong else 1
    seen = np.concatenate([h, x][::order])
    gate = np.tanh if "gates-with-tanh" in wrong else sigmoid
    r, z = (gate(V @ seen + (1 - outside) * c) + outside * c for V, c in ((W_r, b_r), (W_z, b_z)))
    if "update-gate-sees-the-reset-state" in wrong:
        z = gate(W_z @ np.concatenate([r * h, x]) + b_z)
    if "update-gate-turned-round" in wrong:
        z = 1 - z
    reset = r
    for name, other in (("without-reset", 1), ("reset-by-z", z), ("reset-by-one-minus-r", 1 - r)):
        reset = other if name in wrong else reset
    if "reset-after" in wrong:
        a = reset * (W_h[:, :D_h] @ h) + W_h[:, D_h:] @ x
    elif "reset-of-the-whole-sum" in wrong:
        a = reset * (W_h @ seen)
    else:
        a = W_h @ np.concatenate([reset * h, x][::order])
    if "candidate-input-first" in wrong:
        a = W_h @ np.concatenate([x, reset * h])
    if "candidate-without-bias" in wrong:
        b_h = np.zeros_like(b_h)
    if "reset-of-the-candidate" in wrong:
        return r, z, r * np.tanh(W_h @ seen + b_h)
    if outside or "candidate-bias-outside" in wrong:
        return r, z, np.tanh(a) + b_h
    squash = sigmoid if "candidate-with-sigmoid" in wrong else np.tanh
    if "candidate-without-tanh" in wrong:
        return r, z, a + b_h
    found = r, z, squash(a + b_h)
    return (z, r, found[2]) if "layers-give-z-first" in wrong else found


def forward(wrong: Wrong, x, h_0, W, b, *, layers=layers, tap=tap):
    """All states, h_0 in front."""
    states = [np.zeros_like(h_0) if "start-ignored" in wrong else h_0]
    x = x[::-1] if "inputs-in-reverse" in wrong else x
    for t in range(len(x)):
        h = states[0] if "state-not-carried" in wrong else states[-1]
        r, z, new = layers(wrong, x[0 if "first-input-only" in wrong else t], h, W, b)
        old = r * h if "kept-state-reset-too" in wrong else h
        old = states[0] if "kept-from-the-start" in wrong else old
        z = r if "r-mixes" in wrong else z
        new = np.tanh(new) if "tanh-of-the-candidate-again" in wrong else new
        h_new = new if "candidate-is-the-state" in wrong else tap(wrong, old, new, z)
        states.append(np.tanh(h_new) if "tanh-behind-the-tap" in wrong else h_new)
    kept = slice(1 if "states-without-start" in wrong else 0, None)
    if "states-end-early" in wrong:
        kept = slice(None, -1)
    return np.array(states)[kept]
