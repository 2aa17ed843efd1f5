"""What is on a page fits: it wraps, or it scrolls in a box whose edge shows that there is more."""

MOST_NODES = 6000


def test_a_page_has_less_than_six_thousand_elements(page, visit):
    assert visit(page, "light").nodes < MOST_NODES


def test_what_scrolls_fades_where_there_is_more(page, view, visit):
    scrolling = visit(page, view).scrolling
    assert [box["html"] for box in scrolling if not box["fades"]] == []


def test_all_of_what_scrolls_can_be_scrolled_into_sight(page, view, visit):
    scrolling = visit(page, view).scrolling
    assert [box["html"] for box in scrolling if box["lost"] > 1] == []


def test_printed_output_wraps(page, view, visit):
    assert [box["html"] for box in visit(page, view).scrolling if box["printed"]] == []


def test_all_tables_of_the_book_look_alike(page, view, visit):
    [look] = set(visit("chapters/appendix/notation.html", view).tables)
    assert page == "genindex.html" or set(visit(page, view).tables) <= {look}


def test_the_fade_follows_what_is_scrolled(open_page):
    """At the start only the right edge fades, at the end only the left one; in print none."""
    tab = open_page("chapters/speed.html", "phone")
    box = tab.locator("div.cell_input pre").filter(has_text="benchmark").first
    box.scroll_into_view_if_needed()
    tab.wait_for_function("(box) => box.tabIndex === 0", arg=box.element_handle())
    edges = """(box) => ["--more-left", "--more-right"].map(
      (edge) => parseFloat(getComputedStyle(box).getPropertyValue(edge)) > 0)"""
    assert box.evaluate(edges) == [False, True]
    box.evaluate("(box) => { box.scrollLeft = box.scrollWidth }")
    tab.wait_for_timeout(100)
    assert box.evaluate(edges) == [True, False]
    tab.emulate_media(media="print")
    assert box.evaluate("(box) => getComputedStyle(box).maskImage") == "none"


def test_the_magnifier_stands_beside_the_query(open_page, view):
    tab = open_page("search.html?q=gradient", view)
    [icon, field, padding] = tab.evaluate(
        """() => {
          const form = document.querySelector(".bd-search-container form");
          const field = form.querySelector("input");
          return [form.querySelector("i").getBoundingClientRect().right,
                  field.getBoundingClientRect().left,
                  parseFloat(getComputedStyle(field).paddingLeft)];
        }"""
    )
    assert icon <= field + padding


def test_a_word_far_down_is_found_though_it_is_not_laid_out(open_page):
    tab = open_page("chapters/appendix/glossary.html")
    far = tab.locator("article h2").last
    assert not far.evaluate("(e) => e.checkVisibility({contentVisibilityAuto: true})")
    assert tab.evaluate("(text) => window.find(text)", far.text_content().rstrip("#"))
    tab.wait_for_function("scrollY > 1000")


def test_on_paper_stands_the_text_alone_and_all_of_it(page, visit):
    """In dark letters on white, though the screen is dark."""
    assert visit(page, "dark").printed == {
        "around": [],
        "title": True,
        "ground": "rgb(255, 255, 255)",
        "pale": [],
        "wide": [],
    }


def test_on_paper_a_folded_answer_is_open(open_page):
    tab = open_page("chapters/a_cell_of_your_own.html")
    answer = tab.locator("article details:not(.hide) > :not(summary)").first
    shown = "(e) => e.checkVisibility({contentVisibilityAuto: true})"
    assert not answer.evaluate(shown)
    tab.emulate_media(media="print")
    assert answer.evaluate(shown)
