"""What Python derives in the page is what it derives everywhere."""

import re
from urllib.parse import urlsplit

import pytest
from in_the_page import ROOT, derive, derived, mistakes, put, sources

CELLS = {
    name: source
    for file in (
        *("rnnlib/equations.py", "tests/other_cells.py", "tests/literature_cells.py"),
        "tests/drawing/cells_to_draw.py",
    )
    for name, source in sources(ROOT / file).items()
}
LSTM = CELLS["LSTM"]
# Beyond what is written, Brython tells other things of a wrong call and of tabs.
BAD = {
    "a bracket": ("@cell\ndef A(h, x):\n    return tanh.layer('h', h, x\n", True),
    "no indent": ("@cell\ndef A(h, x):\nreturn h\n", True),
    "tabs": ("@cell\ndef A(h, x):\n    f = h\n\treturn f\n", False),
    "unknown": ("@cell\ndef A(h, x):\n    f = sigmoid.layer('f', h, x)\n    return g * h\n", True),
    "keyword": ("@cell\ndef A(h, x):\n    return sigmoid.layer('if', h, x) * h\n", True),
    "quote": ("@cell\ndef A(h, x):\n    return sigmoid.layer(\"f'\", h, x)\n", True),
    "space": ("@cell\ndef A(h, x):\n    return sigmoid.layer('a b', h, x)\n", True),
    "empty": ("@cell\ndef A(h, x):\n    return sigmoid.layer('', h, x)\n", True),
    "called np": ("@cell\ndef A(h, x):\n    return sigmoid.layer('np', h, x) * h\n", True),
    "shapes": ("@cell\ndef A(h, x):\n    z = h + x\n    return z\n", True),
    "twice": ("@cell\ndef A(h, x):\n    return tanh.layer('k', h) + tanh.layer('k', x)\n", True),
    "one result": ("@cell(states='h c')\ndef A(h, c, x):\n    return h\n", True),
    "arguments": ("@cell(states='h c')\ndef A(h, x):\n    return h, h\n", True),
    "no cell": ("x = 1\n", True),
    "nothing": ("", True),
    "no return": ("@cell\ndef A(h, x):\n    z = sigmoid.layer('z', h, x)\n", True),
    "swapped": ("@cell(states='h')\ndef A(x, h):\n    return tanh.layer('h', h, x)\n", True),
    "no layer": ("@cell\ndef A(h, x):\n    return tanh(h, x)\n", True),
    "no name": ("@cell\ndef A(h, x):\n    return tanh.layer(h, x)\n", True),
    "less deep": ("@cell\ndef A(h, x):\n    z = sigmoid.layer('z', h, x)\n  return z * h\n", True),
    "too deep": ("@cell\ndef A(h, x):\n    z = tanh(h)\n      return z * h\n", True),
    "numpy": ("import numpy as np\n@cell\ndef A(h, x):\n    return np.tanh(h)\n", False),
    "np": ("@cell\ndef A(h, x):\n    return np.tanh(h)\n", True),
    "misspelt": ("@cell\ndef A(h, x):\n    other = tanh(h)\n    return h + othr\n", True),
    "weights": ("@cell\ndef A(h, x):\n    return tanh(W_h @ h)\n", True),
    "compared": ("@cell\ndef A(h, x):\n    return h if h > 0 else tanh(h)\n", True),
    "a choice": ("@cell\ndef A(h, x):\n    return h if h else tanh(h)\n", True),
    "a string": ("@cell\ndef A(h, x):\n    return 'h'\n", True),
    "a power": ("@cell\ndef A(h, x):\n    return h ** 3\n", True),
    "a size": ("@cell\ndef A(h, x):\n    return linear.layer('y', h, size='D_y')\n", True),
    "the batch": ("@cell\ndef A(h, x):\n    return tanh.layer('k', h, x, size='B')\n", True),
    "attribute": ("@cell\ndef A(h, x):\n    return tanh.layr('h', h, x)\n", True),
    "argument": ("@cell\ndef A(h, x):\n    return tanh.layer('h', h, x, sise=3)\n", False),
    "zero": ("@cell\ndef A(h, x):\n    return (1 / 0) * h\n", True),
    "transposed": ("@cell\ndef A(h, x):\n    return h.T @ h\n", True),
    "a helper": ("f = lambda v: relu.layer('f')\n@cell\ndef A(h, x):\n    return f(h)\n", True),
    "a matrix": ("@cell\ndef A(h, x):\n    return parameter('W', 'D_h', 'D_x') @ h\n", True),
    "added": ("@cell\ndef A(h, x):\n    return h + 'a'\n", True),
    "states": ("@cell(states=3)\ndef A(h, x):\n    return h\n", True),
}  # fmt: skip


def test_there_are_cells_of_every_kind():
    assert len(CELLS) > 50


@pytest.mark.parametrize("name", CELLS)
def test_every_text_of_every_cell_is_that_of_cpython(python, name):
    wrong, pieces = derive(python, CELLS[name], "GRU", [("D_h", 4)])
    assert wrong is None
    expected = [*derived.pieces(CELLS[name], "GRU", {"D_h": 4})]
    assert [piece for piece, _ in pieces] == [piece for piece, _ in expected]
    for (piece, text), (_, own) in zip(pieces, expected, strict=True):
        assert text == own, piece


def test_layers_that_the_cell_does_not_use_are_told():
    source = """
@cell
def OTHER(h, x):
    return tanh.layer("k", h, x)


@cell
def IDLE(h, x):
    a = sigmoid.layer("a", h, x)
    b = tanh.layer("b~", x)  # not c = tanh.layer("c", x)
    return tanh.layer("h", h, x)
"""
    said = dict(derived.pieces(source))["said"]
    assert said.endswith(" a and b~ are left out: nothing that is returned uses them.")
    assert "left out" not in dict(derived.pieces(LSTM))["said"]


def test_exchanged_and_forgotten_results_are_asked_about():
    exchanged = LSTM.replace("return o * tanh(c), c", "return c, o * tanh(c)")
    said = dict(derived.pieces(exchanged))["said"]
    assert said.endswith("are the results returned in the order h and c?")
    forgotten = LSTM.replace("c = f * c + i * c_candidate", "k = f * c + i * c_candidate")
    said = dict(derived.pieces(forgotten))["said"]
    assert said.endswith("c never changes: is a line missing that makes the new one?")
    for source in CELLS.values():
        assert not dict(derived.pieces(source))["said"].endswith("?")


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_is_the_librarys_own_and_at_its_line(python, name):
    source, has_same_words = BAD[name]
    with pytest.raises(mistakes.Mistake) as caught:
        derived.cell_of(source)
    wrong, pieces = derive(python, source)
    assert pieces == []
    assert (wrong["mistake"] == caught.value.message) == has_same_words
    assert abs((wrong["line"] or 0) - (caught.value.line or 0)) <= 1


def test_lines_that_begin_where_they_may_are_not_complained_of():
    source = """
@cell(states="h")
def A(
    h,
  x,
):
    '''Words
  that stand anywhere.'''
    def gate(name):  # a block: of its own
            text = "def ("
            return sigmoid.layer(name, h, x)
    z = gate("z")
    return (z * h
+ (1 - z) * tanh.layer("k~", h, x))
"""
    assert derived.cell_of(source).layers() == ("z", "k_candidate")
    for line, spaces in ((11, 8), (12, 6)):
        changed = source.split("\n")
        changed[line - 1] = " " * spaces + changed[line - 1].lstrip()
        with pytest.raises(mistakes.Mistake) as caught:
            mistakes.check_indents("\n".join(changed))
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("sigmod.layer('f', h, x)", "Did you mean sigmoid?"), ("ReLu(h)", "Did you mean relu?"),
     ("np.tanh(h)", "There is no np here"), ("W @ h", "Weights need no names"),
     ("q * h", "The library has affine"), ("tanh.layr('f', h)", "A layer is tanh.layer"),
     ("tanh(h)(x)", "before the bracket?"), ("peephole(h)", "First comes a name"),
     ("parameter('W') @ h", "Its size comes second"), ("h ^ 2", "A square is u * u"),
     ("tanh.layer('k', [h, x])", "one after the other, without brackets"),
     ("concatenate((h, x))", "one after the other, without brackets"),
     ("[tanh.layer('k', h, x)]", "results without brackets, return h")],
)  # fmt: skip
def test_a_mistake_is_told_with_what_would_help(wrong, meant):
    with pytest.raises(mistakes.Mistake, match=re.escape(meant)):
        derived.cell_of(f"@cell\ndef A(h, x):\n    return {wrong}\n")


LINES = {  # {what is wrong: in which line of a cell, and what is said of it}
    "def A(h, x)\n    return tanh.layer('k', h, x)": (2, "a colon is missing"),
    "def A(h, x):\n    for n in 'ab'\n        z = 1 - h\n    return z": (3, "a colon is missing"),
    "def A(h, x):\n    z = n * h\n    n = tanh(h)\n    return z": (3, "n is used before the line"),
    "def A(h, x):\n    z = sigmoid.layer(z, h, x)\n    return z": (3, "stands in quotes"),
    "def A(h, x):\n    z = sigmoid.layer('z', h)\n    k = tanh.layer('z', x)\n    return z * k":
        (4, "is given to two quantities"),
    "def A(h, x):\n    k = tanh.layer('h~', h, x)\n    k *= tanh.layer( \"h~\", x)\n    return k":
        (4, "is given to two quantities"),
}  # fmt: skip


@pytest.mark.parametrize("source", LINES)
def test_a_mistake_is_told_at_the_line_that_has_it(python, source):
    line, words = LINES[source]
    with pytest.raises(mistakes.Mistake, match=words) as caught:
        derived.cell_of(f"@cell\n{source}\n")
    assert caught.value.line == line
    wrong, _ = derive(python, f"@cell\n{source}\n")
    assert (wrong["mistake"], wrong["line"]) == (caught.value.message, line)


def test_only_the_library_can_be_imported(python):
    for name in ("os", "urllib.request", "rnnlib.layers", "brython_stdlib"):
        wrong, _ = derive(python, f"import {name}\n")
        assert wrong["mistake"].startswith("ModuleNotFoundError")
        assert wrong["line"] == 1


def test_nothing_is_fetched_but_the_two_files_of_the_site(python):
    derive(python, LSTM)
    asked = [urlsplit(url) for url in python.requests if not url.startswith("blob:")]
    assert all(url.netloc in python.address for url in asked)
    files = {f"/_static/laboratory/{name}.js" for name in ("brython", "rnnlib")}
    assert {url.path for url in asked} - {"/favicon.ico"} == {"/chapters/laboratory.html", *files}


def test_what_never_ends_is_ended_and_the_next_cell_is_derived(python):
    wrong, pieces = derive(python, "while True:\n    pass\n")
    assert wrong == {"mistake": "it ran for too long, and was stopped", "line": None}
    assert pieces == []
    wrong, pieces = derive(python, LSTM)
    assert wrong is None
    assert dict(pieces)["said"].startswith("LSTM has ")


def test_python_runs_in_a_page_that_is_opened_as_a_file(browser, tmp_path):
    put(tmp_path)
    tab = browser.new_page()
    tab.goto((tmp_path / "chapters/laboratory.html").as_uri())
    wrong, pieces = derive(tab, LSTM)
    assert wrong is None
    assert pieces == [*derived.pieces(LSTM)]
    tab.close()
