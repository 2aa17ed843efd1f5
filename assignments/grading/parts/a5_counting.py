"""Counters with weights set by hand: they read strings here, and their states are looked at."""

import numpy as np

from . import a5_reference as reference

LETTERS = "ab-?"  # up, down, silence, a question
NONE: frozenset[str] = frozenset()


def read(W, b, strings: np.ndarray, letters: int) -> tuple[np.ndarray, np.ndarray]:
    """h and c of one unit after each letter, each (T, B), for the numbers of letters (T, B)."""
    x = np.eye(letters)[strings].swapaxes(1, 2)
    start = np.zeros((1, strings.shape[1]))
    hs, cs = reference.forward(NONE, x, start, start, W, b)
    return hs[1:, 0], cs[1:, 0]


def counted(strings: np.ndarray) -> np.ndarray:
    """a's minus b's after each letter."""
    return np.cumsum((strings == 0).astype(int) - (strings == 1), axis=0)


def _weights(call, name: str, letters: int):
    """W and b that a student handed over, or what is wrong with them."""
    given = call(name)
    wanted = [(4, 1 + letters), (4, 1)]
    if len(given) != 2:
        return f"{name}: two arrays are expected, W and b; {len(given)} came."
    for array, shape, symbol in zip(given, wanted, ("W", "b"), strict=True):
        if array.shape != shape:
            return f"{name}: {symbol} should have the shape {shape}, but has {array.shape}."
        if not np.isfinite(array).all():
            return f"{name}: {symbol} holds NaN or infinity."
    return given


def _spelt(strings: np.ndarray, t: int, n: int) -> str:
    text = "".join(LETTERS[k] for k in strings[: t + 1, n])
    return f"“{text}”" if t < 12 else f"a string of {t + 1} letters"


def _first(off: np.ndarray) -> tuple[int, int] | None:
    """The earliest step, and there the first string, at which something is off."""
    return tuple(np.argwhere(off)[0]) if off.any() else None


def counts_over(length: int):
    """A test: the cell state is a's minus b's after every letter, to within 0.1."""

    def test(call, random):
        given = _weights(call, "counter", 3)
        if isinstance(given, str):
            return given
        strings = random.integers(3, size=(length, 40))
        strings[:, :4] = np.array([0, 1, 2, 0])  # a's alone, b's alone, silence
        strings[length // 4 :, 3] = 2  # a's, and then a long silence
        _, c = read(*given, strings, 3)
        found = _first(~(np.abs(c - counted(strings)) <= 0.1))
        if found is None:
            return None
        said = f"After {_spelt(strings, *found)} your cell state is {c[found]:.3g}, and not {counted(strings)[found]}."
        if found[0] >= 12:
            said += " Up to there it counts. What changes it a little at each step?"
        return said

    return test


def shows_when_asked(call, random):
    """A test: h is tanh of the count at each question, and 0 else; the count is right."""
    given = _weights(call, "quiet", 4)
    if isinstance(given, str):
        return given
    strings = random.choice(4, p=[0.35, 0.35, 0.1, 0.2], size=(60, 40))
    h, c = read(*given, strings, 4)
    count, asked = counted(strings), strings == 3
    found = _first(~(np.abs(c - count) <= 0.1))
    if found is not None:
        return f"After {_spelt(strings, *found)} your cell state is {c[found]:.3g}, and not {count[found]}."
    found = _first(~asked & ~(np.abs(h) <= 0.02))
    if found is not None:
        return f"After {_spelt(strings, *found)} nobody asks, but your h is {h[found]:.3g}."
    found = _first(asked & ~(np.abs(h - np.tanh(count)) <= 0.05))
    if found is not None:
        return f"After {_spelt(strings, *found)} your h is {h[found]:.3g}, and not tanh({count[found]}) = {np.tanh(count[found]):.3g}."
    return None
