"""The statements of a function: what mixes features is a call, all else is done in loops."""

from collections.abc import Collection, Iterable, Mapping

from rnnlib.symbolic.expressions import MatrixProduct, SumOver, Transpose
from rnnlib.symbolic.features import Concatenation, Mean, Rows, Variance
from rnnlib.symbolic.graph import Node
from rnnlib.symbolic.javascript.entries import (
    BY_ENTRY,
    EntryWriter,
    as_stored,
    length,
    reads,
    same,
    size,
)
from rnnlib.symbolic.names import Size

_RESERVED = (  # what a quantity may be called in Python and not in JavaScript
    "Math Number arguments await case catch const debugger default delete do enum eval export "
    "extends false function implements in instanceof interface let new null package private "
    "protected public static super switch this throw true typeof undefined var void yield"
)


def variable(code: str) -> str:
    """A quantity's name as a variable. No name of a cell holds a $: with one it is free."""
    return f"{code}$" if code in _RESERVED.split() else code


def needed(roots: Iterable[Node], given: Collection[Node] = ()) -> list[Node]:
    """What must be computed for the roots, in order, where some nodes are given."""
    found: set[Node] = set()
    waiting = [same(root) for root in roots]
    while waiting:
        node = waiting.pop()
        if node not in found and node not in given:
            found.add(node)
            waiting.extend(reads(node))
    return sorted(found, key=lambda node: node.serial)


def statements(
    roots: Iterable[Node], given: Mapping[Node, str], names: Mapping[Node, str]
) -> tuple[list[str], dict[Node, str]]:
    """The lines that compute the roots.

    Args:
        roots: nodes, each of which gets an array.
        given: {node: variable} of what has one already.
        names: {node: variable} for some of the others.

    Returns:
        the lines; and {node: variable} of all that has an array then.
    """
    body = _Body(roots, given, names)
    body.write()
    return body.lines, body.arrays


class _Body:
    def __init__(self, roots, given, names):
        self.lines, self.arrays, self.names = [], dict(given), names
        self.called = {}  # {call: the variable of its result}: several layers see the same [h; x]
        self.roots = {same(root) for root in roots}
        self.waiting = needed(self.roots, given)
        self.users: dict[Node, list[Node]] = {node: [] for node in self.waiting}
        for node in self.waiting:
            for read in reads(node):
                self.users.get(read, []).append(node)

    def write(self):
        """Calls as soon as they can run; then all entries of one shape in one loop."""
        while self.waiting:
            unready = set(self.waiting)
            ready = [n for n in self.waiting if unready.isdisjoint(reads(n))]
            calls = [n for n in ready if not isinstance(n, BY_ENTRY)]
            if calls:
                self._call(calls[0])
                unready.remove(calls[0])
            else:
                self._loop(self._together(ready[0].shape, unready))
            self.waiting = [n for n in self.waiting if n in unready]

    def _together(self, shape, unready):
        """What one loop can compute: it is taken out of what is not ready."""
        found = []
        for node in self.waiting:
            is_alike = isinstance(node, BY_ENTRY) and node.shape == shape
            if is_alike and unready.isdisjoint(reads(node)):
                found.append(node)
                unready.remove(node)
        return found

    def _make(self, node):
        """Give a node an array: its variable."""
        self.arrays[node] = self.names.get(node, f"${len(self.arrays)}")
        return self.arrays[node]

    def _loop(self, nodes):
        shape, inside = nodes[0].shape, set(nodes)
        write = EntryWriter(self.arrays, shape)
        body: list[str] = []
        stored: list[tuple[Node, str]] = []
        for node in nodes:
            is_stored = node in self.roots or not inside.issuperset(self.users[node])
            if not is_stored and len(self.users[node]) == 1:
                continue  # it is written out where it is used
            entry = f"$e{len(body)}"
            body.append(f"const {entry} = {write.in_full(node)};")
            write.entries[node] = entry
            stored += [(node, entry)] if is_stored else []
        for node, entry in stored:
            name = self._make(node)
            self.lines.append(f"const {name} = new $Real({length(*shape)});")
            body.append(f"{name}[$k] = {entry};")
        rows, columns = map(size, shape)
        self.lines += [
            f"for (let $r = 0, $k = 0; $r < {rows}; $r++) {{",
            f"  for (let $c = 0; $c < {columns}; $c++, $k++) {{",
            *(f"    {line}" for line in body),
            "  }",
            "}",
        ]

    def _call(self, node):
        read = [self.arrays[v] for v in reads(node)]
        if isinstance(node, Rows):
            rows = sum((part.shape[0] for part in node.operands[1 : 1 + node.k]), Size())
            columns = node.shape[1]
            first, last = (length(n, columns) for n in (rows, rows + node.shape[0]))
            text = f"{read[0]}.subarray({first}, {last})"  # the same memory
        else:
            arguments = [f"new $Real({length(*node.shape)})", *read, *_sizes(node)]
            text = f"{_kernel(node)}({', '.join(arguments)})"
        if text in self.called:
            self.arrays[node] = self.called[text]
        else:
            self.called[text] = self._make(node)
            self.lines.append(f"const {self.called[text]} = {text};")


def _kernel(node):
    if isinstance(node, SumOver):
        return "$columnsAdded" if node.axis else "$rowsAdded"
    return {
        MatrixProduct: "$product", Concatenation: "$joined", Transpose: "$transposed",
        Mean: "$mean", Variance: "$variance",
    }[type(node)]  # fmt: skip


def _sizes(node):
    """What a kernel must know of shapes."""
    if isinstance(node, Concatenation):
        return []
    if not isinstance(node, MatrixProduct):
        return [size(n) for n in node.operands[0].shape]
    (n, k), m = map(size, node.shape), size(node.operands[0].shape[1])
    strides = []
    for factor, is_turned in as_stored(node):
        between_rows = size(factor.shape[1])
        strides += ["1", between_rows] if is_turned else [between_rows, "1"]
    return [n, m, k, *strides]
