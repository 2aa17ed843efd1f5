"""What makes the NumPy layers fast, one trick after the other, on the LSTM.

Each version computes the same gradients; the tests hold that. `bench` times them.
"""

from collections.abc import Callable

import numpy as np

from rnnlib.activations import sigmoid
from rnnlib.layers.lstm import LSTM

VERSIONS = (
    "gate by gate, step by step",
    "all gates in one product",
    "inputs and weights outside the loop",
    "no new arrays, one tanh, slopes in blocks",
)


def training_step(
    version: str, layer: LSTM, x: np.ndarray, d_h: np.ndarray
) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """A function of no arguments: forward and backward of an LSTM layer, in that version.

    Args:
        version: one of VERSIONS; each has the tricks of those before it.
        layer: an LSTM of the standard variant.
        x: (T, D_x, B).
        d_h: (T, D_h, B).

    Returns:
        the function; it returns d_x (T, D_x, B) and d_W, as layer.W.
    """
    tricks = VERSIONS.index(version)
    if tricks == len(VERSIONS) - 1:
        return lambda: _of_the_layer(layer, x, d_h)
    return lambda: _plain(layer, x, d_h, one_product=tricks > 0, outside=tricks > 1)


def _of_the_layer(layer, x, d_h):
    gradients = layer.backward(layer.forward(x), d_h)
    d_W = np.concatenate([gradients.params[f"W_{name}"] for name in layer.blocks])
    return gradients.x, d_W


def _plain(layer, x, d_h, one_product, outside):
    D, W, b = layer.hidden_size, layer.W, layer.b
    W_h, W_x = (np.ascontiguousarray(part) for part in np.hsplit(W, [D]))
    T, _, B = x.shape
    h = c = np.zeros((D, B), W.dtype)
    ahead = W_x @ x + b if outside else x
    steps = []
    blocks = [slice(None)] if one_product else [slice(k, k + D) for k in range(0, 4 * D, D)]
    for t in range(T):
        seen = np.concatenate([h, x[t]])
        if outside:
            a = ahead[t] + W_h @ h
        else:
            a = np.concatenate([W[rows] @ seen + b[rows] for rows in blocks])
        o, f, i = (sigmoid(part) for part in np.split(a[: 3 * D], 3))
        g = np.tanh(a[3 * D :])
        c_prior, c = c, f * c + i * g
        tanh_c = np.tanh(c)
        steps.append((seen, o, f, i, g, c_prior, tanh_c))
        h = o * tanh_c
    return _plain_back(W, x, d_h, steps, blocks, outside)


def _plain_back(W, x, d_h, steps, blocks, outside):
    D = d_h.shape[1]
    W_hT = np.ascontiguousarray(W[:, :D].T)
    d_x, d_W = np.empty_like(x), np.zeros_like(W)
    d_as = np.empty((len(x), len(W), x.shape[2]), W.dtype)
    d_next = d_c = np.zeros_like(d_h[0])
    for t in reversed(range(len(x))):
        seen, o, f, i, g, c_prior, tanh_c = steps[t]
        d = d_h[t] + d_next
        d_c = d_c + d * o * (1 - tanh_c**2)
        d_as[t] = d_a = np.concatenate(
            [
                d * tanh_c * o * (1 - o),
                d_c * c_prior * f * (1 - f),
                d_c * g * i * (1 - i),
                d_c * i * (1 - g**2),
            ]
        )
        d_c = d_c * f
        if outside:
            d_next = W_hT @ d_a
        else:
            for rows in blocks:
                d_W[rows] += d_a[rows] @ seen.T
            d_next, d_x[t] = np.split(sum(W[rows].T @ d_a[rows] for rows in blocks), [D])
    if outside:
        flat = d_as.swapaxes(0, 1).reshape(len(W), -1)
        seen = np.array([step[0] for step in steps]).swapaxes(0, 1).reshape(W.shape[1], -1)
        d_W, d_x = flat @ seen.T, W[:, D:].T @ d_as
    return d_x, d_W
