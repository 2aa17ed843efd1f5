r"""One typeface for a symbol, wherever it stands: in tables and drawings as in the equations.

A notebook shows D_h in a table as HTML and in a drawing as text, since it has no font of ours.
On the site both get the letters of the mathematics font.
"""

import re
from html import unescape
from unicodedata import normalize

from docutils import nodes

from book.mathematics import to_mathml

IN_DOLLARS = re.compile(r"\$([^$<>]+)\$")
WHOLE_ENTRY = re.compile(r'(<t[dh][^>]*) data-latex="([^"]*)">.*?(?=</t[dh]>)')
ENTRY = re.compile(r"(?<=>)(?:[^<>]|</?(?:i|sub|sup)>)+(?=</t[dh]>)")
SIZE = re.compile(r"(?<![\w>])[BT](?=[,)]| =)")  # the sizes that have no index
SYMBOL = re.compile("<i>(.)([\u0303\u0304]*)</i>(?:<sup>([^<]*)</sup>)?(?:<sub>([^<]*)</sub>)?")
LETTER = re.compile(r'<tspan((?: dy="[^"]*")?) font-style="italic">([^<]*)</tspan>')
INDEX = re.compile(r'(</tspan><tspan dy="[^"]*" font-size="[^"]*">)([^<]*)')
MARKS = {"\u0303": "tilde", "\u0304": "bar"}
ITALICS = {chr(0x61 + k): chr(0x1D44E + k) for k in range(26)} | {"h": "ℎ"}
ITALICS |= {chr(0x41 + k): chr(0x1D434 + k) for k in range(26)}
ITALICS |= {chr(0x3B1 + k): chr(0x1D6FC + k) for k in range(25)}


def italic(text):
    """The letters that the mathematics font has for quantities."""
    return "".join(ITALICS.get(letter, letter) for letter in text)


def _symbol(match):
    latex, marks, high, low = match.groups(default="")
    for mark in marks:
        latex = rf"\{MARKS[mark]}{{{latex}}}"
    latex += "".join(f"{sign}{{{index}}}" for sign, index in (("^", high), ("_", low)) if index)
    return to_mathml(latex.replace("−", "-"))


def _entry(match):
    return SYMBOL.sub(_symbol, SIZE.sub(r"<i>\g<0></i>", match[0]))


def _head(match):
    letters = normalize("NFD", match[2])
    one = len(letters.strip().rstrip("".join(MARKS))) == 1
    return f"<tspan{match[1]}>{italic(letters) if one else match[2]}</tspan>"


def in_table(html):
    """A table whose symbols are equations."""
    html = WHOLE_ENTRY.sub(lambda m: f"{m[1]}>{to_mathml(unescape(m[2]))}", html)
    html = re.sub(r"<i>[^<]*</i>", lambda m: normalize("NFD", m[0]), html)
    return ENTRY.sub(_entry, IN_DOLLARS.sub(lambda m: to_mathml(m[1]), html))


def in_drawing(html):
    """Drawings whose symbols are letters of the mathematics font."""
    html = INDEX.sub(lambda m: m[1] + italic(m[2]), html)
    return LETTER.sub(_head, html)


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
