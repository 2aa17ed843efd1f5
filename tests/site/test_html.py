"""What the files of the site say, read without a browser."""

import functools
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest
from built import notebook_of, pages


def own(soup, select):
    """Page → the text of the one element or attribute that `select` finds on it."""
    return {page: select(soup(page)) for page in pages()}


def repeated(texts):
    return [text for text, times in Counter(texts).items() if times > 1]


def test_each_page_has_a_title_of_its_own(site, soup):
    titles = own(soup, lambda html: html.title.get_text(strip=True))
    assert all(titles.values())
    assert repeated(titles.values()) == []


def test_each_page_has_a_description_of_its_own(site, soup):
    found = own(soup, lambda html: [m["content"] for m in html.select("meta[name=description]")])
    assert {page: texts for page, texts in found.items() if len(texts) != 1} == {}
    descriptions = {page: texts[0] for page, texts in found.items()}
    assert {page: text for page, text in descriptions.items() if not 40 <= len(text) <= 200} == {}
    assert repeated(descriptions.values()) == []


def test_each_page_has_the_icon(page, site, soup):
    [icon] = soup(page).select("link[rel=icon]")
    assert (site / page).parent.joinpath(icon["href"]).resolve() == site / "_static/favicon.svg"


def test_scripts_styles_and_pictures_are_the_sites_own(page, soup):
    parts = soup(page).select("script[src], link[href], img[src], iframe[src], source[src]")
    addresses = [part.get("src") or part.get("href") for part in parts]
    assert [address for address in addresses if urlsplit(address).netloc] == []


@pytest.fixture(scope="session")
def ids(soup):
    """What a link to a page can lead to."""
    # By the page's name: a soup is hashed as its whole text.
    return functools.cache(lambda page: {part["id"] for part in soup(page).select("[id]")})


def test_every_link_within_the_book_leads_somewhere(page, site, soup, ids):
    broken = []
    for link in soup(page).select("a[href]"):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc:
            continue
        target = (
            (site / page).parent.joinpath(unquote(address.path)) if address.path else site / page
        )
        target = target.resolve()
        if not target.is_file() or (
            address.fragment
            and target.suffix == ".html"
            and unquote(address.fragment) not in ids(target.relative_to(site).as_posix())
        ):
            broken.append(link["href"])
    assert broken == []


def test_no_id_is_used_twice(page, soup):
    assert repeated(element["id"] for element in soup(page).select("[id]")) == []


def test_every_picture_says_in_words_what_is_in_it(page, soup):
    """In words: a file's name is none."""
    mute = []
    for picture in soup(page).select("article img, article figure svg, article svg[role=img]"):
        labels = (picture.get("aria-labelledby") or "").split()
        words = (
            picture.get("alt")
            or picture.get("aria-label")
            or " ".join(soup(page).find(id=label).get_text() for label in labels)
        )
        if len(words.split()) < 3 or re.search(r"\.(svg|png|jpe?g)\b", words):
            mute.append(str(picture)[:120])
    assert mute == []


def test_every_figure_has_a_caption(page, soup):
    figures = soup(page).select("figure.book-figure")
    assert [str(f)[:120] for f in figures if not f.figcaption or not f.figcaption.get_text()] == []


def test_equations_carry_the_numbers_of_the_text_and_no_others(page, site, soup):
    """A chapter numbers with `\\tag`; a number of Sphinx's would be on the site alone."""
    source = site / "_sources" / notebook_of(page)
    text = source.read_text("utf-8") if source.exists() else ""
    shown = [number.get_text() for number in soup(page).select(".eqno")]
    numbers = dict.fromkeys(re.findall(r"\\\\tag\{([\w.]+)\}", text))  # code may hold one again
    assert sorted(shown) == sorted(f"({number})" for number in numbers)


def test_every_notebook_can_be_downloaded(page, site, soup):
    source = site / "_sources" / notebook_of(page)
    buttons = [a["href"] for a in soup(page).select("a.btn-download-source-button")]
    if source.exists():
        assert [(site / page).parent.joinpath(b).resolve() for b in buttons] == [source]
    else:
        assert [b for b in buttons if b.endswith(".ipynb")] == []


def test_no_button_leads_to_a_repository_that_nobody_named(page, soup):
    buttons = soup(page).select(".article-header-buttons a[href^=http]")
    assert [button["href"] for button in buttons] == []


def test_the_reference_has_the_words_of_the_library_alone(site):
    """Neither the docstring of a NumPy function that a class uses, nor the innards of its types."""
    for page in pages():
        if "/reference" in page:
            text = (site / page).read_text("utf-8")
            assert [w for w in ("_Buffer", "np.transpose", "See Also") if w in text] == [], page
