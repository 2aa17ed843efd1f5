"""Random arguments that more than one assignment needs."""

import numpy as np


def normal(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.normal(size=shape)


def weights(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Small enough that a state of a hundred steps neither explodes nor lies flat."""
    return random.normal(size=(rows, columns)) / np.sqrt(columns)
