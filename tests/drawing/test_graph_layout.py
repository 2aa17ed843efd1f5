"""Columns by depth, rows in which nothing touches, and few crossings."""

from itertools import combinations, pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from strategies import examples

from rnnlib.drawing.layout import _isotonic, place


@st.composite
def graphs(draw):
    """Nodes 0 … n-1 and edges that lead to a larger number; every node but the first is reached."""
    n = draw(st.integers(1, 12))
    edges = [(draw(st.integers(0, k - 1)), k) for k in range(1, n)]
    every = list(combinations(range(n), 2))
    more = draw(st.lists(st.sampled_from(every), unique=True, max_size=8)) if every else []
    return list(range(n)), list(dict.fromkeys(edges + more))


def heights(node):
    return 1.0 if isinstance(node, int) else 0.5


@examples
@given(graphs())
def test_edges_lead_forward_and_every_bend_is_one_column_on(graph):
    nodes, edges = graph
    laid = place(nodes, edges)
    assert laid.at.keys() == set(nodes)
    assert laid.paths.keys() == set(edges)
    for (source, target), path in laid.paths.items():
        assert laid.at[source][0] < laid.at[target][0]
        assert (path[0], path[-1]) == (laid.at[source], laid.at[target])
        assert all(b[0] - a[0] == 1 for a, b in pairwise(path))


@examples
@given(graphs())
def test_node_stands_in_the_first_column_after_all_that_lead_to_it(graph):
    nodes, edges = graph
    laid = place(nodes, edges)
    for node in nodes:
        before = [laid.at[source][0] for source, target in edges if target == node]
        assert laid.at[node][0] == max(before, default=-1) + 1
    assert laid.columns == 1 + max(column for column, _ in laid.at.values())


@examples
@given(graphs())
def test_no_two_nodes_or_bends_of_a_column_touch(graph):
    nodes, edges = graph
    laid = place(nodes, edges, height=heights)
    columns = {}
    for node, (column, row) in laid.at.items():
        columns.setdefault(column, []).append((row, heights(node)))
    for path in laid.paths.values():
        for column, row in path[1:-1]:
            columns.setdefault(column, []).append((row, heights(None)))
    for members in columns.values():
        for (low, a), (high, b) in pairwise(sorted(members)):
            assert high - low >= (a + b) / 2 - 1e-9
    rows = [row for members in columns.values() for row, _ in members]
    assert min(rows) == 0
    assert_allclose(laid.rows, max(rows) + 1)


@examples
@given(graphs())
def test_place_gives_the_same_each_time(graph):
    assert place(*graph) == place(*graph)


@examples
@given(graphs(), st.integers(2, 6))
def test_line_is_one_straight_line_on_top(graph, length):
    nodes, edges = graph
    line = [("line", k) for k in range(length)]
    along = list(pairwise(line))
    joins = [(nodes[0], line[-1])]
    laid = place([*nodes, *line], [*edges, *along, *joins], lines=[line])
    on_it = {laid.at[v][1] for v in line} | {row for e in along for _, row in laid.paths[e]}
    assert max(on_it) - min(on_it) < 1e-6
    beside = [laid.at[v] for v in nodes]
    columns = {laid.at[v][0] for v in line}
    assert all(row > max(on_it) for column, row in beside if column in columns)


def chains(laid):
    """{point: row} and {point: its neighbours' points}, bends included, by column."""
    row = {(column, node): row for node, (column, row) in laid.at.items()}
    beside = {point: [] for point in row}
    for edge, path in laid.paths.items():
        inner = [(column, (edge, column)) for column, _ in path[1:-1]]
        chain = [(path[0][0], edge[0]), *inner, (path[-1][0], edge[1])]
        row.update(zip(chain, [r for _, r in path], strict=True))
        for a, b in pairwise(chain):
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
    return row, beside


@examples
@given(graphs())
def test_nothing_is_left_that_could_move_nearer_to_its_neighbours(graph):
    row, beside = chains(place(*graph))
    for point, near in beside.items():
        if near:
            others = [r for other, r in row.items() if other[0] == point[0] and other != point]
            wanted = np.mean([row[v] for v in near])
            step = np.sign(wanted - row[point])
            free = all(abs(row[point] + 0.01 * step - r) >= 1 for r in others)
            assert abs(wanted - row[point]) < 0.01 or not free


def test_last_nodes_stand_in_the_last_column():
    laid = place("abcd", [("a", "b"), ("b", "c"), ("a", "d")], last=["d"])
    assert laid.at["d"][0] == laid.at["c"][0] == 2
    assert len(laid.paths["a", "d"]) == 3


def test_ways_side_by_side_do_not_cross():
    """Three paths side by side, given in an order that would cross; it takes sweeps both ways."""
    nodes = ["x", "a", "b", "c", "c2", "a2", "b2"]
    edges = [("x", v) for v in "abc"] + [(v, f"{v}2") for v in "abc"]
    laid = place(nodes, edges)
    first = sorted("abc", key=lambda v: laid.at[v][1])
    assert first == sorted("abc", key=lambda v: laid.at[f"{v}2"][1])


@examples
@given(
    st.lists(st.tuples(st.integers(-4, 4), st.sampled_from([0.5, 1, 2, 5])), min_size=1, max_size=6)
)
def test_isotonic_finds_the_nearest_sequence_that_does_not_fall(pairs):
    """Against brute force: every way of cutting the values into blocks, each at its mean."""
    values, weights = (np.array(v, float) for v in zip(*pairs, strict=True))
    found = _isotonic(values, weights)
    assert (np.diff(found) >= -1e-12).all()

    def distance(sequence):
        return (weights * (sequence - values) ** 2).sum()

    best = np.inf
    for cuts in product([False, True], repeat=len(values) - 1):
        block = np.cumsum([0, *cuts])
        means = np.array(
            [np.average(values[block == k], weights=weights[block == k]) for k in block]
        )
        if (np.diff(means) >= -1e-12).all():
            best = min(best, distance(means))
    assert_allclose(distance(found), best, atol=1e-9)
