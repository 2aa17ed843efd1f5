"""The map on the cover has every page of the book as a link, and says what builds on what."""

import re
import sys

import pytest
from built import ROOT

sys.path.append(str(ROOT / "_ext"))

from book.book_map import draw, in_words, place

TITLES = {
    "use": "How to use it",
    "one": "1. The first",
    "two": "2. The second chapter has a long title",
    "three": "3. The third",
    "own": "A. A cell of your own",
    "words": "B. Words",
}
FOLLOWS = {"two": ["one"], "three": ["one", "four"], "own": ["two"]}


def test_boxes_do_not_overlap_and_stay_in_the_picture():
    boxes, height = place(TITLES, FOLLOWS)
    assert sorted(boxes) == sorted(TITLES)
    for page, (x, y, width, tall) in boxes.items():
        assert x >= 0 and y >= 0 and x + width <= 350 and y + tall <= height
        for other, (left, top, wide, high) in boxes.items():
            apart = x + width <= left or left + wide <= x or y + tall <= top or top + high <= y
            assert page == other or apart


def test_what_follows_from_a_chapter_stands_beside_it_and_the_rest_below():
    boxes, _ = place(TITLES, FOLLOWS)
    assert boxes["own"][1] == boxes["two"][1]
    assert boxes["words"][1] > boxes["three"][1] > boxes["two"][1] > boxes["one"][1]
    assert boxes["use"][1] < boxes["one"][1]


def test_a_page_that_is_not_in_the_book_has_no_arrow():
    drawing = draw(TITLES, {page: f"{page}.html" for page in TITLES}, FOLLOWS)
    assert drawing.count("<path") == 3
    assert drawing.count("<a ") == len(TITLES)


def test_the_arrows_are_said_in_words():
    words = in_words(TITLES, [("one", "two"), ("one", "three"), ("two", "three")])
    assert "The third builds on The first and The second chapter has a long title" in words


def test_every_page_of_the_sidebar_is_on_the_map_in_its_order_within_its_kind(soup):
    cover = soup("index.html")
    listed = cover.select(".bd-sidebar-primary .bd-links ul > li.toctree-l1 > a")
    linked = cover.select(".book-map a")
    titles = {a["href"]: a["aria-label"] for a in linked}
    assert titles == {a["href"]: a.get_text(strip=True) for a in listed}
    chapters = [a["href"] for a in cover.select(".book-map a.chapter")]
    assert chapters == sorted(chapters)
    arrows = len(cover.select(".book-map path"))
    assert arrows >= len(chapters) - 1  # each but the first builds on another


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_box_that_has_the_focus_shows_it(key, open_page):
    tab = open_page("index.html")
    width = """() => { const a = document.activeElement;
      return a.closest(".book-map") && getComputedStyle(a.querySelector("rect")).strokeWidth }"""
    tab.locator(".book-map a.chapter").nth(1).focus()
    tab.keyboard.press(key)
    assert tab.evaluate(width) == "3px"
    others = tab.locator(".book-map a:not(:focus) rect").evaluate_all(
        "(rects) => rects.map((r) => parseFloat(getComputedStyle(r).strokeWidth))"
    )
    assert max(others) < 2


def test_a_click_leads_to_the_chapter(open_page):
    tab = open_page("index.html", "phone")
    box = tab.locator(".book-map a.chapter").nth(3)
    address = box.get_attribute("href")
    box.click()
    tab.wait_for_load_state("load")
    assert re.search(r"chapters/04_\w+\.html$", address)
    assert tab.url.endswith(address)


def test_on_a_phone_every_title_is_inside_its_box(open_page):
    tab = open_page("index.html", "phone")
    outside = tab.evaluate(
        """() => [...document.querySelectorAll(".book-map a")].filter((a) => {
          const box = a.querySelector("rect").getBoundingClientRect();
          return [...a.querySelectorAll("text")].some((text) => {
            const {left, right, top, bottom} = text.getBoundingClientRect();
            return left < box.left || right > box.right
              || top < box.top - 1 || bottom > box.bottom + 1;
          }) || box.height < 24;
        }).map((a) => a.ariaLabel)"""
    )
    assert outside == []
