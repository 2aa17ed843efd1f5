"""How equations are laid out: one below the other, what is too long for a phone broken at its sums.

A site cannot break an equation where the window ends, so it is broken here, once and for all
places: before a sign of a sum, or before one inside the brackets of a single term.
"""

import re
from collections.abc import Iterable

from rnnlib.drawing.palette import light
from rnnlib.symbolic.names import plain

ROOM = 37  # what a phone holds, in characters

_NO_ROOM = re.compile(
    r"\\(bar|overline|mathbf|mathrel|mathrm|big)\b|\\color\{#\w{6}\}|[{}^_]|\u0303"
)
_NEXT = re.compile(r"[({\[]|[)}\]]| [-+] ")
_BRACKETS = re.compile(r"[(){}]")


class Mathematics(str):
    """LaTeX that a notebook displays typeset."""

    def _repr_latex_(self) -> str:
        return str(self)


def coloured(meaning: str, latex: str) -> str:
    """LaTeX in a colour of the palette."""
    return rf"{{\color{{{light(meaning)}}}{{{latex}}}}}"


def aligned(
    equations: Iterable[tuple[str, str, Iterable[tuple[str, str]]]], tag: str | None = None
) -> Mathematics:
    r"""Equations as one display, aligned at their equals signs and numbered by \tag.

    Args:
        equations: for each its left side, its equals sign, and the terms of its right side, each
            with the reason for it, "" for none. Terms with the same reason share a line.
        tag: the number of the display, such as "2.1".
    """
    equations = list(equations)
    widest, rows = max(width(left) for left, _, _ in equations), []
    room = max(ROOM - widest, ROOM // 2)
    for left, equals, terms in equations:
        start = f"{left} &{equals} "
        for line, reason in _lines(terms, room):
            rows.append(start + line + (rf" && {reason}" if reason else ""))
            start = "& "
    number = rf"\tag{{{tag}}}" if tag else ""
    body = " \\\\\n".join(rows)
    return Mathematics(f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}{number}\n$$")


def width(latex: str) -> int:
    """About how wide a formula is, in characters."""
    return len(_NO_ROOM.sub("", plain(_NO_ROOM.sub("", latex.replace(r"\leftarrow", "←")))))


def _lines(terms, room):
    """The lines of a right side, each with its reason, from (term, reason)."""
    pieces: list[tuple[str, str]] = []
    for term, reason in terms:
        first, *more = split(term)
        if pieces:
            first = f"- {first[1:]}" if first.startswith("-") else f"+ {first}"
        pieces += [(piece, reason) for piece in (first, *more)]
    for k, (line, reason) in enumerate(_packed(pieces, room)):
        for n, part in enumerate(_opened(line, room)):
            yield ("{}" if k and not n else "") + part, reason if not n else ""


def _packed(pieces, room):
    """Pieces of a sum, each with its reason, on as few lines as hold them."""
    lines: list[tuple[str, str]] = []
    for piece, reason in pieces:
        if lines and lines[-1][1] == reason and width(f"{lines[-1][0]} {piece}") <= room:
            lines[-1] = f"{lines[-1][0]} {piece}", reason
        else:
            lines.append((piece, reason))
    return lines


def _opened(line, room):
    """A line; if it is too long, the sum in its widest brackets on lines of its own."""
    groups = list(_groups(line)) if width(line) > room else []
    if not groups:
        return [line]
    start, stop = max(groups, key=lambda group: width(line[slice(*group)]))
    inside = [(piece, "") for piece in split(line[start:stop])]
    parts = [part for part, _ in _packed(inside, room - 6)]
    if len(parts) == 1:
        return [line]
    parts = [line[:start] + parts[0], *(rf"\qquad{{}}{part}" for part in parts[1:])]
    return [*parts[:-1], parts[-1] + line[stop:]]


def _groups(line):
    """Where what stands in outermost brackets begins and ends."""
    opened = []
    for match in _BRACKETS.finditer(line):
        if match[0] in "({":
            opened.append(match.end())
        else:
            start = opened.pop()
            if match[0] == ")" and not opened:
                yield start, match.start()


def split(latex: str) -> list[str]:
    """A sum cut before its signs: a + b - c as "a", "+ b", "- c"."""
    depth, cuts = 0, [0]
    for match in _NEXT.finditer(latex):
        depth += {"(": 1, "{": 1, "[": 1, " ": 0}.get(match[0][0], -1)
        if match[0][0] == " " and not depth:
            cuts.append(match.start() + 1)
    return [latex[a:b].strip() for a, b in zip(cuts, [*cuts[1:], None], strict=True)]
