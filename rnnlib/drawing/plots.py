"""Figures for the page: inline SVG that follows the theme, a caption, and words for who cannot see.

A plot returns a Drawing. `figure` gives it its number, caption and alternative
text; that one call is all a chapter shows. What comes from a live training run
differs in its last digits between processors: `live=True` says so, and the
strict comparison of stored notebooks leaves that drawing, and only it, out.
"""

import hashlib
import html
import io
import re
from dataclasses import dataclass
from itertools import pairwise

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from rnnlib.drawing import palette, svg
from rnnlib.drawing.diagram import Drawing
from rnnlib.symbolic import dimensions

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rnnlib",
    "font.family": ["sans-serif"],
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": palette.light("muted"),
    "axes.labelcolor": palette.light("ink"),
    "text.color": palette.light("ink"),
    "xtick.color": palette.light("muted"),
    "ytick.color": palette.light("muted"),
    "axes.linewidth": 0.8,
    "lines.linewidth": 1.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
WIDTH, HEIGHT = 5.6, 3.1  # inches of 72 units: letters stay readable at phone width
DEEPEST = 0.5  # opacity of the ground under letters that stay readable, in both themes
LINES = (("accent", "-"), ("second", "--"), ("third", "-."), ("ink", ":"), ("muted", "-"))


@dataclass(frozen=True)
class Figure:
    """A numbered figure: HTML where it can be shown, its words where it cannot."""

    number: str
    drawing: Drawing
    caption: str
    live: bool

    def _repr_html_(self):
        image = live(self.drawing.svg) if self.live else self.drawing.svg
        # what may scroll can be reached by the keyboard
        focus = ' tabindex="0"' if "min-width" in self.drawing.svg else ""
        number = self.number.replace(".", "-")
        return (
            f'<figure class="book-figure" id="figure-{number}"{focus}>{image}'
            f"<figcaption><strong>Figure {self.number}.</strong> "
            f"{html.escape(self.caption)}</figcaption></figure>"
        )

    def __repr__(self):
        return f"Figure {self.number}. {self.caption}"


def figure(number, drawing, caption, alt=None, live=False):
    """A Drawing with its number, a caption that says what to see, and what is in it.

    Args:
        number: "2.1".
        drawing: a Drawing, or a matplotlib figure.
        caption: a sentence.
        alt: alternative text; may be left out where the drawing brings its own.
        live: whether it shows a training run made on this machine.
    """
    if isinstance(drawing, Canvas):
        drawing = Drawing(_inline(drawing, alt), alt)
    elif alt is not None:
        words = f'aria-label="{html.escape(alt)}"'
        drawing = Drawing(re.sub(r'aria-label="[^"]*"', lambda _: words, drawing.svg, count=1), alt)
    if not drawing.alt:
        raise ValueError(f"figure {number}: alt must say what is in the figure, got none")
    return Figure(number, drawing, caption, live)


def live(markup):
    """Mark what a live run drew, so that a strict comparison can leave it out."""
    return f"<!--live-->{markup}<!--/live-->"


@dataclass(frozen=True)
class Html:
    """A piece of a page, and the same in plain text."""

    markup: str
    plain: str

    def _repr_html_(self):
        return self.markup

    def __repr__(self):
        return self.plain


def table(caption, columns, rows, is_live=False):
    """Rows of texts under column heads; with `is_live` the entries are marked as a live run's."""
    cells = [[str(entry) for entry in row] for row in rows]
    if any(len(row) != len(columns) for row in cells):
        raise ValueError(f"table: each row must have {len(columns)} entries")
    head, *body = dimensions.table_rows([str(c) for c in columns], cells)
    body = live("".join(body)) if is_live else "".join(body)
    return Html(
        f'<table class="book-table"><caption>{html.escape(caption)}</caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table>",
        f"Table: {caption}",
    )


def passages(caption, texts):
    """Texts under their headings, line breaks kept: what a model wrote in a live run."""
    style = "white-space:pre-wrap;word-break:normal;overflow-wrap:break-word;margin-bottom:1em"
    body = "".join(
        f"<p><strong>{html.escape(heading)}</strong></p>"
        f'<pre style="{style}">{live(html.escape(written))}</pre>'
        for heading, written in texts.items()
    )
    return Html(f'<div class="book-passages">{body}</div>', caption)


def lines(series, x_label, y_label, baselines=(), log="", y_limits=None, dots=False):
    """Lines that carry their names at their right ends, over horizontal baselines.

    Args:
        series: {name: (x, y)}; y (n,) or (runs, n): several runs are drawn as their median
            and the band from the lowest to the highest.
        baselines: {name: y}.
        log: the axes with a logarithmic scale: "", "x", "y" or "xy".
        dots: whether every point is marked.
    """
    if len(series) > len(LINES):
        raise ValueError(f"lines: series must be at most {len(LINES)}, got {len(series)}")
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = canvas.subplots()
        ends = []
        for (name, (x, y)), (meaning, dash) in zip(series.items(), LINES, strict=False):
            runs, colour = np.atleast_2d(y), palette.light(meaning)
            middle = np.median(runs, axis=0)
            axes.plot(x, middle, dash, color=colour, marker="o" if dots else None, markersize=4)
            if len(runs) > 1:
                axes.fill_between(x, runs.min(0), runs.max(0), color=colour, alpha=0.18, lw=0)
            ends.append([x[-1], middle[-1], name, colour])
        muted = palette.light("muted")
        for name, level in dict(baselines).items():
            axes.axhline(level, color=muted, lw=1, ls=(0, (4, 3)))
            ends.append([None, level, name, muted])
        for axis in log:
            _log_scale(axes, axis, [x for x, _ in series.values()])
        if y_limits:
            axes.set_ylim(*y_limits)
        axes.set(xlabel=x_label, ylabel=y_label)
        axes.grid(axis="y", color=palette.light("rule"), lw=0.6)
        axes.set_axisbelow(True)
        _label_ends(axes, ends)
        return canvas


def _log_scale(axes, which, xs):
    """A logarithmic axis with plain numbers: at the points themselves, or at powers of ten."""
    axes.set(**{f"{which}scale": "log"})
    axis = getattr(axes, f"{which}axis")
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    low, high = axis.get_view_interval()
    if high < 100 * low:  # with powers of ten alone, hardly one number would stand there
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if which == "x" and len(xs[0]) <= 10:
        axis.set_major_locator(FixedLocator(xs[0]))
        axis.set_minor_locator(NullLocator())


def _label_ends(axes, ends):
    """Names right of the axes, level with their lines, pushed apart where they would touch."""
    axes.figure.draw_without_rendering()  # only then are the limits and the layout settled
    height = {k: axes.transData.transform((1, end[1]))[1] for k, end in enumerate(ends)}
    apart = 0.062 * axes.figure.bbox.height
    order = sorted(height, key=height.get)
    for below, above in pairwise(order):
        height[above] = max(height[above], height[below] + apart)
    for k, (_, _, name, colour) in enumerate(ends):
        _, y = axes.transAxes.inverted().transform((0, height[k]))
        axes.text(1.02, y, name, color=colour, transform=axes.transAxes, va="center")


def heat_map(values, characters, row_label, alt):
    """Rows of values in [-1, 1] over the characters of a text: two colours, ten depths.

    Args:
        values: (rows, T).
        characters: a string of T characters, written below.
    """
    rows, T = values.shape
    if len(characters) != T:
        raise ValueError(
            f"heat_map: characters must be {T}, one for each step, got {len(characters)}"
        )
    wide, tall, left, top = 400 / T, 6.5, 20, 4
    levels = np.clip(np.rint(values * 10), -10, 10).astype(int)
    body = ""
    for level in range(-10, 11):
        squares = np.argwhere(levels == level)
        if level and len(squares):
            path = "".join(
                f"M{left + t * wide:.1f} {top + r * tall:.1f}h{wide:.1f}v{tall}h-{wide:.1f}z"
                for r, t in squares
            )
            colour = palette.css("accent" if level > 0 else "second")
            body += f'<path d="{path}" style="fill:{colour}" fill-opacity="{abs(level) / 10:g}"/>'
    bottom = top + rows * tall + 11
    body += "".join(
        svg.text(left + (t + 0.5) * wide, bottom, _visible(c), size=min(10, wide * 1.5))
        for t, c in enumerate(characters)
    )
    middle = top + rows * tall / 2
    body += (
        f'<g transform="rotate(-90 10 {middle:g})">{svg.text(10, middle, row_label, "muted")}</g>'
    )
    body += svg.text(left, bottom + 16, "■ positive", "accent", "start", 10)
    body += svg.text(left + 70, bottom + 16, "■ negative", "second", "start", 10)
    return Drawing(svg.picture(430, round(bottom + 22), body, alt), alt)


def shaded_text(rows, alt):
    """Texts whose letters stand on the darker ground the more weight they have.

    Args:
        rows: a list of (characters, weights, target): weights at least 0, one for each
            character; the target is what was predicted after them, drawn framed.
    """
    if not rows:
        raise ValueError("shaded_text: rows must hold at least one text, got none")
    for characters, weights, _ in rows:
        if len(weights) != len(characters):
            raise ValueError(
                f"shaded_text: weights must be {len(characters)}, one for each character, "
                f"got {len(weights)}"
            )
    longest = max(len(characters) for characters, _, _ in rows) + 1
    wide, tall, top = 416 / longest, 30, 6
    body = ""
    for row, (characters, weights, target) in enumerate(rows):
        share = np.rint(10 * np.asarray(weights) / max(np.max(weights), 1e-300)) / 10
        y, x0 = top + row * tall, 6 + (longest - 1 - len(characters)) * wide
        for k, (character, depth) in enumerate(zip(characters, share, strict=True)):
            x = x0 + k * wide
            if depth:
                body += (
                    f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="20" '
                    f'style="fill:{palette.css("accent")}" fill-opacity="{DEEPEST * depth:g}"/>'
                )
            body += svg.text(x + wide / 2, y + 14, _visible(character), size=min(12, 1.5 * wide))
        x = x0 + len(characters) * wide
        body += svg.box(x, y, wide, 20, meaning="second", fill="paper", radius=2)
        body += svg.text(x + wide / 2, y + 14, _visible(target), size=min(12, 1.5 * wide))
    return Drawing(svg.picture(430, top + tall * len(rows), body, alt), alt)


def _own_ids(text):
    """Ids that follow from what is drawn: matplotlib's follow from digits that differ elsewhere."""
    given = {}
    text = re.sub(
        r'(\bid="|#)([mp][0-9a-f]{10})\b',
        lambda m: f"{m[1]}ID-{given.setdefault(m[2], len(given))}",
        text,
    )
    return text.replace("ID-", f"p{hashlib.sha256(text.encode()).hexdigest()[:8]}-")


def _two_decimals(tag):
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", tag[0])


def _visible(character):
    return {" ": "·", "\n": "↵"}.get(character, character)


def _inline(canvas, alt):
    """A matplotlib figure as inline SVG: no ids of its own, colours by CSS variables."""
    if not alt:
        raise ValueError("figure: alt must say what is in the figure, got none")
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": alt}):  # ids of its own on the page
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", metadata={"Date": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<(metadata|style).*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r' id="[\w.]+_\d+"| font-family: [^;"]*;', "", text)
    text = _own_ids(re.sub(r"<[^>]+>", _two_decimals, text))
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    width, height = (float(n) for n in box.groups())
    for meaning, (colour, _) in palette.COLOURS.items():
        text = text.replace(colour, palette.css(meaning))
    inner = re.sub(r"\s*\n\s*", " ", text[text.index(">") + 1 : text.rindex("</svg>")]).strip()
    return svg.picture(round(width), round(height), inner, alt)
