"""The browser that the tests share, and a plain word on what was left out without it."""

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = f"no browser was found (looked for {', '.join(BROWSERS)})"


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, without a window. Where there is none the test is
    left out; on a machine that sets CI it fails instead."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)

    from playwright.sync_api import sync_playwright

    # Chromium's sandbox refuses to start for root, who runs tests in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter):
    left_out = [
        r for r in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(r.longrepr)
    ]
    if left_out:
        terminalreporter.section("left out")
        terminalreporter.line(f"{len(left_out)} tests need a browser, and {NO_BROWSER}:")
        for test in sorted({report.nodeid.split("[")[0] for report in left_out}):
            terminalreporter.line(f"  {test}")
