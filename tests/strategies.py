"""What the tests share: sizes that tell axes apart, random problems, a step run over a sequence."""

from typing import NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from rnnlib import RNN

examples = settings(derandomize=True, deadline=None, max_examples=25)


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
    """A layer in float64, random inputs, and an adjoint for everything that comes out of it."""

    def __init__(self, sizes, seed, **options):
        self.sizes, random = sizes, np.random.default_rng(seed)
        self.layer = RNN(sizes.D_x, sizes.D_h, seed=random, dtype=np.float64, **options)
        self.x = random.normal(size=(sizes.T, sizes.D_x, sizes.B))
        self.state = (random.normal(size=(sizes.D_h, sizes.B)),)
        self.d_h = random.normal(size=(sizes.T, sizes.D_h, sizes.B))
        self.d_state = (random.normal(size=(sizes.D_h, sizes.B)),)

    def forward(self):
        return self.layer.forward(self.x, self.state)

    def backward(self):
        return self.layer.backward(self.forward(), self.d_h, self.d_state)

    def loss(self):
        """A number whose adjoints of h_t and of the final state are d_h and d_state."""
        tape = self.forward()
        return (tape.h * self.d_h).sum() + (tape.state[0] * self.d_state[0]).sum()


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
    d_x, d_params = np.zeros_like(x), {name: np.zeros_like(p) for name, p in params.items()}
    for t in reversed(range(len(x))):
        incoming = {
            node.name.code: outer.get(node.name.code, np.zeros(len(x)))[t]
            + d_next.get(node.name.code, 0)
            for node in cell.results
        }
        got = cell.gradients(params, x[t], states[t], incoming)
        d_x[t] = got["x"]
        d_next = {name: got[f"{name}_prior"] for name in names}
        for name in params:
            d_params[name] += got[name]
    return d_x, tuple(d_next[name] for name in names), d_params
