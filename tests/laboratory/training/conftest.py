"""What the tests of the laboratory share: a tab with the trainer in it."""

import pytest
from trained import D_H, RATES, SOURCES, TRAIN, B

from rnnlib.symbolic.javascript import for_training

USUAL = {"seed": 0, "steps": 7, "D_h": D_H, "B": B, "updates": 3, "looks": True, "poison": -1}


@pytest.fixture(scope="session")
def tab(browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.add_script_tag(content=SOURCES)
        yield page


@pytest.fixture(scope="session")
def train(tab):
    """Train a cell in the tab: what it started from, what it was given, and what it came to."""
    return lambda own, task, **options: tab.evaluate(
        TRAIN, [for_training(own), task, {**USUAL, **RATES, **options}]
    )
