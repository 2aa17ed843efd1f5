"""The map on the cover: every page of the book in one picture, and what leads to what.

    ```{book-map}
    chapters/02_rnn | chapters/01_need_for_recurrence
    chapters/speed | chapters/02_rnn
    ```

The pages, their order and their titles are those of the table of contents; the lines say which
chapters a page follows from. Each box is a link. A page that is not in the book is left out.
"""

import re
from html import escape
from itertools import pairwise
from textwrap import wrap

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .chapter_map import follow_the_contents

WIDTH, LEFT, RIGHT = 350, (12, 154), (183, 166)  # the picture; x and width of a column
TALL, APART = 31, 8  # height of a box, and what is between two chapters
LETTERS = 21  # of a title in a line


class book_map(nodes.General, nodes.Element):
    """Stands for the picture until the page is written, when every page has its address."""


class BookMap(SphinxDirective):
    has_content = True

    def run(self):
        follow_the_contents(self.env)
        lines = [[*map(str.strip, line.split("|"))] for line in self.content]
        return [book_map(follows={page: before.split() for page, before in lines})]


def fill_in(app, doctree, page):
    for place in list(doctree.findall(book_map)):
        pages = app.env.toctree_includes[app.config.root_doc]
        titles = {name: app.env.titles[name].astext() for name in pages}
        addresses = {name: app.builder.get_relative_uri(page, name) for name in pages}
        place.replace_self(nodes.raw("", draw(titles, addresses, place["follows"]), format="html"))


def draw(titles, addresses, follows):
    """The figure.

    `titles` has every page in order: "2. The cell" is a chapter, "B. Words" an appendix, other
    titles are at the top. `follows` maps a page to the pages that lead to it.
    """
    boxes, height = place(titles, follows)
    ways = [(a, page) for page in boxes for a in follows.get(page, ()) if a in boxes]
    in_a_row = {*pairwise(page for page in boxes if is_chapter(titles[page]))}
    drawn = "".join(_way(boxes[a], boxes[b], (a, b) in in_a_row) for a, b in ways)
    drawn += "".join(_link(titles[page], addresses[page], *box) for page, box in boxes.items())
    return (
        f'<figure class="book-figure book-map"><svg viewBox="0 0 {WIDTH} {height}" '
        f'role="group" aria-label="{escape(in_words(titles, ways))}">{drawn}</svg>'
        "<figcaption>Each box leads to its page. An arrow says what a page builds on. "
        "Begin with what stands above chapter 1, and look up what stands below chapter 8."
        "</figcaption></figure>"
    )


def is_chapter(title):
    return re.match(r"\d+\. ", title)


def place(titles, follows):
    """({page: (x, y, width, height)}, height of all): chapters below each other on the left.

    Beside a chapter stands what follows from it. What follows from none stands in two columns:
    above the chapters what has neither number nor letter, and below them the rest.
    """
    chapters = [page for page in titles if is_chapter(titles[page])]
    appendices = [page for page in titles if re.match(r"[A-Z]\. ", titles[page])]
    others = [page for page in titles if page not in {*chapters, *appendices}]
    beside = [p for p in (*others, *appendices) if {*follows.get(p, ())} & {*chapters}]
    boxes, y = _rows([page for page in others if page not in beside], 1)
    free = y = y + APART
    for chapter in chapters:
        boxes[chapter] = (LEFT[0], y, LEFT[1], TALL)
        for page in [page for page in beside if follows[page][0] == chapter]:
            boxes[page] = (RIGHT[0], max(free, y), RIGHT[1], TALL)
            free = boxes[page][1] + TALL + 3
        y += TALL + APART
    below, y = _rows([page for page in appendices if page not in boxes], max(y, free) + APART)
    return boxes | below, y


def _rows(pages, y):
    """Two boxes in a row, and where the next row would begin."""
    boxes = {}
    for k, page in enumerate(pages):
        x, width = (LEFT, RIGHT)[k % 2]
        boxes[page] = (x, y + k // 2 * (TALL + 3), width, TALL)
    return boxes, y + -(-len(pages) // 2) * (TALL + 3)


def in_words(titles, ways):
    """What the arrows say, for those who do not see them."""
    names = {name: title.partition(". ")[2] or title for name, title in titles.items()}
    before: dict[str, list[str]] = {}
    for a, b in ways:
        before.setdefault(names[b], []).append(names[a])
    said = (f"{page} builds on {' and '.join(pages)}" for page, pages in before.items())
    return f"A map of the book, whose boxes are links. {'; '.join(said)}."


def _link(title, address, x, y, width, tall):
    number, _, words = title.rpartition(". ")
    lines = wrap(words, LETTERS)
    left, middle = x + (25 if number else 10), y + tall / 2 + 4
    texts = "".join(
        f'<text x="{left}" y="{middle + 13 * (k - (len(lines) - 1) / 2):g}">{escape(line)}</text>'
        for k, line in enumerate(lines)
    )
    if number:
        texts = f'<text class="number" x="{x + 13}" y="{middle:g}">{number}</text>{texts}'
    kind = "chapter" if is_chapter(title) else "page"
    return (
        f'<a class="{kind}" href="{address}" aria-label="{escape(title)}">'
        f'<rect x="{x}" y="{y}" width="{width}" height="{tall}" rx="5"/>{texts}</a>'
    )


def _way(above, below, is_next):
    """An arrow from box to box: down to the next chapter, beside the chapters, or across."""
    x, y, width, tall = above
    to_x, to_y, _, to_tall = below
    if to_x > x:
        start, end = y + tall / 2, to_y + to_tall / 2
        half = (x + width + to_x) / 2
        path = f"M{x + width} {start:g}C{half:g} {start:g} {half:g} {end:g} {to_x} {end:g}"
        return f'<path d="{path}m-4 -3l4 3l-4 3"/>'
    if is_next:
        middle = x + 13
        head = f"M{middle - 3} {to_y - 4:g}l3 4l3 -4"
        return f'<path d="M{middle} {y + tall:g}V{to_y:g}{head}"/>'
    start, end = y + tall / 2 + 5, to_y + to_tall / 2
    bend = f"M{x} {start:g}C{x - 14} {start:g} {x - 14} {end:g} {x} {end:g}"
    return f'<path d="{bend}m-4 -4l4 4l-5 2"/>'


def setup(app):
    app.add_node(book_map)
    app.add_directive("book-map", BookMap)
    app.connect("doctree-resolved", fill_in)
