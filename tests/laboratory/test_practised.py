"""The page draws the exercises that every Python draws, and judges answers as it does."""

from types import SimpleNamespace

import pytest
from in_the_page import ASK
from laboratory import practised

from rnnlib.practice import KINDS
from rnnlib.practice.exercise import Choice, Numbers
from rnnlib.practice.series import exercise


def both(tab, question):
    """What the page and what this Python say: two lists of (piece, text)."""
    found = tab.evaluate(ASK, question)
    assert found["wrong"] is None
    do = {"exercise": practised.made, "judge": practised.judged}
    own = do[question["do"]](SimpleNamespace(**question))
    return [tuple(piece) for piece in found["pieces"]], [(name, str(text)) for name, text in own]


def answers(form):
    """A right answer and a wrong one, as the page sends them."""
    if isinstance(form, Choice):
        return [form.right], [(form.right + 1) % len(form.options)]
    if isinstance(form, Numbers):
        return [str(n) for n in form.right], [str(n + 1) for n in form.right]
    return [sorted(columns) for columns in form.right], [[4, 0]] * len(form.rows)


@pytest.mark.parametrize("level", (1, 2, 3, 4))
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_exercises_and_verdicts_in_the_page(python, kind, level):
    for seed in (0, 1, 7, 2**32 - 1):
        asked = {"kind": kind, "level": level, "seed": seed}
        page, own = both(python, {"do": "exercise", **asked})
        assert page == own
        for answer in answers(exercise(kind, level, seed).form):
            judge = {"do": "judge", "answer": answer, "tell": True, "progress": [level, 1, 3, 4]}
            page, own = both(python, {**judge, **asked})
            assert page == own


def test_nothing_is_counted_for_an_answer_that_is_not_whole(python):
    asked = {"kind": "trace", "level": 1, "seed": 1, "progress": [1, 0, 0, 0]}
    page, own = both(python, {"do": "judge", "answer": ["1", "", ""], "tell": False, **asked})
    assert page == own
    assert dict(page)["verdict"] == "none"
    assert "answer" not in dict(page)


def test_numbers_are_read_alike_in_the_page(python):
    form = exercise("trace", 4, 2).form
    right = [str(n).replace("-", "−") for n in form.right]
    progress = {"tell": False, "progress": [1, 0, 0, 0]}
    asked = {"kind": "trace", "level": 4, "seed": 2, **progress}
    typed = ("right", [f" {n} " for n in right]), ("wrong", ["1,300", "- 1 300"])
    for verdict, answer in (*typed, ("none", ["1,5", "2"]), ("none", ["1 5", "2"])):
        page, own = both(python, {"do": "judge", "answer": answer, **asked})
        assert page == own
        assert dict(page)["verdict"] == verdict
