"""The claims of a notebook: read from its cells, without running them."""

import ast
import re
from dataclasses import dataclass

BOUNDS = {"at_most", "at_least", "between"}


@dataclass(frozen=True)
class NotedClaim:
    """One `claims.check(...)` of a notebook.

    `says` are the words of the prose, None if only a bound is given; `how` is
    the way it is checked; `cell` counts from 0; `shown` tells whether the cell
    displays it, so that a link can lead there.
    """

    name: str
    says: str | None
    how: str
    cell: int
    shown: bool


def claims_in(notebook):
    """Every claim of a notebook (as nbformat reads it), in order.

    Raises:
        ValueError: a claim's name or words are computed, so no reader of the
            source can find them in the prose.
    """
    return [
        _noted(call, index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        for call in _checks(cell.source)
    ]


def _checks(source):
    source = re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.MULTILINE)  # IPython's own lines
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = [call for call in calls if ast.unparse(call.func) == "claims.check"]
    return sorted(found, key=lambda call: call.lineno)


def _noted(call, index, cell):
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    keywords |= dict(zip(["name", "value", "says"], call.args, strict=False))
    try:
        name = ast.literal_eval(keywords["name"])
        says = ast.literal_eval(keywords["says"]) if "says" in keywords else None
    except (KeyError, ValueError):
        raise ValueError(
            f"cell {index + 1}: name and says must be written out in {ast.unparse(call)}"
        ) from None
    how = "rounded as printed"
    for kind in BOUNDS & keywords.keys():
        bound = keywords[kind]
        limits = bound.elts if isinstance(bound, ast.Tuple | ast.List) else [bound]
        how = f"{kind.replace('_', ' ')} {' and '.join(map(ast.unparse, limits))}"
    shown = any(f'id="claim-{name}"' in html for html in _html_of(cell))
    return NotedClaim(name, says, how, index, shown)


def _html_of(cell):
    for output in cell.get("outputs", []):
        yield "".join(output.get("data", {}).get("text/html", ""))
