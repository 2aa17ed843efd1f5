"""Regularizers: penalties that are added to the loss, with their gradients."""

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.layers.layer import Tape, until_the_end
from rnnlib.layers.rnn import RNN
from rnnlib.training.network import Network, NetworkTape


class WeightDecay:
    """½ λ Σ W², which is small if the weights are; biases are left alone.

    Its gradient, λ W, pulls every weight towards 0, here by way of the optimizer. Under Adam that
    is not the same as to shrink the weights themselves at each step: Loshchilov & Hutter (2019).

    Args:
        strength: λ.
    """

    def __init__(self, strength: float) -> None:
        self.strength = checks.number("WeightDecay", "strength", strength, least=0)

    def __call__(
        self, network: Network, tape: NetworkTape, d_y: np.ndarray, gradients: dict[str, np.ndarray]
    ) -> float:
        """Add λ W to the gradient of every matrix W_…, in place. Returns ½ λ Σ W²."""
        squares = 0.0
        for name, array in network.params.items():
            if name.rpartition(".")[2].startswith("W_"):
                gradients[name] += self.strength * array
                squares += float(np.square(array).sum())
        return self.strength * squares / 2


class VanishingGradientRegularizer:
    """λ Ω, which is small if error signals keep their norm on the way back through an RNN layer.

    Ω = mean of (‖∂E/∂h_{t+1} · ∂h_{t+1}/∂h_t‖ / ‖∂E/∂h_{t+1}‖ - 1)²           Pascanu et al. (2013)

    over all samples and steps at which the error signal ∂E/∂h_{t+1} is there at all. Of its
    gradient only the immediate part is taken, as in the paper: W_h changes, while h_{t+1} and
    ∂E/∂h_{t+1} are held. In the paper Ω is a sum over the steps. The authors' code takes this
    mean, and squares both norms; near a ratio of 1 that is four times as much.

    Args:
        strength: λ.
    """

    vanished = 1e-10  # below it there is no error signal; the square of the authors' bound is it

    def __init__(self, strength: float) -> None:
        self.strength = checks.number("VanishingGradientRegularizer", "strength", strength, least=0)

    def __call__(
        self, network: Network, tape: NetworkTape, d_y: np.ndarray, gradients: dict[str, np.ndarray]
    ) -> float:
        """Add λ ∂⁺Ω/∂W_h to the gradients of each RNN layer, in place.

        Args:
            network: a Network with at least one RNN layer.
            tape: what its `forward` returned.
            d_y: ∂L/∂y, of the shape of tape.y.
            gradients: {name: array}, what its `backward` returned as `params`.

        Returns:
            λ Ω, the sum over the RNN layers.
        """
        rnns = [k for k, layer in enumerate(network.layers) if isinstance(layer, RNN)]
        if not rnns:
            raise ValueError(
                "VanishingGradientRegularizer: network must have an RNN layer, got none"
            )
        penalty, d_h = 0.0, network.at_the_top(tape, network.readout.W.T @ d_y)
        for k in reversed(range(rnns[0], len(network.layers))):
            layer, layer_tape = network.layers[k], tape.layers[k]
            if isinstance(layer, RNN):
                omega, d_W_h = self.omega(layer, layer_tape, d_h)
                gradients[f"layer{k + 1}.W_h"][:, : layer.hidden_size] += self.strength * d_W_h
                penalty += self.strength * omega
            if k > rnns[0]:
                d_h = layer.backward(layer_tape, d_h).x
        return penalty

    def omega(self, layer: RNN, tape: Tape, d_h: np.ndarray) -> tuple[float, np.ndarray]:
        """Ω of one layer and ∂⁺Ω/∂W_h (D_h, D_h); d_h is what comes from above, (T, D_h, B)."""
        signal, d_a, back = _error_signals(layer, tape, d_h)
        before, after = np.linalg.norm(signal, axis=1), np.linalg.norm(back, axis=1)
        there = before > self.vanished
        N = max(there.sum(), 1)
        excess = np.divide(after, before, out=np.ones_like(after), where=there) - 1
        # ∂‖W_hᵀ v‖/∂W_h = v (W_hᵀ v)ᵀ / ‖W_hᵀ v‖, at 0 taken to be 0
        product = before * after
        weight = np.divide(2 * excess, product, out=np.zeros_like(after), where=product > 0)
        d_W_h = np.tensordot(weight[:, None] * d_a, back, axes=((0, 2), (0, 2))) / N
        return float((excess**2).sum() / N), d_W_h


def _error_signals(
    layer: RNN, tape: Tape, d_h: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagation through time that keeps every step's error signal.

    Returns:
        ∂E/∂h_t, ∂E/∂a_t = φ'(a_t) ⊙ ∂E/∂h_t, and W_hᵀ ∂E/∂a_t, which step t sends back to
        h_{t-1}: each (T, D_h, B).
    """
    W_h = np.ascontiguousarray(layer.W[:, : layer.hidden_size].T)
    slope = ACTIVATIONS[layer.activation].slope(tape["h"])
    signal = np.array(until_the_end(d_h, tape.lengths))
    d_a, back = np.empty_like(d_h), np.empty_like(d_h)
    for t in reversed(range(len(signal))):
        if t + 1 < len(signal):
            signal[t] += back[t + 1]
        np.multiply(slope[t], signal[t], out=d_a[t])
        np.matmul(W_h, d_a[t], out=back[t])
    return signal, d_a, back
