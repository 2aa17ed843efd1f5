"""What the book's Sphinx extension makes of a page."""

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


def test_the_map_links_to_a_chapter_only_when_it_is_written(small_book):
    written, being_written = small_book.page("index.html").select("ol.chapter-map > li")
    assert written.a["href"] == "chapters/02_rnn.html"
    assert written["class"] == ["written"]
    assert being_written.a is None
    assert being_written["class"] == ["being-written"]
    assert "Vanishing gradients (being written)" in being_written.get_text()


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
    assert (
        small_book.page("chapters/02_rnn.html").select(".article-header-buttons a[href^=http]")
        == []
    )


@pytest.fixture(scope="module")
def changed(small_book):
    """The book after one page of it was changed and built."""
    small_book.write("chapters/notes.md", "# Remarks\n\nShort.\n")
    small_book.build()
    return small_book


def test_a_changed_title_reaches_the_sidebar_of_every_page(changed):
    links = changed.page("index.html").select(".bd-sidebar-primary .bd-links a")
    assert "Remarks" in [link.get_text(strip=True) for link in links]


def test_a_changed_page_gives_the_same_files_as_a_full_build(changed):
    found = changed.files()
    for kept in (changed.folder / "_build").iterdir():
        if kept.name != ".fonts":  # these take seconds
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    changed.build()
    full = changed.files()
    assert found.keys() == full.keys()
    assert [path.name for path in full if full[path] != found[path]] == []
