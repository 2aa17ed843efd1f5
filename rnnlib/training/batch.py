"""What one training step learns from."""

from typing import NamedTuple

import numpy as np


class Batch(NamedTuple):
    """What one training step learns from.

    Past the end of a sequence nothing has any influence, whatever stands there.

    Attributes:
        x: inputs, (T, D_x, B); for an Embedding class numbers, (T, B).
        targets: what the loss compares with: (T, …, B), or (1, …, B) for the last step alone.
        starts: whether the sequences start here, or continue those of the batch before: one
            bool for all, or (B,).
        lengths: (B,), how many steps each sequence has, if some are shorter than T.
        mask: (T, B) of bool, which predictions count, if not all. It may have gaps: the
            network reads those steps too, only the loss leaves them out.
    """

    x: np.ndarray
    targets: np.ndarray
    starts: bool | np.ndarray = True
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None

    @property
    def counts(self) -> np.ndarray | None:
        """The loss's mask: `mask`, and in any case t < length. None if all predictions count."""
        if self.lengths is None or len(self.targets) != len(self.x):
            return self.mask
        within = _within(self.x, self.lengths)
        if self.mask is None:
            return within
        mask = np.asarray(self.mask, bool)
        return within & mask if mask.shape == within.shape else mask  # the loss will refuse it

    @property
    def is_finite(self) -> bool:
        """Whether all inputs and targets that have an influence are finite."""
        read = None if self.lengths is None else _within(self.x, self.lengths)
        pairs = ((self.x, read), (self.targets, self.counts))
        return all(
            bool(np.isfinite(v if mask is None else np.moveaxis(np.asarray(v), -1, 1)[mask]).all())
            for v, mask in pairs
        )

    def select(self, samples: np.ndarray) -> "Batch":
        """Some of the sequences, by their numbers, cut after the end of the longest."""
        lengths = None if self.lengths is None else np.asarray(self.lengths)[samples]
        T = len(self.x) if lengths is None else lengths.max()

        def of(array: np.ndarray) -> np.ndarray:
            return np.ascontiguousarray(array[:T, ..., samples])

        starts = np.asarray(self.starts)[samples] if np.ndim(self.starts) else self.starts
        mask = None if self.mask is None else of(self.mask)
        return Batch(of(self.x), of(self.targets), starts, lengths, mask)


def _within(x: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """(T, B): whether a step is before the end of its sequence."""
    return np.arange(len(x))[:, None] < lengths
