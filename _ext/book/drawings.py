"""Plots in few elements: without groups that say nothing, and equal marks as one path.

Matplotlib puts each line, tick and text into two or three groups, and each mark into an element
of its own, which makes two thirds of the elements of a plot.
"""

import re
from collections import defaultdict
from itertools import count

from docutils import nodes

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
GROUP = re.compile(r"(<g\b[^>]*>|</g>)\s*")
WITHOUT_INK = re.compile(r'<g\b[^>]*/>\s*|<path d="[^"]*" style="fill: none"/>\s*')
NOT_TURNED = re.compile(r' transform="rotate\(-0 [^"]*"')
FORM = re.compile(r'<defs>\s*<path id="([^"]+)" d="([^"]*)" style="([^"]*)"/>\s*</defs>\s*')
MARK = re.compile(r'<use xlink:href="#([^"]+)" x="([^"]*)" y="([^"]*)" style="([^"]*)"/>\s*')
FEWEST = 3  # marks that are worth joining


def lean(drawing):
    """The same drawing in fewer elements."""
    drawing = NOT_TURNED.sub("", _without_bare_groups(WITHOUT_INK.sub("", drawing)))
    forms = {name: f'<path d="{d}" style="{style}; ' for name, d, style in FORM.findall(drawing)}
    number = count()
    parts = [_joined_marks(part, forms, number) for part in GROUP.split(drawing)]
    drawing = "".join(parts)
    drawing = FORM.sub(lambda m: m[0] if f'href="#{m[1]}"' in drawing else "", drawing)
    return re.sub(r"<defs>\s*</defs>\s*", "", drawing)


def _without_bare_groups(drawing):
    says = []

    def leave_out(match):
        if match[1] != "</g>":
            says.append(match[1] != "<g>")
            return match[1] if says[-1] else ""
        return match[1] if says.pop() else ""

    return GROUP.sub(leave_out, drawing)


def _joined_marks(part, forms, number):
    """Marks of one form and one look are the corners of a path that has such a mark at each."""
    places = defaultdict(list)
    for name, x, y, style in MARK.findall(part):
        places[name, style].append(f"{x} {y}")

    def join(match):
        name, _, _, style = match.groups()
        found = places[name, style]
        if name not in forms or 0 < len(found) < FEWEST:
            return match[0]
        if not found:  # they stand where the first of them stood
            return ""
        mark = f"{name}-{next(number)}"
        path = f'<path d="M{"L".join(found)}" style="fill: none; marker: url(#{mark})"/>'
        found.clear()
        return (
            f'<marker id="{mark}" overflow="visible" markerUnits="userSpaceOnUse">'
            f'{forms[name]}{style}"/></marker>{path}'
        )

    return MARK.sub(join, part)


def in_outputs(app, doctree):
    """The plots in what a cell returned as HTML."""
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html" and "<svg" in raw.astext():
            text = DRAWING.sub(lambda match: lean(match[0]), raw.astext())
            raw[:] = [nodes.Text(text)]
            raw.rawsource = text


def setup(app):
    app.connect("doctree-read", in_outputs)
