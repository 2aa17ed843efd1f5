"""Gradients under test, and gradients as a microscope."""

import numpy as np

from rnnlib import activations, checks


def relative_error(loss, arrays, gradients, seed, step=1e-5):
    """How far gradients are from a central difference along one random direction.

    |D - ⟨g, v⟩| / (|D| + |⟨g, v⟩|) with D = (L(θ + ε v) - L(θ - ε v)) / 2ε and a
    direction v of length 1 over all arrays together. Two evaluations of the loss check
    every entry at once: a wrong one shows unless v is orthogonal to the error.

    Args:
        loss: a function of no arguments that reads the arrays and returns L.
        arrays: {name: array} of float64, changed in place and put back.
        gradients: {name: ∂L/∂array}.
        seed: int or numpy.random.Generator, for v.
        step: ε.
    """
    for name, array in arrays.items():
        if array.dtype != np.float64:
            raise ValueError(f"relative_error: {name} must be float64, got {array.dtype}")
        if np.shape(gradients.get(name)) != array.shape:
            raise ValueError(
                f"relative_error: the gradient of {name} must be of shape {array.shape}, "
                f"got {np.shape(gradients.get(name)) if name in gradients else 'none'}"
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


def sensitivity(network, x, targets):
    """How much each prediction depends on each input: ‖∂ ln p(target_t) / ∂x_s‖.

    One backward run for each t; only steps up to t can matter.

    Args:
        network: a Network that reads out every step.
        x: (T, D_x, 1), one sequence.
        targets: class numbers, (T, 1).

    Returns:
        (T, T): row t, column s; zero for s > t.
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


def jacobian(layer, x, state):
    """∂(final state)/∂(initial state) of each sample, exact: one backward run for all rows.

    Args:
        layer: a recurrent layer; the features of all its states together are D.
        x: inputs, (T, D_x, B).
        state: the initial state, a tuple of (D_h, B).

    Returns:
        (B, D, D): entry [b, i, j] is the derivative of final feature i by initial feature j.
    """
    B, D = x.shape[2], layer.hidden_size * len(layer.states)
    # Every sample D times over, and to each copy the adjoint of another feature.
    tape = layer.forward(np.repeat(x, D, axis=2), tuple(np.repeat(s, D, axis=1) for s in state))
    d_state = np.split(np.tile(np.eye(D), B), len(layer.states))
    d_first = layer.backward(tape, np.zeros_like(tape.h), tuple(d_state)).state
    return np.concatenate(d_first).reshape(D, B, D).transpose(1, 2, 0)


def flow(layer, x, lags):
    """How strongly the last state depends on the one `lag` steps before: ‖∂s_T/∂s_{T-lag}‖₂.

    The largest singular value of the Jacobian: no change of the earlier state, of length 1,
    changes the last one more. s is h, or [h; c]. The geometric mean over the samples.

    Args:
        layer: a recurrent layer, best of float64: over many steps the norm may be very small.
        x: inputs, (T, D_x, B); the layer reads all T steps from a state of zeros.
        lags: whole numbers, each at most T - 1.

    Returns:
        {lag: norm}.
    """
    tape = layer.forward(x)
    norms = {}
    for lag in lags:
        lag = checks.size("flow", "lag", lag)
        if lag >= len(x):
            raise ValueError(f"flow: lags must be at most T - 1 = {len(x) - 1}, got {lag}")
        state = tuple(tape[name][-lag - 1] for name in layer.states)
        largest = np.linalg.norm(jacobian(layer, x[-lag:], state), ord=2, axis=(1, 2))
        with np.errstate(divide="ignore"):
            norms[lag] = float(np.exp(np.log(largest).mean()))
    return norms
