"""Lines show their data: medians, bands, baselines, names, axes."""

import re
from itertools import pairwise

import numpy as np
import pytest

from rnnlib.drawing import palette, plots

STEPS = np.arange(1, 20)
RUNS = np.random.default_rng(0).normal(size=(5, 19)).cumsum(axis=1) + 40


def texts(canvas):
    markup = plots.figure("1.1", canvas, "So.", alt="Lines.")._repr_html_()
    return re.findall(r"<text[^>]*>([^<]+)</text>", markup)


def test_lines_carry_their_names_and_the_axes_theirs():
    series = {"one run": (STEPS, RUNS[0]), "many runs": (STEPS, RUNS)}
    canvas = plots.lines(series, "step", "loss in nats", baselines={"guessing": 41})
    assert {"one run", "many runs", "guessing", "step", "loss in nats"} <= set(texts(canvas))
    (axes,) = canvas.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "loss in nats")
    colours = {t.get_text(): t.get_color() for t in axes.texts}
    assert colours == {
        "one run": palette.light("accent"),
        "many runs": palette.light("second"),
        "guessing": palette.light("muted"),
    }


def test_lines_are_told_apart_by_colour_and_by_dash():
    series = {str(k): (STEPS, RUNS[k]) for k in range(5)}
    drawn = plots.lines(series, "x", "y").axes[0].lines
    assert len({line.get_linestyle() for line in drawn[:4]}) == 4
    assert len({line.get_color() for line in drawn}) == 5


def test_names_at_the_ends_of_lines_stand_at_their_height_and_do_not_touch():
    series = {name: (STEPS, np.full(19, y)) for name, y in (("a", 1), ("b", 1), ("c", 1.01))}
    canvas = plots.lines(series | {"d": (STEPS, np.linspace(0, 8, 19))}, "x", "y", y_limits=(0, 9))
    markup = plots.figure("1.1", canvas, "So.", alt="Lines.")._repr_html_()
    heights = {t: float(y) for y, t in re.findall(r' y="([\d.]+)"[^>]*>([abcd])</text>', markup)}
    assert (np.abs(np.diff(sorted(heights.values()))) > 11.5).all()  # letters are 11.5 high
    places = {t.get_text(): t.get_position()[1] for t in canvas.axes[0].texts}
    np.testing.assert_allclose([places["a"], places["d"]], [1 / 9, 8 / 9], atol=1e-6)


def test_lines_of_several_runs_are_their_median_and_the_band_from_lowest_to_highest():
    canvas = plots.lines({"runs": (STEPS, RUNS), "run": (STEPS, RUNS[0])}, "step", "loss")
    (axes,) = canvas.axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), STEPS)
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), np.median(RUNS, axis=0))
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), RUNS[0])
    (band,) = (c.get_paths()[0].vertices for c in axes.collections)
    for k, step in enumerate(STEPS):
        heights = band[band[:, 0] == step, 1]
        assert (heights.min(), heights.max()) == (RUNS[:, k].min(), RUNS[:, k].max())


def test_baseline_is_level_and_dashed():
    series = {"run": (STEPS, RUNS[0])}
    canvas = plots.lines(series, "step", "loss", baselines={"guessing": 41})
    _, baseline = canvas.axes[0].lines
    assert set(baseline.get_ydata()) == {41}
    assert baseline.get_linestyle() == "--"
    assert not canvas.axes[0].collections  # a single run has no band


def test_dots_mark_every_point_only_when_asked_for():
    for dots, marker in ((False, "None"), (True, "o")):
        canvas = plots.lines({"a": (STEPS, RUNS[0])}, "x", "y", dots=dots)
        assert canvas.axes[0].lines[0].get_marker() == marker


def test_y_limits_are_those_given():
    canvas = plots.lines({"a": (STEPS, RUNS[0])}, "x", "y", y_limits=(0, 90))
    assert canvas.axes[0].get_ylim() == (0, 90)


def test_logarithmic_axes_are_those_asked_for_with_plain_numbers_at_the_points():
    x, y = (10, 50, 200), (1, 100, 10_000)
    for log in ("", "x", "y", "xy"):
        axes = plots.lines({"a": (x, y)}, "x", "y", log=log).axes[0]
        scales = [axis.get_scale() for axis in (axes.xaxis, axes.yaxis)]
        assert scales == ["log" if axis in log else "linear" for axis in "xy"], log
    said = texts(plots.lines({"a": (x, y)}, "x", "y", log="xy"))
    assert {"10", "50", "200"} <= set(said)  # at the points, not at powers of ten
    assert {"1", "100", "10⁴"} <= set(said)
    assert "20" not in said
    close = plots.lines({"a": (range(20, 41), np.linspace(2, 9, 21))}, "x", "y", log="y")
    assert {"2", "5"} <= set(texts(close))  # where powers of ten alone would be too few


def test_lines_refuse_series_that_cannot_be_drawn_truly():
    for series, words in [
        ({str(k): ([0, 1], [0, 1]) for k in range(6)}, "series must be 1 to 5, got 6"),
        ({}, "series must be 1 to 5, got 0"),
        ({"a": (STEPS, RUNS[0, 1:])}, r"y of 'a' must be .* n = 19 as its x, got \(18,\)"),
        ({"a": (STEPS, RUNS.T)}, r"y of 'a' must be .* n = 19 as its x, got \(19, 5\)"),
        ({"a": ([0, 1], [0, np.nan])}, "x and y of 'a' must be finite, got NaN or infinity"),
        ({"a": ([1, 3, 2, 4], range(4))}, "x of 'a' must increase, got 2 after 3"),
        ({"b": ([1, 1], [0, 1])}, "x of 'b' must increase, got 1 after 1"),
    ]:
        with pytest.raises(ValueError, match=words):
            plots.lines(series, "x", "y")


def test_ticks_stand_on_whole_numbers_where_all_numbers_are_whole():
    axes = plots.lines({"a": ([1, 2, 3], [0.1, 0.2, 0.3])}, "layers", "loss").axes[0]
    assert all(tick == round(tick) for tick in axes.get_xticks())
    assert any(tick != round(tick) for tick in axes.get_yticks())


def test_long_names_at_the_ends_of_lines_are_broken_and_stay_within_the_picture():
    series = {"a net that has lost its loop": (STEPS, RUNS[0])}
    canvas = plots.lines(series, "step", "loss")
    (name,) = canvas.axes[0].texts
    assert name.get_text() == "a net that\nhas lost its\nloop"
    canvas.draw_without_rendering()
    assert name.get_window_extent().x1 <= canvas.bbox.x1


def test_names_at_one_height_at_the_edge_stay_within_the_picture_and_apart():
    for level in (0, 9):
        names = [f"a net that is called by the number {k}" for k in range(4)]
        series = {name: ([0, 1], [9 - level, level]) for name in names}
        canvas = plots.lines(series, "x", "y", baselines={"guessing": level})
        canvas.draw_without_rendering()
        boxes = sorted((t.get_window_extent() for t in canvas.axes[0].texts), key=lambda b: b.y0)
        assert len(boxes) == 5
        assert boxes[0].y0 >= 0 and boxes[-1].y1 <= canvas.bbox.y1
        assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def test_words_of_names_and_labels_stay_whole_and_within_the_picture():
    label = "number of steps between the marked numbers and the end of the sequence"
    canvas = plots.lines({"backpropagation": (STEPS, RUNS[0])}, label, label)
    canvas.draw_without_rendering()
    (axes,) = canvas.axes
    assert axes.texts[0].get_text() == "backpropagation"
    for words in (axes.xaxis.label, axes.yaxis.label, *axes.texts):
        box = words.get_window_extent()
        assert min(box.x0, box.y0) >= 0 and box.x1 <= canvas.bbox.x1 and box.y1 <= canvas.bbox.y1
    assert set(axes.get_xlabel().split()) == set(label.split())


def test_letters_of_a_plot_are_large_enough_for_a_phone_as_wide_as_it():
    markup = plots.figure(
        "1.1", plots.lines({"a": (STEPS, RUNS)}, "x", "y"), "So.", "Lines."
    ).markup
    assert 'viewBox="0 0 350' in markup
    assert min(float(size) for size in re.findall(r"font(?:-size)?: ?([\d.]+)px", markup)) >= 11


def test_name_of_a_line_that_leaves_the_axes_stands_at_their_edge():
    canvas = plots.lines({"up": (STEPS, 2.0**STEPS)}, "x", "y", y_limits=(0, 9))
    (name,) = canvas.axes[0].texts
    assert name.get_position()[1] == pytest.approx(1)
