"""The line under a chapter's title: how long it takes to read, and where it runs.

It is made when the page is written, so a notebook has none, and needs none.
"""

from html import escape

from docutils import nodes

from . import repository

WORDS = 160  # read in a minute, by somebody to whom they are new
FIGURE, EQUATION = 30, 20  # seconds spent on each

UNREAD = (nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def minutes(doctree):
    """The minutes it takes to read a page, its code left aside."""
    texts = (text for text in doctree.findall(nodes.Text) if not _within(text, UNREAD))
    words = sum(len(text.split()) for text in texts)
    figures = sum(raw.astext().count("<figure") for raw in doctree.findall(nodes.raw))
    equations = len(list(doctree.findall(nodes.math_block)))
    return max(1, round(words / WORDS + (figures * FIGURE + equations * EQUATION) / 60))


def _within(node, kinds):
    while node is not None and not isinstance(node, kinds):
        node = node.parent
    return node is not None


def add_line(app, pagename, templatename, context, doctree):
    path = pagename + (context.get("page_source_suffix") or "")
    if doctree is None or not path.endswith(".ipynb"):
        return
    time = minutes(doctree)
    notebook = context["pathto"](f"_sources/{path}", 1)
    name = path.rpartition("/")[2]
    places = [f'<a href="{escape(notebook)}" download="{name}">download the notebook</a>']
    if app.config.book_repository:
        links = repository.launch_links(app.config.book_repository, path)
        places += [f'<a href="{escape(url)}">open in {place}</a>' for place, url in links]
    line = (
        f'<p class="opening"><span>{time} minute{"s" if time > 1 else ""} to read</span> '
        f"<span>Run it: {', '.join(places)}</span></p>"
    )
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{line}", 1)


def setup(app):
    app.connect("html-page-context", add_line)
