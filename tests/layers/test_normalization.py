"""Normalisation is that of torch; and a network of all layers has the right gradients."""

import numpy as np
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import SIZES, examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN, Adam, Batch, Network, fit
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import BatchNorm, LayerNorm
from rnnlib.layers.residual import Residual


@examples
@given(sizes=sizes, seed=seeds)
def test_layer_norm_matches_torch(sizes, seed):
    random = np.random.default_rng(seed)
    x, d_h = random.normal(size=(2, sizes.T, sizes.D_h, sizes.B))
    norm = LayerNorm(sizes.D_h, dtype=np.float64)
    module = torch.nn.LayerNorm(sizes.D_h, dtype=torch.float64)
    for name, parameter in (("g", module.weight), ("s", module.bias)):
        norm.params[name] = random.normal(size=(sizes.D_h, 1))
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(norm.params[name][:, 0].copy()))
    samples_first = torch.from_numpy(x.swapaxes(1, 2).copy()).requires_grad_()
    y = module(samples_first)
    (y * torch.from_numpy(d_h.swapaxes(1, 2).copy())).sum().backward()

    tape = norm.forward(x)
    grads = norm.backward(tape, d_h)
    pairs = [(tape.h, y.detach().mT), (grads.x, samples_first.grad.mT)]
    pairs += [(grads.params["g"], module.weight.grad[:, None])]
    pairs += [(grads.params["s"], module.bias.grad[:, None])]
    for ours, theirs in pairs:
        assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-10)


def test_new_layer_norm_gives_mean_zero_and_variance_one():
    x = 3 + 7 * np.random.default_rng(0).normal(size=(11, 50, 7))
    y = LayerNorm(50, dtype=np.float64).forward(x).h
    assert_allclose(y.mean(axis=1), 0, atol=1e-12)
    assert_allclose(y.var(axis=1), 1, atol=1e-5)  # ε in the root


@examples
@given(sizes=sizes, seed=seeds)
def test_batch_norm_matches_torch_in_training_and_after_it(sizes, seed):
    if sizes.T * sizes.B == 1:
        return  # torch refuses a single value
    random = np.random.default_rng(seed)
    norm = BatchNorm(sizes.D_h, dtype=np.float64)
    module = torch.nn.BatchNorm1d(sizes.D_h, dtype=torch.float64)  # (N, features, steps)
    for name, parameter in (("g", module.weight), ("s", module.bias)):
        norm.params[name] = random.normal(size=(sizes.D_h, 1))
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(norm.params[name][:, 0].copy()))
    for training in (True, True, False):
        x, d_h = random.normal(1, 3, size=(2, sizes.T, sizes.D_h, sizes.B))
        module.train(training)
        module.zero_grad()
        theirs_x = torch.from_numpy(x.transpose(2, 1, 0).copy()).requires_grad_()
        y = module(theirs_x)
        (y * torch.from_numpy(d_h.transpose(2, 1, 0).copy())).sum().backward()

        tape = norm.forward(x, training=training)
        grads = norm.backward(tape, d_h)
        pairs = [(tape.h, y.detach().permute(2, 1, 0)), (grads.x, theirs_x.grad.permute(2, 1, 0))]
        pairs += [(grads.params["g"], module.weight.grad[:, None])]
        pairs += [(grads.params["s"], module.bias.grad[:, None])]
        pairs += [(norm.mean, module.running_mean[:, None])]
        pairs += [(norm.variance, module.running_var[:, None])]
        for ours, theirs in pairs:
            assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-10)


def test_batch_norm_leaves_padding_out_of_mean_and_gradient():
    random, lengths = np.random.default_rng(0), np.array([4, 2, 1])
    x, d_h = random.normal(1, 3, size=(2, 4, 5, 3))
    there = (np.arange(4)[:, None] < lengths)[:, None]  # (T, 1, B)
    together = [v.swapaxes(0, 1)[:, there[:, 0]].T[:, :, None] for v in (x, d_h)]  # (7, D, 1)
    norm, packed = (BatchNorm(5, dtype=np.float64) for _ in range(2))
    tape = norm.forward(np.where(there, x, 1e6), lengths=lengths, training=True)
    alone = packed.forward(together[0], training=True)
    grads, expected = norm.backward(tape, d_h), packed.backward(alone, together[1])
    for ours, theirs in ((tape.h, alone.h), (grads.x, expected.x)):
        assert_allclose(ours.swapaxes(0, 1)[:, there[:, 0]].T, theirs[:, :, 0], atol=1e-12)
        assert not np.where(there, 0, ours).any()
    assert_allclose(norm.mean, packed.mean, atol=1e-12)
    assert_allclose(norm.variance, packed.variance, atol=1e-12)


def test_statistics_of_batch_norm_follow_the_data_and_come_back_with_the_best_parameters():
    norm = BatchNorm(3)
    network = Network([norm, RNN(3, 4, seed=0)], 2, seed=1)
    random = np.random.default_rng(0)
    batches = [
        Batch(random.normal(k, 1, (6, 3, 5)), random.integers(2, size=(6, 5))) for k in range(4)
    ]
    losses = iter([1.0, 0.5, 2.0, 3.0])
    seen = []

    def evaluate(network):
        seen.append(norm.mean.copy())
        return next(losses)

    fit(network, batches, 4, Adam(0.01), evaluate=evaluate, every=1, patience=4)
    assert (np.diff(seen, axis=0) > 0).all()  # each batch lies above the one before
    assert_array_equal(norm.mean, seen[1])


def test_residual_adds_its_input_and_knows_lengths_and_states():
    random, lengths = np.random.default_rng(0), np.array([4, 2, 1])
    inner = LSTM(5, 5, seed=0, dtype=np.float64)
    layer, x = Residual(inner), random.normal(size=(4, 5, 3))
    tape, alone = layer.forward(x, lengths=lengths), inner.forward(x, lengths=lengths)
    there = (np.arange(4)[:, None] < lengths)[:, None]
    assert_allclose(tape.h, np.where(there, x + alone.h, 0), atol=1e-15)
    for ours, theirs in zip(tape.state, alone.state, strict=True):
        assert_array_equal(ours, theirs)
    d_h, d_state = random.normal(size=x.shape), tuple(random.normal(size=(2, 5, 3)))
    grads, expected = layer.backward(tape, d_h, d_state), inner.backward(alone, d_h, d_state)
    assert_allclose(grads.x, np.where(there, d_h, 0) + expected.x, atol=1e-15)
    assert grads.params.keys() == layer.params.keys() == inner.params.keys()
    assert layer.parameter_count == inner.parameter_count


def test_layers_without_state_keep_dtype_and_change_no_argument():
    for dtype in (np.float32, np.float64):
        x = np.random.default_rng(0).normal(size=(11, 5, 7)).astype(dtype)
        for layer in (Dropout(5, 0.5, 0, dtype=dtype), LayerNorm(5, dtype), BatchNorm(5, dtype)):
            before = x.copy()
            tape = layer.forward(x, training=True)
            grads = layer.backward(tape, x)
            assert {v.dtype for v in (tape.h, grads.x, *grads.params.values())} == {np.dtype(dtype)}
            assert_array_equal(x, before)


class Everything:
    """A network of all layers, in training, with sequences of several lengths."""

    def __init__(self, sizes, every_step):
        kind, random = {"dtype": np.float64}, np.random.default_rng(0)
        ahead, back = GRU(sizes.D_x, 4, seed=random, **kind), LSTM(sizes.D_x, 3, random, **kind)
        self.dropouts = [Dropout(7, 0.3, 1, **kind), Dropout(5, 0.4, 1, one_mask=True, **kind)]
        self.norm = BatchNorm(5, **kind)
        parts = [Bidirectional(ahead, back), LayerNorm(7, **kind), self.dropouts[0]]
        parts += [LSTM(7, 5, seed=random, peepholes=True, **kind), self.dropouts[1]]
        parts += [Residual(GRU(5, 5, seed=random, **kind)), self.norm]
        self.network = Network(parts, sizes.D_y, seed=random, every_step=every_step)
        self.x = random.normal(size=(sizes.T, sizes.D_x, sizes.B))
        self.lengths = random.integers(1, sizes.T + 1, sizes.B)
        self.d_y = random.normal(size=(sizes.T if every_step else 1, sizes.D_y, sizes.B))
        if every_step:  # after the end of a sequence no output counts
            self.d_y *= np.arange(sizes.T)[:, None, None] < self.lengths

    def forward(self):
        for dropout in self.dropouts:  # the same masks in every run
            dropout.random = np.random.default_rng(2)
        return self.network.forward(self.x, lengths=self.lengths, training=True)

    def loss(self):
        return (self.forward().y * self.d_y).sum()


def test_network_of_all_layers_has_right_gradients():
    for every_step in (True, False):
        for chosen in SIZES:
            problem = Everything(chosen._replace(T=min(chosen.T, 4)), every_step)
            grads = problem.network.backward(problem.forward(), problem.d_y)
            gradients = grads.params | {"x": grads.x}
            for name, array in (problem.network.params | {"x": problem.x}).items():
                both = problem.loss, {name: array}, {name: gradients[name]}
                # rounding spoils a short step, curvature a long one; a wrong gradient fails at both
                error = min(relative_error(*both, seed=0, step=step) for step in (1e-5, 1e-4))
                assert error <= 1e-7, f"{name}, {chosen}, every step {every_step}"
