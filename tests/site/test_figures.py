"""Figures are legible on a phone, and lose nothing when they are set in few elements."""

import io
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from built import ROOT
from matplotlib.image import imread

from rnnlib.drawing import plots
from rnnlib.drawing.clouds import clouds

sys.path.insert(0, str(ROOT / "_ext"))
from book.drawings import lean

SMALLEST = 11  # pixels that a letter is high on a phone


def test_no_letter_of_a_drawing_is_too_small_on_a_phone(page, visit):
    drawings = visit(page, "phone").drawings
    assert [d for d in drawings if d["smallest"] < SMALLEST - 0.01] == []


def test_no_word_of_a_drawing_leaves_it(page, visit):
    drawings = [d for view in ("phone", "light") for d in visit(page, view).drawings]
    assert [d for d in drawings if d["outside"]] == []


RNG = np.random.default_rng(0)
STEPS = np.arange(1, 9)
TASK = {"RNN": (1, 0, 2), "GRU": (5, 4, 6), "LSTM": (7, 6, 9)}
PLOTS = {
    "lines": plots.lines(
        {"runs": (STEPS, RNG.random((3, 8))), "one": (STEPS, RNG.random(8))},
        "step", "loss", baselines={"guessing": 0.4}, dots=True,
    ),
    "dots": plots.dots({"adding": TASK, "copying": TASK}, "errors", baselines={"chance": 3}),
    "clouds": clouds({"a": RNG.random((40, 2)), "b": RNG.random((40, 2)) + 1}, "east", "north"),
}  # fmt: skip


@pytest.fixture(params=PLOTS)
def drawing(request):
    markup = plots.figure("1", PLOTS[request.param], "So.", alt=request.param).markup
    return re.search("<svg.*</svg>", markup)[0]


def test_a_lean_drawing_looks_the_same(drawing, browser):
    shown = []
    tab = browser.new_page(viewport={"width": 700, "height": 600})
    for markup in (drawing, lean(drawing)):
        tab.set_content(f'<body style="margin:0;background:white">{markup}</body>')
        shown.append(imread(io.BytesIO(tab.screenshot()))[:, :, :3])
    tab.close()
    assert np.abs(shown[0] - shown[1]).max() < 0.25  # at the edges of marks
    assert (shown[0] < 0.5).any()


def test_a_lean_drawing_has_less_than_half_of_the_elements(drawing):
    def elements(markup):
        return len(re.findall(r"<\w", markup))

    assert elements(lean(drawing)) < elements(drawing) / 2


def test_a_lean_drawing_keeps_its_words_and_finds_all_it_refers_to(drawing):
    xml = '<page xmlns:xlink="http://www.w3.org/1999/xlink">{}</page>'
    before, after = (ElementTree.fromstring(xml.format(d)) for d in (drawing, lean(drawing)))
    words = [[e.text for e in d.iter("{http://www.w3.org/2000/svg}text")] for d in (before, after)]
    assert words[0] == words[1] != []
    ids = [e.get("id") for e in after.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"#(p[\w-]+)", lean(drawing))) == set(ids)


def test_what_is_not_by_matplotlib_stays_as_it_is():
    drawing = plots.shaded_text([("abcd", RNG.random(4), "e")], "words").svg
    assert lean(drawing) == drawing
