"""Layer normalisation is that of torch; and a network of all layers has the right gradients."""

import numpy as np
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import SIZES, examples, seeds, sizes

from rnnlib import GRU, LSTM, Network
from rnnlib.analysis.gradients import relative_error
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import LayerNorm


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


def test_layers_without_state_keep_dtype_and_change_no_argument():
    for dtype in (np.float32, np.float64):
        x = np.random.default_rng(0).normal(size=(11, 5, 7)).astype(dtype)
        for layer in (Dropout(5, 0.5, seed=0, dtype=dtype), LayerNorm(5, dtype=dtype)):
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
        parts = [Bidirectional(ahead, back), LayerNorm(7, **kind), self.dropouts[0]]
        parts += [LSTM(7, 5, seed=random, peepholes=True, **kind), self.dropouts[1]]
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
