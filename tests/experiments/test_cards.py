"""A card says of a study what its table says, in numbers that are all checked."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from rnnlib import claims, experiments
from rnnlib.experiments import cards
from rnnlib.experiments.estimate import Estimate

NUMBER = r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?"


@pytest.mark.parametrize("name", experiments.NAMES)
def test_numbers_of_a_card_are_those_of_the_table(name):
    card = experiments.get(name).card
    for k, (words, number) in enumerate(card.numbers):
        claims.check(f"card-{k}", number(), says=words)
        assert words in f"{card.answer} {card.sure}", words


@pytest.mark.parametrize("name", experiments.NAMES)
def test_every_number_of_a_card_is_checked_or_says_what_was_run(name):
    study = experiments.get(name)
    axes = study.axes[: -3 if "phase" in study.axes else -1]
    run = " ".join(str(row[axis]) for row in experiments.table(name) for axis in axes)
    checked = " ".join(words for words, _ in study.card.numbers)
    known = {*re.findall(NUMBER, run), *re.findall(NUMBER, checked)}
    text = re.sub(r"\bof 10\b", "", f"{study.card.answer} {study.card.sure}")
    assert set(re.findall(NUMBER, text)) - known <= MEANT.get(name, set())


MEANT = {  # what a study has in its program, not in its table
    "gradient_flow": {"50"},  # the lag that is shown
    "adding": {"1"},  # the forget bias
    "counting": {"20"},  # the longest string learnt from
    "continual_reber": {"10,000", "100"},  # where the state is measured
    "calibration": {"408", "20", "95"},  # the comparisons that were made, and the confidence
    "reber_1997": {"1997", "100", "1"},  # the steps, and the forget bias
}


def test_number_that_nobody_checks_is_found():
    assert re.findall(NUMBER, "in 10 of 10 runs, 5.7e-10, by 2,400 or 0.09, n = 29.5, T100") == [
        *("10", "10", "5.7e-10", "2,400", "0.09", "29.5"),
    ]


@pytest.mark.parametrize("name", experiments.NAMES)
def test_card_shows_question_answer_dots_and_how_sure(name):
    study = experiments.get(name)
    page = BeautifulSoup(experiments.card(name)._repr_html_(), "html.parser")
    assert page.a["href"] == f"evidence/{name}.ipynb"
    assert page.a.get_text() == study.question
    text = page.get_text(" ")
    assert study.card.answer in text and study.card.sure in text
    picture = page.select_one("figure svg[role=img]")["aria-label"]
    for group in cards.grouped(study.card.dots()).values():
        for label, found in group.items():
            assert f"{label} {found.text}" in picture


def test_dots_may_stand_in_groups_or_alone():
    one = Estimate(1.0, 0.5, 2.0, "1.00 [0.50, 2.00]")
    card = replace(experiments.get("adding").card, shows="steps", baselines=dict)
    alone = cards.picture(replace(card, dots=lambda: {"GRU": one, "LSTM": one}))
    assert 'aria-label="steps. GRU 1.00 [0.50, 2.00]; LSTM 1.00 [0.50, 2.00]."' in alone
    grouped = cards.picture(
        replace(card, dots=lambda: {"T = 9": {"GRU": one}, "T = 10": {"LSTM": one}})
    )
    assert (
        'aria-label="steps. T = 9: GRU 1.00 [0.50, 2.00]. T = 10: LSTM 1.00 [0.50, 2.00]."'
        in grouped
    )


def test_unknown_study_has_no_card():
    with pytest.raises(experiments.StudyError, match="studies: name must be one of"):
        experiments.card("none")


def test_estimates_are_named_and_in_the_order_that_is_asked_for():
    by_bias = cards.estimates(
        "forget_bias", cards.of_ten("solved_at"), "bias", {"3": "three", "1": "one"}, T=50
    )
    assert {name: (e.value, e.text[:7]) for name, e in by_bias.items()} == {
        "three": (10.0, "10 of 1"),
        "one": (3.0, "3 of 10"),
    }
    assert [*by_bias] == ["three", "one"]
