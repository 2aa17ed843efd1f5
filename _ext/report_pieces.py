"""Pieces of the report that stands in `_static/compare_report.html`, on a page of the book.

```{report} figure-1
```

`verdict` gives the two sentences it begins with.
"""

from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

REPORT = Path(__file__).resolve().parents[1] / "_static" / "compare_report.html"


class Piece(SphinxDirective):
    required_arguments = 1

    def run(self):
        self.env.note_dependency(str(REPORT))
        html = BeautifulSoup(REPORT.read_text("utf-8"), "html.parser")
        [name] = self.arguments
        if name == "verdict":
            first, second = html.h1.get_text(), html.select_one(".lead").get_text()
            return [nodes.block_quote("", nodes.paragraph(text=f"{first} {second}"))]
        piece = html.find(id=name)
        if piece is None:
            known = ", ".join(element["id"] for element in html.select("figure[id]"))
            raise self.error(f"the report has no {name!r}; it has verdict, {known}")
        piece.strong.decompose()  # the number that it has in the report
        return [nodes.raw("", str(piece), format="html")]


def setup(app):
    app.add_directive("report", Piece)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
