"""What comes with a link is read before it runs, and only a cell runs."""

import pytest
from in_the_page import ASK, ROOT, bundle, derived, sources
from laboratory import starts  # found by in_the_page

LSTM = sources(ROOT / "rnnlib/equations.py")["LSTM"]
BODY = "@cell\ndef A(h, x):\n    return {}\n"
HOSTILE = {
    "import": ("import browser\n" + LSTM, "something else (Import)", 1),
    "from": ("from browser import window\n" + LSTM, "something else (ImportFrom)", 1),
    "eval": (BODY.format('eval("h")'), "the name eval", 3),
    "exec": ('exec("import browser")\n' + LSTM, "the name exec", 1),
    "open": (BODY.format('open("x")'), "the name open", 3),
    "builtins": (BODY.format("__builtins__"), "the name __builtins__", 3),
    "import by name": (BODY.format('__import__("browser")'), "the name __import__", 3),
    "a class": (BODY.format("h.__class__"), ".__class__", 3),
    "globals": (BODY.format("cell.__globals__"), ".__globals__", 3),
    "an attribute": (BODY.format("h.operands"), ".operands", 3),
    "format": (BODY.format('"{0.__class__}".format(h)'), ".format", 3),
    "a formatted text": (BODY.format('f"{h:9999999}"'), "something else (JoinedStr)", 3),
    "a loop": ("while True:\n    pass\n", "something else (While)", 1),
    "for ever": (BODY.format("[h for h in iter(int, 1)]"), "something else (ListComp)", 3),
    "a lambda": (BODY.format("(lambda: h)()"), "something else (Lambda)", 3),
    "a name of its own": ("__name__ = 1\n" + LSTM, "the name __name__", 1),
    "a try": ("try:\n    h\nexcept: pass\n", "something else (Try)", 1),
    "a class of its own": ("class A: pass\n", "something else (ClassDef)", 1),
    "an item": (BODY.format("[h][0]"), "something else (Subscript)", 3),
    "a decorator": ("@staticmethod\ndef A(h, x):\n    return h\n", "the name staticmethod", None),
}


def derive(tab, source):
    question = {"do": "derive", "source": source, "other": "", "sizes": [], "isLinked": True}
    return tab.evaluate(ASK, question)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_link_that_holds_more_than_a_cell_is_not_run(python, what):
    source, words, line = HOSTILE[what]
    answer = derive(python, source)
    assert answer["pieces"] == []
    assert answer["wrong"]["mistake"] == (
        f"a link may hold a cell and no more, so it was not run: it has {words}"
    )
    assert line is None or answer["wrong"]["line"] == line


def test_a_link_that_is_no_python_says_where(python):
    wrong = derive(python, "@cell\ndef A(h, x):\n    return (h\n")["wrong"]
    assert wrong["mistake"].startswith("SyntaxError")
    assert wrong["line"] in (3, 4)


@pytest.mark.parametrize("name", starts.cells())
def test_every_cell_that_can_be_started_from_passes(python, name):
    answer = derive(python, starts.cells()[name])
    assert answer["wrong"] is None
    assert dict(answer["pieces"])["said"].startswith(f"{name} has ")


@pytest.mark.parametrize("name", sorted(set(starts.cells()) - {*starts.FROM_THE_APPENDIX}))
def test_a_cell_that_is_started_from_is_that_of_the_library(name):
    own = [*derived.pieces(starts.cells()[name])]
    assert own == [*derived.pieces(sources(ROOT / "rnnlib/equations.py")[name])]
    assert " for " not in starts.cells()[name]


def test_no_script_of_the_page_ends_its_element():
    scripts = [path.read_text("utf-8") for path in bundle.HERE.glob("*.js")]
    assert len(scripts) > 5
    assert all("</script" not in text for text in scripts)
