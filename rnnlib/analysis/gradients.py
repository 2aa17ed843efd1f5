"""Gradients checked against differences, and gradients that show what depends on what."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from rnnlib import activations, checks
from rnnlib.layers.recurrent import Recurrent
from rnnlib.training.network import Network


def relative_error(
    loss: Callable[[], float],
    arrays: Mapping[str, np.ndarray],
    gradients: Mapping[str, np.ndarray],
    seed: int | np.random.Generator,
    step: float = 1e-5,
) -> float:
    """The relative error of gradients against a central difference along one random direction.

    |D - ⟨g, v⟩| / (|D| + |⟨g, v⟩|) with D = (L(θ + ε v) - L(θ - ε v)) / 2ε and a
    direction v of length 1 over all arrays together. Two evaluations of the loss check
    every entry at once: a wrong one shows unless v is orthogonal to the error.

    Args:
        loss: a function of no arguments that reads the arrays and returns L.
        arrays: {name: array} of float64, changed in place and put back.
        gradients: {name: ∂L/∂array}.
        seed: int or numpy.random.Generator, for v.
        step: ε.

    Returns:
        the relative error, 0 to 1; at most 1e-7 where the gradients are right.

    Raises:
        ValueError: an array is not float64, or has no gradient of its own shape.
    """
    for name, array in arrays.items():
        if array.dtype != np.float64:
            raise ValueError(f"relative_error: {name} must be float64, got {array.dtype}")
        came = np.shape(gradients[name]) if name in gradients else "none"
        if came != array.shape:
            raise ValueError(
                f"relative_error: the gradient of {name} must be of shape {array.shape}, got {came}"
            )
    random = checks.generator("relative_error", seed)
    direction = {name: random.normal(size=array.shape) for name, array in arrays.items()}
    length = np.sqrt(sum((v**2).sum() for v in direction.values()))
    kept = {name: array.copy() for name, array in arrays.items()}

    def loss_at(distance):
        for name, array in arrays.items():
            array[...] = kept[name] + distance / length * direction[name]
        return loss()

    try:
        difference = (loss_at(step) - loss_at(-step)) / (2 * step)
    finally:
        for name, array in arrays.items():
            array[...] = kept[name]
    along = sum((gradients[name] * v).sum() for name, v in direction.items()) / length
    return float(abs(difference - along) / max(abs(difference) + abs(along), 1e-300))


def sensitivity(network: Network, x: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """How much each prediction depends on each input: ‖∂ ln p(target_t) / ∂x_s‖.

    One backward run for each t; only steps up to t can matter.

    Args:
        network: a Network that reads out every step.
        x: (T, D_x, 1), one sequence.
        targets: class numbers, (T, 1).

    Returns:
        (T, T): row t, column s; zero for s > t.

    Raises:
        ValueError: the network reads out the last step alone, x holds more than one
            sequence, or a target is no class.
    """
    if not network.every_step:
        raise ValueError("sensitivity: network must read out every step, got the last alone")
    tape = network.forward(x)
    T, D_y, B = tape.y.shape
    if B != 1:
        raise ValueError(f"sensitivity: x must be (T, D_x, 1), one sequence, got B = {B}")
    targets = checks.classes(
        "sensitivity", "targets", targets, ("T", "B"), {"T": T, "B": 1}, count=D_y
    )
    result = np.zeros((T, T))
    for t in range(T):
        d_y = np.zeros_like(tape.y)
        d_y[t] = -activations.softmax(tape.y[t], axis=0)
        d_y[t, targets[t]] += 1
        result[t] = np.linalg.norm(network.backward(tape, d_y).x[:, :, 0], axis=1)
    return result


def jacobian(layer: Recurrent, x: np.ndarray, state: tuple[np.ndarray, ...]) -> np.ndarray:
    """∂(final state)/∂(initial state) of each sample, exact: one backward run for all rows.

    Args:
        layer: a recurrent layer; the features of all its states together are D.
        x: inputs, (T, D_x, B).
        state: the initial state, a tuple of (D_h, B); each state may have a size of its own.

    Returns:
        (B, D, D): entry [b, i, j] is the derivative of final feature i by initial feature j.
    """
    sizes = [len(part) for part in state]
    B, D = x.shape[2], sum(sizes)
    # Every sample D times over, and to each copy the adjoint of another feature.
    tape = layer.forward(np.repeat(x, D, axis=2), tuple(np.repeat(s, D, axis=1) for s in state))
    d_state = np.split(np.tile(np.eye(D), B), np.cumsum(sizes)[:-1])
    d_first = layer.backward(tape, np.zeros_like(tape.h), tuple(d_state)).state
    return np.concatenate(d_first).reshape(D, B, D).transpose(1, 2, 0)


def flow(layer: Recurrent, x: np.ndarray, lags: Iterable[int]) -> dict[int, float]:
    """How strongly the last state depends on the one `lag` steps before: ‖∂s_T/∂s_{T-lag}‖₂.

    The largest singular value of the Jacobian: no change of the earlier state, of length 1,
    changes the last one more. s holds all states, such as [h; c]. The geometric mean over
    the samples.

    Args:
        layer: a recurrent layer, best of float64: over many steps the norm may be very small.
        x: inputs, (T, D_x, B); the layer reads all T steps from a state of zeros.
        lags: whole numbers, each at most T - 1.

    Returns:
        {lag: norm}.

    Raises:
        ValueError: a lag is not a whole number from 1 to T - 1.
    """
    lags, norms = [checks.size("flow", "lag", lag) for lag in lags], {}
    if max(lags, default=0) >= len(x):
        raise ValueError(f"flow: lags must be at most T - 1 = {len(x) - 1}, got {max(lags)}")
    for lag in lags:
        state = layer.forward(x[:-lag]).state
        largest = np.linalg.norm(jacobian(layer, x[-lag:], state), ord=2, axis=(1, 2))
        with np.errstate(divide="ignore"):
            norms[lag] = float(np.exp(np.log(largest).mean()))
    return norms
