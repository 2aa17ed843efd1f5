"""Where to put the nodes of a small directed graph: columns by depth, rows with few crossings.

After Sugiyama, Tagawa and Toda (1981): an edge that spans several columns is
cut into short ones by invisible nodes, the order within each column follows
the neighbours' mean rows, and the rows are then pulled straight without
letting two nodes touch.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

SWEEPS = 24

Node = Hashable
Edge = tuple[Node, Node]


@dataclass(frozen=True)
class Layout:
    """Positions in units of columns and rows.

    Attributes:
        at: {node: (column, row)}.
        paths: {(source, target): [(column, row), …]}: the bends of each edge, both ends included.
        columns, rows: how many there are.
    """

    at: dict[Any, tuple[int, float]]
    paths: dict[tuple[Any, Any], list[tuple[int, float]]]
    columns: int
    rows: float


def place(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    height: Callable[[Any], float] = lambda node: 1.0,
    lines: Sequence[Sequence[Node]] = (),
    last: Sequence[Node] = (),
) -> Layout:
    """Lay a directed acyclic graph out from left to right.

    Args:
        nodes: in an order in which every edge leads forward.
        edges: pairs (source, target).
        height: the height of a node, in rows.
        lines: chains of nodes to be kept on one straight line, the first chain on top.
        last: nodes that stand in the last column.
    """
    column = dict.fromkeys(nodes, 0)
    for node in nodes:  # the length of the longest path to it
        column[node] = max((column[s] + 1 for s, target in edges if target == node), default=0)
    column |= dict.fromkeys(last, max(column.values()))
    chains: dict[Edge, list] = {}
    left, right = defaultdict[Node, list](list), defaultdict[Node, list](list)
    for source, target in edges:  # with bends, each of which holds its column
        bends = [(source, target, k) for k in range(column[source] + 1, column[target])]
        chains[source, target] = [source, *bends, target]
        column |= {bend: bend[2] for bend in bends}
        for before, behind in pairwise(chains[source, target]):
            right[before].append(behind)
            left[behind].append(before)
    order = [[v for v in column if column[v] == k] for k in range(max(column.values()) + 1)]
    edges_of = [(k, edge) for k, line in enumerate(lines) for edge in pairwise(line)]
    level = {v: float(k) for k, edge in edges_of for v in chains[edge]}  # bends included
    row = {v: float(k) for members in order for k, v in enumerate(members)}
    still = 0  # sweeps since something moved
    for sweep in range(SWEEPS):
        forward, before = sweep % 2 == 0, dict(row)
        for members in order if forward else reversed(order):
            pull = {v: _mean(row, (left if forward else right)[v], row[v]) for v in members}
            members.sort(key=lambda v: (level.get(v, len(lines)), pull[v]))
            row |= {v: float(k) for k, v in enumerate(members)}
        still = still + 1 if row == before else 0
        if still == 2:
            break
    columns = [_Column(members, left, right, level, height) for members in order]
    for _ in range(SWEEPS):
        before = dict(row)
        for one in columns:
            one.pull_straight(row)
        if row == before:
            break
    top = min(row.values())
    places = {v: (column[v], row[v] - top) for v in column}
    paths = {edge: [places[v] for v in chain] for edge, chain in chains.items()}
    at = {node: places[node] for node in nodes}
    return Layout(at, paths, len(order), max(row.values()) - top + 1)


def _mean(row, neighbours, otherwise):
    return sum(row[v] for v in neighbours) / len(neighbours) if neighbours else otherwise


class _Column:
    """The nodes of a column in their order, each with its neighbours and the room it takes."""

    def __init__(self, members, left, right, level, height):
        self.members, self.level = members, level
        self.neighbours = [left[v] + right[v] for v in members]
        pairs = zip(members, self.neighbours, strict=True)
        self.weights = [1e9 if v in level else len(near) or 0.1 for v, near in pairs]
        gaps = ((height(u) + height(v)) / 2 for u, v in pairwise(members))
        self.offsets = [*accumulate(gaps, initial=0.0)]

    def pull_straight(self, row):
        """Move the nodes towards their neighbours' mean row, in order, none touching.

        What lies on a line stays at its level: the others give way.
        """
        wanted = [
            self.level[v] if v in self.level else _mean(row, near, row[v])
            for v, near in zip(self.members, self.neighbours, strict=True)
        ]
        free = [w - offset for w, offset in zip(wanted, self.offsets, strict=True)]
        placed = _isotonic(free, self.weights)
        for v, r, offset in zip(self.members, placed, self.offsets, strict=True):
            row[v] = r + offset


def _isotonic(values, weights):
    """The nearest non-decreasing sequence, by pooling neighbours that violate the order."""
    pools = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            v, w, n = pools.pop()
            below = pools[-1]
            below[0] = (below[0] * below[1] + v * w) / (below[1] + w)
            below[1], below[2] = below[1] + w, below[2] + n
    return [value for value, _, n in pools for _ in range(n)]
