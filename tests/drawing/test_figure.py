"""A figure has words, is well-formed, follows the theme, and is the same each time it is drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnlib.drawing import palette, plots
from rnnlib.drawing.over_time import loop, unrolled
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.units import neurons
from rnnlib.equations import LSTM, LSTM_PEEPHOLES, RNN

WORDS = 'Loss <b>falls</b> & "rises"'
STEPS = np.arange(1, 20)
RUNS = np.random.default_rng(0).normal(size=(5, 19)).cumsum(axis=1) + 40


def some_lines(nudge=0.0):
    series = {"one run": (STEPS, RUNS[0] * (1 + nudge)), "many runs": (STEPS, RUNS)}
    return plots.lines(
        series, "step", "loss in nats", baselines={"guessing": 41}, log="y", dots=True
    )


DRAWINGS = {
    "lines": lambda alt: plots.figure("2.1", some_lines(), "They fall.", alt=alt),
    "shaded text": lambda alt: plots.figure(
        "2.3", plots.shaded_text([("a <b", [0, 1, 2, 3], "&"), ("b", [0], "c")], alt), "Near."
    ),
    "neurons": lambda alt: plots.figure("2.4", neurons(RNN, D_x=2, D_h=3), "All.", alt=alt),
    "unrolled": lambda alt: plots.figure("2.5", unrolled(RNN), "One unit.", alt=alt),
    "diagram": lambda alt: plots.figure("2.6", LSTM.diagram(), "A cell.", alt=alt),
}
ANY_DRAWING = pytest.mark.parametrize("kind", DRAWINGS)


def parsed(markup):
    """As XML; HTML knows the prefix xlink without being told."""
    return ElementTree.fromstring(
        f'<page xmlns:xlink="http://www.w3.org/1999/xlink">{markup}</page>'
    )


@ANY_DRAWING
def test_figure_is_well_formed_says_what_is_in_it_and_is_the_same_each_time(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    page = parsed(markup)
    (image,) = page.iter("{http://www.w3.org/2000/svg}svg")
    assert image.get("role") == "img"
    assert image.get("aria-label") == WORDS
    _, _, width, height = map(float, image.get("viewBox").split())
    assert width > height / 2 > 0
    assert page.find("figure").get("id").startswith("figure-2-")
    assert "".join(page.find("figure/figcaption").itertext()).startswith("Figure 2.")
    assert DRAWINGS[kind](WORDS)._repr_html_() == markup


@ANY_DRAWING
def test_figure_colours_follow_the_theme_and_it_brings_the_dark_ones_it_needs(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    outside = re.sub(r"<style>.*?</style>|var\(--book-\w+, #\w{6}\)", "", markup)
    assert not re.search(r"#[0-9a-f]{6}\b", outside, re.IGNORECASE)
    (style,) = re.findall(r"<style>(.*)</style>", markup)
    brought = dict(re.findall(r"--book-(\w+):(#\w{6})", style))
    used = set(re.findall(r"var\(--book-(\w+),", markup))
    assert used
    assert brought == {meaning: palette.COLOURS[meaning][1] for meaning in used}


@ANY_DRAWING
def test_figure_shares_no_id_and_every_reference_finds_one(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", markup)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= set(ids)


def test_ids_of_two_plots_on_a_page_differ():
    ids = [
        set(re.findall(r'\bid="([^"]+)"', plots.figure("1", canvas, "So.", alt="a")._repr_html_()))
        for canvas in (some_lines(), some_lines(0.1))
    ]
    assert ids[0] - {"figure-1"} and ids[0] & ids[1] == {"figure-1"}


def test_plot_is_the_same_where_numbers_differ_beyond_what_is_drawn():
    def drawn(nudge):
        return plots.figure("1.1", some_lines(nudge), "So.", alt=WORDS)._repr_html_()

    assert drawn(0) == drawn(1e-7) != drawn(0.1)


def test_figure_without_words_is_refused_and_a_drawing_brings_its_own():
    for kind in ("lines", "shaded text"):
        for alt in (None, ""):
            with pytest.raises(ValueError, match="alt must say what is in the figure, got none"):
                DRAWINGS[kind](alt or "")
    drawing = neurons(RNN, D_x=2, D_h=3)
    assert drawing.alt in plots.figure("2.4", drawing, "All.")._repr_html_()


def test_figure_that_may_scroll_can_be_reached_by_the_keyboard():
    for drawing, reached in ((LSTM_PEEPHOLES.diagram(), True), (loop(RNN), False)):
        width = int(re.search(r'viewBox="0 0 (\d+)', drawing.svg)[1])
        assert (width > 360) == reached
        markup = plots.figure("1.1", drawing, "So.")._repr_html_()
        assert ('tabindex="0"' in markup) == ("min-width" in markup) == reached


def test_panels_stand_under_their_titles_and_the_first_tells_of_all():
    panels = {"left & right": loop(RNN), "unrolled": unrolled(RNN)}
    markup = plots.figure("1.1", panels, "So.", alt="Both.")._repr_html_()
    assert markup.count("<svg") == 2 and markup.count("<figure") == 1
    assert re.findall(r'aria-label="([^"]*)"', markup) == [
        "Both.",
        "unrolled: described in the first panel",
    ]
    assert ">left &amp; right</div>" in markup
    own = plots.figure("1.1", panels, "So.")._repr_html_()
    assert re.findall(r'aria-label="([^"]*)"', own)[1] == unrolled(RNN).alt
    with pytest.raises(ValueError, match="at least one panel, got none"):
        plots.figure("1.1", {}, "So.", alt="None.")


def test_panels_of_equal_plots_share_no_id():
    same = {name: plots.lines({"a": ([0, 1], [0, 1])}, "x", "y") for name in ("one", "two")}
    ids = re.findall(r'\bid="([^"]+)"', plots.figure("1.1", same, "So.", alt="Both.").markup)
    assert len(ids) == len(set(ids)) > 2


def test_what_is_no_html_shows_number_and_caption():
    assert repr(DRAWINGS["lines"](WORDS)) == "Figure 2.1. They fall."
    assert repr(plots.table("Sizes", ["a"], [[1]])) == "Table: Sizes"
    assert repr(plots.passages("Three", {})) == "Three"
    assert (
        "They fall &amp; rise."
        in plots.figure("2.1", some_lines(), "They fall & rise.", alt="a")._repr_html_()
    )


def test_live_marks_what_a_live_run_drew_and_nothing_else():
    drawing = plots.shaded_text([("abcde", [0, 1, 2, 3, 4], "f")], WORDS)
    still, live = (
        plots.figure("2.2", drawing, "So.", live=is_live)._repr_html_() for is_live in (False, True)
    )
    assert "live" not in still
    assert live == still.replace("<svg", "<!--live--><svg").replace("</svg>", "</svg><!--/live-->")
    markup = plots.table("T", ["a"], [[1], [2]], is_live=True)._repr_html_()
    assert re.search(r"<tbody><!--live-->(.*)<!--/live--></tbody>", markup)[1].count("<tr>") == 2
    written = plots.passages("P", {"low": "a\n<b>"})._repr_html_()
    assert "<!--live-->a\n&lt;b&gt;<!--/live-->" in written
    assert "<strong>low</strong>" in written


def test_table_sets_columns_of_numbers_right_and_columns_of_words_left():
    markup = plots.table(
        "A & B", ["D_x", "why"], [["1,024", "h_t"], ["−2.5 %", "9"], ["inf", "x"]]
    )._repr_html_()
    right, left = ' style="text-align:right"', ' style="text-align:left"'
    assert f"<td{right}>1,024</td><td{left}><i>h</i><sub>t</sub></td>" in markup
    assert f'<th scope="col"{right}><i>D</i><sub>x</sub></th>' in markup
    assert f"<td{right}>−2.5 %</td><td{left}>9</td>" in markup
    assert f"<td{right}>inf</td>" in markup
    assert "<caption>A &amp; B</caption>" in markup
    for row in ([3], [1, 2, 3]):
        with pytest.raises(ValueError, match=f"each row must have 2 entries, got {len(row)}"):
            plots.table("T", ["a", "b"], [[1, 2], row])
    with pytest.raises(ValueError, match="each column must have a head, got '' for column 1"):
        plots.table("T", ["", "b"], [[1, 2]])


def test_drawing_as_a_notebook_shows_it_is_its_image():
    assert Drawing("<svg/>", "nothing")._repr_html_() == "<svg/>"
