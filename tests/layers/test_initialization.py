"""Starting values: what each promises, on every layer that it fits."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from other_cells import RESIDUAL
from strategies import LAYERS, few_examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN, EquationLayer, equations
from rnnlib.layers import initialization
from rnnlib.layers.initialization import chrono, forget_bias, identity, orthogonal, recurrent_blocks

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
EVERY_LAYER = pytest.mark.parametrize("name", BLOCKS)


@EVERY_LAYER
def test_orthogonal_weights_stretch_no_direction_more_than_another(name):
    @few_examples
    @given(sizes=sizes, seed=seeds)
    def check(sizes, seed):
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


def test_an_orthogonal_matrix_is_drawn_from_all_of_them():
    """Turned and mirrored alike: the sign of the determinant and of each entry are even bets."""
    drawn = [orthogonal(RNN(1, 3, 0, np.float64), seed).W[:, :3] for seed in range(400)]
    assert abs(np.mean([np.linalg.det(q) for q in drawn])) < 5 / np.sqrt(400)
    assert (np.abs(np.mean(drawn, axis=0)) < 5 * np.sqrt(1 / 3 / 400)).all()
    assert_allclose(np.mean(np.square(drawn), axis=0), 1 / 3, atol=5 * 0.3 / np.sqrt(400))


@EVERY_LAYER
def test_identity_weights_are_a_multiple_of_the_identity_without_bias(name):
    layer = identity(LAYERS[name](5, 5, seed=0, dtype=np.float64), gain=0.5)
    for block in recurrent_blocks(layer).values():
        assert_array_equal(block, 0.5 * np.eye(5))
    biases = [array for what, array in layer.params.items() if what.startswith("b_")]
    assert biases
    assert all((array == 0).all() for array in biases)


def test_with_identity_weights_a_relu_keeps_a_positive_state_for_ever():
    layer = identity(RNN(3, 5, seed=0, dtype=np.float64, activation="relu"))
    state = np.random.default_rng(0).uniform(0, 1, (5, 2))
    tape = layer.forward(np.zeros((200, 3, 2)), (state,))
    assert_array_equal(tape.h, np.broadcast_to(state, tape.h.shape))
    grads = layer.backward(tape, np.zeros_like(tape.h), (np.ones((5, 2)),))
    assert_array_equal(grads.state[0], 1)


@pytest.mark.parametrize("name", ["LSTM", "LSTM, peepholes"])
def test_chrono_spreads_the_memories_between_one_step_and_the_longest(name):
    layer = chrono(LAYERS[name](3, 1000, seed=0, dtype=np.float64), longest=100, seed=1)
    b_f, b_i = layer.params["b_f"], layer.params["b_i"]
    assert_array_equal(b_i, -b_f)
    drawn = np.exp(b_f)
    assert drawn.min() >= 1
    assert drawn.max() <= 99
    assert_allclose(drawn.mean(), 50, atol=5 * 98 / np.sqrt(12 * 1000))
    memory = 1 / (1 - 1 / (1 + np.exp(-b_f)))  # f = σ(b_f) forgets to 1/e in so many steps
    assert_allclose(memory, drawn + 1)


@pytest.mark.parametrize("name", ["GRU", "GRU, reset after", "one-gate GRU, equations"])
def test_chrono_closes_the_update_gate_whose_one_minus_forgets(name):
    layer = chrono(LAYERS[name](3, 1000, seed=0, dtype=np.float64), longest=100, seed=1)
    lstm = chrono(LSTM(3, 1000, seed=0, dtype=np.float64), longest=100, seed=1)
    assert_array_equal(layer.params["b_z"], lstm.params["b_i"])


def test_the_forget_bias_is_set_and_nothing_else():
    layer, before = LSTM(3, 5, seed=0), LSTM(3, 5, seed=0).params
    assert forget_bias(layer, 2.0) is layer
    for what, array in layer.params.items():
        assert_array_equal(array, 2 if what == "b_f" else before[what])


@pytest.mark.parametrize("start", [orthogonal, lambda layer, seed: chrono(layer, 50, seed)])
def test_the_same_seed_gives_the_same_start_and_another_seed_another(start):
    first, same, other = (start(LSTM(3, 5, seed=0), seed).params for seed in (1, 1, 2))
    for what in first:
        assert_array_equal(first[what], same[what])
    assert any((first[what] != other[what]).any() for what in first)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_start_is_written_into_the_parameters_that_compute(dtype):
    layer, x = GRU(3, 5, seed=0, dtype=dtype), np.ones((4, 3, 2), dtype)
    before = layer.forward(x).h
    orthogonal(layer, seed=1)
    assert (layer.forward(x).h != before).any()
    assert {array.dtype for array in layer.params.values()} == {np.dtype(dtype)}


def test_where_the_sizes_are_equal_the_inputs_weights_are_not_taken_for_the_states():
    """With D_x = D_h a shape does not say what a matrix meets."""
    layer = GRU(5, 5, seed=0, variant="reset_after")
    assert recurrent_blocks(layer).keys() == {"W_r", "W_z", "W_u"}
    layer = EquationLayer(equations.GRU_RESET_AFTER, 5, 5, seed=0)
    assert recurrent_blocks(layer).keys() == {"W_r", "W_z", "W_u"}


def test_only_square_blocks_of_a_readers_cell_are_taken():
    layer = EquationLayer(equations.LSTM, 3, 5, seed=0)
    assert recurrent_blocks(layer).keys() == {"W_f", "W_i", "W_o", "W_c"}
    with pytest.raises(ValueError, match="layer must have D_h × D_h weights"):
        initialization.orthogonal(EquationLayer(RESIDUAL, 3, 5, seed=0, D_k=5), seed=0)
