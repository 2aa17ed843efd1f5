"""Text: read from an installed package, encoded, streamed, scored, written on, and as a task."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import examples

from rnnlib import RNN, Network
from rnnlib.tasks import text
from rnnlib.training.losses import bits, cross_entropy

TEXT = "the cat sat on the mat, and the rat sat on the cat."
VOCABULARY = text.Vocabulary(TEXT)


def a_network(seed=0):
    """One whose state matters: its weights are larger than those that a layer starts with."""
    K = len(VOCABULARY)
    network = Network(RNN(K, 7, seed=seed, dtype=np.float64), K, seed=seed)
    for array in network.params.values():
        array *= 4
    return network


def test_lady_susan_is_the_novel_without_the_lines_around_it():
    novel = text.lady_susan()
    assert novel.startswith("LADY SUSAN\n\nby\n\nJane Austen")
    assert novel.endswith("by a woman ten years older\nthan herself.\n")
    assert "gutenberg" not in novel.lower()
    assert len(novel) == 127_293
    assert novel.isascii()


def test_split_cuts_in_order_and_loses_nothing():
    parts = text.split(TEXT * 20, validation=0.2, test=0.1)
    assert "".join(parts) == TEXT * 20
    assert_allclose([len(p) / (20 * len(TEXT)) for p in parts], [0.7, 0.2, 0.1], atol=1e-3)


@examples
@given(characters=st.text(min_size=1, max_size=10))
def test_vocabulary_decodes_what_it_encoded(characters):
    vocabulary = text.Vocabulary(characters)
    numbers = vocabulary.encode(characters)
    assert vocabulary.decode(numbers) == characters
    assert list(vocabulary.characters) == sorted(set(characters))
    assert (numbers.min(), numbers.max()) == (0, len(vocabulary) - 1)
    x = vocabulary.one_hot(numbers[:, None], np.float64)
    assert_array_equal(x[..., 0], np.eye(len(vocabulary))[numbers])
    assert vocabulary.one_hot(numbers[:, None]).dtype == np.float32


def epoch(batches):
    """The batches of one epoch: up to the next that starts anew."""
    found = [next(batches)]
    while not (batch := next(batches)).starts:
        found.append(batch)
    return found


@examples
@given(length=st.integers(7, 60), batch_size=st.integers(1, 6), window=st.integers(1, 9))
def test_streams_read_every_character_in_every_epoch(length, batch_size, window):
    """Each stream on its own: what it reads joins up, and goes on into the next one's piece."""
    if length <= batch_size * window:
        return
    # Each character differs from all others, so that it is known where one was read.
    alphabet = "".join(map(chr, range(200, 200 + length)))
    vocabulary = text.Vocabulary(alphabet)
    batches = text.streams(alphabet, vocabulary, batch_size, window)
    first = epoch(batches)
    assert first[0].starts
    assert [len(batch.x) for batch in first[:-1]] == [window] * (len(first) - 1)
    assert 1 <= len(first[-1].x) <= window
    inputs = np.concatenate([batch.x.argmax(axis=1) for batch in first])
    targets = np.concatenate([batch.targets for batch in first])
    assert_array_equal(targets, inputs + 1)  # a target is the character after its input
    assert_array_equal(np.diff(inputs, axis=0), 1)  # without a gap
    piece = (length - 1) // batch_size
    assert_array_equal(inputs[0], piece * np.arange(batch_size))
    assert set(inputs.flat) == set(range(length - 1))
    assert set(targets.flat) == set(range(1, length))
    assert len(inputs) - piece == (length - 1) % batch_size < batch_size  # read twice, at most
    again = next(batches)  # the second of the second epoch: `epoch` has taken its first
    later = first[1] if len(first) > 1 else first[0]
    assert_array_equal(again.x, later.x)


def test_streams_first_full_windows_are_those_of_equal_pieces():
    """The windows that a plain cutting into pieces gives, and after them the remainder."""
    numbers, length = VOCABULARY.encode(TEXT), (len(TEXT) - 1) // 3
    batches = list(islice(text.streams(TEXT, VOCABULARY, 3, 5), 4))
    pieces = numbers[: 3 * length].reshape(3, length).T
    for k, batch in enumerate(batches[: length // 5]):
        assert_array_equal(batch.x.argmax(axis=1), pieces[5 * k : 5 * k + 5])
    assert [len(batch.x) for batch in batches] == [5, 5, 5, 3]  # 16 of a piece, and 2 to the end
    assert VOCABULARY.decode(batches[3].targets[:, 2]) == TEXT[-3:]


@pytest.mark.parametrize("window", [1, 7, 1000])
def test_evaluate_in_windows_equals_one_reading(window):
    network, numbers = a_network(), VOCABULARY.encode(TEXT)
    tape = network.forward(VOCABULARY.one_hot(numbers[:-1, None], np.float64))
    whole, _ = cross_entropy(tape.y, numbers[1:, None])
    assert text.evaluate(network, TEXT, VOCABULARY, window) == pytest.approx(whole, rel=1e-12)


def test_sample_is_reproducible_and_begins_with_its_prompt():
    network = a_network()
    first, same, other = (
        text.sample(network, VOCABULARY, "the ", 60, 1.0, seed=seed) for seed in (1, 1, 2)
    )
    assert first == same != other
    assert first.startswith("the ")
    assert len(first) == 4 + 60
    assert set(first) <= set(VOCABULARY.characters)


@pytest.mark.parametrize("temperature", [1e-4, 1e-40, 1e-320, 5e-324])
def test_sample_at_a_low_temperature_takes_the_largest_output(temperature):
    network, written = a_network(), "the "
    for _ in range(10):
        numbers = VOCABULARY.encode(written)
        y = network.forward(VOCABULARY.one_hot(numbers[:, None], np.float64)).y
        written += VOCABULARY.characters[y[-1, :, 0].argmax()]
    assert text.sample(network, VOCABULARY, "the ", 10, temperature, seed=3) == written


def test_sample_draws_characters_as_often_as_the_network_says():
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


# As a task


def test_characters_reads_on_from_window_to_window():
    vocabulary = text.Vocabulary(text.lady_susan())
    first, second = islice(text.characters(window=7).batches(3, seed=5), 2)
    assert (first.starts, second.starts) == (True, False)
    train = text.split(text.lady_susan())[0]
    for k in range(3):
        read = "".join(vocabulary.decode(b.x[:, :, k].argmax(axis=1)) for b in (first, second))
        assert read in train + train
        assert vocabulary.decode(first.targets[:, k]) == read[1:8]


def test_characters_held_out_pieces_are_the_whole_held_out_text():
    vocabulary = text.Vocabulary(text.lady_susan())
    for split, held_out in zip(
        ("validation", "test"), text.split(text.lady_susan())[1:], strict=True
    ):
        batch = text.characters().held_out(split)
        read, targets = "", ""
        for k, T in enumerate(batch.lengths):
            read += vocabulary.decode(batch.x[:T, :, k].argmax(axis=1))
            targets += vocabulary.decode(batch.targets[:T, k])
            assert not batch.x[T:, :, k].any()
        assert (read, targets) == (held_out[:-1], held_out[1:])
        assert batch.lengths.max() - batch.lengths.min() <= 1


def test_characters_bits_are_its_loss_and_near_those_of_one_long_reading():
    task = text.characters()
    network = task.network(RNN(task.input_size, 8, seed=0), seed=1)
    measured = task.evaluate(network, "test")
    assert measured["bits"] == pytest.approx(bits(measured["loss"]))
    novel = text.lady_susan()
    whole = text.evaluate(network, text.split(novel)[2], text.Vocabulary(novel))
    assert measured["loss"] == pytest.approx(whole, abs=0.01)
