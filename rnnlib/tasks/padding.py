"""Sequences of different lengths, side by side."""

import numpy as np


def padded(sequences, dtype=np.float32):
    """Sequences (T_k, D), or (T_k,), as one array with zeros after the end of the shorter ones.

    Returns:
        array (T, D, B), or (T, B), with T the longest; lengths (B,); mask (T, B), True
        inside the sequences.
    """
    lengths = np.array([len(sequence) for sequence in sequences])
    array = np.zeros((lengths.max(), len(sequences), *sequences[0].shape[1:]), dtype)
    for k, sequence in enumerate(sequences):
        array[: len(sequence), k] = sequence
    mask = np.arange(lengths.max())[:, None] < lengths
    return np.moveaxis(array, 1, -1).copy(), lengths, mask
