"""Two cells side by side: layers, gates by role, states, parameters, multiply-adds."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from rnnlib.symbolic.dimensions import typeset
from rnnlib.symbolic.expressions import MatrixProduct, Product
from rnnlib.symbolic.graph import in_order


class Count(Counter):
    """A number that depends on sizes: {("D_h", "D_x"): 3} is 3 D_h D_x."""

    @classmethod
    def of(cls, shapes):
        """The entries of arrays of these shapes, added up."""
        total = cls()
        for rows, columns in shapes:
            for r in rows:
                for c in columns:
                    total[tuple(sorted(s for s in (r, c) if s not in (1, "B")))] += 1
        return total

    def __str__(self):
        terms = sorted(self.items(), key=lambda item: (-len(item[0]), item[0]))
        text = " + ".join(
            " ".join([*([str(n)] if n > 1 or not sizes else []), *sizes]) for sizes, n in terms
        )
        return text.replace("D_h D_h", "D_h²") or "0"

    def value(self, sizes):
        total = 0
        for symbols, n in self.items():
            for symbol in symbols:
                n *= sizes[symbol]
            total += n
        return total

    def ratio(self, other):
        """self ÷ other as a formula: a fraction if it is the same at all sizes."""
        quotients = {Fraction(self[key], other[key]) for key in other if other[key]}
        if len(quotients) == 1 and self.keys() == other.keys():
            return str(quotients.pop())
        return f"({self}) ÷ ({other})"


@dataclass(frozen=True)
class Comparison:
    """A table of two columns: display it, print it, or read its rows {what: (first, second)}."""

    names: tuple
    rows: dict

    def __str__(self):
        table = [("", *self.names), *((what, *pair) for what, pair in self.rows.items())]
        widths = [max(len(row[k]) for row in table) for k in range(3)]
        return "\n".join(
            "  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip()
            for row in table
        )

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.names)
        body = "".join(
            f'<tr><th scope="row">{what}</th>'
            + "".join(f"<td>{typeset(text)}</td>" for text in pair)
            + "</tr>"
            for what, pair in self.rows.items()
        )
        return (
            f'<table class="book-table"><caption>{" and ".join(self.names)}, side by side</caption>'
            f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def compare(first, second):
    """Two cells side by side.

    Multiply-adds are per step and sample: one for each weight of a matrix product and one
    for each entry of an elementwise product.

    Args:
        first, second: Cells.

    Returns:
        Comparison.
    """
    parameters = [parameter_formula(cell) for cell in (first, second)]
    work = [multiply_adds(cell) for cell in (first, second)]
    pairs = {
        "states": [", ".join(s.name.code for s in cell.states) for cell in (first, second)],
        "layers": [
            f"{len(c.layers())}: {', '.join(c.layers()) or 'none'}" for c in (first, second)
        ],
        **{
            f"{role} gate": [_gates_of(cell, role) for cell in (first, second)]
            for role in ("forget", "input", "output", "relevance")
        },
        "parameters": [str(count) for count in parameters],
        "multiply-adds per step": [str(count) for count in work],
        "parameters, as a ratio": [parameters[0].ratio(parameters[1]), "1"],
    }
    return Comparison((first.name, second.name), {what: tuple(p) for what, p in pairs.items()})


def parameter_formula(cell):
    """The number of a cell's parameters as a Count over the sizes."""
    return Count.of(p.shape for p in cell.parameters.values())


def multiply_adds(cell):
    """The multiplications of one step for one sample, as a Count over the sizes."""
    nodes = in_order(cell.results)
    products = [n.operands[0].shape for n in nodes if isinstance(n, MatrixProduct)]
    elementwise = [(n.shape[0], (1,)) for n in nodes if isinstance(n, Product)]
    return Count.of([*products, *elementwise])


def _gates_of(cell, role):
    through = [gate.roles[role] for gate in cell.gates() if role in gate.roles]
    return ", ".join(through) or "none"
