"""Where to put the nodes of a small directed graph: columns by depth, rows with few crossings.

After Sugiyama, Tagawa and Toda (1981): an edge that spans several columns is
cut into short ones by invisible nodes, the order within each column follows
the neighbours' mean rows, and the rows are then pulled straight without
letting two nodes touch.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

SWEEPS = 24  # at most: each loop stops where a sweep moves nothing

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
    column = _columns(nodes, edges, last)
    chains = {edge: _with_bends(edge, column) for edge in edges}
    order: list[list] = [[] for _ in range(max(column.values()) + 1)]
    for node in nodes:
        order[column[node]].append(node)
    for (source, _), chain in chains.items():
        for k, bend in enumerate(chain[1:-1], 1):
            order[column[source] + k].append(bend)
    left: dict[Node, list] = {v: [] for members in order for v in members}
    right: dict[Node, list] = {v: [] for members in order for v in members}
    for source, target in (pair for chain in chains.values() for pair in pairwise(chain)):
        right[source].append(target)
        left[target].append(source)

    level = {v: float(k) for k, line in enumerate(lines) for v in _along(line, chains)}
    row = {v: float(k) for members in order for k, v in enumerate(members)}
    still = 0  # sweeps that moved nothing: one of each direction, and no more will
    for sweep in range(SWEEPS):
        before, forward = dict(row), sweep % 2 == 0
        for members in order if forward else reversed(order):
            pull = {v: _mean(row, (left if forward else right)[v], row[v]) for v in members}
            members.sort(key=lambda v: (level.get(v, len(lines)), pull[v]))
            row |= {v: float(k) for k, v in enumerate(members)}
        still = still + 1 if row == before else 0
        if still == 2:
            break
    for _ in range(SWEEPS):
        before = dict(row)
        for members in order:
            _pull_straight(members, row, left, right, level, height)
        if row == before:
            break
    top = min(row.values())
    at = {node: (column[node], row[node] - top) for node in nodes}
    paths = {
        edge: [(column[edge[0]] + k, row[v] - top) for k, v in enumerate(chain)]
        for edge, chain in chains.items()
    }
    return Layout(at, paths, len(order), max(row.values()) - top + 1)


def _columns(nodes, edges, last):
    """The length of the longest path to each node; the last column holds what is to stand there."""
    column = dict.fromkeys(nodes, 0)
    for node in nodes:
        for source, target in edges:
            if target == node:
                column[node] = max(column[node], column[source] + 1)
    end = max(column.values())
    column.update((node, end) for node in last)
    return column


def _with_bends(edge, column):
    source, target = edge
    between = range(column[source] + 1, column[target])
    return [source, *((source, target, k) for k in between), target]


def _along(line, chains):
    """All that lies on a line, bends included."""
    return [v for edge in pairwise(line) for v in chains[edge]]


def _mean(row, neighbours, otherwise):
    return float(np.mean([row[v] for v in neighbours])) if neighbours else otherwise


def _pull_straight(members, row, left, right, level, height):
    """Move a column's nodes towards their neighbours' mean row, in order, none touching.

    What lies on a line stays at its level: the others give way.
    """
    wanted = [level.get(v, _mean(row, left[v] + right[v], row[v])) for v in members]
    weight = [1e9 if v in level else len(left[v]) + len(right[v]) or 0.1 for v in members]
    gaps = [(height(u) + height(v)) / 2 for u, v in pairwise(members)]
    offset = np.concatenate([[0], np.cumsum(gaps)])
    for v, r in zip(members, _isotonic(np.array(wanted) - offset, weight) + offset, strict=True):
        row[v] = float(r)


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
    return np.concatenate([np.full(n, value) for value, _, n in pools])
