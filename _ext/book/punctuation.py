"""A line must not break between an equation and the comma after it.

A browser takes an equation for a picture, and breaks the line on either side.
"""

import re

from docutils import nodes

MARKS = re.compile(r"[.,;:!?)\]”’]+")


def keep_together(app, doctree):
    for equation in list(doctree.findall(nodes.math)):
        parent = equation.parent
        place = parent.index(equation)
        after = parent[place + 1] if place + 1 < len(parent) else None
        marks = MARKS.match(after) if isinstance(after, nodes.Text) else None
        if marks:
            together = nodes.inline(classes=["together"])
            parent[place : place + 2] = [together, nodes.Text(after[marks.end() :])]
            together += [equation, nodes.Text(marks[0])]


def setup(app):
    app.connect("doctree-read", keep_together)
