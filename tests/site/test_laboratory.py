"""The laboratory as a reader uses it: choosing, typing, mistakes, links, and without a network."""

import pytest
from measured import JUDGED, faults, faults_on, judge, unfold

PAGE = "chapters/laboratory.html"
STATED = "document.querySelector('[data-said]').textContent.startsWith({!r})"
CELL = """\
@cell
def MINE(h, x):
    z = sigmoid.layer("z", h, x)
    return z * h + (1 - z) * tanh.layer("k", x)
"""


def says(tab, words):
    tab.wait_for_function(STATED.format(words), timeout=60_000)


def piece(tab, name):
    return tab.locator(f"[data-piece={name}]")


@pytest.fixture
def laboratory(open_page):
    tab = open_page(PAGE)
    yield tab
    tab.context.close()


def text_of(tab):
    return tab.locator("#laboratory-cell").input_value()


def test_python_is_fetched_when_it_is_asked_for_and_not_before(laboratory, server):
    tab = laboratory
    assert not [url for url in tab.seen.requests if "_static/laboratory" in url]
    tab.locator("[data-start]").select_option("GRU")
    says(tab, "GRU has 3 layers")
    fetched = [url for url in tab.seen.requests if "_static/laboratory" in url]
    assert len(fetched) == 2
    assert all(url.startswith((server, "blob:")) for url in tab.seen.requests)
    assert piece(tab, "parts").inner_text().count("gate") == 2
    assert "GRU" in piece(tab, "drawing").locator("svg").get_attribute("aria-label")
    assert "def gru_step(" in piece(tab, "numpy").text_content()
    assert "GRU and GRU" in piece(tab, "comparison").text_content()
    tab.locator("[data-size=D_h]").fill("7")
    tab.locator("[data-size=D_h]").press("Tab")
    tab.wait_for_function(
        "document.querySelector('[data-piece=weights]').textContent.includes('231')"
    )
    assert tab.seen.complaints == tab.seen.failures == []


def test_a_mistake_is_told_at_its_line_and_the_next_edit_mends_it(laboratory):
    tab = laboratory
    before = piece(tab, "equations").text_content()
    field = tab.locator("#laboratory-cell")
    field.fill(CELL.replace("h + (1", "g + (1"))
    says(tab, "Line 4: NameError: name 'g' is not defined")
    assert field.get_attribute("aria-invalid") == "true"
    assert tab.locator(".mark").is_visible()
    assert piece(tab, "equations").text_content() == before
    assert piece(tab, "equations").evaluate("(e) => getComputedStyle(e).opacity") == "0.4"
    judge(tab)
    assert faults(tab, JUDGED["phone"]) == []  # what is grey is not judged by its colour
    field.fill(CELL)
    says(tab, "MINE has 2 layers (z and k) and 1 gate: z (forget, input).")
    assert field.get_attribute("aria-invalid") == "false"
    assert tab.locator(".mark").is_hidden()
    assert faults(tab) == []


def test_what_a_reader_wrote_comes_back_after_another_start(laboratory):
    tab = laboratory
    field, start = tab.locator("#laboratory-cell"), tab.locator("[data-start]")
    field.fill(CELL)
    says(tab, "MINE")
    assert start.locator("option:checked").text_content() == "your own"
    start.select_option("LSTM")
    says(tab, "LSTM has 4 layers")
    assert start.input_value() == "LSTM"
    assert tab.evaluate("document.activeElement.matches('[data-start]')")
    field.press("Control+z")
    says(tab, "MINE")
    assert text_of(tab) == CELL


def test_tab_indents_enter_keeps_the_indent_and_escape_leads_out(laboratory):
    tab = laboratory
    field = tab.locator("#laboratory-cell")
    field.fill("")
    field.press("a")
    for key in ("Tab", ":", "Enter", "b", "Enter", "Shift+Tab", "c"):
        field.press(key)
    assert text_of(tab) == "a    :\n    b\nc"
    field.press("Escape")
    field.press("Tab")
    assert tab.evaluate("document.activeElement.id") != "laboratory-cell"


def test_a_link_brings_the_cell_to_another_reader(laboratory, open_page):
    tab = laboratory
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.locator("#laboratory-cell").fill(CELL)
    says(tab, "MINE")
    tab.locator("[data-link]").click()
    copied = tab.locator("[data-copied]")
    copied.get_by_text("The link is copied").wait_for()
    assert tab.locator("[data-said]").text_content().startswith("MINE")  # what was said stays
    address = tab.evaluate("navigator.clipboard.readText()")
    assert len(address) < 250
    other = open_page(PAGE + "#" + address.partition("#")[2])
    says(other, "MINE has 2 layers")
    assert text_of(other) == CELL
    other.context.close()


def test_a_link_that_holds_more_than_a_cell_is_shown_and_not_run(laboratory):
    tab = laboratory
    hostile = "import browser\nbrowser.self.fetch('/stolen')\n" + CELL
    address = tab.evaluate("(source) => laboratory.link.made(source)", hostile)
    tab.goto(address)
    says(tab, "Line 1: a link may hold a cell and no more")
    assert text_of(tab) == hostile
    tab.locator("#laboratory-cell").press("Control+End")  # what is changed of it still is checked
    tab.keyboard.type("\n")
    tab.wait_for_timeout(1000)
    says(tab, "Line 1: a link may hold a cell and no more")
    assert not [url for url in tab.seen.requests if "stolen" in url]


@pytest.mark.parametrize("word", ["AAAA", "%%%", "é"])
def test_a_damaged_link_is_told(open_page, word):
    tab = open_page(f"{PAGE}#cell={word}")
    says(tab, "The link is damaged")
    assert "def LSTM" in text_of(tab)
    tab.context.close()


def test_the_readers_cell_can_be_trained(laboratory):
    tab = laboratory
    tab.locator("#laboratory-cell").fill(CELL)
    says(tab, "MINE")
    assert "MINE" in tab.locator("[data-training]").text_content()


MOVED = """() => {
  const place = (e) => e.getBoundingClientRect().top + scrollY;
  const parts = [...document.querySelectorAll(".editor, .bd-article h2")];
  const shown = parts.map(place);
  for (const part of document.querySelectorAll("[data-live]")) part.hidden = true;
  return parts.filter((part, k) => place(part) !== shown[k]).map((part) => part.outerHTML);
}"""


@pytest.mark.parametrize("device", ["light", "phone"])
def test_nothing_moves_when_the_script_shows_its_controls(open_page, device):
    tab = open_page(PAGE, device)
    assert tab.evaluate(MOVED) == []
    tab.context.close()


def test_it_works_in_a_page_that_is_opened_as_a_file(browser, site):
    tab = browser.new_page()
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-start]").select_option("RNN")
    says(tab, "RNN has 1 layer")
    tab.close()


def test_without_scripts_it_shows_the_lstm_and_no_controls(open_page):
    tab = open_page(PAGE, java_script_enabled=False)
    assert piece(tab, "equations").locator("mtr").count() == 6
    assert piece(tab, "backward").locator("mtr").count() > 15
    assert tab.locator(".laboratory select, .laboratory button, .laboratory input").count() > 3
    assert not tab.locator(".laboratory :is(select, button, input):visible").count()
    tab.context.close()


def trained(tab, words="Done. After", **values):
    place = tab.locator("[data-training]")
    place.locator("details").evaluate("(fold) => { fold.open = true; }")
    for name, value in values.items():
        place.locator(f"[name={name}]").fill(str(value))
    place.get_by_role("button", name="Train").click()
    tab.wait_for_function(
        "(words) => document.querySelector('[data-training] [role=status]')"
        ".textContent.includes(words)",
        arg=words,
        timeout=60_000,
    )
    return place


@pytest.mark.parametrize("device", ["light", "phone"])
def test_a_training_shows_its_numbers_and_axe_finds_nothing(open_page, device):
    tab = open_page(PAGE, device)
    tab.locator("#laboratory-cell").fill(CELL)
    says(tab, "MINE")
    place = trained(tab, steps=12, updates=30)
    names = [row.strip() for row in place.locator("tbody th").all_inner_texts()]
    assert names == ["MINE", "GRU", "LSTM"]
    assert place.locator("figure svg").count() == 3
    judge(tab)
    unfold(tab)
    assert faults_on(device, tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.seen.complaints == tab.seen.failures == []
    tab.context.close()


def test_the_library_trains_without_python(laboratory):
    trained(laboratory, steps=6, updates=12)
    assert not [url for url in laboratory.seen.requests if "_static/laboratory" in url]


def test_a_cell_is_trained_in_a_page_that_is_opened_as_a_file(browser, site):
    tab = browser.new_page()
    tab.goto((site / PAGE).as_uri())
    tab.locator("#laboratory-cell").fill(CELL)
    says(tab, "MINE")
    assert "MINE" in trained(tab, steps=6, updates=12).locator("tbody").inner_text()
    tab.close()


def test_a_training_is_printed_without_its_controls(laboratory):
    tab = laboratory
    place = trained(tab, steps=6, updates=12)
    tab.emulate_media(media="print")
    assert place.locator("figure svg").first.is_visible()
    assert not place.locator("button:visible, input:visible, [role=status]:visible").count()
