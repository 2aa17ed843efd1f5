"""Three witnesses: the equations, the fast layer and PyTorch give the same numbers.

The equations know nothing of the layer, the layer nothing of the equations,
and neither knows torch. Where all three agree to rounding, forward and
backward, no one of them can be wrong alone.
"""

import numpy as np
import pytest
import torch
from hypothesis import given
from numpy.testing import assert_allclose
from other_cells import CELLS
from strategies import (
    DISTINCT,
    SIZES,
    Problem,
    back_over_a_sequence,
    examples,
    over_a_sequence,
    seeds,
    sizes,
)

from rnnlib.algebra import linear, relu, tanh
from rnnlib.cell import cell
from rnnlib.equations import RNN, RNN_WITH_OUTPUT


@cell(states="h")
def RELU_RNN(h, x):
    return relu.layer("h", h, x)


EQUATIONS = {"tanh": RNN, "relu": RELU_RNN}


def by_the_equations(problem):
    """Everything that a run forward and backward gives, by name."""
    cell, params = EQUATIONS[problem.layer.activation], problem.layer.params
    steps, states = over_a_sequence(cell, params, problem.x, problem.state)
    d_x, d_state, d_params = back_over_a_sequence(
        cell, params, problem.x, problem.state, {"h": problem.d_h}, problem.d_state
    )
    h, a = (np.stack([step[name] for step in steps]) for name in "ha")
    forward = {"h": h, "a": a, "state": states[-1][0]}
    return forward | {"d_x": d_x, "d_state": d_state[0]} | d_params


def by_the_layer(problem):
    tape = problem.forward()
    grads = problem.layer.backward(tape, problem.d_h, problem.d_state)
    forward = {"h": tape.h, "a": tape["a"], "state": tape.state[0]}
    return forward | {"d_x": grads.x, "d_state": grads.state[0]} | grads.params


def by_torch(problem):
    layer, D_h = problem.layer, problem.layer.hidden_size
    kind = {"nonlinearity": layer.activation, "dtype": torch.float64}
    module = torch.nn.RNN(layer.input_size, D_h, **kind)
    with torch.no_grad():
        module.weight_hh_l0.copy_(torch.from_numpy(layer.params["W_h"][:, :D_h].copy()))
        module.weight_ih_l0.copy_(torch.from_numpy(layer.params["W_h"][:, D_h:].copy()))
        module.bias_ih_l0.copy_(torch.from_numpy(layer.params["b_h"][:, 0].copy()))
        module.bias_hh_l0.zero_()
    x, h_0, d_h, d_state = (
        torch.from_numpy(v.swapaxes(-1, -2).copy())
        for v in (problem.x, problem.state[0], problem.d_h, problem.d_state[0])
    )
    x.requires_grad_()
    h_0.requires_grad_()
    h, h_T = module(x, h_0[None])
    ((h * d_h).sum() + (h_T[0] * d_state).sum()).backward()
    in_our_order = {"h": h, "state": h_T[0], "d_x": x.grad, "d_state": h_0.grad}
    found = {name: v.detach().numpy().swapaxes(-1, -2) for name, v in in_our_order.items()}
    d_W = torch.hstack([module.weight_hh_l0.grad, module.weight_ih_l0.grad])
    return found | {"W_h": d_W.numpy(), "b_h": module.bias_hh_l0.grad.numpy()[:, None]}


def assert_they_agree(problem):
    layer = by_the_layer(problem)
    for other in (by_the_equations(problem), by_torch(problem)):
        for name, array in other.items():
            assert_allclose(layer[name], array, rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("activation", EQUATIONS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_equations_layer_and_torch_are_three_witnesses_of_one_cell(sizes, activation):
    assert_they_agree(Problem(sizes, seed=0, activation=activation))


@examples
@given(sizes=sizes, seed=seeds)
def test_they_agree_at_any_sizes(sizes, seed):
    for activation in EQUATIONS:
        assert_they_agree(Problem(sizes, seed, activation=activation))


def test_they_agree_after_many_steps():
    assert_they_agree(Problem(DISTINCT._replace(T=200), seed=1))


def test_a_reader_may_write_the_same_cell_in_a_longer_way():
    """W [h; x] is W_h h + W_x x: concatenation is two matrices added after multiplication."""

    @cell(states="h")
    def SPLIT(h, x):
        return tanh(linear.layer("k", h) + linear.layer("u", x, bias=False))

    problem = Problem(DISTINCT, seed=2)
    W_h, W_x = np.hsplit(problem.layer.params["W_h"], [DISTINCT.D_h])
    params = {"W_k": W_h, "b_k": problem.layer.params["b_h"], "W_u": W_x}
    steps, _ = over_a_sequence(SPLIT, params, problem.x, problem.state)
    assert_allclose(np.stack([step["h"] for step in steps]), problem.forward().h, atol=1e-12)


def test_the_output_layer_changes_nothing_of_the_state():
    problem, random = Problem(DISTINCT, seed=3), np.random.default_rng(4)
    params = problem.layer.params | {
        "W_y": random.normal(size=(DISTINCT.D_y, DISTINCT.D_h)),
        "b_y": random.normal(size=(DISTINCT.D_y, 1)),
    }
    steps, _ = over_a_sequence(RNN_WITH_OUTPUT, params, problem.x, problem.state)
    tape = problem.forward()
    for t, step in enumerate(steps):
        assert_allclose(step["h"], tape.h[t], atol=1e-12)
        assert_allclose(step["y"], params["W_y"] @ tape.h[t] + params["b_y"], atol=1e-12)


def test_no_cell_of_the_probes_is_the_same_as_another():
    """The probes are different functions: agreement of each with its own says something."""
    written = [cell.latex() for cell, _, _ in CELLS.values()]
    assert len(set(written)) == len(written)
