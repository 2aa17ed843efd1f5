"""The pieces of a cell's picture: the SVG of each part and edge, and where they stand."""

from itertools import pairwise
from typing import Any

from rnnlib.drawing import layout, svg
from rnnlib.drawing.left_out import leave_out
from rnnlib.drawing.picture import Edge, Part, Picture
from rnnlib.drawing.units import letter
from rnnlib.symbolic.names import plain

ROW, TOP, BETWEEN = 42, 30, 15  # a row, the first row's middle, the room between two columns
LETTER, WORD = 16, 11.5  # an index is 0.72 of a letter: nothing is smaller than 11.5

HALO: Any = {"stroke": "paper", "stroke_width": 3, "paint_order": "stroke"}  # over edges


class Pieces:
    """A cell's picture in pieces.

    Attributes:
        shown: {Part or Edge: SVG}, in the order in which they are drawn.
        at: {Part: its middle}.
        width, height: of the whole.

    Args:
        drawn: what is drawn.
        gone: code names of gates that are left out, as if they were open.
    """

    def __init__(self, drawn: Picture, gone: list[str]) -> None:
        lines, laid = arrange(drawn)
        columns, wide = _columns(drawn, laid)
        laid = leave_out(drawn, laid, gone)

        def point(place):
            return columns[place[0]], TOP + place[1] * ROW

        self.at = {part: point(place) for part, place in laid.at.items()}
        lowest = max(y + _depth(part) for part, (_, y) in self.at.items())
        self.width, self.height = round(wide), round(max(2 * TOP + (laid.rows - 1) * ROW, lowest))
        self.shown: dict[Part | Edge, str] = {}
        self._rises, self._taken = dict[Part, list[float]](), list[svg.Point]()
        left = [[part for part in line if part in self.at] for line in lines]
        on_lines = {edge for line in left for edge in pairwise(line)}
        for (source, target), path in laid.paths.items():
            points = _through(source, target, path, point, drawn, laid)
            width = 2.2 if (source, target) in on_lines else 1.2
            self.shown[source, target] = svg.curve(points, drawn.colour(source, target), width)
            self._rises.setdefault(source, []).append(point(path[1])[1] - points[0][1])
            self._taken += svg.along(points)
        for part, (x, y) in self.at.items():
            self.shown[part] = _part(part, x, y, drawn)

    def beside(self, part: Part, word: str) -> svg.Point | None:
        """Where a word about what leaves a part can stand; None if nothing leaves it."""
        if part not in self._rises:
            return None
        (x, y), right = self.at[part], _half(part) + 9
        places = [(right, -4), (right, 12)]  # below where an edge that leaves rises
        places = places[::-1] if min(self._rises[part]) < 0 else places
        places += [(15, 4) if part.kind == "given" else (right - 4, -6)]
        places = [(0, -7)] if part.kind == "joint" else places
        return _free([(x + a, y + b) for a, b in places], word, self._taken)


def _through(source, target, path, point, drawn, laid):
    """The points that an edge is drawn through."""
    (x0, y0), *bends, (x1, y1) = map(point, path)
    halves = [_near(place, drawn, laid) for place in path]  # there an edge is level
    halves[0] = _near(path[0], drawn, laid, path[1][1])
    halves[-1] = _near(path[-1], drawn, laid, path[-2][1])
    points = [(x0 + _half(source), y0), (x0 + halves[0], y0)]
    for (x, y), half in zip(bends, halves[1:-1], strict=True):
        points += [(x - half, y), (x + half, y)] if half else [(x, y)]
    points += [(x1 - halves[-1], y1), (x1 - _half(target) - 1, y1)]
    return [p for k, p in enumerate(points) if not k or p[0] > points[k - 1][0]]


def _free(places: list[svg.Point], word: str, taken: list[svg.Point]) -> svg.Point:
    """Of these places for a word the first that the fewest points of edges lie under."""

    def under(place):
        left, right = place[0] - 3.6 * len(word), place[0] + 3.6 * len(word)
        return sum(left < x < right and place[1] - 9 < y < place[1] + 1 for x, y in taken)

    return min(places, key=under)


def arrange(drawn: Picture) -> tuple[list[list[Part]], layout.Layout]:
    """The straight lines of the states, the last state's on top, and where each part stands."""

    def height(point: Any) -> float:  # an edge that passes through a column has none of its own
        return getattr(point, "height", 0.55)

    lines = drawn.lines()
    return lines, layout.place(drawn.parts, drawn.edges, height, lines, drawn.results)


def _columns(drawn, laid):
    """The middle of each column, no wider than what stands in it, and the width of all."""
    halves = [0.0] * laid.columns
    for part, (column, _) in laid.at.items():
        halves[column] = max(halves[column], _half(part))
    side = max(map(_length, drawn.parts))
    columns = [side + halves[0]]
    for before, half in pairwise(halves):
        columns.append(columns[-1] + before + BETWEEN + half)
    return columns, columns[-1] + halves[-1] + side


def _near(place, drawn, laid, next_row=None):
    """Half the width of what stands in a column close to where an edge is; 0 for nothing."""
    column, row = place
    low, high = sorted((row, row if next_row is None else next_row))
    others = [(part, laid.at[part][1]) for part in drawn.parts if laid.at[part][0] == column]
    close = [p for p, r in others if low - r < p.height / 2 + 0.7 > r - high]
    return max(map(_half, close), default=0.0)


def _length(part):
    """About how long the name of a given or a result is."""
    letters = len(_letters(part)) if part.kind in ("given", "result") else 0
    return 8 + 5.6 * letters


def _half(part: Part) -> float:
    """Half the width of a part: the circle of tanh is wider than that of ⊙."""
    if part.kind == "operator":
        return max(10.0, 3 + 3.3 * len(part.label))
    return {"layer": 19, "given": 0, "result": 2, "joint": 3.5}[part.kind]


def _depth(part: Part) -> float:
    """How far below its middle a part ends, with the words for its roles."""
    return 15 + 12 * len(part.roles) if part.roles else 12


def _letters(part: Part) -> str:
    return plain(part.node.name.latex()) if part.node.name else ""


def _part(part: Part, x: float, y: float, drawn: Picture) -> str:
    """One part; above it the name of what it computes, below it what its gate is for."""
    node, half = part.node, _half(part)
    if part.kind in ("given", "result"):
        x, anchor = (x - 2, "end") if part.kind == "given" else (x + 2, "start")
        return svg.symbol(x, y + 4, _letters(part), size=LETTER, text_anchor=anchor)
    if part.kind == "joint":
        return svg.circle(x, y, half, fill="ink")
    meaning = drawn.roles.get(node, "ink")
    if part.kind == "layer":
        body = svg.box(x - half, y - 12, 2 * half, 24, meaning=meaning, radius=4)
        size = 12 if len(part.label) < 5 else WORD
        body += svg.text(x, y + 4, part.label, meaning, font_size=size, font_weight=600)
    else:
        size = WORD if len(part.label) > 1 else 13
        body = svg.circle(x, y, half)
        if len(part.label) > 3:
            body = svg.box(x - half, y - 10, 2 * half, 20, fill="paper", radius=10)
        body += svg.text(x, y + 4, part.label, font_size=size)
    shown = part.kind == "layer" or node not in [result.node for result in drawn.results]
    if node.name and not node.is_step and shown:
        name = letter(node.name)
        body += svg.symbol(x - 17, y - 18.5, name, meaning, LETTER, text_anchor="start", **HALO)
    under = 23 if part.kind == "layer" else half + 11
    for k, role in enumerate(part.roles):
        body += svg.text(x, y + under + 12 * k, role, meaning, font_size=WORD, **HALO)
    return body
