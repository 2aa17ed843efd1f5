"""Find the gates in a drawing of a cell that nobody has seen before."""

from collections.abc import Iterator

from rnnlib.practice.cells import sketch
from rnnlib.practice.exercise import Grid
from rnnlib.practice.kinds.kind import Made, listed
from rnnlib.practice.pieces import Drawing, Piece, Text, backward, forward, named, signs
from rnnlib.practice.randomness import Random
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import MatrixProduct, OneMinus, Product
from rnnlib.symbolic.functions import sigmoid
from rnnlib.symbolic.gates import ROLES, Gate
from rnnlib.symbolic.graph import Node

TITLE = "Find the gates in a drawing"
COLUMNS = ("forget", "input", "output", "relevance (reset)", "no gate")
HINTS = (
    "Does `{}` multiply a state's own old value, on its way into its new one?",
    "Does `{}` multiply what is about to be written into a state?",
    "Does `{}` multiply a state that is then shown outside, with nothing more added?",
    "Does `{}` multiply an old state that then goes on into another layer?",
    "Follow the line of `{}` once more: does it come to a ⊙?",
)
DOES = {
    "forget": "`{}` multiplies a state's own old value on its way into the new one, and so says "
    "how much of it is kept. That makes it a forget gate.",
    "input": "`{}` multiplies what is to be written into a state, and so says how much of it gets "
    "in. That makes it an input gate.",
    "output": "`{}` multiplies a state that is shown, and so says how much of it is seen outside. "
    "That makes it an output gate.",
    "relevance": "`{}` multiplies an old state before a layer sees it, and so says how much of it "
    "matters to that layer. That makes it a relevance gate, which many texts call a reset gate.",
}
AFTER = (
    "`{}` multiplies what a matrix has made of an old state, inside the sum of a layer, and so "
    "says how much of it matters to that layer. That makes it a relevance gate, here one that "
    "resets after the product."
)
UNSEEN = (
    "There is no 1 − {0} to be seen in the equation, but the old value stands in it twice: once "
    "whole, and once taken away {0} times. Together it is multiplied by 1 − {0}."
)
BOXES = (
    "A box with W alone is a matrix product, and a box with p⊙ multiplies by weights of its own, "
    "one for each unit. Neither is a gate."
)
NONE = "Nothing is multiplied by `{}`. It is a σ layer, but no gate: a σ alone does not make one."


def make(random: Random, level: int) -> Made:
    """A drawing without colours; the roles of every σ layer are to be marked."""
    cell, _ = sketch(random, level)
    sigmas = [node for node in cell.equations if node.kind is sigmoid]
    found = {gate.node: gate for gate in cell.gates()}
    roles = [[*found[node].roles] if node in found else [] for node in sigmas]
    columns = tuple(frozenset(map(ROLES.index, each)) or frozenset({len(ROLES)}) for each in roles)
    names = listed([f"`{node.name.code}`" for node in sigmas])
    is_one = len(sigmas) == 1
    question = (
        Text(
            f"What is {'the σ layer' if is_one else 'each of the σ layers'} {names} for? "
            "Follow the line that leaves it until you find what it multiplies. A layer may "
            "serve several purposes, and its letter tells you nothing."
        ),
        Drawing(cell),
        *([Text(BOXES)] if level > 2 else []),
    )
    said = [line for node in sigmas for line in purposes(cell, node, found.get(node))]
    explanation = (
        *map(Text, said),
        Drawing(cell, roles=True),
        forward(cell, roles=True),
        *_derived(cell, {role for gate in cell.gates() for role in gate.roles}),
    )
    rows = tuple(node.name.code for node in sigmas)
    return Made(question, Grid(rows, COLUMNS, HINTS, columns), explanation)


def purposes(cell: Cell, node: Node, gate: Gate | None) -> list[str]:
    """What a σ layer is for, a sentence for each of its roles, and why if it cannot be seen."""
    if gate is None:
        return [NONE.format(node.name.code)]
    scaled = [u for n in cell.nodes if isinstance(n, Product) and node in n.operands
              for u in n.operands if u is not node]  # fmt: skip
    is_after = any(isinstance(v, MatrixProduct) for u in scaled for v in (u, *u.operands))
    does = DOES | ({"relevance": AFTER} if is_after else {})
    said = [does[role].format(through.replace("-", "−")) for role, through in gate.roles.items()]
    is_turned = any(through != node.name.code for through in gate.roles.values())
    if is_turned and not any(isinstance(n, OneMinus) and node in n.operands for n in cell.nodes):
        said.append(UNSEEN.format(node.name.code))
    return said


def _derived(cell: Cell, roles: set[str]) -> Iterator[Piece]:
    """What goes back to the old states, and which gates can be read from it."""
    back = [line for line in cell.backward().lines if line.node in cell.prior]
    seen = {
        "forget": "a forget gate stands there as the factor of the gradient that arrives at the "
        "new state",
        "relevance": "a relevance gate stands there as the factor of what comes back from the "
        "layer that it feeds",
    }
    shown = [words for role, words in seen.items() if role in roles]
    if "forget" not in roles:
        shown.insert(0, "the gradient of the kept state has no gate as a factor, since nothing of "
                     "it is forgotten")  # fmt: skip
    yield Text(
        "The derived gradient agrees. This is what the step sends back to "
        f"{listed([named(prior) for prior in cell.prior])}: {', and '.join(shown)}. "
        "Input and output gates do not show in these lines."
    )
    yield (shown_back := backward(cell, back))
    yield from signs(shown_back.text)
