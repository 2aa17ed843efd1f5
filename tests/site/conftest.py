"""The built site: a server for it, and each page as a browser sees it."""

import functools
import http.server
import threading
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from built import SITE, SmallBook, pages

# name: width, height, colour scheme
VIEWS = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (390, 844, "light")}


def pytest_generate_tests(metafunc):
    """A test that asks for `page` runs once for each page, one for `view` in each view."""
    if "page" in metafunc.fixturenames:
        # Without a built site there is one test, which says so.
        metafunc.parametrize("page", pages() or ["index.html"], scope="session")
    if "view" in metafunc.fixturenames:
        metafunc.parametrize("view", VIEWS, scope="session")


@pytest.fixture(scope="session")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("the site is not built; run: make book")
    return SITE


@pytest.fixture(scope="session")
def soup(site):
    """A page's HTML as it was built."""
    return functools.cache(
        lambda page: BeautifulSoup((site / page).read_text("utf-8"), "html.parser")
    )


@pytest.fixture(scope="session")
def server(site):
    """The site's address on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="session")
def open_page(browser, server):
    """Open a page; what it requests and complains about is noted from the start."""
    opened = []

    def open_page(page, view="light", **options):
        width, height, scheme = VIEWS[view]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        opened.append(context)
        tab = context.new_page()
        tab.seen = SimpleNamespace(requests=[], failures=[], complaints=[])
        tab.on("request", lambda r: tab.seen.requests.append(r.url))
        tab.on("requestfailed", lambda r: tab.seen.failures.append(f"{r.failure} {r.url}"))
        tab.on(
            "response",
            lambda r: r.status >= 400 and tab.seen.failures.append(f"{r.status} {r.url}"),
        )
        tab.on("pageerror", lambda error: tab.seen.complaints.append(str(error)))
        tab.on(
            "console",
            lambda m: m.type in ("error", "warning") and tab.seen.complaints.append(m.text),
        )
        tab.goto(server + page, wait_until="load")
        return tab

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def visit(open_page):
    """What a reader of a page in a view meets; each page is loaded once per view."""

    @functools.cache
    def visit(page, view):
        tab = open_page(page, view)
        # What is folded away is part of the page.
        tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        tab.add_style_tag(content="* { content-visibility: visible !important }")
        tab.wait_for_function(REACHABLE)
        found = tab.evaluate(MEASURE)
        axe = Axe().run(tab, options=AXE).response["violations"]
        tab.context.close()
        return SimpleNamespace(
            **vars(tab.seen),
            **found,
            faults=[f"{v['id']}: {node['html'][:120]}" for v in axe for node in v["nodes"]],
        )

    return visit


# Every rule; but what passes is not listed, and style sheets are not fetched once more.
AXE = {"resultTypes": ["violations"], "preload": False}

# Whether every box that scrolls can be reached by keyboard: that is measured bit by bit.
REACHABLE = """[...document.querySelectorAll("pre, .cell_output > .output, div.math")]
  .every((box) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""

MEASURE = r"""() => ({
  width: document.documentElement.scrollWidth,
  window: window.innerWidth,
  // Text that leaves its box and cannot be scrolled into sight.
  cut: [...document.querySelectorAll(".bd-article *")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX))
    .filter((e) => !e.closest("math, svg"))
    .map((e) => e.outerHTML.slice(0, 120)),
  // What reaches beyond the window without a box of its own to scroll in.
  beyond: [...document.querySelectorAll(".bd-article *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .filter((e) => {
      for (let box = e; box; box = box.parentElement)
        if (["auto", "scroll", "hidden"].includes(getComputedStyle(box).overflowX)) return false;
      return true;
    })
    .map((e) => e.outerHTML.slice(0, 120)),
  untypeset: [...document.querySelectorAll(".bd-article .math")]
    .filter((e) => !e.querySelector("math"))
    .map((e) => e.textContent.slice(0, 80)),
  raw: [...document.querySelectorAll(".bd-main *:not(script, style, pre, pre *, code, code *)")]
    .filter((e) => !e.closest("annotation"))
    .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE))
    .map((n) => n.data)
    .filter((text) => /\\[(\[]|\$[^$]*[\\_^{][^$]*\$/.test(text)),
  misprinted: [...document.querySelectorAll("merror, .math > code")].map((e) => e.textContent),
})"""


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    return SmallBook(
        tmp_path_factory.mktemp("small_book"),
        {
            "index.md": COVER,
            "chapters/02_rnn.ipynb": CHAPTER,
            "chapters/notes.md": NOTES,
        },
    )


COVER = """# Cover

The opening.

```{chapter-map}
chapters/02_rnn | The recurrent neural network | How?
chapters/03_vanishing | Vanishing gradients | Why?
```
"""

CHAPTER = """{
  "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A chapter"}],
  "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
  "nbformat": 4,
  "nbformat_minor": 5
}"""

NOTES = """---
myst:
  html_meta:
    description: Said in the front matter.
---
# Notes

> **Warning.** Mind the axis.

> **In short.** It is the same cell.

> Somebody said so, **warning** us.

Between $a$ and $b$: nothing.
"""
