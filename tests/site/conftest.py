"""The built site: a server for it, and each page as a browser sees it."""

import functools
import http.server
import re
import threading
from types import SimpleNamespace

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from built import SITE, SmallBook, pages
from xdist.scheduler import LoadScopeScheduling

# name: width, height, colour scheme
VIEWS = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (390, 844, "light")}


def pytest_generate_tests(metafunc):
    """A test that asks for `page` runs once for each page, one for `view` in each view."""
    if "page" in metafunc.fixturenames:
        # Without a built site there is one test, which says so.
        metafunc.parametrize("page", pages() or ["index.html"], scope="session")
    if "view" in metafunc.fixturenames:
        metafunc.parametrize("view", VIEWS, scope="session")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers, one does all that asks for a page, and loads the page once for it."""

    class ByPage(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            if file.endswith(("test_extension.py", "test_repository.py")):
                return "the small book"
            page = re.search(r"\[(.*\.html)", nodeid)
            return page[1] if page else file

    return ByPage(config, log)


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

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # one connection for many files

        def log_message(self, *args):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *args):
            pass  # a page was closed while it loaded

    handler = functools.partial(Handler, directory=site)
    with Server(("127.0.0.1", 0), handler) as running:
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
            **{"service_workers": "block", **options},  # it would fetch the whole book each time
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
            lambda m: (
                m.type in ("error", "warning")
                and "blocked by Playwright" not in m.text
                and tab.seen.complaints.append(m.text)
            ),
        )
        tab.goto(server + page, wait_until="load")
        return tab

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def visit(open_page):
    """What a reader of a page in a view meets; the dark is switched on in the page of the light."""

    @functools.cache
    def on(device, page):
        views = ["phone"] if device == "phone" else ["light", "dark"]
        tab = open_page(page, views[0])
        # What is folded away is part of the page.
        tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        tab.add_style_tag(content="* { content-visibility: visible !important }")
        tab.evaluate("dispatchEvent(new Event('resize'))")  # what scrolls is measured again
        seen = {}
        for view in views:
            scheme = VIEWS[view][2]
            tab.emulate_media(color_scheme=scheme)
            tab.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
            tab.wait_for_function(REACHABLE)
            measured = tab.evaluate(MEASURE)
            seen[view] = SimpleNamespace(
                **vars(tab.seen), **measured, faults=faults(tab, JUDGED[view])
            )
        if "light" in seen:
            seen["light"].requests = list(tab.seen.requests)
            seen["light"].searched = searched(tab)
        if "dark" in seen:
            tab.emulate_media(media="print")
            seen["dark"].printed = tab.evaluate(PRINTED)
        tab.context.close()
        return seen

    return lambda page, view: on("phone" if view == "phone" else "desk", page)[view]


def faults(tab, options=None):
    """What axe finds on a page as it is now; options: of axe, to have not all of its rules."""
    tab.evaluate(Axe().axe_script)
    tab.evaluate(JUDGE_TEXT_ONCE)
    tab.evaluate(MARK_TEXT)
    return tab.evaluate(AXE, options or {})


def searched(tab):
    """Where a reader of a page ends up who types a word into its search; None without one."""
    tab.keyboard.press("Control+k")
    field = tab.locator("#pst-search-dialog input")
    if not field.is_visible():
        return None
    field.fill("gradient")
    with tab.expect_navigation():
        field.press("Enter")
    return tab.url


# Every rule of axe; but what passes is not listed, and style sheets are not fetched once more.
AXE = """(options) => axe.run(
  {resultTypes: ["violations"], preload: false, ...options}).then(({violations}) =>
  violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 120)}`)))"""

# The light is judged by all rules, the dark by those of colour, the phone, whose colours are
# those of the light, by the others.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
JUDGED = {
    "light": {},
    "dark": {"runOnly": OF_COLOUR},
    "phone": {"rules": {rule: {"enabled": False} for rule in OF_COLOUR}},
}

# The contrast of a text is judged by its colour, its size, and the grounds behind it. Where all
# of these are alike, as in the words of a listing, axe judges two texts and not two thousand.
JUDGE_TEXT_ONCE = """axe.configure({
  rules: [{id: "color-contrast", selector: "[data-judged], input, select, textarea, button"}],
})"""
MARK_TEXT = """() => {
  document.querySelectorAll("[data-judged]").forEach((e) => e.removeAttribute("data-judged"));
  const grounds = new Map([[null, ""]]);
  const ground = (e) => {
    if (!grounds.has(e)) {
      const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity, position].join();
      const none = own === "rgba(0, 0, 0, 0),none,1,static";
      grounds.set(e, ground(e.parentElement) + (none ? "" : `${own};`));
    }
    return grounds.get(e);
  };
  const times = {};
  for (const e of document.querySelectorAll("body *")) {
    const written = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!written || !e.checkVisibility({visibilityProperty: true})) continue;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(e);
    const look = [color, fontSize, fontWeight, textShadow, ground(e)].join();
    times[look] = (times[look] ?? 0) + 1;
    if (times[look] <= 2) e.dataset.judged = "";
  }
}"""

# Whether every box that scrolls can be reached by keyboard: that is measured bit by bit.
REACHABLE = """[...document.querySelectorAll("pre, .cell_output > .output, div.math, " +
  ".book-figure, .pst-scrollable-table-container")]
  .every((box) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""

MEASURE = r"""() => ({
  nodes: document.querySelectorAll("*").length,
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
  // What is wider than its box and scrolls in it: whether it fades, and how far it goes.
  scrolling: [...document.querySelectorAll(".bd-main *")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .map((e) => {
      const end = [...e.querySelectorAll("td, th, math, svg, pre")]
        .reduce((x, part) => Math.max(x, part.getBoundingClientRect().right), 0);
      return {
        html: e.outerHTML.slice(0, 120),
        fades: getComputedStyle(e).maskImage.startsWith("linear-gradient"),
        printed: e.matches(".cell_output pre"),
        // How far what is in it reaches beyond what can be scrolled into sight.
        lost: end - (e.getBoundingClientRect().left + e.scrollWidth - e.scrollLeft),
      };
    }),
  tables: [...document.querySelectorAll(".bd-article table")].map((table) => {
    const [head, cell] = ["thead th, thead td", "tbody td"].map((s) => table.querySelector(s));
    const look = (e, ...names) => e && names.map((name) => getComputedStyle(e)[name]).join();
    return [
      look(table, "fontFamily", "fontSize", "borderCollapse"),
      look(head?.parentElement, "backgroundColor"),
      look(head, "backgroundColor", "borderBottom", "fontWeight", "paddingTop", "paddingRight"),
      look(cell, "backgroundColor", "borderBottomWidth", "borderBottomColor", "paddingTop"),
    ].join(" | ");
  }),
  untypeset: [...document.querySelectorAll(".bd-article div.math")]
    .filter((e) => !e.querySelector("math"))
    .map((e) => e.textContent.slice(0, 80)),
  raw: [...document.querySelectorAll(".bd-main *:not(script, style, pre, pre *, code, code *)")]
    .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE))
    .map((n) => n.data)
    .filter((text) => /\\[(\[]|\$[^$]*[\\_^{][^$]*\$|^\| .* \|/.test(text)),
  equations: [...document.querySelectorAll(".bd-article div.math")].map((e) => ({
    latex: e.querySelector("math")?.dataset.latex,
    over: e.scrollWidth - e.clientWidth,
    numbered: Boolean(e.querySelector(".eqno")),
  })),
  misprinted: [...document.querySelectorAll("merror, code.math")].map((e) => e.textContent),
  drawings: [...document.querySelectorAll(".bd-article svg[role=img]")].map((svg) => {
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((e) => e.textContent.trim());
    const scale = box.width / svg.viewBox.baseVal.width;
    const size = (e) => parseFloat(getComputedStyle(e).fontSize) * scale;
    const written = (e) => [...e.childNodes].some((n) => n.nodeName === "#text" && n.data.trim());
    return {
      what: svg.outerHTML.match(/aria-label\w*="([^"]{0,80})/)?.[1],
      smallest: Math.min(...texts.flatMap((e) => [e, ...e.children].filter(written).map(size))),
      outside: texts.filter((e) => {
        const {left, right, top, bottom} = e.getBoundingClientRect();
        const over = [box.left - left, right - box.right, box.top - top, bottom - box.bottom];
        return Math.max(...over) > 1;
      }).map((e) => e.textContent),
    };
  }),
})"""


PRINTED = r"""() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((e) =>
    e.checkVisibility() && e.getBoundingClientRect().height > 0);
  const bright = (e) => Math.max(...getComputedStyle(e).color.match(/\d+/g).slice(0, 3));
  const letters = all("main h1, .bd-article p, .bd-article .highlight span");
  return {
    around: all(".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, .opening, " +
      ".prev-next-footer, .copybtn, .headerlink").map((e) => e.outerHTML.slice(0, 120)),
    title: all("main h1").length === 1,
    ground: getComputedStyle(document.documentElement).backgroundColor,
    pale: letters.filter((e) => bright(e) > 180).map((e) => e.outerHTML.slice(0, 120)),
    wide: all(".bd-article pre, .bd-article .output, .bd-article div.math")
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120)),
  };
}"""


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    return SmallBook(
        tmp_path_factory.mktemp("small_book"),
        {
            "index.md": COVER,
            "chapters/02_rnn.ipynb": CHAPTER,
            "chapters/notes.md": NOTES,
            "chapters/passing.md": "# Here today\n\nGone tomorrow.\n",
        },
    )


COVER = """# Cover

The opening.

```{start-reading}
```

```{chapter-map}
chapters/02_rnn | How?
chapters/03_vanishing | Why?
```

```{glossary}
state
  What a cell hands to the next step.
```
"""

CHAPTER = nbformat.writes(
    nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 2. A chapter\n\n" + "word " * 1000, id="a"),
            nbformat.v4.new_markdown_cell("$$x$$\n\n" * 10, id="b"),
            nbformat.v4.new_code_cell(
                "code " * 1000,
                id="c",
                execution_count=1,
                outputs=[
                    nbformat.v4.new_output(
                        "display_data",
                        {"text/html": "<figure>drawn</figure>", "text/plain": "drawn " * 1000},
                    )
                ],
            ),
        ],
        metadata={"kernelspec": {"display_name": "", "name": "python3", "language": "python"}},
    )
)

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

```python
def half(x):
    return x / 2
```
"""
