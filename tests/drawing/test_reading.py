"""Nets that read what is typed, operated in a real browser."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

import rnnlib
from rnnlib.analysis import gradients
from rnnlib.drawing.reading import read, read_along, rounded
from rnnlib.equations import GRU, LSTM

ALPHABET = " ,.abcdefghijklmnopqrstuvwxyz"
LAYERS = {GRU: rnnlib.GRU, LSTM: rnnlib.LSTM}


def network(cell):
    """A layer of 14 units with large weights and its readout, in whole steps of a byte."""
    layer = LAYERS[cell](len(ALPHABET), 14, seed=3, dtype=np.float64)
    net = rnnlib.Network([layer], output_size=len(ALPHABET), seed=4)
    draw = np.random.default_rng(5)
    for array in net.params.values():
        whole, scale = rounded({"": draw.normal(size=array.shape)})[""]
        array[...] = whole * scale
    return net


NETS = {cell: network(cell) for cell in LAYERS}


def params(cell):
    return {name.split(".")[1]: array for name, array in NETS[cell].params.items()}


def figure(text="so she"):
    return read_along({cell: params(cell) for cell in NETS}, ALPHABET, text)


def page(text="so she"):
    body = f"<main><h1>t</h1>{figure(text).svg}</main>"
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>t</title>{body}</html>"


def by_the_layers(cell, text):
    """Probabilities, influences and means of the gates by the fast layer and its backward."""
    net, numbers = NETS[cell], [ALPHABET.index(letter) for letter in text]
    x = np.eye(len(ALPHABET))[numbers][:, :, None]
    tape = net.forward(x)
    p = np.exp(tape.y[-1, :, 0])
    targets = np.full((len(text), 1), p.argmax())
    gates = [tape.layers[0][gate.name].mean(axis=(1, 2)) for gate in cell.gates()]
    return p / p.sum(), gradients.sensitivity(net, x, targets)[-1], gates


@pytest.fixture
def opened(browser):
    contexts = []

    def open_page(text="so she", **options):
        contexts.append(browser.new_context(**options))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        tab.set_content(page(text))
        return tab

    yield open_page
    for context in contexts:
        context.close()


def found(tab, cell):
    return tab.locator("[data-play]").evaluate("(root, name) => root.found[name]", cell.name)


@pytest.mark.parametrize("cell", NETS)
def test_the_equations_say_what_the_fast_layers_say(cell):
    text = "if she, as i think,"
    reading = read(cell, params(cell), [ALPHABET.index(letter) for letter in text])
    p, influence, gates = by_the_layers(cell, text)
    np.testing.assert_allclose(reading.p, p, atol=1e-12)
    np.testing.assert_allclose(reading.influence, influence, atol=1e-12)
    np.testing.assert_allclose([*reading.gates.values()], gates, atol=1e-12)


@pytest.mark.parametrize("cell", NETS)
@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("a", "a"), ("Dear Sir;  my 3", "dear sir my "), ("x" * 50, "x" * 40)],
)
def test_the_page_says_what_the_fast_layers_say(opened, cell, typed, read_as):
    tab = opened()
    tab.locator("input").click()
    tab.keyboard.press("ControlOrMeta+a")
    tab.keyboard.type(typed)
    p, influence, gates = by_the_layers(cell, read_as)
    shown = found(tab, cell)
    best = np.argsort(-p)[:3]
    assert [letter for letter, _ in shown["likeliest"]] == [ALPHABET[k] for k in best]
    np.testing.assert_allclose([q for _, q in shown["likeliest"]], p[best], atol=1e-5)
    np.testing.assert_allclose(shown["influence"], influence, atol=1e-5)
    np.testing.assert_allclose(shown["means"], gates, atol=1e-5)
    letters = tab.locator(f"[data-net={cell.name}] [data-letters]").text_content()
    assert letters == (read_as + ALPHABET[best[0]]).replace(" ", "·")


def test_no_text_is_read_too(opened):
    tab = opened()
    tab.locator("input").fill("")
    assert found(tab, GRU)["influence"] == []
    assert "NaN" not in tab.locator("svg[role=img]").inner_html()


def test_the_still_is_what_the_page_draws(opened):
    still, live = opened(java_script_enabled=False), opened()
    for part in ("[data-row]", "[data-letters]", "[data-frame]", "[data-next]"):
        drawn = [[e.inner_html(), e.get_attribute("x")] for e in still.locator(part).all()]
        again = [[e.inner_html(), e.get_attribute("x")] for e in live.locator(part).all()]
        assert drawn and [[a.replace("></path>", "/>"), x] for a, x in again] == [
            [a.replace("></path>", "/>"), x] for a, x in drawn
        ]
    assert still.locator("svg[role=img]").is_visible()
    assert not still.locator("input").is_visible()


def test_the_field_takes_touch(opened):
    tab = opened(has_touch=True, viewport={"width": 390, "height": 700})
    tab.locator("input").tap()
    tab.keyboard.press("End")
    tab.keyboard.type(" w")
    assert tab.locator("[data-letters]").first.text_content().startswith("so·she·w")
    assert "GRU: " in tab.locator("[data-said]").text_content()


def test_axe_finds_nothing(opened):
    result = Axe().run(opened())
    assert result.violations_count == 0, result.generate_report()


def test_it_is_small_and_the_same_each_time():
    assert page() == page()
    assert len(page("she was much oblig").encode()) < 40_000


def test_rounding_loses_half_a_step_at_most():
    array = np.random.default_rng(0).normal(size=(5, 7))
    whole, scale = rounded({"W": array})["W"]
    assert scale == pytest.approx(abs(array).max() / 127, rel=1e-5)
    assert abs(whole * scale - array).max() <= scale * 0.501
    assert rounded({"b": np.zeros((2, 1))})["b"][0].tolist() == [[0], [0]]


def test_bad_input_is_refused_with_what_was_expected():
    own = {cell: params(cell) for cell in NETS}
    for text in ("", "Sir", "a" * 41):
        with pytest.raises(ValueError, match="text must be 1 to 40 letters of alphabet, got"):
            read_along(own, ALPHABET, text)
    with pytest.raises(ValueError, match="params of GRU must hold b_y"):
        read_along({GRU: {k: v for k, v in own[GRU].items() if k != "b_y"}}, ALPHABET, "a")
    with pytest.raises(ValueError, match=r"W_y of GRU must be \(28, D_h\).*got \(29, 14\)"):
        read_along(own, ALPHABET[:-1], "a")
