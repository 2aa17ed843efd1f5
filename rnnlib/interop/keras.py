"""Weights in the order of Keras 3: what `get_weights` gives and `set_weights` takes.

Samples come first there, so matrices are transposed and blocks are columns: i f c o for the
LSTM, z r h for the GRU (keras.layers.LSTM, GRU and SimpleRNN, read from the source of Keras 3).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnlib import checks
from rnnlib.interop.weights import build, directions, join, take
from rnnlib.layers.recurrent import Recurrent


def to_keras(layer: Recurrent) -> list[np.ndarray]:
    """A layer's weights for `set_weights` of a Keras layer, which then has the same outputs.

    An RNN with ReLU is SimpleRNN(activation="relu"), a GRU has reset_after as its variant says,
    and Bidirectional is Bidirectional(…) with merge_mode="concat".

    Args:
        layer: an RNN, GRU, LSTM, or Bidirectional of those.

    Returns:
        [kernel (D_x, G D_h), recurrent_kernel (D_h, G D_h), bias (G D_h,)], with a bias of
        (2, 3 D_h) for a GRU that resets after the product; for Bidirectional six arrays,
        those of the layer that reads forward first.

    Raises:
        ValueError: a layer or a variant that Keras has not.
    """
    weights = []
    for part in directions(layer):
        W_x, W_h, b_x, b_h = take("keras", part).values()
        bias = np.stack([b_x, b_h]) if "b_u" in part.params else b_x
        weights += [W_x.T.copy(), W_h.T.copy(), bias]
    return weights


def from_keras(
    weights: Sequence[ArrayLike], activation: str = "tanh", reset_after: bool = True
) -> Recurrent:
    """A layer with the outputs of a Keras layer, from what its `get_weights` gives.

    Which layer it is follows from the shapes: 1, 3 or 4 blocks of columns are a SimpleRNN, a
    GRU or an LSTM. Without bias (use_bias=False) the layer's biases are zero.

    Args:
        weights: [kernel (D_x, G D_h), recurrent_kernel (D_h, G D_h)] and, if there is one,
            bias (G D_h,), or (2, 3 D_h) for a GRU with reset_after=True; for Bidirectional
            twice as many, those of the layer that reads forward first.
        activation: that of a SimpleRNN, "tanh" or "relu"; it is not in the weights.
        reset_after: that of a GRU without bias; the shape of a bias says it by itself.

    Raises:
        TypeError, ValueError: another number of arrays, or arrays of other shapes or dtypes.
    """
    arrays, owner = [np.asarray(array) for array in weights], "from_keras"
    if len(arrays) in (4, 6):
        halves = arrays[: len(arrays) // 2], arrays[len(arrays) // 2 :]
        return join(*(from_keras(half, activation, reset_after) for half in halves))
    if len(arrays) not in (2, 3):
        raise ValueError(
            f"{owner}: weights must be those of one layer, 2 or 3 arrays (kernel, "
            f"recurrent_kernel, bias) or twice as many for Bidirectional, got {len(arrays)}"
        )
    W_x, W_h, *bias = arrays
    W_h = checks.array(owner, "recurrent_kernel", W_h, ("D_h", "G D_h"), {}, W_x.dtype)
    sizes = {"G D_h": W_h.shape[1], "2": 2}
    W_x = checks.array(owner, "kernel", W_x, ("D_x", "G D_h"), sizes, W_x.dtype)
    stacked = {"W_x": W_x.T, "W_h": W_h.T}
    for b in bias:
        reset_after = b.ndim == 2
        axes = ("2", "G D_h") if reset_after else ("G D_h",)
        b = np.atleast_2d(checks.array(owner, "bias", b, axes, sizes, W_x.dtype))
        stacked |= zip(("b_x", "b_h"), b, strict=False)
    gru = "GRU reset_after" if reset_after else "GRU reset_before"
    return build("keras", stacked, f"RNN {activation}", gru)
