"""A unit shows as many neurons and weights as the cell counts."""

from xml.etree import ElementTree

import pytest
from cells_to_draw import of_a_reader
from drawn import assert_legible

from rnnlib.drawing.diagram import neurons, taps
from rnnlib.drawing.palette import css
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

        assert_legible(drawing)
        tree = ElementTree.fromstring(drawing.svg)
        circles = list(tree.iter(f"{SVG}circle"))
        radii = [c.get("r") for c in circles]
        assert (radii.count("7"), radii.count("9")) == (seen, D_h)
        centres = {(c.get("cx"), c.get("cy")) for c in circles}
        assert len(centres) == seen + D_h
        joins = [p.get("points").split() for p in tree.iter(f"{SVG}polyline")]
        ends = {tuple(j) for j in joins if j[0].startswith("70,") and j[-1].startswith("218,")}
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


def test_taps_mix_the_old_value_and_the_new_one():
    drawings = taps(old=5, new=9, values=(0, 0.5, 1))
    for (z, result), (title, drawing) in zip(
        [("0", "5"), ("0.5", "7"), ("1", "9")], drawings.items(), strict=True
    ):
        assert title == f"z = {z}"
        assert_legible(drawing)
        words = ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")
        assert [t.text for t in words if t.get("font-weight")] == ["5", "9", result]
        assert f"× {z}" in texts(drawing) and f"so {result} comes out" in drawing.alt


@pytest.mark.parametrize("z", [0, 0.25, 1])
def test_pipes_of_a_tap_are_as_full_as_it_is_open(z):
    [drawing] = taps(values=[z]).values()
    flows = {"ink": [], "accent": []}
    for line in ElementTree.fromstring(drawing.svg).iter(f"{SVG}polyline"):
        for meaning, found in flows.items():
            if f"stroke:{css(meaning)}" in line.get("style"):
                found.append(float(line.get("stroke-width")))
    for meaning, share in (("ink", 1 - z), ("accent", z)):
        assert flows[meaning] == ([11 * share] * 2 if share else [])  # before and after the tap


def test_drawing_of_a_unit_is_an_image_with_words():
    drawing = neurons(RNN, D_x=3, D_h=4)
    tree = ElementTree.fromstring(drawing.svg)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", drawing.alt)
    assert drawing._repr_html_() == drawing.svg


def test_neurons_and_taps_refuse_what_cannot_be_drawn():
    blend = of_a_reader(lambda h, x: tanh.layer("h", tanh(h) * h, x))
    for call, words in [
        (lambda: neurons(RNN, D_x=3), "RNN: expected the sizes D_h, D_x; D_h is missing"),
        (lambda: neurons(of_a_reader(lambda h, x: h), D_x=3, D_h=4), "OWN must have a layer"),
        (lambda: taps(values=[1.5]), "taps: values must be from 0 to 1, got 1.5"),
        (lambda: neurons(blend, D_x=3, D_h=4), "the first layer of OWN must see what has a name"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()
