"""A number of an equation in the text, such as (4.3), leads to the equation, on any page."""

import re

from docutils import nodes
from sphinx.util.nodes import make_refnode

from .mathematics import TAG, anchor

NUMBER = re.compile(r"\(((?:\d|[A-Z])\.\d+)\)")
# Fixed text is code, and what is in the page as it stands.
ELSEWHERE = nodes.math | nodes.FixedTextElement | nodes.literal | nodes.reference | nodes.title


def collect(app, doctree):
    """Note which equations a page has."""
    maths = doctree.findall(nodes.math_block)
    numbers = [found[1] for math in maths if (found := TAG.search(math.astext()))]
    app.env.metadata[app.env.docname]["equations"] = numbers


def homes(env):
    """{number: the page that has the equation}"""
    noted = ((name, page.get("equations", ())) for name, page in env.metadata.items())
    return {number: name for name, numbers in noted for number in numbers}


def rewrite_if_an_equation_moved(app, env):
    if homes(env) == getattr(env, "book_equations", None):
        return []
    env.book_equations = homes(env)
    return list(env.found_docs)


def link(app, doctree, page):
    """Make a link of every number in the text that some page has an equation for."""
    pages = homes(app.env)
    for text in [*doctree.findall(nodes.Text)]:
        if not NUMBER.search(text) or _is_within(text, ELSEWHERE):
            continue
        pieces = NUMBER.split(text)  # text, number, text, number, ...
        linked = [nodes.Text(pieces[0])]
        for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
            said = nodes.Text(f"({number})")
            if number in pages:
                said = make_refnode(app.builder, page, pages[number], anchor(number), said)
            linked += [said, nodes.Text(after)]
        text.parent.replace(text, linked)


def _is_within(node, kinds):
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("env-updated", rewrite_if_an_equation_moved)
    app.connect("doctree-resolved", link)
