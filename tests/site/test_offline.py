"""After one visit to the cover the whole book works without a network, what plays included."""

import re

import pytest
from test_laboratory import CELL, says, trained
from test_practice import fill, said

from rnnlib.practice import exercise


@pytest.fixture
def offline(open_page):
    """Open a page of the book on a phone without a network, after a visit to its cover."""
    tab = open_page("index.html", "phone", service_workers="allow", has_touch=True)
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.wait_for_function("caches.keys().then((names) => names.length === 1)")
    tab.context.set_offline(True)
    cover = tab.url

    def offline(page):
        tab.goto(cover.replace("index.html", page))
        return tab

    yield offline
    tab.context.close()


def test_a_cell_is_written_and_trained_ten_exercises_are_done_and_one_reads_on(offline):
    tab = offline("chapters/laboratory.html")
    tab.locator("#laboratory-cell").fill(CELL)
    says(tab, "MINE has 2 layers (z and k) and 1 gate: z (forget, input).")
    assert "MINE" in trained(tab, steps=12, updates=30).locator("tbody").inner_text()

    tab = offline("chapters/practice.html")
    tab.get_by_role("button", name="Begin").tap()
    done = set()
    for _ in range(10):
        tab.get_by_role("button", name="Check").wait_for(timeout=60_000)
        address = tab.get_by_text("Link to this").get_attribute("href")
        kind, level, seed = re.search(r"=(\w+)-(\d)-(\d+)", address).groups()
        fill(tab, exercise(kind, int(level), int(seed)).form)
        tab.get_by_role("button", name="Check").tap()
        said(tab, "Right.")
        done.add((kind, seed))
        tab.get_by_role("button", name="Next exercise").tap()
    assert len(done) == 10

    tab = offline("chapters/05_lstm.html")
    assert tab.get_by_role("heading", name="5. The LSTM").is_visible()
