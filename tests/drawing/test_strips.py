"""Strips and windows show what they are given, each box as wide as its steps."""

import re

import pytest

from rnnlib.drawing.choices import choices
from rnnlib.drawing.strips import strips, window


def numbers(svg, attribute):
    return [float(n) for n in re.findall(rf' {attribute}="([\d.]+)"', svg)]


def test_strips_are_as_wide_as_their_steps_and_stand_over_each_other():
    rows = {"bases": [(b, 1, "") for b in "ATGGCA"], "acids": [("M", 3, "accent"), ("A", 3, "")]}
    drawn = strips(rows, "Six bases, two amino acids.")
    boxes = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', drawn.svg)
    x, _, width = zip(*(map(float, b) for b in boxes), strict=True)
    assert (x[6], x[7]) == (x[0], x[3])
    assert width[6] == pytest.approx(x[2] + width[2] - x[0], abs=0.02)
    assert drawn.svg.count("fill-opacity") == 1
    assert re.findall(r">([A-Z])</text>", drawn.svg) == list("ATGGCAMA")


@pytest.mark.parametrize("rows", [{}, {"bases": []}])
def test_strips_without_a_box_are_refused(rows):
    with pytest.raises(ValueError, match=r"strips: rows must hold at least one"):
        strips(rows, "")


def test_a_window_has_a_matrix_of_its_own_for_each_step():
    drawn = window(3)
    assert drawn.svg.count(">W</tspan>") == drawn.svg.count(">x</tspan>") == 3
    assert "3 matrices" in drawn.svg
    colours = re.findall(r'font-size="16" style="fill:([^;"]+)"><tspan[^>]*>W', drawn.svg)
    assert len(set(colours)) == 3


def test_choices_lead_aside_or_on_and_are_told_in_words():
    drawn = choices(
        [("Is it raining?", "no", "walk", "yes"), ("Cold?", "no", "cycle", "yes")], "bus"
    )
    for words in ("Is it raining?", "walk", "Cold?", "cycle", "bus"):
        assert f">{words}</text>" in drawn.svg
    assert drawn.alt == (
        "Is it raining? no: walk. yes: go on. Cold? no: cycle. yes: go on. At the end: bus."
    )
    assert drawn.svg.count("<polygon") == 4  # two aside, two onward


LONG = ("A question of some more words than fit?", "no", "a long way off", "yes")


@pytest.mark.parametrize(
    "drawn", [window(4), choices([LONG], "b"), strips({"all": [("x", 2, "")]}, "So.")]
)
def test_letters_are_readable_on_a_phone(drawn):
    [wide] = re.findall(r'viewBox="0 0 (\d+) ', drawn.svg)
    assert int(wide) <= 350
    index = 0.72 * 16  # of a symbol
    assert min(n for n in numbers(drawn.svg, "font-size") if n != index) >= 11


def test_choices_without_a_question_are_refused():
    with pytest.raises(ValueError, match=r"choices: questions must hold at least one"):
        choices([], "bus")
