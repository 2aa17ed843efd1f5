"""Gates, found in the expression graph the way a person finds them in the figure.

A layer closed by σ whose value, or one minus it, is multiplied elementwise
with something is a gate. What it is for, the product says: first where the
product goes, then what was multiplied.
"""

from dataclasses import dataclass

from rnnlib.symbolic.expressions import MatrixProduct, OneMinus, Product
from rnnlib.symbolic.functions import Activation, has_weights, is_weighting, sigmoid
from rnnlib.symbolic.graph import in_order
from rnnlib.symbolic.symbols import Symbol

ROLES = ("forget", "input", "output", "relevance")


@dataclass(frozen=True)
class Gate:
    """A gate and its roles.

    Attributes:
        name: as in the equations, "f".
        roles: {role: through}, where through is "f" or "1 - f": what is multiplied.
    """

    name: str
    roles: dict
    node: object

    @property
    def meaning(self):
        """The key of palette.COLOURS: its role; "update" where it has several."""
        return next(iter(self.roles)) if len(self.roles) == 1 else "update"

    def __repr__(self):
        parts = (r if t == self.name else f"{r} (through {t})" for r, t in self.roles.items())
        return f"{self.name}: {', '.join(parts)}"


def find(states):
    """The gates of a cell.

    1. The product runs into a further layer or nonlinearity before it reaches a new
       state: relevance.
    2. Otherwise, what was multiplied depends on a new state: output.
    3. Otherwise, it is a prior state: forget.
    4. Otherwise, it is a candidate: input.

    Args:
        states: the nodes of the new states.

    Returns:
        a tuple of Gate, in the order of the equations.
    """
    nodes = in_order(states)
    users = {node: [user for user in nodes if node in user.operands] for node in nodes}
    found = []
    for gate in nodes:
        if not (isinstance(gate, Activation) and gate.kind is sigmoid and has_weights(gate)):
            continue
        name, roles = gate.name.code, {}
        complements = [user for user in users[gate] if isinstance(user, OneMinus)]
        for value in (gate, *complements):
            for product in users[value]:
                if isinstance(product, Product) and not is_weighting(product):
                    role = _role(product, value, states, users)
                    roles.setdefault(role, name if value is gate else f"1 - {name}")
        if roles:
            ordered = {role: roles[role] for role in ROLES if role in roles}
            found.append(Gate(name, ordered, gate))
    return tuple(found)


def _role(product, value, states, users):
    if _meets_a_layer(product, states, users):
        return "relevance"
    u, v = product.operands
    multiplied = v if u is value else u
    below = in_order([multiplied])
    if any(state in below for state in states):
        return "output"
    if isinstance(multiplied, Symbol):
        return "forget"
    return "input"


def _meets_a_layer(product, states, users):
    """Whether a way up from the product meets weights or an activation before a new state."""
    waiting = [product]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (Activation, MatrixProduct)):
            return True
        if node not in states:
            waiting.extend(users[node])
    return False
