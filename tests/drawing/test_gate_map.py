"""A gate over time: a cell for each value, the deeper the larger, and what is below 0 apart."""

import re

import numpy as np
import pytest

from rnnlib.drawing.gate_map import gate_map


def cells(values):
    """{(step, unit): (depth, colour)} of what is drawn."""
    found = {}
    drawn = gate_map(values, "forget", "A gate.").svg
    for path, depth, colour in re.findall(
        r'd="([^"]*)" stroke-opacity="([\d.]+)" style="stroke:var\(--book-(\w+)', drawn
    ):
        for t, u, n in re.findall(r"M(\d+) (\d+)h(\d+)", path):
            found |= {(int(t) + k, int(u)): (float(depth), colour) for k in range(int(n))}
    return found


def test_each_value_is_drawn_at_its_step_and_unit():
    assert cells([[0.0, 1.0, 0.52], [-0.31, 1.0, 0.9], [0.04, 0.0, 0.9]]) == {
        (0, 1): (1.0, "forget"),
        (1, 1): (1.0, "forget"),
        (0, 2): (0.5, "forget"),
        (1, 0): (0.3, "second"),
        (1, 2): (0.9, "forget"),
        (2, 2): (0.9, "forget"),
    }


def test_a_map_of_any_length_fits_a_phone():
    for T in (1, 7, 1000):
        drawn = gate_map(np.full((T, 3), 0.5), "input", "A gate.").svg
        [wide] = re.findall(r'<rect[^>]*width="([\d.]+)"', drawn)
        assert float(wide) <= 350
        assert f">step {T}</text>" in drawn


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.zeros(3), r"\(T, D_h\).*got \(3,\)"),
        (np.zeros((0, 4)), r"got \(0, 4\)"),
        (np.zeros((4, 65)), r"D_h from 1 to 64, got \(4, 65\)"),
        ([[0.0, np.nan]], "finite"),
    ],
)
def test_what_cannot_be_drawn_is_refused(values, words):
    with pytest.raises(ValueError, match=words):
        gate_map(values, "forget", "A gate.")
