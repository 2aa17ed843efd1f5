"""Next character: the right verdict where the answer is known, and no leak from the test part."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare.characters import judged
from rnnlib.compare.characters.problem import NextCharacter
from rnnlib.compare.judging.verdict import Skill
from rnnlib.compare.problem import CELLS, Fit, Outcome, Plan, Problem, Setting
from rnnlib.tasks.ngram import NGram

SETTING = Setting(0.02, 50, 16)


def a_plan(steps, seeds=2):
    return Plan((SETTING,), 1, seeds, steps, dict.fromkeys(CELLS, 1e-3))


def answered(problem, steps, seeds=2):
    plan = a_plan(steps, seeds)
    fits = [Fit(cell, SETTING, 0, seed) for seed in range(seeds) for cell in CELLS]
    return problem.judge(plan, [problem.fit(fit, plan) for fit in fits])


def words_with_dots(n, seed=0):
    """Words that end as they began, eight dots later: a........a|b........b|"""
    random = np.random.default_rng(seed)
    marks = random.choice([*"ab"], n // 11 + 1)
    return "".join(mark + "." * 8 + mark + "|" for mark in marks)[:n]


def letters(n, seed=0):
    return "".join(np.random.default_rng(seed).choice([*"abcd "], n))


@pytest.fixture(scope="module")
def random_letters():
    return answered(NextCharacter(letters(20_000)), steps=60)


def test_next_character_is_a_problem():
    problem: Problem = NextCharacter(letters(1000))
    assert problem.parts() == 1 and problem.name == "next character"
    assert problem.read() == (
        "The first 700 characters are learnt from, the next 100 are for validation and the last "
        "200 for the test; 5 different ones.",
    )


def test_read_says_what_is_not_counted():
    problem = NextCharacter(letters(1900) + "é" * 100)
    assert problem.read()[1].startswith("100 characters of the test part do not occur")


def test_what_lies_further_back_than_a_table_reaches_is_told_by_a_net_alone():
    result = answered(NextCharacter(words_with_dots(12_000)), steps=400, seeds=1)
    assert result.verdict.word == "beats"
    bits = {score.method: score.measures["bits per character"] for score in result.scores}
    # Each word has one letter that is free, one bit of eleven; tables guess the second, too.
    assert min(bits[f"{n}-gram"] for n in range(1, 7)) > 2 / 11
    assert min(bits[cell] for cell in CELLS) < 1.3 / 11


def test_letters_without_order_are_told_by_nothing(random_letters):
    bits = {score.method: score.measures["bits per character"] for score in random_letters.scores}
    assert random_letters.verdict.word in ("no use", "cannot tell", "worse")
    assert min(bits.values()) > np.log2(5) - 0.01
    assert bits["1-gram"] < bits["6-gram"]


def test_tables_are_those_of_ngram():
    problem = NextCharacter(letters(1500, seed=2))
    result = answered(problem, steps=1, seeds=1)
    data = problem.data
    for n in (1, 3):
        table = NGram(n, data.characters[: data.ends[1]], data.vocabulary)
        each = [table.probability(data.characters[k], data.characters[:k]) for k in data.test]
        assert_allclose(result.details["by_context"][n], -np.log2(each).mean())


def test_short_text_gets_no_verdict():
    result = answered(NextCharacter(letters(2000)), steps=2, seeds=1)
    assert result.verdict.word == "no verdict"
    assert result.verdict.sentences == (
        "No verdict: 4 blocks in the test part, and 20 of 100 characters are the least.",
        "Bring a text of 10,000 characters.",
    )
    assert all(np.isnan(score.low) for score in result.scores)


def test_result_holds_what_the_report_shows(random_letters):
    details = random_letters.details
    assert len(details["sample"]) == 400
    assert all(gate.shape == (60, 16) for gate in details["gates"].values())
    for score in random_letters.scores:
        assert_allclose(
            details["losses"][score.method].mean(), score.measures["bits per character"]
        )


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_planted_in_the_test_part_moves_nothing_before_it_is_judged(cell):
    text = letters(2000)
    one, other = (
        NextCharacter(text[:1600] + end).fit(Fit(cell, SETTING, 0, 3), a_plan(20))
        for end in (text[1600:], "abxé" * 100)
    )
    assert other.validation == one.validation and (other.curve == one.curve).all()
    for name, array in one.network.params.items():
        assert (other.network.params[name] == array).all()
    assert NextCharacter(text)._held_out == NextCharacter(text[:1600] + "ax" * 200)._held_out


def test_step_seconds_are_measured():
    assert 1e-5 < NextCharacter(letters(2000)).step_seconds("RNN", SETTING) < 0.5


@pytest.mark.parametrize(
    ("value", "se", "count", "clock", "word", "words"),
    [
        (0.10, 0.01, 200, False, "beats", "It is worth a net."),
        (0.02, 0.005, 200, False, "beats", "The gain is small"),
        (0.10, 0.01, 30, False, "beats", "30 blocks are thin evidence"),
        (-0.10, 0.01, 200, False, "worse", "Take a table of 5-grams"),
        (0.00, 0.01, 200, False, "no use", "at most 1.7 % fewer bits than a table of 5-grams"),
        (0.03, 0.04, 200, False, "cannot tell", "show only advantages above about 10.3 %"),
        (-0.10, 0.01, 200, True, "cannot tell", "Give more --minutes."),
        (0.10, 0.01, 19, False, "no verdict", "Bring a text of 10,000 characters."),
    ],
)
def test_verdict_says_what_the_evidence_says(value, se, count, clock, word, words):
    over = {"4-gram": Skill(value + 0.01, se, 20), "5-gram": Skill(value, se, 20)}
    said = judged.of(over, {"GRU": 2.0, "5-gram": 2.2}, count, clock)
    assert said.word == word
    assert words in " ".join(said.sentences)


def test_judge_takes_the_net_that_validation_prefers():
    problem = NextCharacter(letters(11_000))
    fits = [Fit(cell, SETTING, 0, 0) for cell in CELLS]
    losses = {"RNN": 2.0, "GRU": 1.0, "LSTM": 3.0}
    p = np.full(len(problem.data.test), 0.2)
    found = [Outcome(f, losses[f.cell], p, 9, "early", 1.0, np.zeros((1, 3))) for f in fits]
    result = problem.judge(a_plan(10, 1), found)
    assert [score.method for score in result.scores if score.net and score.judged] == ["GRU"]
