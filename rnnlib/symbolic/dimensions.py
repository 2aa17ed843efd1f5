"""The dimension trace: every tensor of a step, the rule that gives its shape, and the numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from rnnlib.symbolic.expressions import Negative, Sum
from rnnlib.symbolic.graph import write
from rnnlib.symbolic.names import BATCH, plain, shape_text
from rnnlib.symbolic.symbols import Number

if TYPE_CHECKING:
    from rnnlib.symbolic.cell import Cell


_COLUMNS = "tensor", "shape", "in numbers", "why"


def typeset(text: str) -> str:
    """h_{t-1}, D_x and a^{f}_{t} as HTML: the letter in italics, its indices low and high."""
    index = r"(?:\{([^}]*)\}|(\w)(?!(?!²)\w))"
    return re.sub(
        rf"\b(\w[\u0303\u0304]*)(?:\^{index})?_{index}",
        lambda m: (
            f"<i>{m[1]}</i>"
            + (f"<sup>{m[2] or m[3]}</sup>" if m[2] or m[3] else "")
            + f"<sub>{(m[4] or m[5]).replace('-', '−')}</sub>"
        ),
        escape(text),
    )


@dataclass(frozen=True)
class Row:
    """One tensor: how it is written, why it has its shape, the shape in symbols and numbers."""

    latex: str
    code: str
    rule: str
    shape: str
    numbers: tuple[int, ...]

    def entries(self, tensor: str) -> tuple[str, ...]:
        """The entries of a table's row, the tensor written so."""
        return tensor, self.shape, str(self.numbers), self.rule

    @property
    def in_html(self) -> str:
        """The tensor for an HTML table."""
        return plain(self.latex, braces=True)


@dataclass(frozen=True)
class Trace:
    """The dimensions of a cell as a table: iterate over its rows, print it, or display it."""

    title: str
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, code: str) -> tuple[int, ...]:
        """The shape in numbers of the tensor with this name in code, or written so in LaTeX."""
        for row in self.rows:
            if code in (row.code, row.latex):
                return row.numbers
        names = ", ".join(row.code for row in self.rows)
        raise KeyError(f"{code!r}: the trace has {names}")

    def __str__(self) -> str:
        return aligned_columns([_COLUMNS, *(r.entries(r.code) for r in self.rows)])

    def _repr_html_(self) -> str:
        rows = [row.entries(row.in_html) for row in self.rows]
        latex = {row.in_html: row.latex for row in self.rows}
        latex |= {row.shape: re.sub(r"_(\w+)", r"_{\1}", row.shape) for row in self.rows}
        return html_table(self.title, *table_rows(_COLUMNS, rows, latex))


def aligned_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts, one below the other in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def html_table(caption: str, head: str, *rows: str) -> str:
    """A table of the book, from its rows in HTML."""
    return (
        f'<table class="book-table"><caption>{escape(caption)}</caption>'
        f"<thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def table_rows(
    columns: Sequence[str], rows: Sequence[Sequence[str]], latex: Mapping[str, str] | None = None
) -> list[str]:
    """The head and the rows of an HTML table, columns of words left, of numbers right.

    Args:
        columns, rows: texts.
        latex: {text: the same in LaTeX}, kept with the entry for the site, which typesets it.
    """
    is_number = re.compile(r"[-−+]?([\d.,]+|inf|∞)(\s?(%|×))?")
    numeric = [all(map(is_number.fullmatch, entries)) for entries in zip(*rows, strict=True)]
    known = {text: f' data-latex="{escape(own)}"' for text, own in (latex or {}).items()}
    styles = [f' style="text-align:{"right" if number else "left"}"' for number in numeric]

    def row(tag, entries):
        inner = "".join(
            f"<{tag}{style}{known.get(text, '')}>{typeset(text)}</{tag[:2]}>"
            for text, style in zip(entries, styles, strict=True)
        )
        return f"<tr>{inner}</tr>"

    return [row('th scope="col"', columns), *(row("td", entries) for entries in rows)]


def trace(cell: "Cell", sizes: Mapping[str, int]) -> Trace:
    """The dimensions of every quantity of a cell.

    Args:
        cell: a Cell.
        sizes: {"D_x": 8, "D_h": 16, "B": 32}; with "T" too, for a whole sequence:
            then what changes with the time step gets a leading axis T.
    """
    rows: dict[str, Row] = {}  # by how a tensor is written: several layers see the same [h; x]
    terms = {term for node in cell.nodes if isinstance(node, Sum) for term in node.operands}
    for node in cell.nodes:
        is_partial = node in terms and not node.name and isinstance(node, (Sum, Negative))
        latex = write(node)
        if is_partial or isinstance(node, Number) or latex in rows:
            continue  # a partial sum is a step on the way to the sum
        code = node.name.code if node.name else plain(latex)
        shape, numbers = shape_text(node.shape), tuple(size.value(sizes) for size in node.shape)
        if "T" in sizes and BATCH in node.shape:
            shape, numbers = f"(T, {shape[1:]}", (sizes["T"], *numbers)
        rows[latex] = Row(latex, code, node.forward_rule, shape, numbers)
    return Trace(f"The dimensions of the {cell.name}", tuple(rows.values()))
