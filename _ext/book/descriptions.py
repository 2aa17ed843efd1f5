"""A description of its own for every page, for search engines and shared links.

It is the page's first paragraph, cut at the end of a sentence; a page may give
a better one in its front matter, `myst: {html_meta: {description: …}}`.
"""

from html import escape

from docutils import nodes

LONGEST = 200  # search engines show about this many characters

WITHOUT_TEXT = {
    "search": "Search every page of the book; the index travels with the site.",
    "genindex": "All terms of the book, in alphabetical order.",
}


def describe(app, pagename, templatename, context, doctree):
    if 'name="description"' in (context.get("metatags") or ""):
        return
    text = WITHOUT_TEXT.get(pagename) or _first_paragraph(doctree) or context["title"]
    tag = f'<meta name="description" content="{escape(_cut(text))}" />\n'
    context["metatags"] = (context.get("metatags") or "") + tag


def _first_paragraph(doctree):
    if doctree is None:
        return None
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section | nodes.document):
            return " ".join(paragraph.astext().split())
    return None


def _cut(text):
    if len(text) <= LONGEST:
        return text
    whole_sentences = text[:LONGEST].rpartition(". ")[0]
    return whole_sentences + "." if whole_sentences else text[: LONGEST - 1] + "…"


def setup(app):
    app.connect("html-page-context", describe)
