"""Equations, fast layer and PyTorch, three independent implementations, give the same numbers.

The equations know nothing of the layer, the layer nothing of the equations,
and neither knows torch. Where all three agree to rounding, forward and
backward, no one of them can be wrong alone.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
import textbook
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from other_cells import EVERY_CELL as OTHERS
from strategies import (
    DISTINCT,
    FAST,
    SIZES,
    Problem,
    back_over_a_sequence,
    by_name,
    few_examples,
    over_a_sequence,
    seeds,
    sizes,
)

from rnnlib import EquationLayer, equations
from rnnlib.equations import CELLS, RNN_WITH_OUTPUT
from rnnlib.symbolic import cell, linear, peephole, relu, sigmoid, tanh


@cell(states="h")
def RELU_RNN(h, x):
    return relu.layer("h", h, x)


@cell(states="h c")
def NO_FORGET_GATE_PEEPHOLES(h, c, x):
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = (c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, plus=peephole("o", c)) * tanh(c), c


@cell(states="h c")
def COUPLED_PEEPHOLES(h, c, x):
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = ((1 - i) * c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, plus=peephole("o", c)) * tanh(c), c


class Implementations(NamedTuple):
    equations: object
    textbook: object
    in_torch: object = None  # torch's own module: its class, and our blocks in its order


#   a layer, by its name in strategies
EVERY = {
    "RNN": Implementations(equations.RNN, textbook.rnn, (torch.nn.RNN, "h")),
    "RNN, ReLU": Implementations(
        RELU_RNN, textbook.rnn_relu, (partial(torch.nn.RNN, nonlinearity="relu"), "h")
    ),
    "one-gate GRU": Implementations(equations.ONE_GATE_GRU, textbook.one_gate_gru),
    "GRU": Implementations(equations.GRU, textbook.gru),
    "GRU, reset after": Implementations(
        equations.GRU_RESET_AFTER, textbook.gru_reset_after, (torch.nn.GRU, "rzh")
    ),
    "LSTM": Implementations(equations.LSTM, textbook.lstm, (torch.nn.LSTM, "ifco")),
    "LSTM, no forget gate": Implementations(
        equations.LSTM_1997, partial(textbook.lstm, forget="1")
    ),
    "LSTM, coupled": Implementations(
        equations.LSTM_COUPLED, partial(textbook.lstm, forget="1 - i")
    ),
    "LSTM, peepholes": Implementations(
        equations.LSTM_PEEPHOLES, partial(textbook.lstm, peepholes=True)
    ),
    "LSTM, no forget gate, peepholes": Implementations(
        NO_FORGET_GATE_PEEPHOLES, partial(textbook.lstm, forget="1", peepholes=True)
    ),
    "LSTM, coupled, peepholes": Implementations(
        COUPLED_PEEPHOLES, partial(textbook.lstm, forget="1 - i", peepholes=True)
    ),
    "minimal gated unit": Implementations(
        equations.MINIMAL_GATED_UNIT, textbook.minimal_gated_unit
    ),
    "minGRU": Implementations(equations.MIN_GRU, textbook.min_gru),
}  # fmt: skip


def outcome(h, final, x, state, params):
    """Everything that a run forward and backward gives, by name."""
    return {"h": h} | {f"final {k}": s for k, s in enumerate(final)} | by_name(x, state, params)


def by_a_layer(layer, problem):
    tape = layer.forward(problem.x, problem.state)
    grads = layer.backward(tape, problem.d_h, problem.d_state)
    return outcome(tape.h, tape.state, grads.x, grads.state, grads.params)


def by_the_equations(cell, problem):
    params = problem.layer.params
    steps, states = over_a_sequence(cell, params, problem.x, problem.state)
    gradients = back_over_a_sequence(
        cell, params, problem.x, problem.state, {"h": problem.d_h}, problem.d_state
    )
    return outcome(np.stack([step["h"] for step in steps]), states[-1], *gradients)


def as_a_layer(cell, problem):
    layer = EquationLayer(cell, *problem.sizes[:2], seed=0, dtype=np.float64)
    for name, array in problem.layer.params.items():
        layer.params[name] = array
    assert layer.params.keys() == problem.layer.params.keys()
    return by_a_layer(layer, problem)


def in_torch(make, order, problem):
    """torch's own module. Its z is our 1 - z, and σ(-a) = 1 - σ(a): z's rows change their sign."""
    D_h, p = problem.layer.hidden_size, dict(problem.layer.params)
    if "W_u" in p:  # the reset acts between two products and two biases
        p["W_h"] = np.hstack([p["W_u"], p["W_h"]])
    sign = {k: -1 if k == "z" else 1 for k in order}
    W = np.vstack([sign[k] * p[f"W_{k}"] for k in order])
    b_x = np.vstack([sign[k] * p[f"b_{k}"] for k in order])[:, 0]
    b_h = np.zeros_like(b_x)
    if "b_u" in p:
        b_h[-D_h:] = p["b_u"][:, 0]
    module = make(problem.layer.input_size, D_h, dtype=torch.float64)
    arrays = {"weight_hh": W[:, :D_h], "weight_ih": W[:, D_h:], "bias_ih": b_x, "bias_hh": b_h}
    with torch.no_grad():
        for name, array in arrays.items():
            getattr(module, f"{name}_l0").copy_(torch.from_numpy(array.copy()))
    samples_first = [problem.x, problem.d_h, *problem.state, *problem.d_state]
    x, d_h, *rest = (torch.from_numpy(v.swapaxes(-1, -2).copy()) for v in samples_first)
    state, d_state = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    for tensor in (x, *state):
        tensor.requires_grad_()
    start = tuple(s[None] for s in state)
    h, final = module(x, start if len(start) > 1 else start[0])
    final = final if isinstance(final, tuple) else (final,)
    ends = sum((s[0] * d).sum() for s, d in zip(final, d_state, strict=True))
    ((h * d_h).sum() + ends).backward()

    d_hh, d_ih, d_b_x, d_b_h = (
        np.split(getattr(module, f"{name}_l0").grad.numpy(), len(order))
        for name in ("weight_hh", "weight_ih", "bias_ih", "bias_hh")
    )
    params = {f"W_{k}": sign[k] * np.hstack([d_hh[n], d_ih[n]]) for n, k in enumerate(order)}
    params |= {f"b_{k}": sign[k] * d_b_x[n][:, None] for n, k in enumerate(order)}
    if "b_u" in p:
        params |= {"W_u": d_hh[-1], "W_h": d_ih[-1], "b_u": d_b_h[-1][:, None]}
    back = [v.detach().numpy().swapaxes(-1, -2) for v in (h, *(s[0] for s in final))]
    grads = [v.grad.numpy().swapaxes(-1, -2) for v in (x, *state)]
    return outcome(back[0], back[1:], grads[0], grads[1:], params)


def assert_they_agree(name, sizes, seed):
    cell, step, module = EVERY[name]
    make = FAST.get(name, lambda *a, **k: EquationLayer(cell, *a, **k))
    problem = Problem(sizes, seed, make)
    said = {
        "layer": by_a_layer(problem.layer, problem),
        "equations": by_the_equations(cell, problem),
        "equations as a layer": as_a_layer(cell, problem),
    }
    if module:
        said["torch.nn"] = in_torch(*module, problem)
    by_autograd = textbook.run(
        step, problem.layer.params, problem.x, problem.state, problem.d_h, problem.d_state
    )
    for implementation, found in said.items():
        assert found.keys() == by_autograd.keys(), implementation
        for what, array in by_autograd.items():
            where = f"{name}, {sizes}, {implementation}: {what}"
            assert_allclose(found[what], array, rtol=1e-10, atol=1e-12, err_msg=where)


@pytest.mark.parametrize("name", EVERY)
def test_equations_layer_and_torch_agree_at_distinct_sizes_and_with_each_size_one(name):
    for some in SIZES:
        assert_they_agree(name, some._replace(T=min(some.T, 5)), seed=0)


@few_examples
@given(name=st.sampled_from(list(EVERY)), sizes=sizes, seed=seeds)
def test_equations_layer_and_torch_agree_at_any_sizes(name, sizes, seed):
    assert_they_agree(name, sizes, seed)


def test_equations_layer_and_torch_agree_after_many_steps():
    for name in ("RNN", "GRU", "LSTM"):
        assert_they_agree(name, DISTINCT._replace(T=200), seed=1)


def test_equations_and_a_layer_that_works_in_many_blocks_of_steps_agree(monkeypatch):
    monkeypatch.setattr("rnnlib.layers.fast.BLOCK", 2 * 5 * 7)
    for name in FAST:
        assert_they_agree(name, DISTINCT, seed=2)


def test_every_cell_of_the_book_and_every_fast_layer_is_compared():
    assert {w.equations for w in EVERY.values()} >= set(CELLS)
    assert EVERY.keys() >= FAST.keys()


def test_tape_of_a_layer_calls_by_a_name_what_the_equations_call_so():
    """Every intermediate, not the results alone."""
    for name in FAST:
        problem, cell = Problem(DISTINCT, 3, name), EVERY[name].equations
        tape = problem.forward()
        steps, _ = over_a_sequence(cell, problem.layer.params, problem.x, problem.state)
        shared = tape.steps.keys() & steps[0].keys() - {"a"}
        assert shared >= {*cell.layers(), *(s.name.code for s in cell.states)}, name
        for what in shared:
            expected = np.stack([step[what] for step in steps])
            assert_allclose(tape[what], expected, atol=1e-13, err_msg=f"{name}: {what}")


def test_split_weights_compute_what_weights_of_a_concatenation_compute():
    """W [h; x] is W_h h + W_x x: concatenation is two matrices added after multiplication."""

    @cell(states="h")
    def SPLIT(h, x):
        return tanh(linear.layer("k", h) + linear.layer("u", x, bias=False))

    problem = Problem(DISTINCT, seed=2)
    W_h, W_x = np.hsplit(problem.layer.params["W_h"], [DISTINCT.D_h])
    params = {"W_k": W_h, "b_k": problem.layer.params["b_h"], "W_u": W_x}
    steps, _ = over_a_sequence(SPLIT, params, problem.x, problem.state)
    assert_allclose(np.stack([step["h"] for step in steps]), problem.forward().h, atol=1e-12)


def test_output_layer_changes_nothing_of_the_state():
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


def test_no_two_cells_have_the_same_equations():
    """They are different functions: agreement of each with its own says something."""
    written = [c.latex() for c in (*(w.equations for w in EVERY.values()),)]
    written += [own.latex() for own in OTHERS.values() if own not in CELLS]
    assert len(set(written)) == len(written)
