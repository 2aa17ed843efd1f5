"""The system's Chromium, which prints the book and tries the site."""

import os
import shutil
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = f"no browser was found (looked for {', '.join(NAMES)})"


def path():
    """Where it is; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running():
    """The browser, without a window. LookupError: there is none."""
    if path() is None:
        raise LookupError(MISSING)

    from playwright.sync_api import sync_playwright

    # Chromium's sandbox refuses to start for root, who runs programs in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=arguments)
        try:
            yield browser
        finally:
            browser.close()
