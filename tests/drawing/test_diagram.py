"""What is drawn is what the equations say, and nothing lies on anything else."""

import re
from functools import cache
from itertools import combinations, pairwise

import pytest
from cells_to_draw import CELLS, of_a_reader
from drawn import SVG, assert_legible, curves, texts, tree

from rnnlib import equations
from rnnlib.drawing.diagram import draw
from rnnlib.drawing.palette import css
from rnnlib.drawing.picture import Picture
from rnnlib.drawing.pieces import ROW, TOP, _columns, _half, arrange
from rnnlib.equations import GRU, LSTM
from rnnlib.symbolic import (
    affine,
    exp,
    linear,
    log,
    maximum,
    mean,
    parameter,
    peephole,
    relu,
    sigmoid,
    sqrt,
    tanh,
    variance,
)
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.names import plain

diagram = cache(lambda cell: cell.diagram())
picture_of = cache(Picture)
arranged = cache(lambda cell: arrange(picture_of(cell)))


def below(node):
    """All quantities that a node is computed from, itself included, as the algebra has them."""
    found, waiting = set(), [node]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.operands)
    return found


def test_diagram_is_an_image_with_words_and_the_same_each_time():
    for name, cell in CELLS.items():
        drawing = diagram(cell)
        root = tree(drawing)
        assert (root.get("role"), root.get("aria-label")) == ("img", drawing.alt), name
        assert drawing._repr_html_() == drawing.svg
        assert drawing == cell.diagram(), name
    again = Cell(LSTM.name, LSTM.prior, LSTM.x, LSTM.states, LSTM.outputs)
    assert again.diagram() == LSTM.diagram()


def test_words_name_every_equation_and_say_what_every_gate_is_for():
    for name, cell in CELLS.items():
        words = diagram(cell).alt
        for node in cell.equations:
            if not node.is_step:
                assert f"{plain(node.name.latex())} = " in words, name
        for gate in cell.gates():
            assert f"({', '.join(gate.roles)} gate)" in words, name
        assert words.count("gate)") == len(cell.gates()), name
        assert not re.search(r"\\|color", words), (name, words)


def test_each_part_is_reached_by_an_edge_from_all_that_it_is_computed_from():
    """The edges once more, through the algebra, stopping where a part stands."""
    for name, cell in CELLS.items():
        picture = picture_of(cell)
        parts = {p.node: p for p in picture.parts if p.kind != "result"}
        joints = {p.node.operands: p for p in picture.parts if p.kind == "joint"}

        def part_of(node, parts=parts, joints=joints):
            of_a_concatenation = type(node).__name__ == "Concatenation"
            return joints.get(node.operands) if of_a_concatenation else parts.get(node)

        def nearest(node, part_of=part_of):
            for operand in node.operands:
                part = part_of(operand)
                yield from [part] if part else nearest(operand)

        for part in picture.parts:
            found = {source for source, target in picture.edges if target is part}
            if part.kind == "result":
                expected = {part_of(part.node) or next(nearest(part.node))}
            else:
                expected = set(nearest(part.node))
            # 1 / v stands in no equation: it is a part of the picture alone
            seen = {
                s if s.node in {*parts} & {*cell.nodes} else next(nearest(s.node)) for s in found
            }
            assert seen == expected, (name, part)
        assert len(picture.edges) == len(set(picture.edges)), name


def test_every_state_and_the_input_come_in_and_every_result_goes_out():
    for name, cell in CELLS.items():
        picture, said = picture_of(cell), texts(diagram(cell))
        assert [p.node for p in picture.parts[: len(cell.prior) + 1]] == [*cell.prior, cell.x]
        assert [p.node for p in picture.results] == list(cell.results)
        assert len(said) > len(cell.results) + len(cell.prior), name
        for result, part in zip(cell.results, picture.results, strict=True):
            assert sum(target is part for _, target in picture.edges) == 1, name
            reached = {source for source, _ in picture.edges}
            assert part not in reached
            if cell.x in below(result):
                assert reaches(picture, picture.parts[len(cell.prior)], part), name


def reaches(picture, start, end):
    seen = {start}
    for source, target in picture.edges:  # in an order in which every edge leads forward
        if source in seen:
            seen.add(target)
    return end in seen


def test_every_layer_is_a_box_and_every_operator_a_circle_with_its_sign():
    for name, cell in CELLS.items():
        root, picture = tree(diagram(cell)), picture_of(cell)
        kinds = [part.kind for part in picture.parts]
        pills = [p for p in picture.parts if p.kind == "operator" and len(p.label) > 3]
        boxes = list(root.iter(f"{SVG}rect"))
        circles = [float(c.get("r")) for c in root.iter(f"{SVG}circle")]
        assert len(boxes) == kinds.count("layer") + len(pills), name
        assert len([r for r in circles if r > 5]) == kinds.count("operator") - len(pills), name
        assert circles.count(3.5) == kinds.count("joint"), name
        said = texts(diagram(cell))
        for label in {part.label for part in picture.parts} - {""}:
            count = sum(part.label == label for part in picture.parts)
            assert said.count(label) == count, (name, label)
        if cell in equations.CELLS:
            layers = [p.node.name.code for p in picture.parts if p.kind == "layer" and p.node.name]
            assert set(layers) == set(cell.layers()), name


#   what is returned for h, the labels of its layers and operators
SIGNS = [
    (lambda h, x: tanh.layer("h", h, x), "tanh"),
    (lambda h, x: tanh.layer("h", x, plus=peephole("u", h)), "tanh p⊙"),
    (lambda h, x: parameter("alpha_1", "D_h") * h, "α⊙"),
    (lambda h, x: peephole("f", h) + tanh.layer("k", x), "p⊙ + tanh"),
    (lambda h, x: h * h - tanh(-h), "² + − tanh −"),
    (lambda h, x: h + h, "2·"),
    (lambda h, x: (1 - sigmoid.layer("z", x)) * h, "1− σ ⊙"),
    (lambda h, x: relu(linear.layer("k", x)) + sigmoid(h), "W ReLU + σ"),
    (lambda h, x: linear.layer("h", x, plus=affine("u", h)), "W"),
    (lambda h, x: linear.layer("k", x) + affine("u", h) * h, "W + W ⊙"),
    (lambda h, x: tanh(affine("u", h).called("m") + affine("v", x)), "W tanh"),
    (lambda h, x: 0.9 * h, "0.9·"),
    (lambda h, x: h * 1e-5, "1e−05·"),
    (lambda h, x: h / 2, "/2"),
    (lambda h, x: 2 / h, "2/"),
    (lambda h, x: h + 1, "+1"),
    (lambda h, x: h - 1, "−1"),
    (lambda h, x: h + parameter("b", "D_h"), "+b"),
    (lambda h, x: 2 - h, "− +2"),
    (lambda h, x: 0.5 / parameter("tau", "D_h") * h, "0.5/τ ⊙"),
    (lambda h, x: maximum(h, 0.5), "max_0.5"),
    (lambda h, x: maximum(h, log(h)), "max ln"),
    (lambda h, x: exp(h) / sqrt(h), "exp √ 1/ ⊙"),
    (lambda h, x: h - mean(h), "mean − +"),
    (lambda h, x: h / sqrt(variance(affine("u", h)) + 1), "W var +1 √ 1/ ⊙"),
    (lambda h, x: sigmoid(affine("u", h) - mean(x)) * h, "mean − σ ⊙"),
    (lambda h, x: exp.layer("i", h, x), "exp"),
]


def test_operators_show_their_signs():
    for function, labels in SIGNS:
        found = [p.label.replace(" ", "_") for p in Picture(of_a_reader(function)).parts if p.label]
        assert sorted(found) == sorted(labels.split()), labels


def test_quotient_is_the_product_with_one_over_what_is_below():
    cell = of_a_reader(lambda h, x: exp(h) / tanh(h))
    picture = picture_of(cell)
    paths = {(source.label, target.label) for source, target in picture.edges}
    assert paths == {
        *(("", "exp"), ("", "tanh"), ("tanh", "1/"), ("exp", "⊙"), ("1/", "⊙"), ("⊙", ""))
    }  # fmt: skip


def test_every_gate_stands_there_with_its_roles_in_its_colour():
    for name, cell in CELLS.items():
        drawing = diagram(cell)
        for gate in cell.gates():
            assert set(gate.roles) <= set(texts(drawing)), name
            assert f"stroke:{css(gate.meaning)}" in drawing.svg, name


def test_gate_colours_the_way_to_what_it_multiplies_also_through_one_minus():
    picture = Picture(GRU)
    coloured = [
        (source.label or source.node.name.code, target.label, picture.colour(source, target))
        for source, target in picture.edges
        if picture.colour(source, target) != "ink"
    ]
    assert sorted(coloured) == [
        ("1−", "⊙", "update"), ("σ", "1−", "update"), ("σ", "⊙", "relevance"), ("σ", "⊙", "update")
    ]  # fmt: skip


def test_colours_follow_the_theme():
    for name, cell in CELLS.items():
        body = diagram(cell).svg.partition("</style>")[2]
        assert not re.findall(r'(?:fill|stroke)="#', body), name
        colours = re.findall(r"(?:fill|stroke):([^;\"]+)", body)
        assert all(c == "none" or c.startswith("var(--book-") for c in colours), name


def test_no_two_parts_touch_and_no_edge_crosses_a_part():
    for name, cell in CELLS.items():
        _, laid = arranged(cell)
        columns, _ = _columns(picture_of(cell), laid)
        places, boxes = {}, []
        for part, (column, row) in laid.at.items():
            wide, tall = 2 * _half(part), part.height * ROW
            boxes.append((columns[column], ROW * row, wide, tall))
            places[part] = (columns[column], TOP + ROW * row)
        for (xa, ya, wa, ta), (xb, yb, wb, tb) in combinations(boxes, 2):
            apart = abs(xa - xb) >= (wa + wb) / 2 + 2 or abs(ya - yb) >= (ta + tb) / 2 - 1e-6
            assert apart, name
        for path in laid.paths.values():
            for column, row in path[1:-1]:  # where an edge passes through a column
                for part, (at_column, at_row) in laid.at.items():
                    if at_column == column:
                        assert abs(row - at_row) >= part.height / 2, (name, part)
        for points in curves(diagram(cell)):
            for part, (x, y) in places.items():
                half, tall = _half(part), {"layer": 12, "operator": 10}.get(part.kind, 3)
                inside = [p for p in points if abs(p[0] - x) < half - 2 and abs(p[1] - y) < tall]
                assert not inside, (name, part, inside)


def test_letters_are_legible_and_nothing_is_outside_the_image():
    for cell in CELLS.values():
        assert_legible(diagram(cell))


def test_cells_of_the_first_chapters_fit_a_phone():
    for cell in (equations.RNN_WITH_OUTPUT, equations.ONE_GATE_GRU, GRU, LSTM):
        wide = float(tree(diagram(cell)).get("viewBox").split()[2])
        assert wide <= 360, cell.name


def test_what_is_common_to_the_cells_stands_in_the_same_place():
    """The old state's end, the joint and the first layers: column by column, from the left."""
    found = set()
    for cell in (equations.RNN, equations.ONE_GATE_GRU, GRU, LSTM):
        columns, _ = _columns(picture_of(cell), arranged(cell)[1])
        found.add(tuple(columns[:3]))
    assert len(found) == 1
    for cell in (equations.ONE_GATE_GRU, GRU, LSTM):
        lines, laid = arranged(cell)
        assert abs(laid.at[lines[0][0]][1]) < 1e-5  # what is kept runs along the top


def test_results_stand_at_the_right():
    for name, cell in CELLS.items():
        _, laid = arranged(cell)
        last = {laid.at[result][0] for result in picture_of(cell).results}
        assert last == {laid.columns - 1}, name


#   cell, what is lit, labels of the strong layers and operators, other strong words
LIT = [
    (GRU, "z", "σ 1− ⊙ ⊙", "z forget input ht−1 xt"),
    (GRU, "r", "σ ⊙", "r relevance ht−1 xt"),
    (GRU, "h~", "⊙ tanh", "h̃ ht−1 xt"),
    (GRU, ("h_candidate", "r"), "σ ⊙ tanh", "r relevance h̃ ht−1 xt"),
    (GRU, "h", "1− ⊙ ⊙ +", "ht−1 ht"),
    (LSTM, "c", "⊙ ⊙ +", "ct−1 ct"),
    (LSTM, "o", "σ ⊙", "o output ht−1 xt"),
    (LSTM, "h", "tanh ⊙", "ht"),
    (LSTM, "x", "", "xt"),
    (LSTM, (), "", ""),
    (equations.RNN_WITH_OUTPUT, "y", "W", "y yt"),
]


@pytest.mark.parametrize(("cell", "lit", "labels", "words"), LIT)
def test_what_is_lit_is_strong_and_all_else_is_faint(cell, lit, labels, words):
    drawing = draw(cell, lit=lit)
    strong, faint = texts(drawing, strong=True), texts(drawing, strong=False)
    assert sorted(strong) == sorted(f"{labels} {words}".split())
    assert sorted(strong + faint) == sorted(texts(diagram(cell)))
    names = [lit] if isinstance(lit, str) else lit
    assert drawing.alt == f"{diagram(cell).alt} Strong: {', '.join(names)}; all else is faint."


def test_edges_that_lead_to_what_is_lit_are_strong_and_a_gates_to_what_it_scales():
    picture = picture_of(GRU)
    _, edges = picture.lit(["z"])
    named = {(s.label or (s.node.name and s.node.name.code), t.label) for s, t in edges}
    assert named == {
        *(("h_prior", ""), ("x", ""), (None, "σ"), ("σ", "1−"), ("1−", "⊙"), ("σ", "⊙"))
    }  # fmt: skip
    assert len(edges) == 6
    _, edges = picture.lit(["h"])
    assert {(s.kind, t.kind) for s, t in edges} == {
        *(("given", "operator"), ("layer", "operator")),
        *(("operator", "operator"), ("operator", "result")),
    }


def test_every_name_in_every_cell_can_be_lit_and_all_names_light_all():
    for name, cell in CELLS.items():
        picture = picture_of(cell)
        names = {p.node.name.code for p in picture.parts if p.node.name and not p.node.is_step}
        assert {state.name.code for state in cell.states} <= names, name
        for code in names:
            drawing = draw(cell, lit=code)
            assert texts(drawing, strong=True), (name, code)
            assert drawing.alt.endswith(f"Strong: {code}; all else is faint."), name
        everything = draw(cell, lit=sorted(names))
        nameless = [p for p in picture.parts if not any(p in picture.lit([n])[0] for n in names)]
        assert not nameless, name
        assert not texts(everything, strong=False), name


def test_a_name_that_nothing_has_cannot_be_lit():
    words = "GRU: lit must be of h, h_candidate, h_prior, r, x, z, got 'f'"
    with pytest.raises(ValueError, match=words):
        GRU.diagram(lit=["z", "f"])


def test_lines_are_straight_from_old_state_to_new_and_the_last_state_is_on_top():
    for name, cell in CELLS.items():
        lines, laid = arranged(cell)
        levels = []
        for line in lines:
            rows = [laid.at[part][1] for part in line]
            rows += [row for edge in pairwise(line) for _, row in laid.paths[edge]]
            assert max(rows) - min(rows) < 1e-6, name
            assert {part.kind for part in line[1:-1]} <= {"operator"}, name
            levels.append((rows[0], [p.node for p in (line[0], line[-1])]))
        order = [ends for _, ends in sorted(levels, key=lambda level: level[0])]
        states = [[a, b] for a, b in zip(cell.prior, cell.states, strict=True)]
        assert order == [ends for ends in reversed(states) if ends in order], name


def test_cell_state_of_an_lstm_runs_on_a_line_above_all_else():
    for cell in (LSTM, equations.LSTM_1997, equations.LSTM_PEEPHOLES, equations.LSTM_COUPLED):
        lines, laid = arranged(cell)
        [line] = lines
        assert (line[0].node, line[-1].node) == (cell.prior[1], cell.states[1])
        assert all(laid.at[part][1] < 1e-6 for part in line)
        assert all(row > 0.5 for part, (_, row) in laid.at.items() if part not in line)


def test_states_that_both_run_over_operators_have_a_line_each_the_last_on_top():
    cell = of_a_reader(lambda h, c, x: (h + tanh.layer("k", x), c * tanh.layer("l", h)), "h c")
    lines, laid = arranged(cell)
    assert [line[0].node for line in lines] == [cell.prior[1], cell.prior[0]]
    assert [laid.at[line[0]][1] for line in lines] == [0, 1]


def crossings(laid):
    """How many pairs of edges change places between two columns."""
    steps = {}
    for path in laid.paths.values():
        for (column, start), (_, end) in pairwise(path):
            steps.setdefault(column, []).append((start, end))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < -1e-9
        for column in steps.values()
        for a, b in combinations(column, 2)
    )


def test_lstm_is_drawn_without_a_crossing_and_no_cell_of_the_book_with_more_than_three():
    flat = [LSTM, LSTM.with_output(), equations.LSTM_1997, equations.LSTM_COUPLED]
    for cell in (*equations.CELLS, LSTM.with_output()):
        _, laid = arranged(cell)
        assert crossings(laid) <= (0 if cell.name in {c.name for c in flat} else 3), cell.name


def test_sizes_stand_on_the_edges_when_asked_for_and_not_otherwise():
    for name, cell in CELLS.items():
        needed = {s for node in cell.nodes for size in node.shape for s in size.symbols}
        primes = {"D_x": 3, "D_h": 5, "D_k": 2, "D_y": 7, "D_r": 11, "D_s": 13}
        sizes = {s: n for s, n in primes.items() if s in needed}
        said, without = texts(cell.diagram(**sizes)), texts(diagram(cell))
        picture = picture_of(cell)
        sources = dict.fromkeys(source for source, _ in picture.edges)
        expected = sorted(str(source.node.shape[0].value(sizes)) for source in sources)
        for text in without:
            said.remove(text)
        assert sorted(said) == expected, name


@pytest.mark.parametrize("cell", [equations.RNN, GRU])
def test_no_edge_runs_through_a_size(cell):
    drawing = cell.diagram(D_x=5, D_h=7)
    numbers = [t for t in tree(drawing).iter(f"{SVG}text") if t.text in ("5", "7", "12")]
    assert len(numbers) >= 4
    for number in numbers:
        x, y, half = float(number.get("x")), float(number.get("y")), 3 * len(number.text)
        for curve in curves(drawing):
            assert not any(abs(a - x) < half and y - 8 < b < y for a, b in curve), (x, y)


def test_parts_with_names_of_their_own_show_them():
    said = texts(GRU.diagram())
    assert {"r", "z", "h\N{COMBINING TILDE}"} <= set(said)
    named = of_a_reader(lambda h, x: tanh((h * tanh.layer("k", x)).called("m")))
    assert texts(named.diagram()).count("m") == 1
    joint = of_a_reader(lambda h, x: tanh.layer("alpha_1", h, x) + h)
    assert "α1" in texts(joint.diagram())


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ({"D_x": 3}, "RNN: expected the sizes D_h, D_x; D_h is missing"),
        ({"D_x": 3, "D_h": 0}, "RNN: D_h must be at least 1, got 0"),
        ({"D_x": 3, "D_h": "4"}, "RNN: D_h must be a whole number, got '4'"),
    ],
)
def test_diagram_refuses_sizes_that_are_missing_or_no_whole_numbers(sizes, words):
    with pytest.raises((ValueError, TypeError), match=words):
        equations.RNN.diagram(**sizes)


def test_without_roles_nothing_says_which_layers_are_gates():
    shown, hidden = draw(LSTM), draw(LSTM, roles=False)
    assert {"forget", "input", "output"} <= set(texts(shown))
    assert not {"forget", "input", "output"} & set(texts(hidden))
    assert "gate" not in tree(hidden).get("aria-label", "")
    assert css("forget") not in str(hidden)
    assert css("forget") in str(shown)
