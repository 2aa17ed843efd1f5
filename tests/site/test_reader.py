"""What a reader does: search, switch the light off, copy code, take a chapter home."""

import json

import pytest
from built import notebooks


@pytest.fixture
def notebook(site):
    """A page that is a notebook."""
    return notebooks()[0]


def test_search_finds_the_page_that_explains_a_word(open_page):
    tab = open_page("search.html?q=elman")
    results = tab.locator("#search-results li a")
    results.first.wait_for()
    assert any("sources.html" in link.get_attribute("href") for link in results.all())


def test_search_opens_from_every_page(page, open_page):
    if page == "search.html":
        return
    tab = open_page(page)
    tab.keyboard.press("Control+k")
    field = tab.locator("#pst-search-dialog input")
    field.fill("gradient")
    field.press("Enter")
    tab.wait_for_url("**/search.html?q=gradient*")
    tab.context.close()


def test_the_dark_switch_works_and_is_remembered(open_page):
    tab = open_page("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    switch = tab.locator(".article-header-buttons .theme-switch-button")
    while tab.evaluate("document.documentElement.dataset.mode") != "dark":
        switch.click()
    dark = tab.evaluate(ground)
    assert dark != light
    tab.locator(".prev-next-footer a").first.click()
    tab.wait_for_load_state("load")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate(ground) == dark


def test_the_copy_button_copies_the_code_beside_it(notebook, open_page):
    tab = open_page(notebook, permissions=["clipboard-read", "clipboard-write"])
    cell = tab.locator(".cell_input .highlight:visible").first
    cell.hover()
    cell.locator("button.copybtn").click()
    code = cell.locator("pre").inner_text()
    assert tab.evaluate("navigator.clipboard.readText()").strip() == code.strip()


def test_the_notebook_that_is_downloaded_is_the_chapter(notebook, open_page, site):
    tab = open_page(notebook)
    button = tab.locator("a.btn-download-source-button")
    response = tab.request.get(button.evaluate("a => a.href"))
    assert response.ok
    assert json.loads(response.body())["nbformat"] == 4


def test_equations_in_the_dark_have_the_colours_of_the_dark(open_page):
    """The colour that an equation names is the light theme's; the style sheet translates it."""
    from rnnlib.drawing.palette import COLOURS

    tab = open_page("chapters/appendix/notation.html", "dark")
    for light, dark in COLOURS.values():
        shown = tab.evaluate(
            """async ([light, dark]) => {
              const box = document.createElement("div");
              document.querySelector(".bd-article").append(box);
              box.append(await MathJax.tex2chtmlPromise(`\\\\color{${light}}{x}`));
              const shown = getComputedStyle(box.querySelector("mjx-mi")).color;
              box.innerHTML = `<i style="color: ${dark}"></i>`;
              return [shown, getComputedStyle(box.firstChild).color];
            }""",
            [light, dark],
        )
        assert shown[0] == shown[1]
