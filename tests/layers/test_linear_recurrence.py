"""Gates without the state: the equations, torch, the loop and the scan all agree."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from strategies import DISTINCT, Problem, examples, seeds, sizes

from rnnlib import EquationLayer, LinearRecurrence, equations
from rnnlib.layers.linear_recurrence import FORMS
from rnnlib.layers.scan import loop, scan
from rnnlib.symbolic import cell, linear, sigmoid, tanh


@cell
def POSITIVE(h, x):
    f, i = (sigmoid.layer(name, x) for name in "fi")
    return f * h + i * linear.layer("h~", x)


@cell
def SIGNED(h, x):
    f, i = tanh.layer("f", x), sigmoid.layer("i", x)
    return f * h + i * linear.layer("h~", x)


CELLS = {"min_gru": equations.MIN_GRU, "positive": POSITIVE, "signed": SIGNED}


def test_every_form_is_compared():
    assert CELLS.keys() == FORMS.keys()


@examples
@given(sizes=sizes, seed=seeds)
def test_scan_equals_loop_from_any_first_state(sizes, seed):
    random = np.random.default_rng(seed)
    shape = sizes.T, sizes.D_h, sizes.B
    a, b, h = random.normal(size=shape), random.normal(size=shape), random.normal(size=shape[1:])
    kept = [v.copy() for v in (a, b, h)]
    assert_allclose(scan(a, b, h), loop(a, b, h), rtol=1e-10, atol=1e-10)
    for array, before in zip((a, b, h), kept, strict=True):
        assert_array_equal(array, before)


def test_loop_and_scan_do_what_a_person_does_by_hand():
    a, b = (np.array(v, float).reshape(3, 1, 1) for v in ([2, 3, -1], [1, 0, 5]))
    for run in (loop, scan):
        assert_array_equal(run(a, b, np.array([[7.0]])).ravel(), [15, 45, -40])


def test_scan_of_many_lengths_has_no_step_left_out():
    random = np.random.default_rng(0)
    for T in (*range(1, 20), 63, 64, 65, 1000):
        a, b, h = random.uniform(-1, 1, (T, 2, 3)), random.normal(size=(T, 2, 3)), np.ones((2, 3))
        assert_allclose(scan(a, b, h), loop(a, b, h), rtol=0, atol=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_layer_equals_its_equations_forward_and_backward(form):
    for parallel in (False, True):
        make = partial(LinearRecurrence, form=form, parallel=parallel)
        for uneven in (False, True):
            ours = Problem(DISTINCT, 3, make, uneven)
            theirs = Problem(DISTINCT, 3, partial(EquationLayer, CELLS[form]), uneven)
            theirs.layer.params = dict(ours.layer.params)
            for name in ("x", "state", "d_h", "d_state", "lengths"):
                setattr(theirs, name, getattr(ours, name))
            assert_allclose(ours.forward().h, theirs.forward().h, rtol=0, atol=1e-12)
            expected = theirs.gradients()
            for what, gradient in ours.gradients().items():
                assert_allclose(gradient, expected[what], rtol=1e-10, atol=1e-11, err_msg=what)
        assert ours.layer.gates == theirs.layer.gates


@pytest.mark.parametrize("form", FORMS)
def test_layer_equals_torch_forward_and_backward(form):
    problem = Problem(DISTINCT, 5, partial(LinearRecurrence, form=form))
    given_to_torch = {
        name: torch.tensor(array, requires_grad=True) for name, array in problem.arrays().items()
    }
    x, h = given_to_torch["x"], given_to_torch["state 0"]

    def layer(name, x_t):
        return given_to_torch[f"W_{name}"] @ x_t + given_to_torch[f"b_{name}"]

    states = []
    for x_t in x:
        if form == "min_gru":
            z = torch.sigmoid(layer("z", x_t))
            h = (1 - z) * h + z * layer("h", x_t)
        else:
            phi = torch.tanh if form == "signed" else torch.sigmoid
            h = phi(layer("f", x_t)) * h + torch.sigmoid(layer("i", x_t)) * layer("h", x_t)
        states.append(h)
    shown = torch.stack(states)
    loss = (shown * torch.tensor(problem.d_h)).sum()
    (loss + (states[-1] * torch.tensor(problem.d_state[0])).sum()).backward()
    assert_allclose(problem.forward().h, shown.detach().numpy(), rtol=1e-10, atol=1e-12)
    for what, gradient in problem.gradients().items():
        theirs = given_to_torch[what].grad.numpy()
        assert_allclose(gradient, theirs, rtol=1e-10, atol=1e-11, err_msg=what)


def test_signed_factor_of_minus_one_keeps_the_parity_and_a_positive_one_cannot_turn_round():
    """h_t = (1 - 2 x_t) h_{t-1} + x_t, with x_t a bit: after an odd number of ones h is 1."""
    bits = np.random.default_rng(0).integers(2, size=(200, 1, 50))
    signed = LinearRecurrence(1, 1, seed=0, form="signed", dtype=np.float64)
    signed.params = {"W_f": [[-60.0]], "b_f": [[30.0]], "W_i": [[60.0]], "b_i": [[-30.0]],
                     "W_h": [[0.0]], "b_h": [[1.0]]}  # fmt: skip
    assert_allclose(signed(bits), bits.cumsum(axis=0) % 2, rtol=0, atol=1e-9)
    tape = LinearRecurrence(1, 7, seed=0, form="positive").forward(bits)
    assert (tape["f"] > 0).all()
    assert (signed.forward(bits)["f"] < 0).any()
