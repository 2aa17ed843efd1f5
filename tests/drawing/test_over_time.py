"""A cell over time: every part is there under its name, and what is lit is strong."""

from xml.etree import ElementTree

import pytest
from cells_to_draw import CELLS, GREEK
from drawn import SVG, assert_legible, texts, tree

from rnnlib.drawing.diagram import gradient, loop, unrolled
from rnnlib.drawing.palette import css
from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import cell, tanh
from rnnlib.symbolic.names import plain

PARTS = {
    "input": {"x1", "x2", "x3"},
    "weights": {"Wh", "bh"},
    "state": {"h0", "h1", "h2", "h3"},
    "readout": {"Wy", "by"},
    "output": {"y1", "y2", "y3"},
}
T = "\N{COMBINING MACRON}"


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_unrolled_draws_the_cell_and_its_readout_once_for_each_step(steps):
    drawing = unrolled(RNN_WITH_OUTPUT, steps)
    for word in ("Wh", "bh", "Wy", "by"):
        assert texts(drawing).count(word) == steps
    for t in range(1, steps + 1):
        assert {f"x{t}", f"y{t}", f"h{t}"} <= set(texts(drawing))
    assert "h0" in texts(drawing)
    assert f"drawn {steps} times" in drawing.alt
    assert "same weights W_h, b_h" in drawing.alt


def test_three_steps_fit_a_phone():
    for of in (RNN, RNN_WITH_OUTPUT, LSTM, LSTM.with_output()):
        for drawing in (loop(of), unrolled(of)):
            assert float(tree(drawing).get("viewBox").split()[2]) <= 355
    assert float(tree(gradient(RNN_WITH_OUTPUT)).get("viewBox").split()[2]) <= 355


def test_every_cell_hands_each_state_on_under_its_own_name_and_nothing_is_illegible():
    for name, of in CELLS.items():
        alone, row = loop(of), unrolled(of, 2)
        for drawing, times in ((alone, ("t", "t−1")), (row, "012")):
            said = texts(drawing)
            assert_legible(drawing)
            for state in of.states:
                head, _, low = plain(state.name.latex()).partition("_")
                index = low.removesuffix("t")
                assert {f"{head}{index}{time}" for time in times} <= set(said), name
    said = texts(unrolled(LSTM, 2))
    assert {"h0", "c0", "h1", "c1", "h2", "c2", "x1", "x2"} <= set(said)
    assert not any(text.startswith("y") for text in said)
    assert {"α0", "β1,0", "α1", "β1,1"} <= set(texts(unrolled(GREEK, 1)))
    assert {"ht−1", "ct−1", "ht", "ct", "xt", "LSTM"} <= set(texts(loop(LSTM)))


def test_two_outputs_stand_side_by_side():
    of = cell(states="h", outputs="y z")(lambda h, x: (tanh.layer("h", h, x), 2 * h, 3 * x))
    for drawing in (loop(of), unrolled(of)):
        assert_legible(drawing)
        assert sum(text[0] in "yz" for text in texts(drawing)) in (2, 6)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_lit_is_strong_and_all_else_is_faint(part):
    drawing = unrolled(RNN_WITH_OUTPUT, lit=part)
    assert set(texts(drawing, strong=True)) == PARTS[part]
    faint = set().union(*(words for name, words in PARTS.items() if name != part))
    assert set(texts(drawing, strong=False)) == faint
    assert f"Strong: {part}; all else is faint." in drawing.alt
    drawing = loop(RNN_WITH_OUTPUT, lit=["weights", part])
    strong = {word.replace("1", "t") for word in PARTS[part] if word[-1] not in "023"}
    assert strong | {"Wh", "bh"} <= set(texts(drawing, strong=True))
    assert not strong & set(texts(drawing, strong=False))
    assert not texts(loop(RNN_WITH_OUTPUT), strong=False)


def test_readout_is_outside_the_loop():
    """It stands above the loop's highest line, and the loop does not go round the output."""
    root = tree(loop(RNN_WITH_OUTPUT))
    cell_box, readout = root.iter(f"{SVG}rect")
    accent = f"stroke:{css('accent')}"
    lines = [line for line in root.iter(f"{SVG}polyline") if accent in line.get("style")]
    points = [point for line in lines for point in line.get("points").split()]
    corners = [tuple(map(float, point.split(","))) for point in points]
    bottom = float(readout.get("y")) + float(readout.get("height"))
    assert bottom < min(y for _, y in corners) < float(cell_box.get("y"))
    assert min(x for x, _ in corners) < float(cell_box.get("x"))


def lit_arrows(drawing, meaning):
    lines = tree(drawing).iter(f"{SVG}polyline")
    lines = [line for line in lines if float(line.get("stroke-width")) > 2]
    return [line for line in lines if f"stroke:{css(meaning)}" in line.get("style")]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_gradient_lights_the_two_terms_that_meet_in_a_state_and_one_in_the_last(step):
    drawing = gradient(RNN_WITH_OUTPUT, at_step=step)
    said = texts(drawing, strong=True)
    assert f"WyT y{T}{step}" in said
    assert len(lit_arrows(drawing, "accent")) == 2  # into the readout, and out of it
    assert len(lit_arrows(drawing, "second")) == (step < 3)
    assert (f"WhhT a{T}{step + 1}" in said) == (step < 3)
    assert {f"h{T}{t}" for t in (0, 1, 2, 3)} | {f"y{T}{t}" for t in (1, 2, 3)} <= set(said)
    assert set(texts(drawing, strong=False)) == PARTS["input"]
    assert f"own output y at {step}" in drawing.alt
    assert ("no other" in drawing.alt) == (step == 3)
    assert_legible(drawing)


def test_gradient_of_a_cell_with_gates_says_through_which_step():
    drawing = gradient(LSTM.with_output(), at_step=2)
    assert "through step 3" in texts(drawing, strong=True)
    assert {f"c{T}1", f"c{T}2", f"c{T}3"} <= set(texts(drawing))
    assert len(lit_arrows(drawing, "second")) == 1
    assert_legible(drawing)


def test_drawing_over_time_is_an_image_with_words():
    for drawing in (loop(RNN), unrolled(RNN), gradient(RNN_WITH_OUTPUT)):
        root = ElementTree.fromstring(drawing.svg)
        assert (root.get("role"), root.get("aria-label")) == ("img", drawing.alt)
        assert drawing._repr_html_() == drawing.svg


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: unrolled(RNN, 0), "unrolled: steps must be at least 1, got 0"),
        (
            lambda: unrolled(RNN, lit="h"),
            "lit must be of input, weights, state, readout, output, got 'h'",
        ),
        (lambda: loop(RNN, lit=["state", "y"]), "loop: lit must be of .*, got 'y'"),
        (lambda: gradient(RNN), "gradient: RNN must have an output on its first state alone"),
        (lambda: gradient(RNN_WITH_OUTPUT, at_step=4), "at_step must be from 1 to 3, got 4"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
