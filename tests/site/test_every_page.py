"""What holds on every page of the site, in the light, in the dark and on a phone."""

from measured import faults, judge


def test_nothing_is_fetched_from_elsewhere(page, view, visit, server):
    elsewhere = [url for url in visit(page, view).requests if not url.startswith((server, "data:"))]
    assert elsewhere == []


def test_everything_asked_for_is_there(page, view, visit):
    assert visit(page, view).failures == []


def test_no_script_complains(page, view, visit):
    assert visit(page, view).complaints == []


def test_axe_finds_nothing(page, view, visit):
    assert visit(page, view).faults == []


def test_axe_finds_one_pale_word_among_thousands(open_page):
    """Texts that look alike are judged once: one that looks otherwise is judged too."""
    tab = open_page("chapters/02_rnn.html")
    judge(tab)
    tab.evaluate(
        """() => {
          const words = [...document.querySelectorAll("article p em")];
          words[words.length >> 1].style.color = "#bbb";
        }"""
    )
    assert "color-contrast" in {fault.split(":")[0] for fault in faults(tab)}


def test_no_page_scrolls_sideways(page, view, visit):
    seen = visit(page, view)
    assert seen.width <= seen.window
    assert seen.beyond == []


def test_nothing_is_cut_off(page, view, visit):
    assert visit(page, view).cut == []


def test_every_equation_is_typeset(page, view, visit):
    seen = visit(page, view)
    assert (seen.untypeset, seen.raw, seen.misprinted) == ([], [], [])
