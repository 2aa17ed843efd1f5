"""What holds for every recurrent layer, whatever its equations and its weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, FAST, LAYERS, SIZES, Problem, by_name, few_examples, seeds, sizes

from rnnlib import GRU, LSTM, RNN
from rnnlib.analysis.gradients import relative_error

EVERY_LAYER = pytest.mark.parametrize("name", LAYERS)
CLOSE = {"rtol": 1e-11, "atol": 1e-12}
#  Layers of the cell; a second bias; peepholes: in D_h (D_h + D_x + 1), in D_h
COUNTS = {
    "RNN": (1, 0),
    "RNN, ReLU": (1, 0),
    "GRU": (3, 0),
    "GRU, reset after": (3, 1),
    "LSTM": (4, 0),
    "LSTM, no forget gate": (3, 0),
    "LSTM, coupled": (3, 0),
    "LSTM, peepholes": (4, 3),
    "LSTM, no forget gate, peepholes": (3, 2),
    "LSTM, coupled, peepholes": (3, 2),
    "one-gate GRU, equations": (2, 0),
    "minimal gated unit, equations": (2, 0),
}


def for_any(**drawn):
    """Run a check for sizes and seeds drawn at random."""
    return lambda check: few_examples(given(sizes=sizes, seed=seeds, **drawn)(check))()


@EVERY_LAYER
@pytest.mark.parametrize("uneven", [False, True], ids=["", "lengths"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_gradient_is_the_derivative_of_the_loss(sizes, uneven, name):
    problem = Problem(sizes._replace(T=min(sizes.T, 5)), seed=2, layer=name, uneven=uneven)
    gradients = problem.gradients()
    for what, array in problem.arrays().items():
        error = relative_error(problem.loss, {what: array}, {what: gradients[what]}, seed=0)
        assert error <= 1e-7, what


@EVERY_LAYER
def test_everything_has_the_shape_that_the_book_gives_it(name):
    @for_any()
    def check(sizes, seed):
        problem = Problem(sizes, seed, name)
        D_x, D_h, _, B, T = sizes
        tape, grads = problem.forward(), problem.backward()
        assert tape.h.shape == (T, D_h, B)
        for state in problem.layer.state_names:
            assert tape[state].shape == tape[f"{state}_prior"].shape == (T, D_h, B)
        assert [s.shape for s in tape.state] == [(D_h, B)] * len(problem.layer.state_names)
        assert [s.shape for s in grads.state] == [s.shape for s in tape.state]
        assert grads.x.shape == (T, D_x, B)
        shapes = {what: p.shape for what, p in problem.layer.params.items()}
        assert {what: g.shape for what, g in grads.params.items()} == shapes
        if name in COUNTS:
            layers, more = COUNTS[name]
            count = layers * D_h * (D_h + D_x + 1) + more * D_h
            assert problem.layer.parameter_count == count


@EVERY_LAYER
def test_what_the_equations_call_a_layer_is_over_time_a_named_part_of_the_tape(name):
    tape = Problem(DISTINCT, 0, name).forward()
    T, D_h, B = DISTINCT.T, DISTINCT.D_h, DISTINCT.B
    for gate in "rzfio":
        if f"b_{gate}" in Problem(DISTINCT, 0, name).layer.params:
            assert tape[gate].shape == (T, D_h, B)
            assert ((tape[gate] > 0) & (tape[gate] < 1)).all()


@EVERY_LAYER
def test_the_order_of_the_batch_does_not_matter(name):
    @for_any(uneven=st.booleans())
    def check(sizes, seed, uneven):
        problem = Problem(sizes, seed, name, uneven)
        order = np.random.default_rng(seed).permutation(sizes.B)
        h, grads = problem.forward().h, problem.backward()
        problem.x, problem.d_h = problem.x[:, :, order], problem.d_h[:, :, order]
        problem.state, problem.d_state = (
            tuple(s[:, order] for s in part) for part in (problem.state, problem.d_state)
        )
        if uneven:
            problem.lengths = problem.lengths[order]
        permuted = problem.backward()
        assert_allclose(problem.forward().h, h[:, :, order], atol=1e-12)
        assert_allclose(permuted.x, grads.x[:, :, order], atol=1e-12)
        for ours, theirs in zip(permuted.state, grads.state, strict=True):
            assert_allclose(ours, theirs[:, order], **CLOSE)
        for what, gradient in grads.params.items():
            assert_allclose(permuted.params[what], gradient, **CLOSE)


@EVERY_LAYER
def test_carrying_the_state_over_a_split_is_the_same_as_not_splitting(name):
    @for_any(share=st.floats(0, 1))
    def check(sizes, seed, share):
        problem = Problem(sizes._replace(T=sizes.T + 1), seed, name)
        layer, x, d_h = problem.layer, problem.x, problem.d_h
        cut = 1 + round(share * (sizes.T - 1))
        first = layer.forward(x[:cut], problem.state)
        second = layer.forward(x[cut:], first.state)
        whole = problem.forward()
        assert_allclose(np.concatenate([first.h, second.h]), whole.h, atol=1e-12)
        for ours, theirs in zip(second.state, whole.state, strict=True):
            assert_allclose(ours, theirs, atol=1e-12)

        later = layer.backward(second, d_h[cut:], problem.d_state)
        earlier = layer.backward(first, d_h[:cut], later.state)
        whole = problem.backward()
        assert_allclose(np.concatenate([earlier.x, later.x]), whole.x, **CLOSE)
        for ours, theirs in zip(earlier.state, whole.state, strict=True):
            assert_allclose(ours, theirs, **CLOSE)
        for what, gradient in whole.params.items():
            assert_allclose(earlier.params[what] + later.params[what], gradient, **CLOSE)


@EVERY_LAYER
def test_sequences_of_several_lengths_in_one_batch_are_as_if_each_were_run_alone(name):
    @for_any()
    def check(sizes, seed):
        problem = Problem(sizes, seed, name, uneven=True)
        tape, grads = problem.forward(), problem.backward()
        d_params = {what: np.zeros_like(p) for what, p in problem.layer.params.items()}
        for k, length in enumerate(problem.lengths):
            one, until = slice(k, k + 1), slice(length)
            start, end = (
                tuple(s[:, one].copy() for s in part) for part in (problem.state, problem.d_state)
            )
            alone = problem.layer.forward(problem.x[until, :, one], start)
            back = problem.layer.backward(alone, problem.d_h[until, :, one], end)
            assert_allclose(tape.h[until, :, one], alone.h, **CLOSE)
            assert_allclose(grads.x[until, :, one], back.x, **CLOSE)
            assert_array_equal(tape.h[length:, :, k], 0)
            assert_array_equal(grads.x[length:, :, k], 0)
            for ours, theirs in zip(
                tape.state + grads.state, alone.state + back.state, strict=True
            ):
                assert_allclose(ours[:, one], theirs, **CLOSE)
            for what, gradient in back.params.items():
                d_params[what] += gradient
        for what, gradient in d_params.items():
            assert_allclose(grads.params[what], gradient, rtol=1e-10, atol=1e-11, err_msg=what)


@EVERY_LAYER
def test_lengths_that_are_all_t_are_none(name):
    problem = Problem(DISTINCT, 3, name)
    without = problem.gradients() | {"h": problem.forward().h}
    problem.lengths = np.full(DISTINCT.B, DISTINCT.T)
    for what, array in (problem.gradients() | {"h": problem.forward().h}).items():
        assert_allclose(array, without[what], **CLOSE)


@EVERY_LAYER
def test_what_follows_the_end_of_a_sequence_is_not_looked_at(name):
    problem = Problem(DISTINCT, 4, name, uneven=True)
    before, gradients = problem.forward(), problem.gradients()
    after_the_end = np.arange(DISTINCT.T)[:, None, None] >= problem.lengths
    problem.x += 100 * after_the_end
    problem.d_h += 100 * after_the_end
    assert_array_equal(problem.forward().h, before.h)
    for ours, theirs in zip(problem.forward().state, before.state, strict=True):
        assert_array_equal(ours, theirs)
    for what, gradient in problem.gradients().items():
        assert_allclose(gradient, gradients[what], **CLOSE)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@EVERY_LAYER
def test_nothing_that_is_handed_in_is_changed_and_a_second_call_says_the_same(name, dtype):
    problem = Problem(DISTINCT, 5, name)
    layer = LAYERS[name](DISTINCT.D_x, DISTINCT.D_h, seed=5, dtype=dtype)
    x, d_h = problem.x.astype(dtype), problem.d_h.astype(dtype)
    state, d_state = (tuple(v.astype(dtype) for v in s) for s in (problem.state, problem.d_state))
    lengths = np.array([3, DISTINCT.T, 1, 5, 5, 2, 7])
    given_arrays = (x, d_h, lengths, *state, *d_state, *layer.params.values())
    before = [v.copy() for v in given_arrays]

    def run(lengths):
        tape = layer.forward(x, state, lengths)
        grads, again = (layer.backward(tape, d_h, d_state) for _ in range(2))
        for what, gradient in by_name(grads.x, grads.state, grads.params).items():
            same = by_name(again.x, again.state, again.params)[what]
            assert_array_equal(gradient, same)
        return [tape.h, *tape.state, grads.x, *grads.state, *grads.params.values()]

    for ends in (None, lengths):
        for first, second in zip(run(ends), run(ends), strict=True):
            assert first.dtype == dtype
            assert_array_equal(first, second)
    for array, kept in zip(given_arrays, before, strict=True):
        assert_array_equal(array, kept)


@EVERY_LAYER
def test_without_a_state_the_run_starts_from_zeros_and_no_adjoint_comes_from_beyond_its_end(name):
    problem = Problem(DISTINCT, 6, name)
    none = tuple(np.zeros_like(s) for s in problem.state)
    tape = problem.layer.forward(problem.x)
    assert_array_equal(tape.h, problem.layer.forward(problem.x, none).h)
    ours = problem.layer.backward(tape, problem.d_h)
    assert_array_equal(ours.x, problem.layer.backward(tape, problem.d_h, none).x)


@EVERY_LAYER
def test_one_number_of_a_parameter_acts_at_every_step(name):
    """The weights are shared: a change of one is felt from the first step on."""
    problem = Problem(DISTINCT, 7, name)
    before = problem.forward().h
    for bias in [what for what in problem.layer.params if what.startswith("b_")]:
        problem.layer.params[bias][:] += 1e-3
        change = np.abs(problem.forward().h - before).max(axis=(1, 2))
        assert (change > 1e-9).all(), bias
        problem.layer.params[bias][:] -= 1e-3


@EVERY_LAYER
def test_a_step_sees_no_later_input(name):
    problem = Problem(DISTINCT, 8, name)
    before = problem.forward().h
    problem.x[6] += 1
    after = problem.forward().h
    assert_array_equal(after[:6], before[:6])
    assert (np.abs(after[6:] - before[6:]).max(axis=(1, 2)) > 0).all()


@pytest.mark.parametrize("name", FAST)
def test_the_parameters_are_blocks_of_the_matrix_that_computes(name):
    layer = FAST[name](3, 5, seed=0)
    for what, array in layer.params.items():
        layer.params[what] = np.full(array.shape, 0.25)
        assert (array == 0.25).all()
    assert (layer.W == 0.25).all()
    assert (layer.b == 0.25).all()


@EVERY_LAYER
def test_weights_start_uniform_within_one_over_the_root_of_the_hidden_size(name):
    layer = LAYERS[name](30, 100, seed=0)
    for what, array in layer.params.items():
        assert 0.09 < np.abs(array).max() <= 0.1, what
        if what.startswith("W_"):
            assert abs(array.mean()) < 0.1 * array.std()
            assert array.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.03)


@EVERY_LAYER
def test_the_same_seed_gives_the_same_weights_and_the_global_generator_is_left_alone(name):
    seeds = (1, np.random.default_rng(1), 2)
    first, same, other = (LAYERS[name](3, 5, seed=seed).params for seed in seeds)
    for what, array in first.items():
        assert_array_equal(array, same[what])
        assert (array != other[what]).all()
    with pytest.raises(TypeError):
        LAYERS[name](3, 5)  # no seed, no weights


def test_the_layers_of_a_cell_start_from_weights_of_their_own():
    weights = list(LSTM(3, 5, seed=0).params.values())
    assert len({array.tobytes() for array in weights}) == len(weights)


def test_the_forget_bias_is_that_of_the_forget_gate_alone():
    plain, other = LSTM(3, 5, seed=0), LSTM(3, 5, seed=0, forget_bias=1)
    assert_array_equal(other.params["b_f"], 1)
    for what in plain.params.keys() - {"b_f"}:
        assert_array_equal(plain.params[what], other.params[what])


def test_a_relu_is_no_tanh():
    x = np.random.default_rng(0).normal(size=(4, 3, 2))
    assert (RNN(3, 5, seed=0, activation="relu").forward(x).h >= 0).all()
    assert (RNN(3, 5, seed=0).forward(x).h < 0).any()


@pytest.mark.parametrize("make", [RNN, GRU, LSTM], ids=lambda make: make.__name__)
def test_a_stream_gives_what_the_whole_sequence_gives(make):
    random = np.random.default_rng(0)
    layer, x = make(3, 5, seed=0, dtype=np.float64), random.normal(size=(7, 3, 2))
    state = tuple(random.normal(size=(5, 2)) for _ in layer.state_names)
    stream = layer.stream(state, batch_size=2)
    streamed = np.array([stream(x_t) for x_t in x])
    tape = layer.forward(x, state)
    assert_allclose(streamed, tape.h, rtol=0, atol=1e-14)
    for part, whole in zip(stream.state, tape.state, strict=True):
        assert_allclose(part, whole, rtol=0, atol=1e-14)


def test_a_stream_checks_what_it_is_fed():
    stream = GRU(3, 5, seed=0).stream(batch_size=2)
    with pytest.raises(
        ValueError, match=r"GRU.stream: x must be \(D_x, B\) = \(3, 2\), got \(2, 3\)"
    ):
        stream(np.zeros((2, 3)))
