"""What a link leads to, shown beside it: the texts for `_static/previews.js`, in one late file.

A reader who points at a term, a source or the number of an equation sees the definition, the
entry or the equation. The file is loaded when the first of these links is reached.
"""

import json
import re
from pathlib import Path
from posixpath import dirname, join, normpath

HOMES = ("chapters/appendix/glossary.html", "chapters/appendix/sources.html")
LINK = re.compile(r'href="([^"#:]*)#([^"]+)"')
ENTRY = re.compile(
    r'<section id="([^"]+)">\s*<h[23]>((?:(?!</?section).)*?)<a class="headerlink"'
    r"(?:(?!</?section).)*?</h[23]>((?:(?!</?section).)*?)</section>",
    re.DOTALL,
)
EQUATION = re.compile(r'<div class="math" id="(equation-[^"]+)">(.*?)</div>', re.DOTALL)
UNREAD = re.compile(r'</?a\b[^>]*>|<span (?:id|class="eqno").*?</span>| (?:data-latex|id)="[^"]*"')


def write(app, error):
    """Write the texts of all that is linked, by the address that the links lead to."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    pages = {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for path in sorted(site.rglob("*.html"))
        if site / "_static" not in path.parents
    }
    linked = {
        f"{normpath(join(dirname(page), address)) if address else page}#{target}"
        for page, html in pages.items()
        for address, target in LINK.findall(html)
    }
    texts = {key: UNREAD.sub("", text) for key, text in _texts(pages) if key in linked}
    content = json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (site / "_static/previewed.js").write_text(f"window.bookPreviewed={content};", "utf-8")


def _texts(pages):
    for page in HOMES:
        for name, title, text in ENTRY.findall(pages.get(page, "")):
            yield f"{page}#{name}", f"<p><strong>{title}</strong></p>{text.strip()}"
    for page, html in pages.items():
        for name, math in EQUATION.findall(html):
            yield f"{page}#{name}", f'<div class="math">{math}</div>'


def setup(app):
    app.connect("build-finished", write, priority=920)  # before the list of what is kept offline
