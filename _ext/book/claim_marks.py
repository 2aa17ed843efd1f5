"""A checked claim shows as one small mark after the words that it vouches for.

In a notebook the cell of the check prints what it checked. On the site its output goes, and
a mark stands where the number is: a link to the claim on the page of claims, whose tooltip
says what was checked. A claim without words has its mark at the end of the paragraph before.
"""

import re
from html import escape
from pathlib import Path

import nbformat
from docutils import nodes
from notebook_claims import claims_in
from sphinx.errors import ExtensionError

NAME = re.compile(r'id="claim-([a-z0-9-]+)"')
PAGE = "chapters/appendix/claims"
PLAIN = str.maketrans("−’“”", '-\'""')  # one letter for one, so places stay where they are
OF_HOW_MANY = r"(?:\s+the)?\s+\w+"  # "6 of" is not cut off from "the eight"


def mark(app, doctree, page):
    path = Path(app.env.doc2path(page))
    if path.suffix != ".ipynb" or not any(map(_names, doctree.findall(nodes.raw))):
        return
    claims = {c.name: c for c in claims_in(nbformat.read(path, as_version=4))}
    place_marks(page, doctree, claims, app.builder.get_relative_uri(page, PAGE))


def place_marks(page, doctree, claims, address):
    """Put a mark for every claim that a page's outputs show, and take those outputs away."""
    outputs = [node for node in doctree.findall(nodes.raw) if _names(node)]
    order = {id(node): k for k, node in enumerate(doctree.findall())}
    for node in doctree.findall(nodes.Element):  # a hidden cell does not know its parent
        for child in node.children:
            child.parent = node
    # Two texts with the same words are equal: they are told apart by their ids.
    found: dict[int, tuple] = {}  # id of a text or paragraph: (itself, {end of the words: claims})
    for output in outputs:
        for name in _names(output):
            node, end = _place(page, output, claims[name], order)
            ends = found.setdefault(id(node), (node, {}))[1]
            ends.setdefault(end, []).append(claims[name])
    for output in outputs:
        _remove(output)
    for node, ends in found.values():
        if isinstance(node, nodes.Text):
            _insert(node, {end: _mark(address, made) for end, made in sorted(ends.items())})
        else:
            node += [_mark(address, made) for made in ends.values()]


def _names(output):
    """The claims that an output shows."""
    return NAME.findall(output.astext())


def _insert(text, marks):
    """Cut a text after the words that have a mark, and put the marks there."""
    pieces, start = [], 0
    for end, made in marks.items():
        pieces += [nodes.Text(text.astext()[start:end]), made]
        start = end
    pieces.append(nodes.Text(text.astext()[start:]))
    siblings = text.parent.children
    k = next(k for k, node in enumerate(siblings) if node is text)
    text.parent[k : k + 1] = pieces


def _place(page, output, claim, order):
    """The text that says a claim's words nearest to its check, and where they end in it.

    Where the words are in a formula, or there are none: the paragraph, and -1.
    """
    section = _section(output)
    here = order[id(output)]
    paragraphs = [p for p in section.findall(nodes.paragraph) if _section(p) is section]

    def distance(place):
        node, end = place
        away = order[id(node)] - here
        return (away > 0, abs(away), end if away > 0 else -end)  # what was said before comes first

    if claim.says:
        plain = claim.says.translate(PLAIN)
        words = r"\s+".join(map(re.escape, plain.split()))
        rest = f"(?:{OF_HOW_MANY})?" if words.endswith("of") else ""
        pattern = re.compile(rf"(?<![\w.,]){words}(?![\w]|[.,]\d){rest}")
        places = [
            (text, match.end())
            for paragraph in paragraphs
            for text in paragraph.findall(nodes.Text)
            if not isinstance(text.parent, nodes.math | nodes.literal)
            for match in pattern.finditer(text.astext().translate(PLAIN))
        ]
        # In a formula, or over several pieces.
        said = [(p, -1) for p in paragraphs if pattern.search(p.astext().translate(PLAIN))]
    else:
        places, said = [], [(p, -1) for p in paragraphs]
    if not places and not said:
        what = f"that says {claim.says!r}" if claim.says else "for it"
        raise ExtensionError(f"{page}: claim {claim.name!r}: no paragraph in its section {what}")
    return min(places or said, key=distance)


def _section(node):
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def _remove(node):
    """Take out a node, and the containers that hold nothing but it."""
    while node.parent is not None and not isinstance(node.parent, nodes.section | nodes.document):
        parent = node.parent
        parent.remove(node)
        if parent.children:
            return
        node = parent
    node.parent.remove(node)


def _mark(address, claims):
    first, *others = claims
    checked = "; ".join(f"{c.says}, {c.how}" if c.says else c.how for c in claims)
    also = "".join(f'<span id="claim-{other.name}"></span>' for other in others)
    return nodes.raw(
        "",
        f'{also}<a class="claim" id="claim-{first.name}" href="{address}#claim-{first.name}" '
        f'aria-label="Checked: {escape(checked)}" data-checked="Checked: {escape(checked)}">✓</a>',
        format="html",
    )


def setup(app):
    app.connect("doctree-resolved", mark)
