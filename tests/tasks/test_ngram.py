"""Counting: the baseline's probabilities by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from rnnlib.tasks.ngram import NGram
from rnnlib.tasks.text import Vocabulary
from rnnlib.training.losses import perplexity

ABC = Vocabulary("abc")


@examples
@given(
    text=st.text("abc", min_size=1, max_size=30),
    context=st.text("abc", max_size=6),
    n=st.integers(1, 5),
)
def test_probabilities_sum_to_one_and_none_is_zero(text, context, n):
    model = NGram(n, text, ABC)
    p = [model.probability(character, context) for character in ABC.characters]
    assert sum(p) == pytest.approx(1, abs=1e-12)
    assert min(p) > 0


def test_unigram_mixes_counts_with_the_uniform_by_hand():
    """In abba: N = 4, D = 2; a, b twice each, c never; 1/3 each below."""
    model = NGram(1, "abba", ABC)
    assert model.probability("a", "") == pytest.approx((2 + 2 / 3) / (4 + 2))
    assert model.probability("c", "") == pytest.approx((0 + 2 / 3) / (4 + 2))
    assert model.probability("a", "bbb") == model.probability("a", "")


def test_bigram_mixes_counts_with_the_unigram_by_hand():
    """In abba, after b come b and a, once each: N = 2, D = 2; after a comes b alone: N = D = 1."""
    model = NGram(2, "abba", ABC)
    a, b, c = (8 / 18, 8 / 18, 2 / 18)  # the unigrams, by the test above
    assert model.probability("a", "b") == pytest.approx((1 + 2 * a) / (2 + 2))
    assert model.probability("b", "a") == pytest.approx((1 + 1 * b) / (1 + 1))
    assert model.probability("c", "a") == pytest.approx((0 + 1 * c) / (1 + 1))
    assert model.probability("b", "bba") == model.probability("b", "a")


def test_trigram_mixes_counts_with_the_bigram_by_hand():
    """In abbab: ab once before b, bb once before a, ba once before b."""
    three, two = NGram(3, "abbab", ABC), NGram(2, "abbab", ABC)
    assert three.probability("a", "bb") == pytest.approx((1 + two.probability("a", "b")) / 2)
    assert three.probability("b", "bb") == pytest.approx((0 + two.probability("b", "b")) / 2)


def test_unseen_context_falls_back_to_its_longest_seen_part():
    model = NGram(3, "abba", ABC)
    assert model.probability("a", "cb") == model.probability("a", "b")
    assert model.probability("a", "cc") == model.probability("a", "")


def test_loss_is_the_mean_of_minus_ln_p_after_the_first_character():
    model = NGram(3, "abbacab", ABC)
    p = [
        model.probability("c", "a"),
        model.probability("b", "ac"),
        model.probability("b", "cb"),
    ]
    assert model.loss("acbb") == pytest.approx(-np.mean(np.log(p)))


def test_longer_context_predicts_a_repeated_text_better():
    """Six characters tell where in the nine one is; two do not."""
    train, held_out = "abcabcabd" * 30, "abcabcabd" * 5
    vocabulary = Vocabulary(train)
    falling = [perplexity(NGram(n, train, vocabulary).loss(held_out)) for n in (1, 2, 3, 7)]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] < 1.1 < 3 < falling[0]


def test_counts_are_of_all_contexts_and_not_changed_by_asking():
    model = NGram(2, "abba", ABC)
    assert {context: dict(counts) for context, counts in model.after.items()} == {
        "": {"a": 2, "b": 2},
        "a": {"b": 1},
        "b": {"b": 1, "a": 1},
    }
    model.probability("a", "c")
    assert "c" not in model.after  # asking counts nothing
