"""Answers that are no answers: whatever comes back, it earns nothing and breaks nothing."""

import numpy as np
import pytest
from solving import solved, solved_but, verdicts

from assignments.grading import parts, source
from assignments.grading.judging.compare import Failed, Out
from assignments.grading.judging.direct import Direct
from assignments.grading.judging.judge import generator, judge_all, key_of
from assignments.grading.judging.part import ONE, Part, Property, as_arrays

NAME = "02_rnn"
KEY = b"a key"


class Yes(np.ndarray):
    """Compares as equal to everything."""

    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    __hash__ = None


def shaped(fill):
    """An answer that has the right shapes, and other content."""
    return lambda right: [fill(array) for array in right]


ANSWERS = {
    "None": lambda right: None,
    "text": lambda right: "right",
    "an empty tuple": lambda right: (),
    "a dict": lambda right: dict(enumerate(right)),
    "a set": lambda right: {1.0},
    "ragged": lambda right: [[1, 2], [3]],
    "objects": shaped(lambda a: np.full(a.shape, None)),
    "complex": shaped(lambda a: a + 1e-9j),
    "NaN": shaped(lambda a: np.full(a.shape, np.nan)),
    "infinity": shaped(lambda a: np.full(a.shape, np.inf)),
    "zeros": shaped(lambda a: np.zeros(a.shape)),
    "yes": shaped(lambda a: np.full(a.shape, 7.25).view(Yes)),
    "random": shaped(lambda a: np.random.default_rng(0).normal(size=a.shape) + 10),
    "one number": lambda right: 1e30,
    "many axes": lambda right: np.ones((1,) * 6),
    "too many": lambda right: [np.ones(1)] * 500,
    "nothing in it": shaped(lambda a: np.zeros(0)),
    "the largest floats": shaped(lambda a: np.full(a.shape, np.finfo(float).max)),
    "whole numbers": shaped(lambda a: np.full(a.shape, 2**62)),
}


def answering(part, how):
    """A function or variable that gives such an answer for the name that a part calls."""
    if part.draw is None:
        return how(as_arrays(part.reference(frozenset())) if part.reference else [np.ones((3, 3))])
    return lambda *arguments: how(as_arrays(part.reference(frozenset(), *arguments)))


@pytest.mark.parametrize("how", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("name", source.names())
def test_answer_that_is_none_earns_nothing(name, how):
    judged = parts.load(name)
    names = {part.calls: answering(part, how) for part in judged if part.calls}
    found = judge_all(judged, Direct(names), KEY)
    assert {v.id: v.earned for v in found if v.earned} == {}
    assert all(v.words for v in found if v.criteria and v.criteria[0].earned is not None)


@pytest.mark.parametrize(
    "error", [ValueError("no"), RecursionError(), MemoryError(), SystemError()]
)
@pytest.mark.parametrize("name", source.names())
def test_exception_earns_nothing(name, error):
    def raises(*_):
        raise error

    judged = parts.load(name)
    found = judge_all(judged, Direct({p.calls: raises for p in judged if p.calls}), KEY)
    assert sum(v.earned for v in found) == 0


def test_probes_are_the_same_for_the_same_file_and_new_for_any_other():
    key = key_of(b"secret", b"a notebook")
    same, other = key_of(b"secret", b"a notebook"), key_of(b"secret", b"a notebook ")
    draws = [generator(k, "1a", 0).random(4).tolist() for k in (key, same, other)]
    assert draws[0] == draws[1] != draws[2]
    assert generator(key, "1a", 1).random() != generator(key, "1a", 0).random()


class Silent:
    """Answers that fail without a word."""

    def call(self, name, arguments, results):
        return Failed("missing", "")


@pytest.mark.parametrize("name", source.names())
def test_answers_that_fail_without_a_word_earn_nothing(name):
    assert sum(v.earned for v in judge_all(parts.load(name), Silent(), b"key")) == 0


def test_test_that_itself_fails_earns_nothing():
    rule = Property("rule", 2, lambda call, random: call("f")[0].no_such_thing)
    (found,) = judge_all([Part("1a", "f", properties=(rule,))], Direct({"f": 1.0}), b"key")
    assert found.earned == 0 and found.words


def test_mistake_of_an_earlier_part_is_paid_for_once_even_without_a_name():
    found = verdicts(NAME, solved_but(NAME, "1a", "np.tanh(", "np.sin("))
    assert {v.id for v in found.values() if not v.right} == {"1a"}


@pytest.mark.parametrize(
    "step, forward",
    [
        ("0 * h", "np.array([h_0] + [0 * h_0] * len(x))"),
        ("h", "np.array([h_0] * (len(x) + 1))"),
    ],
)
def test_nothing_is_earned_on_top_of_an_earlier_part_that_does_nothing(step, forward):
    names = dict(solved(NAME))
    exec(f"def rnn_step(x, h, W, b):\n    return {step}", names)
    exec(f"def rnn_forward(x, h_0, W, b):\n    return {forward}", names)
    assert verdicts(NAME, names)["2a"].earned == 0


def test_untouched_part_earns_nothing_where_an_earlier_mistake_makes_it_fail():
    names = solved_but(NAME, "2a", "np.array(states)", "np.array(states[1:])")
    assert verdicts(NAME, names)["5b"].earned == 2  # it could not be better
    names["slope_along"] = lambda *_: None
    assert verdicts(NAME, names)["5b"].earned == 0
    names["slope_along"] = lambda *_: 0.0
    assert verdicts(NAME, names)["5b"].earned == 0


def test_arguments_are_copies():
    def spoil(x):
        x[:] = 0
        return x

    draw = lambda random, D_x: (random.normal(size=D_x),)  # noqa: E731
    part = Part("1a", "f", (Out("x"),), lambda wrong, x: x, draw, (ONE,))
    (found,) = judge_all([part], Direct({"f": spoil}), b"key")
    assert found.words and not np.isnan(found.earned) and found.earned == 0
