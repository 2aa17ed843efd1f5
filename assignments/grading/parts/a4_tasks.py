"""Two tasks of assignment 4, looked at from the weights: a latch set by hand, and a recalled number."""

import numpy as np

from . import a4_reference as reference

NOTHING: frozenset[str] = frozenset()


def _checked(name: str, arrays, wanted: list[tuple[str, tuple[int, int]]]) -> str | None:
    """What is wrong with the weights handed over, as a sentence."""
    if len(arrays) != len(wanted):
        listed = ", ".join(symbol for symbol, _ in wanted)
        return f"{name}: {len(wanted)} arrays are expected ({listed}), {len(arrays)} came."
    for array, (symbol, shape) in zip(arrays, wanted, strict=True):
        if array.shape != shape:
            return f"{name}: {symbol} should have the shape {shape}, but has {array.shape}."
        if not np.isfinite(array).all():
            return f"{name}: {symbol} holds NaN or infinity."
    return None


def latch_inputs(random: np.random.Generator, steps: int, samples: int):
    """Values 1 and −1 at every step, a write signal at some; and what a latch should hold."""
    x = np.zeros((steps, 2, samples))
    x[:, 0] = random.choice([-1.0, 1.0], size=(steps, samples))
    x[:, 1] = random.random((steps, samples)) < 6 / steps
    x[0, 1] = 1
    held = np.zeros((steps, samples))
    for t in range(steps):
        held[t] = np.where(x[t, 1] == 1, x[t, 0], held[t - 1])
    return x, held


def latches(steps: int):
    """A test: the state is the value at the last write signal, to within 0.05, at every step."""

    def test(call, random):
        given = call("latch")
        if said := _checked("latch", given, [("W", (3, 3)), ("b", (3, 1))]):
            return said
        W, b = given
        x, held = latch_inputs(random, steps, 40)
        states = reference.forward(NOTHING, x, np.zeros((1, 40)), W, b)[1:, 0]
        off = np.argwhere(~(np.abs(states - held) <= 0.05))
        if not len(off):
            return None
        t, n = off[0]
        since = t - np.flatnonzero(x[: t + 1, 1, n])[-1]
        value = f"{held[t, n]:.0f}"
        how = (
            f"should write {value}" if since == 0 else f"should have kept {value} for {since} steps"
        )
        return f"At step {t + 1} your latch {how}, but its state is {states[t, n]:.3g}."

    return test


def recall(random: np.random.Generator, samples: int, steps: int = 20):
    """The number of the first step is to be told after the last one."""
    x = np.zeros((steps, 2, samples))
    x[:, 0] = random.uniform(-1, 1, size=(steps, samples))
    x[0, 1] = 1
    return x, x[0, 0]


def recalls(bound: float):
    """A test: the mean squared error on new sequences, as a share of the numbers' variance."""

    def test(call, random):
        trained = call("trained")
        D_h = len(trained[0]) // 3 if trained[0].ndim else 0
        wanted = [
            ("W", (3 * D_h, D_h + 2)),
            ("b", (3 * D_h, 1)),
            ("W_y", (1, D_h)),
            ("b_y", (1, 1)),
        ]
        if said := _checked("trained", trained, wanted):
            return said
        if not 0 < D_h <= 64:
            return f"trained: 1 to 64 units are allowed, not {D_h}."
        W, b, W_y, b_y = trained
        x, told = recall(random, 400)
        state = reference.forward(NOTHING, x, np.zeros((D_h, 400)), W, b)[-1]
        error = float(np.mean((W_y @ state + b_y - told) ** 2) / np.var(told))
        if error <= bound:
            return None
        return (
            f"On new sequences the squared error of your weights is {error:.3g} times the variance "
            f"of the numbers; {bound} is the bound, and always answering 0 gives 1."
        )

    return test
