"""A cell over time: every part is there under its name, and what is lit is strong."""

from xml.etree import ElementTree

import pytest
from cells_to_draw import CELLS, GREEK
from drawn import SVG, assert_legible, texts, tree

from rnnlib.drawing.diagram import (
    both_directions,
    gradient,
    loop,
    questions,
    stacked,
    streams,
    unrolled,
)
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
    assert f"Wy⊤ y{T}{step}" in said
    assert len(lit_arrows(drawing, "accent")) == 2  # into the readout, and out of it
    assert len(lit_arrows(drawing, "second")) == (step < 3)
    assert (f"Whh⊤ a{T}{step + 1}" in said) == (step < 3)
    assert {f"h{t}" for t in (0, 1, 2, 3)} | {f"y{T}{t}" for t in (1, 2, 3)} <= set(said)
    assert set(texts(drawing, strong=False)) == PARTS["input"]
    assert f"own output y at {step}" in drawing.alt
    assert ("no other" in drawing.alt) == (step == 3)
    assert_legible(drawing)


def test_gradient_of_a_cell_with_gates_says_through_which_step():
    drawing = gradient(LSTM.with_output(), at_step=2)
    assert "through step 3" in texts(drawing, strong=True)
    assert {"c1", "c2", "c3"} <= set(texts(drawing))
    assert len(lit_arrows(drawing, "second")) == 1
    assert_legible(drawing)


def test_questions_differ_in_where_inputs_come_and_outputs_go():
    expected = {
        "One to many": ("x1", "y1 y2 y3 y4"),
        "Many to one": ("x1 x2 x3 x4", "y4"),
        "Many to many, at the same time": ("x1 x2 x3 x4", "y1 y2 y3 y4"),
        "Many to many, after all inputs": ("x1 x2", "y3 y4"),
    }
    assert questions().keys() == expected.keys()
    for kind, drawing in questions().items():
        assert_legible(drawing)
        assert sorted(texts(drawing)) == " ".join(expected[kind]).split()
        root = tree(drawing)
        assert len([*root.iter(f"{SVG}rect")]) == 4
        fed = 3 if kind == "One to many" else 0  # each output into the next step
        assert len([*root.iter(f"{SVG}polygon")]) == 3 + fed + len(texts(drawing))
        assert drawing.alt.startswith(f"{kind}: ")
    assert "inputs at step 1 and 2 and outputs at step 3 and 4" in drawing.alt


TEXT = "abcdefgh ijklmnop\nqrstuvwx ABCDEFGHIJKLMNOPQRSTUVWX" + "?" * 22


def test_streams_begin_at_equal_distances_and_go_on_from_window_to_window():
    drawing = streams(TEXT, count=2, window=5)
    assert_legible(drawing)
    pieces = ["abcde", "fgh·i", "jklmn", "JKLMN", "OPQRS", "TUVWX"]
    assert set(pieces) <= set(texts(drawing))
    length = len(TEXT) // 2
    assert TEXT[length : length + 5] == "JKLMN"
    by_height = {}
    for text in tree(drawing).iter(f"{SVG}text"):
        if text.text in pieces:
            assert len(text.get("x").split()) == 5
            by_height.setdefault(text.get("y"), []).append(text.text)
    assert [*by_height.values()] == [pieces[:3], pieces[3:]]
    assert float(tree(streams("a" * 63)).get("viewBox").split()[2]) <= 355


def test_streams_lights_the_state_that_crosses_a_border_or_the_gradient_that_does_not():
    root = tree(streams(TEXT, count=2, window=5))
    borders = [box for box in root.iter(f"{SVG}rect") if box.get("rx") != "0"]
    edges = [float(box.get("x")) + float(box.get("width")) for box in borders]
    ends = {}
    for line in root.iter(f"{SVG}polyline"):
        (x0, y0), *_, (x1, y1) = [map(float, p.split(",")) for p in line.get("points").split()]
        if y0 == y1:
            meaning = next(m for m in ("accent", "second") if css(m) in line.get("style"))
            ends.setdefault(meaning, []).append((x0, x1))
    assert len(ends["accent"]) == 6 and len(ends["second"]) == 3
    assert sorted({x0 for x0, _ in ends["accent"]}) == edges  # from each border on
    for (x1, x0), box in zip(ends["second"], borders, strict=True):
        left = float(box.get("x"))
        assert left < x0 < x1 <= left + float(box.get("width"))
    for lit, first in (("state", "→"), ("gradient", "←")):
        drawing = streams(TEXT, count=2, window=5, lit=lit)
        assert [text[0] for text in texts(drawing, strong=True)] == [first]
        assert f"Strong: {lit}" in drawing.alt


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
        (lambda: streams(TEXT, lit="h"), "streams: lit must be of text, windows, state, gradient"),
        (lambda: streams("abc" * 20), "streams: text must have at least 63 letters, got 60"),
        (lambda: streams(TEXT, count=0), "streams: count must be at least 1, got 0"),
        (lambda: gradient(RNN), "gradient: RNN must have an output on its first state alone"),
        (lambda: gradient(RNN_WITH_OUTPUT, at_step=4), "at_step must be from 1 to 3, got 4"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(("layers", "steps"), [(1, 1), (2, 3), (3, 2)])
def test_stacked_hands_one_state_up_and_all_of_them_on(layers, steps):
    drawing = stacked(LSTM, layers, steps)
    for k in range(layers):
        assert texts(drawing).count(f"layer {k + 1}") == steps
    assert f"layer {layers + 1}" not in texts(drawing)
    for t in range(steps):
        assert {f"x{t + 1}", f"h{t + 1}"} <= set(texts(drawing))
    handed_up = (layers - 1) * steps
    assert texts(drawing).count("h") == layers + handed_up  # at the left of each layer, and up
    assert texts(drawing).count("c") == layers  # it never goes up
    assert f"{layers} layers of LSTM" in drawing.alt


def test_stacked_on_a_phone_and_with_one_state():
    assert float(tree(stacked(LSTM)).get("viewBox").split()[2]) <= 355
    assert_legible(stacked(LSTM))
    assert "c" not in texts(stacked(RNN))


def test_stacked_refuses_no_layer():
    with pytest.raises(ValueError, match="layers"):
        stacked(LSTM, layers=0)


def lines_of(drawing):
    return [*tree(drawing).iter(f"{SVG}polyline")]


@pytest.mark.parametrize(("layers", "steps"), [(1, 1), (2, 3), (3, 2)])
def test_stacked_leads_past_all_layers_but_the_lowest_and_masks_all(layers, steps):
    plain, past, masked = (
        stacked(RNN, layers, steps, **how) for how in ({}, {"past": True}, {"masks": True})
    )
    assert texts(past).count("+") == (layers - 1) * steps
    assert len(lines_of(past)) - len(lines_of(plain)) == (layers - 1) * steps
    assert "leads past" in past.alt and f"y{steps}" in texts(past)
    assert texts(masked).count("m") == layers * steps
    assert "mask m" in masked.alt and len(lines_of(masked)) == len(lines_of(plain))
    for drawing in (past, masked):
        assert_legible(drawing)


def test_both_directions_point_against_each_other():
    drawing = both_directions(3, "GRU")
    assert texts(drawing).count("forward") == texts(drawing).count("backward") == 3
    assert {"x1", "h1", "x3", "h3"} <= set(texts(drawing))
    steps = [
        [tuple(map(float, p.split(","))) for p in line.get("points").split()]
        for line in lines_of(drawing)
    ]
    level = [(x1 - x0, y0) for (x0, y0), *_, (x1, y1) in steps if y0 == y1 and abs(x1 - x0) > 20]
    ways = {y: {dx > 0 for dx, at in level if at == y} for _, y in level}
    assert sorted(ways.values(), key=str) == [{False}, {True}]
    assert ways[max(ways)] == {True}  # forward is the lower one
    assert_legible(drawing)
    assert float(tree(drawing).get("viewBox").split()[2]) <= 355


def test_both_directions_refuses_no_step():
    with pytest.raises(ValueError, match="both_directions: steps must be at least 1"):
        both_directions(0)
