"""What a cell is given in numbers: sizes and arrays, checked before any work."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlib import checks

if TYPE_CHECKING:
    from rnnlib.symbolic.cell import Cell


def sizes(cell: "Cell", given: Mapping[str, int], *also: str) -> dict[str, int]:
    """The sizes that a cell needs, whole numbers; D_x and D_h may be given without need."""
    symbols = {s for node in cell.nodes for size in node.shape for s in size.symbols} - {"B"}
    needed = symbols | set(also)
    missing = ", ".join(sorted(needed - given.keys()))
    unknown = ", ".join(sorted(given.keys() - needed - {"D_x", "D_h", "T", "B"}))
    if missing or unknown:
        came = f"{missing} is missing" if missing else f"got {unknown}"
        raise ValueError(f"{cell.name}: expected the sizes {', '.join(sorted(needed))}; {came}")
    numbers = {name: checks.size(cell.name, name, value) for name, value in given.items()}
    rows = cell.x.shape[0]
    if "D_x" in given and numbers["D_x"] != rows.value(numbers):
        expected = f"{rows} = {rows.value(numbers)}"
        raise ValueError(f"{cell.name}: D_x must be {expected}, got {given['D_x']}")
    return numbers


def arrays(cell: "Cell", params: Mapping[str, Any], x: Any, state: tuple) -> dict:
    """{symbol: array} of all that a step is given."""
    if not isinstance(state, tuple) or len(state) != len(cell.prior):
        names = ", ".join(node.name.code for node in cell.states)
        came = len(state) if isinstance(state, tuple) else type(state).__name__
        raise ValueError(
            f"{cell.name}: state must be a tuple of {len(cell.prior)}, ({names},), got {came}"
        )
    found = {cell.x: x, **dict(zip(cell.prior, state, strict=True))}
    for code, symbol in {**cell.parameters, **cell.frozen}.items():
        if code not in params:
            raise ValueError(f"{cell.name}: params must hold {code!r}, got {sorted(params)}")
        found[symbol] = params[code]
    known: dict[str, int] = {}
    for symbol, value in found.items():
        for _ in symbol.shape:  # once more, for two axes that must be equal and were unknown
            axes = {str(s): s.value(known) for s in symbol.shape if s.symbols <= known.keys()}
            value = _array(cell.name, symbol.name.code, value, symbol.shape, axes)
            pairs = zip(symbol.shape, value.shape, strict=True)
            known = {**{str(s): n for s, n in pairs if len(s) == 1}, **known}
        found[symbol] = value
    return found


def incoming(cell: "Cell", values: Mapping, given: Mapping[str, Any]) -> dict:
    """{result: array}: what reaches each result of a step from outside, of the result's shape."""
    found = {}
    for node in cell.results:
        code = node.name.code
        if code not in given:
            raise ValueError(f"{cell.name}: incoming must hold {code!r}, got {[*given]}")
        axes = dict(zip(map(str, node.shape), values[node].shape, strict=True))
        found[node] = _array(cell.name, f"incoming[{code!r}]", given[code], node.shape, axes)
    return found


def _array(owner, name, value, shape, sizes):
    value = np.asarray(value)
    kind = value.dtype if value.dtype.kind == "f" else np.float64
    return checks.array(owner, name, value, tuple(map(str, shape)), sizes, kind)
