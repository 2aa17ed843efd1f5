"""Arrows are as wide as the gradient is large, down to a hairline that can be seen."""

import numpy as np
import pytest
from drawn import SVG, assert_legible, texts, tree

from rnnlib.drawing.diagram import fading
from rnnlib.drawing.palette import css

STEPS = 50
VALUES = 0.8 ** np.arange(STEPS - 1, -1, -1)


def bows(drawing):
    """The width and the colour of each arrow's bow, by the place where it ends."""
    found = {}
    for path in tree(drawing).iter(f"{SVG}path"):
        if "C" in path.get("d"):
            end = float(path.get("d").split()[-2])
            assert end not in found
            found[end] = (float(path.get("stroke-width")), path.get("style"))
    return [found[end] for end in sorted(found)]


def test_an_arrow_for_each_earlier_input_as_wide_as_its_gradient():
    drawing = fading(VALUES)
    assert_legible(drawing)
    found = bows(drawing)
    assert len(found) == STEPS - 1
    seen = [width for width, style in found if css("accent") in style]
    assert 5 < len(seen) < 20
    for wide, narrow in zip(seen[:0:-1], seen[-2::-1], strict=True):
        assert abs(narrow / wide - 0.8) < 0.03  # two decimals are drawn
    hairlines = {width for width, style in found if css("muted") in style}
    assert len(hairlines) == 1 and 0.3 < hairlines.pop() <= min(seen)
    assert f"{len(seen)} of the 49 arrows are wide enough to be seen" in drawing.alt


def test_equal_gradients_have_equal_arrows_and_none_is_a_hairline():
    found = bows(fading(np.full(9, 0.1)))
    assert len(set(found)) == 1 and found[0][0] > 2


def test_values_are_given_at_the_labelled_steps_in_drawing_and_words():
    drawing = fading(VALUES, labelled=[1, 20, 50])
    assert {"x1", "x20", "x50", "2·10⁻⁵", "1·10⁻³", "1"} <= set(texts(drawing))
    assert "2·10⁻⁵ at step 1, 1·10⁻³ at step 20, 1 at step 50" in drawing.alt
    assert sum(text.startswith("x") for text in texts(fading(VALUES))) == 5
    assert {"x1", "x50"} <= set(texts(fading(VALUES)))
    assert {"x1", "x2", "0", "0.25"} <= set(texts(fading([0, 0.25])))
    for steps in (2, 9, 100):
        assert_legible(fading(0.9 ** np.arange(steps)[::-1]))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fading([1.0]), "magnitudes must be of at least 2 steps"),
        (lambda: fading([1.0, -1.0]), "none below 0"),
        (lambda: fading([0.0, 0.0]), "not all 0"),
        (lambda: fading([1.0, np.nan]), "fading: magnitudes must be finite"),
        (lambda: fading([1.0, 2.0], labelled=[3]), "labelled must be steps from 1 to 2, got 3"),
    ],
)
def test_what_is_no_gradient_over_steps_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_last_steps_keep_their_numbers():
    drawing = fading([0.5, 0.8, 1.0], first=48)
    assert "at step 48" in drawing.alt and "at steps 48 to 49" in drawing.alt
    assert "1 at step 50" in drawing.alt
