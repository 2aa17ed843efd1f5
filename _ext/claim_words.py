"""A number of a chapter on another page: the words of its claim, and the mark that leads to it.

    After 50 steps {claim}`gain-1-1-after-50` of it is left.

The words are read from the chapter, so the page cannot say another number than it does.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

import nbformat
from book.claim_marks import OF_HOW_MANY
from docutils import nodes
from notebook_claims import claims_in
from sphinx.util.docutils import SphinxRole


class claim_words(nodes.Inline, nodes.TextElement):
    """Stands for the mark until the page is written, when every chapter has its address."""


class Words(SphinxRole):
    def run(self):
        self.env.note_reread()  # the chapters may have changed
        for page in sorted(self.env.found_docs):
            path = Path(self.env.doc2path(page))
            claim = _claims(path, path.stat().st_mtime_ns).get(self.text)
            if claim is not None and claim.says and claim.shown:
                words = claim.says.replace(" %", "\N{NO-BREAK SPACE}%")
                return [nodes.Text(words), claim_words(page=page, claim=claim)], []
        message = f"no chapter shows a claim with words that is called {self.text!r}"
        return [], [self.inliner.reporter.error(message, line=self.lineno)]


@cache
def _claims(path, changed):
    if path.suffix != ".ipynb":
        return {}
    return {claim.name: claim for claim in claims_in(nbformat.read(path, as_version=4))}


def fill_in(app, doctree, page):
    for node in list(doctree.findall(claim_words)):
        claim = node["claim"]
        # In a single page, the address of a chapter is a fragment already.
        address = app.builder.get_relative_uri(page, node["page"]).partition("#")[0]
        checked = escape(f"Checked in its chapter: {claim.says}, {claim.how}")
        mark = (
            f'<a class="claim" href="{address}#claim-{claim.name}" '
            f'aria-label="{checked}" data-checked="{checked}">✓</a>'
        )
        after = node.next_node(descend=False, siblings=True)
        is_cut = claim.says.endswith(" of") and isinstance(after, nodes.Text)
        if is_cut and (whole := re.match(OF_HOW_MANY, after)):
            node.parent.replace(after, nodes.Text(after.removeprefix(whole[0])))
            node.parent.insert(node.parent.index(node), nodes.Text(whole[0]))
        node.replace_self(nodes.raw("", mark, format="html"))


def setup(app):
    app.add_node(claim_words)
    app.add_role("claim", Words())
    app.connect("doctree-resolved", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
