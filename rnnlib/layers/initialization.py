"""Starting values for recurrent layers, written into their parameters in place.

Each takes a layer and returns it. What is refused is refused before anything is written.
"""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.recurrent import Recurrent


def recurrent_blocks(layer: Recurrent) -> dict[str, np.ndarray]:
    """{name: the D_h × D_h block of weights that a state is multiplied by}, views into them."""
    _check_recurrent("recurrent_blocks", layer)
    arrays = {**layer.params, **getattr(layer, "frozen", {})}
    found = {name: layer.state_columns(name) for name in arrays}
    blocks = {name: arrays[name][:, columns] for name, columns in found.items() if columns}
    if not blocks:
        raise ValueError(
            "recurrent_blocks: layer must have D_h × D_h weights that a state is multiplied by, "
            f"got {', '.join(arrays)}; of two directions, take one layer at a time"
        )
    return blocks


def orthogonal(layer: Recurrent, seed: Any, gain: float = 1.0) -> Recurrent:
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


def identity(layer: Recurrent, gain: float = 1.0) -> Recurrent:
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


def forget_bias(layer: Recurrent, value: float) -> Recurrent:
    """Each gate that forgets gets a bias, so that σ(value) of a state is kept at the start.

    b_f = value in an LSTM, Jozefowicz et al. (2015); b_z = -value in a GRU, and b_f = -value in
    a minimal gated unit, where 1 - z and 1 - f keep. PyTorch keeps two biases that are added:
    there, a value in both counts twice.
    """
    value = checks.number("forget_bias", "value", value)
    biases = _gate_biases("forget_bias", layer, ("forget",))
    for name, sign in biases.items():
        layer.params[name][:] = sign * value
    return layer


def chrono(layer: Recurrent, longest: float, seed: Any) -> Recurrent:
    """b_f = ln u, u uniform in [1, longest - 1], and b_i = -b_f.     Tallec & Ollivier (2018)

    So where the weighted sums are nothing but the bias, 1 / (1 - f) = 1 + u: the units start
    with memories between 2 and `longest` steps. The gates are found by their roles: each that
    forgets gets ln u, each that lets in and does not forget as well gets -ln u, with the other
    sign where one minus the gate acts. So b_z = -ln u in a GRU, whose 1 - z forgets.
    """
    longest = checks.number("chrono", "longest", longest, above=2)
    biases = _gate_biases("chrono", layer, ("forget", "input"))
    random, drawn = checks.generator("chrono", seed), {}
    for name, sign in biases.items():
        rows = len(layer.params[name])
        if rows not in drawn:
            drawn[rows] = np.log(random.uniform(1, longest - 1, (rows, 1)))
        layer.params[name][:] = sign * drawn[rows]
    return layer


def _gate_biases(owner: str, layer: Recurrent, roles: tuple[str, ...]) -> dict[str, int]:
    """{bias: sign}: by the first of the roles that a gate has, + where it makes a state last.

    A second bias in the same gate gets the sign 0: they are added.
    """
    _check_recurrent(owner, layer)
    signs: dict[str, int] = {}
    for gate, found in layer.gates.items():
        role = next((role for role in roles if role in found), None)
        if role is None:
            continue
        lasts = (found[role] == gate) == (role == "forget")  # what lets in, overwrites
        biases = layer.gate_biases(gate)
        for k, bias in enumerate(biases):
            sign = 0 if k else 1 if lasts else -1
            if bias not in layer.params or signs.get(bias, sign) != sign:
                biases = ()
            signs[bias] = sign
        if not biases:
            raise ValueError(f"{owner}: the gate {gate} must have a bias of its own to be set")
    if not any("forget" in found for found in layer.gates.values()):
        gates = ", ".join(f"{gate} ({', '.join(found)})" for gate, found in layer.gates.items())
        raise ValueError(
            f"{owner}: layer must have a gate that forgets, its gates are {gates or 'none'}; "
            "of two directions, take one layer at a time"
        )
    return signs


def _check_recurrent(owner: str, layer: Any) -> None:
    if not isinstance(layer, Recurrent):
        raise TypeError(f"{owner}: layer must be a recurrent layer, got {layer!r}")
