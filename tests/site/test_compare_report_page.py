"""The report of a comparison in a browser: accessible, narrow enough, and on its own."""

import sys

import pytest
from built import ROOT
from conftest import VIEWS
from measured import faults, judge

sys.path.insert(0, str(ROOT / "tests" / "compare"))
from made_up import PROBLEMS, finished

from rnnlib.compare.report.html import report_html


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """Open the report of a problem in a view, from a file."""
    folder, contexts = tmp_path_factory.mktemp("reports"), []

    def opened(problem, view):
        series = tuple(f"series {k}" for k in range(1000))
        result = finished(problem, name="x" * 300 if view == "phone" else "sales", series=series)
        file = folder / f"{problem}-{view}.html"
        file.write_text(report_html(result, f"python -m rnnlib compare {'a' * 90}.csv"), "utf-8")
        width, height, scheme = VIEWS[view]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        tab = context.new_page()
        tab.asked, tab.complaints = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.goto(file.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        return tab

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_report_is_for_everyone_in_every_view(problem, view, opened):
    tab = opened(problem, view)
    assert [url for url in tab.asked if not url.startswith(("file:", "data:"))] == []
    assert tab.complaints == []
    judge(tab)
    assert faults(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_dark_has_other_colours_and_paper_is_light(opened):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light, dark = (opened("forecasting", view) for view in ("light", "dark"))
    assert light.evaluate(ground) != dark.evaluate(ground)
    dark.emulate_media(media="print")
    assert dark.evaluate(ground) == light.evaluate(ground)
