"""How a cell is written: a short function over symbols.

    @cell
    def RNN(h, x):
        return tanh.layer("h", h, x)

is all there is to write. The function is called once, with the prior states
h_{t-1} and the input x_t as symbols; what it returns are the new states, in
order, then the outputs if it has any.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import Same
from rnnlib.symbolic.names import BATCH, Name, Size
from rnnlib.symbolic.symbols import Expression, Symbol


def cell(
    states: str | Sequence[str] | Mapping[str, str] | Callable | None = None,
    outputs: str | Sequence[str] = "",
    x: str = "D_x",
) -> Any:
    """Make a Cell of a function over symbols: `@cell` above it.

    Args:
        states: the names of the states in order, "h c", each of size D_h; or with their
            sizes, {"h": "D_r", "c": "D_h"}. The names of the function's arguments, if not given.
        outputs: the names of the outputs in order, such as "y".
        x: the size of the input: "D_h" if it has that of the state, as in a residual cell.
    """
    if callable(states):
        return cell()(states)

    def make(function: Callable) -> Cell:
        if not callable(function):
            raise TypeError(f"cell: expected a function of states and x, got {function!r}")
        name, signature = function.__name__, inspect.signature(function)
        sizes = _sizes(name, [*signature.parameters][:-1] if states is None else states)
        names = [*sizes, *(outputs.split() if isinstance(outputs, str) else outputs)]
        if "x" in sizes:
            raise ValueError(
                f"{name}: expected states that are not called x, and the input x after them, "
                f"got {name}{signature}"
            )
        if not _fits(signature, [*sizes, "x"]):
            raise ValueError(
                f"{name}: expected a function of {', '.join(sizes)} and x, got {name}{signature}"
            )
        prior = tuple(Symbol(Name(s, "t-1"), (size, BATCH), "state") for s, size in sizes.items())
        symbol = Symbol(Name("x"), (Size.of(name, x), BATCH), "input")
        results = function(*prior, symbol)
        if isinstance(results, list):
            raise TypeError(
                f"{name}: expected results without brackets, return {', '.join(names)}; got a list"
            )
        results = results if isinstance(results, tuple) else (results,)
        if len(results) != len(names):
            expected = f"{len(names)} result{'s' * (len(names) > 1)}, {', '.join(names)}"
            got = (
                f"{len(results)} in its return"
                if results != (None,)
                else "none: is there a return?"
            )
            raise ValueError(f"{name}: expected {expected}; got {got}")
        new = tuple(_named(name, *pair) for pair in zip(results, names, strict=True))
        doc = inspect.getdoc(function)
        made = Cell(name, prior, symbol, new[: len(sizes)], new[len(sizes) :], doc)
        made.__module__ = function.__module__
        return made

    return make


def _fits(signature, expected):
    """Whether a function takes these arguments, and none of them in the place of another."""
    try:
        signature.bind(*expected)
    except TypeError:
        return False
    pairs = zip(signature.parameters, expected, strict=False)
    return all(own == name or own not in expected for own, name in pairs)


def _sizes(name, states):
    """{state: Size}, checked."""
    if not isinstance(states, (str, Sequence, Mapping)):
        raise TypeError(f"{name}: states must be names, such as 'h c', got {states!r}")
    names = states.replace(",", " ").split() if isinstance(states, str) else [*states]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"{name}: states must be one name or more, all different, got {states!r}")
    sizes = states if isinstance(states, Mapping) else dict.fromkeys(names, "D_h")
    return {state: Size.of(name, sizes[state]) for state in names}


def _named(cell, node, name):
    """The node under this name: a state that has another name already is the same again."""
    if not isinstance(node, Expression):
        hint = "; is there a return?" if node is None else ""
        raise TypeError(f"{cell}: {name} must be an expression, got {node!r}{hint}")
    if isinstance(node, Symbol) or not node.name:
        return node.called(name)
    return node if node.name.code == name else Same(node).called(name)
