"""A cell's graph as it is drawn: parts and edges; a layer's weighted sum disappears in its box."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import MatrixProduct, Negative, OneMinus, Quotient, Same, Sum
from rnnlib.symbolic.features import Concatenation, Mean
from rnnlib.symbolic.functions import Activation, is_layer, is_parameter, is_weighting
from rnnlib.symbolic.graph import Node, in_order
from rnnlib.symbolic.names import plain
from rnnlib.symbolic.symbols import Number

SIGNS = {
    "sigmoid": "σ", "relu": "ReLU", "log": "ln", "sqrt": "√",
    "Product": "⊙", "Sum": "+", "OneMinus": "1−", "Negative": "−", "Quotient": "/",
    "Maximum": "max", "Mean": "mean", "Variance": "var",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Part:
    """One thing in a cell's picture.

    Attributes:
        kind: "given" (a state or the input), "joint" (a concatenation), "layer" (a box
            with weights), "operator" (a circle), or "result".
        label: what is written on it.
        node: the expression that it stands for.
        roles: what its gate is for, as it is written below it: a word on each line.
    """

    kind: str
    label: str
    node: Node
    roles: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """Its height with names and roles, in rows."""
        tall = {"layer": 1.38, "given": 1.0, "result": 1.0, "operator": 0.75, "joint": 0.75}
        first = 0.1 if self.kind == "layer" else 0.55
        return tall[self.kind] + (0, first, first + 0.57, first + 1.14)[len(self.roles)]


Edge = tuple[Part, Part]


class Picture:
    """The parts of a cell, in an order in which every edge leads forward, and the edges.

    Attributes:
        parts, edges: all Parts, and pairs of them.
        results: the parts of the new states and the outputs.
        name, gates, roles: of the cell; {node: Gate} and {node: meaning}, empty for a picture
            that is not to say which layers are gates.
    """

    def __init__(self, cell: Cell, roles: bool = True) -> None:
        self.gates = {gate.node: gate for gate in cell.gates()} if roles else {}
        self.roles = cell.roles if roles else {}
        self.name = cell.name
        self.parts: list[Part] = []
        self.edges: list[Edge] = []
        self._of: dict[Hashable, Part] = {}
        for node in (*cell.prior, cell.x):
            self._add("given", "", node, node)
        ends = [self.part(result) for result in cell.results]
        self.results = [Part("result", "", node) for node in cell.results]
        self.edges += zip(ends, self.results, strict=True)
        self.parts += self.results

    def part(self, node: Node) -> Part:
        """The part that stands for a node, made with all that leads to it."""
        if isinstance(node, Same):
            return self.part(node.operands[0])
        # two layers that see the same share its joint
        key = ("joint", node.operands) if isinstance(node, Concatenation) else node
        if key not in self._of:
            kind, label, sources = _read(node)
            before = [self.part(source) for source in sources]
            part = self._add(kind, label, node, key)
            self.edges += [(source, part) for source in dict.fromkeys(before)]
        return self._of[key]

    def _add(self, kind: str, label: str, node: Node, key: Hashable) -> Part:
        roles = tuple(self.gates[node].roles) if node in self.gates else ()
        self._of[key] = part = Part(kind, label, node, roles)
        self.parts.append(part)
        return part

    def lines(self) -> list[list[Part]]:
        """The shortest paths from old states to new ones over operators, the last state first.

        No two share a part: each is drawn as one straight line.
        """
        lines: list[list[Part]] = []
        *states, _ = [part for part in self.parts if part.kind == "given"]
        for state, result in reversed([*zip(states, self.results, strict=False)]):
            paths = {state: [state]}
            for source, target in self.edges:  # those that lead to a part are before those from it
                if source in paths and target.kind in ("operator", "result"):
                    path = [*paths[source], target]
                    paths[target] = min(paths.get(target, path), path, key=len)
            line = paths.get(result, [])
            if line and not any(part in other for part in line for other in lines):
                lines.append(line)
        return lines

    def lit(self, names: Collection[str]) -> tuple[set[Part], set[Edge]]:
        """What stays strong: the parts of these equations, and the edges that lead there.

        An equation reaches down to the quantities that it names; a gate also to what it scales.

        Raises:
            ValueError: nothing that is drawn has such a name.
        """
        of = dict[str, list[Part]]()
        for part in self.parts:
            if _name(part):
                of.setdefault(_name(part), []).append(part)
        codes = [name.replace("~", "_candidate") for name in names]
        for code, name in zip(codes, names, strict=True):
            if code not in of:
                known = ", ".join(sorted(of))
                raise ValueError(f"{self.name}: lit must be of {known}, got {name!r}")
        ends = {part for code in codes for part in of[code]}
        parts, edges = set(ends), set[Edge]()
        for edge in reversed(self.edges):  # those from a part are after those that lead to it
            source, target = edge
            if target in parts and (target in ends or not _name(target)):
                edges.add(edge)
                parts |= {source} if not _name(source) or source.kind == "given" else set()
        for edge in self.edges:
            source, target = edge
            scales = {part.node for part in ends} & {source.node, _inner(source.node)}
            if (scales and self.colour(*edge) != "ink") or (
                source in ends and source.kind == "given"
            ):
                edges.add(edge)
                parts |= {target} if scales & {*self.gates} else set()
        return parts, edges

    def colour(self, source: Part, target: Part) -> str:
        """The meaning of an edge: a gate colours the path to what it multiplies."""
        node = source.node
        gate = self.gates.get(_inner(node))
        return gate.meaning if gate and target.kind != "result" else "ink"


def _inner(node):
    """The v of 1 - v; any other node itself."""
    return node.operands[0] if isinstance(node, OneMinus) else node


def _name(part):
    """The code name of what a part computes, if the equations have one for it."""
    name = part.node.name
    return name.code if name and not part.node.is_step else ""


def _read(node: Node) -> tuple[str, str, list]:
    """What a node is drawn as: kind, label, and the nodes that lead to it."""
    if isinstance(node, Concatenation):
        return "joint", "", list(node.operands)
    if is_weighting(node):
        return "layer", f"{_text(node.operands[0])}⊙", [node.operands[1]]
    if _has_weights(node) if isinstance(node, Activation) else is_layer(node):
        terms = _terms(node.operands[0] if isinstance(node, Activation) else node, node)
        products = [isinstance(term, MatrixProduct) for term in terms]
        label = _sign(node) if isinstance(node, Activation) else "W" if any(products) else "+"
        seen = [t.operands[1] if m else t for t, m in zip(terms, products, strict=True)]
        return "layer", label, [t for t in seen if not _is_constant(t)]
    if isinstance(node, Quotient) and not any(map(_text, node.operands)):
        u, v = node.operands
        return "operator", "⊙", [u, 1 / v]  # u ⊙ 1/v shows which of them is below
    return "operator", _label(node), [v for v in node.operands if not _text(v)]


def _label(node):
    """An operator's sign, with the number or the weight that stands at its side."""
    sign, [first, *rest] = _sign(node), node.operands
    if rest == [first]:
        return {"⊙": "²", "+": "2·"}.get(sign, sign)
    texts = [text for text in map(_text, node.operands) if text]
    if len(texts) != 1:
        return sign.join(texts) if len(texts) == 2 else sign
    [text] = texts
    quotient = f"{text}/" if _text(first) else f"/{text}"
    summand = text if text.startswith("−") else f"+{text}"
    return {"⊙": f"{text}·", "+": summand, "/": quotient}.get(sign, f"{sign} {text}")


def _sign(node):
    name = node.kind.name if isinstance(node, Activation) else type(node).__name__
    return SIGNS.get(name, name)


def _terms(node, layer):
    """The terms of a weighted sum; a quantity with a name of its own is one term."""
    if isinstance(node, Sum) and (node is layer or node.is_step or not node.name):
        return [term for v in node.operands for term in _terms(v, layer)]
    return [node]


def _has_weights(node):
    """Whether weights stand under an activation, before another one, a name or an average."""
    unnamed = [v for v in node.operands if not isinstance(v, (Activation, Mean))]
    unnamed = [v for v in unnamed if v.is_step or not v.name]
    return any(map(is_parameter, node.operands)) or any(map(_has_weights, unnamed))


def _is_constant(node):
    """Whether a node is the same for every sample: made of weights and numbers alone."""
    return not any(getattr(n, "kind", None) in ("state", "input") for n in in_order([node]))


def _text(node):
    """A number, or a weight by its letter, as it is written on an operator; else nothing."""
    if isinstance(node, Negative) and isinstance(node.operands[0], Number):
        return f"−{_text(node.operands[0])}"
    if isinstance(node, Number):
        return f"{node.number:g}".replace("-", "−")
    return plain(node.name.latex()).partition("_")[0] if is_parameter(node) else ""
