"""The reference page: docstrings as plain text with mathematics in it, made into reStructuredText.

A docstring of the library is written to be read in a terminal: letters with indices, bars and
asterisks mean mathematics there, not markup. So what reStructuredText would take for markup is
escaped, and a paragraph that holds an equation is shown line by line as it stands.
"""

import re
from itertools import groupby

from numpy.typing import ArrayLike
from sphinx.util.typing import stringify_annotation

MARKUP = re.compile(r"([\\*|_])")
INDEXED = re.compile(r"\b(\w\u0303?)_(?:\{([^}]+)\}|(\w)(?!\w))")  # h_{t-1}, D_x
QUOTED = re.compile(r"(?<![\w=])(\"[^\"\s]+\")(?!\w)")
SECTION = re.compile(r"(Args|Attributes|Returns|Raises|Yields):")
GAP = re.compile(r" {3,}")  # before a source, at the right of an equation
EQUATION = re.compile(r"^ |\S {2,}\S|^\S+ (=|←) \S")  # indented, with a gap, or a = b

ARRAY_LIKE = stringify_annotation(ArrayLike, "smart")


def plain(text):
    """A line without markup, its indices lowered; what stands between backquotes is code."""
    words, *rest = re.split(r"(`[^`]*`)", text)
    if rest:
        return plain(words) + rest[0] + plain("".join(rest[1:]))
    if QUOTED.search(words):  # a string is code too, with quotation marks that stay straight
        return plain(QUOTED.sub(r"`\1`", words))
    parts, end = [], 0
    for match in INDEXED.finditer(words):
        letter, index = match[1], match[2] or match[3]
        parts += [MARKUP.sub(r"\\\1", words[end : match.start()]), rf"{letter}\ :sub:`{index}`\ "]
        end = match.end()
    return "".join([*parts, MARKUP.sub(r"\\\1", words[end:])])


def described(line):
    """A line of a section: the name of an argument stays as it is for napoleon to read."""
    name, colon, rest = re.match(r"(\s{4}\w[^:]*)?(:|)(.*)", line).groups(default="")
    return name + colon + plain(rest) if colon else plain(line)


def escape(app, what, name, obj, options, lines):
    """Escape markup, and set equations apart as blocks. Changes `lines` in place."""
    out, in_section = [], False
    for blank, paragraph in groupby(lines, key=lambda line: not line.strip()):
        paragraph = list(paragraph)
        if blank:
            out += paragraph
            continue
        in_section = bool(SECTION.match(paragraph[0])) or (
            in_section and paragraph[0].startswith(" ")
        )
        if not in_section and any(map(EQUATION.search, paragraph)):
            parts = [part for line in paragraph for part in GAP.split(line.strip())]
            out += [f"| {plain(part)}" for part in parts]
        else:
            out += [described(line) if in_section else plain(line) for line in paragraph]
    lines[:] = out


def is_from_elsewhere(app, what, name, obj, skip, options):
    """Leave out what a class has taken over from another package, with words that are not ours."""
    origin = getattr(obj, "__module__", None)
    return True if callable(obj) and origin and not origin.startswith("rnnlib") else None


def shorten(app, what, name, obj, options, args, result):
    """Call an array-like that, and not by the five lines of its definition."""
    types = app.env.temp_data.get("annotations", {}).get(name, {})
    types.update({key: words.replace(ARRAY_LIKE, "ArrayLike") for key, words in types.items()})


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("autodoc-process-docstring", escape, priority=100)
    app.connect("autodoc-skip-member", is_from_elsewhere)
    app.connect("autodoc-process-signature", shorten, priority=900)  # types are noted at 500
    app.config.default_role = "code"
    app.config.add_module_names = False
    app.config.autodoc_preserve_defaults = True  # np.float32, not <class 'numpy.float32'>
    app.config.autodoc_typehints = "description"
    app.config.autodoc_typehints_description_target = "documented"
    app.config.napoleon_use_ivar = True
    app.config.autodoc_member_order = "bysource"
