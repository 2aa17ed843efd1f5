"""What stands after the end of a sequence has no influence, whatever it holds."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, LAYERS, Problem, by_name
from test_bidirectional import both

from rnnlib import GRU, LSTM, RNN, EquationLayer, Network
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.initialization import recurrent_blocks
from rnnlib.layers.normalization import LayerNorm
from rnnlib.symbolic import cell, exp, relu

EVERY = {**LAYERS, "bidirectional": both("of two kinds")}


def after_the_end(problem):
    return np.arange(problem.sizes.T)[:, None, None] >= problem.lengths


def outcome(problem):
    """All that a run forward and backward gives."""
    tape = problem.forward()
    grads = problem.layer.backward(tape, problem.d_h, problem.d_state)
    found = {"h": tape.h} | {f"final {k}": s for k, s in enumerate(tape.state)}
    return found | by_name(grads.x, grads.state, grads.params)


def test_padding_has_no_influence_whatever_it_holds():
    for name in EVERY:
        problem = Problem(DISTINCT, 4, EVERY[name], uneven=True)
        x, d_h, after = problem.x.copy(), problem.d_h.copy(), after_the_end(problem)
        expected = outcome(problem)
        for padding in (0, -1, 1e6, np.nan, np.inf, -np.inf, 1e300):
            problem.x, problem.d_h = (np.where(after, padding, v) for v in (x, d_h))
            for what, array in outcome(problem).items():
                assert_array_equal(array, expected[what], err_msg=f"{name}, {padding}: {what}")


@pytest.mark.parametrize("name", ["RNN, ReLU", "equations"])
def test_overflow_after_the_end_of_a_sequence_does_no_harm(name):
    """Each step multiplies the state by 100: in 400 steps it overflows, within 3 it does not."""

    @cell
    def GROWING(h, x):
        return relu.layer("h", h, x)

    layer = (
        RNN(3, 5, seed=0, activation="relu", dtype=np.float64)
        if name == "RNN, ReLU"
        else EquationLayer(GROWING, 3, 5, seed=0, dtype=np.float64)
    )
    for block in recurrent_blocks(layer).values():
        block[:] = 100 * np.eye(5)
    x, lengths = np.abs(np.random.default_rng(0).normal(size=(400, 3, 2))), np.array([3, 2])
    d_h, d_state = np.ones((400, 5, 2)), (np.ones((5, 2)),)
    tape = layer.forward(x, lengths=lengths)
    alone = layer.forward(x[:3], lengths=lengths)
    grads = layer.backward(tape, d_h, d_state)
    expected = layer.backward(alone, d_h[:3], d_state)
    assert np.isfinite(tape.h).all()
    assert_array_equal(tape.h[:3], alone.h)
    assert_array_equal(tape.state[0], alone.state[0])
    assert_array_equal(grads.x[:3], expected.x)
    assert_array_equal(grads.x[3:], 0)
    assert_array_equal(grads.state[0], expected.state[0])
    for what, gradient in grads.params.items():
        np.testing.assert_allclose(gradient, expected.params[what], rtol=1e-12, err_msg=what)


def test_cell_that_cannot_start_from_zeros_is_not_run_on_padding():
    """1/x of a padded zero would be infinite: after its end a sequence repeats its last step."""

    @cell(states="h", x="D_h")
    def INVERSE(h, x):
        return h + exp.layer("e", x) / x

    layer = EquationLayer(INVERSE, 5, 5, seed=0, dtype=np.float64)
    x, lengths = np.random.default_rng(0).normal(size=(4, 5, 2)), np.array([4, 2])
    x[2:, :, 1] = 0
    tape = layer.forward(x, lengths=lengths)
    grads = layer.backward(tape, np.ones((4, 5, 2)))
    assert all(np.isfinite(v).all() for v in (tape.h, grads.x, *grads.params.values()))
    assert_array_equal(grads.x[2:, :, 1], 0)


def test_nan_within_a_sequence_is_refused_with_its_place():
    for name, make in EVERY.items():
        problem = Problem(DISTINCT, 4, make, uneven=True)
        b = int(problem.lengths.argmax())
        last = int(problem.lengths[b]) - 1
        for what, shown in (("x", problem.x), ("d_h", problem.d_h)):
            kept, shown[last, 1, b] = shown[last, 1, b], np.nan
            with pytest.raises(ValueError) as caught:
                outcome(problem)
            words = f"{what} must be finite, got nan at ({last}, 1, {b})"
            assert words in str(caught.value), name
            shown[last, 1, b] = kept


def test_padding_of_a_network_that_begins_without_a_state_has_no_influence():
    random, kind = np.random.default_rng(0), {"dtype": np.float64}
    norm = LayerNorm(3, **kind)
    norm.params["s"] = np.ones((3, 1))  # a zero would not stay zero
    parts = [norm, Dropout(3, 0.5, 0, **kind), RNN(3, 5, 1, **kind)]
    network = Network(parts, 2, seed=2)
    x, lengths = random.normal(size=(4, 3, 2)), np.array([4, 2])
    d_y = random.normal(size=(4, 2, 2))

    def run(padding):
        x[2:, :, 1] = padding
        tape = network.forward(x, lengths=lengths)
        assert_array_equal(tape.layers[0].h[2:, :, 1], 0)
        return [tape.y[:2], tape.state[2][0], *network.backward(tape, d_y).params.values()]

    for ours, theirs in zip(run(0), run(np.nan), strict=True):
        assert_array_equal(ours, theirs)


def test_network_of_several_lengths_equals_each_sequence_alone():
    for every_step in (True, False):
        random = np.random.default_rng(0)
        layers = [LSTM(3, 2, random, np.float64), GRU(2, 5, random, np.float64)]
        network = Network(layers, 2, random, every_step)
        x, lengths = random.normal(size=(11, 3, 7)), 1 + random.permutation(11)[:7]
        tape = network.forward(x, lengths=lengths)
        d_y = random.normal(size=tape.y.shape)
        gradients = network.backward(tape, d_y)
        for b, length in enumerate(lengths):
            alone = network.forward(x[:length, :, b : b + 1])
            d_x = network.backward(alone, d_y[: len(alone.y), :, b : b + 1]).x
            assert_allclose(tape.y[: len(alone.y), :, b : b + 1], alone.y, atol=1e-13)
            assert_allclose(gradients.x[:length, :, b : b + 1], d_x, atol=1e-13)
            assert (gradients.x[length:, :, b] == 0).all()
            for together, final in zip(tape.state, alone.state, strict=True):
                assert_allclose(together[0][:, b : b + 1], final[0], atol=1e-13)
