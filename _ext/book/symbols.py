r"""One typeface for a symbol, wherever it stands: in tables and drawings as in the equations.

A notebook shows D_h in a table as HTML and in a drawing as text, since it has no font of ours.
On the site both get the letters of the mathematics font.
"""

import re
from html import unescape
from unicodedata import normalize

from docutils import nodes

from book.letters import SYMBOL, in_drawing, in_latex
from book.mathematics import to_mathml

IN_DOLLARS = re.compile(r"\$([^$<>]+)\$")
WHOLE_ENTRY = re.compile(r'(<t[dh][^>]*) data-latex="([^"]*)">.*?(?=</t[dh]>)')
ENTRY = re.compile(r"(?<=>)(?:[^<>]|</?(?:i|sub|sup)>)+(?=</t[dh]>)")
SIZE = re.compile(r"(?<![\w>])[BT](?=[,)]| =)")  # the sizes that have no index


def _symbol(match):
    return to_mathml(in_latex(match))


def _entry(match):
    return SYMBOL.sub(_symbol, SIZE.sub(r"<i>\g<0></i>", match[0]))


def in_table(html):
    """A table whose symbols are equations."""
    html = WHOLE_ENTRY.sub(lambda m: f"{m[1]}>{to_mathml(unescape(m[2]))}", html)
    html = re.sub(r"<i>[^<]*</i>", lambda m: normalize("NFD", m[0]), html)
    return ENTRY.sub(_entry, IN_DOLLARS.sub(lambda m: to_mathml(m[1]), html))


def in_outputs(app, doctree):
    """The symbols in what a cell returned as HTML."""
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html":
            text = raw.astext()
            text = in_table(text) if "book-table" in text else text
            text = in_drawing(text) if "<tspan" in text else text
            raw[:] = [nodes.Text(text)]
            raw.rawsource = text


def setup(app):
    app.connect("doctree-read", in_outputs)
