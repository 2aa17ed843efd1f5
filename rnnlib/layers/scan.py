"""h_t = a_t ⊙ h_{t-1} + b_t for all steps: one after the other, or by composing them.

A step is an affine map of the state, and two steps in a row are one again:

    a_2 ⊙ (a_1 ⊙ h + b_1) + b_2 = (a_2 ⊙ a_1) ⊙ h + (a_2 ⊙ b_1 + b_2)

To compose maps is associative, so they may be put together in any grouping. It works as long as
a and b do not depend on the state. Martin & Cundy (2018)
"""

import numpy as np


def loop(a: np.ndarray, b: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The states step after step, T of them.

    Args:
        a, b: what each step multiplies the state by, and adds: (T, D, B).
        h: the initial state, (D, B).

    Returns:
        (T, D, B): h_1 … h_T.
    """
    states = np.empty_like(b)
    for t in range(len(b)):
        h = np.multiply(a[t], h, out=states[t])
        h += b[t]
    return states


def scan(a: np.ndarray, b: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The same states in ⌈log₂ T⌉ passes over all steps at once: a scan. Blelloch (1990)

    After a pass with distance s, step t holds the composition of the 2 s steps up to t, or of
    all there are. It does T log₂ T products where `loop` does T, but waits log₂ T times and not T.

    Args:
        a, b, h: as for `loop`.

    Returns:
        (T, D, B): h_1 … h_T, equal to those of `loop` but for rounding.
    """
    a, b = a.copy(), b.copy()
    b[0] += a[0] * h  # the first map is applied to the initial state
    s = 1
    while s < len(b):
        b[s:] += a[s:] * b[:-s]
        a[s:] = a[s:] * a[:-s]
        s *= 2
    return b
