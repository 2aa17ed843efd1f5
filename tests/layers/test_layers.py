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
def test_backward_is_the_derivative_of_forward(name):
    for chosen in SIZES:
        for uneven in (False, True):
            problem = Problem(chosen._replace(T=min(chosen.T, 4)), 2, name, uneven)
            gradients = problem.gradients()
            for what, array in problem.arrays().items():
                both = {what: array}, {what: gradients[what]}
                error = relative_error(problem.loss, *both, seed=0)
                assert error <= 1e-7, f"{what}, {chosen}, lengths {problem.lengths}"


def test_tape_and_gradients_have_the_shapes_of_the_book():
    @for_any()
    def check(sizes, seed):
        for name in LAYERS:
            problem = Problem(sizes, seed, name)
            D_x, D_h, _, B, T = sizes
            tape, grads, layer = problem.forward(), problem.backward(), problem.layer
            assert tape.h.shape == (T, D_h, B)
            assert layer.output_size == layer.hidden_size == D_h
            for state in layer.state_names:
                assert tape[state].shape == tape[f"{state}_prior"].shape == (T, D_h, B)
            assert [s.shape for s in tape.state] == [(D_h, B)] * len(layer.state_names)
            assert [s.shape for s in grads.state] == [s.shape for s in tape.state]
            assert grads.x.shape == (T, D_x, B)
            shapes = {what: p.shape for what, p in layer.params.items()}
            assert {what: g.shape for what, g in grads.params.items()} == shapes
            for gate in layer.gates:
                assert tape[gate].shape == (T, D_h, B)
                assert ((tape[gate] > 0) & (tape[gate] < 1)).all()
            if name in COUNTS:
                layers, more = COUNTS[name]
                assert layer.parameter_count == layers * D_h * (D_h + D_x + 1) + more * D_h


@EVERY_LAYER
def test_samples_of_a_batch_do_not_depend_on_each_other(name):
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
def test_split_sequence_with_carried_state_equals_whole(name):
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
def test_batch_of_several_lengths_equals_each_sequence_alone(name):
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

    problem = Problem(DISTINCT, 3, name)
    without = problem.gradients() | {"h": problem.forward().h}
    problem.lengths = np.full(DISTINCT.B, DISTINCT.T)
    for what, array in (problem.gradients() | {"h": problem.forward().h}).items():
        assert_allclose(array, without[what], **CLOSE, err_msg="all lengths are T")


@EVERY_LAYER
def test_forward_and_backward_change_no_argument_and_repeat_exactly(name):
    for dtype in (np.float32, np.float64):
        problem = Problem(DISTINCT, 5, name)
        layer = LAYERS[name](DISTINCT.D_x, DISTINCT.D_h, seed=5, dtype=dtype)
        x, d_h = problem.x.astype(dtype), problem.d_h.astype(dtype)
        state, d_state = (
            tuple(v.astype(dtype) for v in s) for s in (problem.state, problem.d_state)
        )
        lengths = np.array([3, DISTINCT.T, 1, 5, 5, 2, 7])
        given_arrays = (x, d_h, lengths, *state, *d_state, *layer.params.values())
        before = [v.copy() for v in given_arrays]

        def run(lengths, layer=layer, x=x, d_h=d_h, state=state, d_state=d_state):
            tape = layer.forward(x, state, lengths)
            grads, again = (layer.backward(tape, d_h, d_state) for _ in range(2))
            for what, gradient in by_name(grads.x, grads.state, grads.params).items():
                same = by_name(again.x, again.state, again.params)[what]
                assert_array_equal(gradient, same)
            assert_array_equal(layer(x, state, lengths), tape.h)
            return [tape.h, *tape.state, grads.x, *grads.state, *grads.params.values()]

        for ends in (None, lengths):
            for first, second in zip(run(ends), run(ends), strict=True):
                assert first.dtype == dtype
                assert_array_equal(first, second)
        for array, kept in zip(given_arrays, before, strict=True):
            assert_array_equal(array, kept)


def test_what_is_handed_in_and_out_may_be_changed_without_effect_on_the_gradients():
    for name in LAYERS:
        for uneven in (False, True):
            problem = Problem(DISTINCT, 6, name, uneven)
            expected = problem.gradients()
            x, lengths = problem.x.copy(), None if not uneven else problem.lengths.copy()
            state = tuple(s.copy() for s in problem.state)
            tape = problem.layer.forward(x, state, lengths)
            shown = problem.layer(x, state, lengths)
            for array in (x, *state, *tape.state, shown, *([lengths] if uneven else [])):
                array[...] = 1  # a finished stream's state is set anew, a buffer is filled again
            grads = problem.layer.backward(tape, problem.d_h, problem.d_state)
            for what, gradient in by_name(grads.x, grads.state, grads.params).items():
                assert_array_equal(gradient, expected[what], err_msg=what)
            for what, array in {"x": tape.x, "h": tape.h, **tape.steps}.items():
                with pytest.raises(ValueError, match="read-only"):
                    array[...] = 1
                assert not np.shares_memory(array, tape.state[0]), what


def test_run_without_state_starts_from_zeros_and_sees_no_later_input():
    for name in LAYERS:
        problem = Problem(DISTINCT, 6, name)
        none = tuple(np.zeros_like(s) for s in problem.state)
        tape = problem.layer.forward(problem.x)
        assert_array_equal(tape.h, problem.layer.forward(problem.x, none).h)
        ours = problem.layer.backward(tape, problem.d_h)
        assert_array_equal(ours.x, problem.layer.backward(tape, problem.d_h, none).x)

        before = problem.forward().h
        problem.x[6] += 1
        after = problem.forward().h
        assert_array_equal(after[:6], before[:6])
        assert (np.abs(after[6:] - before[6:]).max(axis=(1, 2)) > 0).all()
        for bias in [what for what in problem.layer.params if what.startswith("b_")]:
            problem.layer.params[bias][:] += 1e-3  # the weights are shared by all steps
            change = np.abs(problem.forward().h - after).max(axis=(1, 2))
            assert (change > 1e-9).all(), bias
            problem.layer.params[bias][:] -= 1e-3


def test_weights_start_uniform_from_their_seed():
    for name in LAYERS:
        layer = LAYERS[name](30, 100, seed=0)
        for what, array in layer.params.items():
            assert 0.09 < np.abs(array).max() <= 0.1, what
            if what.startswith("W_"):
                assert abs(array.mean()) < 0.1 * array.std()
                assert array.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.03)
        assert len({array.tobytes() for array in layer.params.values()}) == len(layer.params)
        seeds = (1, np.random.default_rng(1), 2)
        first, same, other = (LAYERS[name](3, 5, seed=seed).params for seed in seeds)
        for what, array in first.items():
            assert_array_equal(array, same[what])
            assert (array != other[what]).all()
        with pytest.raises(TypeError):
            LAYERS[name](3, 5)  # no seed, no weights


def test_parameters_of_fast_layers_are_blocks_of_the_matrix_that_computes():
    for name, make in FAST.items():
        layer = make(3, 5, seed=0)
        for what, array in layer.params.items():
            layer.params[what] = np.full(array.shape, 0.25)
            assert (array == 0.25).all(), f"{name}: {what}"
        assert (layer.W == 0.25).all(), name
        assert (layer.b == 0.25).all(), name


def test_repr_of_a_layer_is_the_call_that_makes_one_like_it():
    makers = {"RNN": RNN, "GRU": GRU, "LSTM": LSTM, "np": np, "float64": np.float64}
    for text in (
        "RNN(input_size=3, hidden_size=5)",
        "RNN(input_size=3, hidden_size=5, dtype=float64, activation='relu')",
        "GRU(input_size=3, hidden_size=5, variant='reset_after')",
        "LSTM(input_size=8, hidden_size=16)",
        "LSTM(input_size=8, hidden_size=16, variant='coupled', peepholes=True)",
    ):
        assert repr(eval(text.replace(")", ", seed=0)"), makers)) == text
    assert repr(LAYERS["minGRU, equations"](3, 5, seed=0)) == (
        "EquationLayer(cell=MIN_GRU, input_size=3, hidden_size=5)"
    )
    tape = LSTM(3, 5, seed=0).forward(np.zeros((4, 3, 2)))
    assert repr(tape).startswith("<tape of LSTM(input_size=3, hidden_size=5): h (4, 5, 2), also ")


def test_relu_layer_is_no_tanh_layer():
    x = np.random.default_rng(0).normal(size=(4, 3, 2))
    assert (RNN(3, 5, seed=0, activation="relu").forward(x).h >= 0).all()
    assert (RNN(3, 5, seed=0).forward(x).h < 0).any()


def test_stream_step_by_step_equals_whole_sequence():
    for make in (RNN, GRU, LSTM):
        random = np.random.default_rng(0)
        layer, x = make(3, 5, seed=0, dtype=np.float64), random.normal(size=(7, 3, 2))
        state = tuple(random.normal(size=(5, 2)) for _ in layer.state_names)
        stream = layer.stream(state, batch_size=2)
        streamed = np.array([stream(x_t) for x_t in x])
        tape = layer.forward(x, state)
        assert_allclose(streamed, tape.h, rtol=0, atol=1e-14)
        for part, whole in zip(stream.state, tape.state, strict=True):
            assert_allclose(part, whole, rtol=0, atol=1e-14)
        shown = stream(x[0])
        shown[:] = 7  # what is handed out is the reader's
        assert (stream.state[0] != 7).any()
        stream.state[0][:, 0] = 0  # one of the two streams starts anew
        assert (stream(x[0])[:, 1] != shown[:, 1]).any()


def test_final_state_does_not_keep_the_sequence_in_memory():
    layer = LSTM(3, 5, seed=0)
    for state in layer.forward(np.zeros((1000, 3, 2))).state:
        assert state.base is None
        assert state.flags.owndata
