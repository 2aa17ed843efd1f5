"""What assignment 4 does with the GRU: another convention, time constants, gates; right and wrong."""

import numpy as np

from ..judging.part import Wrong
from .a4_reference import sigmoid


def translated(wrong: Wrong, W, b):
    """Weights of a cell with the gate u = 1 − z and the rows u, r, candidate, as ours."""
    W_u, W_r, W_h = np.split(W, 3)
    b_u, b_r, b_h = np.split(b, 3)
    sign = 1 if "sign-not-turned" in wrong else -1
    W_z, b_z = sign * W_u, (1 if "sign-of-the-bias-not-turned" in wrong else sign) * b_u
    if "one-minus-the-weights" in wrong:
        W_z, b_z = 1 - W_u, 1 - b_u
    if "sign-of-r-turned" in wrong:
        W_r, b_r, W_z, b_z = -W_r, -b_r, W_u, b_u
    if "sign-of-the-candidate-turned" in wrong:
        W_h, b_h = -W_h, -b_h
    first = [(W_z, b_z), (W_r, b_r)]
    if "order-not-changed" not in wrong:
        first = first[::-1]
    if "sign-of-all-turned" in wrong:
        first, W_h, b_h = [(-W_r, -b_r), (-W_u, -b_u)], -W_h, -b_h
    if "one-minus-the-bias" in wrong:
        first[1] = (-W_u, 1 - b_u)
    if "order-of-the-bias-not-changed" in wrong:
        first = [(W_r, -b_u), (-W_u, b_r)]
    Ws, bs = zip(*first, (W_h, b_h), strict=True)
    return np.concatenate(Ws), np.concatenate(bs)


def time_constant(wrong: Wrong, keep_bias):
    """The steps until 1/e, and until a half, is left."""
    z = sigmoid(keep_bias if "keep-bias-opens" in wrong else -keep_bias)
    kept = 1 - z
    steps = -1 / np.log(kept)
    if "one-over-z" in wrong:
        steps = 1 / z
    if "one-over-kept" in wrong:
        steps = 1 / kept
    if "time-constant-upside-down" in wrong:
        steps = 1 / steps
    half = steps * (1 if "half-is-the-same" in wrong else np.log(2))
    if "half-of-the-constant" in wrong:
        half = steps / 2
    if "constant-to-base-ten" in wrong:
        steps = -1 / np.log10(kept)
    if "half-divided-by-ln-2" in wrong:
        half = steps / np.log(2)
    if "half-is-twice" in wrong:
        half = 2 * steps
    if "logarithms-to-base-two" in wrong:
        steps, half = -1 / np.log2(kept), -np.log(2) / np.log2(kept)
    if "steps-rounded" in wrong:
        steps, half = np.round(steps), np.round(half)
    if "steps-rounded-up" in wrong:
        steps, half = np.ceil(steps), np.ceil(half)
    return (half, steps) if "constants-exchanged" in wrong else (steps, half)


HALF_LIVES = (2, 7, 43)


def half_lives(wrong: Wrong):
    """After how many steps a difference is at most half, for the keep-biases 0, 2 and 4."""
    if "half-lives-of-the-gate-alone" in wrong:
        return 1, 6, 39
    shift = ("half-lives-one-more" in wrong) - ("half-lives-one-less" in wrong)
    return tuple(n + shift for n in HALF_LIVES)


FORGET, INPUT, OUTPUT, RELEVANCE, NONE = 1, 2, 3, 4, 5


def roles(wrong: Wrong):
    """The roles of the six sigmoids of two cells, as digits."""
    p, q, s, u, v, w = 12, OUTPUT, RELEVANCE, NONE, 14, INPUT
    if "one-minus-overlooked" in wrong:
        p = INPUT
    if "candidate-way-overlooked" in wrong:
        p = FORGET
    if "digits-of-p-turned" in wrong:
        p = 21
    if "layer-taken-for-an-input-gate" in wrong:
        u = INPUT
    if "layer-taken-for-a-gate" in wrong:
        u = RELEVANCE
    if "relevance-for-output" in wrong:
        q = RELEVANCE
    if "second-use-overlooked" in wrong:
        v = FORGET
    if "digits-of-v-turned" in wrong:
        v = 41
    if "first-use-overlooked" in wrong:
        v = RELEVANCE
    if "relevance-taken-for-forget" in wrong:
        s = FORGET
    return p, q, s, u, v, w
