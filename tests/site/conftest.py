"""The built site: a server for it, and each page as a browser sees it."""

import functools
import http.server
import math
import re
import threading
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from built import SITE, SmallBook, pages
from measured import JUDGED, MEASURE, PRINTED, REACHABLE, faults, judge, searched, unfold
from small_book import PAGES
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


def scope(nodeid):
    """What tests have in common: a page, the small book, or else their file."""
    file = nodeid.split("::")[0]
    if file.endswith(("test_extension.py", "test_repository.py")):
        return "the small book"
    page = re.search(r"\[(.*\.html)", nodeid)
    return page[1] if page else file


def pytest_collection_modifyitems(items):
    """What takes longest comes first: then no worker waits for another at the end."""

    def size(item):
        of = scope(item.nodeid)
        if of == "the small book":
            return math.inf
        return (SITE / of).stat().st_size if of in pages() else 0

    items.sort(key=size, reverse=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers, one does all that asks for a page, and loads the page once for it."""

    class ByPage(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope(nodeid)

    config.option.loadscopereorder = False  # the order is that of the tests
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
        judge(tab)
        unfold(tab)
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
        if "dark" in seen:
            tab.emulate_media(media="print")
            seen["dark"].printed = tab.evaluate(PRINTED)
            tab.emulate_media(media="screen")
            tab.route("**/search.html?*", lambda route: route.fulfill(body=""))
            seen["light"].searched = searched(tab)  # where to is enough; it leaves the page
        tab.context.close()
        return seen

    return lambda page, view: on("phone" if view == "phone" else "desk", page)[view]


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    return SmallBook(tmp_path_factory.mktemp("small_book"), PAGES)
