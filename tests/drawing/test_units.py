"""A unit shows as many neurons and weights as the cell counts."""

from xml.etree import ElementTree

import pytest
from cells_to_draw import of_a_reader

from rnnlib.drawing.diagram import neurons
from rnnlib.equations import RNN
from rnnlib.symbolic import affine, parameter, sigmoid, tanh

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


def test_drawing_of_a_unit_is_an_image_with_words():
    drawing = neurons(RNN, D_x=3, D_h=4)
    tree = ElementTree.fromstring(drawing.svg)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", drawing.alt)
    assert drawing._repr_html_() == drawing.svg


def test_neurons_refuses_what_cannot_be_drawn():
    blend = of_a_reader(lambda h, x: tanh.layer("h", tanh(h) * h, x))
    for call, words in [
        (lambda: neurons(RNN, D_x=3), "RNN: expected the sizes D_h, D_x; D_h is missing"),
        (lambda: neurons(of_a_reader(lambda h, x: h), D_x=3, D_h=4), "OWN must have a layer"),
        (lambda: neurons(blend, D_x=3, D_h=4), "the first layer of OWN must see what has a name"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()
