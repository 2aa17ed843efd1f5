"""Schedules: what the learning rate is multiplied by at each step. The first step is step 1."""

import math
from collections.abc import Callable

from rnnlib import checks

Schedule = Callable[[int], float]


def constant(step: int) -> float:
    """1 at every step."""
    return 1.0


def exponential(decay: float) -> Schedule:
    """decay^(step - 1): each step's rate is `decay` times that of the step before.

    Args:
        decay: above 0, at most 1.

    Returns:
        step → factor.
    """
    decay = checks.number("exponential", "decay", decay, above=0, most=1)
    return lambda step: decay ** (step - 1)


def staircase(decay: float, every: int) -> Schedule:
    """decay^⌊(step - 1) / every⌋: constant for `every` steps, then `decay` times that, and so on.

    Args:
        decay: above 0, at most 1.
        every: steps from one stair to the next.

    Returns:
        step → factor.
    """
    decay = checks.number("staircase", "decay", decay, above=0, most=1)
    every = checks.size("staircase", "every", every)
    return lambda step: decay ** ((step - 1) // every)


def cosine(steps: int, warm_up: int = 0) -> Schedule:
    """Up in a straight line to 1, then down along half a cosine wave.

    step / warm_up for the first `warm_up` steps; then ½ + ½ cos(π k / K) with k from 0, K the
    number of steps left: it would be 0 at step steps + 1.    Loshchilov & Hutter (2017), eq. 5,
    without restarts

    Args:
        steps: how many there are in all, warm-up included.
        warm_up: how many the way up takes, fewer than `steps`.

    Returns:
        step → factor.
    """
    steps = checks.size("cosine", "steps", steps)
    warm_up = checks.size("cosine", "warm_up", warm_up, least=0)
    if warm_up >= steps:
        raise ValueError(f"cosine: warm_up must be fewer than steps = {steps}, got {warm_up}")

    def factor(step: int) -> float:
        if step <= warm_up:
            return step / warm_up
        return 0.5 + 0.5 * math.cos(math.pi * (step - 1 - warm_up) / (steps - warm_up))

    return factor
