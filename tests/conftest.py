"""The browser that the tests share, and a plain word on what was left out without it."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "_pdf"))
import chromium


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, without a window. Where there is none the test is
    left out; on a machine that sets CI it fails instead."""
    if chromium.path() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with chromium.running() as running:
        yield running


def pytest_terminal_summary(terminalreporter):
    left_out = [
        r for r in terminalreporter.stats.get("skipped", []) if chromium.MISSING in str(r.longrepr)
    ]
    if left_out:
        terminalreporter.section("left out")
        terminalreporter.line(f"{len(left_out)} tests need a browser, and {chromium.MISSING}:")
        for test in sorted({report.nodeid.split("[")[0] for report in left_out}):
            terminalreporter.line(f"  {test}")
