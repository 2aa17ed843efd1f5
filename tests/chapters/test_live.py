"""What the strict comparison of the chapters leaves out: a live run's results, nothing beside."""

import re
from pathlib import Path

import numpy as np
import pytest
from nbval.plugin import get_sanitize_patterns
from rules import LIVE

from rnnlib.drawing import plots
from rnnlib.drawing.operated import operated

PATTERNS = get_sanitize_patterns(Path(__file__).with_name("live.cfg").read_text(encoding="utf-8"))


def compared(shown):
    """What nbval compares of an output."""
    markup = shown._repr_html_()
    for pattern, replacement in PATTERNS:
        markup = re.sub(pattern, replacement, markup)
    return markup


def figure(height, caption="It falls.", live=True):
    drawing = plots.shaded_text([("ab", [height, 1], "c")], "two letters")
    return plots.figure("2.1", drawing, caption, live=live)


def panels(height):
    drawing = plots.shaded_text([("ab", [height, 1], "c")], "two letters")
    film = plots.film(np.eye(3)[None].repeat(2, axis=0), "A line.")
    return plots.figure("2.1", {"data": film, "runs": drawing}, "It falls.", alt="So.", live=True)


def operated_figure(height):
    still = plots.shaded_text([("ab", [height, 1], "c")], "two letters")
    drawing = operated("key", still, f"<p>{height}</p>", [f"let a = {height};"], "() => a")
    return plots.figure("2.1", drawing, "It falls.", live=True)


def table(entry, caption="T", head="model", is_live=True):
    return plots.table(caption, [head], [[entry], [entry]], is_live=is_live)


def passages(text, heading="low", caption="P"):
    return plots.passages(caption, {heading: text, "high": text})


@pytest.mark.parametrize("make", [figure, panels, operated_figure, table, passages])
def test_what_a_live_run_gave_is_not_compared_and_stands_where_it_may(make):
    one, other = ("a", "b") if make is passages else (0.2, 0.7)
    assert make(one)._repr_html_() != make(other)._repr_html_()
    assert compared(make(one)) == compared(make(other))
    assert "live" not in LIVE.sub("", make(one)._repr_html_())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (figure(0.2), figure(0.2, caption="It rises.")),
        (figure(0.2, live=False), figure(0.7, live=False)),
        (table(0.2), table(0.2, caption="U")),
        (table(0.2), table(0.2, head="score")),
        (table(0.2, is_live=False), table(0.7, is_live=False)),
        (passages("a"), passages("a", heading="cold")),
    ],
)
def test_all_else_is_compared(one, other):
    assert compared(one) != compared(other)
