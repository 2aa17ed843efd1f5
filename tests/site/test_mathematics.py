"""Equations fit their column, on a wide page and on a phone, and symbols look alike everywhere."""

import sys

import pytest
from bs4 import BeautifulSoup
from built import ROOT

from rnnlib import equations
from rnnlib.symbolic.cell import Cell

sys.path.insert(0, str(ROOT / "_ext"))
from book.mathematics import to_mathml
from book.symbols import in_drawing, in_table

CELLS = [own for own in vars(equations).values() if isinstance(own, Cell)]


def test_no_equation_is_wider_than_its_column(page, visit):
    wide = visit(page, "light").equations
    assert [e["latex"] for e in wide if e["over"] > 0] == []


def test_numbered_equations_fit_a_phone(page, visit):
    narrow = visit(page, "phone").equations
    assert [e["latex"] for e in narrow if e["numbered"] and e["over"] > 0] == []


SHOW = """(equations) => {
  const article = document.querySelector(".bd-article");
  article.innerHTML = equations
    .map((math) => `<div class="math">${math}<span class="eqno">(2.1)</span></div>`)
    .join("");
  return [...article.querySelectorAll(".math")].map((e) => e.scrollWidth - e.clientWidth);
}"""

# Of each line that has a reason: how far the reason stands right of its term, and below it.
REASONS = """() => [...document.querySelectorAll(".reasons mtd:nth-child(3)")].map((cell) => {
  const [term, reason] = [cell.previousSibling, cell].map((e) => e.getBoundingClientRect());
  return {right: reason.left - term.right, below: reason.top - term.bottom};
})"""


@pytest.fixture(scope="module", params=["light", "phone"])
def sheet(request, open_page):
    """A page with the equations of every cell of the book, forward and backward."""
    tab = open_page("chapters/appendix/notation.html", request.param)
    tab.device = request.param
    written = [own.latex(steps=steps) for own in CELLS for steps in (False, True)]
    written += [own.backward().latex() for own in CELLS]
    tab.over = tab.evaluate(SHOW, [to_mathml(latex.strip("$"), display=True) for latex in written])
    yield tab
    tab.context.close()


def test_equations_of_every_cell_fit_with_their_number(sheet):
    assert len(sheet.over) == 3 * len(CELLS) > 30
    assert max(sheet.over) == 0


def test_reasons_stand_beside_their_terms_and_below_them_on_a_phone(sheet):
    reasons = sheet.evaluate(REASONS)
    assert len(reasons) > 100
    if sheet.device == "light":
        assert all(r["right"] >= 0 > r["below"] for r in reasons)
    else:
        assert all(-1 < r["below"] < 6 and r["right"] < 0 for r in reasons)


COPY = """(place) => {
  getSelection().selectAllChildren(document.querySelector(place));
  document.execCommand("copy");
  return navigator.clipboard.readText();
}"""


def test_what_is_copied_has_equations_as_latex_and_the_rest_as_it_is_seen(open_page):
    tab = open_page("chapters/a_cell_of_your_own.html", permissions=["clipboard-read"])
    row = tab.evaluate(COPY, ".book-table tbody tr")
    assert row == "$h_{t-1}$\t$(D_{h}, B)$\t(5, 2)\tprior state"
    section = tab.evaluate(COPY, "section:has(> .cell div.math)")
    lines = section.splitlines()
    assert lines[0] == "Its equations, and what they are made of"
    assert lines.index("$$\\begin{aligned}") < lines.index("\\end{aligned}\\tag{A.1}$$")
    assert "(A.1)" not in section and "Copy" not in section


def test_symbols_of_tables_and_drawings_are_those_of_the_equations(soup, page):
    symbols = soup(page).select(".book-table i, .book-table sub, svg tspan[font-style]")
    assert symbols == []


def test_an_entry_of_a_table_is_set_as_its_latex_says():
    trace = equations.LSTM.dimensions(D_x=3, D_h=5, B=2)
    table = BeautifulSoup(in_table(trace._repr_html_()), "html.parser")
    rows = [row.select("td") for row in table.select("tbody tr")]
    assert len(rows) == len(trace.rows)
    for (tensor, shape, numbers, why), row in zip(rows, trace.rows, strict=True):
        assert tensor.math == BeautifulSoup(to_mathml(row.latex), "html.parser").math
        assert shape.math.get_text() == row.shape.replace("_", "").replace(" ", "")
        assert (numbers.get_text(), numbers.math) == (str(row.numbers), None)
        assert ("D_h" in row.rule) == bool(why.math)
    assert "<td>4 <math" in in_table('<table class="book-table"><td>4 <i>D</i><sub>h</sub></td>')


def test_letters_of_a_drawing_become_those_of_the_mathematics_font():
    svg = '<tspan font-style="italic">{}</tspan><tspan dy="3" font-size="9">{}</tspan>'.format
    assert (
        "".join(BeautifulSoup(in_drawing(svg("h", "1,t−1")), "html.parser").stripped_strings)
        == "ℎ1,𝑡−1"
    )
    assert in_drawing(svg("keep", "t")).startswith("<tspan>keep</tspan>")
    assert in_drawing(svg("c\u0303", "t")).startswith("<tspan>𝑐\u0303</tspan>")
