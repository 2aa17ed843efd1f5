"""Every quantity of a cell as a sum of ways from sources, each with a scale that gates set.

Between layers and states all is elementwise. So each quantity is a sum of products of
*sources* (a symbol, a new state, a layer's value, a matrix product), and what multiplies
a product of sources is its *scale*, made of numbers and of gates. Read so, a quantity is
the same however it is written: (1 - z) ⊙ h + z ⊙ k and h + z ⊙ (k - h) both have a way
from h, with the scale 1 - z, and a way from k, with the scale z.
"""

from collections.abc import Collection, Iterable
from itertools import product
from typing import NamedTuple

import numpy as np

from rnnlib.symbolic import expressions as e
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.functions import Activation, exp, relu, sigmoid, tanh
from rnnlib.symbolic.graph import Node
from rnnlib.symbolic.symbols import Number, Symbol

TINY = 1e-12
GATED = sigmoid, exp  # what closes a gate
_ARITHMETIC = (Number, e.Sum, e.Negative, e.OneMinus, e.Product, e.Same)


class Source(NamedTuple):
    """A factor of a way.

    Attributes:
        kind: a symbol's kind ("state", "input", "parameter"), "new state", "product" (of a
            matrix), the "value" of a layer or an operation, or "function" of other sources.
        node: where it stands first in the equations.
        inside: what a function is of.
    """

    kind: str
    node: Node
    inside: tuple = ()


class Ways(dict):
    """A sum of ways, {sources: scale}; sums and products multiply out.

    A scale is an array (gates + 1, 2): row k holds its values with gate k nearly closed and
    nearly open, all others half open. These openings are exact in binary, and so are sums
    and products of them.
    """

    def __add__(self, other: "Ways | float") -> "Ways":
        added = _ways(other)
        total = {way: self.get(way, 0) + added.get(way, 0) for way in {**self, **added}}
        return Ways({way: scale for way, scale in total.items() if np.any(abs(scale) > TINY)})

    def __mul__(self, other: "Ways | float") -> "Ways":
        pairs = product(self.items(), _ways(other).items())
        terms = (Ways({tuple(sorted(a + b, key=hash)): s * t}) for (a, s), (b, t) in pairs)
        return sum(terms, Ways())

    def __neg__(self) -> "Ways":
        return self * -1

    def __rsub__(self, other: float) -> "Ways":
        return -self + other

    def in_proportion(self, other: "Ways") -> bool:
        """Whether all ways here stand in the other sum too, their scales in one ratio."""
        some = next(iter(self), ())
        return {*self} <= {*other} and all(
            np.allclose(self[way] * other[some], self[some] * other[way], atol=TINY) for way in self
        )


def _ways(value):
    return value if isinstance(value, Ways) else Ways({(): np.full((1, 1), float(value))})


def leaves(ways: Iterable[tuple[Source, ...]]) -> list[Source]:
    """The sources of ways, and for a function those that it is of."""
    return [leaf for way in ways for source in way for leaf in leaves([source.inside]) or [source]]


class Reader:
    """Reads the ways into every node of a cell.

    Args:
        nodes: all nodes of the cell, operands first.
        candidates: σ layers that are no gates: sources, as other layers are.

    Attributes:
        gates: {layer closed by σ or exp: its scale}.
        forms: {node: Ways} from old states alone: by them quantities are told apart.
        layers: after a reading, what has weights: layers with an activation, matrix products.
        made: after a reading, {new state: the ways into it}.
    """

    def __init__(self, nodes: list[Node], candidates: Collection[Node]):
        self.nodes = nodes
        gates = [n for n in nodes if n.kind in GATED and n not in candidates]
        self._one = np.ones((len(gates) + 1, 2))
        scales = np.full((len(gates), *self._one.shape), 9 / 16)
        scales[range(len(gates)), range(len(gates))] = 1 / 8, 3 / 4
        self.gates = dict(zip(gates, scales, strict=True))
        self._first: dict[object, Node] = {}  # {form: its first node}: equal layers are one
        self.forms: dict[Node, Ways] = {}
        self.forms = self.read()

    def read(self, states: Iterable[Node] = ()) -> dict[Node, Ways]:
        """{node: Ways}, where each of these new states is a source, wherever its ways stand."""
        ways: dict[Node, Ways] = {}
        self.layers: list[Node] = []
        self.made: dict[Node, Ways] = {}
        for node in self.nodes:
            ways[node] = Ways({w: scale * self._one for w, scale in self._of(node, ways).items()})
            for state in states:
                scale = self._share(self.forms[node], self.forms[state])
                if scale is not None:
                    if np.ptp(scale) < TINY:
                        self.made.setdefault(state, ways[node])
                    ways[node] = Ways({(Source("new state", state),): scale})
                    break
        return ways

    def _share(self, form, state):
        """The scale at which a node shows a new state and nothing else, or None."""
        way = next(iter(form), ())
        if form.keys() != state.keys() or not way or np.any(abs(state[way]) < TINY):
            return None
        if len(form) == 1 and isinstance(way[0].node, Symbol) and np.ptp(state[way]) < TINY:
            return None  # an old state unchanged
        scale = form[way] / state[way]
        return scale if np.all(abs(scale) < 1 + TINY) and form.in_proportion(state) else None

    def _of(self, node, ways):
        """The ways into a node, from those into its operands."""
        operands = [ways[operand] for operand in node.operands]
        kind, is_product = node.kind, isinstance(node, e.MatrixProduct)
        if isinstance(node, _ARITHMETIC):
            return _ways(node.value(*operands))
        if isinstance(node, Concatenation):
            return sum(operands, Ways())
        if isinstance(node, Symbol):
            return self._way(kind, node)
        forms = [frozenset(map(_rounded, (self.forms or ways)[v].items())) for v in node.operands]
        if isinstance(node, e.Quotient):  # 1 / v is a scale if v is one
            u, v = operands
            if [*v] == [()] and np.all(abs(v[()]) > TINY):
                return u * Ways({(): 1 / v[()]})
            return u * self._way("value", self._first.setdefault(forms[1], node))
        closes = isinstance(node, Activation) and _closes_a_layer(kind, *operands)
        if kind in (sigmoid, tanh, relu) and not closes:  # an operator: what scales v scales φ(v)
            inner = {way: (Source("function", kind, way),) if way else () for way in operands[0]}
            return Ways({inner[way]: scale for way, scale in operands[0].items()})
        node = self._first.setdefault((type(node), kind, *forms), node)
        self.layers += [node] if is_product or closes else []
        if closes and node in self.gates:
            return Ways({(): self.gates[node]})
        return self._way("product" if is_product else "value", node)

    def _way(self, kind, node):
        return Ways({(Source(kind, node),): self._one})


def _rounded(item):
    return item[0], (item[1].round(12) + 0.0).tobytes()


def _closes_a_layer(function, ways):
    """Whether φ(v) closes a weighted sum: v holds a matrix product that no gate scales.

    For σ and exp any quantity with weights will do: scaled by a gate, or seen by a peephole.
    """
    kinds = {way: [leaf.kind for leaf in leaves([way])] for way in ways}
    if function not in GATED:
        return any("product" in kinds[way] and np.ptp(ways[way]) < TINY for way in ways)
    return any("product" in k or ("parameter" in k and len(k) > 1) for k in kinds.values())
