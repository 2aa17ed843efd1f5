"""The figures of powers and of the cliff, operated in a real browser."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from rnnlib.drawing.cliff import cliff
from rnnlib.drawing.lane import carried, open_both_gates
from rnnlib.drawing.operated import Axes
from rnnlib.drawing.order import MEMORIES, order_matters, parity, states
from rnnlib.drawing.powers import PRESETS, longest, matrix, powers_of_a_matrix
from rnnlib.drawing.tap import kept, open_the_gate
from rnnlib.drawing.unrolling import ON_THE_STATE, unrolling
from rnnlib.equations import RNN

BITS = (1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1)
READ = (1, -0.5, 0.3, 0.8, -1, 0.4)
CANDIDATES = (1, 1, -0.5, 1, -1, 1)
GATES = {"add": [(1, 1)] * 6, "keep": [(1, 1)] + [(1, 0)] * 5}
OFFERED, Z = (0.8, -0.5, 0.3, -0.9, 0.6, 0.1), (1, 0, 0, 0.5, 0, 1)
FIGURES = {
    "powers": powers_of_a_matrix,
    "cliff": lambda: cliff(RNN),
    "order": lambda: order_matters(BITS),
    "tap": lambda: open_the_gate(OFFERED, Z),
    "lane": lambda: open_both_gates(CANDIDATES, GATES),
    "unrolling": lambda: unrolling(RNN, READ),
}


def shown(name):
    body = f"<main><h1>t</h1>{FIGURES[name]().svg}</main>"
    return f"<!doctype html><html lang=en><title>t</title>{body}</html>"


@pytest.fixture
def opened(browser):
    contexts = []

    def open_page(name, **options):
        contexts.append(browser.new_context(**options))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.set_content(shown(name))
        return tab

    yield open_page
    for context in contexts:
        context.close()


def slide(tab, k, value):
    tab.locator("input[type=range]").nth(k).evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", value
    )


def numbers(text):
    """The numbers of a sentence: 1.2 · 10⁻³ is 0.0012."""
    text = text.replace("−", "-")
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub(r" · 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "e" + m[1].translate(raised), text)
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def said(tab):
    return numbers(tab.locator("[data-said]").text_content())


@pytest.mark.parametrize("preset", range(3))
def test_powers_are_those_of_numpy(opened, preset):
    tab = opened("powers")
    tab.locator("[data-preset]").nth(preset).click()
    own = matrix(*[*PRESETS.values()][preset])
    lengths = longest(own)
    rho, sigma, steps, last, *_ = said(tab)
    assert rho == pytest.approx(max(abs(np.linalg.eigvals(own))), abs=0.0051)
    assert sigma == pytest.approx(lengths[1], abs=0.0051)
    assert (steps, last) == (20, pytest.approx(lengths[20], rel=0.05))


def test_sheared_rotation_has_the_eigenvalues_of_numpy(opened):
    tab = opened("powers")
    tab.locator("[data-preset]").nth(2).click()
    slide(tab, 0, 0.7)
    slide(tab, 1, 2)
    own = matrix(0.7, 2, 0.5)
    assert tab.locator("[aria-pressed=true]").count() == 0
    assert said(tab)[0] == pytest.approx(max(abs(np.linalg.eigvals(own))), abs=0.0051)
    assert said(tab)[3] == pytest.approx(longest(own)[20], rel=0.05)


def descend(steps, rate=0.05, limit=np.inf):
    """The bias, and the loss and its slope there, after steps of gradient descent."""

    def loss(b):
        h, slope = 0.5, 0.0
        for _ in range(20):
            h = np.tanh(2 * h + b)
            slope = (1 - h**2) * (2 * slope + 1)
        return 0.5 * (h - 0.7) ** 2, (h - 0.7) * slope

    b = -0.2
    for _ in range(steps):
        b -= rate * np.clip(loss(b)[1], -limit, limit)
    return b, *loss(b)


def test_descent_is_that_of_numpy_and_clipping_limits_it(opened):
    tab = opened("cliff")
    for _ in range(3):
        tab.locator("[data-go=one]").click()
    assert said(tab) == [3, *(pytest.approx(v, rel=0.05, abs=1e-3) for v in descend(3))]
    tab.locator("[data-go=many]").click()
    assert said(tab)[1] == pytest.approx(descend(53)[0], rel=0.05)
    tab.locator("[data-go=again]").click()
    for _ in range(6):
        tab.locator("[data-go=many]").click()
    assert abs(said(tab)[1]) > 10  # thrown away
    assert "outside the picture" in tab.locator("[data-said]").text_content()
    tab.locator("[data-go=again]").click()
    tab.locator("input[type=checkbox]").check()
    for _ in range(6):
        tab.locator("[data-go=many]").click()
    assert abs(said(tab)[1]) < 1


def ends(tab):
    text = tab.locator("[data-said]").text_content().replace("since a 1 ", "since ")
    return numbers(text), ["as before" in part for part in text.split(",")]


def test_recurrences_end_where_their_equations_do_and_sum_and_parity_ignore_the_order(opened):
    tab = opened("order")
    expected = [states(memory, BITS)[-1] for memory in MEMORIES]
    assert expected == [8, pytest.approx(0.8153, abs=1e-4), 0, 0]
    assert ends(tab)[0] == pytest.approx(expected, abs=0.005)
    tab.get_by_role("button", name="reverse them").click()
    back = [states(memory, BITS[::-1])[-1] for memory in MEMORIES]
    assert ends(tab)[0] == pytest.approx(back, abs=0.005)
    assert ends(tab)[1] == [True, False, True, True]
    tab.get_by_role("button", name="bit 16").click()  # 1 to 0
    flipped = (*BITS[::-1][:-1], 0)
    assert ends(tab)[0] == pytest.approx([states(m, flipped)[-1] for m in MEMORIES], abs=0.005)
    for _ in range(5):
        tab.get_by_role("button", name="shuffle them").click()
        assert ends(tab)[0][0] == 7
        assert ends(tab)[1][0] and ends(tab)[1][2]
    assert states(parity, [1, 1, 1]) == [1, 0, 1]
    with pytest.raises(ValueError, match="bits must be 0 or 1"):
        order_matters([0, 2])


def test_taps_let_through_what_the_equation_says(opened):
    tab = opened("tap")
    assert kept(OFFERED, Z) == pytest.approx([0.8, 0.8, 0.8, -0.05, -0.05, 0.1])
    assert said(tab)[:6] == pytest.approx(kept(OFFERED, Z))
    slide(tab, 5, 0.25)
    slide(tab, 1, 0.6)
    moved = kept(OFFERED, (1, 0.6, 0, 0.5, 0, 0.25))
    assert said(tab)[:6] == pytest.approx(moved, abs=0.0051)
    assert said(tab)[6:] == [4, pytest.approx(0.5 * 0.75, abs=0.0051)]
    with pytest.raises(ValueError, match="a position z for each number offered, got 1 and 2"):
        open_the_gate([0.1, 0.2], [1])


def test_lane_carries_what_its_equation_says(opened):
    tab = opened("lane", has_touch=True)
    assert carried(CANDIDATES, GATES["add"]) == [1, 2, 1.5, 2.5, 1.5, 2.5]
    assert said(tab) == [1, 2, 1.5, 2.5, 1.5, 2.5]
    tab.get_by_role("button", name="keep").tap()
    assert said(tab) == [1] * 6
    slide(tab, 0, 4)
    slide(tab, 1, 0.5)
    slide(tab, 2, 0.25)
    gates = [(1, 1), (1, 0), (1, 0), (0.5, 0.25), (1, 0), (1, 0)]
    assert said(tab) == pytest.approx(carried(CANDIDATES, gates), abs=0.0051)
    assert tab.locator("[aria-pressed=true]").count() == 0
    tab.locator("input").nth(1).focus()
    tab.keyboard.press("ArrowLeft")
    gates[3] = (0.45, 0.25)
    assert said(tab) == pytest.approx(carried(CANDIDATES, gates), abs=0.0051)
    slide(tab, 0, 1)
    assert tab.locator("input").nth(1).input_value() == "1"
    with pytest.raises(ValueError, match="expected gates for 1 steps, got 6 in 'add'"):
        open_both_gates([1], GATES)


def test_one_weight_of_the_cell_moves_every_state_and_one_of_a_layer_those_behind_it(opened):
    def tanh_of(weights):
        h, found = 0.0, []
        for w, x in zip(weights, READ, strict=True):
            h = np.tanh(ON_THE_STATE * h + w * x)
            found.append(h)
        return found

    def shown_states():
        return [numbers(text)[0] for text in tab.locator("[data-is]").all_text_contents()]

    tab = opened("unrolling", has_touch=True)
    assert shown_states() == pytest.approx(tanh_of([1.4] * 6), abs=0.0051)
    assert said(tab) == [3, 6, 6, 6]
    tab.get_by_role("button", name="a layer for each step").tap()
    assert said(tab) == [6, 18, 4, 6]
    slide(tab, 1, -0.5)
    slide(tab, 2, 5)
    assert shown_states() == pytest.approx(tanh_of([1, 1, 1, 1, -0.5, 1]), abs=0.0051)
    assert said(tab) == [6, 18, 2, 6]
    slide(tab, 1, 1)  # as it was
    assert said(tab) == [6, 18, 0, 6]
    assert not tab.locator("[data-loop]").is_visible()
    tab.get_by_role("button", name="one cell for all steps").click()
    tab.locator("input").first.focus()
    for _ in range(5):
        tab.keyboard.press("ArrowLeft")
    assert tab.locator("[data-loop]").is_visible()
    assert tab.locator("[data-box]:visible").count() == 1
    assert said(tab) == [3, 0, 1]
    with pytest.raises(ValueError, match="1 to 6 inputs, got 7"):
        unrolling(RNN, [0.1] * 7)


def test_a_slider_is_moved_by_keyboard_and_a_button_by_touch(opened):
    tab = opened("powers", has_touch=True)
    tab.locator("[data-preset]").first.tap()
    assert tab.locator("[aria-pressed=true]").text_content() == "first"
    tab.locator("input").first.focus()
    tab.keyboard.press("ArrowRight")
    assert said(tab)[0] == 0.91


@pytest.mark.parametrize("name", FIGURES)
def test_without_scripts_there_is_a_still_and_no_control(opened, name):
    tab = opened(name, java_script_enabled=False)
    assert tab.locator("svg[role=img]").is_visible()
    assert not tab.locator("button").first.is_visible()


@pytest.mark.parametrize("name", FIGURES)
def test_axe_finds_nothing(opened, name):
    found = Axe().run(opened(name))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_small_and_the_same_each_time(name):
    assert shown(name) == shown(name)
    assert len(shown(name).encode()) < 40_000


def test_points_beyond_the_axes_stand_at_their_edge():
    axes = Axes((0, 10), (0.1, 10), (0, 10), {"1": 1}, ("x", "y"), log=True)
    assert axes.point(0, 0) == axes.point(0, 0.01) == axes.point(0, 0.1)
    assert axes.point(0, 1000) == axes.point(0, 10)
    assert axes.point(10, 1)[1] == pytest.approx((axes.point(0, 0.1)[1] + axes.TOP) / 2)
