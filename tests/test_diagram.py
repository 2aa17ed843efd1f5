"""What is drawn is what the equations say."""

from xml.etree import ElementTree

import pytest

from rnnlib.diagram import neurons, unrolled
from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing):
    return [
        "".join(node.itertext()) for node in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize(("D_x", "D_h"), [(3, 4), (1, 1), (2, 7), (5, 3)])
def test_the_picture_counts_what_the_cell_counts(D_x, D_h):
    drawing = neurons(RNN, D_x=D_x, D_h=D_h)
    weights, seen = D_h * (D_h + D_x), D_h + D_x
    assert weights + D_h == RNN.parameter_count(D_x=D_x, D_h=D_h)
    count = f"{D_h} × ({D_h} + {D_x}) = {weights} weights"
    assert f"{count}, {D_h} biases" in texts(drawing)
    assert {f"sees {seen} numbers", f"{D_h} neurons"} <= set(texts(drawing))
    for words in (f"{D_h} neurons", f"all {seen} inputs", count, f"{D_h} numbers of h at t-1"):
        assert words in drawing.alt

    tree = ElementTree.fromstring(drawing.svg)
    circles = [c.get("r") for c in tree.iter(f"{SVG}circle")]
    assert (circles.count("7"), circles.count("9")) == (seen, D_h)
    assert len({(c.get("cx"), c.get("cy")) for c in tree.iter(f"{SVG}circle")}) == seen + D_h
    joins = [p.get("points") for p in tree.iter(f"{SVG}polyline")]
    assert len([p for p in joins if p.startswith("92,") and " 262," in p]) == weights


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_the_unit_is_drawn_once_with_its_loop_and_once_for_each_step(steps):
    drawing = unrolled(RNN_WITH_OUTPUT, steps)
    assert texts(drawing).count("W, b") == 1 + steps
    for t in range(1, steps + 1):
        assert {f"x{t}", f"y{t}", f"h{t}"} <= set(texts(drawing))
    assert "h0" in texts(drawing)
    assert f"drawn {steps} times" in drawing.alt
    assert "same weights" in drawing.alt


def test_a_cell_with_two_states_hands_both_on_and_one_without_output_gives_none():
    said = texts(unrolled(LSTM, 2))
    assert {"h0", "c0", "h1", "c1", "h2", "c2"} <= set(said)
    assert not any(text.startswith("y") for text in said)


@pytest.mark.parametrize(
    "drawing", [neurons(RNN, D_x=3, D_h=4), unrolled(RNN)], ids=["neurons", "unrolled"]
)
def test_a_drawing_is_an_image_with_words(drawing):
    tree = ElementTree.fromstring(drawing.svg)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", drawing.alt)
    assert drawing._repr_html_() == drawing.svg
