"""The claims of a notebook: read from its cells, without running them."""

import ast
import builtins
import re
from dataclasses import dataclass

from rnnlib import claims

NUMERIC = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.unaryop, ast.operator)  # -0.5, 3 / 4
BOUNDS = ("at_most", "at_least", "between")


@dataclass(frozen=True)
class NotedClaim:
    """One `claims.check(...)` of a notebook.

    `says` are the words of the prose, None if only a bound is given; `how` is
    the way it is checked; `cell` counts from 0; `shown` tells whether the cell
    displays it, so that a link can lead there; `fault` says what is wrong with
    it as far as the source shows: a value that is typed and not computed, words
    that cannot be read or differ from their bound.
    """

    name: str
    says: str | None
    how: str
    cell: int
    shown: bool
    fault: str = ""


def claims_in(notebook):
    """Every claim of a notebook (as nbformat reads it), in order.

    Raises:
        ValueError: a claim's name or words are computed, so no reader of the
            source can find them in the prose.
    """
    typed = _typed(notebook)
    return [
        _noted(call, index, cell, typed)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        for call in _checks(cell.source)
    ]


def _parsed(source):
    return ast.parse(re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.MULTILINE))  # not IPython's


def _checks(source):
    calls = [node for node in ast.walk(_parsed(source)) if isinstance(node, ast.Call)]
    found = [call for call in calls if ast.unparse(call.func) == "claims.check"]
    return sorted(found, key=lambda call: call.lineno)


def _typed(notebook):
    """The names of a notebook that only ever stand for typed numbers, and Python's own."""
    nodes = [
        node
        for c in notebook.cells
        if c.cell_type == "code"
        for node in ast.walk(_parsed(c.source))
    ]
    stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    numbers = [
        node.targets[0].id
        for node in nodes
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and all(isinstance(part, NUMERIC) for part in ast.walk(node.value))
    ]
    return {*dir(builtins), *(n for n in numbers if numbers.count(n) == stored.count(n))}


def _names(expression):
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def _noted(call, index, cell, typed):
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    keywords |= dict(zip(["name", "value", "says"], call.args, strict=False))
    try:
        name = ast.literal_eval(keywords["name"])
        says = ast.literal_eval(keywords["says"]) if "says" in keywords else None
    except (KeyError, ValueError):
        raise ValueError(
            f"cell {index + 1}: name and says must be written out in {ast.unparse(call)}"
        ) from None
    bounds = {kind: keywords[kind] for kind in BOUNDS if kind in keywords}
    how, fault = "rounded as printed", ""
    for kind, bound in bounds.items():
        limits = bound.elts if isinstance(bound, ast.Tuple | ast.List) else [bound]
        how = f"{kind.replace('_', ' ')} {' and '.join(map(ast.unparse, limits))}"
    try:
        if says is not None:
            [(relation, _), *more] = claims.read(f"claim {name!r}", says)[0]
            if relation in claims.SAID and not more:  # "more than" is stricter than at_least
                how = f"{claims.SAID[relation]} {ast.unparse(limits[0])}" if bounds else how
            written = {k: eval(ast.unparse(v)) for k, v in bounds.items() if not _names(v)}
            if len(written) == len(bounds):
                claims.read(f"claim {name!r}", says, claims.limits_of(f"claim {name!r}", written))
    except (ValueError, TypeError) as error:
        fault = str(error)
    if "value" in keywords and _names(keywords["value"]) <= typed:
        fault = f"the value must be computed, got {ast.unparse(keywords['value'])}"
    shown = any(f'id="claim-{name}"' in html for html in _html_of(cell))
    return NotedClaim(name, says, how, index, shown, fault)


def _html_of(cell):
    for output in cell.get("outputs", []):
        yield "".join(output.get("data", {}).get("text/html", ""))
