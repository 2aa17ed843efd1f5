"""Elements of an image: what is escaped, and what stands where."""

import re
from xml.etree import ElementTree

from rnnlib.drawing import svg


def test_symbol_sets_its_indices_below_in_small_letters():
    head, low = ElementTree.fromstring(svg.symbol(1, 2, "h_1,t-1", size=20))
    assert (head.text, head.get("font-style")) == ("h", "italic")
    assert (low.text, low.get("dy"), low.get("font-size")) == ("1,t−1", "5", "14.4")
    [alone] = ElementTree.fromstring(svg.symbol(1, 2, "h"))
    assert alone.text == "h"


def test_text_is_escaped_and_numbers_are_short():
    element = ElementTree.fromstring(svg.text(1 / 3, 2.0, "a < b & c", font_size=8.5))
    assert element.text == "a < b & c"
    assert (element.get("x"), element.get("y")) == ("0.333333", "2")
    assert (element.get("font-size"), element.get("text-anchor")) == ("8.5", "middle")


def test_arrow_and_curve_end_in_a_head():
    tree = ElementTree.fromstring(f"<g>{svg.arrow((0, 0), (10, 0))}</g>")
    corners = [tuple(map(float, c.split(","))) for c in tree.find("polygon").get("points").split()]
    assert corners[0] == (10, 0) and all(4 < x < 6 for x, _ in corners[1:])
    way, head = ElementTree.fromstring(f"<g>{svg.curve([(0, 0), (20, 9)], 'accent')}</g>")
    assert way.get("d") == "M0.0 0.0C10.0 0.0 10.0 9.0 20.0 9.0"
    assert head.get("d").startswith("M15.0") and "accent" in head.get("style")


def test_wide_picture_keeps_its_letters_readable_on_a_phone():
    for width, least in ((360, None), (361, "361")):
        found = re.search(r"min-width:(\d+)px", svg.picture(width, 10, "", "words").svg)
        assert (found and found[1]) == least
