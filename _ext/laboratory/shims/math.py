"""Of the mathematics of numbers what the drawings need."""

from javascript import Math

cos, sin, atan2, tanh = Math.cos, Math.sin, Math.atan2, Math.tanh


def prod(values):
    total = 1
    for value in values:
        total *= value
    return total
