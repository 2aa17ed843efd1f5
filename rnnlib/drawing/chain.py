"""What is drawn of a cell at each time step, and the steps one after the other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rnnlib.drawing import svg
from rnnlib.drawing.units import at, letter
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.functions import is_parameter
from rnnlib.symbolic.graph import in_order
from rnnlib.symbolic.names import plain

PARTS = ("input", "weights", "state", "readout", "output")
ROW, LETTER = 36, 16  # between two states; an index is 0.72 of a letter, and legible at 11 px


@dataclass(frozen=True)
class Chain:
    """What is drawn at each time step: a box, a circle for each state, a readout above them.

    Attributes:
        states, outputs: their letters.
        weights, readout: what is written in the box and in the readout's; no readout for "".
        half: half the width of a box.
        radius: of a state's circle; 0 for none.
        shows_state: whether the readout sees the first state alone, or else all of the cell.
        named: whether states and outputs stand there by name.
        top: room above all.
    """

    states: Sequence[str]
    outputs: Sequence[str]
    weights: str = ""
    readout: str = ""
    half: float = 20
    radius: float = 14
    shows_state: bool = True
    named: bool = True
    top: float = 0

    @property
    def apart(self) -> float:
        """From one step to the next: box, circle, and the arrow into the next box."""
        return 2 * self.half + 18 + (8 + 2 * self.radius if self.radius else 0)

    @property
    def middle(self) -> float:
        """The height of the first state."""
        return self.top + (140 if self.readout else 68 if self.outputs else 32)

    @property
    def bottom(self) -> float:
        """The lower edge of the boxes."""
        return self.middle + ROW * (len(self.states) - 1) + 20

    def circle(self, x: float) -> float:
        """Where the states stand of a step whose box is at x."""
        return x + self.half + 8 + self.radius if self.radius else x

    def step(self, x: float, time: str, sees: bool = True, shows: bool = True) -> dict[str, str]:
        """One step around x, in its parts, with an input and an output where it has one."""
        part, top = dict.fromkeys(PARTS, ""), self.middle - 20
        part["weights"] = svg.box(x - self.half, top, 2 * self.half, self.bottom - top)
        part["weights"] += words(x, (top + self.bottom) / 2, self.weights)
        if sees:
            part["input"] = svg.arrow((x, self.bottom + 26), (x, self.bottom))
            part["input"] += svg.symbol(x, self.bottom + 41, at("x", time), size=LETTER)
        over = self.circle(x) if self.shows_state else x
        start = self.middle - (self.radius if self.radius and self.shows_state else 20)
        if self.outputs and shows and self.readout:
            part["output"] = svg.arrow((over, start), (over, 87))
            part["readout"] = svg.box(over - self.half, 47, 2 * self.half, 40)
            part["readout"] += words(over, 67, self.readout)
            start = 47
        for k, output in enumerate(self.outputs if shows else ()):
            out = over + 26 * (k - (len(self.outputs) - 1) / 2)
            part["output"] += svg.arrow((out, start), (out, 24))
            name = svg.symbol(out, 17, at(output, time), size=LETTER)
            part["output"] += name if self.named else ""
        for y, state in self.rows() if self.radius else ():
            edge = self.circle(x) - self.radius
            part["state"] += svg.arrow((x + self.half, y), (edge, y), meaning="accent")
            named = self.state(self.circle(x), y, at(state, time))
            part["state"] += named if self.named else ""
        return part

    def rows(self) -> list[tuple[float, str]]:
        """The height of each state, and its letter."""
        return [(self.middle + ROW * k, state) for k, state in enumerate(self.states)]

    def state(self, x: float, y: float, name: str, meaning: str = "accent") -> str:
        """The circle of a state, with its name."""
        inside = svg.symbol(x, y + 5, name, meaning, size=LETTER)
        return svg.circle(x, y, self.radius, meaning) + inside

    def unroll(
        self, steps: int, sees: Collection[int] = (), shows: Collection[int] = ()
    ) -> tuple[dict[str, str], list[float], int]:
        """The steps one after the other: the parts, the boxes' places, and the width.

        Args:
            steps: how many.
            sees, shows: the steps that have an input and an output; all for ().
        """
        first = (2 * self.radius or -14) + 21 + self.half
        places = [first + self.apart * t for t in range(steps)]
        parts, r = dict.fromkeys(PARTS, ""), self.radius
        for t, x in enumerate(places, 1):
            step = self.step(x, str(t), not sees or t in sees, not shows or t in shows)
            parts = {name: parts[name] + step[name] for name in PARTS}
            for y, state in self.rows():
                start = x - self.half - 18
                if r or t > 1:
                    before = (start, y), (x - self.half, y)
                    parts["state"] += svg.arrow(*before, meaning="accent")
                if r and t == 1 and self.named:
                    parts["state"] += self.state(start - r, y, at(state, "0"))
                if r and t == steps:
                    out = self.circle(x) + r
                    parts["state"] += svg.arrow((out, y), (out + 17, y), meaning="accent")
        return parts, places, round(self.circle(places[-1]) + (r + 19 if r else self.half + 4))


def chain(cell: Cell) -> Chain:
    """What a cell has at each time step."""
    below = in_order(cell.states)
    inside = [node for node in below if is_parameter(node)]
    above = [n for n in in_order(cell.outputs) if is_parameter(n) and n not in below]
    seen, waiting = set(), list(cell.outputs)
    while waiting:  # what the readout sees, down to the states
        node = waiting.pop()
        if node in cell.states:
            seen.add(node)
        waiting += () if node in cell.states else node.operands
    short = cell.name.removesuffix(" with output")
    states, outputs = ([letter(n.name) for n in found] for found in (cell.states, cell.outputs))
    inner = _named(inside) or (short if len(short) < 6 else "cell")
    outer = (_named(above) or "readout") if outputs else ""
    return Chain(states, outputs, inner, outer, shows_state=seen <= {cell.states[0]})


def _named(parameters):
    """The names of one or two parameters; nothing for more."""
    names = [plain(node.name.latex()) for node in parameters]
    return ", ".join(names) if len(names) < 3 else ""


def words(x: float, y: float, lines: str) -> str:
    """The names of parameters, one below the other around y, or a word."""
    if "_" not in lines:
        return svg.text(x, y + 4, lines) if lines else ""
    names = lines.split(", ")
    first = y + 4 - 9 * (len(names) - 1)
    return "".join(svg.symbol(x, first + 18 * k, n, size=LETTER) for k, n in enumerate(names))
