"""Which convention is this? z or 1 - z, reset before or after, how libraries do it."""

from collections.abc import Callable

from rnnlib.practice.cells import NEUTRAL
from rnnlib.practice.exercise import Choice, Numbers
from rnnlib.practice.kinds import frameworks
from rnnlib.practice.kinds.kind import Made, listed, signed
from rnnlib.practice.pieces import Equations, Text, forward, named
from rnnlib.practice.randomness import Random
from rnnlib.practice.values import Matrix, distance, evaluate, random_symbols
from rnnlib.symbolic import affine, cell, sigmoid, tanh, typesetting
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import Node, Writer
from rnnlib.symbolic.symbols import Symbol

TITLE = "Tell conventions apart"
BEFORE = (
    "the GRU of this book",
    "Keras' GRU with `reset_after=False`",
    "ONNX's GRU with `linear_before_reset=0`",
)
AFTER = (
    "PyTorch's `nn.GRU`",
    "Keras' GRU with its default settings",
    "ONNX's GRU with `linear_before_reset=1`",
)


def make(random: Random, level: int) -> Made:
    """One of the questions of this level or of the one below."""
    asks: list[Callable] = [
        make for first, make in QUESTIONS if level - 1 <= first <= level
    ]  # fmt: skip
    return random.choice(asks)(random)


def blending(random: Random, z_takes_the_new: bool, after: bool | None = None) -> Cell:
    """A GRU with letters of its own.

    Args:
        random: where the letters come from.
        z_takes_the_new: whether z multiplies the candidate, or else the old state.
        after: whether it resets after the product or before it; None for no reset.
    """
    z, k, r, u = random.sample(NEUTRAL, 4)

    def own(h, x):
        gate = sigmoid.layer(z, h, x)
        if after is None:
            new = tanh.layer(f"{k}~", h, x)
        elif after:
            new = tanh.layer(f"{k}~", x, plus=sigmoid.layer(r, h, x) * affine(u, h))
        else:
            new = tanh.layer(f"{k}~", sigmoid.layer(r, h, x) * h, x)
        return (1 - gate) * h + gate * new if z_takes_the_new else gate * h + (1 - gate) * new

    own.__name__ = "cell"
    return cell(states="h")(own)


def _mixed(random):
    """How large is the new state, for a gate of a quarter?"""
    takes_new = random.chance(2)
    own = blending(random, takes_new)
    z, k = _layers(own)
    quarters, old = random.choice((0, 1, 3, 4)), 4 * random.between(-3, 3)
    new = old + 4 * random.choice((-5, -3, -2, 2, 3, 5))

    def result(part):
        values = {z: part, k: new, own.prior[0]: old}
        made = evaluate(
            own.states, _of_one_unit(own) | {v: Matrix([[n]]) for v, n in values.items()}
        )
        return int(made[own.states[0]].entries[0])

    right, other = result(quarters / 4), result(1 - quarters / 4)
    share = ("0", "1/4", "", "3/4", "1")[quarters]
    keeps = "the candidate" if takes_new else "the old state"
    question = (
        Text("A program renews its state like this:"),
        _last(own),
        Text(
            f"For one unit {named(z)} is {share}, the old state {named(own.prior[0])} is "
            f"{signed(old)}, and the candidate {named(k)} is {signed(new)}. How large is "
            f"{named(own.states[0])}?"
        ),
    )
    explanation = (
        Text(f"Here {named(z)} multiplies {keeps}. So {share} of {keeps} and "
             f"{('1', '3/4', '', '1/4', '0')[quarters]} of the other add up to {signed(right)}."),
        Text("Both ways round are in use. This book, and Chung et al. (2014), let the gate take "
             "the new; Cho et al. (2014), PyTorch, Keras and ONNX let it keep the old."),
    )  # fmt: skip
    slip = ((other,), f"What does {named(z)} multiply, and what does one minus it?")
    hint = f"Which of the two does {named(z)} multiply, and which what is left of 1?"
    return Made(question, Numbers((named(own.states[0]),), (right,), (slip,), hint), explanation)


def _layers(own: Cell) -> tuple[Node, Node]:
    """The first σ layer and the candidate."""
    first = {node.kind: node for node in reversed(own.equations) if node.kind in (sigmoid, tanh)}
    return first[sigmoid], first[tanh]


def _of_one_unit(own):
    """{symbol: zeros} for one unit and one input."""
    ones = {"D_h": 1, "D_x": 1, "B": 1}
    symbols = [node for node in own.nodes if isinstance(node, Symbol)]
    return {s: Matrix([[0] * s.numbers(ones)[1]]) for s in symbols}


def _last(own: Cell) -> Equations:
    """The equation of the new state alone."""
    state, writer = own.states[0], Writer()
    return Equations(str(typesetting.aligned([(writer(state), "=", [(state.latex(writer), "")])])))


def _translated(random):
    """What becomes of trained weights when the gate is turned round?"""
    takes_new, seed = random.chance(2), random.draw()
    own, other = (blending(Random(seed), way) for way in (takes_new, not takes_new))
    z, k = _layers(own)
    a, b = z.name.base, k.name.base
    W, V, c = f"$W_{a}$", f"$W_{b}$", f"$b_{a}$"
    ways = {  # what is done to {code: matrix}
        f"Change the sign of {W} and of {c}.": lambda p: {
            **p, f"W_{a}": -p[f"W_{a}"], f"b_{a}": -p[f"b_{a}"]},
        f"Change the sign of {W}, and leave {c} as it is.": lambda p: {**p, f"W_{a}": -p[f"W_{a}"]},
        f"Replace each entry of {W} and {c} by one minus it.": lambda p: {
            **p, f"W_{a}": 1 - p[f"W_{a}"], f"b_{a}": 1 - p[f"b_{a}"]},
        f"Exchange {W} and {V}, and their biases.": lambda p: {
            **p, f"W_{a}": p[f"W_{b}"], f"W_{b}": p[f"W_{a}"],
            f"b_{a}": p[f"b_{b}"], f"b_{b}": p[f"b_{a}"]},
    }  # fmt: skip
    works = [_gives_the_same(random, own, other, way) for way in ways.values()]
    options = random.shuffled(list(zip(ways, works, strict=True)))
    question = (
        Text("Weights were trained in a program that renews its state like this:"),
        _last(own),
        Text("They are to be used in a program that does it like this:"),
        _last(other),
        Text("All else is equal. What must be done to the weights?"),
    )
    explanation = (
        Text(f"The gate of the second program must be one minus the gate of the first. Since "
             f"$1 - \\sigma(a)$ = $\\sigma(-a)$, the whole weighted sum changes its sign, so "
             f"{W} and {c} both do."),
        Text("The functions of `rnnlib.interop` do this for weights from PyTorch, Keras and ONNX."),
    )  # fmt: skip
    hint = "Try it with one unit: does the gate become one minus what it was?"
    right = [is_right for _, is_right in options].index(True)
    hints = tuple("" if k == right else hint for k in range(len(options)))
    return Made(
        question, Choice(tuple(Text(text) for text, _ in options), right, hints), explanation
    )


def _gives_the_same(random: Random, own: Cell, other: Cell, way: Callable) -> bool:
    """Whether a second cell computes the same as the first once its weights are changed so."""
    values = random_symbols(own, random)
    params = {code: values[symbol] for code, symbol in own.parameters.items()}
    given = {other.parameters[code]: matrix for code, matrix in way(params).items()}
    given |= {other.x: values[own.x], other.prior[0]: values[own.prior[0]]}
    new, expected = evaluate(other.states, given), evaluate(own.states, values)
    return distance(new[other.states[0]], expected[own.states[0]]) < 1e-9


def _reset(random):
    """Which library's GRU has this candidate?"""
    after = random.chance(2)
    own = blending(random, random.chance(2), after)
    _, k = _layers(own)
    right = random.choice(AFTER if after else BEFORE)
    options = random.shuffled([right, *(BEFORE if after else AFTER)])
    where = "after" if after else "before"
    question = (
        Text("A program computes a step like this:"),
        forward(own),
        Text(f"Look at the candidate {named(k)} alone. Which layer computes it in this way?"),
    )
    explanation = (
        Text(f"The reset gate acts {where} the matrix product: "
             + ("it multiplies what the matrix has made of the old state, its bias included."
                if after else "the matrix sees an old state that has been scaled already.")),
        Text("These are two different models: no choice of weights turns one into the other in "
             f"general. {listed(AFTER)} reset after the product, {listed(BEFORE)} before it."),
    )  # fmt: skip
    hint = "Does the gate multiply the old state, or what a matrix has made of it?"
    hints = tuple("" if text == right else hint for text in options)
    form = Choice(
        tuple(Text(text[0].upper() + text[1:]) for text in options), options.index(right), hints
    )
    return Made(question, form, explanation)


def _columns(random):
    """Which columns of a matrix of this book act on the input?"""
    own = blending(random, True)
    gate, _ = _layers(own)
    D_x, D_h = random.sample((2, 3, 4, 5, 6, 7, 8, 9), 2)
    W = next(s for s in own.parameters.values() if s.name.code == f"W_{gate.name.base}")
    question = (
        forward(own),
        Text(f"Let $D_x$ = {D_x} and $D_h$ = {D_h}. Which columns of {named(W)} act on the input? "
             "Count from 0, as in a slice."),
    )  # fmt: skip
    explanation = (
        Text(f"The state stands above the input, so the first {D_h} columns of {named(W)} meet the "
             f"state, and the {D_x} that follow meet the input: `W[:, {D_h}:{D_h + D_x}]`."),
        Text("PyTorch, Keras and ONNX have a separate matrix for each of the two."),
    )  # fmt: skip
    slips = (
        ((0, D_x), "Which of the two stands above the other?"),
        ((D_h, D_h + D_x - 1), "A slice ends with the first that does not belong to it."),
    )
    labels = "first column", "column after the last"
    hint = "A matrix has a column for each feature that it sees, in the order of the stack."
    return Made(question, Numbers(labels, (D_h, D_h + D_x), slips, hint), explanation)


QUESTIONS = (  # from which level on
    (1, _mixed), (1, _columns), (1, frameworks.axes), (2, frameworks.rows), (2, _reset),
    (3, frameworks.biases), (3, _translated), (4, frameworks.last_states), (4, frameworks.rows),
    (4, _translated),
)  # fmt: skip
