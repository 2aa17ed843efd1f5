"""The printed book: a small one read as a PDF, and the real one before it is printed."""

import re
from collections import Counter
from html import unescape
from types import SimpleNamespace

import chromium
import pytest
from bs4 import BeautifulSoup
from one_page import one_page, table_of_contents
from print_book import main, print_book
from pypdf import PdfReader

SIDEBAR = """<div class="bd-links"><p class="caption">Chapters</p><ul>
<li><a href="chapters/one.html">1. One</a><ul>
<li><a href="chapters/deep/two.html">A study</a></li></ul></li></ul></div>"""
PAGES = {
    "index.html": """<section id="cover"><h1>A small book</h1></section>""",
    "chapters/one.html": """<section id="one"><h1>1. One<a class="headerlink" href="#one">#</a></h1>
<p class="opening">Run it.</p><p>See <a href="deep/two.html#table">the table</a>, or
<a href="../_sources/one.ipynb">load it</a>. Letters: σ ≤ → ½.</p>
<svg role="img" aria-label="A drawing" viewBox="0 0 9 9" width="90">
<defs><path id="mark" d="M0 0h5v5"/></defs><use xlink:href="#mark"/></svg>
<details class="hide"><summary>Show the code</summary><pre>folded</pre></details>
<section id="exercises"><h2>Exercises</h2><p><strong>1.</strong> Why?</p>
<details><summary>Answer</summary><p>Because.</p></details></section>
<section id="in-short"><h2>In short</h2><p>That is so.</p></section></section>""",
    "chapters/deep/two.html": """<section id="two"><h1>A study</h1>
<table id="table"><thead><tr><th>x</th></tr></thead><tr>%s</tr></table></section>""",
    "genindex.html": """<h1>Index</h1><table class="genindextable"><tr><td>
<a href="chapters/one.html#in-short">brevity</a></td></tr></table>""",
}
COLUMNS = "<td>12.345</td>"


def small_site(folder, columns=3):
    site = folder / "html"
    for name, body in PAGES.items():
        body = body.replace("%s", COLUMNS * columns)
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{SIDEBAR}<article>{body}</article>", "utf-8")
    return site


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed")
    print_book(browser, small_site(folder), folder / "book.pdf", "A small book")
    reader = PdfReader(folder / "book.pdf")
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    return SimpleNamespace(reader=reader, texts=texts)


def bookmarks(reader, outline=None):
    """(title, page) of every bookmark, those below one another in lists."""
    for mark in reader.outline if outline is None else outline:
        if isinstance(mark, list):
            yield list(bookmarks(reader, mark))
        else:
            yield mark.title, reader.get_destination_page_number(mark) + 1


def test_every_page_of_the_site_begins_a_page_and_has_a_bookmark(printed):
    assert len(printed.texts) == 5
    assert list(bookmarks(printed.reader)) == [
        ("A small book", 1),
        ("Contents", 2),
        ("1. One", 3),
        [("Exercises", 3), ("In short", 3), ("Answers", 3), [("Answer 1", 3)], ("A study", 4)],
        ("Index", 5),
    ]


def test_contents_and_index_name_the_pages(printed):
    assert re.search(r"Chapters 1. One ?3 A study ?4 Index ?5", printed.texts[1])
    assert re.search(r"brevity ?3", printed.texts[4])


def test_pages_are_numbered_and_named_and_the_cover_is_not(printed):
    assert "1" not in printed.texts[0]
    heads = ["2 Contents", "1. One 3 1. One", "A study 4 A study", "Index 5 Index"]
    assert [t[: len(h)] for h, t in zip(heads, printed.texts[1:], strict=True)] == heads


def test_it_is_tagged_with_language_title_and_words_for_drawings(printed):
    root = printed.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert (root["/Lang"], printed.reader.metadata.title) == ("en", "A small book")

    def tags(element):
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            return [tag for child in element for tag in tags(child)]
        if not isinstance(element, dict):
            return []
        own = [(str(element["/S"]), str(element.get("/Alt", "")))] if "/S" in element else []
        return own + tags(element.get("/K", []))

    found = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/Link", "/Table", "/TD"} <= {tag for tag, _ in found}
    assert ("/Figure", "A drawing") in found


def test_answers_are_gathered_and_folded_code_is_left_out(printed):
    assert re.search(
        r"Why\? Answer 1, page 3 In short .* Answers Answer 1 Because", printed.texts[2]
    )
    assert not re.search("folded|Run it|Show the code", printed.texts[2])


def test_every_letter_has_a_glyph(printed):
    assert "load it. Letters: σ ≤ → ½." in printed.texts[2]


def test_what_is_wider_than_the_paper_is_named(browser, tmp_path):
    with pytest.raises(ValueError, match=r"wider than the paper:\nchapters-deep-two: x12.345"):
        print_book(browser, small_site(tmp_path, columns=90), tmp_path / "book.pdf", "A small book")


def test_without_a_browser_the_command_says_what_was_looked_for(monkeypatch):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    looked_for = "not printed: .*looked for chromium, chromium-browser, google-chrome"
    with pytest.raises(SystemExit, match=looked_for):
        main()


def test_in_the_real_book_every_name_is_one_and_every_link_leads_to_one(site):
    whole = one_page(site, "The book")
    names = re.findall(r'<[^>]*\sid="([^"]+)"', whole)
    assert len(names) > 2000
    assert [name for name, times in Counter(names).items() if times > 1] == []
    links = {unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', whole)}
    assert {link for link in links if not re.match("#|https?:|mailto:", link)} == set()
    assert {link[1:] for link in links if link[0] == "#"} - set(names) == set()
    assert "<details" not in whole


def test_the_contents_have_parts_and_levels():
    html = table_of_contents([("Part", None, 0), ("A", "a.html", 1), ("B", "b/c.html", 2)])
    lines = BeautifulSoup(html, "html.parser").select("li")
    assert [(line["class"], line.get_text()) for line in lines] == [
        (["part"], "Part"),
        (["level-1"], "A"),
        (["level-2"], "B"),
    ]
