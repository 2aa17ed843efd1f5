"""Sequences of different lengths: random lengths, and padding."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib import checks
from rnnlib.tasks.task import Random
from rnnlib.training.batch import Batch


def random_lengths(random: Random, steps: int, batch_size: int) -> tuple[np.ndarray, np.ndarray]:
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
        TypeError: a sequence has masked values or holds something else than real numbers.
        ValueError: there is no sequence, or one is empty, ragged, not finite, or of another
            D than the first.
    """
    sequences = list(sequences)
    if not sequences:
        raise ValueError("padded: sequences must hold at least one sequence, got none")
    D = np.asarray(sequences[0], object).shape[1:]
    axes, sizes = (("T", "D"), {"D": D[0]}) if D else (("T",), {})

    def checked(k, sequence):
        return checks.array("padded", f"sequence {k}", sequence, axes, sizes, dtype)

    arrays = [checked(*numbered) for numbered in enumerate(sequences)]
    lengths = np.array([len(array) for array in arrays])
    mask = np.arange(lengths.max())[:, None] < lengths
    together = np.zeros((len(arrays), len(mask), *D), dtype)
    together[mask.T] = np.concatenate(arrays)
    return np.ascontiguousarray(np.moveaxis(together, 0, -1)), lengths, mask


def labelled(sequences: Iterable[ArrayLike], labels: np.ndarray) -> Batch:
    """Sequences (T_k, D_x) with a class number each (N,), to be named after the last step."""
    x, lengths, _ = padded(sequences)
    return Batch(x, labels[None], lengths=lengths)


def shuffled(batch: Batch, random: Random) -> Batch:
    """The same sequences, the steps of each in an order drawn at random.

    A model that does as well on them as before makes no use of the order.

    Args:
        batch: with targets after the last step alone.
        random: a numpy.random.Generator.
    """
    if len(batch.targets) != 1:
        came = f"{len(batch.targets)} steps"
        raise ValueError(f"shuffled: batch must have targets of one step, the last, got {came}")
    T, _, B = batch.x.shape
    places = random.random((T, B))
    if batch.lengths is not None:
        places[np.arange(T)[:, None] >= batch.lengths] = 2  # what is past the end stays there
    return batch._replace(x=np.take_along_axis(batch.x, places.argsort(axis=0)[:, None], axis=0))
