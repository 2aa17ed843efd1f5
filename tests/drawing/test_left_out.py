"""A gate that is left out is open: what it multiplied goes on, and all else stays in its place."""

import re

import pytest
from drawn import SVG, assert_legible, texts, tree

from rnnlib.drawing.diagram import draw
from rnnlib.drawing.left_out import leave_out
from rnnlib.drawing.picture import Picture
from rnnlib.drawing.pieces import arrange
from rnnlib.equations import GRU, LSTM, MIN_GRU, ONE_GATE_GRU


def left(cell, *gates):
    drawn = Picture(cell)
    _, before = arrange(drawn)
    return drawn, before, leave_out(drawn, before, gates)


def ways(drawn):
    """What leads where, by what is written on it, by its name, or as the part it is."""

    def words(part):
        named = part.node.name.code if part.node.name and not part.node.is_step else ""
        return part.kind, part.label, named

    return sorted((words(s), words(t)) for s, t in drawn.edges)


def test_gru_without_r_leads_where_the_cell_with_one_gate_does_but_with_two_joints():
    drawn, _, _ = left(GRU, "r")
    kinds = [part.kind for part in drawn.parts]
    assert kinds.count("layer") == 2 and kinds.count("joint") == 2
    of_one_gate = ways(Picture(ONE_GATE_GRU))
    assert set(ways(drawn)) == set(of_one_gate)
    assert len(ways(drawn)) == len(of_one_gate) + 2  # h and x come to the second joint


def test_what_is_left_stays_where_it_was_and_edges_run_through_the_place_of_the_product():
    drawn, before, after = left(LSTM, "f", "o")
    assert {part.node.name.code for part in drawn.parts if part.kind == "layer"} == {
        "i", "c_candidate",
    }  # fmt: skip
    assert after.at == {part: before.at[part] for part in drawn.parts}
    [run_on] = [edge for edge in after.paths if edge not in before.paths and edge[1].label == "+"]
    [product] = {t for s, t in before.paths if s is run_on[0] and t.label == "⊙"}
    assert before.at[product] in after.paths[run_on]
    assert draw(LSTM, without=("f", "o")).svg.count("viewBox") == 1


def test_drawing_without_gates_is_as_large_legible_and_says_what_is_missing():
    whole, part = draw(GRU), draw(GRU, without="r")
    size = [re.search(r'viewBox="([^"]+)"', drawing.svg)[1] for drawing in (whole, part)]
    assert size[0] == size[1]
    assert sorted([*texts(part), "r", "σ", "relevance", "⊙"]) == sorted(texts(whole))
    assert part.alt == f"{whole.alt} Not drawn, as if it were 1: r."
    assert draw(LSTM, without=["f", "i"]).alt.endswith(" Not drawn, as if it were 1: f and i.")
    assert_legible(part)


def test_line_of_the_state_stays_strong_where_a_product_is_gone():
    def broad(drawing):
        widths = [p.get("stroke-width") for p in tree(drawing).iter(f"{SVG}path")]
        return widths.count("2.2")

    assert broad(draw(LSTM)) == 3  # to ⊙, to +, to c_t
    assert broad(draw(LSTM, without="f")) == 2


@pytest.mark.parametrize(
    ("cell", "gate", "words"),
    [
        (GRU, "z", "GRU: without must be of r, gates that do nothing but multiply, got 'z'"),
        (LSTM, "c_candidate", "LSTM: without must be of f, i, o, .*, got 'c_candidate'"),
        (MIN_GRU, "r", "without must be of none, .*, got 'r'"),
    ],
)
def test_what_does_more_than_multiply_cannot_be_left_out(cell, gate, words):
    with pytest.raises(ValueError, match=words):
        cell.diagram(without=gate)
