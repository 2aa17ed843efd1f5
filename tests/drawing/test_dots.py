"""Dots with intervals: what is drawn where, and what is refused."""

import numpy as np
import pytest

from rnnlib.drawing import palette, plots

RUNS = {"RNN": (0.4, 0.3, 0.6), "a gated recurrent unit": (0.2, 0.1, 0.2)}


def drawn(axes):
    """[(x values, mark)] of the lines of a plot."""
    return [(list(line.get_xdata()), line.get_marker()) for line in axes.lines]


def test_each_result_is_a_dot_on_its_interval_with_its_name_at_the_left():
    (axes,) = plots.dots(RUNS, "loss", baselines={"guessing": 0.9}).axes
    assert drawn(axes)[:4] == [
        ([0.3, 0.6], "None"), ([0.4], "o"), ([0.1, 0.2], "None"), ([0.2], "o"),
    ]  # fmt: skip
    assert list(axes.lines[4].get_xdata()) == [0.9, 0.9]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["RNN", "a gated recurrent\nunit"]
    heights = [line.get_ydata()[0] for line in axes.lines[:4:2]]
    np.testing.assert_allclose(heights, axes.get_yticks())
    assert axes.get_xlabel() == "loss" and axes.yaxis_inverted()
    assert [text.get_text() for text in axes.texts] == ["guessing"]


def test_a_name_has_one_colour_and_mark_in_all_groups():
    task = {"RNN": (2, 1, 3), "GRU": (3, 2, 4)}
    (axes,) = plots.dots({"adding": task, "copying": task}, "loss").axes
    marks = [(line.get_marker(), line.get_color()) for line in axes.lines[1::2]]
    assert marks == 2 * [("o", palette.light("accent")), ("s", palette.light("second"))]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["", "RNN", "GRU", "", "RNN", "GRU"]
    headings = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert headings == {"adding": axes.get_yticks()[0], "copying": axes.get_yticks()[3]}


def test_a_long_heading_takes_no_room_from_the_axes():
    task = {"RNN": (2, 1, 3), "GRU": (3, 2, 4)}
    wide = {}
    for heading in ("adding", "adding two marked numbers of fifty steps"):
        canvas = plots.dots({heading: task}, "loss")
        canvas.draw_without_rendering()
        wide[heading] = canvas.axes[0].get_window_extent().width
    assert len(set(wide.values())) == 1


def test_ticks_of_dots_stand_on_whole_numbers_where_all_values_are_whole():
    for value, whole in ((2.0, True), (2.1, False)):
        (axes,) = plots.dots({"a": (value, 1.1, 2.9), "b": (1.0, 0.7, 1.5)}, "runs").axes
        assert all(tick == round(tick) for tick in axes.get_xticks()) == whole


def test_panels_of_dots_with_the_same_limits_have_the_same_axis():
    for results in ({"a": (4, 0, 9)}, {"a": (90, 80, 99)}):
        (axes,) = plots.dots(results, "reached", x_limits=(-5, 105)).axes
        assert axes.get_xlim() == (-5, 105)


def test_logarithmic_dots_within_a_power_of_ten_have_numbers_at_their_axis():
    canvas = plots.dots({"a": (0.02, 0.018, 0.03), "b": (0.05, 0.04, 0.06)}, "loss", log=True)
    canvas.draw_without_rendering()
    labels = [label.get_text() for label in canvas.axes[0].get_xticklabels()]
    assert {"0.02", "0.05"} <= set(labels)


def test_names_of_baselines_stay_within_the_picture():
    far = {"a rather long name of the lowest": 0, "one as long of the highest": 9}
    canvas = plots.dots({"a": (4, 0, 9)}, "errors", baselines=far)
    canvas.draw_without_rendering()
    boxes = [text.get_window_extent() for text in canvas.axes[0].texts]
    assert all(box.x0 >= 0 and box.x1 <= canvas.bbox.x1 for box in boxes)
    assert boxes[0].y1 <= boxes[1].y0  # one above the other


def test_logarithmic_dots_have_a_logarithmic_axis():
    for log, scale in ((False, "linear"), (True, "log")):
        assert plots.dots({"a": (1, 0.1, 10)}, "steps", log=log).axes[0].get_xscale() == scale


def test_names_stay_within_the_picture():
    canvas = plots.dots({"an orthogonal start of the recurrent weights": (1, 0, 2)}, "loss")
    canvas.draw_without_rendering()
    for label in canvas.axes[0].get_yticklabels():
        assert label.get_window_extent().x0 >= 0


def test_dots_refuse_what_is_no_value_in_its_interval_and_too_many_names():
    for rows, words in [
        ({}, "at least one row, got 0"),
        ({"a": (1, 2, 3)}, r"'a' must be .* got \(1, 2, 3\)"),
        ({"a": (np.nan, 0, 1)}, "'a' must be"),
        ({g: {str(k): (1, 0, 2) for k in range(6)} for g in "ab"}, "1 to 5 names, got 6"),
    ]:
        with pytest.raises(ValueError, match=words):
            plots.dots(rows, "x")
