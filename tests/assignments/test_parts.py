"""Every part of the six assignments: right solutions, wrong ones, and what is said about them."""

import pytest
from cases import ASSIGNMENTS, rows
from solving import (
    assert_full_marks,
    assert_mistake_is_named,
    solved,
    solved_but,
    starter,
    verdicts,
)

from assignments.grading import parts


@pytest.mark.parametrize("name, part, right, wrong, mistake", rows("MISTAKES"))
def test_mistake_loses_its_part_alone_and_is_named(name, part, right, wrong, mistake):
    assert_mistake_is_named(name, part, right, wrong, mistake)


@pytest.mark.parametrize("name, part, code", rows("OTHER_RIGHT_WAYS"))
def test_other_right_solution_gets_full_marks(name, part, code):
    assert_full_marks(name, solved_but(name, part, instead=code))


@pytest.mark.parametrize("name, part, right, wrong, words", rows("NOT_IN_THE_CATALOGUE"))
def test_unknown_mistake_is_described_honestly(name, part, right, wrong, words):
    found = verdicts(name, solved_but(name, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_starter_runs_and_scores_zero(name):
    found = verdicts(name, starter(name))
    assert not any(criterion.earned for v in found.values() for criterion in v.criteria)
    read_by_hand = [part.id for part in parts.load(name) if part.by_hand == part.points]
    assert [v.id for v in found.values() if not v.words] == read_by_hand


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_solution_gets_full_marks(name):
    assert_full_marks(name, solved(name))
