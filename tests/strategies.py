"""What the tests share: every layer, sizes that tell axes apart, random problems."""

from functools import partial
from typing import NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from rnnlib import GRU, LSTM, RNN, EquationLayer, LinearRecurrence, equations
from rnnlib.layers.embedding import Embedding

examples = settings(derandomize=True, deadline=None, max_examples=25)
few_examples = settings(examples, max_examples=12)  # for what is run with every layer

FAST = {
    "RNN": RNN,
    "RNN, ReLU": partial(RNN, activation="relu"),
    "GRU": GRU,
    "GRU, reset after": partial(GRU, variant="reset_after"),
    "LSTM": LSTM,
    "LSTM, no forget gate": partial(LSTM, variant="no_forget_gate"),
    "LSTM, coupled": partial(LSTM, variant="coupled"),
    "LSTM, peepholes": partial(LSTM, peepholes=True),
    "LSTM, no forget gate, peepholes": partial(LSTM, variant="no_forget_gate", peepholes=True),
    "LSTM, coupled, peepholes": partial(LSTM, variant="coupled", peepholes=True),
}
LAYERS = FAST | {
    "one-gate GRU, equations": partial(EquationLayer, equations.ONE_GATE_GRU),
    "minimal gated unit, equations": partial(EquationLayer, equations.MINIMAL_GATED_UNIT),
    "minGRU, equations": partial(EquationLayer, equations.MIN_GRU),
    "minGRU": LinearRecurrence,
    "linear, positive": partial(LinearRecurrence, form="positive"),
    "linear, signed": partial(LinearRecurrence, form="signed", parallel=True),
}


class Sizes(NamedTuple):
    D_x: int
    D_h: int
    D_y: int
    B: int
    T: int


primes = st.sampled_from((1, 2, 3, 5, 7))
sizes = st.builds(Sizes, primes, primes, primes, primes, primes)
seeds = st.integers(0, 2**32 - 1)

DISTINCT = Sizes(D_x=3, D_h=5, D_y=2, B=7, T=11)
SIZES = [
    DISTINCT,
    *(DISTINCT._replace(**{name: 1}) for name in Sizes._fields),
    Sizes(1, 1, 1, 1, 1),
]


class Problem:
    """A layer in float64, random inputs, and an adjoint for everything that comes out of it.

    Args:
        layer: a name of LAYERS, or a function that makes a layer like those.
        uneven: whether the sequences have lengths of their own, drawn at random.
    """

    def __init__(self, sizes, seed, layer="RNN", uneven=False):
        self.sizes, random = sizes, np.random.default_rng(seed)
        make = LAYERS.get(layer, layer)
        self.layer = make(sizes.D_x, sizes.D_h, seed=random, dtype=np.float64)
        T, D_h, B, tall = sizes.T, self.layer.output_size, sizes.B, self.layer.state_sizes
        self.x = random.normal(size=(T, sizes.D_x, B))
        self.state = tuple(random.normal(size=(d, B)) for d in tall)
        self.d_h = random.normal(size=(T, D_h, B))
        self.d_state = tuple(random.normal(size=(d, B)) for d in tall)
        self.lengths = random.integers(1, T + 1, B) if uneven else None

    def forward(self):
        return self.layer.forward(self.x, self.state, self.lengths)

    def backward(self):
        return self.layer.backward(self.forward(), self.d_h, self.d_state)

    def loss(self):
        """A number whose adjoints of h_t and of the final states are d_h and d_state."""
        tape = self.forward()
        return (tape.h * self.d_h).sum() + sum(
            (final * d).sum() for final, d in zip(tape.state, self.d_state, strict=True)
        )

    def arrays(self):
        """Everything that goes in, by name."""
        return by_name(self.x, self.state, self.layer.params)

    def gradients(self):
        """The gradient of everything that goes in, under the same names."""
        gradients = self.backward()
        return by_name(gradients.x, gradients.state, gradients.params)


def by_name(x, state, params):
    return {"x": x} | {f"state {k}": part for k, part in enumerate(state)} | params


def random_params(cell, random, **sizes):
    """A random array for every parameter of a cell written as equations."""
    return {
        code: 0.5 * random.normal(size=[size.value(sizes) for size in symbol.shape])
        for code, symbol in cell.parameters.items()
    }


def over_a_sequence(cell, params, x, state):
    """The equations step after step: a list of {name: array}, and the states steps start from."""
    steps, states = [], [tuple(state)]
    for x_t in x:
        steps.append(cell.evaluate(params, x_t, states[-1]))
        states.append(tuple(steps[-1][node.name.code] for node in cell.states))
    return steps, states


def back_over_a_sequence(cell, params, x, state, outer, d_state):
    """The derived equations, last step first.

    Args:
        outer: {name: (T, D, B)}: what reaches the results of each step from the loss.

    Returns:
        d_x (T, D_x, B), d_state (a tuple), {name: gradient} summed over the steps.
    """
    _, states = over_a_sequence(cell, params, x, state)
    names = [node.name.code for node in cell.states]
    d_next = dict(zip(names, d_state, strict=True))
    d_x, d_params = (
        np.zeros_like(x),
        {name: np.zeros_like(params[name]) for name in cell.parameters},
    )
    for t in reversed(range(len(x))):
        incoming = {
            node.name.code: outer.get(node.name.code, np.zeros(len(x)))[t]
            + d_next.get(node.name.code, 0)
            for node in cell.results
        }
        got = cell.gradients(params, x[t], states[t], incoming)
        d_x[t] = got["x"]
        d_next = {name: got[f"{name}_prior"] for name in names}
        for name in d_params:
            d_params[name] += got[name]
    return d_x, tuple(d_next[name] for name in names), d_params


def with_inputs(layer, B=2, T=4):
    """Inputs that fit a layer, always the same: symbols for an embedding."""
    if isinstance(layer, Embedding):
        return np.arange(T * B).reshape(T, B) % layer.input_size
    return np.random.default_rng(0).normal(size=(T, layer.input_size, B))
