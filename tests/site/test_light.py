"""Light pages: how many bytes each takes, that it opens offline, that its equations are whole."""

import json
import re
import shutil
import sys
import unicodedata
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest
from built import ROOT, SITE, first_visit, packed, pages
from conftest import searched
from fontTools.ttLib import TTFont

sys.path.insert(0, str(ROOT / "_ext"))
from book.mathematics import Mistake, to_mathml

KB = 1000


def test_a_page_loads_what_it_names_and_nothing_else(page, visit, server):
    asked = {urlsplit(url).path.lstrip("/") for url in visit(page, "light").requests}
    late = {"_static/favicon.svg"}  # a browser asks for it when it has nothing else to do
    assert {SITE / path for path in asked | late} == first_visit(page)


def test_a_first_visit_is_within_the_budget(page):
    assert sum(map(packed, first_visit(page))) <= 250 * KB


def test_the_median_of_the_first_visits_is_within_the_budget(site):
    assert median(sum(map(packed, first_visit(page))) for page in pages()) <= 130 * KB


def test_the_next_page_of_a_visit_is_within_the_budget(site):
    assert median(packed(site / page) for page in pages()) <= 30 * KB


def test_a_page_has_no_more_elements_than_a_phone_can_lay_out(page, visit):
    assert visit(page, "light").nodes < 6000


def test_after_one_visit_to_the_cover_every_page_opens_offline(open_page):
    tab = open_page("index.html", service_workers="allow")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.wait_for_function("caches.keys().then((names) => names.length === 1)")
    tab.context.set_offline(True)
    server = tab.url.removesuffix("index.html")
    for page in pages():
        tab.goto(server + page)
        assert tab.locator(".bd-main h1:visible").first.inner_text()
    tab.goto(server + "search.html?q=elman")
    tab.locator("#search-results li a").first.wait_for()
    assert tab.evaluate("document.fonts.load('16px Literata').then((faces) => faces.length)") == 1
    status = "(url) => fetch(url).then(({ status }) => status, () => 0)"
    for name in re.findall(r"_static/\w+[.]\w+[?]v=\w+", tab.content()):
        assert tab.evaluate(status, server + name) == 200
        assert tab.evaluate(status, f"{server}{name}0") == 0  # another version is no substitute


def test_the_site_holds_what_its_pages_show_and_nothing_else(site):
    worker = (site / "sw.js").read_text("utf-8")
    listed = json.loads(re.search(r"FILES = (\[.*?\])", worker, re.DOTALL)[1])
    kept = {urlsplit(address).path for address in listed}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*.*") if path.is_file()}
    unlisted = {name for name in files - kept if not name.startswith(("_sources/", "_downloads/"))}
    beside = {
        ".buildinfo",
        ".nojekyll",
        "objects.inv",
        "sw.js",
        "_static/fonts/LICENCES.txt",
    }
    assert unlisted == beside
    assert kept - files == {"./"}


@pytest.fixture
def unpacked(site, tmp_path):
    """The archive of the site, unpacked."""
    shutil.unpack_archive(site.with_name("book.zip"), tmp_path)
    return tmp_path / "book"


def test_the_archive_is_the_site(site, unpacked):
    def files(folder):
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert files(unpacked) == files(site)


def test_the_archive_opens_from_the_file_system_search_included(browser, unpacked):
    tab = browser.new_page(color_scheme="dark")
    complaints = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
    tab.goto((unpacked / "index.html").as_uri())
    assert searched(tab) == (unpacked / "search.html").as_uri() + "?q=gradient"
    tab.locator("#search-results li a[href*='02_rnn']").first.click()
    tab.wait_for_url("**/chapters/02_rnn.html*")
    assert tab.locator("math").count() > 50
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    faces = "document.fonts.load('1em Literata at hand').then((faces) => faces[0].status)"
    assert tab.evaluate(faces) == "loaded"
    assert complaints == []
    tab.close()


SKIP = r"\begin{aligned}a \\[3pt] b\end{aligned}"


@pytest.mark.parametrize("latex", ["\\substack{a}", "\\smash{x}", "\\nosuch", SKIP])
def test_latex_that_is_not_known_is_refused(latex):
    with pytest.raises(Mistake, match="\\\\"):
        to_mathml(latex)


def test_a_colour_of_the_palette_becomes_its_variable():
    assert 'style="color: var(--book-forget, #b04409)"' in to_mathml(r"{\color{#b04409}{f_t}}")


def test_the_mathematics_font_has_every_character_of_the_equations(soup):
    font = TTFont(SITE / "_static/fonts/stix-two-math.woff2").getBestCmap()
    missing = set()
    for page in pages():
        for part in soup(page).select("math :is(mi, mn, mo)"):
            text = part.get_text()
            if part.name == "mi" and len(text) == 1 and not part.get("mathvariant"):
                text += italic(text)
            unseen = {c for c in text if unicodedata.category(c) == "Cf"}
            missing |= {c for c in text if ord(c) not in font} - unseen
    assert missing == set()


def italic(letter):
    """The mathematical italic form that a browser shows for a single letter."""
    if letter == "h":
        return "ℎ"
    if "a" <= letter <= "z":
        return chr(0x1D44E + ord(letter) - ord("a"))
    return chr(0x1D434 + ord(letter) - ord("A")) if "A" <= letter <= "Z" else ""


def test_the_fonts_are_there_with_their_licences():
    fonts = Path(SITE, "_static", "fonts")
    assert len(list(fonts.glob("*.woff2"))) == 3
    assert (fonts / "LICENCES.txt").read_text("utf-8").count("SIL Open Font License") == 3
