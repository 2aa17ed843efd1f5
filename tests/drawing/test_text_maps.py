"""Numbers over the characters of a text: the depth of the ground says how much."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnlib.drawing.text_maps import DEEPEST, WIDTH, shaded_text


def squares(drawing):
    """{depth: where the squares of it begin}."""
    tree = ElementTree.fromstring(drawing.svg)
    found = {}
    for path in tree.iter("{http://www.w3.org/2000/svg}path"):
        found[float(path.get("fill-opacity"))] = path.get("d").split("M")[1:]
    return found


def test_spaces_and_line_ends_are_seen_and_each_letter_has_its_place():
    drawing = shaded_text([("a \nb", [1, 2, 3, 4], "c")], "words")
    [(places, letters)] = re.findall(r'<text x="([\d. ]+)"[^>]*>([^<]+)</text>', drawing.svg)
    assert letters == "a·¶bc"
    assert len(places.split()) == 5


def frames(drawing):
    tree = ElementTree.fromstring(drawing.svg)
    return [
        (float(r.get("x")), float(r.get("y")))
        for r in tree.iter("{http://www.w3.org/2000/svg}rect")
    ]


def test_shaded_text_is_darkest_at_most_weight_and_bare_at_none():
    drawing = shaded_text([("abc", [0, 1, 4], "d")], "words")
    found = squares(drawing)
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
    with pytest.raises(ValueError, match="at most 47 characters, got 48"):
        shaded_text([("a" * 48, np.ones(48), "b")], "words")


def test_maps_refuse_values_that_do_not_fit_the_characters():
    for call, words in [
        (lambda: shaded_text([("abc", [1, 2], "d")], "w"), r"weights must be \(3,\).*got \(2,\)"),
        (lambda: shaded_text([], "w"), "rows must hold at least one text, got none"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()
