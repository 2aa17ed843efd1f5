"""The frame around every page: our layout over the theme's, without its icon script."""

from pathlib import Path


def add_templates(app, config):
    config.templates_path.insert(0, str(Path(__file__).parent / "templates"))


def name_the_cover(app, pagename, templatename, context, doctree):
    """The cover's title is the book's: "Book", where other pages have "Page — Book"."""
    if pagename == app.config.root_doc:
        context["title"], context["docstitle"] = app.config.html_title, ""


def setup(app):
    app.connect("config-inited", add_templates)
    app.connect("html-page-context", name_the_cover)
