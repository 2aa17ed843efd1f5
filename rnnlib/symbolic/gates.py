"""Gates, found by what they scale.

A *layer* is a matrix product with the activation that closes its weighted sum; between
layers and states all is elementwise, so every quantity is a sum of *ways*, each a source
(a state, x, a layer's value) times a scale. Hold all other layers' values and open a
σ layer: if a way gets wider it is scaled through g, if narrower through 1 - g, and if none
changes the σ is no gate. Into a new state, a gate is a *forget* gate if what it scales
includes that state's own old value, else an *input* gate; into a layer it is a *relevance*
(reset) gate. Into an output, or into a state that keeps nothing of itself and only shows
another, it is an *output* gate, whatever comes after.

So the role of a gate is the partial derivative that it scales, and that does not depend on
how the equations are written: z is the same gate in (1 - z) ⊙ h + z ⊙ k and in
h + z ⊙ (k - h).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from rnnlib.symbolic.expressions import Same, Sum
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.functions import Activation
from rnnlib.symbolic.graph import Node, in_order, write
from rnnlib.symbolic.names import ONE, plain
from rnnlib.symbolic.symbols import Symbol
from rnnlib.symbolic.ways import TINY, Reader, leaves

ROLES = ("forget", "input", "output", "relevance")


@dataclass(frozen=True)
class Gate:
    """A gate and its roles.

    Attributes:
        name: as in the equations, "f"; a gate without a name is called as it is written.
        roles: {role: through}, where through is "f" or "1 - f": what a way is scaled by.
        node: the layer in the equations, closed by σ (or exp, as in the xLSTM).
    """

    name: str
    roles: dict[str, str]
    node: Node

    @property
    def meaning(self) -> str:
        """The key of palette.COLOURS: its role; "update" where it has several."""
        return next(iter(self.roles)) if len(self.roles) == 1 else "update"

    @property
    def biases(self) -> tuple[str, ...]:
        """The parameters that are added inside its σ."""
        parts = [self.node.operands[0]]  # of the weighted sum
        for node in parts:
            parts.extend(node.operands if isinstance(node, Sum) else ())
        columns = [node for node in parts if isinstance(node, Symbol) and node.shape[1] == ONE]
        return tuple(node.name.code for node in columns)

    def __repr__(self) -> str:
        parts = (r if t == self.name else f"{r} (through {t})" for r, t in self.roles.items())
        return f"{self.name}: {', '.join(parts)}"


def find(
    prior: Iterable[Node], states: Iterable[Node], outputs: Iterable[Node] = ()
) -> tuple[Gate, ...]:
    """The gates of a cell.

    Args:
        prior: the symbols of the prior states.
        states: the nodes of the new states, in the same order.
        outputs: the nodes of the outputs.

    Returns:
        a tuple of Gate, in the order of the equations.
    """
    nodes = in_order([*states, *outputs])
    roles = _roles(nodes, dict(zip(states, prior, strict=True)), outputs)
    found = []
    for node in sorted(roles, key=nodes.index):
        name = node.name.code if node.name else plain(write(node))
        through = {True: name, False: f"1 - {name}"}
        wider = roles[node]
        found.append(Gate(name, {r: through[max(wider[r])] for r in ROLES if r in wider}, node))
    return tuple(found)


def _roles(nodes, old, outputs, candidates=frozenset()):
    """{gate: {role: {whether ways get wider}}}; σ layers that are candidates are no gates."""
    reader = Reader(nodes, candidates)
    gates = [*reader.gates]
    roles: dict = {}
    values = set()  # such as 4 σ - 2, which changes sign: what a gate scales, not a gate
    beside: dict = {gate: set() for gate in gates}  # on ways that have no source but gates
    for role, scale, counts in _targets(reader, old, outputs):
        scaling = {k for k in range(len(gates)) if abs(scale[k, 1] - scale[k, 0]) > TINY}
        for k in scaling:
            changes_sign = scale[k, 0] * scale[k, 1] < 0
            closed, opened = reader.gates[gates[k]][k]
            divides = abs(scale[k, 0] * closed - scale[k, 1] * opened) < TINY  # h / z
            if role is None:
                beside[gates[k]] |= {gates[other] for other in scaling - {k}}
                values |= {gates[k]} if changes_sign else set()
            elif role and counts[k] and not (changes_sign or divides):
                wider = roles.setdefault(gates[k], {}).setdefault(role, set())
                wider.add(bool(abs(scale[k, 1]) > abs(scale[k, 0])))
    values |= {gate for gate in gates if gate not in roles and beside[gate] & roles.keys()}
    values = {gate for gate in values if beside[gate]}
    return _roles(nodes, old, outputs, candidates | values) if values else roles


def _targets(reader, old, outputs):
    """(role of what scales a way, scale, which gates count) of all ways into all targets."""

    def keeps(state, ways):
        return any(leaf.node is old[state] for leaf in leaves(ways))

    def into_a_state(way):
        return "output" if only_shows else "forget" if keeps(state, [way]) else "input"

    def into_a_layer(way):
        kinds = {leaf.kind for leaf in leaves([way])}
        if layer in whole and "state" in kinds:
            return ""  # the layer is the state: experts differ whether one lies between
        return "output" if "new state" in kinds and "state" not in seen[layer] else "relevance"

    ways = reader.read(sorted(old, key=lambda state: not keeps(state, reader.forms[state])))
    for state in old:
        definition = reader.made.get(state, ways[state])
        kinds = _kinds_seen(leaves(definition), ways)
        only_shows = "new state" in kinds and "state" not in kinds
        yield from _scales(definition, into_a_state)
    for output in outputs:
        yield from _scales(ways[output], lambda way: "output")

    sums = {layer: ways[layer.operands[-1]] for layer in reader.layers}
    seen = {layer: _kinds_seen(leaves(sums[layer]), ways) for layer in sums}
    for layer in sums:
        for inner in sums.keys() & {leaf.node for leaf in leaves(sums[layer])}:
            seen[inner] |= seen[layer] if isinstance(layer, Activation) else set()
    alone = [leaf for made in reader.made.values() if len(made) == 1 for leaf in leaves(made)]
    whole = {leaf.node for leaf in alone if leaf.kind == "value"}
    for layer in sums:
        for part in _parts(layer.operands[-1]):
            is_old = any(leaf.kind == "state" for leaf in leaves(ways[part]))
            half_made = is_old and any(map(ways[part].in_proportion, reader.made.values()))
            yield from _scales(ways[part], into_a_layer, half_made)


def _scales(ways, role_of, half_made=False):
    """The ways into one target; in a half-made state those gates count that scale all of it."""
    scales = np.array([*ways.values()] or [np.zeros((0, 2))])
    alike = abs(scales[..., 0] * scales[0, :, 1] - scales[..., 1] * scales[0, :, 0]) < TINY
    for way, scale in ways.items():
        is_constant = all(leaf.kind == "parameter" for leaf in leaves([way]))
        yield None if is_constant else role_of(way), scale, alike.all(axis=0) | (not half_made)


def _kinds_seen(sources, ways):
    """The kinds of these sources, and of those that layers and operations among them see."""
    inner = [source for source in sources if source.kind in ("product", "value")]
    below = [leaves(ways[v]) for source in inner for v in source.node.operands]
    return {source.kind for source in sources}.union(*(_kinds_seen(b, ways) for b in below))


def _parts(node):
    """What a matrix product sees: the parts of a concatenation, else the node."""
    if isinstance(node, Concatenation):
        return [part for operand in node.operands for part in _parts(operand)]
    return _parts(node.operands[0]) if isinstance(node, Same) else [node]
