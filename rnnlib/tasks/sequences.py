"""Sequences of different lengths: random lengths, and padding."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.training.batch import Batch


def random_lengths(
    random: np.random.Generator, steps: int, batch_size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Lengths uniform in T … T + T/10, both included: so no step is always the last.

    Args:
        random: a numpy.random.Generator.
        steps: T.

    Returns:
        lengths (B,), and inside, (longest of them, B) of bool: True up to each end.

    Hochreiter & Schmidhuber (1997)
    """
    lengths = random.integers(steps, steps + steps // 10, batch_size, endpoint=True)
    return lengths, np.arange(lengths.max())[:, None] < lengths


def padded(
    sequences: Iterable[ArrayLike], dtype: Any = np.float32
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sequences (T_k, D), or (T_k,), as one array with zeros after the end of the shorter ones.

    Returns:
        array (T, D, B), or (T, B), with T the longest; lengths (B,); mask (T, B), True
        inside the sequences.

    Raises:
        ValueError: there is no sequence, one is empty, of another shape than the first,
            ragged or with masked values.
    """
    arrays = [_array(k, sequence) for k, sequence in enumerate(sequences)]
    if not arrays:
        raise ValueError("padded: sequences must hold at least one sequence, got none")
    lengths, D = np.array([len(array) for array in arrays]), arrays[0].shape[1:]
    for k, array in enumerate(arrays):
        if array.shape[1:] != D:
            came = f"{array.shape} after {arrays[0].shape}"
            raise ValueError(f"padded: sequence {k} must have the D of the first, got {came}")
    mask = np.arange(lengths.max())[:, None] < lengths
    together = np.zeros((len(arrays), len(mask), *D), dtype)
    together[mask.T] = np.concatenate(arrays)
    return np.ascontiguousarray(np.moveaxis(together, 0, -1)), lengths, mask


def labelled(sequences: Iterable[ArrayLike], labels: np.ndarray) -> Batch:
    """Sequences (T_k, D_x) with a class number each (N,), to be named after the last step."""
    x, lengths, _ = padded(sequences)
    return Batch(x, labels[None], lengths=lengths)


def _array(k, sequence):
    try:
        array = np.asarray(sequence)
    except ValueError:
        array = np.array("ragged")
    if array.ndim not in (1, 2) or not array.size or array.dtype.kind not in "fiub":
        expected = "numbers, (T,) or (T, D), not empty"
        raise ValueError(f"padded: sequence {k} must be {expected}, got {sequence!r}")
    if np.ma.is_masked(sequence):
        raise ValueError(f"padded: sequence {k} must have all its values, some are masked")
    return array
