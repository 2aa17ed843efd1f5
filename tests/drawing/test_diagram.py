"""What is drawn is what the equations say."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from other_cells import CELLS as OTHERS

from rnnlib import equations
from rnnlib.drawing import layout
from rnnlib.drawing.diagram import neurons, unrolled
from rnnlib.drawing.palette import css
from rnnlib.equations import LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import affine, cell, linear, peephole, relu, sigmoid, tanh
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.expressions import MatrixProduct, Negative, OneMinus, Product
from rnnlib.symbolic.functions import Activation, has_weights, is_weighting
from rnnlib.symbolic.graph import in_order
from rnnlib.symbolic.names import plain

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


def of_a_reader(function, states="h"):
    function.__name__ = "OWN"
    return cell(states=states)(function)


OWN = [
    of_a_reader(lambda h, c, x: (c, h), "h c"),
    of_a_reader(lambda h, x: h),
    of_a_reader(lambda h, x: tanh(h)),
    of_a_reader(lambda h, x: sigmoid.layer("z", h, x) * affine("u", h)),
    of_a_reader(lambda h, x: tanh.layer("k", x) + peephole("f", h)),
    of_a_reader(lambda h, x: h * (tanh.layer("k", x) + peephole("f", h))),
    of_a_reader(lambda h, x: linear.layer("h", x, plus=affine("u", h))),
    of_a_reader(lambda h, x: h * relu(tanh.layer("k", h, x) + sigmoid.layer("l", x) * h)),
    of_a_reader(lambda h, x: h * h - tanh(-h) * (1 - (1 - h))),
    of_a_reader(lambda h, c, x: (c * tanh(h), h + c * tanh.layer("k", x)), "h c"),
    of_a_reader(lambda h, c, d, x: (h + c * d, c + tanh.layer("k", h, x), c - d), "h c d"),
    of_a_reader(lambda h, x: linear.layer("h", relu.layer("k", relu.layer("l", h, x), x), h)),
]
NAMED = {
    **{c.name: c for c in equations.CELLS},
    **{name: entry[0] for name, entry in OTHERS.items()},
    "LSTM with output": LSTM.with_output(),
    **{f"a reader's, {k}": c for k, c in enumerate(OWN)},
}
EVERY_CELL = pytest.mark.parametrize("name", NAMED)


def sizes_of(cell):
    sizes = {"D_x": 3, "D_h": 4, "D_k": 2, "D_y": 5}
    needed = {term for p in cell.parameters.values() for size in p.shape for term in size}
    return {name: n for name, n in sizes.items() if name in {"D_x", "D_h"} | needed}


@EVERY_CELL
def test_any_cell_is_drawn_and_drawn_twice_it_is_the_same(name):
    cell = NAMED[name]
    drawing = cell.diagram()
    tree = ElementTree.fromstring(drawing.svg)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", drawing.alt)
    assert drawing == cell.diagram()
    again = Cell(cell.name, cell.prior, cell.x, cell.states, cell.outputs)
    assert again.diagram() == drawing


@EVERY_CELL
def test_the_words_name_every_layer_and_say_what_every_gate_is_for(name):
    cell, words = NAMED[name], NAMED[name].diagram().alt
    for node in cell.equations:
        if not node.is_step:
            assert f"{plain(node.name.latex())} = " in words
    for gate in cell.gates():
        assert f"({', '.join(gate.roles)} gate)" in words
    assert words.count("gate)") == len(cell.gates())
    assert "\\" not in words
    assert "color" not in words


@EVERY_CELL
def test_every_layer_is_a_box_and_every_operator_a_circle_with_its_sign(name):
    cell = NAMED[name]
    tree = ElementTree.fromstring(cell.diagram().svg)
    said = texts(cell.diagram())
    shown = {node for node in in_order(cell.results) if not node.is_step}
    boxes = list(tree.iter(f"{SVG}rect"))
    matrices = {n.operands[0] for n in in_order(cell.results) if isinstance(n, MatrixProduct)}
    assert len(cell.layers()) <= len(boxes) <= len(matrices) + name.count("peephole") + 1
    for node in shown:
        if isinstance(node, Activation) and has_weights(node):
            mark = node.kind.name if node.kind is not sigmoid else "σ"
            assert {"relu": "ReLU"}.get(mark, mark) in said
    operators = [n for n in shown if isinstance(n, (OneMinus, Negative))]
    operators += [n for n in shown if isinstance(n, Product) and not is_weighting(n)]
    operators += [n for n in shown if isinstance(n, Activation) and not has_weights(n)]
    circles = [c for c in tree.iter(f"{SVG}circle") if float(c.get("r")) > 5]
    sums = said.count("+")
    assert len(circles) == len(operators) + sums
    assert said.count("⊙") == sum(isinstance(n, Product) for n in operators)
    assert said.count("1−") == sum(isinstance(n, OneMinus) for n in operators)


@EVERY_CELL
def test_every_state_and_the_input_come_in_and_every_result_goes_out(name):
    cell, said = NAMED[name], texts(NAMED[name].diagram())
    for prior in cell.prior:
        assert f"{prior.name.base}t−1" in said
    assert "xt" in said
    for result in cell.results:
        assert f"{result.name.base}t" in said


@EVERY_CELL
def test_every_gate_stands_there_with_its_roles_in_its_colour(name):
    cell, drawing = NAMED[name], NAMED[name].diagram()
    for gate in cell.gates():
        assert ", ".join(gate.roles) in texts(drawing)
        assert f"stroke:{css(gate.meaning)}" in drawing.svg


@EVERY_CELL
def test_colours_follow_the_theme(name):
    body = NAMED[name].diagram().svg.partition("</style>")[2]
    assert not re.findall(r'(?:fill|stroke)="#', body)
    colours = re.findall(r"(?:fill|stroke):([^;\"]+)", body)
    assert colours
    assert {c for c in colours if not c.startswith("var(--book-")} == set()


def parts_of(cell, monkeypatch):
    """Where the parts stand, as the picture asks the layout."""
    laid = []

    def place(*args, **options):
        laid.append((place_of_the_library(*args, **options), options))
        return laid[0][0]

    place_of_the_library = layout.place
    monkeypatch.setattr(layout, "place", place)
    cell.diagram()
    return laid[0]


@EVERY_CELL
def test_no_two_parts_touch_and_rails_are_straight(name, monkeypatch):
    laid, options = parts_of(NAMED[name], monkeypatch)
    at = {part: (58 * column, 42 * row) for part, (column, row) in laid.at.items()}
    size = {"layer": (34, 20), "operator": (26, 26), "joint": (7, 7)}
    for (a, (xa, ya)), (b, (xb, yb)) in combinations(at.items(), 2):
        wide, tall = (sum(size.get(part.kind, (24, 16))[k] for part in (a, b)) / 2 for k in (0, 1))
        assert abs(xa - xb) >= wide - 1e-6 or abs(ya - yb) >= tall - 1e-6, (a, b)
    for (source, target), way in laid.ways.items():
        assert laid.at[source][0] < laid.at[target][0]
        assert way[0][0] < way[-1][0]
    for rail in options["rails"]:
        rows = [laid.at[part][1] for part in rail]
        rows += [row for edge in pairwise(rail) for _, row in laid.ways[edge]]
        assert max(rows) - min(rows) < 1e-6


def test_the_cell_state_runs_on_a_rail_above_all_else(monkeypatch):
    laid, options = parts_of(LSTM, monkeypatch)
    (rail,) = options["rails"]
    assert [part.label for part in rail[1:-1]] == ["⊙", "+"]
    assert all(laid.at[part][1] < 1e-6 for part in rail)


@EVERY_CELL
def test_sizes_stand_on_the_edges_when_asked_for_and_not_otherwise(name):
    cell = NAMED[name]
    sizes = sizes_of(cell)
    without, said = texts(cell.diagram()), texts(cell.diagram(**sizes))
    assert not any(text.isdigit() for text in without)
    numbers = [int(text) for text in said if text.isdigit()]
    assert numbers.count(sizes["D_x"]) >= 1 or "x" not in {
        n.name.code for n in in_order(cell.results) if n.name
    }
    assert numbers
    assert set(numbers) <= {*sizes.values(), 4 + 3, 4 + 4, 4 + 4 + 3, 2 + 3}
    assert sorted(text for text in said if not text.isdigit()) == sorted(without)


def test_a_joint_is_as_tall_as_what_it_joins():
    said = texts(LSTM.diagram(D_x=3, D_h=4))
    assert "7" in said


def test_parts_with_names_of_their_own_wear_them():
    said = texts(equations.GRU.diagram())
    assert {"r", "z", "h\u0303"} <= set(said)


@pytest.mark.parametrize(
    ("function", "seen", "biases"),
    [
        (lambda h, x: tanh.layer("h", h, x), 7, 4),
        (lambda h, x: (1 - sigmoid.layer("z", x)) * h, 3, 4),
        (lambda h, x: tanh.layer("h~", h, x, bias=False), 7, 0),
        (lambda h, x: tanh.layer("h", x, plus=affine("u", h)), 3, 4),
    ],
)
def test_the_first_layer_of_any_cell_is_drawn_with_what_it_sees_and_the_biases_it_has(
    function, seen, biases
):
    drawing = neurons(of_a_reader(function), D_x=3, D_h=4)
    assert f"sees {seen} numbers" in texts(drawing)
    assert f"{biases} biases" in drawing.alt
