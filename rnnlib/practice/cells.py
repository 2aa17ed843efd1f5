"""Cells that nobody has seen before, written by a small grammar.

A cell has one state or two. A state keeps, forgets and takes in what a candidate offers; what
a second state holds may be shown through a gate; a layer may see an old state through a gate.
From level 2 on the letters mislead: f may be what the book calls an output gate.
"""

from collections.abc import Callable
from typing import NamedTuple

from rnnlib.practice.randomness import Random
from rnnlib.symbolic import affine, cell, linear, peephole, relu, sigmoid, tanh
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.symbols import Expression

# Without b and p, which are biases and peepholes.
NEUTRAL, MISLEADING = list("degjkmnqsuvw"), list("fiorz")
UPDATES: dict[str, tuple[int, Callable]] = {  # from which level on, and how a state is renewed
    "blend": (1, lambda s, old, k: _blend(s.gate("forget", "input"), old, k)),
    "two gates": (1, lambda s, old, k: s.gate("forget") * old + s.gate("input") * k),
    "adds": (1, lambda s, old, k: old + s.gate("input") * k),
    "leaks": (1, lambda s, old, k: s.gate("forget") * old + k),
    "turned": (2, lambda s, old, k: _blend(s.gate("forget", "input"), k, old)),
    "corrects": (3, lambda s, old, k: old + s.gate("forget", "input") * (k - old)),
}


def _blend(z, old, new):
    return (1 - z) * old + z * new


class Sketch(NamedTuple):
    """A cell, and what each of its σ layers was put in for: {name in code: roles}."""

    cell: Cell
    roles: dict[str, frozenset[str]]


class Sketcher:
    """Writes one cell.

    Args:
        random: where its choices come from.
        level: 1 to 4.
        narrow: whether sizes differ: h has D_p features, and a layer in between has D_k.
    """

    def __init__(self, random: Random, level: int, narrow: bool = False):
        self.random, self.level, self.narrow = random, level, narrow
        mixed = random.sample(NEUTRAL, 6) + random.sample(MISLEADING, 4 if level > 1 else 0)
        self.letters = random.shuffled(mixed)
        self.roles: dict[str, frozenset[str]] = {}
        self.seen: tuple[Expression, ...] = ()
        self.states: tuple[Expression, ...] = ()

    def gate(self, *roles: str) -> Expression:
        """A new σ layer for these purposes."""
        name, random, seen = self.letters.pop(), self.random, self.seen
        self.roles[name] = frozenset(roles)
        if self.level > 2 and random.chance(5):
            seen = seen[-1:]  # x alone
        if self.level > 3 and len(self.states) == 2 and random.chance(3):
            return sigmoid.layer(name, *seen, plus=peephole(name, self.states[1]))
        return sigmoid.layer(name, *seen)

    def candidate(self) -> Expression:
        """What may be written into a state; it may see an old state through a gate."""
        name, random, x = f"{self.letters.pop()}~", self.random, self.seen[-1]
        looks = random.choice(("plain", "before", "after", "x")[: min(self.level, 3) + 1])
        if self.narrow:
            narrow = relu.layer(self.letters.pop(), *self.seen, size="D_k")
            return tanh.layer(name, narrow)
        if self.level == 1 or looks == "plain":
            return tanh.layer(name, *self.seen)
        if looks == "before":
            return tanh.layer(name, self.gate("relevance") * self.seen[0], x)
        if looks == "after":
            inner = affine(self.letters.pop(), self.seen[0])
            return tanh.layer(name, x, plus=self.gate("relevance") * inner)
        return random.choice((tanh, linear)).layer(name, x)

    def updated(self, old: Expression) -> Expression:
        """The new value of a state that keeps something of itself."""
        if self.level == 4 and not self.narrow and self.random.chance(5):  # for all purposes
            gate = self.gate("forget", "input", "relevance")
            k = tanh.layer(f"{self.letters.pop()}~", gate * self.seen[0], self.seen[-1])
            return _blend(gate, old, k)
        known = [make for first, make in UPDATES.values() if first <= self.level]
        return self.random.choice(known)(self, old, self.candidate())

    def shown(self, c: Expression, h: Expression) -> Expression:
        """The state h that shows the state c."""
        if self.narrow:
            inner = self.gate("output") * tanh(c)
            return affine(self.letters.pop(), inner, size="D_p", bias=False)
        if self.level == 4 and self.random.chance(3):
            return _blend(self.gate("forget", "input"), h, tanh(c))
        return self.gate("output") * (c if self.level > 2 and self.random.chance(3) else tanh(c))

    def write(self, *symbols: Expression) -> tuple[Expression, ...]:
        """The function of the cell: its new states, then its output if it has one."""
        *states, x = symbols
        self.states, self.seen = tuple(states), (states[0], x)
        made = [self.updated(states[-1])]
        if len(states) == 2:
            made = [self.shown(made[0], states[0]), *made]
        if self.output:
            made.append(sigmoid.layer(self.output, made[0], size="D_y"))
            self.roles[self.output] = frozenset()
        return tuple(made)

    def sketch(self) -> Sketch:
        """The cell, with what its σ layers were put in for."""
        random, level = self.random, self.level
        two = self.narrow or level == 4 or (level > 1 and not random.chance(3))
        self.output = self.letters.pop() if level > 2 and random.chance(3) else ""
        states = {"h": "D_p" if self.narrow else "D_h", "c": "D_h"}
        if not two:
            del states["c"]
        make = cell(states=states, outputs=self.output)

        def own(*symbols):
            return self.write(*symbols)

        own.__name__ = "cell"
        return Sketch(make(own), self.roles)


def sketch(random: Random, level: int, narrow: bool = False) -> Sketch:
    """A cell that nobody has seen before, of a level from 1 to 4; see `Sketcher`."""
    return Sketcher(random, level, narrow).sketch()
