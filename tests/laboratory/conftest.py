"""Python in a page of its own, started once for each file of tests: none sees another's errors."""

import pytest
from in_the_page import put, served


@pytest.fixture(scope="module")
def python(browser, tmp_path_factory):
    """A page in which Python runs; what it asked for stands in `tab.requests`."""
    folder = tmp_path_factory.mktemp("laboratory")
    put(folder)
    with served(folder) as address:
        context = browser.new_context()
        tab = context.new_page()
        tab.requests = []
        context.on("request", lambda request: tab.requests.append(request.url))
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.goto(f"{address}chapters/laboratory.html")
        tab.address = address
        yield tab
        context.close()
