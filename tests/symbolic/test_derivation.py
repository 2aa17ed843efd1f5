"""The derived backward equations of any cell are the derivatives of its forward equations."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from other_cells import EVERY_CELL, MORE_CELLS, RESET_AFTER, SIZES, problem
from strategies import back_over_a_sequence, over_a_sequence

from rnnlib.analysis.gradients import relative_error
from rnnlib.equations import LSTM, RNN_WITH_OUTPUT
from rnnlib.symbolic import cell, parameter, tanh
from rnnlib.symbolic.expressions import MatrixProduct
from rnnlib.symbolic.features import Concatenation

B = SIZES["B"]


def assert_gradients_are_the_derivative(own, T=3):
    """Along random directions, of a random loss over a sequence, in everything that goes in."""
    params, _, state = problem(own)
    random = np.random.default_rng(1)
    x = np.stack([problem(own, seed=t)[1] for t in range(T)])
    steps, _ = over_a_sequence(own, params, x, state)
    codes = [node.name.code for node in own.results]
    weights = {c: random.normal(size=(T, *steps[0][c].shape)) for c in codes}

    def loss():
        steps, _ = over_a_sequence(own, params, x, state)
        return sum((weights[c][t] * step[c]).sum() for t, step in enumerate(steps) for c in codes)

    nothing = tuple(np.zeros_like(s) for s in state)
    trained = {code: params[code] for code in own.parameters}
    d_x, d_state, d_params = back_over_a_sequence(own, params, x, state, weights, nothing)
    priors = {node.name.code: s for node, s in zip(own.prior, state, strict=True)}
    d_priors = dict(zip(priors, d_state, strict=True))
    groups = [({"x": x}, {"x": d_x}), (priors, d_priors)]
    groups += [({code: p}, {code: d_params[code]}) for code, p in trained.items()]
    for arrays, gradients in groups:
        # Where a direction is nearly orthogonal to the gradient, or crosses a kink, rounding spoils
        # the difference; a wrong gradient fails along all of them.
        attempts = ((1, 1e-5), (2, 1e-5), (3, 1e-4))
        errors = (relative_error(loss, arrays, gradients, seed, step) for seed, step in attempts)
        assert any(error <= 1e-7 for error in errors), f"{own.name}: {', '.join(arrays)}"


@pytest.mark.parametrize("name", [*EVERY_CELL, "LSTM with output"])
def test_gradients_over_a_sequence_are_the_derivative_of_the_loss(name):
    own = EVERY_CELL[name] if name in EVERY_CELL else LSTM.with_output()
    assert_gradients_are_the_derivative(own)


def torch_gradients(module, x, state, d_new):
    """A torch cell, features first: new states and the gradients of all that went in."""
    tensors = [torch.from_numpy(v.T.copy()).requires_grad_() for v in (x, *state)]
    new = module(tensors[0], tensors[1] if len(state) == 1 else tuple(tensors[1:]))
    new = new if isinstance(new, tuple) else (new,)
    sum(
        (n * torch.from_numpy(d.T.copy())).sum() for n, d in zip(new, d_new, strict=True)
    ).backward()
    weights = {name: p.grad.numpy() for name, p in module.named_parameters()}
    return [n.detach().numpy().T for n in new], [t.grad.numpy().T for t in tensors], weights


def set_weights(module, **arrays):
    with torch.no_grad():
        for name, array in arrays.items():
            getattr(module, name).copy_(torch.from_numpy(array))


def test_derived_lstm_is_that_of_torch():
    (params, x, state), random = problem(LSTM), np.random.default_rng(1)
    d_new, D_h = tuple(random.normal(size=s.shape) for s in state), SIZES["D_h"]
    module = torch.nn.LSTMCell(SIZES["D_x"], D_h, dtype=torch.float64)
    order = "ifco"
    W_h, W_x = np.hsplit(np.vstack([params[f"W_{k}"] for k in order]), [D_h])
    bias = np.vstack([params[f"b_{k}"] for k in order])[:, 0]
    set_weights(module, weight_hh=W_h, weight_ih=W_x, bias_hh=0 * bias, bias_ih=bias)
    new, (d_x, *d_state), d_weights = torch_gradients(module, x, state, d_new)

    values = LSTM.evaluate(params, x, state)
    got = LSTM.gradients(params, x, state, dict(zip("hc", d_new, strict=True)))
    d_W = np.hstack([d_weights["weight_hh"], d_weights["weight_ih"]])
    pairs = [(values["h"], new[0]), (values["c"], new[1]), (got["x"], d_x)]
    pairs += [(got["h_prior"], d_state[0]), (got["c_prior"], d_state[1])]
    pairs += [(np.vstack([got[f"W_{k}"] for k in order]), d_W)]
    pairs += [(np.vstack([got[f"b_{k}"] for k in order])[:, 0], d_weights["bias_ih"])]
    for ours, theirs in pairs:
        assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_derived_gru_with_the_reset_after_the_product_is_that_of_torch():
    """torch's z is our 1 - z, and σ(-a) = 1 - σ(a): its update weights are ours with a minus."""
    (params, x, state), random = problem(RESET_AFTER), np.random.default_rng(1)
    d_new, D_h = (random.normal(size=state[0].shape),), SIZES["D_h"]
    r_h, r_x = np.hsplit(params["W_r"], [D_h])
    z_h, z_x = np.hsplit(params["W_z"], [D_h])
    none = np.zeros_like(params["b_u"])
    module = torch.nn.GRUCell(SIZES["D_x"], D_h, dtype=torch.float64)
    set_weights(
        module,
        weight_hh=np.vstack([r_h, -z_h, params["W_u"]]),
        weight_ih=np.vstack([r_x, -z_x, params["W_k"]]),
        bias_hh=np.vstack([none, none, params["b_u"]])[:, 0],
        bias_ih=np.vstack([params["b_r"], -params["b_z"], params["b_k"]])[:, 0],
    )
    (new,), (d_x, d_h), d_weights = torch_gradients(module, x, state, d_new)

    got = RESET_AFTER.gradients(params, x, state, {"h": d_new[0]})
    d_hh = np.vstack([got["W_r"][:, :D_h], -got["W_z"][:, :D_h], got["W_u"]])
    d_ih = np.vstack([got["W_r"][:, D_h:], -got["W_z"][:, D_h:], got["W_k"]])
    pairs = [(RESET_AFTER.evaluate(params, x, state)["h"], new), (got["x"], d_x)]
    pairs += [(got["h_prior"], d_h), (d_hh, d_weights["weight_hh"])]
    pairs += [(d_ih, d_weights["weight_ih"]), (got["b_u"][:, 0], d_weights["bias_hh"][-D_h:])]
    for ours, theirs in pairs:
        assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_backward_equations_of_the_rnn_are_those_of_the_book():
    assert RNN_WITH_OUTPUT.backward().latex(rules=False, tag="2.7") == (
        r"""$$
\begin{aligned}
\bar{h}_{t} &= \bar{h}_{t}^{\,\leftarrow} + W_{y}^\top\,\bar{y}_{t} \\
\bar{a}_{t} &= \bar{h}_{t} \odot (1 - h_{t}^2) \\
\overline{[h_{t-1};\, x_{t}]} &= W_{h}^\top\,\bar{a}_{t} \\
\bar{x}_{t} &= \overline{[h_{t-1};\, x_{t}]}\big|_{x_{t}} \\
\bar{h}_{t-1}^{\,\leftarrow} &= \overline{[h_{t-1};\, x_{t}]}\big|_{h_{t-1}} \\
\bar{b}_{y} &\mathrel{+}= \bar{y}_{t}\,\mathbf 1 \\
\bar{W}_{y} &\mathrel{+}= \bar{y}_{t}\,h_{t}^\top \\
\bar{b}_{h} &\mathrel{+}= \bar{a}_{t}\,\mathbf 1 \\
\bar{W}_{h} &\mathrel{+}= \bar{a}_{t}\,[h_{t-1};\, x_{t}]^\top
\end{aligned}\tag{2.7}
$$"""
    )


def test_every_output_contributes_to_the_adjoint_of_the_state():
    (params, x, state), random = problem(RNN_WITH_OUTPUT), np.random.default_rng(1)
    d_h, d_y = random.normal(size=(SIZES["D_h"], B)), random.normal(size=(SIZES["D_y"], B))
    got = RNN_WITH_OUTPUT.gradients(params, x, state, {"h": d_h, "y": d_y})
    assert_allclose(got["h"], d_h + params["W_y"].T @ d_y, rtol=1e-14)


def left(line):
    return line.equation().split(" &")[0]


def test_each_backward_equation_says_its_rule():
    backward = RNN_WITH_OUTPUT.backward()
    rules = {left(line): line.rules for line in backward.lines}
    assert rules[r"\bar{h}_{t}"] == ("from the next step", MatrixProduct.rule)
    assert rules[r"\bar{a}_{t}"] == (tanh.rule,)
    assert rules[r"\bar{b}_{h}"] == ("sum the columns",)
    assert rules[r"\bar{x}_{t}"] == (Concatenation.rule,)
    shown = re.findall(r"\\text\{([^}]*)\}", backward.latex())
    assert shown == [rule for line in backward.lines for rule in dict.fromkeys(line.rules)]
    for own in EVERY_CELL.values():
        assert all(all(line.rules) for line in own.backward().lines), own.name
    said = {node.name.code: d.sent_because for node, d in backward.incoming.items()}
    assert said == {"y": "from the loss", "h": "from the next step"}


def test_layers_that_see_the_same_share_one_line_for_its_adjoint():
    joined = [line for line in LSTM.backward().lines if "overline" in left(line)]
    assert len(joined) == 1
    assert joined[0].equation().count(r"^\top") == 4


def test_what_is_written_alike_has_one_adjoint():
    @cell
    def TWICE(h, x):
        W = parameter("W", "D_h", "D_x")
        return tanh(W @ x) * h + tanh(W @ x)

    lines = {left(line): line.equation() for line in TWICE.backward().lines}
    bar = r"\overline{\tanh(W\,x_{t})}"
    assert lines[bar] == rf"{bar} &= \bar{{h}}_{{t}} + \bar{{h}}_{{t}} \odot h_{{t-1}}"
    assert lines[r"\bar{W}"].count(bar) == 1
    assert_gradients_are_the_derivative(TWICE)


def test_frozen_parameter_and_number_get_no_adjoint():
    own = MORE_CELLS["frozen weights"][0]
    params, x, state = problem(own)
    assert params.keys() >= own.frozen.keys() | own.parameters.keys()
    got = own.gradients(params, x, state, {"h": np.ones_like(state[0])})
    assert not got.keys() & own.frozen.keys()
    assert got.keys() >= own.parameters.keys() | {"x", "h_prior"}
    assert r"\bar{W}_{k}" not in own.backward().latex()


def test_what_a_cell_does_not_use_has_gradient_zero():
    @cell
    def FORGETFUL(h, x):
        return tanh.layer("h", x)

    params, x, state = problem(FORGETFUL)
    got = FORGETFUL.gradients(params, x, state, {"h": np.ones_like(state[0])})
    assert_allclose(got["h_prior"], np.zeros_like(state[0]))


def test_backward_in_one_line_says_how_many_equations_it_has():
    backward = RNN_WITH_OUTPUT.backward()
    assert repr(backward) == f"Backward({len(backward.lines)} equations)"
