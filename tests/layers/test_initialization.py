"""Starting values: what each promises, on every layer that it fits, by the roles of the gates."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from other_cells import RESIDUAL
from strategies import LAYERS, few_examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN, EquationLayer, equations
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.initialization import chrono, forget_bias, identity, orthogonal, recurrent_blocks
from rnnlib.symbolic import affine, cell, linear, parameter, sigmoid, tanh

#  how many products with the state a cell has
BLOCKS = {
    "RNN": 1,
    "RNN, ReLU": 1,
    "GRU": 3,
    "GRU, reset after": 3,
    "LSTM": 4,
    "LSTM, no forget gate": 3,
    "LSTM, coupled": 3,
    "LSTM, peepholes": 4,
    "LSTM, no forget gate, peepholes": 3,
    "LSTM, coupled, peepholes": 3,
    "one-gate GRU, equations": 2,
    "minimal gated unit, equations": 2,
}


def test_orthogonal_weights_stretch_no_direction_more_than_another():
    @few_examples
    @given(sizes=sizes, seed=seeds)
    def check(sizes, seed):
        for name in BLOCKS:
            layer = LAYERS[name](sizes.D_x, sizes.D_h, seed=seed, dtype=np.float64)
            kept = {what: array.copy() for what, array in layer.params.items()}
            assert orthogonal(layer, seed, gain=1.5) is layer
            blocks = recurrent_blocks(layer)
            assert len(blocks) == BLOCKS[name]
            for block in blocks.values():
                assert_allclose(block @ block.T, 1.5**2 * np.eye(sizes.D_h), atol=1e-12)
            for what, array in layer.params.items():  # what meets the input, and all else, stays
                start = sizes.D_h if what in blocks else 0
                assert_array_equal(array[:, start:], kept[what][:, start:])

    check()


def test_orthogonal_matrices_are_drawn_uniformly():
    """Turned and mirrored alike: the sign of the determinant and of each entry are even bets."""
    drawn = [orthogonal(RNN(1, 3, 0, np.float64), seed).W[:, :3] for seed in range(400)]
    assert abs(np.mean([np.linalg.det(q) for q in drawn])) < 5 / np.sqrt(400)
    assert (np.abs(np.mean(drawn, axis=0)) < 5 * np.sqrt(1 / 3 / 400)).all()
    assert_allclose(np.mean(np.square(drawn), axis=0), 1 / 3, atol=5 * 0.3 / np.sqrt(400))


def test_identity_weights_are_a_multiple_of_the_identity_without_bias():
    for name, count in BLOCKS.items():
        layer = identity(LAYERS[name](5, 5, seed=0, dtype=np.float64), gain=0.5)
        blocks = recurrent_blocks(layer)
        assert len(blocks) == count, name
        for block in blocks.values():
            assert_array_equal(block, 0.5 * np.eye(5))
        biases = [array for what, array in layer.params.items() if what.startswith("b_")]
        assert biases
        assert all((array == 0).all() for array in biases), name


def test_relu_with_identity_weights_keeps_a_positive_state():
    layer = identity(RNN(3, 5, seed=0, dtype=np.float64, activation="relu"))
    state = np.random.default_rng(0).uniform(0, 1, (5, 2))
    tape = layer.forward(np.zeros((200, 3, 2)), (state,))
    assert_array_equal(tape.h, np.broadcast_to(state, tape.h.shape))
    grads = layer.backward(tape, np.zeros_like(tape.h), (np.ones((5, 2)),))
    assert_array_equal(grads.state[0], 1)


def test_chrono_spreads_memories_between_two_steps_and_the_longest():
    for name in ("LSTM", "LSTM, peepholes"):
        layer = chrono(LAYERS[name](3, 1000, seed=0, dtype=np.float64), longest=100, seed=1)
        b_f, b_i = layer.params["b_f"], layer.params["b_i"]
        assert_array_equal(b_i, -b_f)
        drawn = np.exp(b_f)
        assert drawn.min() >= 1
        assert drawn.max() <= 99
        assert_allclose(drawn.mean(), 50, atol=5 * 98 / np.sqrt(12 * 1000))
        memory = 1 / (1 - 1 / (1 + np.exp(-b_f)))  # f = σ(b_f) forgets to 1/e in so many steps
        assert_allclose(memory, drawn + 1)


#  layer: {bias: its sign, + where a state lasts}, for forget_bias and for chrono
FORGET, BOTH = {"b_f": 1}, {"b_f": 1, "b_i": -1}
SIGNS = {
    "GRU": ({"b_z": -1}, {"b_z": -1}),
    "GRU, reset after": ({"b_z": -1}, {"b_z": -1}),
    "LSTM": (FORGET, BOTH),
    "LSTM, coupled": ({"b_i": -1}, {"b_i": -1}),
    "LSTM, peepholes": (FORGET, BOTH),
    "LSTM, coupled, peepholes": ({"b_i": -1}, {"b_i": -1}),
    "one-gate GRU, equations": ({"b_z": -1}, {"b_z": -1}),
    "minimal gated unit, equations": ({"b_f": -1}, {"b_f": -1}),  # f near 1 forgets
    "minGRU, equations": ({"b_z": -1}, {"b_z": -1}),
    "LSTM, equations": (FORGET, BOTH),
    "LSTM with the states exchanged": (FORGET, BOTH),
    "no input gate": (FORGET, FORGET),
    "a gate that forgets under another name": ({"b_i": 1}, {"b_i": 1, "b_f": -1}),
    "one gate that keeps and lets in": ({"b_g": 1}, {"b_g": 1}),
    "two biases that are added": ({"b_f": 1, "b_u": 0}, {"b_f": 1, "b_u": 0}),
}


def lstm_like(forget, let_in):
    @cell(states="h c")
    def LSTM_LIKE(h, c, x):
        c = forget(h, x) * c + let_in(h, x) * tanh.layer("c~", h, x)
        return sigmoid.layer("o", h, x) * tanh(c), c

    return LSTM_LIKE


@cell(states="c h")
def EXCHANGED(c, h, x):
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = f * c + i * tanh.layer("c~", h, x)
    return c, o * tanh(c)


@cell
def KEEPS_AND_LETS_IN(h, x):
    g = sigmoid.layer("g", h, x)
    return g * h + g * tanh.layer("h~", h, x)


@cell(states="h c")
def SHARED_BIAS(h, c, x):
    """Its gates have weights of their own and one bias together."""
    b = parameter("b", "D_h")
    f, i = (sigmoid(affine(name, h, x, bias=False) + b).called(name) for name in "fi")
    c = f * c + i * tanh.layer("c~", h, x)
    return tanh(c), c


def gate(name, **options):
    return lambda h, x: sigmoid.layer(name, h, x, **options)


def two_biases(h, x):
    return sigmoid.layer("f", h, plus=affine("u", x))


CELLS = {
    "LSTM, equations": equations.LSTM,
    "LSTM with the states exchanged": EXCHANGED,
    "no input gate": lstm_like(gate("f"), lambda h, x: tanh.layer("k", h, x)),
    "a gate that forgets under another name": lstm_like(gate("i"), gate("f")),
    "one gate that keeps and lets in": KEEPS_AND_LETS_IN,
    "two biases that are added": lstm_like(two_biases, lambda h, x: linear.layer("i", h, x)),
}


def test_forget_bias_and_chrono_go_by_role_and_direction():
    for name in SIGNS:
        maker = LAYERS.get(name) or partial(EquationLayer, CELLS[name])
        make = partial(maker, 3, 1000, seed=0, dtype=np.float64)

        signs, signs_of_chrono = SIGNS[name]
        layer, before = make(), make().params
        assert forget_bias(layer, 2.0) is layer
        for what, array in layer.params.items():
            assert_array_equal(
                array, 2 * signs[what] if what in signs else before[what], err_msg=what
            )

        layer, lstm = make(), LSTM(3, 1000, seed=0, dtype=np.float64)
        assert chrono(layer, longest=100, seed=1) is layer
        drawn = chrono(lstm, longest=100, seed=1).params["b_f"]
        for what, array in layer.params.items():
            expected = signs_of_chrono[what] * drawn if what in signs_of_chrono else before[what]
            assert_array_equal(array, expected, err_msg=what)


def test_chrono_keeps_a_state_longer_than_other_starts_do():
    """Whatever the gate is called and however it acts: what matters is that the state lasts."""
    for name in (*SIGNS,):
        maker = LAYERS.get(name) or partial(EquationLayer, CELLS[name])
        kept = []
        for value in (-3, 3):
            layer = forget_bias(maker(3, 20, seed=0, dtype=np.float64), value)
            for what, array in layer.params.items():
                if what.startswith(("W_", "p_")):
                    array[:] = 0  # the gates see their bias alone
            kept.append(lasting(layer))
        assert kept[0] < 0.2, name
        assert kept[1] > 0.8, name


def lasting(layer):
    """The largest share of a change of a state that is still there one step later."""
    x, change = np.zeros((1, layer.input_size, 1)), 1e-3
    zeros = [np.zeros((size, 1)) for size in layer.state_sizes]
    plain, shares = layer.forward(x, tuple(zeros)).state, []
    for k in range(len(zeros)):
        moved = [part + change * (j == k) for j, part in enumerate(zeros)]
        after = layer.forward(x, tuple(moved)).state[k]
        shares.append(np.abs(after - plain[k]).mean() / change)
    return max(shares)


def test_what_has_no_gate_that_forgets_is_refused_before_anything_is_written():
    random = np.random.default_rng(7)
    frozen = lstm_like(gate("f", frozen=True), gate("i"))
    without = lstm_like(gate("f", bias=False), gate("i"))
    both = Bidirectional(LSTM(3, 5, seed=0), GRU(3, 5, seed=0))
    refused = {
        "a gate that forgets, its gates are none": RNN(3, 5, seed=0),
        "a gate that forgets, its gates are o (output), i (input)": LSTM(
            3, 5, seed=0, variant="no_forget_gate"
        ),
        "a gate that forgets, its gates are i (input), o (output)": EquationLayer(
            equations.LSTM_1997, 3, 5, seed=0
        ),
        "the gate f must have a bias of its own to be set": EquationLayer(frozen, 3, 5, seed=0),
        "the gate f must have a bias of its own": EquationLayer(without, 3, 5, seed=0),
        "of two directions, take one layer at a time": both,
    }
    for words, layer in refused.items():
        before = {what: array.copy() for what, array in layer.params.items()}
        drawn_next = random.bit_generator.state
        for start in (lambda made: forget_bias(made, 1), lambda made: chrono(made, 9, random)):
            with pytest.raises(ValueError) as caught:
                start(layer)
            assert words in str(caught.value)
        for what, array in layer.params.items():
            assert_array_equal(array, before[what])
        assert random.bit_generator.state == drawn_next, "a seed was drawn from"


def test_bias_that_two_gates_share_cannot_be_set_both_ways():
    layer = EquationLayer(SHARED_BIAS, 3, 5, seed=0)
    before = layer.params["b"].copy()
    with pytest.raises(ValueError, match="chrono: the gate i must have a bias of its own"):
        chrono(layer, 9, seed=0)
    assert_array_equal(layer.params["b"], before)
    forget_bias(layer, 2)
    assert_array_equal(layer.params["b"], 2)


def test_forget_bias_of_the_constructor_equals_that_of_the_function():
    for variant, bias, value in (("standard", "b_f", 2), ("coupled", "b_i", -2)):
        made = LSTM(3, 5, seed=0, variant=variant, forget_bias=2)
        assert_array_equal(made.params[bias], value)
        for what, array in forget_bias(LSTM(3, 5, 0, variant=variant), 2.0).params.items():
            assert_array_equal(made.params[what], array)


def test_starting_values_follow_from_the_seed():
    for start in (orthogonal, lambda layer, seed: chrono(layer, 50, seed)):
        first, same, other = (start(LSTM(3, 5, seed=0), seed).params for seed in (1, 1, 2))
        for what in first:
            assert_array_equal(first[what], same[what])
        assert any((first[what] != other[what]).any() for what in first)


def test_starting_values_are_written_into_the_parameters_that_compute():
    for dtype in (np.float32, np.float64):
        layer, x = GRU(3, 5, seed=0, dtype=dtype), np.ones((4, 3, 2), dtype)
        before = layer.forward(x).h
        orthogonal(layer, seed=1)
        assert (layer.forward(x).h != before).any()
        assert {array.dtype for array in layer.params.values()} == {np.dtype(dtype)}


def test_recurrent_blocks_are_what_a_state_is_multiplied_by():
    """With D_x = D_h a shape does not say so; in [x; h] the state's columns stand behind."""
    layer = GRU(5, 5, seed=0, variant="reset_after")
    assert recurrent_blocks(layer).keys() == {"W_r", "W_z", "W_u"}
    layer = EquationLayer(equations.GRU_RESET_AFTER, 5, 5, seed=0)
    assert recurrent_blocks(layer).keys() == {"W_r", "W_z", "W_u"}
    layer = EquationLayer(equations.LSTM, 3, 5, seed=0)
    assert recurrent_blocks(layer).keys() == {"W_f", "W_i", "W_o", "W_c"}

    @cell
    def BEHIND(h, x):
        return tanh(linear.layer("k", x, h, frozen=True) + linear.layer("u", h))

    layer = orthogonal(EquationLayer(BEHIND, 3, 5, seed=0, dtype=np.float64), seed=1)
    blocks = recurrent_blocks(layer)
    assert blocks.keys() == {"W_k", "W_u"}
    W = layer.frozen["W_k"][:, 3:]
    assert_allclose(W @ W.T, np.eye(5), atol=1e-12)
    with pytest.raises(ValueError, match="layer must have D_h × D_h weights"):
        orthogonal(EquationLayer(RESIDUAL, 3, 5, seed=0, D_k=5), seed=0)
