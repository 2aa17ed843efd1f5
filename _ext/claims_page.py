"""The page of claims: one row for each `claims.check` of the book, read from its notebooks.

```{claims}
```
"""

import nbformat
from docutils import nodes
from notebook_claims import claims_in
from sphinx.util.docutils import SphinxDirective

TITLES = ("The text says", "How it is checked")


class claims_table(nodes.General, nodes.Element):
    """Stands for the table until the page is written, when every link has its address."""


class Claims(SphinxDirective):
    def run(self):
        self.env.note_reread()  # the chapters may have changed
        return [claims_table()]


def fill_in(app, doctree, page):
    """Replace each placeholder on a page by a table for each chapter."""
    for placeholder in list(doctree.findall(claims_table)):
        tables = list(_tables(app, page))
        placeholder.replace_self(tables or nodes.paragraph(text="No claim yet."))


def _tables(app, page):
    for chapter in sorted(app.env.found_docs):
        path = app.env.doc2path(chapter)
        if not path.endswith(".ipynb"):
            continue
        # In a single page, the address of a chapter is a fragment already.
        address = app.builder.get_relative_uri(page, chapter)
        claims = claims_in(nbformat.read(path, as_version=4))
        if claims:
            title = app.env.titles[chapter].astext()
            link = nodes.reference(title, title, internal=True, refuri=address)
            yield nodes.paragraph("", "", nodes.strong("", "", link))
            yield _table([_claim(claim, address) for claim in claims])


def _claim(claim, address):
    """What the text says, linked to its mark there, and how it is checked."""
    anchor = f"{address.partition('#')[0]}#claim-{claim.name}" if claim.shown else address
    says = f"“{claim.says}”" if claim.says else "a bound"
    link = nodes.reference(says, says, internal=True, refuri=anchor)
    entry = nodes.entry("", nodes.paragraph("", "", link), ids=[f"claim-{claim.name}"])
    return nodes.row("", entry, nodes.entry("", nodes.paragraph(text=claim.how)))


def _table(rows):
    group = nodes.tgroup(cols=len(TITLES))
    group += [nodes.colspec(colwidth=1) for _ in TITLES]
    heads = (nodes.entry("", nodes.paragraph(text=title)) for title in TITLES)
    group += nodes.thead("", nodes.row("", *heads))
    group += nodes.tbody("", *rows)
    return nodes.table("", group, classes=["claims"])


def setup(app):
    app.add_node(claims_table)
    app.add_directive("claims", Claims)
    app.connect("doctree-resolved", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
