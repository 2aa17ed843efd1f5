"""What is learnt from in one step."""

from typing import NamedTuple

import numpy as np


class Batch(NamedTuple):
    """What is learnt from in one step.

    Attributes:
        x: inputs, (T, D_x, B).
        targets: what the loss compares with, for each step or for the last alone.
        starts: False where it continues the batch before.
        lengths: (B,), how many steps each sequence has, if some are shorter than T.
        mask: (T, B) of bool, which predictions count, if not all.
    """

    x: np.ndarray
    targets: np.ndarray
    starts: bool = True
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None
