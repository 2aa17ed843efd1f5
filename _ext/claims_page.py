"""The page of claims: one row for each `claims.check` of the book, read from its notebooks.

```{claims}
```
"""

import nbformat
from docutils import nodes
from notebook_claims import claims_in
from sphinx.util.docutils import SphinxDirective

TITLES = ("Claim", "Chapter", "The text says", "How it is checked")


class claims_table(nodes.General, nodes.Element):
    """Stands for the table until the page is written, when every link has its address."""


class Claims(SphinxDirective):
    def run(self):
        self.env.note_reread()  # the chapters may have changed
        return [claims_table()]


def fill_in(app, doctree, page):
    """Replace each placeholder on a page by the table."""
    for placeholder in list(doctree.findall(claims_table)):
        rows = list(_rows(app, page))
        placeholder.replace_self(_table(rows) if rows else nodes.paragraph(text="No claim yet."))


def _rows(app, page):
    for chapter in sorted(app.env.found_docs):
        path = app.env.doc2path(chapter)
        if not path.endswith(".ipynb"):
            continue
        # In a single page, the address of a chapter is a fragment already.
        address = app.builder.get_relative_uri(page, chapter)
        for claim in claims_in(nbformat.read(path, as_version=4)):
            anchor = f"{address.partition('#')[0]}#claim-{claim.name}" if claim.shown else address
            yield (
                _link(claim.name, anchor),
                _link(app.env.titles[chapter].astext(), address),
                nodes.paragraph(text=f"“{claim.says}”" if claim.says else "–"),
                nodes.paragraph(text=claim.how),
            )


def _table(rows):
    group = nodes.tgroup(cols=len(TITLES))
    group += [nodes.colspec(colwidth=1) for _ in TITLES]
    group += nodes.thead("", _row(nodes.paragraph(text=title) for title in TITLES))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["claims"])


def _row(cells):
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def _link(text, address):
    return nodes.paragraph("", "", nodes.reference(text, text, internal=True, refuri=address))


def setup(app):
    app.add_node(claims_table)
    app.add_directive("claims", Claims)
    app.connect("doctree-resolved", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
