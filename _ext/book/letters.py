"""Letters that are symbols: in drawings those of the mathematics font, in tables equations.

It needs nothing but Python, so that the laboratory can do the same in the page.
"""

import re
from unicodedata import normalize

LETTER = re.compile(r'<tspan((?: dy="[^"]*")?) font-style="italic">([^<]*)</tspan>')
INDEX = re.compile(r'(</tspan><tspan dy="[^"]*" font-size="[^"]*">)([^<]*)')
SYMBOL = re.compile("<i>(.)([\u0303\u0304]*)</i>(?:<sup>([^<]*)</sup>)?(?:<sub>([^<]*)</sub>)?")
MARKS = {"\u0303": "tilde", "\u0304": "bar"}
ITALICS = {chr(0x61 + k): chr(0x1D44E + k) for k in range(26)} | {"h": "ℎ"}
ITALICS |= {chr(0x41 + k): chr(0x1D434 + k) for k in range(26)}
ITALICS |= {chr(0x3B1 + k): chr(0x1D6FC + k) for k in range(25)}


def italic(text):
    """The letters that the mathematics font has for quantities."""
    return "".join(ITALICS.get(letter, letter) for letter in text)


def in_latex(match):
    """A match of SYMBOL, a letter in italics with its marks and indices, as LaTeX."""
    latex, marks, high, low = (group or "" for group in (match[1], match[2], match[3], match[4]))
    for mark in marks:
        latex = f"\\{MARKS[mark]}{{{latex}}}"
    latex += "".join(f"{sign}{{{index}}}" for sign, index in (("^", high), ("_", low)) if index)
    return latex.replace("−", "-")


def in_drawing(html):
    """Drawings whose symbols are letters of the mathematics font."""
    html = INDEX.sub(lambda m: m[1] + italic(m[2]), html)
    return LETTER.sub(_head, html)


def _head(match):
    letters = normalize("NFD", match[2])
    one = len(letters.strip().rstrip("".join(MARKS))) == 1
    return f"<tspan{match[1]}>{italic(letters) if one else match[2]}</tspan>"
