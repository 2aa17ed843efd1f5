"""Cells of whole numbers, run over three inputs: what is worth tracing by hand."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rnnlib.practice.randomness import Random
from rnnlib.practice.values import FUNCTIONS, Matrix, Values, evaluate
from rnnlib.symbolic import cell, parameter, relu
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.functions import Activation
from rnnlib.symbolic.graph import Node

STEPS, LIMIT = 3, 30  # and no state is larger than that


def _weights(names: str) -> list:
    return [parameter(name, 1) for name in names.split()]


@cell(states={"h": "1"}, x="1")
def LINEAR(h, x):
    """A sum without an activation."""
    u, w, b = _weights("u w b")
    return u * h + w * x + b


@cell(states={"h": "1"}, x="1")
def RECTIFIED(h, x):
    """One neuron with ReLU."""
    u, w, b = _weights("u w b")
    return relu(u * h + w * x + b)


@cell(states={"h": "1"}, x="1")
def GATED(h, x):
    """A state that the input, 0 or 1, keeps or renews."""
    u, b = _weights("u b")
    k = (u * h + b).called("h~")
    return (1 - x) * h + x * k


@cell(states={"h": "1", "c": "1"}, x="1")
def TWO_STATES(h, c, x):
    """A state that adds up, and one that shows it."""
    u, w, b = _weights("u w b")
    c = (c + relu(u * h + w * x)).called("c")
    return relu(c + b), c


@cell(states={"h_1": "1", "h_2": "1"}, x="1")
def TWO_UNITS(h_1, h_2, x):
    """Two neurons that see each other."""
    u, v, w, m = _weights("u v w m")
    return relu(u * h_2 + w * x), relu(v * h_1 + m * x)


FORWARD = {
    1: (LINEAR,),
    2: (RECTIFIED, RECTIFIED, GATED),
    3: (TWO_STATES, TWO_UNITS),
    4: (RECTIFIED,),
}


class Run(NamedTuple):
    """A cell with whole numbers, and the value of every node at each step."""

    cell: Cell
    params: dict[Any, Matrix]
    inputs: list[int]
    steps: list[Values]


def draw(random: Random, level: int) -> Run:
    """Weights and inputs are drawn until the run is worth asking for."""
    own = random.choice(FORWARD[level])
    while True:
        params = {s: one(random.choice((-3, -2, -1, 1, 2, 3))) for s in own.parameters.values()}
        inputs = [random.choice((0, 1) if own is GATED else (-1, 0, 1, 2, 3)) for _ in range(STEPS)]
        drawn = Run(own, params, inputs, run(own, params, inputs))
        if _is_worth_asking(drawn, goes_back=level == 4):
            return drawn


def one(number: int) -> Matrix:
    """A matrix of one entry."""
    return Matrix([[number]])


def run(
    own: Cell, params: dict[Any, Matrix], inputs: list[int], functions: Mapping = FUNCTIONS
) -> list[Values]:
    """{node: value} for each step, from states that begin with zero."""
    state, steps = [one(0) for _ in own.prior], list[Values]()
    for x in inputs:
        given = {**params, own.x: one(x), **dict(zip(own.prior, state, strict=True))}
        steps.append(evaluate(own.results, given, functions))
        state = [steps[-1][node] for node in own.states]
    return steps


def number_of(values: Values, node: Node) -> int:
    """The one entry of a node's value."""
    return values[node].entries[0]


def _is_worth_asking(drawn: Run, goes_back: bool) -> bool:
    """Whether the states move, a ReLU has something to do, and the numbers stay small.

    Where a gradient is to go back, it must pass the last two steps.
    """
    own, steps = drawn.cell, drawn.steps
    states = [tuple(number_of(values, node) for node in own.states) for values in steps]
    sums = [
        number_of(v, n.operands[0]) for v in steps for n in own.nodes if isinstance(n, Activation)
    ]
    is_used = min(sums) < 0 < max(sums) if sums and not goes_back else True
    passes = all(state[0] > 0 for state in states[1:]) or not goes_back
    moves = len({*states}) >= STEPS - (own is GATED) and states[-1][0] != 0
    is_small = all(abs(n) <= LIMIT for state in states for n in state)
    return is_used and passes and moves and is_small and 0 not in sums and len({*drawn.inputs}) > 1
