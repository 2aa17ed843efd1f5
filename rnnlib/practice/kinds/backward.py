"""Which term is missing in a backward equation? The wrong ones differ in a factor, a sign, a slope.

The terms are those of the derivation. That one option is right, and only one, is proven by
evaluating all of them at random values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rnnlib.practice.cells import sketch
from rnnlib.practice.exercise import Choice
from rnnlib.practice.kinds.kind import Made, listed
from rnnlib.practice.pieces import Equations, Piece, Text, backward, forward, named, signs
from rnnlib.practice.randomness import Random
from rnnlib.practice.values import (
    SIZES,
    Values,
    distance,
    evaluate,
    random_matrix,
    random_symbols,
)
from rnnlib.symbolic import typesetting
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.derivation import Adjoint
from rnnlib.symbolic.expressions import MatrixProduct, Negative, OneMinus, Product, Sum, Transpose
from rnnlib.symbolic.functions import is_parameter
from rnnlib.symbolic.graph import Writer, write
from rnnlib.symbolic.symbols import Expression, Symbol

TITLE = "Find the missing term of a gradient"
WRONG, LEAST = 3, 1e-6  # so many wrong options, and how far each is from the right one
BINARY = Product, Sum, MatrixProduct
OUTSIDE = {"from the loss", "from the next step"}
GATE = "Look at where a gate is meant and where one minus it."
SLOPE = "What is the slope of the activation, written with its result?"
GAP = r"\,\mathrm{?}"  # no text, around which a browser leaves out the space of =


@dataclass(frozen=True)
class Gap:
    """A line of a gradient whose k-th term is to be found among the options.

    Attributes:
        options: terms, each with a hint on what is wrong with it; none with the right one.
    """

    cell: Cell
    line: Adjoint
    k: int
    options: list[tuple[Expression, str]]

    @property
    def term(self) -> Expression:
        """The right one."""
        return self.line.terms[self.k]


def make(random: Random, level: int) -> Made:
    """A line of the derived gradient with a gap, and four terms that may fill it."""
    return _asked(draw(random, level))


def draw(random: Random, level: int) -> Gap:
    """Cells are drawn until one has a term with enough wrong ones beside it."""
    while True:
        cell, _ = sketch(random, level)
        among = [line for line in cell.backward().lines if _may_be_asked(line, level)]
        if not among:
            continue
        line = random.choice(among)
        k = random.below(len(line.terms))
        wrong = _told_apart(random, cell, line, k)
        if len(wrong) == WRONG:
            return Gap(cell, line, k, random.shuffled([(line.terms[k], ""), *wrong]))


def _may_be_asked(line: Adjoint, level: int) -> bool:
    """Whether a line is of a state or a layer, and from level 3 on has several terms."""
    if is_parameter(line.node) or not line.node.name or line.node.kind == "input":
        return False
    return len(line.terms) > 1 or level < 3


def _asked(gap: Gap) -> Made:
    cell, line, k, options = gap.cell, gap.line, gap.k, gap.options
    before = [one for one in cell.backward().lines if one in _led_to(gap.term)]
    terms = [*line.terms, *(term for term, _ in options)]
    asked = "".join([write(line), *(write(term, 1) for term in terms)])
    name, a_term = named(line.node, bar=True), "a" if len(line.terms) > 1 else "the only"
    question = (
        Text("This is a step of a cell:"),
        forward(cell),
        Text(f"In the derivation of its gradient {a_term} term of {name} has been taken out:"),
        _with_gap(line, k),
        Text("Which term belongs there?"),
        *signs(asked),
    )
    explanation: list[Piece] = [
        Text(f"{_uses(cell, line)} The missing term comes from this rule: {line.rules[k]}."),
        backward(cell, [line], rules=True),
    ]
    if before:
        text = Text("These lines of the derivation lead to it:")
        explanation += [text, led := backward(cell, before)]
        explanation += signs(led.text, known=asked)
    right = [term for term, _ in options].index(gap.term)
    shown, hints = zip(*((Equations(write(term, 1)), hint) for term, hint in options), strict=True)
    return Made(question, Choice(shown, right, hints), explanation)


def _led_to(term: Expression) -> set[Adjoint]:
    """The lines of the derivation that a term needs, directly or through others."""
    seen: set[Any] = set()
    todo: list[Any] = [term]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += node.operands
    return {node for node in seen if isinstance(node, Adjoint)}


def _uses(cell: Cell, line: Adjoint) -> str:
    """Where the quantity goes, so how many terms its adjoint has."""
    name, count = named(line.node), len(line.terms)
    outside = [rule for rule in line.rules if rule in OUTSIDE]
    uses = count - len(outside)
    places = "in one place" if uses == 1 else f"in {uses} places"
    also = f", and its gradient also comes {listed(outside)}" if outside else ""
    terms = "one term" if count == 1 else f"{count} terms"
    return (
        f"{name} is used {places} of the step (a stacked column counts once){also}. So its "
        f"gradient has {terms}."
    )


def _with_gap(line: Adjoint, gap: int) -> Equations:
    """An equation with a question mark for one of its terms."""
    writer = Writer()
    terms = [(GAP if k == gap else writer(term, 1), "") for k, term in enumerate(line.terms)]
    return Equations(str(typesetting.aligned([(writer(line), line.equals, terms)])))


def _told_apart(random: Random, cell: Cell, line: Adjoint, k: int) -> list[tuple[Expression, str]]:
    """Wrong terms, each with what is wrong, that all have values of their own."""
    values = _values(random, cell)
    term = line.terms[k]
    known = [evaluate([other], values)[other] for other in line.terms]
    texts = {write(other, 1) for other in line.terms}
    found: list[tuple[Expression, str]] = []
    for wrong, hint in random.shuffled(list(_variants(term, _alike(cell, line)))):
        try:
            value = evaluate([wrong], values)[wrong]
        except ValueError:  # its shapes do not fit
            continue
        text = write(wrong, 1)
        is_new = all(LEAST < distance(value, other) < float("inf") for other in known)
        if text not in texts and is_new and hint not in [other for _, other in found][1:]:
            texts.add(text)
            known.append(value)
            found.append((wrong, hint))
        if len(found) == WRONG:
            break
    return found


def _values(random: Random, cell: Cell) -> Values:
    """Random values of a whole step, forward and backward."""
    derived = cell.backward()
    values = evaluate(cell.results, random_symbols(cell, random))
    for node, incoming in derived.incoming.items():
        values[incoming] = random_matrix(random, *(size.value(SIZES) for size in node.shape))
    return evaluate(derived.lines, values)


def _alike(cell: Cell, line: Adjoint) -> list[Expression]:
    """What a wrong term may name: quantities of the step, and adjoints that are known by then."""
    quantities = [node for node in cell.nodes if node.name and not node.is_step]
    earlier = [other for other in cell.backward().lines if other.serial < line.serial]
    return [*quantities, *(other for other in earlier if other.node.name)]


def _variants(term: Any, others: Iterable[Expression]) -> Iterator[tuple[Expression, str]]:
    """The term with one change, and what is wrong with it."""
    yield -term, "Look at the sign."
    yield from _changed(term, list(others))


def _changed(node: Any, others: list) -> Iterator[tuple[Any, str]]:
    if node.name or isinstance(node, Adjoint):
        wanted = type(node) if isinstance(node, (Symbol, Adjoint)) else Expression
        for other in others:
            is_alike = other is not node and other.shape == node.shape and (
                isinstance(other, wanted) and isinstance(other, Adjoint) == (wanted is Adjoint)
                and is_parameter(other) == is_parameter(node)
            )  # fmt: skip
            if is_alike:
                yield other, f"Is it {_called(other)} that stands there?"
        return
    if isinstance(node, OneMinus):
        (v,) = node.operands
        is_square = isinstance(v, Product) and v.operands[0] is v.operands[1]
        yield v, SLOPE if is_square else GATE
    if isinstance(node, Product) and node.operands[0] is node.operands[1]:
        yield node.operands[0], SLOPE
    elif isinstance(node, Product):
        u, v = node.operands
        for kept, dropped in ((u, v), (v, u)):
            if kept.shape == node.shape and not isinstance(kept, OneMinus):
                yield kept, f"A factor is missing: how does ${write(dropped)}$ come in?"
        for part, other in ((u, v), (v, u)):
            if part.name and not isinstance(part, (Adjoint, Symbol)):
                yield OneMinus(part) * other, GATE
    if isinstance(node, (*BINARY, Negative, OneMinus, Transpose)):
        for k, operand in enumerate(node.operands):
            for changed, hint in _changed(operand, others):
                operands = [*node.operands[:k], changed, *node.operands[k + 1 :]]
                try:
                    yield type(node)(*operands), hint
                except ValueError:  # shapes that do not fit
                    continue


def _called(node):
    return named(node.node, bar=True) if isinstance(node, Adjoint) else named(node)
