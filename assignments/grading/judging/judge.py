"""Judges all parts of one submission: points and words for each."""

import functools
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .compare import Failed, Found, Results, find, stacked
from .describe import describe
from .part import Part, Property, Wrong, candidates, catalogue, foundations

PATIENCE = 5.0  # seconds that a student's function is used as a part of the reference


class Answers(Protocol):
    """A student's names, wherever they live. `call` gives arrays, or says why there are none."""

    def call(self, name: str, arguments: tuple, results: tuple) -> Results: ...


@dataclass(frozen=True)
class Criterion:
    """Points for one thing that was looked at; `earned` is None until a teacher gives them."""

    name: str
    points: float
    earned: float | None


@dataclass(frozen=True)
class Verdict:
    """A part's points, the names of its mistakes, and what the student is told."""

    id: str
    criteria: tuple[Criterion, ...]
    mistakes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(c.points for c in self.criteria)

    @property
    def right(self) -> bool:
        """Whether it has all the points that a program can give."""
        return all(c.earned in (c.points, None) for c in self.criteria)

    @property
    def earned(self) -> float:
        return sum(c.earned or 0 for c in self.criteria)


def key_of(secret: bytes, notebook: bytes) -> bytes:
    """What a submission's probes are drawn from: the same again for the same file, no other."""
    return hmac.digest(secret, notebook, hashlib.sha256)


def generator(key: bytes, *what: object) -> np.random.Generator:
    digest = hmac.digest(key, "/".join(map(str, what)).encode(), hashlib.sha256)
    return np.random.default_rng(int.from_bytes(digest, "little"))


def judge_all(parts: Sequence[Part], answers: Answers, key: bytes) -> list[Verdict]:
    """The verdict on every part, in order."""
    by_id = {part.id: part for part in parts}
    verdicts: dict[str, Verdict] = {}
    for part in parts:
        with np.errstate(all="ignore"):  # a student's numbers may be of any size
            verdicts[part.id] = judge(part, answers, key, by_id, verdicts)
    return list(verdicts.values())


def judge(
    part: Part,
    answers: Answers,
    key: bytes,
    parts: Mapping[str, Part],
    verdicts: Mapping[str, Verdict],
) -> Verdict:
    """The verdict on one part.

    Args:
        part: what is asked.
        answers: the student's names.
        key: the probes are drawn from it.
        parts: all parts of the assignment, by their ids.
        verdicts: on the parts before this one.
    """
    criteria: list[Criterion] = []
    mistakes: tuple[str, ...] = ()
    words: list[str] = []
    if part.gives:
        below = [verdicts[i] for i in sorted(foundations(part, parts)) if i in verdicts]
        found, words = _compared(part, answers, key, parts, [v for v in below if not v.right])
        mistakes = found.mistakes
        criteria = [
            Criterion(out.name, out.points, out.points * right)
            for out, right in zip(part.gives, found.right, strict=True)
        ]
    for rule in part.properties:
        said = _tested(rule, answers, generator(key, part.id, rule.name), parts)
        if rule.points:
            criteria.append(Criterion(rule.name, rule.points, rule.points if said is None else 0))
        # An empty sentence earns nothing either.
        if said and said not in words and (rule.points or not mistakes):
            words.append(said)
    if part.by_hand:
        criteria.append(Criterion("by hand", part.by_hand, None))
    return Verdict(part.id, tuple(criteria), mistakes, tuple(words))


def _compared(
    part: Part,
    answers: Answers,
    key: bytes,
    parts: Mapping[str, Part],
    wrong_below: Sequence[Verdict],
) -> tuple[Found, list[str]]:
    sizes = part.probes()
    drawn = [part.arguments(generator(key, part.id, k), size) for k, size in enumerate(sizes)]
    table = _table(part, drawn, {})
    tables = [table]
    got = [_called(part, answers, drawn[k], table((), k)) for k in range(len(sizes))]
    if wrong_below:
        named = all(verdict.mistakes for verdict in wrong_below)
        own = {
            word: _as_reference(answers, parts[other].calls, trusted=named)
            for word, other in part.uses.items()
        }
        on_top = _table(part, drawn, own)
        if named or _tell([on_top((), k) for k in range(len(sizes))]):
            tables.append(on_top)
    known, tried = catalogue(part, parts), candidates(part, parts)
    found = find(got, tables, tried, len(part.gives), part.tolerance)
    if found.all_right:
        return found, []
    if found.mistakes:
        return found, [known[name] for name in found.mistakes]
    labels = [part.label(size) for size in sizes]
    expected = [table((), k) for k in range(len(sizes))]
    words = describe(got, expected, part.gives, labels, part.tolerance)
    if wrong_below:
        first = ", ".join(verdict.id for verdict in wrong_below)
        words.append(f"This part may build on {first}, not right yet: mend that first.")
    return found, words


def _table(part: Part, drawn: Sequence[tuple], own: Mapping) -> Callable:
    @functools.cache
    def table(wrong: tuple[str, ...], k: int) -> Results:
        return part.results(wrong, drawn[k], own)

    return table


def _tell(results: Sequence[Results]) -> bool:
    """Whether each result is varied enough that nobody hits it by returning zeros or arguments."""
    there = [one for one in results if not isinstance(one, Failed)]
    per_result = [
        np.concatenate([a.ravel() for a in arrays]) for arrays in zip(*there, strict=False)
    ]
    return bool(there) and all(
        flat.size > 1 and np.unique(flat).size > flat.size / 2 for flat in per_result
    )


def _as_reference(answers: Answers, name: str, trusted: bool) -> Callable:
    """A student's function that can be called like a reference, for so many seconds in all.

    Unless it is trusted, other numbers must make it give other results.
    """
    spent = 0.0

    def results_of(arguments: tuple) -> tuple[np.ndarray, ...]:
        nonlocal spent
        if spent > PATIENCE:
            raise _NoResult("too slow to be built on")
        start = time.monotonic()
        results = answers.call(name, _copied(arguments), ())
        spent += time.monotonic() - start
        if isinstance(results, Failed):
            raise _NoResult(results.words)
        return results

    def call(wrong: Wrong, *arguments):
        nonlocal trusted
        results = results_of(arguments)
        if not trusted:
            others = results_of(
                tuple(0.9 * a if np.asarray(a).dtype == float else a for a in arguments)
            )
            if all(map(np.array_equal, results, others)):
                raise _NoResult("the same whatever it gets, so nothing can be built on it")
            trusted = True
        return results[0] if len(results) == 1 else results

    return call


def _called(part: Part, answers: Answers, arguments: tuple, right: Results) -> Results:
    assert not isinstance(right, Failed)
    return answers.call(part.calls, _copied(arguments), right)


def _copied(arguments: tuple) -> tuple:
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in arguments)


class _NoResult(Exception):
    pass


def _tested(
    rule: Property, answers: Answers, random: np.random.Generator, parts: Mapping[str, Part]
) -> str | None:
    """None if all is well, and nothing else than None."""
    single = {part.calls for part in parts.values() if part.draw and len(part.gives) == 1}

    def call(name: str, *arguments) -> tuple[np.ndarray, ...]:
        results = answers.call(name, _copied(arguments), ())
        if isinstance(results, Failed):
            raise _NoResult(results.words)
        return stacked(results) if name in single else results

    try:
        return rule.test(call, random)
    except _NoResult as missing:
        return str(missing)
    except Exception as error:  # results of a shape or kind that the test did not expect
        return f"The results do not fit together ({error})."
