"""Each verdict in its two sentences, from planted intervals."""

import pytest

from rnnlib.compare.judging import words
from rnnlib.compare.judging.verdict import Skill
from rnnlib.compare.judging.words import Size

MANY, FEW = Size(450, 1, 1500), Size(24, 1, 80)


def said(skills, size=MANY, clock=False):
    """What follows from (value, se) against the naive method and against the autoregression."""
    known = {name: Skill(*pair, 100) for name, pair in skills.items()}
    return words.forecasting(known, "LSTM", "linear autoregression", size, clock)


def both(value, se):
    return {"naive": (value + 0.1, se), "linear autoregression": (value, se)}


@pytest.mark.parametrize(
    ("value", "se", "word", "sentences"),
    [
        (0.059, 0.021, "beats", (
            "The LSTM beats all two simple methods on 450 origins: its error is 2.4 to 9.4 % below "
            "that of a weighted sum of the last values.",
            "The gain is small: see whether 2.4 to 9.4 % is worth a net.")),
        (0.66, 0.03, "beats", (
            "The LSTM beats all two simple methods on 450 origins: its error is 61 to 71 % below "
            "that of a weighted sum of the last values.", "A clear win.")),
        (0.001, 0.0018, "no use", (
            "A recurrent net is of no use here: at most 0.4 % better than a weighted sum of "
            "the last values.", "More training will not change this.")),
        (-0.1, 0.03, "worse", (
            "Do not take a net here: the LSTM's error is 5.0 to 15 % above that of a weighted sum "
            "of the last values.", "Take linear autoregression.")),
        (0.045, 0.037, "cannot tell", (
            "Cannot tell: 450 origins show only advantages above about 9.3 %.",
            "Not evidence against the net; about five times the data would settle it.")),
        (-0.01, 0.05, "cannot tell", (
            "Cannot tell: 450 origins show only advantages above about 13 %.",
            "Not evidence against the net, but none for it either.")),
    ],
)  # fmt: skip
def test_verdict_in_words(value, se, word, sentences):
    found = said(both(value, se))
    assert (found.word, found.sentences) == (word, sentences)


def test_one_simple_method_that_is_not_beaten_is_enough():
    skills = both(0.3, 0.02) | {"naive": (0.02, 0.02)}
    assert said(skills).word == "cannot tell"


def test_few_origins_are_thin_evidence():
    assert "24 origins are thin evidence" in said(both(0.3, 0.02), FEW).sentences[1]
    assert said(both(0.001, 0.002), FEW).sentences[1] == "But 24 origins are thin evidence."


def test_networks_stopped_by_the_clock_are_never_of_no_use():
    found = said(both(0.001, 0.002), clock=True)
    assert found.word == "cannot tell"
    assert "stopped by the clock" in found.sentences[0]
    assert "--minutes" in found.sentences[1]
    assert said(both(0.3, 0.02), clock=True).word == "beats"


@pytest.mark.parametrize(
    ("size", "sentences"),
    [
        (Size(7, 12, 280), ("No verdict: 7 origins in the test part, 20 are the least.",
                            "Shorten the horizon to 4, or bring 800 rows.")),
        (Size(1, 1, 50), ("No verdict: 1 origin in the test part, 20 are the least.",
                          "Bring 67 rows.")),
    ],
)  # fmt: skip
def test_no_verdict_says_what_to_bring(size, sentences):
    found = said(both(0.3, 0.02), size)
    assert (found.word, found.sentences) == ("no verdict", sentences)


def test_notes():
    assert words.cells([]) == "RNN, GRU and LSTM cannot be told apart; take the smallest."
    assert words.cells([("GRU", "RNN")]) == (
        "Between the cells: the GRU is better than the RNN; the others cannot be told apart."
    )
    assert words.naive([]) == "Nothing beats taking the last value."
    assert words.naive(["Theta"]) == "Surely better than taking the last value: Theta."
    assert "not surely better" in words.control("GRU", Skill(0.01, 0.02, 50))
    assert "wins by 17 to 23 %" in words.control("GRU", Skill(0.2, 0.02, 50))
