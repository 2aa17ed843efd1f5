"""Numbers over the characters of a text: depth and colour say how much, and of which sign."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnlib.drawing import palette
from rnnlib.drawing.text_maps import DEEPEST, WIDTH, heat_map, shaded_text

HEAT = np.random.default_rng(1).uniform(-1, 1, size=(7, 5))
ACCENT, SECOND = palette.css("accent"), palette.css("second")


def squares(drawing):
    """{(colour, depth): how many squares}, and where the first of them lies."""
    tree = ElementTree.fromstring(drawing.svg)
    found = {}
    for path in tree.iter("{http://www.w3.org/2000/svg}path"):
        colour = path.get("style").removeprefix("fill:")
        found[colour, float(path.get("fill-opacity"))] = path.get("d").split("M")[1:]
    return found


def test_heat_map_has_one_square_for_each_value_that_is_not_near_zero():
    found = squares(heat_map(HEAT, "abcde", "units", "words"))
    levels = np.rint(HEAT * 10) / 10
    for level in set(levels.flat) - {0}:
        count = len(found[ACCENT if level > 0 else SECOND, abs(level)])
        assert count == (levels == level).sum(), level
    assert sum(map(len, found.values())) == (levels != 0).sum()


def test_heat_map_is_the_deeper_the_farther_from_zero_and_full_at_one():
    assert squares(heat_map(np.zeros((2, 3)), "abc", "units", "words")) == {}
    assert set(squares(heat_map(np.full((2, 3), 9.0), "abc", "u", "words"))) == {(ACCENT, 1)}
    shown = squares(heat_map(np.array([[0.1, 0.52, -1.0]]), "abc", "units", "words"))
    assert set(shown) == {(ACCENT, 0.1), (ACCENT, 0.5), (SECOND, 1)}


def test_heat_map_puts_rows_from_top_to_bottom_and_steps_from_left_to_right():
    values = np.array([[0.2, 0.0, 0.4], [0.0, 0.6, 0.0]])
    found = squares(heat_map(values, "abc", "units", "words"))
    places = [found[ACCENT, depth][0].partition("h")[0].split() for depth in (0.2, 0.4, 0.6)]
    (x0, y0), (x1, y1), (x2, y2) = np.array(places, float)
    assert y0 == y1 == y2 - 17.5  # as tall as the name of the rows needs
    assert x1 - x0 == pytest.approx(2 * (x2 - x0), abs=0.2) and x2 > x0 + 100


def test_spaces_and_line_ends_are_seen():
    drawing = heat_map(HEAT, "a \nbc", "a <\nb", "words")
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", drawing.svg)
    assert texts == ["a·¶bc", "a &lt;\nb", "■ positive", "■ negative"]
    [places] = re.findall(r'<text x="([\d. ]+)"[^>]*>a·¶bc<', drawing.svg)
    assert len(places.split()) == 5


def frames(drawing):
    tree = ElementTree.fromstring(drawing.svg)
    return [
        (float(r.get("x")), float(r.get("y")))
        for r in tree.iter("{http://www.w3.org/2000/svg}rect")
    ]


def test_shaded_text_is_darkest_at_most_weight_and_bare_at_none():
    drawing = shaded_text([("abc", [0, 1, 4], "d")], "words")
    found = {depth: paths for (_, depth), paths in squares(drawing).items()}
    assert sorted(found) == pytest.approx([0.3 * DEEPEST, DEEPEST], abs=0.06)
    assert [len(paths) for paths in found.values()] == [1, 1]
    lefts = [float(found[depth][0].split()[0]) for depth in sorted(found)] + [frames(drawing)[0][0]]
    np.testing.assert_allclose(np.diff(lefts), (WIDTH - 8) / 4, atol=0.1)  # b, c and the frame


def test_shaded_text_frames_the_target_and_ends_every_row_at_the_same_place():
    drawing = shaded_text([("abc", [0, 0, 0], "d"), ("b", [0], "&")], "words")
    first, second = frames(drawing)
    assert first[0] == second[0] and second[1] == first[1] + 30
    assert re.findall(r"<text[^>]*>([^<]+)</text>", drawing.svg) == ["abcd", "b&amp;"]


def test_maps_refuse_more_letters_than_are_legible_on_a_phone():
    with pytest.raises(ValueError, match="T at most 48, got T = 49"):
        heat_map(np.zeros((2, 49)), "a" * 49, "units", "words")
    with pytest.raises(ValueError, match="at most 47 characters, got 48"):
        shaded_text([("a" * 48, np.ones(48), "b")], "words")


def test_maps_refuse_values_that_do_not_fit_the_characters():
    for call, words in [
        (lambda: heat_map(HEAT, "abc", "u", "w"), r"T = 3, .*got \(7, 5\)"),
        (lambda: heat_map(HEAT[0], "abcde", "u", "w"), r"\(rows, T\) .*got \(5,\)"),
        (lambda: shaded_text([("abc", [1, 2], "d")], "w"), r"weights must be \(3,\).*got \(2,\)"),
        (lambda: shaded_text([], "w"), "rows must hold at least one text, got none"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()
