"""A chapter, read: its texts, headings, equations and figures, in the order of the page."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

RULES = []


def rule(function):
    RULES.append(function)
    return function


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    cell: int
    line: int


@dataclass
class Chapter:
    """A notebook, its path, and the other chapters of the book."""

    path: Path
    notebook: nbformat.NotebookNode
    book: list = field(default=None, repr=False)

    def __post_init__(self):
        self.book = [self] if self.book is None else self.book

    @property
    def number(self):
        """2 for 02_rnn, "A" for the appendix a_cell_of_your_own, nothing for other names."""
        prefix = re.match(r"(\d+|[a-z])_", self.path.name)
        return prefix[1].lstrip("0").upper() if prefix else ""

    @property
    def code(self):
        return [(n, c) for n, c in enumerate(self.notebook.cells, 1) if c.cell_type == "code"]

    @cached_property
    def texts(self):
        """(cell number, Markdown) of each text cell, without code in fences."""
        fence = re.compile(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE)
        return [
            (n, fence.sub("", c.source))
            for n, c in enumerate(self.notebook.cells, 1)
            if c.cell_type == "markdown"
        ]

    @cached_property
    def plain(self):
        """The same without code and formulas."""
        unread = re.compile(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
        return [(n, unread.sub(" ", text)) for n, text in self.texts]

    @cached_property
    def prose(self):
        """The same without addresses and HTML tags: what is read aloud."""
        return [(n, re.sub(r"(?<=\])\([^)]*\)|</?[a-z][^>]*>", " ", t)) for n, t in self.plain]

    @cached_property
    def headings(self):
        return [
            Heading(len(marks), text, n, line)
            for n, source in self.texts
            for line, whole in enumerate(source.splitlines())
            for marks, text in re.findall(r"^(#{1,6}) +(.+?)[ #]*$", whole)
        ]

    def section(self, cell):
        """The Markdown between the headings around a cell."""
        above = max((h.cell for h in self.headings if h.cell <= cell), default=1)
        return self.text(range(above, self.end(above)))

    def end(self, cell, level=6):
        """The first cell below that is under another heading of at most this level."""
        below = [h.cell for h in self.headings if h.cell > cell and h.level <= level]
        return min(below, default=len(self.notebook.cells) + 1)

    def text(self, cells):
        return "\n\n".join(text for n, text in self.texts if n in cells)

    @cached_property
    def html(self):
        """(cell number, HTML) in the order of the page: text cells and outputs."""
        shown = [(n, data["text/html"]) for n, data in self.outputs if "text/html" in data]
        return sorted([*self.plain, *shown], key=itemgetter(0))

    @cached_property
    def outputs(self):
        """(cell number, {mime type: text}) of every output that is not a stream."""
        return [
            (n, {kind: "".join(text) for kind, text in output.get("data", {}).items()})
            for n, cell in self.code
            for output in cell.outputs
        ]

    @cached_property
    def tags(self):
        """(cell number, equation number) in the order of the page, outputs included."""
        kinds = ("text/latex", "text/markdown", "text/html")
        shown = [(n, next((d[k] for k in kinds if k in d), "")) for n, d in self.outputs]
        pages = sorted([*self.texts, *shown], key=itemgetter(0))
        return [(n, tag) for n, text in pages for tag in re.findall(r"\\tag\{([^}]*)\}", text)]

    @cached_property
    def figures(self):
        """(cell number, <figure>) in the order of the page."""
        return [(n, f) for n, text in self.html for f in soup(text).find_all("figure")]

    @cached_property
    def captions(self):
        """Those of numbered figures: the dots on the card of a study have neither."""
        numbered = [f for _, f in self.figures if not f.find_parent(class_="book-card")]
        found = [figure.figcaption for figure in numbered]
        return [" ".join(c.get_text().split()) if c else "" for c in found]


def read_book(folder):
    """Every chapter of a folder and of the folders in it, each knowing the others."""
    book = []
    for path in sorted([*folder.glob("*.ipynb"), *folder.glob("[!.]*/*.ipynb")]):
        book.append(Chapter(path, nbformat.read(path, as_version=4), book))
    return book


def slug(heading):
    """The fragment that GitHub and MyST give a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower().replace(" ", "-"))


def soup(html):
    return BeautifulSoup(html, "html.parser")
