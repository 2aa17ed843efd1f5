"""Networks equal torch's stacks, and every gradient is the derivative of the loss."""

import copy
import pickle
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, SIZES, examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN, EquationLayer, Network, interop
from rnnlib.analysis.gradients import relative_error
from rnnlib.equations import MINIMAL_GATED_UNIT
from rnnlib.layers.dropout import Dropout
from rnnlib.training.readout import Readout
from rnnlib.training.stack import stack

HIDDEN = {1: (5,), 2: (5, 7)}


class Problem:
    """A network in float64, an input, an initial state, and an adjoint of its output."""

    def __init__(self, depth, every_step, sizes=DISTINCT, seed=0, hidden=None):
        random = np.random.default_rng(seed)
        hidden = hidden or HIDDEN[depth]
        layers = [
            RNN(below, above, seed=random, dtype=np.float64)
            for below, above in zip((sizes.D_x, *hidden), hidden, strict=False)
        ]
        self.network = Network(layers, sizes.D_y, seed=random, every_step=every_step)
        self.x = random.normal(size=(sizes.T, sizes.D_x, sizes.B))
        self.state = tuple((random.normal(size=(d, sizes.B)),) for d in hidden)
        self.d_y = random.normal(size=(sizes.T if every_step else 1, sizes.D_y, sizes.B))

    def forward(self):
        return self.network.forward(self.x, self.state)

    def loss(self):
        return (self.forward().y * self.d_y).sum()

    def gradients(self):
        return self.network.backward(self.forward(), self.d_y)


ANY_NETWORK = pytest.mark.parametrize(
    ("depth", "every_step"), [(1, True), (1, False), (2, True), (2, False)]
)


@ANY_NETWORK
def test_every_gradient_is_the_derivative_of_the_loss(depth, every_step):
    for shape in SIZES:
        assert_gradients_are_derivatives(depth, every_step, shape)


def assert_gradients_are_derivatives(depth, every_step, sizes):
    short = sizes._replace(T=min(sizes.T, 3))  # the gradient of the first state must not vanish
    problem = Problem(depth, every_step, short, seed=1)
    gradients = problem.gradients()
    arrays = problem.network.params | {"x": problem.x}
    arrays |= {f"state {k}": s[0] for k, s in enumerate(problem.state)}
    found = gradients.params | {"x": gradients.x}
    found |= {f"state {k}": s[0] for k, s in enumerate(gradients.state)}
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        error = relative_error(problem.loss, {name: array}, {name: found[name]}, seed=0)
        assert error <= 1e-7, (sizes, name)


@ANY_NETWORK
def test_network_matches_torch(depth, every_step):
    problem = Problem(depth, every_step, hidden=HIDDEN[depth] if depth == 1 else (5, 5), seed=2)
    network, kind = problem.network, {"dtype": torch.float64}
    module = torch.nn.RNN(DISTINCT.D_x, 5, num_layers=depth, **kind)
    readout = torch.nn.Linear(5, DISTINCT.D_y, **kind)
    with torch.no_grad():
        for k in range(depth):
            W_h, W_x = np.hsplit(network.params[f"layer{k + 1}.W_h"], [5])
            b = network.params[f"layer{k + 1}.b_h"][:, 0]
            for name, array in (("weight_hh", W_h), ("weight_ih", W_x), ("bias_ih", b)):
                getattr(module, f"{name}_l{k}").copy_(torch.from_numpy(array.copy()))
            getattr(module, f"bias_hh_l{k}").zero_()
        readout.weight.copy_(torch.from_numpy(network.params["readout.W_y"].copy()))
        readout.bias.copy_(torch.from_numpy(network.params["readout.b_y"][:, 0].copy()))
    x = torch.from_numpy(problem.x.swapaxes(1, 2).copy()).requires_grad_()
    h, h_T = module(x, torch.from_numpy(np.stack([s[0].T for s in problem.state])))
    y = readout(h if every_step else h[-1:])
    (y * torch.from_numpy(problem.d_y.swapaxes(1, 2).copy())).sum().backward()

    tape, gradients = problem.forward(), problem.gradients()
    in_torch = {"readout.W_y": readout.weight.grad, "readout.b_y": readout.bias.grad[:, None]}
    for k in range(depth):
        hh, ih, b = (
            getattr(module, f"{name}_l{k}").grad for name in ("weight_hh", "weight_ih", "bias_ih")
        )
        in_torch |= {f"layer{k + 1}.W_h": torch.hstack([hh, ih]), f"layer{k + 1}.b_h": b[:, None]}
    assert set(in_torch) == set(gradients.params)
    pairs = [(tape.y, y.mT), (gradients.x, x.grad.mT)]
    pairs += [(s[0], h_T[k].mT) for k, s in enumerate(tape.state)]
    pairs += [(gradients.params[name], g) for name, g in in_torch.items()]
    for ours, theirs in pairs:
        assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-12)


@examples
@given(sizes=sizes, seed=seeds)
def test_network_forward_split_sequence_equals_whole(sizes, seed):
    problem = Problem(2, True, sizes._replace(T=sizes.T + 1), seed)
    network, whole = problem.network, problem.forward()
    first = network.forward(problem.x[:1], problem.state)
    second = network.forward(problem.x[1:], first.state)
    assert_allclose(np.concatenate([first.y, second.y]), whole.y, atol=1e-12)
    for ours, theirs in zip(second.state, whole.state, strict=True):
        assert_allclose(ours[0], theirs[0], atol=1e-12)


def test_last_step_network_equals_every_step_network_at_the_last_step():
    many, one = Problem(1, True, seed=3), Problem(1, False, seed=3)
    assert_allclose(one.forward().y, many.forward().y[-1:], atol=1e-14)
    many.d_y = np.concatenate([np.zeros_like(many.d_y[1:]), one.d_y])
    assert_allclose(one.gradients().x, many.gradients().x, atol=1e-14)


def test_readout_is_one_matrix_and_one_bias_for_all_steps():
    readout = Readout(5, 2, seed=0, dtype=np.float64)
    h = np.random.default_rng(0).normal(size=(11, 5, 7))
    expected = np.einsum("yd,tdb->tyb", readout.W, h) + readout.b
    assert_allclose(readout.forward(h), expected, atol=1e-14)


def test_parameters_are_named_by_layer_and_write_into_the_layers():
    network = Problem(2, True).network
    names = ["layer1.W_h", "layer1.b_h", "layer2.W_h", "layer2.b_h", "readout.W_y", "readout.b_y"]
    assert list(network.params) == names
    assert network.params["layer1.W_h"].shape == (5, 5 + 3)
    assert network.params["layer2.W_h"].shape == (7, 7 + 5)
    network.params["layer2.b_h"] = np.ones((7, 1))
    assert (network.layers[1].b == 1).all()
    assert network.parameter_count == 5 * (5 + 3 + 1) + 7 * (7 + 5 + 1) + 2 * (7 + 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_everything_has_the_dtype_of_the_layers(dtype):
    for every_step in (True, False):
        layers = [RNN(3, 5, seed=0, dtype=dtype), RNN(5, 5, seed=0, dtype=dtype)]
        network = Network(layers, 2, seed=0, every_step=every_step)
        tape = network.forward(np.ones((4, 3, 1)))
        gradients = network.backward(tape, np.ones(tape.y.shape))
        arrays = [tape.y, gradients.x, *gradients.params.values(), *network.params.values()]
        assert {array.dtype for array in arrays} == {np.dtype(dtype)}


def test_forward_and_backward_leave_their_arguments_unchanged():
    for every_step in (True, False):
        assert_leaves_arguments_unchanged(Problem(2, every_step, seed=4))


def assert_leaves_arguments_unchanged(problem):
    arrays = [problem.x, problem.d_y, *(s[0] for s in problem.state)]
    arrays += problem.network.params.values()
    before = [array.copy() for array in arrays]
    first, second = problem.gradients(), problem.gradients()
    for array, kept in zip(arrays, before, strict=True):
        assert_array_equal(array, kept)
    for name, gradient in first.params.items():
        assert_array_equal(gradient, second.params[name])


def a_mixed_network(every_step):
    """Layers of three kinds, one of them from equations."""
    kind, random = {"dtype": np.float64}, np.random.default_rng(5)
    layers = [GRU(3, 5, seed=random, **kind), LSTM(5, 7, seed=random, peepholes=True, **kind)]
    layers += [EquationLayer(MINIMAL_GATED_UNIT, 7, 2, seed=random, **kind)]
    return Network(layers, 2, seed=random, every_step=every_step), random


@pytest.mark.parametrize("every_step", [True, False])
def test_sequences_of_several_lengths_equal_each_run_alone(every_step):
    """Whatever stands after the end of a sequence, in the inputs or in the adjoint."""
    network, random = a_mixed_network(every_step)
    lengths, x = np.array([4, 11, 1, 7]), random.normal(size=(11, 3, 4))
    within = np.arange(11)[:, None, None] < lengths
    x = np.where(within, x, np.nan)
    tape = network.forward(x, lengths=lengths)
    d_y = random.normal(size=tape.y.shape)
    if every_step:
        d_y = np.where(within, d_y, np.inf)
    grads = network.backward(tape, d_y)
    d_params = {name: np.zeros_like(array) for name, array in network.params.items()}
    for k, length in enumerate(lengths):
        one, until = slice(k, k + 1), slice(length)
        alone = network.forward(x[until, :, one])
        shown = until if every_step else slice(None)
        assert_allclose(tape.y[shown, :, one], alone.y, atol=1e-13)
        for ours, theirs in zip(tape.state, alone.state, strict=True):
            assert_allclose(ours[0][:, one], theirs[0], atol=1e-13)
        back = network.backward(alone, d_y[shown, :, one])
        assert_allclose(grads.x[until, :, one], back.x, atol=1e-12)
        assert_array_equal(grads.x[length:, :, k], 0)
        assert not every_step or not tape.y[length:, :, k].any()
        for name in d_params:
            d_params[name] += back.params[name]
    for name, array in d_params.items():
        assert_allclose(grads.params[name], array, atol=1e-12)


def test_each_kind_of_layer_carries_its_own_states():
    network, random = a_mixed_network(every_step=True)
    x = random.normal(size=(8, 3, 4))
    whole, first = network.forward(x), network.forward(x[:5])
    second = network.forward(x[5:], first.state)
    assert [len(state) for state in first.state] == [1, 2, 1]
    assert_allclose(np.concatenate([first.y, second.y]), whole.y, atol=1e-13)


def test_dropout_acts_in_training_only():
    random = np.random.default_rng(0)
    network = Network([RNN(3, 5, seed=0), Dropout(5, 0.5, seed=random)], 2, seed=0)
    x = random.normal(size=(4, 3, 2))
    assert_array_equal(network.forward(x).y, network.forward(x).y)
    trained = [network.forward(x, training=True).y for _ in range(2)]
    assert (trained[0] != trained[1]).any()


@pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
def test_stack_of_two_bidirectional_layers_matches_torch(kind):
    """The same numbers of layers and directions, connected in the same order."""
    options = {"variant": "reset_after"} if kind is GRU else {}
    layers = stack(kind, 3, 5, 0, num_layers=2, bidirectional=True, dtype=np.float64, **options)
    make = {RNN: torch.nn.RNN, GRU: torch.nn.GRU, LSTM: torch.nn.LSTM}[kind]
    module = make(3, 5, num_layers=2, bidirectional=True, dtype=torch.float64)
    for k, layer in enumerate(layers):
        for way, one in (("", layer.ahead), ("_reverse", layer.back)):
            alone = interop.to_torch(one)
            for name, value in alone.named_parameters():
                getattr(module, f"{name}{way}".replace("_l0", f"_l{k}")).data = value.data
    x = np.random.default_rng(0).normal(size=(7, 3, 4))
    theirs, _ = module(torch.from_numpy(x.swapaxes(1, 2).copy()))
    h = layers[1](layers[0](x))
    assert_allclose(h.swapaxes(1, 2), theirs.detach().numpy(), atol=1e-12)


def test_stack_is_the_layers_that_the_same_generator_makes_one_by_one():
    random = np.random.default_rng(7)
    first, dropout = GRU(3, 5, seed=random), Dropout(5, 0.2, seed=random)
    by_hand = Network([first, dropout, GRU(5, 5, seed=random)], 2, seed=0)
    stacked = Network(stack(GRU, 3, 5, 7, num_layers=2, dropout=0.2), 2, seed=0)
    assert repr(stacked) == repr(by_hand)
    for name, array in by_hand.params.items():
        assert_array_equal(stacked.params[name], array)
    assert len(stack(RNN, 3, 5, 0)) == 1
    made = stack(partial(EquationLayer, MINIMAL_GATED_UNIT), 3, 5, 0, num_layers=3)
    assert [layer.input_size for layer in made] == [3, 5, 5]


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
def test_copied_network_computes_with_its_own_parameters(how):
    network, random = a_mixed_network(every_step=True)
    x = random.normal(size=(4, 3, 2))
    before = network(x)
    again = copy.deepcopy(network) if how == "deepcopy" else pickle.loads(pickle.dumps(network))
    assert_array_equal(again(x), before)
    for name in again.params:
        again.params[name] = 0 * again.params[name]
    assert not again(x).any()
    assert_array_equal(network(x), before)


def test_parameters_of_a_network_are_written_in_place_by_every_method():
    network, random = a_mixed_network(every_step=True)
    x, other = random.normal(size=(4, 3, 2)), a_mixed_network(every_step=True)[0]
    for params in (other.params, network.params):
        params |= {name: array + 0.1 for name, array in params.items()}
    assert_array_equal(network(x), other(x))
    network.params.update({"readout.W_y": np.zeros((2, 2)), "readout.b_y": np.ones((2, 1))})
    assert (network(x) == 1).all()
    with pytest.raises(TypeError, match="cannot be removed"):
        del network.params["readout.W_y"]


def test_summary_has_layers_output_shapes_and_parameters_and_repr_is_one_line():
    layers = stack(LSTM, 3, 5, 0, num_layers=2, bidirectional=True, dropout=0.2)
    network = Network(layers, 2, seed=0, every_step=False)
    head, *lines = repr(network.summary()).splitlines()
    assert head.split() == ["layer", "output", "shape", "parameters"]
    assert {len(line) for line in lines} == {len(head)}
    counts = [2 * 4 * 5 * 9, 0, 2 * 4 * 5 * 16, 2 * 11]
    assert sum(counts) == network.parameter_count
    for line, name, layer, shape, count in zip(
        lines,
        ("layer1", "layer2", "layer3", "readout", "total"),
        (*map(repr, layers), "Readout(hidden_size=10, output_size=2)", ""),
        ("(T, 10, B)",) * 3 + ("(1, 2, B)", ""),
        (*counts, sum(counts)),
        strict=True,
    ):
        assert line.startswith(name) and line.endswith(f" {count:,}")
        assert layer in line and shape in line
    assert network.summary()._repr_html_() == f"<pre>{network.summary()}</pre>"
    assert "\n" not in repr(network)
    assert "LSTM(input_size=3, hidden_size=5)" in repr(network)
    assert "every_step=False" in repr(network)
