"""Answers that are no answers: whatever comes back, it earns nothing and breaks nothing."""

import numpy as np
import pytest

from assignments.grading import parts, source
from assignments.grading.judging.direct import Direct
from assignments.grading.judging.judge import judge_all
from assignments.grading.judging.part import as_arrays

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
