"""Arcs lead from the steps that ask to what they look at, as thick as their shares."""

import re

import numpy as np
import pytest

from rnnlib.drawing.looking_back import looking_back

STEPS = [("A", "1"), ("B", "2"), ("A", "?")]
SHARES = np.array([[1, 0, 0], [0.5, 0.5, 0], [0.79, 0.2, 0.01]])


def test_arcs_are_as_thick_as_the_shares_of_the_steps_that_ask():
    drawn = looking_back(STEPS, SHARES, [2], "The third step looks at the first.")
    arcs = re.findall(r'd="M([\d.]+) [^"]*? ([\d.]+) \d+" [^>]*stroke-width="([\d.]+)"', drawn.svg)
    starts, ends, thick = (np.array(v, float) for v in zip(*arcs, strict=True))
    boxes = np.array(re.findall(r'<rect x="([\d.]+)"[^>]*?width="([\d.]+)"', drawn.svg), float)
    middles = boxes[:, 0] + boxes[:, 1] / 2
    np.testing.assert_allclose(starts, middles[2], atol=0.1)
    np.testing.assert_allclose(ends, middles[:2], atol=0.1)  # a share of 0.01 is not drawn
    np.testing.assert_allclose(thick / thick.sum(), SHARES[2, :2] / 0.99, atol=0.01)
    assert re.findall(r">([AB12?])</text>", drawn.svg) == list("A1B2A?")
    assert looking_back(STEPS, SHARES, [], "").svg.count("<path") == 0


def test_letters_are_readable_on_a_phone():
    [wide] = re.findall(r'viewBox="0 0 (\d+) ', looking_back(STEPS, SHARES, [2], "So.").svg)
    assert int(wide) <= 350


@pytest.mark.parametrize(
    ("steps", "shares", "words"),
    [
        ([], np.zeros((0, 0)), "steps must be 1 to 10, got 0"),
        ([("A", "1")] * 11, np.eye(11), "steps must be 1 to 10, got 11"),
        (STEPS, np.eye(2), r"shares must be \(T, T\) = \(3, 3\) in \[0, 1\], got \(2, 2\)"),
        (STEPS, -np.eye(3), r"in \[0, 1\]"),
    ],
)
def test_what_cannot_be_drawn_is_refused(steps, shares, words):
    with pytest.raises(ValueError, match=words):
        looking_back(steps, shares, [0], "")
