"""A figure has words, is well-formed, follows the theme, and is the same each time it is drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnlib.drawing import palette, plots
from rnnlib.drawing.diagram import neurons, unrolled
from rnnlib.equations import RNN

WORDS = 'Loss <b>falls</b> & "rises"'
STEPS = np.arange(1, 20)
RUNS = np.random.default_rng(0).normal(size=(5, 19)).cumsum(axis=1) + 40
HEAT = np.random.default_rng(1).uniform(-1, 1, size=(7, 5))


def some_lines():
    series = {"one run": (STEPS, RUNS[0]), "many runs": (STEPS, RUNS)}
    return plots.lines(series, "step", "loss in nats", baselines={"guessing": 41}, log="y")


DRAWINGS = {
    "lines": lambda alt: plots.figure("2.1", some_lines(), "They fall.", alt=alt),
    "heat map": lambda alt: plots.figure(
        "2.2", plots.heat_map(HEAT, "a <\nb", "units", alt), "Two units hold on."
    ),
    "shaded text": lambda alt: plots.figure(
        "2.3", plots.shaded_text([("a <b", [0, 1, 2, 3], "&"), ("b", [0], "c")], alt), "Near."
    ),
    "neurons": lambda alt: plots.figure("2.4", neurons(RNN, D_x=2, D_h=3), "All.", alt=alt),
    "unrolled": lambda alt: plots.figure("2.5", unrolled(RNN), "One unit.", alt=alt),
}
ANY_DRAWING = pytest.mark.parametrize("kind", DRAWINGS)


def parsed(markup):
    """As XML; HTML knows the prefix xlink without being told."""
    return ElementTree.fromstring(
        f'<page xmlns:xlink="http://www.w3.org/1999/xlink">{markup}</page>'
    )


@ANY_DRAWING
def test_a_figure_is_well_formed_and_says_what_is_in_it(kind):
    page = parsed(DRAWINGS[kind](WORDS)._repr_html_())
    (image,) = page.iter("{http://www.w3.org/2000/svg}svg")
    assert image.get("role") == "img"
    assert image.get("aria-label") == WORDS
    _, _, width, height = map(float, image.get("viewBox").split())
    assert width > height / 2 > 0
    assert page.find("figure").get("id").startswith("figure-2-")
    assert "".join(page.find("figure/figcaption").itertext()).startswith("Figure 2.")


@ANY_DRAWING
def test_drawn_twice_it_is_the_same_to_the_byte(kind):
    assert DRAWINGS[kind](WORDS)._repr_html_() == DRAWINGS[kind](WORDS)._repr_html_()


@ANY_DRAWING
def test_every_colour_follows_the_theme(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    outside = re.sub(r"<style>.*?</style>|var\(--book-\w+, #\w{6}\)", "", markup)
    assert "var(--book-" in markup
    assert not re.search(r"#[0-9a-f]{6}\b", outside, re.IGNORECASE)


@ANY_DRAWING
def test_a_figure_brings_the_dark_colours_it_needs_for_a_notebook_and_no_others(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    (style,) = re.findall(r"<style>(.*)</style>", markup)
    brought = dict(re.findall(r"--book-(\w+):(#\w{6})", style))
    used = set(re.findall(r"var\(--book-(\w+),", markup))
    assert brought == {meaning: palette.COLOURS[meaning][1] for meaning in used}


def test_a_plot_is_the_same_where_numbers_differ_beyond_what_is_drawn():
    def drawn(nudge):
        canvas = plots.lines({"a": (STEPS, RUNS[0] * (1 + nudge))}, "x", "y", dots=True)
        return plots.figure("1.1", canvas, "So.", alt=WORDS)._repr_html_()

    assert drawn(0) == drawn(1e-13) != drawn(0.1)


@ANY_DRAWING
def test_no_two_elements_share_an_id_and_every_reference_finds_one(kind):
    markup = DRAWINGS[kind](WORDS)._repr_html_()
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", markup)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= set(ids)


@pytest.mark.parametrize("alt", [None, ""])
@pytest.mark.parametrize("kind", ["lines", "heat map", "shaded text"])
def test_without_words_there_is_no_figure(kind, alt):
    with pytest.raises(ValueError, match="alt must say what is in the figure"):
        DRAWINGS[kind](alt or "")


def test_a_drawing_brings_its_own_words():
    drawing = neurons(RNN, D_x=2, D_h=3)
    assert drawing.alt in plots.figure("2.4", drawing, "All.")._repr_html_()


def test_where_no_html_is_shown_a_figure_is_its_number_and_caption():
    assert repr(DRAWINGS["lines"](WORDS)) == "Figure 2.1. They fall."
    assert repr(plots.table("Sizes", ["a"], [[1]])) == "Table: Sizes"


def test_what_a_live_run_drew_is_marked_and_nothing_else_is():
    drawing = plots.heat_map(HEAT, "abcde", "units", WORDS)
    still, live = (
        plots.figure("2.2", drawing, "So.", live=is_live)._repr_html_() for is_live in (False, True)
    )
    assert "live" not in still
    assert live == still.replace("<svg", "<!--live--><svg").replace("</svg>", "</svg><!--/live-->")
    markup = plots.table("T", ["a"], [[1], [2]], is_live=True)._repr_html_()
    assert re.search(r"<tbody><!--live-->(.*)<!--/live--></tbody>", markup)[1].count("<tr>") == 2
    written = plots.passages("P", {"low": "a\n<b>"})._repr_html_()
    assert "<!--live-->a\n&lt;b&gt;<!--/live-->" in written


def test_lines_carry_their_names_and_the_axes_theirs():
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", DRAWINGS["lines"](WORDS)._repr_html_())
    assert {"one run", "many runs", "guessing", "step", "loss in nats"} <= set(texts)


def test_names_at_the_ends_of_lines_do_not_touch():
    series = {name: (STEPS, np.full(19, y)) for name, y in (("a", 1), ("b", 1), ("c", 1.01))}
    canvas = plots.lines(series, "x", "y", y_limits=(0, 9))
    markup = plots.figure("1.1", canvas, "So.", alt=WORDS)._repr_html_()
    heights = [float(y) for y in re.findall(r' y="([\d.]+)"[^>]*>[abc]</text>', markup)]
    assert len(heights) == 3
    assert (np.abs(np.diff(sorted(heights))) > 9.5).all()  # letters are 9.5 high


def test_a_band_is_drawn_from_the_lowest_run_to_the_highest_around_the_median():
    canvas = plots.lines({"runs": (STEPS, RUNS)}, "step", "loss")
    (axes,) = canvas.axes
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), np.median(RUNS, axis=0))
    (band,) = (c.get_paths()[0].vertices[:, 1] for c in axes.collections)
    assert (band.min(), band.max()) == (RUNS.min(), RUNS.max())


def test_a_heat_map_has_one_square_for_each_value_that_is_not_near_zero():
    markup = plots.heat_map(HEAT, "abcde", "units", WORDS).svg
    assert markup.count("M") == (np.abs(np.rint(HEAT * 10)) >= 1).sum()
    assert markup.count(palette.css("accent")) and markup.count(palette.css("second"))


def test_a_heat_map_at_zero_is_empty_and_beyond_one_is_full():
    assert "<path" not in plots.heat_map(np.zeros((2, 3)), "abc", "units", WORDS).svg
    assert 'fill-opacity="1"' in plots.heat_map(np.full((2, 3), 9.0), "abc", "units", WORDS).svg


def test_the_farther_from_zero_the_deeper_the_colour():
    markup = plots.heat_map(np.array([[0.1, 0.52, -1.0]]), "abc", "units", WORDS).svg
    squares = re.findall(r'style="fill:(.*?)" fill-opacity="([\d.]+)"', markup)
    accent, second = palette.css("accent"), palette.css("second")
    assert sorted(squares) == sorted([(accent, "0.1"), (accent, "0.5"), (second, "1")])


def test_spaces_and_line_ends_are_seen():
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", plots.heat_map(HEAT, "a \nbc", "u", WORDS).svg)
    assert texts[:5] == ["a", "·", "↵", "b", "c"]


def test_the_darkest_letter_is_the_one_with_most_weight_and_one_without_has_no_ground():
    markup = plots.shaded_text([("abc", [0, 1, 4], "d")], WORDS).svg
    depths = [float(d) for d in re.findall(r'fill-opacity="([\d.]+)"', markup)]
    assert len(depths) == 2
    assert depths[1] == pytest.approx(plots.DEEPEST)
    assert 0 < depths[0] < depths[1]


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plots.table("T", ["a", "b"], [[1, 2], [3]]), ["table", "2 entries"]),
        (lambda: plots.heat_map(HEAT, "abc", "u", "w"), ["heat_map", "5", "got 3"]),
        (lambda: plots.shaded_text([("abc", [1, 2], "d")], "w"), ["shaded_text", "3", "got 2"]),
        (lambda: plots.shaded_text([], "w"), ["shaded_text", "rows", "none"]),
        (
            lambda: plots.lines({str(k): ([0, 1], [0, 1]) for k in range(6)}, "x", "y"),
            ["lines", "series", "at most 5", "got 6"],
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_not_drawn(draw, words):
    with pytest.raises(ValueError) as caught:
        draw()
    for word in words:
        assert word in str(caught.value)


def test_the_style_sheet_gives_each_meaning_a_colour_in_both_themes():
    sheet = palette.style_sheet()
    for meaning, (light, dark) in palette.COLOURS.items():
        assert f"--book-{meaning}: {light};" in sheet
        assert f"--book-{meaning}: {dark};" in sheet
        assert palette.css(meaning).startswith(f"var(--book-{meaning}, ")
        assert palette.css(meaning).rstrip(")").endswith(light)


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    channels = np.array([*bytes.fromhex(colour[1:])]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_in_every_colour_of_a_meaning_can_be_read(theme, ground):
    below = luminance(palette.COLOURS[ground][theme])
    for meaning, colours in palette.COLOURS.items():
        if meaning not in ("rule", "paper", "panel"):
            dark, bright = sorted((luminance(colours[theme]), below))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, meaning


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_letter_on_the_deepest_ground_can_be_read(theme):
    ink, paper, accent = (
        np.array([*bytes.fromhex(palette.COLOURS[meaning][theme][1:])])
        for meaning in ("ink", "paper", "accent")
    )
    ground = np.rint(plots.DEEPEST * accent + (1 - plots.DEEPEST) * paper).astype(int)
    shades = [luminance("#" + bytes([*map(int, colour)]).hex()) for colour in (ink, ground)]
    assert (max(shades) + 0.05) / (min(shades) + 0.05) >= 4.5


def test_columns_of_numbers_stand_right_and_columns_of_words_left():
    markup = plots.table("T", ["D_x", "why"], [["1,024", "h_t"], ["−2.5 %", "9"]])._repr_html_()
    right, left = ' style="text-align:right"', ' style="text-align:left"'
    assert f"<td{right}>1,024</td><td{left}><i>h</i><sub>t</sub></td>" in markup
    assert f'<th scope="col"{right}><i>D</i><sub>x</sub></th>' in markup
    assert f"<td{right}>−2.5 %</td><td{left}>9</td>" in markup


def test_a_run_that_never_got_there_leaves_its_column_one_of_numbers():
    markup = plots.table("T", ["steps"], [["12"], ["inf"]])._repr_html_()
    assert '<td style="text-align:right">inf</td>' in markup
