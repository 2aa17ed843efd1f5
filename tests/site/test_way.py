"""How a reader finds the way: numbers, the cover, what comes next, how long it takes."""

import re
from string import ascii_uppercase

import pytest
from built import ROOT, notebooks


@pytest.fixture(scope="module")
def cover(soup):
    return soup("index.html")


@pytest.fixture(scope="module")
def listed(cover):
    """Caption of the sidebar → the titles under it, with their addresses."""
    captions = cover.select(".bd-sidebar-primary .bd-links p.caption")
    return {
        caption.get_text(strip=True): [
            (link.get_text(strip=True), link["href"])
            for link in caption.find_next_sibling("ul").select(":scope > li > a")
        ]
        for caption in captions
    }


def test_a_chapter_has_the_number_of_its_file_in_title_and_sidebar(listed):
    for title, address in listed["Chapters"]:
        assert int(re.match(r"(\d+)\. [A-Z]", title)[1]) == int(re.search(r"/(\d\d)_", address)[1])
    numbers = [int(title.partition(".")[0]) for title, _ in listed["Chapters"]]
    assert numbers == sorted(set(numbers))


def test_the_appendices_have_the_letters_in_order(listed):
    letters = [title.partition(". ")[0] for title, _ in listed["Appendices"]]
    assert letters == list(ascii_uppercase[: len(letters)])


def test_the_cover_asks_the_question_of_each_chapter(cover, listed):
    stops = cover.select("ul.chapter-map > li")
    found = [
        (f"{li.select_one('.number').text}. {li.select_one('.chapter').text}", li.a["href"])
        for li in stops
    ]
    assert found == listed["Chapters"]
    assert all(li.select_one(".question").text.endswith("?") for li in stops)


def test_a_chapter_is_in_the_book_as_soon_as_it_is_there(listed):
    written = sorted((ROOT / "chapters").glob("[0-9][0-9]_*.ipynb"))
    assert [address for _, address in listed["Chapters"]] == [
        f"chapters/{path.stem}.html" for path in written
    ]


def test_the_cover_says_you_in_two_sentences_and_has_one_button(cover, listed):
    opening = cover.select_one("article .tagline").find_next_sibling("p").get_text()
    sentences = re.findall(r"[^.]+\.", opening)
    assert len(sentences) == 2
    assert all("you" in sentence for sentence in sentences)
    [button] = cover.select("article .start-reading a")
    assert button["href"] == listed["Chapters"][0][1]


@pytest.mark.parametrize("chapter", notebooks())
def test_under_the_title_stand_the_time_and_the_notebook(chapter, soup, site):
    line = soup(chapter).select_one("article h1 + p.opening")
    assert 1 <= int(re.match(r"(\d+) minutes? to read", line.get_text())[1]) <= 60
    notebook = (site / chapter).parent / line.a["href"]
    source = ROOT / chapter.replace(".html", ".ipynb")
    assert notebook.read_text("utf-8") == source.read_text("utf-8")


def test_pages_lead_to_the_next_and_back_with_their_titles(soup, site):
    page, visited = "index.html", []
    while link := soup(page).select_one("a.right-next"):
        before = page
        page = (site / page).parent.joinpath(link["href"]).resolve().relative_to(site).as_posix()
        title = soup(page).h1.get_text(strip=True).rstrip("#")
        assert link.select_one(".prev-next-title").get_text(strip=True) == title
        back = soup(page).select_one("a.left-prev")
        assert (site / page).parent.joinpath(back["href"]).resolve() == site / before
        visited.append(page)
    assert {*visited, "index.html"} == {*_pages_with_sources(site)}


def _pages_with_sources(site):
    sources = (site / "_sources").rglob("*.*")
    return [f.relative_to(site / "_sources").with_suffix(".html").as_posix() for f in sources]
