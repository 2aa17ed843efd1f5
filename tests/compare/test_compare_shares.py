"""Verdicts on classifiers: each word where it belongs, with the numbers in its sentences."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare.judging.shares import Advantage, Finding, verdict


def right(both, ours, theirs, none):
    """On which samples each is right, from how many there are of each kind."""
    kinds = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [both, ours, theirs, none], axis=0)
    return kinds[:, 0].astype(bool), kinds[:, 1].astype(bool)


def found(*counts, weaker=(0, 150, 0, 50), clock=False):
    a, b = right(*counts)
    over = {"strong": Advantage.of(a, b), "weak": Advantage.of(*right(*weaker))}
    shares = ("GRU", a.mean()), ("the strong method", b.mean())
    return Finding(*shares, over, over["strong"], clock, "The cells do not differ.")


@pytest.mark.parametrize(
    ("counts", "word", "words"),
    [
        ((150, 40, 5, 5), "beats", "The GRU beats all 2 simple methods. It is right on 95.0 % of"),
        ((180, 12, 3, 5), "beats", "The gain is small"),
        ((150, 5, 40, 5), "worse", "Take the simple method."),
        ((600, 20, 22, 8), "no use", "at most 1.4 points better than the strong method"),
        ((100, 20, 12, 68), "cannot tell", "show only advantages above about 7 points"),
        ((30, 15, 0, 4), "no verdict", "49 sequences are left for the test, and 50 are the least"),
        ((190, 4, 1, 5), "no verdict", "on only 5 of 200 test sequences"),
        ((190, 0, 10, 0), "no use", "The strong method is right on all 200 test sequences"),
    ],
)  # fmt: skip
def test_verdict_says_what_the_evidence_says(counts, word, words):
    said = verdict(found(*counts))
    assert said.word == word
    assert words in " ".join(said.sentences)


def test_verdict_beats_only_if_it_holds_against_every_method():
    said = verdict(found(150, 40, 5, 5, weaker=(150, 5, 3, 42)))
    assert said.word == "cannot tell"


def test_verdict_of_nets_stopped_by_the_clock_calls_nothing_useless():
    said = verdict(found(600, 20, 22, 8, clock=True))
    assert said.word == "cannot tell" and said.sentences[1] == "Give more --minutes."


def test_verdict_says_how_much_data_would_do():
    said = verdict(found(100, 20, 12, 68))
    assert said.sentences[1].endswith("about 4 times the data would settle it.")


def test_advantage_is_mcnemar_s_and_newcombe_s():
    a = Advantage.of(*right(36, 12, 2, 0))
    assert_allclose([a.value, a.disagreements], [0.2, 14])
    assert a.low < 0.2 < a.high and a.p < 0.05
    back = Advantage.of(*right(36, 2, 12, 0))
    assert_allclose([back.low, back.high, back.p], [-a.high, -a.low, 1 - a.p])


def test_visible_is_seen_four_times_of_five():
    random, n, p = np.random.default_rng(0), 300, 0.2
    # One is right and the other wrong on a fifth of the samples, oftener so than not.
    edge = Advantage.of(*right(120, 30, 30, 120)).visible
    kinds = random.choice(3, (600, n), p=[(p + edge) / 2, (p - edge) / 2, 1 - p])
    seen = [Advantage.of(k != 1, k != 0).proven for k in kinds]
    assert abs(np.mean(seen) - 0.8) < 0.06
