"""Trace three steps by hand: small whole numbers through ReLU and sums, forward and backward."""

from collections.abc import Iterator

from rnnlib.practice.exercise import Numbers
from rnnlib.practice.kinds.kind import Made, listed, signed
from rnnlib.practice.kinds.runs import GATED, STEPS, TWO_UNITS, Run, draw, number_of, one, run
from rnnlib.practice.pieces import Piece, Table, Text, backward, forward, signs
from rnnlib.practice.randomness import Random
from rnnlib.practice.values import FUNCTIONS, Matrix, Values, evaluate
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import Node, Writer

TITLE = "Trace three steps by hand"


def make(random: Random, level: int) -> Made:
    """Weights and three inputs are given; the states are asked for, or a gradient."""
    drawn = draw(random, level)
    return _gradient(random, drawn) if level == 4 else _states(drawn)


def _at(node: Node, t: int, bar: bool = False) -> str:
    """h_2 of h_t."""
    return node.name.latex(bar).replace("t}", f"{t}}}")


def _said(drawn: Run) -> Text:
    given = {s.name.code: f"${s.name.latex()}$ = {signed(number_of(drawn.params, s))}"
             for s in drawn.params}  # fmt: skip
    bias = f", the bias is {given.pop('b')}" if "b" in given else ""
    xs = [f"$x_{t}$ = {signed(x)}" for t, x in enumerate(drawn.inputs, 1)]
    starts = [f"${_at(node, 0)}$" for node in drawn.cell.states]
    begin = f"{listed(starts)} {'are' if len(starts) > 1 else 'is'} 0"
    return Text(
        f"The weights are {listed(list(given.values()))}{bias}, the inputs are {listed(xs)}, "
        f"and {begin}."
    )


def _states(drawn: Run) -> Made:
    own = drawn.cell
    shown = own.states if own is TWO_UNITS else own.states[:1]

    def answers(steps):
        return tuple(number_of(values, node) for values in steps for node in shown)

    right = answers(drawn.steps)
    labels = tuple(f"${_at(node, t)}$" for t in range(1, STEPS + 1) for node in shown)
    mistakes = tuple((answers(steps), words) for words, steps in _slips(drawn))
    question = forward(own), _said(drawn), Text(f"What are {listed(labels)}?")
    explanation = (
        Text("Each step starts from what the step before it has left:"),
        *(
            piece
            for t, values in enumerate(drawn.steps, 1)
            for piece in _in_numbers(own, values, t)
        ),
    )
    hint = (
        "Put the numbers into the equations one after the other. What stands there with t − 1 is "
        "what you have found for the step before."
    )
    return Made(question, Numbers(labels, right, mistakes, hint), explanation)


class _Numbers(Writer):
    """How a node is written where quantities go by their values."""

    def __init__(self, values: Values):
        super().__init__()
        self.values = values

    def __call__(self, node: Node, binds: int = 0) -> str:
        if not node.name:
            return super().__call__(node, binds)
        number = number_of(self.values, node)
        return f"({number})" if number < 0 else str(number)


def _in_numbers(own: Cell, values: Values, t: int) -> Iterator[Piece]:
    """The equations of a step with their numbers put in: h_1 = ReLU(2 · 0 + 1 · 3 + (-1)) = 2."""
    for node in own.equations:
        written = node.latex(_Numbers(values))
        yield Text(f"${_at(node, t)} = {written} = {number_of(values, node)}$")


def _slips(drawn: Run) -> Iterator[tuple[str, list[Values]]]:
    """What goes wrong in a hand: words, and the steps that come out."""
    own, params, inputs, _ = drawn
    no_relu = FUNCTIONS | {"relu": lambda a: a}
    yield "ReLU turns every negative number into 0.", run(own, params, inputs, no_relu)
    for symbol in params:
        if symbol.name.code == "b":
            yield "The bias is added at every step.", run(own, params | {symbol: one(0)}, inputs)
    alone = [run(own, params, [x])[0] for x in inputs]
    yield "Each step starts from the state that the step before it has left, not from 0.", alone
    turned = [1 - x for x in inputs] if own is GATED else inputs
    yield (
        "Where $x_t$ is 1 the state is renewed, and where it is 0 it is kept.",
        run(own, params, turned),
    )


def _gradient(random: Random, drawn: Run) -> Made:
    """∂L/∂u and ∂L/∂h_0 for a loss at the last step."""
    own, (h,), (prior,) = drawn.cell, drawn.cell.states, drawn.cell.prior
    error = random.choice((-2, -1, 1, 2))
    target = number_of(drawn.steps[-1], h) - error
    u = own.parameters["u"]
    shares = back(drawn, error)
    sent = [number_of(step, prior) for step in shares]
    parts = [number_of(step, u) for step in shares]
    right = sum(parts), sent[0]
    states = [f"${_at(h, t)}$ = {number_of(values, h)}" for t, values in enumerate(drawn.steps, 1)]
    question = (
        forward(own),
        _said(drawn),
        Text(f"Somebody has run it forward: {listed(states)}. The loss is half of "
             f"$(h_3 - y)^2$ with $y$ = {signed(target)}."),
        Text("What is the gradient of the loss with respect to $u$, and to $h_0$?"),
    )  # fmt: skip
    slopes = [int(number_of(values, h) > 0) for values in drawn.steps]
    sloping = _without_slopes(drawn, error)
    wrong = (
        ((parts[-1], sent[0]), "$u$ is used at every step, so the shares of all steps are added."),
        (sloping, "Where ReLU has cut its sum off, its slope is 0 and nothing goes back."),
        ((-right[0], -right[1]), "Look at the sign of $h_3 - y$."),
    )
    rows = [
        (str(t), signed(error if t == STEPS else sent[t]), str(slopes[t - 1]),
         signed(parts[t - 1]), signed(sent[t - 1]))
        for t in range(STEPS, 0, -1)
    ]  # fmt: skip
    columns = ("step", "arrives", "slope", "to $u$", "to $h_{t-1}$")
    derived = [line for line in own.backward().lines if line.node in (u, prior)]
    lines = backward(own, derived, rules=True, roles=False)
    explanation = (
        lines,
        *signs(lines.text),
        Text(f"The loss sends $h_3 - y$ = {signed(error)} to $h_3$. From there backwards:"),
        Table("From the last step to the first", columns, rows),
        Text(f"The shares of $u$ add up to {signed(right[0])}, and {signed(right[1])} reaches "
             "$h_0$. A step where ReLU has cut its sum off lets nothing through."),
    )  # fmt: skip
    labels = "gradient of $u$", "gradient of $h_0$"
    hint = (
        "Begin at $h_3$ with $h_3 - y$ and go back step by step: what is the slope of ReLU there, "
        "and what is $u$ multiplied by?"
    )
    return Made(question, Numbers(labels, right, wrong, hint), explanation)


def back(drawn: Run, error: int) -> list[dict[Node, Matrix]]:
    """{node: its adjoint} for each step, from the derived equations, given that of the last h."""
    derived, (h,), (prior,) = drawn.cell.backward(), drawn.cell.states, drawn.cell.prior
    arriving, shares = one(error), list[dict[Node, Matrix]]()
    for values in reversed(drawn.steps):
        found = evaluate(derived.lines, {**values, derived.incoming[h]: arriving})
        shares.append({line.node: found[line] for line in derived.lines})
        arriving = shares[-1][prior]
    return shares[::-1]


def _without_slopes(drawn, error):
    """The answer of somebody who takes ReLU for a line through zero."""
    u = drawn.cell.parameters["u"]
    factor, arriving, total = number_of(drawn.params, u), error, 0
    for values in reversed(drawn.steps):
        total += arriving * number_of(values, drawn.cell.prior[0])
        arriving *= factor
    return total, arriving
