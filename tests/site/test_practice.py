"""The page of exercises, as somebody uses it who practises."""

import json
import re

import pytest
from measured import faults_on, judge, unfold

from rnnlib.practice import KINDS, exercise
from rnnlib.practice.exercise import Choice, Numbers

PAGE = "chapters/practice.html"
SAID = ".practice [role=status]"


@pytest.fixture
def opened(open_page):
    tabs = []

    def opened(asked="", view="phone", **options):
        """The page, with the exercise of a link such as "trace-1-5" drawn."""
        tab = open_page(PAGE + (f"#exercise={asked}" if asked else ""), view, **options)
        tabs.append(tab)
        if asked:
            tab.get_by_role("button", name="Open the exercise of the link").click()
            tab.locator(".practice form input").first.wait_for(timeout=60_000)
        return tab

    yield opened
    for tab in tabs:
        tab.context.close()


def fill(tab, form, is_right=True):
    """Answer the exercise that is shown."""
    if isinstance(form, Choice):
        k = form.right if is_right else (form.right + 1) % len(form.options)
        tab.locator(f".practice [name=answer][value='{k}']").check()
    elif isinstance(form, Numbers):
        for field, number in zip(
            tab.locator(".practice form input").all(), form.right, strict=True
        ):
            field.fill(str(number + (not is_right)))
    else:
        for r, columns in enumerate(form.right):
            for c in columns if is_right else [4 if 4 not in columns else 0]:
                tab.locator(f".practice [name='{r}'][value='{c}']").check()


def said(tab, *words):
    """Wait until the page says one of these."""
    tab.wait_for_function(
        "([selector, words]) => words.some((word) => "
        "document.querySelector(selector).textContent.startsWith(word))",
        arg=[SAID, words],
        timeout=60_000,
    )
    return tab.locator(SAID).inner_text()


def choose(tab, *kinds):
    """Practise these kinds alone."""
    tab.get_by_text("What to practise").click()
    for box in tab.locator(".practice .kinds input").all():
        box.set_checked(box.get_attribute("value") in kinds)


def kept(tab):
    return json.loads(tab.evaluate("localStorage['book-practice']"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_exercise_is_answered_checked_and_explained(opened, kind):
    form = exercise(kind, 2, 5).form
    tab = opened(f"{kind}-2-5")
    assert tab.locator(".practice h2").inner_text().startswith(KINDS[kind].TITLE)
    fill(tab, form)
    tab.get_by_role("button", name="Check").click()
    assert said(tab, "Right", "Not", "That") == "Right."
    assert len(tab.locator(".practice .explained").inner_text()) > 40
    assert kept(tab)["progress"][kind] == [1, 1, 1, 1]
    assert tab.seen.complaints == tab.seen.failures == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 390


def test_a_wrong_answer_gets_a_hint_and_another_try_and_counts_once(opened):
    form = exercise("trace", 1, 5).form
    tab = opened("trace-1-5")
    tab.get_by_role("button", name="Check").click()
    assert said(tab, "Type") == "Type a whole number in every field first."
    assert "trace" not in kept(tab)["progress"]
    fill(tab, form, is_right=False)
    tab.keyboard.press("Enter")  # in a field
    assert said(tab, "Not yet.").startswith("Not yet. The first that is not right")
    fill(tab, form)
    tab.keyboard.press("Enter")
    said(tab, "Right.")
    assert kept(tab)["progress"]["trace"] == [1, -1, 0, 1]


def test_an_answer_can_be_shown_and_the_next_exercise_is_another(opened):
    tab = opened("backward-1-5")
    before = tab.locator(".practice form").inner_html()
    tab.get_by_role("button", name="Show the answer").click()
    said(tab, "Here is the answer")
    assert "The missing term comes from this rule" in tab.locator(".explained").inner_text()
    assert tab.evaluate("document.activeElement.textContent") == "Next exercise"
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Check").wait_for(timeout=60_000)
    assert tab.locator(".practice form").inner_html() != before
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    assert tab.locator(".explained").inner_text() == ""
    assert len(kept(tab)["seen"]) == 2


def test_levels_follow_success_are_kept_and_can_be_cleared(opened):
    tab = opened()
    choose(tab, "shapes")
    tab.get_by_role("button", name="Begin").click()
    for words in ("Right.", "Right. You go on at level 2."):
        tab.get_by_role("button", name="Check").wait_for(timeout=60_000)
        kind, level, seed = re.search(
            r"=(\w+)-(\d)-(\d+)", tab.get_by_text("Link to this").get_attribute("href")
        ).groups()
        assert (kind, level) == ("shapes", "1")
        fill(tab, exercise(kind, 1, int(seed)).form)
        tab.get_by_role("button", name="Check").click()
        assert said(tab, "Right.") == words
        tab.get_by_role("button", name="Next exercise").click()
    tab.get_by_role("button", name="Check").wait_for(timeout=60_000)
    assert "level 2" in tab.locator(".practice h2").inner_text()
    tab.reload()
    tab.get_by_text("What to practise").click()
    assert "level 2, 2 of 2 right" in tab.locator(".practice .kinds").inner_text()
    checked = tab.locator(".practice .kinds input:checked")
    assert checked.evaluate_all("(boxes) => boxes.map((box) => box.value)") == ["shapes"]
    tab.get_by_role("button", name="Start again").click()
    assert "level 1, not tried yet" in tab.locator(".practice .kinds label").first.inner_text()
    assert kept(tab)["progress"] == {}


def test_without_a_kind_nothing_is_asked(opened):
    tab = opened()
    choose(tab)
    tab.get_by_role("button", name="Begin").click()
    assert said(tab, "Choose") == "Choose at least one kind first."


@pytest.mark.parametrize("device", ["light", "phone"])
@pytest.mark.parametrize("asked", ["gates-3-5", "code-3-5", "trace-4-2"])
def test_an_exercise_and_its_explanation_are_accessible(opened, device, asked):
    tab = opened(asked, device)
    judge(tab)
    unfold(tab)
    assert faults_on(device, tab, ".practice") == []
    tab.get_by_role("button", name="Show the answer").click()
    said(tab, "Here is the answer")
    unfold(tab)
    assert faults_on(device, tab, ".practice") == []


def test_python_is_fetched_only_when_it_is_wanted(opened):
    tab = opened()
    assert not [url for url in tab.seen.requests if "brython" in url]


def test_without_scripts_there_are_twelve_exercises_with_folded_answers(browser, server):
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(server + PAGE)
        assert "it needs scripts" in tab.locator(".practice").inner_text()
        folds = tab.locator(".bd-article details", has_text="Answer")
        assert folds.count() == 12
        assert not tab.locator(".bd-article details p").first.is_visible()
        folds.first.locator("summary").click()
        assert tab.locator(".bd-article details p").first.is_visible()


def test_on_paper_the_page_is_its_twelve_exercises(opened):
    tab = opened()
    tab.emulate_media(media="print")
    assert not tab.locator(".practice").is_visible()
    assert tab.locator(".asked").count() == 12
    assert tab.locator(".asked").first.is_visible()
