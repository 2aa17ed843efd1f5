"""Gates fully open or shut, and what the variants of the GRU and the LSTM have in common."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, FAST, LAYERS, Problem, few_examples, seeds, sizes

from rnnlib import GRU, LSTM

OPEN, SHUT = 50.0, -50.0  # biases at which σ is 1 and 0 to rounding
GRUS = [name for name in LAYERS if "b_z" in LAYERS[name](1, 1, seed=0).params]
LSTMS = [name for name in FAST if name.startswith("LSTM")]


def with_gates(name, sizes=DISTINCT, seed=0, **biases):
    """A problem whose gates are held: all that they see but the bias is taken away."""
    problem = Problem(sizes, seed, name)
    params = problem.layer.params
    for gate, bias in biases.items():
        for what in (f"W_{gate}", f"p_{gate}"):
            if what in params:
                params[what][:] = 0
        params[f"b_{gate}"][:] = bias
    return problem


def test_gru_with_z_shut_keeps_state_and_gradient():
    for name in GRUS:
        problem = with_gates(name, z=SHUT)
        tape = problem.forward()
        assert_allclose(tape.h, np.broadcast_to(problem.state[0], tape.h.shape), atol=1e-15)
        kept = problem.d_h.sum(axis=0) + problem.d_state[0]
        assert_allclose(problem.backward().state[0], kept, atol=1e-12)


def test_gru_with_z_open_takes_the_candidate():
    for name in GRUS:
        tape = with_gates(name, z=OPEN).forward()
        assert_allclose(tape.h, tape["h_candidate"], atol=1e-15)


def test_gru_with_r_shut_has_a_candidate_without_state():
    for name in ("GRU", "GRU, reset after"):
        problem = with_gates(name, r=SHUT)
        p = problem.layer.params
        W_x = p["W_h"][:, -DISTINCT.D_x :]
        expected = np.tanh(W_x @ problem.x + p["b_h"])
        assert_allclose(problem.forward()["h_candidate"], expected, atol=1e-12)


def as_reset_after(before):
    """The weights of a reset-before GRU in a reset-after one: the candidate's cut in two."""
    after = GRU(before.input_size, before.hidden_size, 0, np.float64, variant="reset_after")
    W_u, W_h = np.hsplit(before.params["W_h"], [before.hidden_size])
    for name, array in (before.params | {"W_u": W_u, "W_h": W_h, "b_u": 0 * W_u[:, :1]}).items():
        after.params[name] = array
    return after


def test_reset_before_equals_reset_after_where_r_is_one_and_only_there():
    @few_examples
    @given(sizes=sizes, seed=seeds)
    def check(sizes, seed):
        problem = with_gates("GRU", sizes, seed, r=OPEN)
        after = as_reset_after(problem.layer)
        assert_allclose(after.forward(problem.x, problem.state).h, problem.forward().h, atol=1e-12)

    check()
    problem = Problem(DISTINCT, 1, "GRU")
    after = as_reset_after(problem.layer).forward(problem.x, problem.state)
    assert np.abs(after.h - problem.forward().h).max() > 1e-3


def test_second_bias_of_reset_after_acts_through_r():
    problem = Problem(DISTINCT, 2, "GRU, reset after")
    tape = problem.forward()
    candidate = tape["h_candidate"].copy()
    problem.x, problem.state = problem.x[:1], problem.state
    problem.layer.params["b_u"][:] += 0.5
    moved = np.arctanh(problem.forward()["h_candidate"]) - np.arctanh(candidate[:1])
    assert_allclose(moved, 0.5 * tape["r"][:1], atol=1e-12)


def test_lstm_with_f_open_and_i_shut_keeps_cell_state_and_gradient():
    for name in ("LSTM", "LSTM, peepholes"):
        problem = with_gates(name, f=OPEN, i=SHUT, o=OPEN)
        tape = problem.forward()
        assert_allclose(tape["c"], np.broadcast_to(problem.state[1], tape["c"].shape), atol=1e-12)
        slope = 1 - np.tanh(problem.state[1]) ** 2
        kept = (problem.d_h.sum(axis=0) + problem.d_state[0]) * slope + problem.d_state[1]
        assert_allclose(problem.backward().state[1], kept, atol=1e-11)


def test_lstm_without_forget_gate_adds_up_what_is_written():
    for name in ("LSTM, no forget gate", "LSTM, no forget gate, peepholes"):
        problem = with_gates(name, i=OPEN)
        tape = problem.forward()
        written = problem.state[1] + np.cumsum(tape["c_candidate"], axis=0)
        assert_allclose(tape["c"], written, atol=1e-12)
        assert "b_f" not in problem.layer.params


def test_coupled_lstm_forgets_as_much_as_it_writes():
    for name in ("LSTM, coupled", "LSTM, coupled, peepholes"):
        problem = Problem(DISTINCT, 3, name)
        tape = problem.forward()
        mixed = (1 - tape["i"]) * tape["c_prior"] + tape["i"] * tape["c_candidate"]
        assert_allclose(tape["f"], 1 - tape["i"], atol=1e-15)
        assert_allclose(tape["c"], mixed, atol=1e-14)
        shut, opened = with_gates(name, i=SHUT), with_gates(name, i=OPEN)
        c = shut.forward()["c"]
        assert_allclose(c, np.broadcast_to(shut.state[1], c.shape), atol=1e-15)
        assert_allclose(opened.forward()["c"], opened.forward()["c_candidate"], atol=1e-15)


def test_lstm_whose_f_is_one_minus_i_equals_coupled_lstm():
    coupled, standard = Problem(DISTINCT, 4, "LSTM, coupled"), Problem(DISTINCT, 4, "LSTM")
    p = coupled.layer.params  # 1 - σ(a) = σ(-a)
    for name, array in (p | {"W_f": -p["W_i"], "b_f": -p["b_i"]}).items():
        standard.layer.params[name] = array
    again = standard.layer.forward(coupled.x, coupled.state)
    assert_allclose(again.h, coupled.forward().h, atol=1e-13)


def test_lstm_with_o_shut_shows_nothing_and_keeps_its_cell_state():
    for name in LSTMS:
        problem = with_gates(name, o=SHUT)
        tape = problem.forward()
        assert np.abs(tape.h).max() < 1e-15
        assert np.abs(tape.state[1]).max() > 1e-3


def test_peepholes_of_weight_zero_change_nothing():
    for name in [name for name in LSTMS if "peepholes" in name]:
        problem = Problem(DISTINCT, 5, name)
        for what, array in problem.layer.params.items():
            if what.startswith("p_"):
                array[:] = 0
        plain = LSTM(DISTINCT.D_x, DISTINCT.D_h, 0, np.float64, variant=problem.layer.variant)
        for what in plain.params:
            plain.params[what] = problem.layer.params[what]
        tape, other = problem.forward(), plain.forward(problem.x, problem.state)
        assert_allclose(tape.h, other.h, atol=1e-14)
        assert_array_equal(tape.state[1].shape, other.state[1].shape)


def test_peepholes_of_f_and_i_see_the_old_cell_state_and_o_the_new_one():
    """One step: a change of c_{t-1} along its own feature moves σ⁻¹ of a gate by p."""
    problem = Problem(DISTINCT._replace(T=1), 6, "LSTM, peepholes")
    before, p = problem.forward(), problem.layer.params
    problem.state[1][:] += 0.1
    after = problem.forward()

    def weighted_sum(y):
        return np.log(y / (1 - y))

    for gate, seen in (("f", "c_prior"), ("i", "c_prior"), ("o", "c")):
        moved = weighted_sum(after[gate]) - weighted_sum(before[gate])
        assert_allclose(moved, p[f"p_{gate}"] * (after[seen] - before[seen]), atol=1e-12)
