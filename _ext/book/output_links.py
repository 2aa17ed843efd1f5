"""Links that a cell prints lead to notebooks, as in Jupyter; on the site, to their pages."""

import posixpath
import re

LINK = re.compile(r'(<a href=")([^":#]+)\.ipynb(#[^"]*)?"')


def lead_to_pages(app, pagename, templatename, context, doctree):
    def page(link):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(pagename), link[2]))
        if target not in app.env.found_docs:
            return link[0]
        address = app.builder.get_relative_uri(pagename, target)
        return f'{link[1]}{address}{link[3] or ""}"'

    if "body" in context:
        context["body"] = LINK.sub(page, context["body"])


def setup(app):
    app.connect("html-page-context", lead_to_pages)
