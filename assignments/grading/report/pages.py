"""The page of a student and the page of the class, as HTML that needs nothing else.

All text is escaped; the pages run no script and load nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from .. import parts
from ..judging.judge import Verdict
from ..source import Assignment

if TYPE_CHECKING:
    from ..grade import Graded

STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --pale: #5c6370;
  --line: #d5d9de; --right: #1a6b3c; --wrong: #a2411a; --bar: #3b6ea8; --box: #f4f5f7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6ea; --paper: #16181c; --pale: #a0a7b3;
  --line: #3a3f47; --right: #6cc592; --wrong: #f0986c; --bar: #7fb0e6; --box: #1f2227; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-top: 1px solid var(--line); padding-top: 1rem; font-size: 1.15rem; }
table { border-collapse: collapse; } .scroll { overflow-x: auto; }
td, th { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .pale { color: var(--pale); }
.bar { background: var(--box); width: 10rem; margin-top: .35rem; }
.bar div { background: var(--bar); height: .8rem; }
pre { background: var(--box); padding: .7rem; overflow-x: auto; white-space: pre-wrap; }
img { max-width: 100%; background: #fff; } a { color: var(--bar); }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def student(asked: Assignment, graded: "Graded", comments: Mapping[tuple[str, str], str]) -> str:
    """What one student is told."""
    name = graded.handed.student
    by_id = {verdict.id: verdict for verdict in graded.verdicts}
    lines = [f"<h1>{escape(asked.title)}</h1><p>{escape(name)}: {_total(asked, graded)}.</p>"]
    if graded.remarks:
        lines.append("<h2>What happened when your notebook ran</h2>" + _list(graded.remarks))
    for part in asked.asked:
        verdict = by_id[part.id]
        lines.append(f"<h2>{escape(part.name)}</h2><p>{_points(verdict, part.extra)}</p>")
        lines.append(_list(verdict.words))
        if part.id in graded.written:
            lines.append(f"<pre>{escape(graded.written[part.id])}</pre>")
        if comment := comments.get((name, part.id)):
            lines.append(f"<p>{escape(comment)}</p>")
    if graded.figures:
        lines.append("<h2>Your figures</h2>")
    for number, png in enumerate(graded.figures, 1):
        lines.append(f'<img alt="Figure {number}" src="data:image/png;base64,{escape(png)}">')
    if graded.prints:
        lines.append(f"<h2>What your notebook printed</h2><pre>{escape(graded.prints)}</pre>")
    if graded.isolation:
        lines.append(f'<p class="pale">Run: {escape(graded.isolation)}.</p>')
    return page(f"{name}: {asked.title}", "\n".join(lines))


def summary(asked: Assignment, graded: Sequence["Graded"], places: Mapping[str, str]) -> str:
    """What the class can do, which part was hard, and which mistakes were made."""
    judged = {part.id: part for part in parts.load(asked.name)}
    lines = [f"<h1>{escape(asked.title)}</h1><p>{len(graded)} submissions.</p>"]
    isolation = Counter(one.isolation or "not run" for one in graded)
    lines.append(_list(f"{count} × {words}" for words, count in isolation.items()))
    lines.append("<h2>Which part was hard</h2><p>The share of its points that the class got.</p>")
    lines.append('<div class="scroll"><table>')
    for part in asked.asked:
        share = _share([v for one in graded for v in one.verdicts if v.id == part.id])
        said = "waits for a teacher" if share is None else f"{100 * share:.0f} %"
        bar = f'<div class="bar"><div style="width:{100 * (share or 0):.0f}%"></div></div>'
        lines.append(
            f'<tr><td>{escape(part.name)}</td><td>{bar}</td><td class="n">{said}</td></tr>'
        )
    lines.append("</table></div><h2>Which mistakes were made</h2>")
    made = Counter((v.id, name) for one in graded for v in one.verdicts for name in v.mistakes)
    words = {name: text for part in judged.values() for name, text in part.mistakes.items()}
    lines.append(
        _list(f"{count} × {part}: {words[name]}" for (part, name), count in made.most_common())
    )
    unnamed = Counter(
        v.id for one in graded for v in one.verdicts if not (v.right or v.mistakes) and v.earned
    )
    if unnamed:
        listed = ", ".join(f"{part} ({count})" for part, count in unnamed.most_common())
        lines.append(f"<p>Partly right, with a mistake that has no name: {listed}.</p>")
    lines.append('<h2>Students</h2><div class="scroll"><table>')
    for one in graded:
        link = f'<a href="{escape(places[one.handed.student])}">{escape(one.handed.student)}</a>'
        note = escape(one.remarks[0]) if one.remarks else ""
        total = _total(asked, one)
        lines.append(
            f'<tr><td>{link}</td><td class="n">{total}</td><td class="pale">{note}</td></tr>'
        )
    lines.append("</table></div>")
    return page(f"{asked.title}: the class", "\n".join(lines))


def _share(verdicts: Sequence[Verdict]) -> float | None:
    """Of the points given so far; None where a teacher has to give all of them."""
    given = [c for v in verdicts for c in v.criteria if c.earned is not None]
    most = sum(c.points for c in given)
    return sum(c.earned or 0 for c in given) / most if most else None


def _total(asked: Assignment, graded: "Graded") -> str:
    earned = sum(v.earned for v in graded.verdicts)
    waiting = sum(c.points for v in graded.verdicts for c in v.criteria if c.earned is None)
    later = f", and {waiting:g} to be given by hand" if waiting else ""
    return f"{earned:g} of {asked.total:g} points{later}"


def _points(verdict: Verdict, extra: bool) -> str:
    is_open = any(c.earned is None for c in verdict.criteria) or (extra and not verdict.earned)
    colour = "pale" if is_open else "right" if verdict.earned == verdict.points else "wrong"
    each = "; ".join(
        f"{escape(c.name)} " + ("waits" if c.earned is None else f"{c.earned:g} of {c.points:g}")
        for c in verdict.criteria
    )
    several = f' <span class="pale">({each})</span>' if len(verdict.criteria) > 1 else ""
    total = f"{verdict.earned:g} of {verdict.points:g} points"
    return f'<span class="{colour}">{total}</span>{several}'


def _list(sentences) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""
