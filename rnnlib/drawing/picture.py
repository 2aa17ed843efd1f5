"""A cell's graph as it is drawn: the weighted sum of a layer disappears into its box."""

from dataclasses import dataclass

from rnnlib.symbolic.expressions import MatrixProduct, Negative, OneMinus, Product, Same, Sum
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.functions import Activation, has_weights, is_weighting, relu, sigmoid, tanh


@dataclass(frozen=True)
class Part:
    """One thing in a cell's picture: a given quantity, a joint, a layer, an operator, a result."""

    kind: str
    label: str
    node: object

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other


class Picture:
    """The graph as it is drawn: the weighted sum of a layer disappears into its box."""

    def __init__(self, cell):
        self.gates = {gate.node: gate for gate in cell.gates()}
        self.roles = cell.roles
        self.parts, self.edges, self._of = [], [], {}
        for node in (*cell.prior, cell.x):
            self._add("given", node.name, node)
        self.results = []
        for result in cell.results:
            end = self._of[result] if result in self._of else self.part(result)
            shown = Part("result", result.name, result)
            self.results.append(shown)
            self.edges.append((end, shown))
        self.parts += self.results

    def part(self, node):
        """The part that stands for a node, made with all that leads to it."""
        if isinstance(node, Same):
            return self.part(node.operands[0])
        key = (Concatenation, node.operands) if isinstance(node, Concatenation) else node
        if key not in self._of:
            kind, label, sources = self._read(node)
            sources = [self.part(source) for source in sources]
            self._add(kind, label, node, key)
            self.edges += [(s, self._of[key]) for s in dict.fromkeys(sources)]
        return self._of[key]

    def _add(self, kind, label, node, key=None):
        part = Part(kind, label, node)
        self._of[key or node] = part
        self.parts.append(part)

    def _read(self, node):
        """What a node is drawn as: kind, label, and the nodes that lead to it."""
        if isinstance(node, Concatenation):
            return "joint", "", node.operands
        if is_weighting(node):
            return "layer", "p", node.operands[1:]
        if has_weights(node) and (isinstance(node, Activation) or _is_affine(node)):
            label = _SIGNS.get(getattr(node, "kind", None), "W")
            return "layer", label, list(dict.fromkeys(_seen(node)))
        label = _SIGNS[node.kind if isinstance(node, Activation) else type(node)]
        return "operator", label, list(dict.fromkeys(node.operands))

    def rail(self, prior, new):
        """The parts from a prior state to the new one, if only operators lie between them."""
        start, end = self._of[prior], self.results[[r.node for r in self.results].index(new)]
        ways = [[start]]
        while ways:
            way = ways.pop(0)
            if way[-1] is end:
                return way
            for source, target in self.edges:
                if source is way[-1] and target.kind in ("operator", "result"):
                    ways.append([*way, target])
        return None

    def first_edge(self, source):
        return next(edge for edge in self.edges if edge[0] is source)

    def gate_colour(self, source, target):
        """Gates colour the way to what they multiply."""
        gate = self.gates.get(source.node)
        if gate is None and isinstance(source.node, OneMinus):
            gate = self.gates.get(source.node.operands[0])
        return gate.meaning if gate and target.kind != "result" else "ink"


_SIGNS = {
    sigmoid: "σ", tanh: "tanh", relu: "ReLU",
    Product: "⊙", Sum: "+", OneMinus: "1−", Negative: "−",
}  # fmt: skip


def _is_affine(node):
    """Whether a node is a weighted sum: W v, W v + b, or with a name one of these and more."""
    if isinstance(node, MatrixProduct):
        return True
    if not isinstance(node, Sum):
        return False
    u, v = node.operands
    bias = getattr(v, "kind", None) == "parameter"
    return (bias and isinstance(u, MatrixProduct)) or bool(node.name and _is_affine(u))


def _seen(layer):
    """What enters a layer's weighted sum: the columns its weights meet, and what is added."""
    waiting, seen = list(layer.operands), []
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, MatrixProduct):
            seen.append(node.operands[1])
        elif is_weighting(node):
            seen.append(node.operands[1])  # a peephole
        elif isinstance(node, Sum) and (node.is_step or not node.name):
            waiting = [*node.operands, *waiting]
        elif getattr(node, "kind", None) != "parameter":
            seen.append(node)
    return seen
