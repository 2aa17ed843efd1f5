"""A cell's picture without some of its gates; all else stays where it is."""

from collections.abc import Collection

from rnnlib.drawing.layout import Layout
from rnnlib.drawing.picture import Picture


def leave_out(drawn: Picture, laid: Layout, gates: Collection[str]) -> Layout:
    """Take gates out as if they were open: what one multiplied goes on as it is.

    Args:
        drawn: loses the gates, their products, and what led to nothing else.
        gates: code names of sigmoid layers that are used in products with one quantity alone.

    Returns:
        The layout of what is left: an edge to a product that is gone runs on through its place.

    Raises:
        ValueError: a name is not that of such a layer.
    """
    ways = {part: [t for s, t in drawn.edges if s is part] for part in drawn.parts}
    sources = {part: [s for s, t in drawn.edges if t is part] for part in drawn.parts}
    can = {
        part.node.name.code: part
        for part in drawn.parts
        if part.kind == "layer" and part.label == "σ" and part.node.name
        if all(t.label == "⊙" and len(sources[t]) == 2 for t in ways[part])
    }
    for name in gates:
        if name not in can:
            words = f"{drawn.name}: without must be of {', '.join(sorted(can)) or 'none'}"
            raise ValueError(f"{words}, gates that do nothing but multiply, got {name!r}")
    gone = {can[name] for name in gates}
    products = {target for gate in gone for target in ways[gate]}
    paths = dict[tuple, list]()
    for source, target in drawn.edges:
        if target in products and source not in gone:
            for after in ways[target]:
                through = laid.paths[target, after][1:]
                paths[source, after] = laid.paths[source, target] + through
        elif source not in gone | products:
            paths[source, target] = laid.paths[source, target]
    ends = {part for part in drawn.parts if part.kind in ("given", "result")}
    for part in reversed(drawn.parts):  # what leads to nothing that is left goes too
        if part not in ends and not any(s is part and t not in gone for s, t in paths):
            gone.add(part)
    paths = {(s, t): path for (s, t), path in paths.items() if t not in gone}
    drawn.parts = [part for part in drawn.parts if part not in gone]
    drawn.edges = list(paths)
    at = {part: laid.at[part] for part in drawn.parts}
    return Layout(at, paths, laid.columns, laid.rows)
