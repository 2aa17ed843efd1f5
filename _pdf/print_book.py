"""Print the built site as a book: one PDF with tags, bookmarks, page numbers and an index.

    python _pdf/print_book.py

It is printed twice, because only then is it known on which page everything stands.
"""

import sys
from pathlib import Path

import chromium
import yaml
from one_page import one_page
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 597  # of the text, in CSS pixels: A4 without the margins of paper.css

GUIDES = {"tagged": True, "outline": True}
SMALLEST = 0.75  # of its size may a wide table be

# Chromium makes the whole book smaller if anything in it is wider than the paper. So a wide
# table breaks its words, then becomes smaller by itself; what is still too wide is an error.
FIT = """([room, smallest]) => {
  const ratio = (table) => {
    const {left, width} = table.getBoundingClientRect();
    return (room - left) / width;
  };
  for (const table of document.querySelectorAll("main table")) {
    table.classList.toggle("tight", ratio(table) < 1);
    if (ratio(table) < 1) table.style.zoom = Math.max(ratio(table) - 0.01, smallest);
  }
  return [...document.querySelectorAll("main *")]
    .filter((e) => e.getBoundingClientRect().right > room + 1)
    .filter((e, k, all) => !all.includes(e.parentElement))
    .map((e) => `${e.closest("article, nav").id}: ${e.textContent.trim().slice(0, 60)}`);
}"""
NUMBER = """(pages) => [...document.querySelectorAll("a.numbered")].filter((a) => {
  a.dataset.page = pages[decodeURIComponent(a.hash.slice(1))];
  return !(a.dataset.page > 0);
}).map((a) => a.hash)"""


def numbers(pdf):
    """Page by name of place, for every place that a link leads to."""
    reader = PdfReader(pdf)
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def print_book(browser, site, pdf, title):
    """Print a built site.

    Args:
        browser: Playwright's Chromium.
        site: its folder.
        pdf: the file to be written; the page that is printed is kept beside the site.
        title: of the book.

    Raises:
        ValueError: something is wider than the paper, or a link of the index leads nowhere.
    """
    html = site.with_name("rnn_book.html")
    html.write_text(one_page(site, title), "utf-8")
    page = browser.new_page(viewport={"width": WIDTH, "height": 900})
    page.emulate_media(media="print", color_scheme="light")
    page.goto(html.as_uri())
    page.evaluate("document.fonts.ready")
    if wide := page.evaluate(FIT, [WIDTH, SMALLEST]):
        raise ValueError("wider than the paper:\n" + "\n".join(wide))
    for _ in range(2):
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True, **GUIDES)
        if lost := page.evaluate(NUMBER, numbers(pdf)):
            raise ValueError("links that lead nowhere:\n" + "\n".join(lost))
    page.close()


def main():
    build = ROOT / "_build"
    title = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["title"]
    try:
        with chromium.running() as browser:
            print_book(browser, build / "html", build / "rnn_book.pdf", title)
    except (LookupError, ValueError) as error:
        sys.exit(f"The book was not printed: {error}")


if __name__ == "__main__":
    main()
