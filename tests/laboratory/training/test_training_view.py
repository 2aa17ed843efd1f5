"""The part of the page that trains, operated in a real browser."""

import gzip
import json
import re
import sys

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from other_cells import EVERY_CELL
from trained import LABORATORY

from rnnlib import EquationLayer, Network
from rnnlib.drawing import palette
from rnnlib.equations import GRU, LSTM
from rnnlib.symbolic import cell, linear, sigmoid, tanh
from rnnlib.symbolic.javascript import for_training

sys.path.insert(0, str(LABORATORY.parent))
from laboratory import training

LIMIT = 60_000  # ms; generous, for a busy machine


@cell
def OWN(h, x):
    z = sigmoid.layer("z", h, x)
    return (1 - z) * h + z * tanh.layer("h~", h, x)


@cell
def EXPLODING(h, x):
    return 3 * linear.layer("k", h, x)


def page(own, theme="light"):
    style = palette.style_sheet() + (
        "html{--book-sans:sans-serif} body{margin:1rem;background:var(--book-paper);"
        "color:var(--book-ink)} *{box-sizing:border-box} a,summary{color:var(--book-accent)}"
    )
    offered = json.dumps([for_training(c) for c in own])
    return f"""<!doctype html><html lang="en" data-theme="{theme}"><title>t</title>
      <meta name="viewport" content="width=device-width"><style>{style}</style>
      <main><h1>t</h1><section id="training" aria-label="Training"></section></main>
      <script>{training.script()}
      laboratoryTraining.mount(document.getElementById("training"));
      laboratoryTraining.offer({offered});</script></html>"""


@pytest.fixture
def opened(browser):
    contexts = []

    def opened(*own, theme="light", **options):
        contexts.append(browser.new_context(**{"reduced_motion": "no-preference", **options}))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.set_content(page(own, theme))
        return tab

    yield opened
    for context in contexts:
        context.close()


def setting(tab, **values):
    tab.evaluate("document.querySelector('.training details').open = true")
    for name, value in values.items():
        field = tab.locator(f"[name={name}]")
        if field.evaluate("(e) => e.localName") == "select":
            field.select_option(value)
        else:
            field.fill(str(value))


def choose(tab, *labels):
    for box in tab.locator(".cells input").all():
        box.set_checked(box.get_attribute("value") in labels)


def status(tab):
    return tab.locator("[role=status]").text_content()


def wait_for(tab, words):
    tab.wait_for_function(
        "(words) => document.querySelector('[role=status]').textContent.includes(words)",
        arg=words,
        timeout=LIMIT,
    )


def rows(tab):
    """{cell: the texts of its row}."""
    found = {}
    for row in tab.locator("tbody tr").all():
        found[row.locator("th").inner_text().strip()] = row.locator("td").all_inner_texts()
    return found


def train(tab, **values):
    setting(tab, **values)
    tab.get_by_role("button", name="Train").click()
    wait_for(tab, "Done. After")


def test_nothing_runs_before_it_is_asked_for(opened):
    tab = opened(OWN)
    tab.wait_for_timeout(300)
    assert (status(tab), tab.workers) == ("", [])
    assert not tab.locator(".results").is_visible()
    assert tab.get_by_role("button", name="Start again").count() == 0


def test_the_weights_stated_are_those_of_the_library(opened):
    tab = opened(OWN)
    setting(tab, D_h=10)
    for label, own in (("OWN", OWN), ("GRU", GRU), ("LSTM", LSTM)):
        network = Network(EquationLayer(own, 2, 10, seed=0), 1, seed=0)
        words = tab.locator(".cells label", has_text=label).inner_text()
        assert f"{network.parameter_count:,} weights" in words


def test_it_is_operated_by_the_keyboard_alone(opened):
    tab = opened(OWN)
    setting(tab, steps=20, updates=40)
    tab.get_by_role("button", name="Train").focus()
    tab.keyboard.press("Enter")
    wait_for(tab, "Done. After 40 updates the loss is OWN ")
    assert set(rows(tab)) == {"OWN", "GRU", "LSTM"}
    tab.locator("[name=updates]").focus()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")  # in a field: starts anew
    wait_for(tab, "Done. After 41 updates")
    tab.locator("[name=cell]").focus()
    tab.keyboard.press("ArrowDown")
    assert "GRU on one example" in tab.locator("[data-figure=inside] svg").get_attribute(
        "aria-label"
    )


def test_it_is_operated_by_touch_pauses_and_goes_on(opened):
    tab = opened(OWN, has_touch=True, viewport={"width": 390, "height": 800})
    setting(tab, updates=50_000)
    tab.get_by_role("button", name="Train").tap()
    tab.locator("tbody tr").first.wait_for()
    tab.get_by_role("button", name="Pause").tap()
    wait_for(tab, "Paused. After")
    said = status(tab)
    tab.wait_for_timeout(600)
    assert status(tab) == said
    tab.get_by_label("Task").select_option("recall")
    wait_for(tab, "What you change counts once you start again.")
    tab.get_by_label("Task").select_option("adding")
    tab.get_by_role("button", name="Go on").tap()
    wait_for(tab, "Training goes on.")
    tab.get_by_role("button", name="Start again").tap()
    wait_for(tab, "Training OWN, GRU and LSTM.")
    while len(tab.workers) > 1:  # the first ends
        tab.wait_for_timeout(50)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(opened):
    tab = opened(OWN)
    numbers = []
    for seed in (3, 3, 4):
        train(tab, seed=seed, updates=25, steps=10)
        numbers.append({name: row[:2] for name, row in rows(tab).items()})
        line = tab.locator("[data-figure=loss] [data-line=GRU]").get_attribute("d")
        numbers[-1]["line"] = line
    assert numbers[0] == numbers[1] != numbers[2]


def test_reaching_the_goal_is_told_with_its_update(opened):
    tab = opened()
    choose(tab, "GRU")
    setting(tab, steps=8, rate=0.02, updates=3000)
    tab.get_by_role("button", name="Train").click()
    wait_for(tab, "GRU is below 0.005 after")
    update = re.search(r"after ([\d,]+) updates", status(tab))[1]
    assert rows(tab)["GRU"][2] == update


def test_a_loss_that_is_not_finite_is_told_with_its_update_and_the_others_go_on(opened):
    tab = opened(EXPLODING)
    choose(tab, "EXPLODING", "GRU")
    setting(tab, steps=100, rate=5, updates=60, D_h=8)
    tab.get_by_role("button", name="Train").click()
    wait_for(tab, "EXPLODING stopped: at update")
    update, kept = map(
        int, re.search(r"update (\d+) the .* update (\d+) are kept", status(tab)).groups()
    )
    assert 1 <= update == kept + 1 < 60
    wait_for(tab, "Done. After 60 updates")
    assert rows(tab)["EXPLODING"][1].endswith(f"at {update}")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("D_h", "500", "hidden units: must be a whole number from 1 to 128, got 500."),
        ("D_h", "2.5", "hidden units: must be a whole number from 1 to 128, got 2.5."),
        ("steps", "", "steps T: must be a whole number from 4 to 200, got none."),
        ("rate", "0", "learning rate: must be a number from 0.00001 to 10, got 0."),
    ],
)
def test_a_field_out_of_its_limits_is_named_and_nothing_starts(opened, name, value, words):
    tab = opened(OWN)
    setting(tab, **{name: value})
    tab.get_by_role("button", name="Train").click()
    assert (status(tab), tab.workers) == (words, [])
    assert tab.evaluate("document.activeElement.name") == name
    assert tab.locator(f"[name={name}]").get_attribute("aria-invalid") == "true"
    setting(tab, **{name: "10"})
    assert tab.locator("[aria-invalid]").count() == 0


def test_without_a_cell_nothing_starts(opened):
    tab = opened()
    choose(tab)
    tab.get_by_role("button", name="Train").click()
    assert (status(tab), tab.workers) == ("Choose at least one cell.", [])


def test_the_cells_offered_are_the_readers_and_their_companions(opened):
    def labels():
        return [box.get_attribute("value") for box in tab.locator(".cells input").all()]

    tab = opened(LSTM)
    assert labels() == ["GRU", "LSTM", "RNN"]  # unchanged, it is no cell of the reader's
    named_alike = for_training(OWN) | {"name": "GRU"}
    tab.evaluate("(cells) => laboratoryTraining.offer(cells)", [named_alike])
    assert labels() == ["your GRU", "GRU", "LSTM", "RNN"]
    choose(tab, "RNN")
    tab.evaluate("(cells) => laboratoryTraining.offer(cells)", [for_training(OWN)])
    assert labels() == ["OWN", "GRU", "LSTM", "RNN"]
    chosen = [box.get_attribute("value") for box in tab.locator(".cells input:checked").all()]
    assert chosen == ["OWN", "RNN"]  # what was chosen stays so; a new cell is
    tab.evaluate("() => laboratoryTraining.offer([], 'It has a mistake.')")
    assert labels() == ["GRU", "LSTM", "RNN"]
    assert tab.locator(".cells .note").inner_text() == "It has a mistake."


def test_a_new_cell_leaves_the_run_under_way_alone(opened):
    tab = opened(OWN)
    setting(tab, steps=10, updates=200)
    tab.get_by_role("button", name="Train").click()
    tab.evaluate("(cells) => laboratoryTraining.offer(cells)", [for_training(EXPLODING)])
    wait_for(tab, "Done. After 200 updates the loss is OWN")


def test_a_cell_with_sizes_of_its_own_has_fields_for_them(opened):
    own = EVERY_CELL["states of three sizes"]
    tab = opened(own)
    extra = [label.inner_text() for label in tab.locator("[data-extra]").all()]
    assert extra
    before = tab.locator(".cells label").first.inner_text()
    setting(tab, **{extra[0]: 3})
    assert tab.locator(".cells label").first.inner_text() != before
    choose(tab, own.name)
    train(tab, steps=6, updates=12)
    assert list(rows(tab)) == [own.name]


def test_a_cell_without_room_for_the_task_cannot_be_chosen_and_says_why(opened):
    own = next(c for c in EVERY_CELL.values() if str(c.x.shape[0]) == "D_h")
    tab = opened(own)
    setting(tab, D_h=3, task="recall")
    label = tab.locator(".cells label").first
    assert "its input has 3 features, and those of this task are 4" in label.inner_text()
    assert label.locator("input").is_disabled()


@pytest.mark.parametrize("name", ["LSTM_1997", "layer normalisation", "RNN with output"])
def test_any_cell_trains_and_is_looked_into(opened, name):
    own = EVERY_CELL[name]
    tab = opened(own)
    train(tab, steps=6, updates=12, D_h=5)
    strips = tab.locator("[data-figure=inside] svg g")
    assert strips.count() == len([g for g in own.gates() if g.node.name]) + len(own.states)


def test_a_cell_without_memory_is_drawn_all_the_same(opened):
    @cell
    def BLIND(h, x):
        return tanh.layer("k", x) + 0 * h

    tab = opened(BLIND)
    choose(tab, "BLIND")
    train(tab, steps=6, updates=12)
    assert "6 steps back: BLIND none." in tab.locator("[data-figure=lags]").inner_html()
    assert "NaN" not in tab.locator(".results").inner_html()


def test_the_focus_stays_on_a_button_when_the_run_ends(opened):
    tab = opened()
    choose(tab, "RNN")
    setting(tab, steps=100, updates=150)
    tab.get_by_role("button", name="Train").click()
    tab.get_by_role("button", name="Start again").click()
    wait_for(tab, "Done. After 150 updates")
    assert tab.evaluate("document.activeElement.textContent") == "Train"


def test_plots_say_in_words_what_they_show_in_the_colours_of_the_book(opened):
    tab = opened(OWN)
    train(tab, task="counting", updates=30)
    loss, lags, inside = (
        tab.locator(f"[data-figure={k}] svg").get_attribute("aria-label")
        for k in ("loss", "lags", "inside")
    )
    assert re.search(r"after 30 updates: OWN [\d.]+, GRU [\d.]+ and LSTM [\d.]+\.", loss)
    assert "Dashed: knowing the last symbol alone, 0.435." in loss
    assert re.search(r"21 steps back: OWN \S", lags)
    assert re.search(r"Means of its gates: z 0\.\d+", inside)
    colours = set(re.findall(r'(?:stroke|fill)="([^"]+)"', tab.locator(".results").inner_html()))
    assert all(c == "none" or re.fullmatch(r"var\(--book-\w+\)", c) for c in colours)
    assert "var(--book-update)" in colours  # z forgets and lets in


def test_nets_write_what_they_have_learnt_and_a_short_text_is_refused(opened):
    tab = opened()
    choose(tab, "GRU")
    setting(tab, task="text", text="too short")
    tab.get_by_role("button", name="Train").click()
    assert status(tab).endswith("since 25 are read at once; it has 9.")
    train(tab, text="<b>&amp;</b> " * 20, updates=60, rate=0.02)
    wrote = tab.locator(".wrote p").inner_text()
    assert wrote.startswith("GRU writes: <") and "&amp;" in wrote
    assert tab.locator(".wrote b").count() == 0  # a letter is a letter


def test_with_reduced_motion_the_plots_are_drawn_seldom(opened):
    shortest = {}  # ms from one drawing to the next
    for motion in ("reduce", "no-preference"):
        tab = opened(OWN, reduced_motion=motion)
        tab.evaluate(
            """() => {
              window.drawn = [];
              const isPlot = ({target}) => target.matches("[data-figure=loss] div");
              const note = (seen) => seen.some(isPlot) && drawn.push(performance.now());
              new MutationObserver(note)
                .observe(document.querySelector(".results"), {childList: true, subtree: true});
            }"""
        )
        setting(tab, updates=50_000, steps=10)
        tab.get_by_role("button", name="Train").click()
        tab.wait_for_function("drawn.length > 3", timeout=LIMIT)
        shortest[motion] = min(np.diff(tab.evaluate("drawn")))
    assert shortest["no-preference"] < 1500 < shortest["reduce"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_page(opened, theme, width):
    tab = opened(OWN, theme=theme, viewport={"width": width, "height": 900})
    setting(tab, task="text")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    train(tab, updates=20)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    heights = tab.evaluate(
        "[...document.querySelectorAll('button, select, .cells label')].map((e) => e.offsetHeight)"
    )
    assert min(h for h in heights if h) >= 24


def test_letters_of_the_plots_are_legible_on_a_phone(opened):
    tab = opened(OWN, viewport={"width": 390, "height": 900})
    train(tab, updates=12, steps=10)
    for svg in tab.locator("figure svg").all():
        box = svg.bounding_box()
        assert 11 * box["width"] / 350 >= 10.9


def test_it_trains_in_a_page_that_is_opened_as_a_file(opened, tmp_path):
    tab, file = opened(), tmp_path / "page.html"
    file.write_text(page([OWN]), "utf-8")
    tab.goto(file.as_uri())
    train(tab, steps=10, updates=12)
    assert set(rows(tab)) == {"OWN", "GRU", "LSTM"}


def test_the_script_is_small():
    assert len(gzip.compress(training.script().encode())) < 25_000
