"""The common stacks of layers in one call: several layers, two directions, dropout between."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.layer import Layer
from rnnlib.layers.recurrent import Recurrent


def stack(
    kind: Callable[..., Recurrent],
    input_size: int,
    hidden_size: int,
    seed: int | np.random.Generator,
    num_layers: int = 1,
    bidirectional: bool = False,
    dropout: float = 0.0,
    dtype: Any = np.float32,
    **options: Any,
) -> tuple[Layer, ...]:
    """Layers for a Network: `Network(stack(LSTM, 8, 16, seed=0, num_layers=2), 3, seed=1)`.

    Args:
        kind: RNN, GRU or LSTM, or what makes a recurrent layer when called like these.
        input_size: D_x of the lowest layer.
        hidden_size: D_h of every layer, and of each direction.
        seed: int or numpy.random.Generator, from which all layers draw, the lowest first.
        num_layers: how many recurrent layers.
        bidirectional: whether each is a pair that reads from both ends; the next layer gets
            the states of both.
        dropout: the share of what one layer hands to the next that is set to zero in training.
        dtype: float32, or float64 for checks.
        options: what else `kind` takes, such as variant="reset_after".

    Returns:
        The layers, the lowest first, with a Dropout between two if `dropout` is above 0.
    """
    if not callable(kind):
        raise TypeError(f"stack: kind must make a layer, as RNN, GRU or LSTM do, got {kind!r}")
    num_layers = checks.size("stack", "num_layers", num_layers)
    bidirectional = checks.one_of("stack", "bidirectional", bidirectional, (False, True))
    dropout = checks.number("stack", "dropout", dropout, least=0, below=1)
    options |= {"seed": checks.generator("stack", seed), "dtype": dtype}
    layers: list[Layer] = []
    for _ in range(num_layers):
        below = layers[-1].output_size if layers else input_size
        if layers and dropout:
            layers.append(Dropout(below, dropout, seed=options["seed"], dtype=dtype))
        made = [kind(below, hidden_size, **options) for _ in range(1 + bidirectional)]
        layers.append(Bidirectional(*made) if bidirectional else made[0])
    return tuple(layers)
