"""The page of misconceptions: each says what is so, where it is shown, and nothing unchecked."""

import re
from pathlib import Path

import pytest
from pages import CLAIM, ROOT, faults_of_numbers, links, sections

PAGE = ROOT / "chapters/appendix/misconceptions.md"
TEXT = PAGE.read_text("utf-8")
ITEMS = {
    said: text
    for piece in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    for said, _, text in [re.split(r"^## ", piece, flags=re.MULTILINE)[0].partition("\n")]
}
LONGEST = 110  # words, so that one fits on a phone's screen


def shown(item):
    """The last paragraph, which says where the book shows it."""
    return item.strip().rpartition("\n\n")[2]


def test_there_are_many_and_each_is_a_sentence_in_quotes():
    assert len(ITEMS) >= 25
    assert [said for said in ITEMS if not re.fullmatch("“.+”", said)] == []


@pytest.mark.parametrize("said", ITEMS)
def test_each_leads_to_a_section_of_a_chapter_that_is_there(said):
    assert shown(ITEMS[said]).startswith("*Shown in* ")
    led_to = links(PAGE, ITEMS[said])
    assert any(target.suffix == ".ipynb" for target, _ in led_to)
    assert [link for link in led_to if link[1] not in sections(link[0])] == []


@pytest.mark.parametrize("said", ITEMS)
def test_a_number_is_that_of_a_claim_or_stands_in_a_section_linked(said):
    assert [*faults_of_numbers(PAGE, ITEMS[said])] == []


@pytest.mark.parametrize("said", ITEMS)
def test_one_fits_on_the_screen_of_a_phone(said):
    assert len(ITEMS[said].split()) <= LONGEST


def test_they_stand_in_the_order_of_the_chapters():
    numbers = [int(n) for n in re.findall(r"^## .+\(chapter (\d)\)$", TEXT, re.MULTILINE)]
    assert numbers == sorted(numbers)
    for n, group in zip(numbers, re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:], strict=True):
        for item in re.split(r"^### ", group, flags=re.MULTILINE)[1:]:
            led_to = {target.name[:2] for target, _ in links(PAGE, item)}
            assert f"{n:02}" in led_to, item.partition("\n")[0]


@pytest.mark.parametrize("wrong", ["It is 31 % there.", "It is {claim}`lane-at-bias-4`."])
def test_a_number_from_elsewhere_is_found(wrong):
    text = f"{wrong}\n\n*Shown in* [One step](../02_rnn.ipynb#one-step)."
    assert len([*faults_of_numbers(PAGE, text)]) == 1


def test_most_of_them_bring_a_number():
    assert len([said for said in ITEMS if CLAIM.search(ITEMS[said])]) >= len(ITEMS) / 2
    assert Path(PAGE).stat().st_size < 40_000
