"""What quantities are called and how tall they are: h_{t-1}, D_h + D_x, in LaTeX and in code."""

import re


class Size(tuple):
    """A number of rows or columns: a sum of symbols, such as D_h + D_x, or a plain 1."""

    def __new__(cls, *terms):
        return super().__new__(cls, terms)

    def __add__(self, other):
        return Size(*self, *other)

    def __str__(self):
        return " + ".join(str(term) for term in self)

    def value(self, sizes):
        """The size in numbers, for example with sizes = {"D_h": 3, "D_x": 2}."""
        return sum(term if isinstance(term, int) else sizes[term] for term in self)


ONE, BATCH = Size(1), Size("B")


def shape_text(shape):
    """(D_h + D_x, B): a shape as the book writes it."""
    return f"({', '.join(str(s) for s in shape)})"


class Name:
    """What a quantity is called: in LaTeX with its time index, and in code.

    "h" is h_t and `h`; "c~" is c̃_t, a candidate, and `c_candidate`.
    """

    def __init__(self, text, time="t", above=""):
        self.base, self.time, self.above = text.rstrip("~"), time, above
        self.is_candidate = text.endswith("~")

    @property
    def code(self):
        """As a key: `h`, `h_prior`, `c_candidate`, `a_f`."""
        above = f"_{self.above}" if self.above else ""
        prior = "_prior" if self.time == "t-1" else ""
        return self.base + above + ("_candidate" if self.is_candidate else "") + prior

    def latex(self, bar=False):
        """h_t; with a bar, the adjoint's name h̄_t."""
        head, _, subscript = self.base.partition("_")
        letter = rf"\tilde {head}" if self.is_candidate else head
        low = ",".join(part for part in (subscript, self.time) if part)
        if bar:
            letter = rf"\bar{{{letter}}}"
        high = f"^{{{self.above}}}" if self.above else ""
        return letter + high + (f"_{{{low}}}" if low else "")


_PLAIN = {
    r"\left": "", r"\right": "", r"\odot": "⊙", r"\sigma": "σ", r"\tanh": "tanh",
    r"\mathrm": "", r"\tilde ": "~", r";\, ": "; ", r"\,": " ", r"^\top": "ᵀ",
}  # fmt: skip


def plain(latex, braces=False):
    """Mathematics for a text table: W_h [h_t-1; x_t]."""
    for command, text in _PLAIN.items():
        latex = latex.replace(command, text)
    latex = re.sub(r"(\w)~", "\\1\N{COMBINING TILDE}", re.sub(r"~(\w)", r"\1~", latex))
    return latex if braces else latex.replace("{", "").replace("}", "")
