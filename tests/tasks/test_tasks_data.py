"""Real data as tasks: what is read, how it is split, what a network is asked."""

import csv
import gzip
import random
import socket
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import examples

from rnnlib.tasks import (
    chorales,
    mnist1d,
    packages,
    speech,
    stocks,
    sunspots,
    surnames,
)
from rnnlib.tasks.sequences import labelled, padded, shuffled
from rnnlib.training.batch import Batch


@examples
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5), width=st.integers(1, 3))
def test_padded_puts_sequences_side_by_side_and_zeros_after_their_end(lengths, width):
    sequences = [np.full((length, width), k + 1.0) for k, length in enumerate(lengths)]
    array, found, mask = padded(sequences)
    assert array.shape == (max(lengths), width, len(lengths))
    assert (array.dtype, array.flags.c_contiguous) == (np.float32, True)
    assert list(found) == lengths == list(mask.sum(axis=0))
    for k, length in enumerate(lengths):
        assert (array[:length, :, k] == k + 1).all()
        assert not array[length:, :, k].any()
        assert mask[:length, k].all()
    flat, *_ = padded([sequence[:, 0].tolist() for sequence in sequences], int)
    assert flat.dtype == int
    assert_array_equal(flat, array[:, 0])


@examples
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_shuffled_moves_steps_within_their_sequence_alone(lengths, seed):
    sequences = [np.arange(2 * n).reshape(n, 2) + 100 * k for k, n in enumerate(lengths)]
    batch = labelled(sequences, np.zeros(len(lengths), int))
    mixed = shuffled(batch, np.random.default_rng(seed))
    for k, length in enumerate(lengths):
        steps = mixed.x[:length, :, k]
        assert_array_equal(steps[steps[:, 0].argsort()], sequences[k])
        assert not mixed.x[length:, :, k].any()
    assert (mixed.lengths is batch.lengths, mixed.targets is batch.targets) == (True, True)


def test_shuffled_comes_in_every_order_equally_often():
    batch = Batch(np.tile(np.arange(3.0)[:, None, None], (1, 1, 6000)), np.zeros((1, 6000), int))
    orders = shuffled(batch, np.random.default_rng(0)).x[:, 0].T.astype(int) @ [9, 3, 1]
    _, counts = np.unique(orders, return_counts=True)
    assert_allclose(counts, np.full(6, 1000), rtol=0.15)


# Speech


def test_utterances_are_those_that_sktime_reads():
    from sktime.datasets import load_japanese_vowels

    frame, labels = load_japanese_vowels(split="test", return_type="nested_univ")
    utterances, speakers = speech.japanese_vowels()["test"]
    assert_array_equal(speakers + 1, labels.astype(int))
    for k in (0, 100, 369):
        assert_array_equal(utterances[k].T, [frame.iloc[k, c] for c in range(12)])


def test_utterances_are_as_many_and_as_long_as_the_authors_say():
    """UCI repository: 30 by each of 9 speakers to train, 24 to 88 to test, 7 to 29 steps."""
    parts = speech.japanese_vowels()
    per_speaker = {part: np.bincount(speakers) for part, (_, speakers) in parts.items()}
    assert_array_equal(per_speaker["train"] + per_speaker["validation"], [30] * 9)
    assert_array_equal(per_speaker["validation"], [6] * 9)
    assert (per_speaker["test"].sum(), *per_speaker["test"][[6, 2]]) == (370, 40, 88)
    assert per_speaker["test"].min() == 24
    lengths = [len(u) for utterances, _ in parts.values() for u in utterances]
    assert (min(lengths), max(lengths)) == (7, 29)


def test_speaker_is_scaled_by_the_training_set_alone():
    task = speech.speaker()
    batch = next(task.batches(216, seed=0))
    inside = np.arange(len(batch.x))[:, None] < batch.lengths
    steps = batch.x.transpose(0, 2, 1)[inside]
    assert_allclose(steps.mean(axis=0), 0, atol=1e-5)
    assert_allclose(steps.std(axis=0), 1, atol=1e-5)
    assert not batch.x.transpose(0, 2, 1)[~inside].any()
    raw = np.concatenate(speech.japanese_vowels()["train"][0])
    one = speech.japanese_vowels()["test"][0][0]
    scaled = (one - raw.mean(axis=0)) / raw.std(axis=0)
    assert_allclose(task.held_out("test").x[: len(one), :, 0], scaled, atol=1e-5)


def test_direction_has_every_utterance_forwards_and_backwards():
    for steps in (None, 2, 5):
        batch = speech.direction(steps).held_out("test")
        half = batch.x.shape[2] // 2
        assert_array_equal(batch.targets[0], [0] * half + [1] * half)
        assert_array_equal(batch.lengths[:half], batch.lengths[half:])
        for k in (0, 17, half - 1):
            T = batch.lengths[k]
            assert_array_equal(batch.x[:T, :, k], batch.x[:T, :, half + k][::-1])
    utterance = np.arange(9)  # a few steps are the middle ones
    assert list(speech._middle(utterance, 3)) == [3, 4, 5]
    for steps in (20, None):
        assert list(speech._middle(utterance, steps)) == list(utterance)


# Chorales


def test_scores_equal_those_that_music21_reads():
    """With divisions that differ between parts (66.6), grace notes (299), long bars (112.5)."""
    from music21 import converter

    for name in ("bwv66.6", "bwv299", "bwv112.5"):
        file = packages.file("test", "music21", f"corpus/bach/{name}.mxl")
        score = converter.parse(file, forceSource=True, storePickle=False)
        for part, notes in zip(score.parts, chorales.scores()[name], strict=True):
            theirs = [
                (onset := n.getOffsetInHierarchy(score), onset + n.quarterLength, n.pitch.midi)
                for n in part.recurse().notes
                if not n.duration.isGrace
            ]
            ours = [(a / chorales.TICKS, b / chorales.TICKS, number) for a, b, number in notes]
            assert ours == [(float(a), float(b), number) for a, b, number in theirs]


def test_scores_have_four_parts_within_the_range():
    scores = chorales.scores()
    assert len(scores) == 364
    assert {len(parts) for parts in scores.values()} == {4}
    numbers = [number for parts in scores.values() for part in parts for *_, number in part]
    assert (min(numbers), max(numbers)) == (chorales.LOWEST, chorales.HIGHEST)
    for parts in scores.values():
        for part in parts:
            assert all(a[1] <= b[0] for a, b in pairwise(part))


def test_piano_roll_says_what_sounds_at_each_step(monkeypatch):
    """Two parts, three quarters: c (half), e; g struck twice in a quarter, then a rest, g."""
    q = chorales.TICKS
    parts = [
        [(0, 2 * q, 48), (2 * q, 3 * q, 52)],
        [(0, q // 4, 55), (q // 4, q, 55), (2 * q, 3 * q, 55)],
    ]
    monkeypatch.setattr(chorales, "scores", lambda: {"a": parts})
    for step, sounding in {
        "quarter": [{48, 55}, {48}, {52, 55}],
        "eighth": [{48, 55}, {48, 55}, {48}, {48}, {52, 55}, {52, 55}],
    }.items():
        roll = chorales.piano_rolls.__wrapped__(step)["a"]
        assert [set(np.flatnonzero(frame) + chorales.LOWEST) for frame in roll] == sounding


def test_quarters_are_every_other_eighth():
    eighths = chorales.piano_rolls("eighth")
    for name, roll in chorales.piano_rolls("quarter").items():
        assert_array_equal(roll, eighths[name][::2])
        assert roll.sum(axis=1).max() <= 4


def test_split_keeps_all_settings_of_a_melody_in_one_part():
    split = chorales.split()
    names = [name for part in split.values() for name in part]
    assert sorted(names) == sorted(chorales.scores())
    assert [round(len(part) / len(names), 2) for part in split.values()] == [0.70, 0.15, 0.15]
    where = {name: part for part, names in split.items() for name in names}
    home = {}
    for name, (soprano, *_) in chorales.scores().items():
        numbers = [number for *_, number in soprano[:8]]
        melody = tuple(number - numbers[0] for number in numbers)
        assert home.setdefault(melody, where[name]) == where[name]
    # Three that stand in the corpus twice, note for note or a tone apart.
    for first, second in [
        ("bwv18.5-lz", "bwv18.5-w"),
        ("bwv197.7-a", "bwv398"),
        ("bwv274", "bwv62.6"),
    ]:
        assert where[first] == where[second]


def test_chorales_target_is_the_next_frame():
    batch = chorales.chorales().held_out("validation")
    for k, name in enumerate(chorales.split()["validation"]):
        roll, T = chorales.piano_rolls()[name], batch.lengths[k]
        assert T == len(roll) - 1 == batch.mask[:, k].sum()
        assert_array_equal(batch.x[:T, :, k], roll[:-1])
        assert_array_equal(batch.targets[:T, :, k], roll[1:])


def test_often_follows_the_rule_of_succession():
    """(1 + how often) / (2 + of how many): after 3 frames with 0, 1, 2 times the note."""
    after = np.array([[0, 0, 1], [0, 1, 1], [0, 0, 0]])
    p = 1 / (1 + np.exp(-chorales._often(after)))
    assert_allclose(p, [1 / 5, 2 / 5, 3 / 5])
    p = 1 / (1 + np.exp(-chorales._often(after, np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]]))))
    assert_allclose(p, [1 / 4, 2 / 3, 1 / 2])


def test_linear_model_of_a_frame_equals_scikit_learn():
    from sklearn.linear_model import LogisticRegression

    rolls = [chorales.piano_rolls()[name] for name in chorales.split()["train"][:8]]
    before, after = (np.concatenate([r[a:b] for r in rolls]) for a, b in [(0, -1), (1, None)])
    weights, bias = chorales._linear(before, after)
    for k in (12, 30):
        model = LogisticRegression(max_iter=1000).fit(before, after[:, k])
        theirs = model.predict_log_proba(before)[:, 1]
        assert_allclose(-np.logaddexp(0, -(before @ weights[k] + bias[k])), theirs, atol=0.05)


# Series


def test_closing_of_months_equals_that_of_their_last_days():
    """Two files from two packages: the last close of each month they share is the same."""
    path = packages.file("test", "arch", "data/sp500/sp500.csv.gz")
    with gzip.open(path, "rt") as lines:
        dates = [row["Date"].split("/") for row in csv.DictReader(lines)]
    last = {
        (int(year), int(month)): close
        for (month, _, year), close in zip(dates, stocks.closing("day"), strict=True)
    }
    months = [(1990 + k // 12, k % 12 + 1) for k in range(len(stocks.closing()))]
    assert months[-1] == (2022, 5)
    monthly = dict(zip(months, stocks.closing(), strict=True))
    assert len(last) == 240
    assert_allclose([monthly[month] for month in last], list(last.values()), atol=0.01)


def test_log_returns_add_up_to_the_whole_gain():
    for every in stocks.PERIODS:
        closing = stocks.closing(every)
        assert np.exp(stocks.log_returns(every).sum() / 100) == pytest.approx(
            closing[-1] / closing[0]
        )
    batch = stocks.volatility(5).held_out("test")
    sizes = np.abs(stocks.log_returns("day"))
    first = round(len(sizes) * 0.7)
    scaled = (sizes[-len(batch.targets[0, 0]) :] - sizes[:first].mean()) / sizes[:first].std()
    assert_allclose(batch.targets[0, 0], scaled, atol=1e-5)


def test_sunspots_are_309_years_with_the_maximum_in_1957():
    numbers = sunspots.yearly()
    assert len(numbers) == 2008 - 1700 + 1
    assert 1700 + numbers.argmax() == 1957
    assert sunspots.sunspots(9).held_out("test").targets.shape == (1, 1, 46)


# MNIST-1D


def test_curves_are_made_offline_and_leave_the_global_generators_alone(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "socket", refuse)
    states = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    again = mnist1d.curves.__wrapped__()
    assert random.getstate() == states[0]
    assert_array_equal(np.random.get_state()[1], states[1])  # noqa: NPY002
    for part, (x, y) in mnist1d.curves().items():
        assert_array_equal(again[part][0], x)
        assert_array_equal(again[part][1], y)


def test_curves_are_5000_as_many_of_each_digit():
    parts = mnist1d.curves()
    assert [x.shape for x, _ in parts.values()] == [(3500, 40), (500, 40), (1000, 40)]
    x = np.concatenate([x for x, _ in parts.values()])
    assert_array_equal(np.bincount(np.concatenate([y for _, y in parts.values()])), [500] * 10)
    assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-9)


# Surnames


def test_folded_takes_accents_off():
    plain = {"Gärtner": "gartner", "Świątek": "swiatek", "Głąb": "glab", "Weiß": "weiss"}
    assert {name: surnames.folded(name) for name in plain} == plain


def test_surnames_are_as_many_of_each_language_and_none_twice():
    parts = surnames.surnames()
    names = [name for part, _ in parts.values() for name in part]
    assert len(set(names)) == len(names)
    assert set("".join(names)) == set(surnames.LETTERS)
    for _, languages in parts.values():
        assert len(set(np.bincount(languages, minlength=7))) == 1
    shares = [len(part) / len(names) for part, _ in parts.values()]
    assert_allclose(shares, [0.70, 0.15, 0.15], atol=0.005)


def test_language_reads_names_letter_by_letter():
    names, languages = surnames.surnames()["test"]
    batch = surnames.language().held_out("test")
    assert_array_equal(batch.targets, languages[None])
    for k in (0, 100, len(names) - 1):
        letters = batch.x[: batch.lengths[k], :, k]
        assert "".join(surnames.LETTERS[row.argmax()] for row in letters) == names[k]
        assert batch.x[:, :, k].sum() == len(names[k])
