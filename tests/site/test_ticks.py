"""Exercises can be ticked off, and stay so, in this browser."""

PAGE = "chapters/04_gru.html"


def test_a_tick_stays_when_the_page_is_opened_again(open_page):
    tab = open_page(PAGE)
    boxes = tab.locator("#exercises input.done")
    count = tab.locator(".done-count")
    every = tab.locator("#exercises > section > p > em:has-text('minutes')").count()
    assert boxes.count() == every >= 6
    assert count.text_content() == "Tick an exercise off when you have done it."
    boxes.nth(1).check()
    boxes.nth(2).focus()
    tab.keyboard.press("Space")
    assert count.text_content() == f"2 of {every} done"
    tab.reload()
    assert [box.is_checked() for box in boxes.all()][:4] == [False, True, True, False]
    assert boxes.nth(1).get_attribute("aria-label") == "Exercise 2 done"
    tab.goto(tab.url.replace("04_gru", "05_lstm"))
    assert not any(box.is_checked() for box in boxes.all())


def test_a_browser_that_keeps_nothing_shows_no_boxes(open_page):
    tab = open_page("index.html")
    tab.add_init_script("Object.defineProperty(window, 'localStorage', {get() {throw Error()}})")
    tab.goto(tab.url.replace("index", PAGE.removesuffix(".html")))
    assert tab.locator("#exercises h3").count() == 3
    assert tab.locator("input.done").count() == 0
