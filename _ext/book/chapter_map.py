"""The map of the chapters on the cover: a path of questions.

    ```{chapter-map}
    chapters/02_rnn | The recurrent neural network | How can a net … be given one?
    ```

A chapter that is in the book is a link; one that is not yet is shown as being
written. Which is which is not said here: it is looked up.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective


class ChapterMap(SphinxDirective):
    has_content = True

    def run(self):
        # The map depends on which chapters there are, so on the table of contents.
        self.env.note_dependency(self.config.external_toc_path)
        path = nodes.enumerated_list(classes=["chapter-map"])
        path += [self._stop(*map(str.strip, line.split("|"))) for line in self.content]
        return [path]

    def _stop(self, page, title, question):
        written = page in self.env.found_docs
        stop = nodes.list_item(classes=["written" if written else "being-written"])
        asks = nodes.paragraph(classes=["question"])
        asks += self._link(page, question) if written else nodes.Text(question)
        names = nodes.paragraph(classes=["chapter"])
        names += nodes.Text(title if written else f"{title} (being written)")
        stop += [asks, names]
        return stop

    def _link(self, page, text):
        link = addnodes.pending_xref(
            refdomain="std",
            reftype="doc",
            refexplicit=True,
            reftarget="/" + page,
            refdoc=self.env.docname,
        )
        link += nodes.inline(text=text)
        return link


def setup(app):
    app.add_directive("chapter-map", ChapterMap)
