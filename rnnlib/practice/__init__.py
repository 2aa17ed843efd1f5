"""Exercises without end, made from definitions: each proven, each with its explanation.

    from rnnlib.practice import exercise

    one = exercise("gates", level=2, seed=7)
    one.question, one.form, one.explanation
    one.check(answer).is_right

    shapes          shapes, and how many weights
    gates           find the gates in a drawing of a cell that nobody has seen before
    backward        which term is missing in this backward equation?
    trace           three steps by hand, with small whole numbers
    conventions     z or 1 - z, reset before or after, how libraries do it
    code            which line of this code is wrong?

The same seed gives the same exercise, on every machine and in the page.
"""

from rnnlib.practice.exercise import Choice, Exercise, Grid, Numbers, Verdict
from rnnlib.practice.series import KINDS, LEVELS, exercise, series

__all__ = [
    "KINDS", "LEVELS", "Choice", "Exercise", "Grid", "Numbers", "Verdict", "exercise", "series",
]  # fmt: skip
