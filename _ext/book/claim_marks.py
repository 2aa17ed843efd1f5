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


def mark(app, doctree, page):
    path = Path(app.env.doc2path(page))
    if path.suffix != ".ipynb":
        return
    outputs = [node for node in doctree.findall(nodes.raw) if NAME.search(node.astext())]
    if not outputs:
        return
    claims = {c.name: c for c in claims_in(nbformat.read(path, as_version=4))}
    places: dict[tuple, list] = {}  # (paragraph, text, end of the words): claims
    everything = {id(node): k for k, node in enumerate(doctree.findall())}
    for node in doctree.findall(nodes.Element):  # a hidden cell does not know its parent
        for child in node.children:
            child.parent = node
    for output in outputs:
        for name in NAME.findall(output.astext()):
            place = _place(output, claims[name].says, everything)
            if place is None:
                raise ExtensionError(f"{page}: no paragraph in the section of claim {name!r}")
            places.setdefault(place, []).append(claims[name])
    for output in outputs:
        _remove(output)
    for text, found in _by_text(places).items():
        pieces, start = [], 0
        for end, made in sorted(found.items()):
            pieces += [nodes.Text(text.astext()[start:end]), _mark(app, page, made)]
            start = end
        pieces.append(nodes.Text(text.astext()[start:]))
        if isinstance(text, nodes.Text):
            text.parent[text.parent.index(text) : text.parent.index(text) + 1] = pieces
        else:
            text += [_mark(app, page, made) for made in found.values()]


def _by_text(places):
    """{text or paragraph: {end of the words in it: claims}}."""
    found: dict = {}
    for (node, end), claims in places.items():
        found.setdefault(node, {})[end] = claims
    return found


def _place(output, words, everything):
    """The text that says the words nearest to the check, and where they end in it."""
    section = output.parent
    while section.parent is not None and not isinstance(section, nodes.section):
        section = section.parent
    here = everything[id(output)]
    paragraphs = [p for p in section.findall(nodes.paragraph) if _section(p) is section]

    def distance(node):
        away = everything[id(node)] - here
        return (away > 0, abs(away))

    if words:
        pattern = re.compile(
            r"(?<![\d.,])" + r"\s+".join(map(re.escape, words.split())) + r"(?!\d)"
        )
        said = [
            (text, match.end())
            for paragraph in paragraphs
            for text in paragraph.findall(nodes.Text)
            if not isinstance(text.parent, nodes.math | nodes.literal)
            for match in [*pattern.finditer(text.astext())][-1:]
        ]
        if said:
            return min(said, key=lambda place: distance(place[0]))
        plain = words.replace("−", "-")  # in a formula, or over several pieces
        paragraphs = [p for p in paragraphs if plain in p.astext().replace("−", "-")] or paragraphs
    return (min(paragraphs, key=distance), -1) if paragraphs else None


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


def _mark(app, page, claims):
    first, *others = claims
    address = f"{app.builder.get_relative_uri(page, PAGE)}#claim-{first.name}"
    checked = "; ".join(f"{c.says}, {c.how}" if c.says else c.how for c in claims)
    also = "".join(f'<span id="claim-{other.name}"></span>' for other in others)
    return nodes.raw(
        "",
        f'{also}<a class="claim" id="claim-{first.name}" href="{address}" '
        f'aria-label="Checked: {escape(checked)}" data-checked="Checked: {escape(checked)}">✓</a>',
        format="html",
    )


def setup(app):
    app.connect("doctree-resolved", mark)
