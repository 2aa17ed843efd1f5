"""Lengths that differ from sequence to sequence, so that no step is always the last."""

import numpy as np


def up_to_a_tenth_more(random, steps, batch_size):
    """Lengths uniform in T … T + T/10, both included, as in Hochreiter & Schmidhuber (1997).

    Args:
        random: a numpy.random.Generator.
        steps: T.

    Returns:
        lengths (B,), and inside, (longest of them, B) of bool: True up to each end.
    """
    lengths = random.integers(steps, steps + steps // 10, batch_size, endpoint=True)
    return lengths, np.arange(lengths.max())[:, None] < lengths
