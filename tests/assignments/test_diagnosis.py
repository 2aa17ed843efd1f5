"""A reference with its switches on, as if a student had written it: what is it called?"""

from itertools import combinations

import numpy as np
import pytest

from assignments.grading import parts, source
from assignments.grading.judging.compare import Failed, right_ones
from assignments.grading.judging.direct import Direct
from assignments.grading.judging.judge import generator, judge
from assignments.grading.judging.part import Part

KEY = b"another key than the other tests have"
COMPARED = [
    pytest.param(name, part, id=f"{name}-{part.id}")
    for name in source.names()
    for part in parts.load(name)
    if part.gives and part.draw
]


def named(name: str, part: Part, wrong) -> tuple[str, ...]:
    """The mistakes found in code that makes these, all parts before it being right."""
    by_id = {p.id: p for p in parts.load(name)}
    student = Direct({part.calls: lambda *arguments: part.reference(frozenset(wrong), *arguments)})
    verdict = judge(part, student, KEY, by_id, {})
    assert verdict.right == (not verdict.words)
    return verdict.mistakes


def alike(part: Part, one, other) -> bool:
    """Whether two sets of mistakes give the same results for all probes."""
    for k, size in enumerate(part.probes()):
        arguments = part.arguments(generator(KEY, part.id, k), size)
        a, b = (part.results(tuple(names), arguments) for names in (one, other))
        if isinstance(a, Failed) != isinstance(b, Failed):
            return False
        if not isinstance(a, Failed) and not all(right_ones(a, b, part.tolerance)):
            return False
    return True


def fails(part: Part, wrong) -> bool:
    """Whether code with these mistakes never gives a result."""
    draws = enumerate(part.probes())
    drawn = [part.arguments(generator(KEY, part.id, k), size) for k, size in draws]
    return all(isinstance(part.results(tuple(wrong), arguments), Failed) for arguments in drawn)


@pytest.mark.parametrize("name, part", COMPARED)
def test_each_mistake_is_found_and_no_two_are_the_same(name, part):
    for mistake in part.mistakes:
        assert named(name, part, [mistake]) == (mistake,)


@pytest.mark.parametrize("name, part", COMPARED)
def test_two_mistakes_are_both_found_or_something_that_gives_the_same(name, part):
    pairs = list(combinations(part.mistakes, 2))
    np.random.default_rng(0).shuffle(pairs)
    for pair in map(tuple, pairs[:12]):
        if not (fails(part, pair) or alike(part, pair, ())):
            found = named(name, part, pair)
            assert set(found) == set(pair) or (found and alike(part, pair, found))


@pytest.mark.parametrize("name, part", COMPARED)
def test_three_mistakes_never_get_a_name_that_would_not_give_the_same(name, part):
    triples = list(combinations(part.mistakes, 3))
    np.random.default_rng(0).shuffle(triples)
    for triple in map(tuple, triples[:8]):
        found = named(name, part, triple)
        assert not found or alike(part, triple, found)


@pytest.mark.parametrize("name, part", COMPARED)
def test_float32_is_right(name, part):
    def single(*arguments):
        results = part.results((), arguments)
        floats = [r.astype(np.float32) if r.dtype.kind == "f" else r for r in results]
        return tuple(floats)

    by_id = {p.id: p for p in parts.load(name)}
    for key in (b"a", b"b", b"c"):
        assert judge(part, Direct({part.calls: single}), key, by_id, {}).words == ()


def test_the_catalogue_is_large():
    ways = {m for name in source.names() for part in parts.load(name) for m in part.mistakes}
    assert len(ways) >= 60
