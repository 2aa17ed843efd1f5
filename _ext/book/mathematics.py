r"""Mathematics set when the site is built: LaTeX in, MathML Core out, no program in the browser.

The notebooks keep their LaTeX, since they are read in other places too. What the converter
does not know fails the build, with the equation and where it stands. Colours become the
palette's variables, so an equation follows the theme; `\tag{2.1}` becomes the number beside it.
"""

import re
from html import escape, unescape
from xml.etree import ElementTree

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

from rnnlib.drawing import palette

logger = logging.getLogger(__name__)
CONVERTER = LatexToMathML(annotation=True, fancy_error=False)
TAG = re.compile(r"\\tag\{([^}]*)\}")
HEX_COLOUR = re.compile(r"\\color\{#([0-9a-fA-F]{6})\}")
VARIABLES = {light.upper(): palette.css(name) for name, (light, _) in palette.COLOURS.items()}
NAMED = re.compile(r"&(?!amp|lt|gt|quot|apos)\w+;")  # entities that HTML has and XML has not
LOW_LINE = "\u0332"
IN_HTML = re.compile(r"\$([^$<>]+)\$")


class Mistake(ValueError):
    """LaTeX that the converter does not know."""


def to_mathml(latex, display=False):
    """An equation as MathML Core, without its tag; its LaTeX is kept beside it, to be copied."""
    latex = HEX_COLOUR.sub(r"\\color[HTML]{\1}", TAG.sub("", latex).strip())
    try:
        text = CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise Mistake(f"{' '.join(str(error).split())}: {latex}") from error
    tree = ElementTree.fromstring(NAMED.sub(lambda match: unescape(match[0]), text))
    for element in tree.iter():
        _mend(element)
    return ElementTree.tostring(tree, encoding="unicode")


def _mend(element):
    """What the converter and the browsers do not agree about."""
    if element.tag == "mover" and element[1].text == LOW_LINE:  # \overline
        element.tag, element.attrib = "mrow", {"class": "overline"}
        element.remove(element[1])
    elif element.tag == "mo" and element.text == "⊙":
        element.set("largeop", "false")  # Firefox takes it for a large operator
    colour = element.get("style", "").removeprefix("color:").rstrip(";")
    if colour in VARIABLES:
        element.set("style", f"color: {VARIABLES[colour]}")


def _convert(translator, node, display):
    try:
        return to_mathml(node.astext(), display)
    except Mistake as mistake:
        logger.warning("mathematics: %s", mistake, location=node)
        return f"<code>{escape(node.astext())}</code>"


def inline(translator, node):
    translator.body.append(f'<span class="math">{_convert(translator, node, False)}</span>')
    raise nodes.SkipNode


def display(translator, node):
    number = TAG.search(node.astext())
    label = f'<span class="eqno">({number[1]})</span>' if number else ""
    math = _convert(translator, node, True)
    translator.body.append(f'<div class="math">{math}{label}</div>\n')
    raise nodes.SkipNode


def in_tables(app, doctree):
    """The equations in tables that a cell returned as HTML."""
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html" and "book-table" in raw.astext():
            text = IN_HTML.sub(lambda match: to_mathml(match[1]), raw.astext())
            raw[:] = [nodes.Text(text)]
            raw.rawsource = text


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    app.connect("doctree-read", in_tables)
