"""Cells drawn at random: all that is derived of one agrees with its evaluation."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from other_cells import problem
from strategies import examples
from test_derivation import assert_gradients_are_the_derivative
from test_dimensions import sizes_of
from test_numpy_source import assert_source_computes_the_equations

from rnnlib.symbolic import (
    affine,
    cell,
    concatenate,
    exp,
    linear,
    log,
    maximum,
    mean,
    parameter,
    peephole,
    relu,
    sigmoid,
    sqrt,
    tanh,
    variance,
)

MOVES = {  # what makes one more quantity (D_h, B) of those that there are
    "σ layer": lambda t, u, v, x, W, name: sigmoid.layer(name, u, x),
    "tanh layer": lambda t, u, v, x, W, name: tanh.layer(name, x, u, plus=peephole(name, v)),
    "ReLU layer": lambda t, u, v, x, W, name: relu.layer(name, u, plus=0.1),
    "frozen layer": lambda t, u, v, x, W, name: tanh.layer(name, u, v, frozen=True),
    "linear layer": lambda t, u, v, x, W, name: linear.layer(f"{name}~", x, bias=False),
    "scalar gate": lambda t, u, v, x, W, name: u * sigmoid(affine(name, x, v, size=1)),
    "narrow layer": lambda t, u, v, x, W, name: affine(
        name, tanh.layer(f"{name}_k", u, size="D_k"), x
    ),
    "shared weights": lambda t, u, v, x, W, name: W @ u,
    "transposed": lambda t, u, v, x, W, name: (W.T - W) @ (u + v),
    "joined": lambda t, u, v, x, W, name: affine(name, concatenate(u, concatenate(v, x))),
    "blend": lambda t, u, v, x, W, name: sigmoid(t) * u + (1 - sigmoid(t)) * v,
    "product": lambda t, u, v, x, W, name: tanh(u) * v,
    "sum": lambda t, u, v, x, W, name: u - (v - 0.5),
    "leak": lambda t, u, v, x, W, name: 0.9 * u + (1 - 0.9) * v / 2,
    "quotient": lambda t, u, v, x, W, name: u / (1 + v**2),
    "exp": lambda t, u, v, x, W, name: exp(-sqrt(1 + u * u)) - log(2 + tanh(v)),
    "maximum": lambda t, u, v, x, W, name: maximum(u, v - t),
    "normalised": lambda t, u, v, x, W, name: (u - mean(u)) / sqrt(variance(u) + 0.5),
    "named": lambda t, u, v, x, W, name: (-tanh(u)).called(name),
}
MOVE = st.tuples(st.sampled_from(list(MOVES)), *[st.integers(0, 9)] * 3)


def written(moves, n_states):
    """The cell that these moves write; the last quantities are its states and its output."""

    def RANDOM(*symbols):
        *known, x = symbols
        W = parameter("W", "D_h", "D_h")
        for k, (move, *picks) in enumerate(moves):
            t, u, v = (known[pick % len(known)] for pick in picks)
            known.append(MOVES[move](t, u, v, x, W, f"q_{k}"))
        return tuple(0.5 * tanh(made) + 1 for made in known[-n_states - 1 :])

    return cell(states="abc"[:n_states].replace("", " "), outputs="y")(RANDOM)


@settings(examples, max_examples=60)
@given(moves=st.lists(MOVE, min_size=1, max_size=6), n_states=st.integers(1, 3))
def test_random_cell_gradients_source_dimensions_and_copies_agree_with_its_evaluation(
    moves, n_states
):
    own = written(moves, n_states)
    assert_gradients_are_the_derivative(own, T=2)
    assert_source_computes_the_equations(own)
    trace, (params, x, state) = own.dimensions(**sizes_of(own)), problem(own)
    values = own.evaluate(params, x, state)
    for code, array in (values | params).items():
        assert trace[code] == array.shape, code
    assert len(own.latex()) == len(own.latex(steps=True)) or own.layers()
    single = own.evaluate(*problem(own, dtype=np.float32))
    assert {array.dtype for array in single.values()} == {np.dtype(np.float32)}
    one_by_one = [own.evaluate(params, x[:, [b]], tuple(s[:, [b]] for s in state)) for b in (0, 3)]
    for b, alone in zip((0, 3), one_by_one, strict=True):  # samples do not meet
        for node in own.results:
            code = node.name.code
            assert_allclose(alone[code][:, 0], values[code][:, b], rtol=1e-11, atol=1e-12)
