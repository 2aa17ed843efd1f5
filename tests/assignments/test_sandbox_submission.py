"""What a submission's process answers, and what its report says."""

import json

import numpy as np
import pytest

from assignments.grading.sandbox import Limits, Refused, Submission


def a_notebook(folder, *cells, name="a.ipynb"):
    """A notebook file with these code cells."""
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells],
    }
    path = folder / name
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def submission(tmp_path):
    def run(*cells, **limits):
        return Submission(a_notebook(tmp_path, *cells), Limits(**limits), unsafe=True)

    return run


def refusal(s, name, *arguments):
    with pytest.raises(Refused) as caught:
        s.call(name, arguments)
    return caught.value.kind, str(caught.value)


def test_call_returns_copies_of_plain_arrays(submission):
    with submission("import numpy as np\ndef f(x, n, *, s): return x * n, np.float32(2), s") as s:
        x = np.arange(6.0).reshape(2, 3)
        y, two, yes = s.call("f", (x, 3), {"s": True}, expect=x.nbytes)
    np.testing.assert_array_equal(y, 3 * x)
    assert (two.dtype, two.shape, yes.dtype) == (np.float32, (), bool)
    assert s.report.words() == []


def test_call_of_variable_returns_its_value(submission):
    with submission("slope = 3\nweights = [[1, 2], [3, 4.5]]") as s:
        assert s.call("slope")[0] == 3
        assert [w.tolist() for w in s.call("weights")] == [[1, 2], [3, 4.5]]


def test_refusal_says_kind_and_the_students_own_line(submission):
    cells = "def f(x):\n    y = 1\n    return y / x\n", "def g(x): ...", "def h(x): return 'a'"
    with submission(*cells) as s:
        kind, words = refusal(s, "f", 0)
        assert kind == "raised"
        assert "ZeroDivisionError" in words and "cell 1, line 3: “return y / x”" in words
        assert refusal(s, "g", 0)[0] == "none"
        assert refusal(s, "h", 0)[0] == "type"
        assert refusal(s, "k", 0)[0] == "missing"
        assert s.call("f", (2,))[0] == 0.5


def test_error_in_cell_ends_that_cell_alone(submission):
    with submission("a = 1\nb = missing\nc = 2", "d = a + 1", "for:") as s:
        assert s.call("d")[0] == 2
        assert refusal(s, "c")[0] == "missing"
    first, second = s.report.errors
    assert (first.cell, first.line, second.cell, second.line) == (1, 2, 3, 1)
    assert "NameError" in first.words and "SyntaxError" in second.words


def test_endless_loop_ends_its_call_or_cell_alone(submission):
    endless = "def f():\n    while True:\n        pass"
    with submission(endless, "f()", "a = 1", call_seconds=2, cell_seconds=2) as s:
        assert refusal(s, "f")[0] == "limits"
        assert s.call("a")[0] == 1
    assert "too long" in s.report.words()[0]


def test_loop_that_catches_everything_is_killed(submission):
    stubborn = "while True:\n    try:\n        while True: sum(range(9))\n    except: pass"
    # Time enough to be inside the loop when it ends, on a busy machine as well.
    with submission("a = 1", stubborn, cell_seconds=2, call_seconds=0.5) as s:
        assert refusal(s, "a") == ("limits", s.report.ended)
    assert "code cell 2" in s.report.ended and "too long" in s.report.ended


def test_what_jupyter_has_does_no_harm(submission):
    cells = [
        "%matplotlib inline\n!pip install torch\nget_ipython().run_line_magic('time', '')\na = 1",
        "%%time\nb = 2",
        "from IPython.display import HTML, display, clear_output\nclear_output()\n"
        "display('shown')\nHTML('<b>')\nc = 3",
        "from checks import check\nimport otter\ngrader = otter.Notebook('a.ipynb')\n"
        "check('1a')\ngrader.check('q1')\nd = '''\n%d is no magic\n''' % 4",
        "int?\ndisplay(5)\ne = 5",
    ]
    with submission(*cells) as s:
        assert [int(s.call(name)[0]) for name in "abce"] == [1, 2, 3, 5]
    assert s.report.words() == []
    assert s.report.prints.split() == ["shown", "5"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%bash\nrm -rf /", "a cell of %%bash is not run"),
        ("await f()", "works in Jupyter alone"),
        ("input('Name? ')", "nobody to answer"),
        ("import torch", "has Python, numpy and matplotlib, nothing else"),
        ("def f(:\n  pass", "SyntaxError: invalid syntax, in cell 1, line 1: “def f(:”"),
        ("%time\nfor k in 3:\n  !ls\n  pass", "in cell 1, line 2: “for k in 3:”"),
        ("%%time\n\nx = y", "in cell 1, line 3: “x = y”"),
        ("raise KeyError('\\x1b[31m')", "KeyError"),
        ("x = 1\n\ndef f():\n  return y\nf()", "in cell 1, line 4: “return y”"),
    ],
)
def test_error_is_explained(submission, cell, says):
    with submission(cell, "b = 1") as s:
        assert s.call("b")[0] == 1
    (error,) = s.report.errors
    assert says in error.words


def test_figures_come_as_png(submission):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('ä')\nplt.show()"
    with submission(plot, plot + "\nplt.figure()") as s:
        pass
    assert len(s.figures) == 3
    assert all(figure.startswith(b"\x89PNG") for figure in s.figures)
    assert s.report.words() == [] and s.report.prints == ""


def test_prints_are_kept_up_to_a_limit(submission):
    with submission("for k in range(1000): print(k)", prints=100) as s:
        pass
    assert s.report.prints.startswith("0\n1\n2\n")
    assert len(s.report.prints) < 200 and "left out" in s.report.prints


def test_answer_that_is_much_larger_than_expected_is_refused(submission):
    with submission("import numpy as np\ndef f(n): return np.zeros(n)") as s:
        assert s.call("f", (1000,), expect=8)[0].shape == (1000,)
        with pytest.raises(Refused, match="gives 80,000 bytes, where at most 65,664"):
            s.call("f", (10_000,), expect=8)


def test_whole_submission_has_a_deadline(submission):
    sleep = "import time\ntime.sleep(0.7)"
    with submission("a = 1", sleep, sleep, sleep, seconds=1.5) as s:
        assert refusal(s, "a")[0] == "limits"
    assert s.report.ended


def test_large_arguments_and_prints_do_not_block_each_other(submission):
    chatty = "def f(x):\n    print('x' * 10**6)\n    return x"
    with submission(chatty) as s:
        x = np.ones((100, 64, 64))
        assert s.call("f", (x,), expect=x.nbytes)[0].shape == x.shape


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match="call_seconds must be positive, got 0"):
        Limits(call_seconds=0)


def test_sets_have_the_same_order_each_time(submission):
    cell = "order = [ord(c) for c in set('abcdefghijklmnopqrstuvwxyz')]"
    orders = []
    for _ in range(2):
        with submission(cell) as s:
            orders.append([int(k) for k in s.call("order")])
    assert orders[0] == orders[1] != sorted(orders[0])
