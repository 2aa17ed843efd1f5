"""The figure that steps through a cell, operated in a real browser."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from rnnlib.analysis.worked import example
from rnnlib.drawing.stepping import step_through
from rnnlib.equations import GRU, LSTM, LSTM_PEEPHOLES, RNN_WITH_OUTPUT

PARAMS = {
    RNN_WITH_OUTPUT: {"W_h": [[0.5, 1]], "W_y": [[2]], "b_y": [[-0.3]]},
    GRU: {"W_h": [[0.5, 1]], "W_z": [[0.2, 6]], "b_z": [[-3]], "W_r": [[0.4, -1]]},
    LSTM: {"W_c": [[0.3, 2]], "W_i": [[0, 8]], "b_i": [[-4]], "b_f": [[4]], "b_o": [[1]]},
    LSTM_PEEPHOLES: {"W_c": [[0.3, 2]], "p_f": [[0.7]], "p_o": [[-0.5]], "W_f": [[1, 1]]},
}
EXAMPLES = {cell.name: example(cell, params) for cell, params in PARAMS.items()}


def shown(own):
    drawing = step_through(own.cell, own.params, own.x, own.targets)
    return f"<!doctype html><html lang=en><title>t</title><main><h1>t</h1>{drawing.svg}</main>"


@pytest.fixture
def opened(browser):
    contexts = []

    def open_page(own, **options):
        contexts.append(browser.new_context(**options))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.set_content(shown(own))
        return tab

    yield open_page
    for context in contexts:
        context.close()


def go_to(tab, k):
    tab.evaluate(
        """(k) => { const when = document.querySelector("input");
        when.value = k; when.dispatchEvent(new Event("input")); }""",
        k,
    )


def read(tab):
    """{code: number} in the list of equations, and in the drawing."""
    listed = tab.evaluate(
        """() => [...document.querySelectorAll("ol:not([hidden]) button")].map(
        (row) => [row.dataset.code, row.nextElementSibling.textContent])"""
    )
    drawn = tab.evaluate(
        """() => [...document.querySelectorAll("[data-at]")].map(
        (text) => [text.dataset.at, text.textContent])"""
    )
    return [
        {code: float(text.replace("−", "-")) for code, text in pairs if text}
        for pairs in (listed, drawn)
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_value_and_every_adjoint_is_that_of_the_worked_example(opened, name):
    own = EXAMPLES[name]
    tab = opened(own)
    codes = [node.name.code for node in own.cell.equations if not node.is_step]
    T, ahead = len(own.x), len(own.x) * len(codes)
    steps = int(tab.locator("input").first.get_attribute("max")) + 1
    back = (steps - ahead) // T
    for t in range(T):
        go_to(tab, (t + 1) * len(codes) - 1)
        listed, drawn = read(tab)
        assert list(listed) == codes
        for code, value in listed.items():
            assert value == pytest.approx(own[code][t], abs=5.1e-4), (code, t)
        for code, value in drawn.items():
            if not code.endswith("_prior"):
                assert value == pytest.approx(own[code][t], abs=5.1e-3), (code, t)
        go_to(tab, ahead + (T - t) * back - 1)
        listed, _ = read(tab)
        assert len(listed) == back
        for code, value in listed.items():
            assert value == pytest.approx(own.adjoints[t][code].item(), abs=5.1e-4), (code, t)


def test_values_after_an_input_is_changed_are_those_of_the_cell(opened):
    own = EXAMPLES["LSTM"]
    tab = opened(own)
    tab.locator("input").nth(1).focus()
    for _ in range(5):
        tab.keyboard.press("ArrowLeft")  # 1.0 to 0.5
    go_to(tab, 17)
    changed = example(LSTM, PARAMS[LSTM])
    changed = type(changed)(LSTM, changed.params, (0.5, *own.x[1:]))
    assert read(tab)[0]["h"] == pytest.approx(changed["h"][2], abs=5.1e-4)
    assert abs(changed["h"][2] - own["h"][2]) > 0.01


def test_it_is_operated_by_keyboard_by_mouse_and_by_touch(opened):
    tab = opened(EXAMPLES["GRU"], has_touch=True)
    when, said = tab.locator("input").first, tab.locator("[data-said]")
    assert said.text_content() == "t = 1, forward"
    when.focus()
    tab.keyboard.press("End")
    assert said.text_content() == "t = 1, backward"
    assert re.search(r"t = 1, backward: .*", when.get_attribute("aria-valuetext"))
    tab.get_by_role("button", name="one equation back").click()
    assert when.input_value() == str(int(when.get_attribute("max")) - 1)
    tab.locator("ol:not([hidden]) button").first.tap()
    assert tab.locator("[aria-current]").get_attribute("data-code") == "h"


def test_an_equation_lights_its_part_and_a_part_its_equation(opened):
    tab = opened(EXAMPLES["LSTM"])
    tab.locator("button[data-way=forward][data-code=f]").focus()

    def opacity(code):
        return float(tab.evaluate(f"document.querySelector('[data-of^=\"{code}\"]').style.opacity"))

    assert opacity("f") == 1
    assert opacity("o") < 0.5
    tab.locator("[data-of^='i '], [data-of='i']").last.hover(force=True)
    assert tab.locator("ol:not([hidden]) [data-near]").get_attribute("data-code") == "i"


def test_without_scripts_it_is_a_still_of_the_first_step(opened):
    own = EXAMPLES["LSTM"]
    tab = opened(own, java_script_enabled=False)
    assert not tab.locator("input").first.is_visible()
    listed = tab.locator("ol").first.locator("output").all_text_contents()
    codes = [node.name.code for node in LSTM.equations if not node.is_step]
    values = [float(text.replace("−", "-")) for text in listed]
    np.testing.assert_allclose(values, [own[code][0] for code in codes], atol=5.1e-4)


def test_axe_finds_nothing(opened):
    tab = opened(EXAMPLES["LSTM"])
    go_to(tab, 20)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_it_is_small_and_the_same_each_time():
    own = EXAMPLES["LSTM"]
    assert shown(own) == shown(own)
    assert len(shown(own).encode()) < 40_000


def test_what_is_missing_is_said():
    with pytest.raises(ValueError, match="params must hold every parameter; b_h is missing"):
        step_through(RNN_WITH_OUTPUT, {"W_h": [[0, 1]], "W_y": [[1]], "b_y": [[0]]}, [1], [1])
    with pytest.raises(ValueError, match="a number for each step in x and in targets, got 2 and 1"):
        step_through(GRU, {}, [1, 2], [1])
