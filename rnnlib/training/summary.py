"""A network as a table: its layers, the shapes of their outputs, their parameters."""

from html import escape
from typing import NamedTuple

HEADS = ("", "layer", "output shape", "parameters")


class Summary(NamedTuple):
    """What `network.summary()` returns: a table, as text and in a notebook.

    Attributes:
        rows: (name, layer, output shape, number of parameters) of each part.
    """

    rows: tuple[tuple[str, str, str, int], ...]

    @property
    def total(self) -> int:
        """How many parameters the network has."""
        return sum(count for *_, count in self.rows)

    def _cells(self) -> list[tuple[str, ...]]:
        counted = [(*texts, f"{count:,}") for *texts, count in self.rows]
        return [*counted, ("total", "", "", f"{self.total:,}")]

    def __repr__(self) -> str:
        lines = [HEADS, *self._cells()]
        a, b, c, d = (max(map(len, column)) for column in zip(*lines, strict=True))
        return "\n".join(
            f"{n:{a}}  {what:{b}}  {shape:{c}}  {k:>{d}}" for n, what, shape, k in lines
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{text}</th>" for text in HEADS)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>"
            for line in self._cells()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
