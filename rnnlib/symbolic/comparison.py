"""Two cells side by side: layers, gates by role, states, parameters, multiply-adds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import product
from math import prod

from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.dimensions import aligned_columns, html_table, typeset
from rnnlib.symbolic.expressions import MatrixProduct, Product, Quotient
from rnnlib.symbolic.features import Variance
from rnnlib.symbolic.gates import ROLES
from rnnlib.symbolic.names import Size


class Count(Counter):
    """A number that depends on sizes: {("D_h", "D_x"): 3} is 3 D_h D_x."""

    @classmethod
    def of(cls, shapes: Iterable[tuple[Size, ...]]) -> "Count":
        """The entries of arrays of these shapes for one sample, added up."""
        total = cls()
        for terms in (terms for shape in shapes for terms in product(*shape)):
            symbols = sorted(s for s in terms if isinstance(s, str) and s != "B")
            total[tuple(symbols)] += prod(n for n in terms if isinstance(n, int))
        return total

    def __str__(self) -> str:
        terms = sorted(self.items(), key=lambda item: (-len(item[0]), item[0]))
        return " + ".join(_term(n, Counter(symbols)) for symbols, n in terms) or "0"

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number at these sizes."""
        return sum(n * prod(sizes[symbol] for symbol in symbols) for symbols, n in self.items())

    def ratio(self, other: "Count") -> str:
        """self ÷ other as a formula: a fraction if it is the same at all sizes."""
        quotients = {Fraction(self[symbols], n) for symbols, n in other.items()}
        if len(quotients) == 1 and self.keys() == other.keys():
            return str(quotients.pop())
        return f"({self}) ÷ ({other})"


def _term(n, symbols):
    powers = [symbol + "  ²³⁴"[power].strip() for symbol, power in symbols.items()]
    return " ".join([*([str(n)] if n > 1 or not symbols else []), *powers])


@dataclass(frozen=True)
class Comparison:
    """A table of two columns: display it, print it, or read its rows {what: (first, second)}."""

    names: tuple[str, str]
    rows: dict[str, tuple[str, str]]

    def __str__(self) -> str:
        rows = ((what, *pair) for what, pair in self.rows.items())
        return aligned_columns([("", *self.names), *rows])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.names)
        rows = (
            f'<tr><th scope="row">{what}</th><td>{typeset(a)}</td><td>{typeset(b)}</td></tr>'
            for what, (a, b) in self.rows.items()
        )
        caption = f"{' and '.join(self.names)}, side by side"
        return html_table(caption, f"<tr><td></td>{head}</tr>", *rows)


def compare(first: Cell, second: Cell) -> Comparison:
    """Two cells side by side: a table to display or print.

    Args:
        first, second: Cells.
    """
    one, other = _column(first), _column(second)
    ratio = parameter_formula(first).ratio(parameter_formula(second))
    rows = {what: (one[what], other[what]) for what in one}
    return Comparison((first.name, second.name), rows | {"parameters, as a ratio": (ratio, "1")})


def _column(cell):
    gates, layers = cell.gates(), cell.layers()
    through = {role: [gate.roles[role] for gate in gates if role in gate.roles] for role in ROLES}
    return {
        "states": ", ".join(state.name.code for state in cell.states),
        "layers": f"{len(layers)}: {', '.join(layers) or 'none'}",
        **{f"{role} gate": ", ".join(through[role]) or "none" for role in ROLES},
        "parameters": str(parameter_formula(cell)),
        "multiply-adds per step": str(multiply_adds(cell)),
    }


def parameter_formula(cell: Cell) -> Count:
    """The number of a cell's trained parameters over the sizes."""
    return Count.of(parameter.shape for parameter in cell.parameters.values())


def multiply_adds(cell: Cell) -> Count:
    """The multiplications of one step for one sample, over the sizes.

    One for each weight of a matrix product, one for each entry of an elementwise product or
    quotient, and one for each square in a variance.
    """
    products = [
        (*n.shape, n.operands[0].shape[1]) for n in cell.nodes if isinstance(n, MatrixProduct)
    ]
    elementwise = [n.shape for n in cell.nodes if isinstance(n, (Product, Quotient))]
    squares = [n.operands[0].shape for n in cell.nodes if isinstance(n, Variance)]
    return Count.of([*products, *elementwise, *squares])
