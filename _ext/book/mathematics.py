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
CONVERTER = LatexToMathML(fancy_error=False)
TAG = re.compile(r"\\tag\{([^}]*)\}")
HEX_COLOUR = re.compile(r"\\color\{#([0-9a-fA-F]{6})\}")
VARIABLES = {light.upper(): palette.css(name) for name, (light, _) in palette.COLOURS.items()}
NAMED = re.compile(r"&(?!amp|lt|gt|quot|apos)\w+;")  # entities that HTML has and XML has not
LOW_LINE, OVERLINE = "\u0332", "‾"
SKIP = re.compile(r"\\\\\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")  # printed as it stands by the converter
ALIGNED = re.compile("text-align: (right|left);justify-items: (end|start)")
TALL = {"mfrac", "mtable", "msqrt", "munder", "munderover"}
ROWS = {"math", "mrow", "mtd", "msqrt", "mpadded", "mphantom"}  # what is a row without an mrow


class Mistake(ValueError):
    """LaTeX that the converter does not know."""


def to_mathml(latex, display=False):
    """An equation as MathML Core, without its tag; its LaTeX is kept with it, to be copied."""
    latex = latex.strip()
    source = HEX_COLOUR.sub(r"\\color[HTML]{\1}", TAG.sub("", latex).strip())
    if SKIP.search(source):
        raise Mistake(f"a skip after \\\\ cannot be set: {latex}")
    try:
        text = CONVERTER.convert_with_local_state(source, displaystyle=display)
    except LatexError as error:
        raise Mistake(f"{' '.join(str(error).split())}: {latex}") from error
    tree = ElementTree.fromstring(NAMED.sub(lambda match: unescape(match[0]), text))
    _mend(tree)
    tree.set("data-latex", latex)
    return ElementTree.tostring(tree, encoding="unicode")


def _mend(element):
    """What the converter and the browsers do not agree about, and what nobody needs."""
    for k, child in enumerate(element):
        _mend(child)
        element[k] = _lean(child)
    lone = element.tag in ROWS and len(element) == 1 and element[0].tag == "mrow"
    if lone and not element[0].attrib:
        element[:] = element[0][:]
    if element.tag == "mover" and element[1].text == LOW_LINE:  # \overline
        element.attrib = {"accent": "true", "class": "overline"}
        element[1].text, element[1].attrib = OVERLINE, {}
    elif element.tag == "mo" and element.text == "⊙":
        element.set("largeop", "false")  # Firefox takes it for a large operator
    elif element.tag == "mtable":
        _mend_table(element)
    elif element.tag == "mrow" and len(element) and element[0].text == "(":
        flat = not TALL.intersection(inner.tag for inner in element.iter())
        for bracket in (element[0], element[-1]) if flat else ():
            if bracket.tag == "mo":  # Chromium stretches it around the lowest index
                bracket.attrib = {"stretchy": "false"}
    colour = element.get("style", "").removeprefix("color:").rstrip(";")
    if colour in VARIABLES:
        element.set("style", f"color: {VARIABLES[colour]}")


def _lean(element):
    """A row of one element is that element, which takes over the row's colour."""
    if element.tag == "mrow" and len(element) == 1 and not {*element.attrib} - {"style"}:
        (only,) = element
        if not element.attrib or not only.get("style"):
            only.attrib |= element.attrib
            return only
    return element


def _mend_table(table):
    """Equations below one another: their classes instead of styles, and their reasons."""
    cells = [cell for row in table for cell in row]
    if not all(ALIGNED.match(cell.get("style", "")) for cell in cells):
        return
    table.set("class", "aligned")
    for row in table:
        for k, cell in enumerate(row):
            del cell.attrib["style"]
            if k % 2 and len(cell) and cell[0].tag == "mrow" and not len(cell[0]):
                del cell[0]  # the {} before a sign that begins a line
            if k % 2 and len(cell) > 1 and cell[0].tag == "mo":
                cell[0].set("form", "infix")
        if len(row) == 4 and not len(row[2]):  # left & right && reason
            row.remove(row[2])
            table.set("class", "aligned reasons")


def _convert(translator, node, display):
    try:
        return to_mathml(node.astext(), display)
    except Mistake as mistake:
        logger.warning("mathematics: %s", mistake, location=node)
        return f'<code class="math">{escape(node.astext())}</code>'


def inline(translator, node):
    translator.body.append(_convert(translator, node, False))
    raise nodes.SkipNode


def anchor(number):
    """Where an equation can be linked to."""
    return f"equation-{number.replace('.', '-').lower()}"


def display(translator, node):
    number = TAG.search(node.astext())
    label = f'<span class="eqno">({number[1]})</span>' if number else ""
    name = f' id="{anchor(number[1])}"' if number else ""
    math = _convert(translator, node, True)
    translator.body.append(f'<div class="math"{name}>{math}{label}</div>\n')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
