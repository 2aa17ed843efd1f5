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

WIDTH = 350 / 72  # inches of 72 units: so wide is a phone's column, and no drawing is wider
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none", "font.family": ["sans-serif"], "font.size": 11.5,
    "axes.labelsize": 11.5, "xtick.labelsize": 11.5, "ytick.labelsize": 11.5,
    "axes.formatter.useoffset": False, "axes.spines.top": False, "axes.spines.right": False,
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
    number: str,
    drawing: Drawing | Canvas | Mapping[str, Drawing | Canvas],
    caption: str,
    alt: str | None = None,
    live: bool = False,
) -> Html:
    """A drawing with its number, a caption that says what to see, and what is in it.

    Args:
        number: "2.1".
        drawing: a Drawing, or a matplotlib figure; or several as panels, {title: drawing},
            which stand side by side where there is room for it.
        caption: a sentence.
        alt: alternative text; may be left out where the drawing brings its own. Of panels it
            tells of all of them.
        live: whether its plots show a training run made on this machine.

    Raises:
        ValueError: there is no alternative text, or no panel.
    """
    panels = dict(drawing) if isinstance(drawing, Mapping) else {"": drawing}
    if not panels:
        raise ValueError(f"figure {number}: drawing must have at least one panel, got none")
    images = []
    for k, (title, panel) in enumerate(panels.items()):
        words = getattr(panel, "alt", None) if alt is None else alt
        if alt and k:
            words = f"{title}: described in the first panel"
        if not words:
            raise ValueError(f"figure {number}: alt must say what is in the figure, got none")
        panel = _inline(panel, f"{title} {words}") if isinstance(panel, Canvas) else panel
        runs = live and panel.svg.startswith(
            ("<svg", '<div class="book-play"')
        )  # a film holds data
        label = f'aria-label="{html.escape(words)}"'
        image = re.sub(r'aria-label="[^"]*"', lambda _, label=label: label, panel.svg, count=1)
        images.append((title, _live(image) if runs else image))
    focus = ' tabindex="0"' if any("min-width" in image for _, image in images) else ""
    return Html(  # what may scroll has keyboard focus
        f'<figure class="book-figure" id="figure-{number.replace(".", "-")}"{focus}>'
        f"{images[0][1] if len(images) == 1 else _side_by_side(images)}"
        f"<figcaption><strong>Figure {number}.</strong> {html.escape(caption)}</figcaption>"
        "</figure>",
        f"Figure {number}. {caption}",
    )


def _side_by_side(images):
    """Panels under their titles; on a phone one below the other."""
    panel = '<div style="flex:1 1 290px;max-width:360px">{}{}</div>'
    title = '<div style="text-align:center">{}</div>'
    inner = "".join(
        panel.format(title.format(html.escape(words)) if words else "", image)
        for words, image in images
    )
    row = "display:flex;flex-wrap:wrap;gap:1rem;justify-content:center"
    return f'<div style="{row}">{inner}</div>'


def table(
    caption: str, columns: Sequence[Any], rows: Sequence[Sequence[Any]], is_live: bool = False
) -> Html:
    """Rows of texts under column heads; with `is_live` the entries are marked as a live run's.

    Raises:
        ValueError: a row has more or fewer entries than there are columns, or a column no head.
    """
    for k, head in enumerate(map(str, columns), 1):
        if not head.strip():
            raise ValueError(f"table: each column must have a head, got {head!r} for column {k}")
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
    text = _own_ids(re.sub(r"<[^>]+>", _two_decimals, text), alt)
    [(width, height)] = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    for meaning, (colour, _) in palette.COLOURS.items():
        text = text.replace(colour, palette.css(meaning))
    inner = re.sub(r"\s*\n\s*", " ", text[text.index(">") + 1 : text.rindex("</svg>")]).strip()
    return svg.picture(round(float(width)), round(float(height)), inner, alt)


def _own_ids(text, alt):
    """Ids that follow from what is drawn: matplotlib's follow from digits that differ elsewhere."""
    given: dict[str, int] = {}
    text = re.sub(
        r'(\bid="|#)([mp][0-9a-f]{10})\b',
        lambda m: f"{m[1]}ID-{given.setdefault(m[2], len(given))}",
        text,
    )
    return text.replace("ID-", f"p{hashlib.sha256((alt + text).encode()).hexdigest()[:8]}-")


def _two_decimals(tag):
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", tag[0])
