"""The page of a report: one HTML file with its style, in both themes, without scripts."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from rnnlib.drawing import palette

# Nothing is run and nothing is fetched, whatever names the data bring along.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
* { box-sizing: border-box; }
html { color-scheme: light dark; background: var(--book-paper); color: var(--book-ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 48rem; padding: 1.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.7rem; margin: .4rem 0 .8rem; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .6rem; padding-top: .8rem;
  border-top: 1px solid var(--book-rule); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .4rem; }
p, ul { margin: 0 0 .9rem; } ul { padding-left: 1.25rem; } li { margin-bottom: .35rem; }
.lead { font-size: 1.15rem; }
.kind, figcaption, caption { color: var(--book-muted); font-size: .92rem; }
.kind { margin: 0; }
.word { border: 1px solid var(--book-muted); border-radius: 4px; color: var(--book-ink);
  font-weight: 600; margin-right: .5rem; padding: .1rem .5rem; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figure svg { display: block; margin: 0 auto; }
figcaption { margin-top: .5rem; }
.scroll { margin: 1rem 0; overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; left: 0; max-width: min(45.5rem, 100vw - 2.5rem);
  padding-top: .5rem; position: sticky; text-align: left; }
th, td { border-bottom: 1px solid var(--book-rule); padding: .35rem .7rem; text-align: right;
  vertical-align: baseline; white-space: nowrap; }
tr > :first-child { max-width: 16rem; min-width: 7.5rem; padding-left: 0; text-align: left;
  white-space: normal; }
thead th { white-space: normal; overflow-wrap: normal; }
tbody th { font-weight: 400; } tbody th[scope=rowgroup] { font-weight: 600; padding-top: .9rem; }
thead th { border-bottom: 2px solid var(--book-muted); vertical-align: bottom; }
pre { background: var(--book-panel); border-radius: 4px; font-size: .85rem; padding: .8rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
summary { color: var(--book-accent); cursor: pointer; font-weight: 600; padding: .3rem 0; }
.deep { background: color-mix(in srgb, var(--book-accent) calc(var(--share) * 35%), transparent); }
@media (max-width: 30rem) { body { padding-inline: 1rem; } th, td { padding-inline: .4rem; } }
@media print { html { font-size: 11pt; } body { max-width: none; padding: 0; }
  figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll, figure { overflow: visible; } details::details-content { content-visibility: visible; }
  summary { display: none; } }
"""


def page(title: str, body: str) -> str:
    """A whole document.

    Args:
        title: text.
        body: HTML.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{escape(title)}</title>\n'
        f"<style>{_colours()}{STYLE}</style>\n</head>\n<body>\n<main>\n{_slim(body)}\n</main>\n</body>\n"
        "</html>\n"
    )


def _slim(markup: str) -> str:
    """The same without what drawings bring along for other places than a page of one's own."""
    markup = re.sub(r"var\((--book-\w+), #\w{6}\)", r"var(\1)", markup)
    return re.sub(r"<style>[^<]*</style>| transform=\"rotate\(-0 [^\"]*\"", "", markup)


def _colours() -> str:
    """The book's colours, as the reader's system has its theme; paper is light."""
    light, dark = (
        "".join(f"--book-{meaning}:{pair[k]};" for meaning, pair in palette.COLOURS.items())
        for k in (0, 1)
    )
    return (
        f"\n:root {{{light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{{dark}}} }}"
    )


def section(name: str, heading: str, *parts: str) -> str:
    """Parts of HTML under a heading; "" if there are none."""
    inner = "\n".join(part for part in parts if part)
    if not inner:
        return ""
    return f'<section id="{name}">\n<h2>{escape(heading)}</h2>\n{inner}\n</section>'


def paragraph(text: str) -> str:
    """A text as a paragraph; "" if it is empty."""
    return f"<p>{escape(text)}</p>" if text else ""


def items(texts: Iterable[str]) -> str:
    """Texts as a list; "" if there are none."""
    inner = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{inner}</ul>" if inner else ""


def folded(summary: str, body: str) -> str:
    """HTML that is shown when its summary is pressed, and on paper."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def table(
    caption: str,
    columns: Sequence[str],
    groups: Mapping[str, Sequence[Sequence[str]]],
    deep: Sequence[Sequence[float]] | None = None,
) -> str:
    """Rows of texts under column heads; the first text of a row is its head.

    Args:
        caption: a sentence.
        columns: the heads, the first that of the rows' heads.
        groups: {heading, or "" for none: rows}.
        deep: a share in [0, 1] for each entry of the only group: how dark its ground is.
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    bodies = ""
    for heading, rows in groups.items():
        inner = ""
        if heading:
            span = f'<th scope="rowgroup" colspan="{len(columns)}">'
            inner = f"<tr>{span}{escape(heading)}</th></tr>"
        for k, (name, *entries) in enumerate(rows):
            shares = deep[k] if deep is not None else [0.0] * len(entries)
            cells = "".join(map(_cell, entries, shares))
            inner += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
        bodies += f"<tbody>{inner}</tbody>"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{bodies}</table></div>"
    )


def _cell(text: str, share: float) -> str:
    ground = f' class="deep" style="--share:{share:.2f}"' if share else ""
    return f"<td{ground}>{escape(text)}</td>"


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def number(value: float, digits: int = 4) -> str:
    """A number for people to read; a dash if it is not finite."""
    if not math.isfinite(value):
        return "–"
    shown = f"{value:,.0f}" if 10**digits <= abs(value) < 1e9 else f"{value:.{digits}g}"
    return shown.replace("-", "−")


def percent(share: float, unit: str = "%") -> str:
    """A share with its sign, 0.0123 as "+1.2 %"; a dash if it is undefined."""
    return f"{100 * share:+.1f} {unit}".rstrip().replace("-", "−") if math.isfinite(share) else "–"


def shortened(text: str, most: int = 60) -> str:
    """The same, or its beginning where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
