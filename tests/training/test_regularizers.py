"""Regularizers: their values and their gradients."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import GRU, RNN, Network
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.normalization import LayerNorm
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import SGD
from rnnlib.training.regularizers import VanishingGradientRegularizer, WeightDecay

T, B, D_x, D_h, D_y = 7, 5, 3, 4, 2
LENGTHS = np.array([7, 3, 5, 1, 7])
STACKS = {
    "one layer": lambda a: [RNN(D_x, D_h, seed=0, dtype=np.float64, activation=a)],
    "two": lambda a: [
        RNN(D_x, 5, seed=0, dtype=np.float64, activation=a),
        RNN(5, D_h, seed=1, dtype=np.float64, activation=a),
    ],
    "between others": lambda a: [
        LayerNorm(D_x, dtype=np.float64),
        RNN(D_x, D_h, seed=0, dtype=np.float64, activation=a),
        LayerNorm(D_h, dtype=np.float64),
    ],
}


def a_problem(layers, every_step=True, lengths=None, scale=1.0):
    """A network of large weights, its tape, the adjoint of its outputs, and the batch."""
    random = np.random.default_rng(0)
    network = Network(layers, D_y, seed=2, every_step=every_step)
    for array in network.params.values():
        array[...] = random.normal(size=array.shape)
    x = random.normal(size=(T, D_x, B))
    targets = random.integers(D_y, size=(T if every_step else 1, B))
    mask = None if lengths is None or not every_step else np.arange(T)[:, None] < lengths
    tape = network.forward(x, lengths=lengths)
    _, d_y = losses.cross_entropy(tape.y, targets, mask)
    return network, tape, scale * d_y, Batch(x, targets, lengths=lengths, mask=mask)


def added(network, tape, d_y, strength=1.0):
    """The penalty, and what the regularizer adds to gradients of zero."""
    gradients = {name: np.zeros_like(array) for name, array in network.params.items()}
    return VanishingGradientRegularizer(strength)(network, tape, d_y, gradients), gradients


def in_torch(network, batch):
    """Ω from its definition, and {layer: ∂⁺Ω/∂W_h} by automatic differentiation.

    torch has the whole graph; states and error signals, which are held, are detached.
    """
    params = {name: torch.from_numpy(array.copy()) for name, array in network.params.items()}
    steps = len(batch.x)
    inputs = [torch.from_numpy(x).requires_grad_() for x in batch.x]
    states = {}
    for k, layer in enumerate(network.layers, 1):
        if isinstance(layer, LayerNorm):
            g, s = params[f"layer{k}.g"], params[f"layer{k}.s"]
            norm = torch.nn.functional.layer_norm
            inputs = [norm(x.T, (len(x),), g[:, 0], s[:, 0]).T for x in inputs]
            continue
        phi = {"tanh": torch.tanh, "relu": torch.relu}[layer.activation]
        h = torch.zeros(layer.hidden_size, B, dtype=torch.float64)
        W, b = params[f"layer{k}.W_h"], params[f"layer{k}.b_h"]
        states[k] = []
        for x in inputs:
            h = phi(W @ torch.cat([h, x]) + b)
            h.retain_grad()
            states[k].append(h)
        inputs = states[k]
    if not network.every_step:
        last = np.full(B, steps) if batch.lengths is None else batch.lengths
        inputs = [torch.stack([inputs[n - 1][:, j] for j, n in enumerate(last)], dim=1)]
    W_y, b_y = params["readout.W_y"], params["readout.b_y"]
    y = torch.stack([W_y @ h + b_y for h in inputs])
    counts = torch.ones(y.shape[0], B, dtype=bool)
    if batch.mask is not None:
        counts = torch.from_numpy(batch.mask)
    torch.nn.functional.cross_entropy(
        y.permute(0, 2, 1)[counts], torch.from_numpy(batch.targets)[counts]
    ).backward()

    total, by_layer = 0.0, {}
    for k, h in states.items():
        W = params[f"layer{k}.W_h"][:, : len(h[0])].clone().requires_grad_()
        terms = []
        for h_t in h:
            slope = 1 - h_t**2 if network.layers[k - 1].activation == "tanh" else (h_t > 0) * 1.0
            for signal, held in zip(h_t.grad.T, slope.detach().T, strict=True):
                if signal.norm() > 1e-10:
                    terms.append(((W.T @ (held * signal)).norm() / signal.norm() - 1) ** 2)
        omega = torch.stack(terms).mean()
        omega.backward()
        total, by_layer[k] = total + omega.item(), W.grad.numpy()
    return total, by_layer


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_penalty_and_gradient_match_automatic_differentiation(stack, activation):
    for every_step in (True, False):
        for lengths in (None, LENGTHS):
            assert_matches_torch(stack, activation, every_step, lengths)


def assert_matches_torch(stack, activation, every_step, lengths):
    network, tape, d_y, batch = a_problem(STACKS[stack](activation), every_step, lengths)
    omega, by_layer = in_torch(network, batch)
    penalty, gradients = added(network, tape, d_y, strength=3.0)
    assert penalty == pytest.approx(3 * omega, rel=1e-8)
    assert omega > 0.01
    for name, gradient in gradients.items():
        layer, _, of = name.partition(".")
        k = int(layer.removeprefix("layer")) if layer != "readout" else None
        if k in by_layer and of == "W_h":
            own = network.layers[k - 1].hidden_size
            assert_allclose(gradient[:, :own], 3 * by_layer[k], rtol=1e-8, atol=1e-12)
            gradient = gradient[:, own:]
        assert not gradient.any()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_gradient_is_the_derivative_with_states_and_error_signals_held(activation):
    network, tape, d_y, _ = a_problem(STACKS["one layer"](activation))
    layer = network.layers[0]
    W_h = layer.W[:, :D_h].copy()
    h, h_before = tape.layers[0].h, tape.layers[0]["h_prior"]
    slope = 1 - h**2 if activation == "tanh" else (h > 0) * 1.0
    signals, after = [], np.zeros((D_h, B))
    for t in reversed(range(T)):
        signals.insert(0, network.readout.W.T @ d_y[t] + after)
        after = W_h.T @ (slope[t] * signals[0])
    assert h_before.shape == h.shape

    def omega():
        terms = [
            (np.linalg.norm(W_h.T @ (slope[t, :, b] * d[:, b])) / np.linalg.norm(d[:, b]) - 1) ** 2
            for t, d in enumerate(signals)
            for b in range(B)
        ]
        return np.mean(terms)

    penalty, gradients = added(network, tape, d_y)
    assert penalty == pytest.approx(omega())
    gradient = {"W_h": gradients["layer1.W_h"][:, :D_h]}
    assert relative_error(omega, {"W_h": W_h}, gradient, seed=3) <= 1e-7


def test_matrix_that_keeps_every_norm_has_no_penalty():
    """ReLUs that are all on are linear, and a permutation keeps the length of what it mixes."""
    network, _, _, batch = a_problem(STACKS["one layer"]("relu"))
    network.params["layer1.W_h"][...] = 0
    network.params["layer1.W_h"][:, :D_h] = np.eye(D_h)[[2, 0, 3, 1]]
    network.params["layer1.b_h"][...] = 1
    tape = network.forward(batch.x)
    d_y = losses.cross_entropy(tape.y, batch.targets)[1]
    penalty, gradients = added(network, tape, d_y)
    assert penalty == pytest.approx(0, abs=1e-28)
    assert_allclose(gradients["layer1.W_h"], 0, atol=1e-14)


def test_size_of_the_loss_does_not_matter():
    penalty, gradients = added(*a_problem(STACKS["two"]("tanh"))[:3])
    for scale in (1e-3, 1e3):
        scaled, of_scaled = added(*a_problem(STACKS["two"]("tanh"), scale=scale)[:3])
        assert scaled == pytest.approx(penalty)
        assert_allclose(of_scaled["layer2.W_h"], gradients["layer2.W_h"], rtol=1e-9, atol=1e-15)


def test_outputs_past_the_end_of_a_sequence_send_no_signal():
    network, tape, d_y, _ = a_problem(STACKS["one layer"]("tanh"), lengths=LENGTHS)
    others = np.where(np.arange(T)[:, None, None] < LENGTHS, d_y, 1.0)
    (penalty, gradients), (same, too) = (added(network, tape, d) for d in (d_y, others))
    assert same == penalty
    assert_array_equal(too["layer1.W_h"], gradients["layer1.W_h"])


def test_error_signal_that_has_vanished_is_not_counted():
    """Without recurrent weights nothing comes back from the last step: one ratio, of 0."""
    for dtype in (np.float32, np.float64):
        network = Network(RNN(D_x, D_h, seed=0, dtype=dtype), D_y, seed=1, every_step=False)
        network.layers[0].W[:, :D_h] = 0
        tape = network.forward(np.ones((T, D_x, B)))
        _, d_y = losses.cross_entropy(tape.y, np.zeros((1, B), int))
        penalty, gradients = added(network, tape, d_y)
        assert penalty == 1
        assert not any(gradient.any() for gradient in gradients.values())


def test_tiny_error_signals_in_float32_give_no_nan():
    network = Network(RNN(D_x, D_h, seed=0), D_y, seed=1, every_step=False)
    network.layers[0].W[:, :D_h] *= 1e-3
    tape = network.forward(np.ones((100, D_x, B)))
    for size in (0, 1e-30, 1e-9):
        penalty, gradients = added(network, tape, np.full_like(tape.y, size))
        assert 0 <= penalty <= 1
        assert np.isfinite(gradients["layer1.W_h"]).all()
        assert gradients["layer1.W_h"].dtype == np.float32


def test_training_with_it_keeps_the_norm_better_than_training_without():
    def final(strength):
        random, network = np.random.default_rng(0), Network(RNN(2, 16, seed=0), 2, 1, False)
        batch = Batch(random.normal(size=(20, 2, 8)), random.integers(2, size=(1, 8)))
        regularizer = VanishingGradientRegularizer(strength)
        history = fit(network, [batch] * 200, 200, SGD(0.05), regularizer=regularizer)
        tape = network.forward(batch.x)
        d_y = losses.cross_entropy(tape.y, batch.targets)[1]
        return history, added(network, tape, d_y)[0]

    history, kept = final(4.0)
    assert 4 * kept < 0.3 * history.penalty[0]
    assert kept < 0.5 * final(0.0)[1]


def test_layers_above_may_be_of_any_kind():
    """A GRU above: what reaches the RNN is what the GRU sends down."""
    lower, upper = RNN(D_x, D_h, seed=0, dtype=np.float64), GRU(D_h, 3, seed=1, dtype=np.float64)
    network, tape, d_y, _ = a_problem([lower, upper])
    penalty, gradients = added(network, tape, d_y)
    d_h = upper.backward(tape.layers[1], network.readout.W.T @ d_y).x
    omega, d_W_h = VanishingGradientRegularizer(1.0).omega(lower, tape.layers[0], d_h)
    assert penalty == omega > 0
    assert_array_equal(gradients["layer1.W_h"][:, :D_h], d_W_h)


def test_weight_decay_is_the_derivative_of_half_the_squares_and_spares_biases():
    layers = [GRU(D_x, D_h, seed=0, dtype=np.float64), LayerNorm(D_h, dtype=np.float64)]
    network, tape, d_y, _ = a_problem(layers)
    gradients = {name: np.ones_like(array) for name, array in network.params.items()}
    penalty = WeightDecay(0.3)(network, tape, d_y, gradients)
    weights = [name for name in network.params if ".W_" in name]
    assert weights == ["layer1.W_r", "layer1.W_z", "layer1.W_h", "readout.W_y"]
    squares = sum((network.params[name] ** 2).sum() for name in weights)
    assert penalty == pytest.approx(0.15 * squares)
    for name, gradient in gradients.items():
        expected = 0.3 * network.params[name] if name in weights else 0
        assert_allclose(gradient, 1 + expected, rtol=1e-12)


def test_weight_decay_must_be_a_number_that_is_not_negative():
    with pytest.raises(ValueError, match="WeightDecay: strength must be at least 0, got -1"):
        WeightDecay(-1)
