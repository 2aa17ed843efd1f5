"""The algebra's own MathML is what the site's converter makes of its LaTeX when it is built."""

import sys
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literature import CELLS as LITERATURE
from other_cells import EVERY_CELL
from strategies import examples
from test_dimensions import sizes_of
from test_random_cells import MOVE, written

from rnnlib.symbolic.mathml import mathml

sys.path.append(str(Path(__file__).resolve().parents[2] / "_ext"))
from book.mathematics import to_mathml

FUNCTIONS = {"tanh", "exp", "ln", "max"}
APPLIED = "\N{FUNCTION APPLICATION}"
THIN = [("width", "0.1667em")]  # before a function, outside of tables


def lean(element):
    """An element as text, without what does not show.

    That is rows within rows, spaces of no width, and what stands around a function's name.
    """
    if element.text in FUNCTIONS:
        return element.text
    if element.text == APPLIED or (element.tag == "mspace" and element.items() in ([], THIN)):
        return ""
    parts = {"mover", "msub", "msup", "msubsup"}  # these tell their children apart
    inner = (" ¦ " if element.tag in parts else "").join(map(lean, element))
    given = "".join(f" {k}={v!r}" for k, v in sorted(element.items()) if k != "data-latex")
    inner = escape(element.text or "", quote=False) + inner
    return inner if element.tag + given == "mrow" else f"<{element.tag}{given}>{inner}</>"


def assert_the_converter_gives_the_same(latex):
    built = ElementTree.fromstring(to_mathml(latex.strip("$"), latex.startswith("$$")))
    own = ElementTree.fromstring(mathml(latex))
    assert lean(own) == lean(built), latex
    assert own.get("data-latex").split() == built.get("data-latex").split()


def texts(own):
    backward = own.backward()
    yield from (own.latex(), own.latex(steps=True), own.latex(tag="2.1"))
    yield from (backward.latex(), backward.latex(rules=False))
    yield from (row.latex for row in own.dimensions(**sizes_of(own)))


@pytest.mark.parametrize("own", [*EVERY_CELL.values(), *LITERATURE.values()], ids=lambda c: c.name)
def test_the_equations_of_every_cell_are_those_of_the_converter(own):
    for latex in texts(own):
        assert_the_converter_gives_the_same(latex)


@settings(examples, max_examples=30)
@given(moves=st.lists(MOVE, min_size=1, max_size=6), n_states=st.integers(1, 3))
def test_the_equations_of_a_random_cell_are_those_of_the_converter(moves, n_states):
    for latex in texts(written(moves, n_states)):
        assert_the_converter_gives_the_same(latex)


@pytest.mark.parametrize("latex", [r"\frac{a}{b}", "a & b", "#"])
def test_what_no_cell_is_written_with_is_refused(latex):
    with pytest.raises(ValueError, match="mathml: expected what the equations of a cell"):
        mathml(latex)


def test_an_equation_is_copied_as_its_latex_and_nothing_in_it_is_markup():
    assert mathml("[v > 0]").startswith('<math data-latex="[v &gt; 0]">')
    assert mathml(r"\text{<b>}").endswith("<mtext>&lt;b&gt;</mtext></math>")
