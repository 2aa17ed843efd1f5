"""What quantities are called, and their sizes: h_{t-1}, D_h + D_x, in LaTeX and in code."""

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon "
    "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK = dict(zip(_WORDS.split(), "αβγδεζηθικμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))
_IN_THE_SOURCE = {"np", "params", "sigmoid"}  # what the NumPy source of a cell calls by these names


class Size(tuple):
    """A number of rows or columns: a sum of symbols and numbers, such as D_h + D_x."""

    def __new__(cls, *terms: str | int) -> "Size":
        return super().__new__(cls, terms)

    @classmethod
    def of(cls, owner: str, size: "Size | str | int") -> "Size":
        """The size that "D_h", "D_h + D_x" or 1 stands for."""
        terms = [str(t) for t in size] if isinstance(size, Size) else re.split(r" *\+ *", str(size))
        named = re.compile(r"(?![BT]$)[A-Za-z][A-Za-z0-9_]*|[1-9][0-9]*")
        is_size = isinstance(size, (str, int, Size)) and not isinstance(size, bool)
        if not is_size or not all(map(named.fullmatch, terms)):
            raise ValueError(
                f"{owner}: size must be a symbol such as 'D_h' or 'D_h + D_x' (not B or T), "
                f"or a whole number of at least 1, got {size!r}"
            )
        return cls(*(int(term) if term.isdigit() else term for term in terms))

    def __getnewargs__(self) -> tuple:
        return tuple(self)

    def __add__(self, other: Any) -> "Size":
        return Size(*self, *other)

    def __eq__(self, other: object) -> bool:
        """D_h + D_x is D_x + D_h."""
        return isinstance(other, Size) and sorted(map(str, self)) == sorted(map(str, other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(sorted(map(str, self))))

    def __str__(self) -> str:
        return " + ".join(str(term) for term in self)

    @property
    def symbols(self) -> set[str]:
        """The symbols among the terms: D_h and D_x of D_h + D_x."""
        return {term for term in self if isinstance(term, str)}

    def value(self, sizes: Mapping[str, int]) -> int:
        """The size in numbers, for example with sizes = {"D_h": 3, "D_x": 2}."""
        return sum(term if isinstance(term, int) else sizes[term] for term in self)


ONE, BATCH = Size(1), Size("B")


def shape_text(shape: tuple[Size, ...]) -> str:
    """(D_h + D_x, B): a shape as the book writes it."""
    return f"({', '.join(str(s) for s in shape)})"


class Name:
    """What a quantity is called: in LaTeX with its time index, and in code.

    "h" is h_t and `h`; "c~", or "c_candidate", is c̃_t, a candidate, and `c_candidate`;
    "alpha" is α_t, "h_1" is h_{1,t}.

    Args:
        text: a letter or a word, indices after _, and ~ for a candidate.
        time: the time index, "t" or "t-1"; none for parameters.
        above: a mark above: the layer that a weighted sum belongs to, a^f_t.
    """

    def __init__(self, text: str, time: str = "t", above: str = ""):
        if not isinstance(text, str):
            raise TypeError(f"a name must be a string, got {text!r}")
        self.base = re.sub("(~|_candidate)$", "", text)
        self.is_candidate = self.base != text
        self.time, self.above = time, above
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", self.base):
            raise ValueError(
                "a name must be a letter, then letters and digits, then indices after _, and ~ "
                f"for a candidate, such as 'f', 'h_1', 'alpha' or 'c~'; got {text!r}"
            )
        if iskeyword(self.code) or self.code in _IN_THE_SOURCE:
            raise ValueError(f"the name {text!r} has a meaning of its own in Python: take another")

    @property
    def code(self) -> str:
        """As a key: `h`, `h_prior`, `c_candidate`, `a_f`."""
        above = f"_{self.above}" if self.above else ""
        prior = "_prior" if self.time == "t-1" else ""
        return self.base + above + ("_candidate" if self.is_candidate else "") + prior

    def latex(self, bar: bool = False) -> str:
        """h_t; with a bar, the adjoint's name h̄_t."""
        head, *indices = self.base.split("_")
        letter = _letter(head, r"\mathrm{%s}")
        if self.is_candidate:
            letter = rf"\tilde {letter}" if len(head) == 1 else rf"\tilde{{{letter}}}"
        low = ",".join(part for part in (*map(_letter, indices), self.time) if part)
        if bar:
            letter = rf"\bar{{{letter}}}"
        high = ",".join(map(_letter, self.above.split("_")))
        return letter + (f"^{{{high}}}" if high else "") + (f"_{{{low}}}" if low else "")


def _letter(word, several="%s"):
    return f"\\{word}" if word in GREEK else several % word if len(word) > 1 else word


_PLAIN = {
    r"\odot": "⊙", r"\cdot": "·",
    r"\tilde ": "~", r"\tilde{": "~{", r";\, ": "; ", r",\, ": ", ", r"\,": " ",
    r"^\top": "ᵀ",
}  # fmt: skip


def plain(latex: str, braces: bool = False) -> str:
    """Mathematics for a text table: W_h [h_t-1; x_t]."""
    latex = re.sub(r"\\mathrm\{(\w+)\}", r"\1", latex)
    latex = re.sub(r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"√(\1)", latex)
    for command, text in _PLAIN.items():
        latex = latex.replace(command, text)
    latex = re.sub(r"\\([A-Za-z]+)", lambda match: GREEK.get(match[1], match[1]), latex)
    latex = re.sub(r"~(\{*)(\w)", "\\1\\2\u0303", latex)
    latex = re.sub(r"\bbar\{(\w\u0303?)\}", "\\1\u0304", latex)
    return latex if braces else latex.replace("{", "").replace("}", "")
