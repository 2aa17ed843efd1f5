"""Starting values for recurrent layers, written into their parameters in place.

Each takes a layer and returns it. `W[:, :D_h]` are the recurrent weights of a cell's layer.
"""

import numpy as np

from rnnlib import checks
from rnnlib.layers.recurrent import Recurrent


def recurrent_blocks(layer):
    """{name: the D_h × D_h block of weights that meets the state}, views into the parameters."""
    if not isinstance(layer, Recurrent):
        raise TypeError(f"recurrent_blocks: layer must be a recurrent layer, got {layer!r}")
    blocks = {
        name: array[:, : layer.hidden_size]
        for name, array in layer.params.items()
        if layer.meets_state(name)
    }
    if not blocks:
        raise ValueError(
            "recurrent_blocks: layer must have weights that meet its state, got "
            f"{', '.join(layer.params)}; of two directions, take one layer at a time"
        )
    return blocks


def orthogonal(layer, seed, gain=1.0):
    """Recurrent weights = gain · Q, Q orthogonal: no direction is stretched more than another.

    Saxe et al. (2014), for the weights of deep networks without recurrence. Q is uniform
    among orthogonal matrices.
    """
    gain = checks.number("orthogonal", "gain", gain, above=0)
    random = checks.generator("orthogonal", seed)
    for block in recurrent_blocks(layer).values():
        q, r = np.linalg.qr(random.normal(size=block.shape))
        block[:] = gain * q * np.sign(np.diag(r))
    return layer


def identity(layer, gain=1.0):
    """Recurrent weights = gain · I and biases 0. Le et al. (2015)

    At gain 1 and without input, an RNN with ReLU keeps its state; tanh would shrink it.
    """
    gain = checks.number("identity", "gain", gain, above=0)
    for block in recurrent_blocks(layer).values():
        block[:] = gain * np.eye(len(block))
    for name, array in layer.params.items():
        if name.startswith("b_"):
            array[:] = 0
    return layer


def forget_bias(layer, value):
    """b_f = value, so that f starts near σ(value). Jozefowicz et al. (2015)

    PyTorch keeps two biases that are added: there, a value in both counts twice.
    """
    _bias(layer, "b_f", "forget_bias")[:] = checks.number("forget_bias", "value", value)
    return layer


def chrono(layer, longest, seed):
    """b_f = ln u, u uniform in [1, longest - 1], and b_i = -b_f.     Tallec & Ollivier (2018)

    So where the weighted sums are nothing but the bias, 1 / (1 - f) = 1 + u: the units start
    with memories between 2 and `longest` steps. For a GRU, whose z both forgets and writes,
    b_z = -ln u.
    """
    longest = checks.number("chrono", "longest", longest, above=2)
    random = checks.generator("chrono", seed)
    drawn = np.log(random.uniform(1, longest - 1, (layer.hidden_size, 1)))
    if "b_z" in layer.params:
        layer.params["b_z"][:] = -drawn
    else:
        _bias(layer, "b_f", "chrono")[:] = drawn
        _bias(layer, "b_i", "chrono")[:] = -drawn
    return layer


def _bias(layer, name, owner):
    if name not in layer.params:
        raise ValueError(f"{owner}: layer must have {name}, got {', '.join(layer.params)}")
    return layer.params[name]
