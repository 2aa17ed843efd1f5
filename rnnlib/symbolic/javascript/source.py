"""The whole program of a cell: forward, backward, and the shapes of what they are given."""

import re
from collections.abc import Mapping
from textwrap import indent
from typing import TYPE_CHECKING

from rnnlib.symbolic.graph import Node
from rnnlib.symbolic.javascript.body import needed, statements, variable
from rnnlib.symbolic.javascript.entries import length, reads, same, size
from rnnlib.symbolic.javascript.kernels import KERNELS
from rnnlib.symbolic.symbols import Symbol

if TYPE_CHECKING:
    from rnnlib.symbolic.cell import Cell

_PROGRAM = """\
// One step of the cell {cell}, and its gradient, written by its equations.
// A quantity (D, B) is a flat array: feature r of sample c stands at r * B + c.
{kernels}function {name}($sizes, $Real = Float64Array) {{
  const {sizes} = $sizes;

  function forward($params, x, $states) {{
{forward}
  }}

  function backward($params, x, $states, $values, $incoming) {{
{backward}
  }}

  return {{
    forward,
    backward,
{shapes}
  }};
}}
"""


def program(cell: "Cell") -> str:
    """The source of a function of the sizes: see `Cell.to_javascript`."""
    symbols = [node for node in cell.nodes if isinstance(node, Symbol)]
    given: dict[Node, str] = {symbol: variable(symbol.name.code) for symbol in symbols}
    derived = cell.backward()
    arriving: dict[Node, str] = {d: f"$in_{n.name.code}" for n, d in derived.incoming.items()}

    ahead = set(needed(cell.results, given))
    back = set(needed(derived.lines, {**given, **arriving})) - ahead
    again = sorted({v for n in back for v in reads(n) if v in ahead}, key=lambda n: n.serial)
    named = {same(n): variable(n.name.code) for n in cell.equations}
    lines, arrays = statements([*named, *again], given, named)
    values = {n.name.code: arrays[same(n)] for n in cell.equations}
    values |= {arrays[n]: arrays[n] for n in again if n not in named}

    unpacked = [
        f"const {_object({c: variable(c) for c in (*cell.parameters, *cell.frozen)})} = $params;",
        f"const [{', '.join(given[prior] for prior in cell.prior)}] = $states;",
    ]
    forward = [*unpacked, *lines, f"return {_object(values)};"]

    names = {same(line): f"$d_{n.name.code}" for line in derived.lines if (n := line.node).name}
    codes = {same(n): n.name.code for n in cell.equations}
    reread = {codes.get(node, arrays[node]): arrays[node] for node in again}
    lines, arrays = statements(derived.lines, {**arrays, **arriving}, names)
    gradients = {s.name.code: f"new $Real({length(*s.shape)})" for s in symbols if not s.frozen} | {
        n.name.code: arrays[same(line)] for line in derived.lines if (n := line.node).name
    }
    incoming = {node.name.code: arriving[d] for node, d in derived.incoming.items()}
    backward = [
        *unpacked,
        f"const {_object(reread)} = $values;",
        f"const {_object(incoming)} = $incoming;",
        *lines,
        f"return {_object(gradients)};",
    ]

    text = "\n".join((*forward, *backward))
    kernels = [code for kernel, code in KERNELS.items() if f"{kernel}(" in text]
    sizes = sorted({term for node in cell.nodes for n in node.shape for term in n.symbols})
    shapes = {
        "parameters": cell.parameters.values(),
        "frozen": cell.frozen.values(),
        "states": cell.states,
        "outputs": cell.outputs,
    }
    return _PROGRAM.format(
        cell=cell.name,
        name=function_name(cell),
        kernels="".join(f"{kernel}\n" for kernel in kernels),
        sizes=_object({term: f"${term}" for term in sizes}),
        forward=indent("\n".join(forward), "    "),
        backward=indent("\n".join(backward), "    "),
        shapes=indent("\n".join(f"{what}: {_shapes(of)}," for what, of in shapes.items()), "    "),
    )


def function_name(cell: "Cell") -> str:
    """What the function of the sizes is called: lstm_cell."""
    return re.sub(r"\W", "_", cell.name.lower(), flags=re.ASCII) + "_cell"


def _object(entries: Mapping[str, str]) -> str:
    """{f, new: new$}: an object, or what takes one apart."""
    pairs = (key if key == value else f"{key}: {value}" for key, value in entries.items())
    return f"{{{', '.join(pairs)}}}"


def _shapes(nodes):
    return _object({n.name.code: f"[{', '.join(map(size, n.shape))}]" for n in nodes})
