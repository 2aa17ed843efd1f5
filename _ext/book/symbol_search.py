r"""A symbol can be searched for: σ_max leads to the section where it first stands, and to Notation.

The search knows words and titles. So each symbol becomes a title of the sections that are its
home, written as a reader types it: `\sigma_{\max}` as σ_max and as sigma_max.
"""

import re

from docutils import nodes

from rnnlib.symbolic.names import GREEK

NOTATION = "chapters/appendix/notation"
LETTERS = {f"\\{word}": letter for word, letter in GREEK.items() if word.islower()}
LETTERS["\\lambda"] = "λ"  # no name in Python, so none of a quantity
DRESSED = re.compile(r"\\(?:tilde|bar|hat|mathbf|mathrm|text|operatorname)\b\s*\{?([^{}]*)\}?")
COLOUR = re.compile(r"\\(?:text)?color\{[^}]*\}")
SYMBOL = re.compile(r"(\\[a-z]+|(?<![A-Za-z\\])[A-Za-z])(?:_(?:\{\\?(\w+)\}|\\(\w+)|(\w)))?")


def symbols_in(latex):
    """The Greek letters and the symbols with an index in LaTeX, as one types them, in order."""
    plain = DRESSED.sub(r"\1", COLOUR.sub("", latex))
    for base, *indices in SYMBOL.findall(plain):
        index = "".join(indices)
        if base in LETTERS or (index and not base.startswith("\\")):
            yield LETTERS.get(base, base) + f"_{index}" * bool(index)


def collect(app, doctree):
    """Note the section in which each symbol of a page stands first."""
    found = app.env.metadata[app.env.docname]["symbols"] = {}
    for node in doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)):
        section = node.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        for symbol in symbols_in(node.astext()):
            found.setdefault(symbol, section["ids"][0] if section else "")


def titles(env):
    """{symbol as it is typed: [(page, section)]}: its row under Notation, and its first chapter."""
    homes = {}
    for page in [NOTATION, *sorted(page for page in env.metadata if "/0" in page)]:
        for symbol, section in env.metadata[page].get("symbols", {}).items():
            places = homes.setdefault(symbol, [])
            if not places or [name for name, _ in places] == [NOTATION]:
                places.append((page, section))
    spelt = {letter: command.removeprefix("\\") for command, letter in LETTERS.items()}
    in_words = {
        symbol.replace(symbol[0], spelt[symbol[0]], 1): places
        for symbol, places in homes.items()
        if symbol[0] in spelt
    }
    return homes | in_words


def setup(app):
    app.connect("doctree-read", collect)
