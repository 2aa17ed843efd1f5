"""The rules of a chapter: each a function from a chapter to what is wrong with it.

A rule yields one sentence per fault. What the rules ask of an author is in
`test_rules.py`; that each of them can fail is shown in `test_the_rules_can_fail.py`.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote

import execute
import nbformat
from bs4 import BeautifulSoup
from notebook_claims import claims_in

LONGEST_CELL = 40
MOST_IGNORED = 3
IGNORED = ("nbval-ignore-output", "nbval-skip", "raises-exception", "nbval-raises-exception")
SHOWN = {"text/plain", "text/html", "text/latex", "text/markdown"}
FILLERS = ("simply", "obviously", "just", "trivially", "clearly", "of course")
FIRST = "What you will be able to do"
LAST = ["Exercises", "Sources"]
SHORT = "In short"
GRADES = ["Check", "Build", "Explore"]


RULES = []


def rule(function):
    RULES.append(function)
    return function


# ---------------------------------------------------------------- a chapter, read


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
        return [(n, f) for n, text in self.html for f in _soup(text).find_all("figure")]

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


def _soup(html):
    return BeautifulSoup(html, "html.parser")


# ---------------------------------------------------------------- cells


@rule
def every_code_cell_has_run_in_order(chapter):
    for count, (n, cell) in enumerate(chapter.code, 1):
        if cell.execution_count != count:
            yield f"cell {n}: ran as number {cell.execution_count}, expected {count}"


@rule
def nothing_goes_to_stderr_and_nothing_fails(chapter):
    for n, cell in chapter.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {n}: {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"cell {n}: stderr: {output.text.strip()[:100]}"


@rule
def a_code_cell_fits_on_a_page(chapter):
    for n, cell in chapter.code:
        lines = len(cell.source.splitlines())
        if lines > LONGEST_CELL:
            yield f"cell {n}: {lines} lines, at most {LONGEST_CELL}"


@rule
def the_notebook_holds_nothing_that_changes_by_itself(chapter):
    notebook = chapter.notebook
    if notebook.metadata != execute.METADATA:
        yield f"the notebook's metadata: expected the executor's, got {dict(notebook.metadata)}"
    ids = execute.stable_ids(notebook.cells)
    for n, (cell, stable_id) in enumerate(zip(notebook.cells, ids, strict=True), 1):
        if cell.get("id") != stable_id:
            yield f"cell {n}: its id is not that of its source: run chapters/execute.py"
        if cell.metadata != execute.stable_metadata(cell):
            yield f"cell {n}: metadata {dict(cell.metadata)}: run chapters/execute.py"


@rule
def output_is_ignored_for_timings_only_and_rarely(chapter):
    ignored = 0
    for n, cell in chapter.code:
        tags = [t for t in IGNORED if t in cell.metadata.get("tags", [])]
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE_)", cell.source):
            yield f"cell {n}: say what nbval ignores by a tag, not by a comment"
        for tag in tags:
            ignored += 1
            if tag != "nbval-ignore-output":
                yield f"cell {n}: the tag {tag} is not allowed"
            elif not re.search(r"perf_counter|seconds|timeit|bench", cell.source):
                yield f"cell {n}: ignores its output, but measures no time"
    if ignored > MOST_IGNORED:
        yield f"{ignored} cells ignore their output, at most {MOST_IGNORED}"


# Where a live run's marks may stand (see live.cfg): around a figure's drawing, the rows
# of a table, the text of a <pre>. Captions and heads stay outside, and are compared.
LIVE = re.compile(
    r"(?<=>)<!--live-->(?:"
    r"<svg\b(?:(?!</?svg|<!--).)*</svg><!--/live-->(?=<figcaption>|</div>)"
    r"|(?<=<tbody><!--live-->)<tr>(?:(?!</?t(?:able|body|head)|<!--).)*</tr><!--/live-->(?=</tbody>)"
    r"|[^<]*<!--/live-->(?=</pre>))",
    re.DOTALL,
)


@rule
def only_drawings_rows_and_passages_are_marked_as_live(chapter):
    for n, cell in chapter.code:
        for output in cell.outputs:
            texts = {kind: "".join(text) for kind, text in output.get("data", {}).items()}
            page = LIVE.sub("", texts.pop("text/html", ""))
            rest = "".join([page, output.get("text", ""), *texts.values()])
            for mark in re.findall(r"<!--/?live-->", rest)[:1]:
                yield f"cell {n}: {mark} must enclose a drawing, a table's rows or a <pre>'s text"


# ---------------------------------------------------------------- one source, three places


@rule
def markdown_is_plain(chapter):
    syntax = {
        "a role": r"\{[a-z][\w:+-]*\}`",
        "a target": r"^\([\w-]+\)=\s*$",
        "a directive": r"^\s*(?:(?:`{3,}|~{3,})\s*\{|:{3,}).*$",
    }
    for n, cell in enumerate(chapter.notebook.cells, 1):
        if cell.cell_type == "markdown":
            for name, pattern in syntax.items():
                for found in re.findall(pattern, cell.source, re.MULTILINE):
                    yield f"cell {n}: {name}, which only Sphinx understands: {found.strip()}"


@rule
def folded_text_opens_everywhere(chapter):
    for n, text in chapter.texts:
        opened = re.findall(r"<details[^>]*>\s*(<summary>.+</summary>\n\n)?", text)
        if len(opened) != text.count("</details>"):
            yield f"cell {n}: <details> must open and close in one cell"
        if not all(opened):
            yield f"cell {n}: after <details>, a <summary> on its line and a blank line"


@rule
def links_lead_somewhere(chapter):
    link = r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)|<a\s[^>]*href=[\"']([^\"']+)"
    for n, text in chapter.plain:
        for target in (a or b for a, b in re.findall(link, text)):
            if re.match(r"[a-z]+:|//", target):
                continue
            name, _, fragment = unquote(target).partition("#")
            path = chapter.path.parent / name if name else chapter.path
            if not path.is_file():
                yield f"cell {n}: {target}: there is no such file"
            elif fragment and fragment not in _anchors(path, chapter):
                yield f"cell {n}: {target}: there is no such heading"


def _anchors(path, chapter):
    if path == chapter.path:
        page = chapter
    elif path.suffix == ".ipynb":
        page = Chapter(path, nbformat.read(path, as_version=4))
    else:
        text = nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"))
        page = Chapter(path, nbformat.v4.new_notebook(cells=[text]))
    text = "\n".join(html for _, html in page.html)
    named = re.findall(r"\b(?:id|name)=[\"']([^\"']+)|^\(([\w-]+)\)=\s*$", text, re.MULTILINE)
    return {slug(h.text) for h in page.headings} | {a or b for a, b in named}


@rule
def nothing_is_fetched_from_a_third_party(chapter):
    links = r"<a\b[^>]*>|(?<!!)\[[^\]]*\]\([^)]*\)|<https?:[^>]*>"
    names = r"\bxmlns[:\w]*=\"[^\"]*\"|<metadata>.*?</metadata>|http://www\.w3\.org/[\w/.#-]*"
    for n, html in chapter.html:
        loads = re.sub(f"{links}|{names}", "", html, flags=re.DOTALL)
        for address in re.findall(r"https?://\S+|[\"'(]//\S+", loads):
            yield f"cell {n}: an address that is no link: {address}"


# ---------------------------------------------------------------- equations and figures


@rule
def equations_are_numbered_in_order(chapter):
    for count, (n, tag) in enumerate(chapter.tags, 1):
        if tag != f"{chapter.number}.{count}":
            yield f"cell {n}: equation ({tag}), expected ({chapter.number}.{count})"


@rule
def a_reference_has_its_equation_or_figure(chapter):
    equations = {tag for other in chapter.book for _, tag in other.tags}
    captions = "\n".join(caption for other in chapter.book for caption in other.captions)
    figures = re.findall(r"^Figure ((?:\d+|[A-Z])\.\d+)", captions, re.MULTILINE)
    figures += re.findall(r"^Figure (\d+)\. ", "\n".join(chapter.captions), re.MULTILINE)
    for n, text in chapter.prose:
        for number in re.findall(r"\(((?:[1-9]\d?|[A-Z])\.[1-9]\d?)\)", text):
            if number not in equations:
                yield f"cell {n}: there is no equation ({number})"
        for number in re.findall(r"\bFigure\s((?:\d+|[A-Z])\.\d+|\d+)", text):
            if number not in figures:
                yield f"cell {n}: there is no Figure {number}"


@rule
def a_figure_is_drawn_inline(chapter):
    for n, data in chapter.outputs:
        for kind in sorted(data.keys() - SHOWN):
            yield f"cell {n}: {kind} is not shown everywhere; a figure is a <figure> in text/html"
    for n, html in chapter.html:
        if "data:image" in html.replace("--film:url(data:image", ""):
            yield f"cell {n}: a picture of pixels; a figure is inline SVG"
        if any(svg.find_parent("figure") is None for svg in _soup(html).find_all("svg")):
            yield f"cell {n}: an <svg> outside a <figure>"


@rule
def a_figure_says_what_is_in_it(chapter):
    for n, figure in chapter.figures:
        pictures = figure.select('[role="img"]') or figure.find_all("svg")
        for text in map(_alternative, pictures or [figure]):
            if len(text.split()) < 3 or re.search(r"\.(svg|png|jpe?g|ipynb)\b", text):
                yield f"cell {n}: alternative text says what is in the figure, got {text!r}"
    for n, text in chapter.texts:
        for alternative, address in re.findall(r"!\[([^\]]*)\]\(([^)\s]*)", text):
            if len(alternative.split()) < 3:
                yield f"cell {n}: alternative text says what is in {address}, got {alternative!r}"


def _alternative(picture):
    if label := picture.get("aria-label"):
        return label
    parts = [picture.find("title", recursive=False), picture.find("desc", recursive=False)]
    return " ".join(part.get_text(" ", strip=True) for part in parts if part)


@rule
def a_figure_says_what_to_see(chapter):
    for count, caption in enumerate(chapter.captions, 1):
        number = f"Figure {chapter.number and chapter.number + '.'}{count}."
        if not caption.startswith(number):
            yield f"the caption must begin with “{number}”, got {caption[:40]!r}"
        elif not re.search(r"\S+ \S+ .*[.?!]$", caption.removeprefix(number)):
            yield f"a caption is a sentence, got {caption!r}"


# ---------------------------------------------------------------- prose


@rule
def the_prose_does_without_fillers(chapter):
    for n, text in chapter.prose:
        for word in re.findall(rf"\b(?:{'|'.join(FILLERS)})\b", text, re.IGNORECASE):
            yield f"cell {n}: {word!r} helps no reader"


@rule
def headings_make_a_tree(chapter):
    levels = [h.level for h in chapter.headings]
    if not levels or levels[0] != 1 or levels.count(1) > 1:
        yield f"one heading of level 1, at the top, got levels {levels}"
    for above, heading in pairwise(chapter.headings):
        if heading.level > above.level + 1:
            yield f"cell {heading.cell}: {heading.text!r} skips a level after {above.text!r}"
    for name, times in Counter(slug(h.text) for h in chapter.headings).items():
        if times > 1:
            yield f"{times} headings are called #{name}"
    for heading in chapter.headings:
        if heading.line:
            yield f"cell {heading.cell}: {heading.text!r}: a heading begins its own cell"


@rule
def the_anatomy_is_there(chapter):
    if not chapter.number:
        return
    sections = [h for h in chapter.headings if h.level == 2]
    closed = names = [h.text for h in sections]
    if names[-2:-1] == [SHORT]:  # between the exercises and the sources
        sections, closed = [*sections[:-2], sections[-1]], [*names[:-2], names[-1]]
    opening = range(1, sections[0].cell if sections else 2)
    if not any("?" in text for n, text in chapter.prose if n in opening):
        yield "it begins with a question, before the first section"
    if names[:1] != [FIRST]:
        yield f"the first section is {FIRST!r}, got {names[:1]}"
    if closed[-2:] != LAST:
        yield f"the last sections are {LAST}, got {closed[-2:]}"
        return
    exercises = range(sections[-2].cell, sections[-1].cell)
    grades = [h for h in chapter.headings if h.level == 3 and h.cell in exercises]
    if [h.text for h in grades] != GRADES:
        yield f"exercises come in the grades {GRADES}, got {[h.text for h in grades]}"
    for grade in grades:
        cells = range(grade.cell, chapter.end(grade.cell, level=3))
        folded = [
            n for n, c in chapter.code if n in cells and "hide-cell" in c.metadata.get("tags", [])
        ]
        if not folded and "<details" not in chapter.text(cells):
            yield f"cell {grade.cell}: the exercises of {grade.text!r} have no folded answer"


# ---------------------------------------------------------------- claims


@rule
def the_prose_says_what_is_checked(chapter):
    for claim in claims_in(chapter.notebook):
        if claim.says:
            says = _words(claim.says)
            said = rf"(?<![\d.,-]){re.escape(says)}(?!\d|[.,]\d)"
            if not re.search(said, _words(chapter.section(claim.cell + 1))):
                yield f"cell {claim.cell + 1}: its section does not say {says!r} ({claim.name})"


def _words(text):
    text = unescape(text).replace("−", "-").replace("\\,", " ").replace("\\%", "%")
    return " ".join(re.sub(r"[*_$]", "", text).split())


@rule
def a_claim_compares_its_words_with_what_is_computed(chapter):
    for claim in claims_in(chapter.notebook):
        if claim.fault:
            yield f"cell {claim.cell + 1}: {claim.name}: {claim.fault}"


@rule
def a_claim_has_a_name_of_its_own(chapter):
    names = Counter(claim.name for other in chapter.book for claim in claims_in(other.notebook))
    for name in {claim.name for claim in claims_in(chapter.notebook)}:
        if names[name] > 1:
            yield f"{names[name]} claims are called {name!r}"
