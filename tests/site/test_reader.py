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


@pytest.mark.parametrize(
    ("asked", "home"),
    [
        ("σ_max", "03_vanishing_gradients.html#many-units-a-product-of-matrices"),
        ("sigma_max", "03_vanishing_gradients.html#many-units-a-product-of-matrices"),
        ("W_h", "02_rnn.html#one-step"),
        ("z_t", "notation.html#symbols"),
        ("forget bias", "05_lstm.html#the-forget-bias"),
    ],
)
def test_search_finds_a_symbol_where_it_is_introduced(open_page, asked, home):
    tab = open_page(f"search.html?q={asked}")
    results = tab.locator("#search-results li a")
    results.first.wait_for()
    first = [link.get_attribute("href") for link in results.all()[:5]]
    assert any(address.endswith(home) for address in first), first


def test_search_opens_from_every_page(page, visit):
    if page != "search.html":
        assert "/search.html?q=gradient" in visit(page, "light").searched


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


def test_an_equation_wears_the_colours_of_the_theme(open_page):
    """The colour that LaTeX names is the light theme's; the page has the palette's variable."""
    from rnnlib.drawing.palette import COLOURS

    for view, k in (("light", 0), ("dark", 1)):
        tab = open_page("chapters/a_cell_of_your_own.html", view)
        shown = tab.evaluate(
            """(colour) => {
              const wanted = document.createElement("i");
              wanted.style.color = colour;
              document.body.append(wanted);
              const gates = [...document.querySelectorAll("math [style*='--book-forget']")];
              const colours = gates.map((gate) => getComputedStyle(gate).color);
              return [getComputedStyle(wanted).color, ...new Set(colours)];
            }""",
            COLOURS["forget"][k],
        )
        assert len(shown) == 2
        assert shown[0] == shown[1]
