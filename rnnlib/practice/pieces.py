"""What a question and an explanation are made of: text, equations, a drawing, code, a table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rnnlib.drawing import diagram
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.derivation import Adjoint
from rnnlib.symbolic.graph import Node, write
from rnnlib.symbolic.mathml import mathml

SIGNS = {
    r"\bar": "a bar marks the gradient of the loss with respect to what stands below it",
    r"\bar{a}^": "$a$ with a raised letter is the sum that goes into the activation of that layer",
    r"\leftarrow": "an arrow marks what crosses from one step to another",
    "> 0]": "a condition in brackets is 1 where it holds and 0 elsewhere",
    r"\mathbf 1": "a product with $\\mathbf 1$ adds up the samples",
    "|_": "what stands after a vertical line says which rows are taken",
}
_MARKED = re.compile(r"\$([^$]+)\$|`([^`]+)`")


def inline(text: str) -> str:
    """Text as HTML: $h_t$ is mathematics, `W_f` is code, and $b$ = 2 stays on one line."""
    return _MARKED.sub(
        lambda match: mathml(match[1]) if match[1] else f"<code>{match[2]}</code>",
        escape(text, quote=False).replace("$ = ", "$\xa0=\xa0").replace("$:", "$\u2060:"),
    )


def named(node: Node, bar: bool = False) -> str:
    """What a quantity is called, for a text: $h_{t-1}$; with a bar, its adjoint."""
    return f"${node.name.latex(bar) if node.name else write(node)}$"


class Piece:
    """Something to be shown.

    Attributes:
        text: what it says, as it was written.
    """

    text: str

    @property
    def html(self) -> str:
        """The same for a page, as a block."""
        raise NotImplementedError

    @property
    def phrase(self) -> str:
        """The same for a page, as a part of a line."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Piece):
    """A paragraph; $h_t$ in it is mathematics, `W_f` is code."""

    text: str

    @property
    def html(self) -> str:
        return f"<p>{self.phrase}</p>"

    @property
    def phrase(self) -> str:
        return inline(self.text)


@dataclass(frozen=True)
class Equations(Piece):
    """Equations below each other, or a formula, in LaTeX."""

    text: str

    @property
    def html(self) -> str:
        return f'<div class="math">{self.phrase}</div>'

    @property
    def phrase(self) -> str:
        return mathml(self.text)


@dataclass(frozen=True)
class Drawing(Piece):
    """A cell, drawn when it is shown; with the colours and roles of its gates, or without."""

    cell: Cell
    roles: bool = False

    @property
    def text(self) -> str:  # type: ignore[override]
        return diagram.in_words(self.cell, self.roles)

    @property
    def html(self) -> str:
        svg = re.sub(r"<style>.*?</style>", "", self.cell.diagram(roles=self.roles).svg)
        return f'<div class="book-figure">{svg}</div>'


@dataclass(frozen=True)
class Code(Piece):
    """Lines of source."""

    text: str

    @property
    def html(self) -> str:
        return f"<pre>{self.phrase}</pre>"

    @property
    def phrase(self) -> str:
        return f"<code>{escape(self.text)}</code>"


@dataclass(frozen=True)
class Table(Piece):
    """Rows of texts under their heads, with a caption."""

    text: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def html(self) -> str:
        head = "".join(f'<th scope="col">{inline(text)}</th>' for text in self.columns)
        rows = ("".join(f"<td>{inline(text)}</td>" for text in row) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return (
            f'<div class="pst-scrollable-table-container"><table class="book-table">'
            f"<caption>{escape(self.text)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )


def in_html(pieces: Iterable[Piece]) -> str:
    """Pieces one below the other, as HTML."""
    return "".join(piece.html for piece in pieces)


def forward(cell: Cell, roles: bool = False) -> Equations:
    """A cell's equations; with the colours of its gates, or without, to be found by the reader."""
    return Equations(str(cell.latex(roles=roles)))


def signs(shown: str, known: str = "") -> list[Text]:
    """What the signs in a gradient's LaTeX mean, but for those that are known already."""
    said = [words for sign, words in SIGNS.items() if sign in shown and sign not in known]
    return [Text(f"In these equations, {'; '.join(said)}.")] if said else []


def backward(
    cell: Cell, lines: Iterable[Adjoint], rules: bool = False, roles: bool = True
) -> Equations:
    """Lines of a cell's derivation, each with the rule of every term on its right if asked for."""
    return Equations(str(cell.backward().latex(rules, lines=lines, roles=roles)))
