r"""The LaTeX of the algebra as MathML, which a browser shows without any program.

It knows what the equations of a cell are written with and no more: names with indices, accents
and bars, sums and products, functions, roots, brackets, colours, and lines aligned at their
equals signs. The site sets the same equations with a converter for all of LaTeX when it is
built, and a test holds that both give the same.
"""

import re
from html import escape

from rnnlib.drawing.palette import COLOURS, css
from rnnlib.symbolic.names import GREEK

_TOKEN = re.compile(
    r"\\(color|text|mathrm|mathrel)\{([^}]*)\}|\\mathbf 1|\\big\||\\[A-Za-z]+|\\.|[0-9.]+|\S"
)
_TABLE = re.compile(r"\$\$\n\\begin\{aligned\}\n([^$]*)\n\\end\{aligned\}(\\tag\{[^}]*\})?\n\$\$")
_VARIABLES = {light: css(meaning) for meaning, (light, _) in COLOURS.items()}
_FLUSH, _SPACED = ' lspace="0" rspace="0"', ' lspace="0.2222em" rspace="0.2222em"'
_BIG = ' minsize="1.2em" maxsize="1.2em"'
_VARIANTS, _UPRIGHT = {"epsilon": "ϵ", "phi": "ϕ"}, ' mathvariant="normal"'  # as TeX has them
_ACCENTS = {r"\tilde": "˜", r"\bar": "¯"}
_FIRST_OF_TWO = '<mo stretchy="false" lspace="0.2778em" rspace="0">+</mo>'
_SECOND_OF_TWO = '<mo lspace="0">=</mo>'  # of += as one sign
_FIXED = {
    r"\odot": f'<mo{_SPACED} largeop="false">⊙</mo>',  # Firefox takes it for a large operator
    r"\cdot": f"<mo{_SPACED}>⋅</mo>",
    r"\big|": f'<mo stretchy="true" symmetric="true"{_FLUSH}{_BIG}>|</mo>',
    r"\leftarrow": f'<mo stretchy="false"{_FLUSH}>←</mo>',
    r"\,": '<mspace width="0.16666667em"/>',
    r"\qquad": '<mspace width="2em"/>',
    r"\top": "<mi>⊤</mi>",
    r"\mathbf 1": "<mi>𝟏</mi>",
    "/": f"<mo{_FLUSH}>/</mo>",
    **{sign: f"<mo>{escape(sign)}</mo>" for sign in ">=;,"},
    **{bracket: f'<mo stretchy="false">{bracket}</mo>' for bracket in "()[]"},
    **{rf"\{name}": f"<mo{_FLUSH}>{name}</mo>" for name in ("tanh", "exp", "ln", "max")},
}
_SMALL = {  # in an index
    **{sign: f'<mo rspace="0">{sign}</mo>' for sign in ",;"},
    **{sign: _FIXED[sign].replace(_SPACED, _FLUSH) for sign in (r"\odot", r"\cdot")},
    ">": f"<mo{_FLUSH}>&gt;</mo>",
}
_BEFORE_A_TERM = [_FIXED[sign] for sign in ("(", "[", "=", "/", ",", r"\odot")] + [_SECOND_OF_TWO]


def mathml(latex: str) -> str:
    r"""An equation that the algebra has written, as MathML.

    Args:
        latex: a formula; or a display, as `Cell.latex` and `Backward.latex` return it, whose
            number is left to the page.

    Raises:
        ValueError: the equations of cells are not written with something in it.
    """
    table = _TABLE.fullmatch(latex)
    if not table:
        return f'<math data-latex="{escape(latex)}">{"".join(_Formula(latex).row())}</math>'
    rows, name = [], "aligned"
    for line in table[1].split(" \\\\\n"):
        left, right, *reason = line.split("&")
        cells = [_Formula(left).row(), _equals(_Formula(right).row())]
        if reason:
            cells.append(_Formula(reason[-1]).row())
            name = "aligned reasons"
        rows.append("".join(f"<mtd>{''.join(cell)}</mtd>" for cell in cells))
    body = "".join(f"<mtr>{row}</mtr>" for row in rows)
    return (
        f'<math display="block" data-latex="{escape(latex.strip("$").strip())}">'
        f'<mtable displaystyle="true" scriptlevel="0" class="{name}">{body}</mtable></math>'
    )


def _equals(row):
    """A right side: its first sign stands between two sides, though nothing is on its left."""
    row = row[1:] if row[0] == "<mrow></mrow>" else row
    first = row[0].replace("<mo", '<mo form="infix"', 1) if row[0].startswith("<mo") else row[0]
    return [first, *row[1:]]


class _Formula:
    def __init__(self, latex):
        self.latex = latex
        self.tokens = [*_TOKEN.finditer(latex)]
        self.small = False  # whether this is an index

    def row(self):
        """The elements up to the end, or to the end of the group."""
        found = []
        while self.tokens and self.tokens[0][0] != "}":
            if self.tokens[0][1] == "color":
                colour = self.tokens.pop(0)[2]
                found.append(_coloured(_one(self.row()), _VARIABLES[colour]))
            else:
                found.append(self._with_indices(self._atom(found)))
        return found

    def _argument(self, small=False):
        """What a command or an index is given: a token or a group, as one element."""
        before, self.small = self.small, self.small or small
        found = self._atom([])
        self.small = before
        return found

    def _with_indices(self, base):
        marks = {}
        while self.tokens and self.tokens[0][0] in "_^":
            mark = self.tokens.pop(0)[0]
            marks[mark] = self._argument(small=True)
        tag = "m" + "sub" * ("_" in marks) + "sup" * ("^" in marks)
        inner = base + marks.get("_", "") + marks.get("^", "")
        return f"<{tag}>{inner}</{tag}>" if marks else base

    def _atom(self, before):
        """The next token with its arguments, as one element.

        Args:
            before: the elements on its left.
        """
        token = self.tokens.pop(0)
        text, command, word = token[0], token[1], token[2]
        if text == "{":
            inner = self.row()
            self.tokens.pop(0)
            return _one(inner)
        if command == "text":
            return f"<mtext>{escape(_printed(word))}</mtext>"
        if command == "mathrm":
            return f"<mi>{word}</mi>"
        if command == "mathrel":
            return _FIRST_OF_TWO
        if text in "+-":
            starts = not before or before[-1] in _BEFORE_A_TERM
            return f"<mo{_FLUSH * (self.small or starts)}>{text.replace('-', '−')}</mo>"
        if text == "=" and before and before[-1] == _FIRST_OF_TWO:
            return _SECOND_OF_TWO
        if self.small and text in _SMALL:
            return _SMALL[text]
        if text in _FIXED:
            return _FIXED[text]
        if text == r"\sqrt":
            return f"<msqrt>{self._argument()}</msqrt>"
        if text == r"\overline":
            return f'<mover accent="true" class="overline">{self._argument()}<mo>‾</mo></mover>'
        if text in _ACCENTS:
            accent = f'<mo stretchy="false">{_ACCENTS[text]}</mo>'
            return f'<mover accent="true">{self._argument()}{accent}</mover>'
        if text[1:] in GREEK:
            letter = _VARIANTS.get(text[1:], GREEK[text[1:]])
            return f"<mi{_UPRIGHT if text[1].isupper() else ''}>{letter}</mi>"
        if text[0].isdigit() or text.isalpha():
            return f"<mn>{text}</mn>" if text[0].isdigit() else f"<mi>{text}</mi>"
        raise ValueError(
            f"mathml: expected what the equations of a cell are written with, got {text!r} in "
            f"{self.latex!r}"
        )


def _printed(words):
    """Words as they are printed: they stay on their line, and a prime is one."""
    return words.replace(" ", "\u00a0").replace("'", "’")


def _one(row):
    """A row as one element."""
    return row[0] if len(row) == 1 else f"<mrow>{''.join(row)}</mrow>"


def _coloured(element, colour):
    """An element in a colour, unless it has one of its own."""
    end = element.index(">")
    styled = f'{element[:end]} style="color: {colour}"{element[end:]}'
    return (
        styled
        if "style=" not in element[:end]
        else f'<mrow style="color: {colour}">{element}</mrow>'
    )
