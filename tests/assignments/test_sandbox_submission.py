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
    with submission(endless, "f()", "a = 1", call_seconds=0.3, cell_seconds=0.3) as s:
        assert refusal(s, "f")[0] == "limits"
        assert s.call("a")[0] == 1
    assert "too long" in s.report.words()[0]


def test_loop_that_catches_everything_is_killed(submission):
    stubborn = "while True:\n    try:\n        while True: sum(range(9))\n    except: pass"
    with submission("a = 1", stubborn, cell_seconds=0.2) as s:
        assert refusal(s, "a") == ("limits", s.report.ended)
    assert "code cell 2" in s.report.ended and "too long" in s.report.ended
