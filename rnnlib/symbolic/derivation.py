"""The backward equations of any cell, derived from its forward equations, line by line.

The graph is walked from its results to its symbols. A node's adjoint is the
sum of what each use of the node sends back, which every operation defines in
`adjoints`. What has a name in the forward equations gets an
equation in the backward ones; what has none is written out where it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlib.symbolic import typesetting
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.functions import is_parameter
from rnnlib.symbolic.graph import Node, Writer, evaluate, in_order, write
from rnnlib.symbolic.symbols import Expression, Symbol

Values = dict[Any, np.ndarray]


class Adjoint(Expression):
    """v̄ = ∂L/∂v, with a backward equation of its own.

    Attributes:
        node: v.
        operands: the right side of the equation.
        terms, rules: the terms that it is the sum of, and what each comes from.
    """

    def __init__(self, node: Node, sent: Iterable[tuple[Expression, str]]):
        self.node, self.shape = node, node.shape
        self.terms, rules = zip(*sent, strict=True)
        self.operands = (sum(self.terms),)
        self.take_serial()
        self.rules = tuple(t.sent_because or r for t, r in zip(self.terms, rules, strict=True))

    def latex(self, write):
        """The left side of the equation."""
        if not self.node.name:
            return rf"\overline{{{self.node.latex(write)}}}"
        # a prior state gets more where it was made: this is what the step sends back to it
        sent = r"^{\,\leftarrow}" if self.node.kind == "state" else ""
        return write.coloured(self.node, self.node.name.latex(bar=True)) + sent

    @property
    def equals(self) -> str:
        """The equals sign of the equation: for a weight a sum over the steps that use it."""
        return r"\mathrel{+}=" if is_parameter(self.node) else "="

    def equation(self, write: Writer = write) -> str:
        """The equation on one line, & before its equals sign."""
        return f"{write(self)} &{self.equals} {write(self.operands[0])}"

    def value(self, definition):
        return definition


class Incoming(Expression):
    """What reaches a result from outside the step: from the loss, or from the next step."""

    def __init__(self, node: Node, is_output: bool):
        self.node, self.shape = node, node.shape
        self.sent_because = "from the loss" if is_output else "from the next step"
        self.is_all = True  # until a use within the step adds to it

    def latex(self, write):
        bar = write.coloured(self.node, self.node.name.latex(bar=True))
        return bar if self.is_all else rf"{bar}^{{\,\leftarrow}}"


@dataclass(frozen=True)
class Backward:
    """The backward equations of one step of a cell.

    Attributes:
        lines: the adjoints that have an equation, in the order in which they are computed.
        incoming: {result: Incoming}: the adjoints that the step is given.
    """

    lines: tuple[Adjoint, ...]
    incoming: dict[Node, Incoming]
    roles: dict[Node, str]

    def __repr__(self) -> str:
        return f"Backward({len(self.lines)} equations)"

    def latex(
        self,
        rules: bool = True,
        tag: str | None = None,
        lines: Iterable[Adjoint] | None = None,
        roles: bool = True,
    ) -> str:
        """Equations as one aligned display.

        Args:
            rules: whether the rule of each term stands on its right.
            tag: the number of the display, such as "2.1".
            lines: those that are shown; all, if left out.
            roles: whether gates and candidates have their colours.
        """
        write = Writer(roles=self.roles if roles else None)

        def terms(line):
            for term, rule in zip(line.terms, line.rules, strict=True):
                why = typesetting.coloured("muted", rf"\text{{{rule}}}") if rules else ""
                yield write(term, 1), why

        rows = [(write(line), line.equals, terms(line)) for line in lines or self.lines]
        return typesetting.aligned(rows, tag)

    def _repr_latex_(self) -> str:
        return self.latex()

    def evaluate(self, given: Values, incoming: Values) -> Values:
        """Every adjoint of one step, straight from the equations.

        Args:
            given: {symbol: array}: parameters, prior states and input; or, to be faster, {node:
                array} of the whole forward step.
            incoming: {result: array (D, B)}: ∂L/∂result from outside the step.

        Returns:
            {node: array}: the adjoint of every node that has a line.
        """
        arriving = {self.incoming[result]: array for result, array in incoming.items()}
        values = evaluate(self.lines, {**given, **arriving})
        return {line.node: values[line] for line in self.lines}


def derive(
    results: Sequence[Node], outputs: Sequence[Node] = (), roles: Mapping[Node, str] | None = None
) -> Backward:
    """The backward equations of a graph.

    Args:
        results: the nodes whose adjoints come from outside, such as h_t.
        outputs: those of them that go to the loss, not to the next step.
        roles: {node: meaning}, the colours of names.

    Returns:
        Backward.
    """
    incoming = {node: Incoming(node, node in outputs) for node in results}
    sent: dict[Node, list] = {node: [(incoming[node], "")] for node in results}
    nodes = in_order(results)
    forms: dict[Any, Node] = {}
    alike: dict[Node, Node] = {}  # what has the same form is one and the same
    varying: set[Node] = set()  # all but numbers, frozen parameters and what is made of them
    for node in nodes:
        form = node if node.name else (node.in_latex, *(alike[v] for v in node.operands))
        alike[node] = forms.setdefault(form, node)
        if varying.intersection(node.operands) or (isinstance(node, Symbol) and not node.frozen):
            varying.add(node)

    lines: list[Adjoint] = []
    for node in reversed(nodes):
        if node not in sent:
            continue
        total, is_sum = sent[node][0][0], len(sent[node]) > 1
        has_line = node.name or isinstance(node, Concatenation) or is_sum
        if has_line and (is_sum or node not in incoming):
            if node in incoming:
                incoming[node].is_all = False
            total = Adjoint(node, sent[node])
            lines.append(total)
        for operand, term in zip(node.operands, node.adjoints(total), strict=True):
            if operand in varying:
                sent.setdefault(alike[operand], []).append((term, node.rule))
    lines.sort(key=lambda line: is_parameter(line.node))  # weights last
    return Backward(tuple(lines), incoming, dict(roles or {}))
