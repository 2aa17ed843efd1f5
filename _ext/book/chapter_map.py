"""The way in from the cover: a button to the first chapter, and the chapters as questions.

    ```{start-reading}
    ```

    ```{chapter-map}
    chapters/02_rnn | How can a network without a memory be given one?
    ```

A chapter that is not in the book yet is left out; its number and its title are its own.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective


class ChapterMap(SphinxDirective):
    has_content = True

    def run(self):
        follow_the_contents(self.env)
        lines = [[*map(str.strip, line.split("|"))] for line in self.content]
        stops = [self._stop(*line) for line in lines if line[0] in self.env.found_docs]
        return [nodes.bullet_list("", *stops, classes=["chapter-map"])]

    def _stop(self, page, question):
        stop = nodes.list_item(page=page)
        asks = nodes.paragraph(classes=["question"])
        asks += link(self.env, page, question)
        stop += [nodes.paragraph(classes=["number"]), asks, nodes.paragraph(classes=["chapter"])]
        return stop


class StartReading(SphinxDirective):
    def run(self):
        follow_the_contents(self.env)
        chapters = [page for page in self.env.found_docs if re.match(r"chapters/\d", page)]
        button = nodes.paragraph(classes=["start-reading"])
        button += link(self.env, min(chapters), "Start reading")
        return [button]


def follow_the_contents(env):
    """Read the page again when the table of contents has changed."""
    env.note_dependency(env.config.external_toc_path)


def link(env, page, text):
    place = {"refdomain": "std", "reftype": "doc", "reftarget": "/" + page}
    reference = addnodes.pending_xref(refexplicit=True, refdoc=env.docname, **place)
    reference += nodes.inline(text=text)
    return reference


def fill_in(app, doctree, docname):
    """Each stop of the map gets the number and the title of its chapter."""
    for stop in doctree.findall(nodes.list_item):
        if "page" in stop:
            number, _, title = app.env.titles[stop["page"]].astext().rpartition(". ")
            stop[0] += nodes.Text(number)
            stop[2] += nodes.Text(title)


def setup(app):
    app.add_directive("chapter-map", ChapterMap)
    app.add_directive("start-reading", StartReading)
    app.connect("doctree-resolved", fill_in)
