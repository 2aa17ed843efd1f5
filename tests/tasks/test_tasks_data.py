"""Real data as tasks: what is read, how it is split, what a network is asked."""

import csv
import gzip
import random
import socket
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import examples

from rnnlib import RNN
from rnnlib.tasks import (
    chorales,
    mnist1d,
    packages,
    speech,
    stocks,
    sunspots,
    surnames,
    text,
)
from rnnlib.tasks.baselines import logistic_regression
from rnnlib.tasks.sequences import padded

TASKS = {
    "speaker": speech.speaker,
    "direction": speech.direction,
    "direction, 3 steps": lambda: speech.direction(3),
    "chorales": chorales.chorales,
    "prices": lambda: stocks.prices(12),
    "returns": lambda: stocks.returns(12),
    "volatility": lambda: stocks.volatility(20),
    "sunspots": lambda: sunspots.sunspots(9),
    "MNIST-1D": mnist1d.mnist1d,
    "surnames": surnames.language,
    "Lady Susan": text.characters,
}

# What holds for all


@pytest.mark.parametrize("name", TASKS)
def test_a_task_fits_a_network_that_it_makes(name):
    task = TASKS[name]()
    network = task.network(RNN(task.input_size, 3, seed=0), seed=1)
    batch = next(task.batches(4, seed=2))
    assert batch.x.dtype == np.float32
    assert batch.x.shape[1:] == (task.input_size, 4)
    y = network.forward(batch.x, lengths=batch.lengths).y
    assert np.isfinite(task.loss(y, batch.targets, batch.mask)[0])
    for split in ("validation", "test"):
        measured = task.evaluate(network, split)
        assert np.isfinite(list(measured.values())).all()


@pytest.mark.parametrize("name", TASKS)
def test_the_same_seed_gives_the_same_batches_and_another_seed_others(name):
    task = TASKS[name]()
    first, same, other = (list(islice(task.batches(8, seed), 3)) for seed in (0, 0, 1))
    for a, b in zip(first, same, strict=True):
        assert_array_equal(a.x, b.x)
        assert_array_equal(a.targets, b.targets)
    assert any(
        a.x.shape != b.x.shape or (a.x != b.x).any() for a, b in zip(first, other, strict=True)
    )


@examples
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5), width=st.integers(1, 3))
def test_padding_puts_sequences_side_by_side_and_nothing_after_their_end(lengths, width):
    sequences = [np.full((length, width), k + 1.0) for k, length in enumerate(lengths)]
    array, found, mask = padded(sequences)
    assert array.shape == (max(lengths), width, len(lengths))
    assert list(found) == lengths == list(mask.sum(axis=0))
    for k, length in enumerate(lengths):
        assert (array[:length, :, k] == k + 1).all()
        assert not array[length:, :, k].any()
        assert mask[:length, k].all()


def test_a_linear_model_learns_what_a_line_can_tell_and_nothing_else():
    generator = np.random.default_rng(0)
    features, labels = {}, {}
    for part, count in {"train": 300, "validation": 100, "test": 2000}.items():
        features[part] = generator.normal(size=(count, 3))
        labels[part] = (features[part] @ [1, -2, 0.5] > 0.3).astype(int)
    assert logistic_regression({p: (features[p], labels[p]) for p in labels})["accuracy"] > 0.97
    nothing = {part: np.zeros_like(x) for part, x in features.items()}
    p = [np.mean(labels[part]) for part in ("train", "test")]
    found = logistic_regression({p: (nothing[p], labels[p]) for p in labels})
    assert found["loss"] == pytest.approx(
        -p[1] * np.log(p[0]) - (1 - p[1]) * np.log(1 - p[0]), abs=1e-3
    )
    assert found["accuracy"] == pytest.approx(1 - p[1])


# Speech


def test_the_utterances_are_those_that_sktime_reads():
    from sktime.datasets import load_japanese_vowels

    frame, labels = load_japanese_vowels(split="test", return_type="nested_univ")
    utterances, speakers = speech.japanese_vowels()["test"]
    assert_array_equal(speakers + 1, labels.astype(int))
    for k in (0, 100, 369):
        assert_array_equal(utterances[k].T, [frame.iloc[k, c] for c in range(12)])


def test_there_are_as_many_utterances_and_steps_as_the_authors_say():
    """UCI repository: 30 by each of 9 speakers to train, 24 to 88 to test, 7 to 29 steps."""
    parts = speech.japanese_vowels()
    per_speaker = {part: np.bincount(speakers) for part, (_, speakers) in parts.items()}
    assert_array_equal(per_speaker["train"] + per_speaker["validation"], [30] * 9)
    assert_array_equal(per_speaker["validation"], [6] * 9)
    assert (per_speaker["test"].sum(), *per_speaker["test"][[6, 2]]) == (370, 40, 88)
    assert per_speaker["test"].min() == 24
    lengths = [len(u) for utterances, _ in parts.values() for u in utterances]
    assert (min(lengths), max(lengths)) == (7, 29)


def test_cepstra_are_scaled_by_the_training_set_alone():
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


@pytest.mark.parametrize("steps", [None, 2, 5])
def test_every_utterance_is_heard_forwards_and_backwards(steps):
    batch = speech.direction(steps).held_out("test")
    half = batch.x.shape[2] // 2
    assert_array_equal(batch.targets[0], [0] * half + [1] * half)
    assert_array_equal(batch.lengths[:half], batch.lengths[half:])
    for k in (0, 17, half - 1):
        T = batch.lengths[k]
        assert_array_equal(batch.x[:T, :, k], batch.x[:T, :, half + k][::-1])


def test_a_few_steps_are_the_middle_ones():
    utterance = np.arange(9)
    assert list(speech._middle(utterance, 3)) == [3, 4, 5]
    assert list(speech._middle(utterance, 20)) == list(utterance)
    with pytest.raises(ValueError, match="direction: steps must be at least 2, got 1"):
        speech.direction(1)


# Chorales


def test_a_score_is_read_as_music21_reads_it():
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


def test_every_chorale_has_four_parts_of_one_length_within_the_range():
    scores = chorales.scores()
    assert len(scores) == 364
    assert {len(parts) for parts in scores.values()} == {4}
    numbers = [number for parts in scores.values() for part in parts for *_, number in part]
    assert (min(numbers), max(numbers)) == (chorales.LOWEST, chorales.HIGHEST)
    for parts in scores.values():
        for part in parts:
            assert all(a[1] <= b[0] for a, b in pairwise(part))


@pytest.fixture
def a_score(monkeypatch):
    """Two parts, three quarters: c (half), e; g struck twice in a quarter, then a rest, g."""
    q = chorales.TICKS
    parts = [
        [(0, 2 * q, 48), (2 * q, 3 * q, 52)],
        [(0, q // 4, 55), (q // 4, q, 55), (2 * q, 3 * q, 55)],
    ]
    monkeypatch.setattr(chorales, "scores", lambda: {"a": parts})


@pytest.mark.parametrize(
    ("step", "sounding"),
    [
        ("quarter", [{48, 55}, {48}, {52, 55}]),
        ("eighth", [{48, 55}, {48, 55}, {48}, {48}, {52, 55}, {52, 55}]),
    ],
)
def test_a_piano_roll_says_what_sounds_at_each_step(a_score, step, sounding):
    roll = chorales.piano_rolls.__wrapped__(step)["a"]
    assert [set(np.flatnonzero(frame) + chorales.LOWEST) for frame in roll] == sounding


def test_quarters_are_every_other_eighth():
    eighths = chorales.piano_rolls("eighth")
    for name, roll in chorales.piano_rolls("quarter").items():
        assert_array_equal(roll, eighths[name][::2])
        assert roll.sum(axis=1).max() <= 4


def test_all_settings_of_a_melody_are_on_one_side_of_the_split():
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


def test_the_target_is_the_next_frame():
    batch = chorales.chorales().held_out("validation")
    for k, name in enumerate(chorales.split()["validation"]):
        roll, T = chorales.piano_rolls()[name], batch.lengths[k]
        assert T == len(roll) - 1 == batch.mask[:, k].sum()
        assert_array_equal(batch.x[:T, :, k], roll[:-1])
        assert_array_equal(batch.targets[:T, :, k], roll[1:])


def test_counts_of_notes_follow_the_rule_of_succession():
    """(1 + how often) / (2 + of how many): after 3 frames with 0, 1, 2 times the note."""
    after = np.array([[0, 0, 1], [0, 1, 1], [0, 0, 0]])
    p = 1 / (1 + np.exp(-chorales._often(after)))
    assert_allclose(p, [1 / 5, 2 / 5, 3 / 5])
    p = 1 / (1 + np.exp(-chorales._often(after, np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]]))))
    assert_allclose(p, [1 / 4, 2 / 3, 1 / 2])


def test_the_linear_model_of_a_frame_is_what_scikit_learn_fits():
    from sklearn.linear_model import LogisticRegression

    rolls = [chorales.piano_rolls()[name] for name in chorales.split()["train"][:8]]
    before, after = (np.concatenate([r[a:b] for r in rolls]) for a, b in [(0, -1), (1, None)])
    weights, bias = chorales._linear(before, after)
    for k in (12, 30):
        model = LogisticRegression(max_iter=1000).fit(before, after[:, k])
        theirs = model.predict_log_proba(before)[:, 1]
        assert_allclose(-np.logaddexp(0, -(before @ weights[k] + bias[k])), theirs, atol=0.05)


# Series


def test_months_end_where_the_days_say_they_do():
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


def test_returns_add_up_to_the_whole_gain():
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


def test_the_sun_was_most_active_in_1957():
    numbers = sunspots.yearly()
    assert len(numbers) == 2008 - 1700 + 1
    assert 1700 + numbers.argmax() == 1957
    assert sunspots.sunspots(9).held_out("test").targets.shape == (1, 1, 46)


# MNIST-1D


def test_the_curves_are_made_here_and_leave_the_global_generators_alone(monkeypatch):
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


def test_there_are_five_thousand_curves_as_many_of_each_digit():
    parts = mnist1d.curves()
    assert [x.shape for x, _ in parts.values()] == [(3500, 40), (500, 40), (1000, 40)]
    x = np.concatenate([x for x, _ in parts.values()])
    assert_array_equal(np.bincount(np.concatenate([y for _, y in parts.values()])), [500] * 10)
    assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-9)


# Surnames


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Gärtner", "gartner"), ("Świątek", "swiatek"), ("Głąb", "glab"), ("Weiß", "weiss")],
)
def test_accents_are_taken_off(name, plain):
    assert surnames.folded(name) == plain


def test_each_language_has_as_many_names_and_no_name_stands_twice():
    parts = surnames.surnames()
    names = [name for part, _ in parts.values() for name in part]
    assert len(set(names)) == len(names)
    assert set("".join(names)) == set(surnames.LETTERS)
    for _, languages in parts.values():
        assert len(set(np.bincount(languages, minlength=7))) == 1
    shares = [len(part) / len(names) for part, _ in parts.values()]
    assert_allclose(shares, [0.70, 0.15, 0.15], atol=0.005)


def test_names_are_read_letter_by_letter_and_end_where_they_end():
    names, languages = surnames.surnames()["test"]
    batch = surnames.language().held_out("test")
    assert_array_equal(batch.targets, languages[None])
    for k in (0, 100, len(names) - 1):
        letters = batch.x[: batch.lengths[k], :, k]
        assert "".join(surnames.LETTERS[row.argmax()] for row in letters) == names[k]
        assert batch.x[:, :, k].sum() == len(names[k])
