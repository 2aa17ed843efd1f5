"""Clouds show every point, and each group's name above it."""

import numpy as np
import pytest

from rnnlib.drawing import palette
from rnnlib.drawing.clouds import clouds


def test_clouds_show_all_points_and_names_above_them():
    groups = {"a": np.array([[0.0, 1], [2, 3]]), "b": np.array([[5.0, 5]])}
    (axes,) = clouds(groups, "east", "north").axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("east", "north")
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), groups["a"])
    places = {t.get_text(): (t.xy, t.get_color()) for t in axes.texts}
    assert places == {
        "a": ((1, 3), palette.light("accent")),
        "b": ((5, 5), palette.light("second")),
    }
    assert len({(line.get_color(), line.get_marker()) for line in axes.lines}) == 2


@pytest.mark.parametrize("groups", [{}, {key: [[0, 0]] for key in "abcde"}])
def test_clouds_need_a_look_for_each_group(groups):
    with pytest.raises(ValueError, match=r"clouds: groups must be 1 to 4"):
        clouds(groups, "", "")


def test_clouds_points_lie_in_a_plane():
    with pytest.raises(ValueError, match=r"'a' must be \(n, 2\), got \(2, 3\)"):
        clouds({"a": np.zeros((2, 3))}, "", "")
