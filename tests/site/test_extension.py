"""What the book's Sphinx extension makes of a page."""

import json
import shutil

import pytest


@pytest.fixture(scope="module", autouse=True)
def built(small_book):
    small_book.build()


def test_a_block_quote_with_a_known_lead_is_an_aside(small_book):
    quotes = small_book.page("chapters/notes.html").select("article blockquote")
    assert [" ".join(quote.get("class", [])) for quote in quotes] == [
        "aside aside-warning",
        "aside aside-in-short",
        "",
    ]


def test_the_map_has_the_chapters_of_the_book_and_no_others(small_book):
    [stop] = small_book.page("index.html").select("ul.chapter-map > li")
    assert [p.get_text(strip=True) for p in stop.select("p")] == ["2", "How?", "A chapter"]
    assert stop.a["href"] == "chapters/02_rnn.html"


def test_one_button_leads_to_the_first_chapter(small_book):
    [button] = small_book.page("index.html").select(".start-reading a")
    assert (button.get_text(), button["href"]) == ("Start reading", "chapters/02_rnn.html")


@pytest.mark.parametrize(
    ("address", "description"),
    [("index.html", "The opening."), ("chapters/notes.html", "Said in the front matter.")],
)
def test_a_description_is_the_first_paragraph_or_what_the_page_says_itself(
    small_book, address, description
):
    [meta] = small_book.page(address).select("meta[name=description]")
    assert meta["content"] == description


def test_a_mark_stays_with_the_equation_before_it(small_book):
    together = small_book.page("chapters/notes.html").select("article .together")
    assert [piece.math.mi.get_text() + piece.contents[-1] for piece in together] == ["b:"]


def test_code_has_elements_for_what_is_coloured_alone(small_book):
    code = small_book.page("chapters/notes.html").select_one("article div.highlight pre")
    assert [(e["class"], e.get_text()) for e in code.select("span[class]")] == [
        (["k"], "def"),
        (["nf"], "half"),
        (["k"], "return"),
        (["mi"], "2"),
    ]


def test_without_a_repository_there_are_no_links_to_one(small_book):
    page = small_book.page("chapters/02_rnn.html")
    assert page.select(".article-header-buttons a[href^=http], .opening a[href^=http]") == []


def test_the_line_under_the_title_tells_the_time_without_the_code(small_book):
    # 1,000 words at 160 a minute are 6.3 minutes, and a figure and ten equations 3.8.
    line = small_book.page("chapters/02_rnn.html").select_one("h1 + .opening")
    assert line.span.get_text() == "10 minutes to read"
    assert line.a["href"] == "../_sources/chapters/02_rnn.ipynb"
    assert line.a["download"] == "02_rnn.ipynb"


@pytest.fixture(scope="module")
def changed(small_book):
    """The book after one page of it was changed, one taken out, and all built again."""
    small_book.write("chapters/notes.md", "# Remarks\n\nShort.\n")
    contents = small_book.folder / "_toc.yml"
    small_book.write(
        contents.name, contents.read_text().replace("  - file: chapters/passing.md\n", "")
    )
    (small_book.folder / "chapters/passing.md").unlink()
    small_book.build()
    # No title changes with these, so that only the pages that must be are written again.
    small_book.write("chapters/notes.md", "# Remarks\n\nShort, by (2.2).\n")
    chapter = (small_book.folder / "chapters/02_rnn.ipynb").read_text("utf-8")
    small_book.write("chapters/02_rnn.ipynb", chapter.replace("W_h x_t", "V_h y_t"))
    small_book.build()
    chapter = chapter.replace("W_h x_t", "V_h y_t").replace("tag{2.1}", "tag{2.2}")
    small_book.write("chapters/02_rnn.ipynb", chapter)
    small_book.build()
    return small_book


def test_a_changed_title_reaches_the_sidebar_of_every_page(changed):
    links = changed.page("index.html").select(".bd-sidebar-primary .bd-links a")
    assert "Remarks" in [link.get_text(strip=True) for link in links]


def test_a_number_becomes_a_link_when_another_page_gets_the_equation(changed):
    link = changed.page("chapters/notes.html").select_one("article p a")
    assert (link["href"], link.get_text()) == ("02_rnn.html#equation-2-2", "(2.2)")


def test_the_search_knows_the_symbols_that_are_there_and_no_others(changed):
    index = (changed.folder / "_build/html/searchindex.js").read_text("utf-8")
    titles = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["alltitles"]
    assert [len(titles[symbol]) for symbol in ("V_h", "y_t")] == [1, 1]
    assert not {"W_h", "x_t"} & titles.keys()


def test_a_changed_page_gives_the_same_files_as_a_full_build(changed):
    found = changed.files()
    for kept in (changed.folder / "_build").iterdir():
        if kept.name != ".fonts":  # these take seconds
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    changed.build()
    full = changed.files()
    assert found.keys() == full.keys()
    assert [path.name for path in full if full[path] != found[path]] == []
