"""A unit shows as many neurons and weights as the cell counts; unrolled, one unit for each step."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from cells_to_draw import GREEK, of_a_reader

from rnnlib.drawing.diagram import neurons, unrolled
from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import affine, cell, parameter, sigmoid, tanh

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing):
    tree = ElementTree.fromstring(drawing.svg)
    return ["".join(node.itertext()) for node in tree.iter(f"{SVG}text")]


def test_neurons_draws_as_many_neurons_and_weights_as_the_cell_counts():
    for D_x, D_h in [(3, 4), (1, 1), (2, 7), (5, 3)]:
        drawing = neurons(RNN, D_x=D_x, D_h=D_h)
        weights, seen = D_h * (D_h + D_x), D_h + D_x
        assert weights + D_h == RNN.parameter_count(D_x=D_x, D_h=D_h)
        count = f"{D_h} × ({D_h} + {D_x}) = {weights} weights"
        assert {f"sees {seen} numbers", f"{D_h} neurons", f"{count}, {D_h} biases"} <= set(
            texts(drawing)
        )
        for words in (f"{D_h} neurons", f"all {seen} inputs", count, f"{D_h} numbers of h at t-1"):
            assert words in drawing.alt

        tree = ElementTree.fromstring(drawing.svg)
        circles = list(tree.iter(f"{SVG}circle"))
        radii = [c.get("r") for c in circles]
        assert (radii.count("7"), radii.count("9")) == (seen, D_h)
        centres = {(c.get("cx"), c.get("cy")) for c in circles}
        assert len(centres) == seen + D_h
        joins = [p.get("points").split() for p in tree.iter(f"{SVG}polyline")]
        ends = {tuple(j) for j in joins if j[0].startswith("92,") and j[-1].startswith("262,")}
        assert len(ends) == weights
        assert len(list(tree.iter(f"{SVG}polygon"))) == D_h  # each with an arrow to the right
        assert {y for j in ends for y in j} == {",".join(centre) for centre in centres}


def test_neurons_draws_the_first_layer_of_any_cell_with_what_it_sees_and_the_biases_it_has():
    for function, seen, biases in [
        (lambda h, x: tanh.layer("h", h, x), 7, 4),
        (lambda h, x: (1 - sigmoid.layer("z", x)) * h, 3, 4),
        (lambda h, x: tanh.layer("h~", h, x, bias=False), 7, 0),
        (lambda h, x: tanh.layer("h", x, plus=affine("u", h)), 3, 4),
        (lambda h, x: tanh.layer("h~", x, plus=affine("u", h)), 3, 4),
        (lambda h, x: tanh(parameter("V", "D_h", "D_x") @ x).called("k") + h, 3, 0),
        (lambda h, x: tanh.layer("h", h, x, frozen=True), 7, 4),
    ]:
        drawing = neurons(of_a_reader(function), D_x=3, D_h=4)
        assert f"sees {seen} numbers" in texts(drawing)
        assert f"{biases} biases" in drawing.alt


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_unrolled_draws_the_unit_once_with_its_loop_and_once_for_each_step(steps):
    drawing = unrolled(RNN_WITH_OUTPUT, steps)
    assert texts(drawing).count("W, b") == 1 + steps
    for t in range(1, steps + 1):
        assert {f"x{t}", f"y{t}", f"h{t}"} <= set(texts(drawing))
    assert "h0" in texts(drawing)
    assert f"drawn {steps} times" in drawing.alt
    assert "same weights" in drawing.alt


def test_unrolled_hands_every_state_on_under_its_own_name():
    said = texts(unrolled(LSTM, 2))
    assert {"h0", "c0", "h1", "c1", "h2", "c2", "xt", "x1", "x2"} <= set(said)
    assert not any(text.startswith("y") for text in said)
    assert {"α0", "β1,0", "α1", "β1,1"} <= set(texts(unrolled(GREEK, 1)))


def test_unrolled_units_and_names_do_not_touch_however_many_there_are():
    function = lambda h, c, x: (tanh.layer("h", h, x), c + h, h * c, h + c)  # noqa: E731
    two = cell(states="h c", outputs="y z")(function)
    for steps in (1, 4, 5, 9):
        tree = ElementTree.fromstring(unrolled(two, steps).svg)
        boxes = [float(box.get("x")) for box in tree.iter(f"{SVG}rect")]
        assert all(b - a >= 44 + 25 for a, b in pairwise(boxes)), steps
        places = [(float(t.get("x")), float(t.get("y"))) for t in tree.iter(f"{SVG}text")]
        for (xa, ya), (xb, yb) in combinations(places, 2):
            assert abs(xa - xb) >= 12 or abs(ya - yb) >= 10, steps
        wide = float(tree.get("viewBox").split()[2])
        assert max(x for x, _ in places) < wide - 4 and boxes[-1] + 44 < wide


def test_drawing_of_a_unit_is_an_image_with_words():
    for drawing in (neurons(RNN, D_x=3, D_h=4), unrolled(RNN)):
        tree = ElementTree.fromstring(drawing.svg)
        assert (tree.get("role"), tree.get("aria-label")) == ("img", drawing.alt)
        assert drawing._repr_html_() == drawing.svg


def test_neurons_and_unrolled_refuse_what_cannot_be_drawn():
    blend = of_a_reader(lambda h, x: tanh.layer("h", tanh(h) * h, x))
    for call, words in [
        (lambda: neurons(RNN, D_x=3), "RNN: expected the sizes D_h, D_x; D_h is missing"),
        (lambda: neurons(of_a_reader(lambda h, x: h), D_x=3, D_h=4), "OWN must have a layer"),
        (lambda: neurons(blend, D_x=3, D_h=4), "the first layer of OWN must see what has a name"),
        (lambda: unrolled(RNN, 0), "unrolled: steps must be at least 1, got 0"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()
