"""The page of published results: the rows of a stored table that have a verdict, by study.

```{published}
```
"""

from collections import Counter

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

# A sign for each verdict, so that it can be told without colour and at a glance.
SIGNS = {"reproduced": "✓", "partly": "≈", "not": "✗", "not comparable": "∅"}
WORDS = {"not": "not reproduced"}


class Published(SphinxDirective):
    def run(self):
        from rnnlib.experiments import published

        self.env.note_dependency(str(published.STORED))
        rows = [row for row in published.stored() if row["verdict"]]
        if not rows:
            return [nodes.paragraph(text="No study is finished yet.")]
        return [summary(rows), *self.sections(rows)]

    def sections(self, rows):
        from rnnlib import experiments

        for name in experiments.NAMES:
            if chosen := [row for row in rows if row["study"] == name]:
                section = nodes.section(ids=[nodes.make_id(f"study {name}")])
                section += nodes.title(text=experiments.get(name).question)
                section += nodes.definition_list(
                    "", *map(self.entry, chosen), classes=["published"]
                )
                yield section

    def entry(self, row):
        source, _ = self.parse_inline(f"[](sources.md#{row['source']})")
        term = nodes.term("", "", *source, nodes.Text(f", {row['where']}"), names=[row["id"]])
        self.state.document.note_explicit_target(term)  # the text above leads here
        return nodes.definition_list_item("", term, nodes.definition("", *paragraphs(row)))


def summary(rows):
    """How many rows have which verdict."""
    counts = Counter(row["verdict"] for row in rows)
    items = (
        nodes.list_item("", paragraph(chip(verdict), f" {counts[verdict]} of {len(rows)}"))
        for verdict in SIGNS
    )
    return nodes.bullet_list("", *items, classes=["verdicts"])


def paragraphs(row):
    """What a row says, from theirs to the verdict."""
    yield paragraph(row["says"])
    yield paragraph(nodes.strong(text="Ours: "), *ours(row["ours"].split("; ")))
    yield paragraph(chip(row["verdict"]), f" {row['why']}")
    for lead, text in (
        ("What differs: ", row["differs"]),
        ("Their set-up: ", f"{row['setup']}."),
        ("How their side is known: ", f"{row['verified']}, {row['verified_how']}."),
    ):
        yield paragraph(nodes.strong(text=lead), text, classes=["detail"])


def ours(results):
    """One or several results, none of which is broken in two by the end of a line."""
    for k, result in enumerate(results):
        yield nodes.inline(text=result + (";" if k < len(results) - 1 else ""), classes=["result"])
        yield nodes.Text(" ")


def chip(verdict):
    """The verdict in words, behind its sign."""
    return nodes.inline(
        "",
        f"{SIGNS[verdict]} {WORDS.get(verdict, verdict)}",
        classes=["verdict", nodes.make_id(f"verdict {verdict}")],
    )


def paragraph(*parts, **attributes):
    """A paragraph of texts and nodes."""
    children = (nodes.Text(part) if isinstance(part, str) else part for part in parts)
    return nodes.paragraph("", "", *children, **attributes)


def setup(app):
    app.add_directive("published", Published)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
