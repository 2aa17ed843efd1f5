"""A vector of its own for each symbol of a vocabulary: the first layer of a network on symbols."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import Gradients, Layer, State, Tape, until_the_end


class Embedding(Layer):
    """y_t = W_e e_k: column k of W_e, where k is the symbol at step t and e_k its one-hot vector.

    Bengio et al. (2003). The same as the product with one-hot vectors, without the product: a
    step costs D numbers, however large the vocabulary is.

    Args:
        vocabulary_size: V, the number of different symbols, which are the numbers 0 … V - 1.
        size: D, the number of features of each symbol's vector.
        seed: int or numpy.random.Generator; W_e (D, V) is normal with variance 1/D, so that a
            symbol's vector is about as long as its one-hot vector.
        dtype: float32, or float64 for checks.

    Raises:
        TypeError, ValueError: a size that is no whole number of at least 1, another dtype.
    """

    def __init__(self, vocabulary_size: int, size: int, seed: Any, dtype: Any = np.float32) -> None:
        V = checks.size("Embedding", "vocabulary_size", vocabulary_size)
        D = checks.size("Embedding", "size", size)
        self.vocabulary_size, self.size = self.input_size, self.output_size = V, D
        self.dtype = checks.dtype("Embedding", dtype)
        # One symbol's vector lies in one piece of memory: W_e is a (V, D) array, transposed.
        W = checks.generator("Embedding", seed).normal(0, D**-0.5, (V, D))
        self.W = W.astype(self.dtype).T

    def _arrays(self) -> dict[str, np.ndarray]:
        return {"W_e": self.W}

    def forward(
        self, x: Any, state: State | None = None, lengths: Any = None, training: bool = False
    ) -> Tape:
        """Look up the vectors of all symbols.

        Args:
            x: symbols, whole numbers 0 … V - 1, (T, B).
            state: none, for there is no state.
            lengths: (B,), the number of steps of each sequence, if some are shorter than T;
                what follows the end is ignored, whatever it is.
            training: makes no difference here.

        Returns:
            Tape with .h (T, D, B), zero after the end of a sequence.

        Raises:
            TypeError: x holds other than whole numbers.
            ValueError: x is not (T, B), is empty, or holds a symbol outside the vocabulary.
        """
        owner, any_number = "Embedding.forward", 1 << 62
        if getattr(x, "ndim", 2) == 3:
            raise ValueError(
                f"{owner}: x must be symbols, (T, B), got {x.shape}; "
                "if these are one-hot vectors (T, V, B), x.argmax(axis=1) gives the symbols"
            )
        x = checks.classes(owner, "x", x, ("T", "B"), {}, any_number, -any_number).copy()
        if lengths is not None:
            T, B = x.shape
            lengths = checks.classes(owner, "lengths", lengths, ("B",), {"B": B}, T + 1, least=1)
            x[np.arange(T)[:, None] >= lengths] = 0
        checks.classes(owner, "x", x, ("T", "B"), {}, self.input_size)
        h = np.ascontiguousarray(self.W.T[x].swapaxes(1, 2))
        return Tape(self, x, until_the_end(h, lengths), (), {}, lengths)

    def backward(self, tape: Tape, d_h: Any, d_state: State | None = None) -> Gradients:
        """The gradient of W_e; symbols are no numbers that could be moved, so .x is None.

        Args:
            tape: what `forward` returned.
            d_h: ∂L/∂y, (T, D, B).

        Returns:
            Gradients: .x None, .state (), .params {"W_e": (D, V)}.
        """
        d_h = self._check_d_h(tape, d_h)
        symbols, d_vectors = tape.x.ravel(), d_h.swapaxes(1, 2).reshape(-1, self.size)
        # Sorted, the occurrences of a symbol are neighbours, and each group is one sum.
        order = symbols.argsort(kind="stable")
        present, starts = np.unique(symbols[order], return_index=True)
        d_W = np.zeros_like(self.W)
        d_W.T[present] = np.add.reduceat(d_vectors[order], starts)
        return Gradients(None, (), {"W_e": d_W})
