"""Weights in the order of ONNX: the inputs W, R, B and P of its operators RNN, GRU and LSTM.

Blocks are rows, i o f c for the LSTM (peepholes i o f) and z r h for the GRU, and the first axis
of each array is the direction (onnx/docs/Operators.md, version 22 of the three operators).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib import checks
from rnnlib.interop.weights import build, directions, join, kind_of, take
from rnnlib.layers.recurrent import Recurrent

DIRECTIONS = ("forward", "bidirectional")
VECTORS = {"B": ("b_x", "b_h"), "P": ("p_i", "p_o", "p_f")}


def to_onnx(layer: Recurrent) -> dict[str, Any]:
    """A layer as an ONNX node with the same outputs: its arrays and attributes, by their names.

    Args:
        layer: an RNN, GRU or LSTM, or Bidirectional of two of one kind and size.

    Returns:
        {"W": (directions, G D_h, D_x), "R": (directions, G D_h, D_h),
        "B": (directions, 2 G D_h), the input's biases first, "hidden_size", "direction"}, and
        "P" (directions, 3 D_h) for peepholes, "linear_before_reset" for a GRU, "activations"
        for an RNN. `from_onnx(**to_onnx(layer))` is the layer again.

    Raises:
        ValueError: a layer or a variant that ONNX has not.
    """
    parts = directions(layer)
    taken = [take("onnx", part) for part in parts]
    if repr(parts[0]) != repr(parts[-1]):
        raise ValueError(f"to_onnx: both directions must be of one kind and size, got {layer!r}")
    n, (kind, _, option) = len(parts), kind_of(parts[0]).partition(" ")
    node: dict[str, Any] = {"hidden_size": parts[0].hidden_size, "direction": DIRECTIONS[n - 1]}
    node |= {"W": np.stack([w["W_x"] for w in taken]), "R": np.stack([w["W_h"] for w in taken])}
    for name, names in VECTORS.items():
        if names[0] in taken[0]:
            node[name] = np.array([[w[k] for k in names] for w in taken]).reshape(n, -1)
    if kind == "RNN":
        node["activations"] = [option.capitalize()] * n
    if kind == "GRU":
        node["linear_before_reset"] = int(option == "reset_after")
    return node


def from_onnx(
    W: ArrayLike,
    R: ArrayLike,
    B: ArrayLike | None = None,
    P: ArrayLike | None = None,
    hidden_size: int | None = None,
    direction: str = "forward",
    activations: Sequence[str] | None = None,
    linear_before_reset: int = 0,
) -> Recurrent:
    """A layer with the outputs of an ONNX node, from its arrays and attributes.

    Which operator it is follows from the shapes: 1, 3 or 4 blocks of rows are an RNN, a GRU or
    an LSTM. The further inputs of the node (X, sequence_lens, initial_h, initial_c) are what
    `forward` takes.

    Args:
        W, R: weights of the input and of the state, (directions, G D_h, D_x) and
            (directions, G D_h, D_h).
        B: biases, (directions, 2 G D_h), or None for zeros.
        P: peepholes of an LSTM, (directions, 3 D_h), or None for an LSTM without.
        hidden_size: D_h; that of R if not given.
        direction: "forward" or "bidirectional".
        activations: of an RNN, "Tanh" or "Relu" for each direction; Tanh if not given.
        linear_before_reset: of a GRU, 0 for the reset before the product, 1 for after.

    Raises:
        TypeError, ValueError: arrays of other shapes or dtypes, or what no layer here has:
            other activations, direction "reverse".
    """
    owner, dtype = "from_onnx", np.asarray(R).dtype
    n = 1 + DIRECTIONS.index(checks.one_of(owner, "direction", direction, DIRECTIONS))
    sizes = {"directions": n} | ({} if hidden_size is None else {"D_h": hidden_size})
    R = checks.array(owner, "R", R, ("directions", "G D_h", "D_h"), sizes, dtype)
    _, rows, D_h = R.shape
    sizes |= {"G D_h": rows, "2 G D_h": 2 * rows, "3 D_h": 3 * D_h}
    W = checks.array(owner, "W", W, ("directions", "G D_h", "D_x"), sizes, dtype)
    if B is not None:
        B = checks.array(owner, "B", B, ("directions", "2 G D_h"), sizes, dtype)
    if P is not None:
        P = checks.array(owner, "P", P, ("directions", "3 D_h"), sizes, dtype)
        if rows != 4 * D_h:
            raise ValueError(f"{owner}: P is for an LSTM, with R (4 D_h, D_h), got {R.shape}")
    usual = n * {3: ("Sigmoid", "Tanh"), 4: ("Sigmoid", "Tanh", "Tanh")}.get(rows // D_h, ("Tanh",))
    phi = usual if activations is None else tuple(activations)
    if phi != usual and not len(phi) == len(usual) == n:  # an RNN has one for each direction
        raise ValueError(f"{owner}: activations must be {usual}, got {phi}")
    gru = "GRU reset_after" if linear_before_reset else "GRU reset_before"
    lstm = "LSTM" if P is None else "LSTM peepholes"
    layers = []
    for k in range(n):
        weights = {"W_x": W[k], "W_h": R[k]}
        weights |= {} if B is None else zip(VECTORS["B"], np.split(B[k], 2), strict=True)
        weights |= {} if P is None else zip(VECTORS["P"], np.split(P[k][:, None], 3), strict=True)
        layers.append(build("onnx", weights, f"RNN {phi[k].lower()}", gru, lstm))
    return join(*layers)
