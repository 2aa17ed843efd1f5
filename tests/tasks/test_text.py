"""A real text: read from an installed package, encoded, streamed, scored, written on."""

from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import examples

from rnnlib import RNN, Network
from rnnlib.tasks import packages, text
from rnnlib.training.losses import cross_entropy

TEXT = "the cat sat on the mat, and the rat sat on the cat."
VOCABULARY = text.Vocabulary(TEXT)


def a_network(seed=0):
    """One whose state matters: its weights are larger than those that a layer starts with."""
    K = len(VOCABULARY)
    network = Network(RNN(K, 7, seed=seed, dtype=np.float64), K, seed=seed)
    for array in network.params.values():
        array *= 4
    return network


def test_lady_susan_is_the_novel_and_nothing_else():
    novel = text.lady_susan()
    assert novel.startswith("LADY SUSAN\n\nby\n\nJane Austen")
    assert novel.endswith("by a woman ten years older\nthan herself.\n")
    assert "gutenberg" not in novel.lower()
    assert len(novel) == 127_293
    assert novel.isascii()


def test_without_the_package_that_holds_the_text_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install music21==\d+"):
        text.lady_susan()


def test_a_split_cuts_in_order_and_loses_nothing():
    parts = text.split(TEXT * 20, validation=0.2, test=0.1)
    assert "".join(parts) == TEXT * 20
    assert_allclose([len(p) / (20 * len(TEXT)) for p in parts], [0.7, 0.2, 0.1], atol=1e-3)


@examples
@given(characters=st.text(min_size=1, max_size=10))
def test_what_is_encoded_decodes_to_itself(characters):
    vocabulary = text.Vocabulary(characters)
    numbers = vocabulary.encode(characters)
    assert vocabulary.decode(numbers) == characters
    assert list(vocabulary.characters) == sorted(set(characters))
    assert (numbers.min(), numbers.max()) == (0, len(vocabulary) - 1)


def test_one_hot_is_a_one_in_the_row_of_the_character():
    numbers = np.array([[0, 2], [1, 1], [3, 0]])
    x = text.Vocabulary("abcd").one_hot(numbers)
    assert x.shape == (3, 4, 2)
    assert x.dtype == np.float32
    for t in range(3):
        for k in range(2):
            assert_array_equal(x[t, :, k], np.eye(4)[numbers[t, k]])


BATCH_SIZE, WINDOW = 3, 4


def batches(count):
    return list(islice(text.streams(TEXT, VOCABULARY, BATCH_SIZE, WINDOW), count))


def read(batch):
    """The texts of a batch's inputs and of its targets, one for each stream."""
    inputs = batch.x.argmax(axis=1)
    return [
        [VOCABULARY.decode(stream) for stream in numbers.T] for numbers in (inputs, batch.targets)
    ]


PER_ROUND = (len(TEXT) - 1) // BATCH_SIZE // WINDOW


def test_a_target_is_the_character_after_its_input():
    for batch in batches(2 * PER_ROUND):
        assert batch.x.shape == (WINDOW, len(VOCABULARY), BATCH_SIZE)
        assert batch.targets.shape == (WINDOW, BATCH_SIZE)
        for inputs, targets in zip(*read(batch), strict=True):
            assert inputs[1:] == targets[:-1]
            assert inputs + targets[-1] in TEXT


def test_the_windows_of_a_piece_join_up_and_each_round_starts_anew():
    two_rounds = batches(2 * PER_ROUND)
    starts = [batch.starts for batch in two_rounds]
    assert starts == [True, *[False] * (PER_ROUND - 1)] * 2
    for before, after in pairwise(two_rounds):
        if not after.starts:
            for (*_, last), (first, *_) in zip(read(before)[1], read(after)[0], strict=True):
                assert last == first
    length = (len(TEXT) - 1) // BATCH_SIZE
    pieces = [
        "".join(parts) for parts in zip(*(read(b)[0] for b in batches(PER_ROUND)), strict=True)
    ]
    assert pieces == [TEXT[k * length : k * length + PER_ROUND * WINDOW] for k in range(BATCH_SIZE)]
    assert_array_equal(two_rounds[0].x, two_rounds[PER_ROUND].x)


@pytest.mark.parametrize("window", [1, 7, len(TEXT) - 1, 1000])
def test_a_text_read_in_windows_scores_as_if_read_in_one(window):
    network, numbers = a_network(), VOCABULARY.encode(TEXT)
    tape = network.forward(VOCABULARY.one_hot(numbers[:-1, None], np.float64))
    whole, _ = cross_entropy(tape.y, numbers[1:, None])
    assert text.evaluate(network, TEXT, VOCABULARY, window) == pytest.approx(whole, rel=1e-12)


def test_the_same_seed_writes_the_same_text_and_another_seed_another():
    network = a_network()
    first, same, other = (
        text.sample(network, VOCABULARY, "the ", 60, 1.0, seed=seed) for seed in (1, 1, 2)
    )
    assert first == same != other
    assert first.startswith("the ")
    assert len(first) == 4 + 60
    assert set(first) <= set(VOCABULARY.characters)


def test_at_a_low_temperature_the_likeliest_character_is_written():
    network, written = a_network(), "the "
    for _ in range(10):
        numbers = VOCABULARY.encode(written)
        y = network.forward(VOCABULARY.one_hot(numbers[:, None], np.float64)).y
        written += VOCABULARY.characters[y[-1, :, 0].argmax()]
    assert text.sample(network, VOCABULARY, "the ", 10, 1e-4, seed=3) == written


def test_at_each_temperature_characters_come_as_often_as_the_network_says():
    """1000 draws after one prompt: the frequencies lie within five standard errors of p."""
    network, draws = a_network(), 1000
    y = network.forward(VOCABULARY.one_hot(VOCABULARY.encode("c")[:, None], np.float64)).y[-1, :, 0]
    for temperature in (1.0, 3.0):
        p = np.exp(y / temperature) / np.exp(y / temperature).sum()
        random = np.random.default_rng(4)
        drawn = [
            text.sample(network, VOCABULARY, "c", 1, temperature, random)[1] for _ in range(draws)
        ]
        share = np.array([drawn.count(c) / draws for c in VOCABULARY.characters])
        assert (np.abs(share - p) < 5 * np.sqrt(p * (1 - p) / draws)).all()
