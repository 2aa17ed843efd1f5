"""What a link leads to is shown beside it: a term, a source, an equation."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGE = "chapters/04_gru.html"
LINKS = {
    "glossary.html#": "A sigmoid layer whose value",
    "sources.html#cho-2014": "What it showed.",
    "#equation-4-1": "⊙",
}


def first(tab, address):
    target = "glossary.html#gate" if address == "glossary.html#" else address
    return tab.locator(f".bd-article a[href$='{target}']").first


@pytest.mark.parametrize("address", LINKS)
def test_pointing_at_a_link_shows_what_it_leads_to(open_page, address):
    tab = open_page(PAGE)
    link = first(tab, address)
    link.scroll_into_view_if_needed()
    link.hover()
    box = tab.locator("#preview")
    box.wait_for()
    assert LINKS[address] in box.inner_text()
    assert (box.locator("math").count() > 0) == address.startswith("#equation")
    at = box.bounding_box()
    assert at["x"] >= 0 and at["x"] + at["width"] <= 1280
    assert link.get_attribute("aria-describedby") == "preview"
    box.hover()  # what is shown can be pointed at without going away
    tab.wait_for_timeout(300)
    assert box.is_visible()
    tab.keyboard.press("Escape")
    assert box.is_hidden()
    assert link.get_attribute("aria-describedby") is None


def test_a_preview_shows_to_the_keyboard_and_is_without_fault(open_page):
    tab = open_page(PAGE, "phone")
    link = first(tab, "sources.html#cho-2014")
    link.scroll_into_view_if_needed()
    link.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")  # the focus that a keyboard gives
    box = tab.locator("#preview")
    box.wait_for()
    at = box.bounding_box()
    assert at["x"] >= 0 and at["x"] + at["width"] <= 390
    bar = tab.locator(".bd-header-article").bounding_box()
    assert at["y"] >= bar["y"] + bar["height"]  # nothing of it lies under the bar
    assert Axe().run(tab, context="#preview").violations_count == 0
    tab.keyboard.press("Tab")  # to the next source
    tab.wait_for_function("document.querySelector('#preview').innerText.includes('Chung')")


def test_a_link_left_and_reached_again_shows_its_text_and_keeps_it(open_page):
    tab = open_page(PAGE)
    link = first(tab, "sources.html#cho-2014")
    link.scroll_into_view_if_needed()
    link.evaluate("link => { link.focus(); link.blur(); link.focus(); }")  # before it is loaded
    box = tab.locator("#preview")
    box.wait_for()
    under = box.bounding_box()["y"] - link.bounding_box()["y"]
    tab.evaluate("scrollBy({ top: 40, behavior: 'instant' })")  # as a focus out of sight does
    tab.wait_for_timeout(300)
    assert box.is_visible()
    assert abs(box.bounding_box()["y"] - link.bounding_box()["y"] - under) < 1


def test_the_texts_are_loaded_by_the_first_link_that_is_reached(open_page):
    tab = open_page(PAGE)
    loaded = (
        "performance.getEntriesByName(`${new URL('../_static/previewed.js', location)}`).length"
    )
    assert tab.evaluate(loaded) == 0
    first(tab, "#equation-4-1").hover()
    tab.locator("#preview").wait_for()
    assert tab.evaluate(loaded) == 1


def test_a_number_of_an_equation_leads_to_it_from_another_page(open_page):
    tab = open_page("chapters/03_vanishing_gradients.html")
    tab.locator("a[href='02_rnn.html#equation-2-9']").first.click()
    tab.wait_for_url("**/02_rnn.html#equation-2-9")
    assert "(2.9)" in tab.locator("#equation-2-9").inner_text()
