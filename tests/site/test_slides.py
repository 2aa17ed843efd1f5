"""The slides: the rule that chooses them, and every chapter's slides in a browser."""

import re
import sys
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from built import ROOT, SITE
from measured import JUDGED, faults, judge

sys.path.append(str(ROOT / "_slides"))
from deck import slides
from make_slides import make_slides, questions, read
from sentences import key, sentences

CHAPTERS = sorted(file.stem for file in (SITE / "chapters").glob("[0-9][0-9]_*.html"))
# Named as their pages are: one worker then does all that asks for a page.
for_each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: f"chapters/{c}.html")
SMALL = """<article><section id="two"><h1>2. Two</h1><p>A first <a class="claim" href="#">x</a>
sentence of some words.</p>
<section id="keep"><h2>Keep</h2><p>So what stays is the <a href="glossary.html#s">state</a>, always:
</p><div class="math"><math display="block"><mi>h</mi></math><span class="eqno">(2.1)</span></div>
<p>where it is <em>all</em> that is known.</p>
<div class="cell"><div class="cell_output"><figure><svg viewbox="0 0 9 9"></svg><figcaption>
<strong>Figure 2.1.</strong> It stays.</figcaption></figure></div></div>
<p>In Figure 2.1 nothing moves, however long one waits for it.</p></section>
<section id="wrong"><h2>What people get wrong</h2>
<blockquote class="aside aside-mistake"><p><strong>Mistake.</strong> Too soon.</p></blockquote>
<div class="cell"><div class="cell_input"><pre>1 / 0</pre></div></div></section>
<section id="exercises"><h2>Exercises</h2><section id="check"><h3>Check</h3>
<p><strong>1.</strong> <em>(2 minutes)</em> Why?</p>
<details><summary>Answer</summary><p>Because.</p></details></section>
<section id="build"><h3>Build</h3><p><strong>2.</strong> <em>(9 minutes)</em> Build it. Try.</p>
</section></section>
<section id="in-short"><h2>In short</h2><p>It stays. It moves.</p></section>
<section id="sources"><h2>Sources</h2><p>Somebody.</p></section></section></article>"""


def text(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


@pytest.fixture
def small():
    return slides(BeautifulSoup(SMALL, "html.parser").article, "What stays?")


def test_a_slide_for_each_thing_to_look_at_and_the_rest_by_rule(small):
    assert [(text(slide.title), slide.kind) for slide in small] == [
        ("2. Two", "title"),
        ("What stays?", "text"),
        ("Keep", "formula"),
        ("Keep", "beside"),
        ("What people get wrong", "aside"),
        ("Ask the room", "question"),
        ("To take home", "list"),
        ("In short", "text"),
    ]


def test_sentences_stand_before_and_after_what_they_are_about(small):
    formula, figure = small[2:4]
    assert text(formula.points[0]).startswith("So what stays is the state")
    assert list(map(text, formula.after)) == ["where it is all that is known."]
    assert list(map(text, figure.points)) == [
        "In Figure 2.1 nothing moves, however long one waits for it."
    ]
    assert "x" not in text(small[1].points[0]).split()  # the mark of a claim is not read out


def test_an_answer_is_in_the_notes_alone(small):
    question = small[5]
    assert "Because" in text("".join(question.notes))
    assert "Because" not in text("".join(question.shown))
    assert [text(line) for line in small[6].shown] == ["2. (9 minutes) Build it."]


def test_a_mistake_and_the_listing_that_shows_it_are_one_slide(small):
    assert len(small[4].shown) == 2


def test_no_sentence_is_cut_within_an_element():
    html = "One is <em>here. And</em> two. Is it 0.5? (Yes.) The third"
    assert sentences(html) == [
        "One is <em>here. And</em> two.",
        "Is it 0.5?",
        "(Yes.)",
        "The third",
    ]


@pytest.mark.parametrize(
    ("paragraph", "shown"),
    [
        ("<strong>A lead.</strong> First of all come these words, and then these. Second.",
         "<strong>A lead.</strong> First of all come these words, and then these."),
        ("One sentence that has nine words in it, plainly. Here it is: <strong>a gate</strong>.",
         "Here it is: <strong>a gate</strong>."),
        ("Try it. Here are three cells that you have not seen.",
         "Try it. Here are three cells that you have not seen."),
    ],
)  # fmt: skip
def test_the_sentence_that_says_most_is_shown(paragraph, shown):
    assert key(paragraph) == shown


@pytest.fixture(scope="session")
def made(site, tmp_path_factory):
    return {file.stem: file for file in make_slides(site, tmp_path_factory.mktemp("slides"))}


def test_every_chapter_has_slides(made):
    assert list(made) == CHAPTERS
    assert len(CHAPTERS) >= 7


@for_each_chapter
def test_all_that_a_chapter_shows_and_says_is_in_its_slides(site, chapter):
    page = read(site / f"chapters/{chapter}.html")
    article = page.article
    for element in article.select(".claim, .opening, .headerlink, details, #exercises, #sources"):
        element.decompose()
    captions = {text(str(c)) for c in article.select("figcaption, caption")}
    numbers = {e.get_text() for e in article.select(".eqno")}
    paragraphs = [p.get_text(" ", strip=True) for p in article.select("section > p")]
    deck = slides(read(site / f"chapters/{chapter}.html").article, "?")
    shown = BeautifulSoup("".join(s for slide in deck for s in slide.shown), "html.parser")
    assert {text(str(c)) for c in shown.select("figcaption, caption")} >= captions
    assert {e.get_text() for e in shown.select(".eqno")} >= numbers
    said = {"".join(text(n).split()) for slide in deck for n in slide.notes + slide.shown}
    assert ["".join(p.split()) for p in paragraphs if "".join(p.split()) not in said] == []


FULL = """() => [...document.querySelectorAll(".slide")].flatMap((slide) => {
  const body = slide.querySelector(".body"), [w, h] = [body.clientWidth, body.clientHeight];
  const faults = [];
  if (body.scrollWidth > w + 1 || body.scrollHeight > h + 1) faults.push("overflows");
  if ((body.style.zoom || 1) < 0.75) faults.push(`is shown at ${body.style.zoom}`);
  if (!body.textContent.trim() && !body.querySelector("svg, img")) faults.push("is empty");
  const title = slide.querySelector("h1, h2").getBoundingClientRect();
  if (title.bottom > body.getBoundingClientRect().top + 1) faults.push("covers its title");
  return faults.map((fault) => `${slide.id} ${fault}`);
})"""


@pytest.fixture(scope="session")
def show(browser, made):
    opened = []

    def show(chapter, width=1280, height=720):
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        opened.append(context)
        tab = context.new_page()
        tab.seen = SimpleNamespace(requests=[], complaints=[])
        tab.on("request", lambda request: tab.seen.requests.append(request.url))
        tab.on("pageerror", lambda error: tab.seen.complaints.append(str(error)))
        tab.on("console", lambda message: tab.seen.complaints.append(message.text))
        tab.goto(made[chapter].as_uri())
        tab.evaluate("document.fonts.ready")
        tab.wait_for_function("document.querySelector('nav output').textContent.includes('/')")
        return tab

    yield show
    for context in opened:
        context.close()


@for_each_chapter
def test_no_slide_is_overfull_empty_or_at_fault(show, made, chapter):
    tab = show(chapter)
    assert tab.evaluate(FULL) == []
    folder = made[chapter].parent.as_uri()
    assert [url for url in tab.seen.requests if not url.startswith((folder, "data:"))] == []
    judge(tab)
    assert faults(tab) == []
    tab.keyboard.press("t")
    assert faults(tab, JUDGED["dark"]) == []
    tab.keyboard.press("n")  # they lie over what is judged already
    assert faults(tab, JUDGED["phone"]) == []
    assert tab.seen.complaints == []
    tab.context.close()


def place(tab):
    return tab.evaluate("document.querySelector('nav output').textContent.split(' ')[0]")


def test_keys_turn_the_slides_and_show_the_notes(show):
    tab = show(CHAPTERS[1])
    for pressed, at in (("ArrowRight", "2"), (" ", "3"), ("PageUp", "2"), ("Home", "1")):
        tab.keyboard.press(pressed)
        tab.wait_for_function(
            f"document.querySelector('nav output').textContent.startsWith('{at} ')"
        )
    notes = tab.locator("#slide-2 .notes > div")
    assert not notes.is_visible()
    tab.keyboard.press("n")
    assert notes.is_visible()


def test_the_speakers_window_has_the_notes_and_goes_along(show):
    tab = show(CHAPTERS[1])
    with tab.expect_popup() as opened:
        tab.keyboard.press("s")
    window = opened.value
    window.wait_for_load_state()
    assert window.locator("#slide-2 .notes > div").is_visible()
    tab.keyboard.press("ArrowRight")
    window.wait_for_function("document.querySelector('nav output').textContent.startsWith('2 ')")
    window.keyboard.press("ArrowRight")
    tab.wait_for_function("document.querySelector('nav output').textContent.startsWith('3 ')")


def test_a_figure_to_play_with_can_be_played_with(show):
    tab = show("04_gru")
    slider = tab.locator("[data-play^=step] input[type=range]").first
    slide = slider.locator("xpath=ancestor::section").get_attribute("id").removeprefix("slide-")
    slider.scroll_into_view_if_needed()
    tab.wait_for_function(
        f"document.querySelector('nav output').textContent.startsWith('{slide} ')"
    )
    before = slider.input_value()
    slider.press("ArrowRight")  # moves the slider, and not the slides
    assert int(slider.input_value()) == int(before) + 1
    assert place(tab) == slide


def test_on_a_phone_no_slide_scrolls_sideways(show):
    tab = show(CHAPTERS[3], 390, 844)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_every_slide_is_a_page(show, tmp_path):
    from pypdf import PdfReader

    tab = show(CHAPTERS[0])
    tab.pdf(path=tmp_path / "slides.pdf", prefer_css_page_size=True, print_background=True)
    slides_there = tab.locator(".slide").count()
    pages = PdfReader(tmp_path / "slides.pdf").pages
    assert len(pages) == slides_there
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_the_question_of_every_chapter_is_that_of_the_cover(site):
    asked = questions(site)
    assert all(re.search(r"\?$", asked[f"chapters/{chapter}.html"]) for chapter in CHAPTERS)
