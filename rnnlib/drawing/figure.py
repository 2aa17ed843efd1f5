"""What a chapter shows: numbered figures with caption and alternative text, tables, passages.

What comes from a live training run differs in its last digits between
processors: `live=True` marks it, and the strict comparison of stored notebooks
leaves that drawing, and only it, out.
"""

import hashlib
import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.figure import Figure as Canvas

from rnnlib.drawing import palette, svg
from rnnlib.drawing.svg import Drawing
from rnnlib.symbolic import dimensions

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none", "font.family": ["sans-serif"], "font.size": 9.5,
    "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": palette.light("muted"), "axes.labelcolor": palette.light("ink"),
    "text.color": palette.light("ink"),
    "xtick.color": palette.light("muted"), "ytick.color": palette.light("muted"),
    "axes.linewidth": 0.8, "lines.linewidth": 1.6,
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Html:
    """A piece of a page, and the same in plain text where no HTML is shown."""

    markup: str
    plain: str

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return self.plain


def figure(
    number: str, drawing: Drawing | Canvas, caption: str, alt: str | None = None, live: bool = False
) -> Html:
    """A drawing with its number, a caption that says what to see, and what is in it.

    Args:
        number: "2.1".
        drawing: a Drawing, or a matplotlib figure.
        caption: a sentence.
        alt: alternative text; may be left out where the drawing brings its own.
        live: whether it shows a training run made on this machine.

    Raises:
        ValueError: there is no alternative text.
    """
    alt = getattr(drawing, "alt", None) if alt is None else alt
    if not alt:
        raise ValueError(f"figure {number}: alt must say what is in the figure, got none")
    drawing = _inline(drawing, alt) if isinstance(drawing, Canvas) else drawing
    words = f'aria-label="{html.escape(alt)}"'
    image = re.sub(r'aria-label="[^"]*"', lambda _: words, drawing.svg, count=1)
    focus = ' tabindex="0"' if "min-width" in image else ""  # what may scroll has keyboard focus
    return Html(
        f'<figure class="book-figure" id="figure-{number.replace(".", "-")}"{focus}>'
        f"{_live(image) if live else image}"
        f"<figcaption><strong>Figure {number}.</strong> {html.escape(caption)}</figcaption>"
        "</figure>",
        f"Figure {number}. {caption}",
    )


def table(
    caption: str, columns: Sequence[Any], rows: Sequence[Sequence[Any]], is_live: bool = False
) -> Html:
    """Rows of texts under column heads; with `is_live` the entries are marked as a live run's.

    Raises:
        ValueError: a row has more or fewer entries than there are columns.
    """
    cells = [[*map(str, row)] for row in rows]
    for row in cells:
        if len(row) != len(columns):
            raise ValueError(f"table: each row must have {len(columns)} entries, got {len(row)}")
    head, *entries = dimensions.table_rows([*map(str, columns)], cells)
    body = _live("".join(entries)) if is_live else "".join(entries)
    return Html(dimensions.html_table(caption, head, body), f"Table: {caption}")


def passages(caption: str, texts: Mapping[str, str]) -> Html:
    """Texts under their headings, line breaks kept: what a model wrote in a live run."""
    style = "white-space:pre-wrap;word-break:normal;overflow-wrap:break-word;margin-bottom:1em"
    body = "".join(
        f"<p><strong>{html.escape(heading)}</strong></p>"
        f'<pre style="{style}">{_live(html.escape(written))}</pre>'
        for heading, written in texts.items()
    )
    return Html(f'<div class="book-passages">{body}</div>', caption)


def _live(markup):
    """Mark what a live run drew, so that a strict comparison can leave it out."""
    return f"<!--live-->{markup}<!--/live-->"


def _inline(canvas, alt):
    """A matplotlib figure as inline SVG: ids of its own, colours by CSS variables."""
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": alt}):
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", metadata={"Date": None})
    around = r"^.*?(?=<svg)|<(metadata|style).*?</\1>"
    text = re.sub(around, "", stream.getvalue(), flags=re.DOTALL)
    text = re.sub(r' id="[\w.]+_\d+"| font-family: [^;"]*;', "", text)
    text = _own_ids(re.sub(r"<[^>]+>", _two_decimals, text))
    [(width, height)] = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    for meaning, (colour, _) in palette.COLOURS.items():
        text = text.replace(colour, palette.css(meaning))
    inner = re.sub(r"\s*\n\s*", " ", text[text.index(">") + 1 : text.rindex("</svg>")]).strip()
    return svg.picture(round(float(width)), round(float(height)), inner, alt)


def _own_ids(text):
    """Ids that follow from what is drawn: matplotlib's follow from digits that differ elsewhere."""
    given: dict[str, int] = {}
    text = re.sub(
        r'(\bid="|#)([mp][0-9a-f]{10})\b',
        lambda m: f"{m[1]}ID-{given.setdefault(m[2], len(given))}",
        text,
    )
    return text.replace("ID-", f"p{hashlib.sha256(text.encode()).hexdigest()[:8]}-")


def _two_decimals(tag):
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", tag[0])
