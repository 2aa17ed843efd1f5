"""Wrong calls of tasks and their helpers: each is refused at the call, in words."""

# A row of the tables is a line, however long.
# ruff: noqa: E501
# fmt: off

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from rnnlib import RNN, Network
from rnnlib.tasks import film, speech, sunspots, text
from rnnlib.tasks.arithmetic import adding, parity
from rnnlib.tasks.chorales import piano_rolls
from rnnlib.tasks.counting import a_n_b_n, largest_n
from rnnlib.tasks.dna import frame_posterior, reading_frame, surviving, translate, translation
from rnnlib.tasks.forecasting import forecast
from rnnlib.tasks.memory import copy_memory, first_symbol_recall, pair_recall, selective_copy
from rnnlib.tasks.ngram import NGram
from rnnlib.tasks.noise import two_sequence
from rnnlib.tasks.order import temporal_order
from rnnlib.tasks.reber import continual_embedded_reber, embedded_reber, until_a_mistake
from rnnlib.tasks.sequences import padded, shuffled
from rnnlib.tasks.stocks import closing
from rnnlib.training.batch import Batch

VOCABULARY = text.Vocabulary("abc")
WRITER = Network(RNN(3, 4, seed=0), 3, seed=0)
OTHER = Network(RNN(3, 4, seed=0), 2, seed=0)
SERIES = np.sin(np.arange(40.0))


def bases(sequence):
    return np.array(["TCAG".index(base) for base in sequence])[:, None]


def check(rows):
    """Each call raises ValueError or TypeError with all of the words in its message."""
    for number, (call, *words) in enumerate(rows):
        with pytest.raises((ValueError, TypeError)) as error:
            call()
        for said in words:
            assert said in str(error.value), f"row {number}: {said!r} is not in: {error.value}"


def test_memory_tasks():
    check([
        (lambda: first_symbol_recall(0), "first_symbol_recall: steps must be at least 1, got 0"),
        (lambda: first_symbol_recall(5, 1), "symbols must be at least 2, got 1"),
        (lambda: first_symbol_recall(2.0), "steps must be a whole number, got 2.0"),
        (lambda: copy_memory(0), "copy_memory: steps must be at least 1, got 0"),
        (lambda: copy_memory("9"), "copy_memory: steps must be a whole number, got '9'"),
        (lambda: selective_copy(3), "selective_copy: steps must be at least 4, got 3"),
        (lambda: selective_copy(3, 0), "selective_copy: count must be at least 1, got 0"),
        (lambda: selective_copy(5, symbols=1), "symbols must be at least 2, got 1"),
        (lambda: pair_recall(0), "pair_recall: pairs must be at least 1, got 0"),
        (lambda: pair_recall(9), "pair_recall: keys must be at least 9, got 8"),
        (lambda: pair_recall(2, values=1), "pair_recall: values must be at least 2, got 1"),
    ])


def test_arithmetic_order_and_noise_tasks():
    check([
        (lambda: adding(3), "adding: steps must be at least 4, got 3"),
        (lambda: adding(10.0), "adding: steps must be a whole number, got 10.0"),
        (lambda: adding(10, "1998"), "adding: form must be one of '1997', '2016', got '1998'"),
        (lambda: adding(10, 1997), "adding: form must be one of '1997', '2016', got 1997"),
        (lambda: parity(0), "parity: steps must be at least 1, got 0"),
        (lambda: temporal_order(9), "temporal_order: steps must be at least 10, got 9"),
        (lambda: temporal_order("20"), "temporal_order: steps must be a whole number, got '20'"),
        (lambda: temporal_order(20, 4), "temporal_order: relevant must be one of 2, 3, got 4"),
        (lambda: temporal_order(20, form="6a"), "form must be one of '1997', '2013', got '6a'"),
        (lambda: two_sequence(3), "two_sequence: steps must be at least 4, got 3"),
        (lambda: two_sequence(9, informative=0), "informative must be at least 1, got 0"),
        (lambda: two_sequence(9, "3d"), "form must be one of '3a', '3b', '3c', got '3d'"),
        (lambda: two_sequence(9.5), "two_sequence: steps must be a whole number, got 9.5"),
    ])


def test_counting_and_reber_tasks():
    check([
        (lambda: a_n_b_n(1), "longest must be at least 2, got 1"),
        (lambda: largest_n(None, "abcd"), "largest_n: letters must be one of 'ab', 'abc'"),
        (lambda: largest_n(None, "ab", 0), "largest_n: most must be at least 1"),
        (lambda: continual_embedded_reber(0), "continual_embedded_reber: window must be at least 1"),
        (lambda: continual_embedded_reber(windows=0), "windows must be at least 1, got 0"),
        (lambda: until_a_mistake(None, 0, streams=0), "streams must be at least 1"),
        (lambda: until_a_mistake(None, 0, most=0), "most must be at least 1"),
        (lambda: until_a_mistake(None, None), "until_a_mistake: seed must be"),
    ])


def test_dna_tasks():
    check([
        (lambda: translation(2), "translation: steps must be at least 3, got 2"),
        (lambda: reading_frame(0), "reading_frame: steps must be at least 1, got 0"),
        (lambda: translate(np.array([[4]])), "translate: bases must lie in 0 … 3, got 4"),
        (lambda: frame_posterior(np.array([0, 1])), "frame_posterior: bases must be (T, B)"),
        (lambda: surviving(bases("ATGGCT"), 0), "must leave a codon behind it, among T = 6"),
        (lambda: surviving(bases("ATGGCTT"), 3), "must leave a codon behind it", "got 3"),
        (lambda: surviving(bases("ATGGCTT"), 9), "must leave a codon behind it", "got 9"),
        (lambda: surviving(bases("ATGGCTT"), -1), "at must be at least 0, got -1"),
    ])


def test_tasks_of_real_data():
    check([
        (lambda: film.moving_digits(0), "moving_digits: steps must be at least 1, got 0"),
        (lambda: speech.direction(1), "direction: steps must be at least 2, got 1"),
        (lambda: text.characters(0), "characters: window must be at least 1, got 0"),
        (lambda: piano_rolls("half"), "piano_rolls: step must be one of 'quarter', 'eighth'"),
        (lambda: closing("week"), "closing: every must be one of 'month', 'day', got 'week'"),
        (lambda: film.which_way(1), "which_way: frames must be at least 2, got 1"),
        (lambda: sunspots.sunspots(0), "sunspots: lags must be at least 1, got 0"),
        (lambda: sunspots.sunspots(108), "sunspots: lags must be below 108", "216 values, got 108"),
        (lambda: sunspots.sunspots(2.0), "sunspots: lags must be a whole number"),
    ])


@pytest.mark.parametrize("make", [lambda: parity(3), speech.speaker, lambda: a_n_b_n(4), embedded_reber,
                                  continual_embedded_reber, film.which_way, text.characters])
def test_batches_and_held_out(make):
    task = make()
    check([
        (lambda: task.batches(0, 0), "batches: batch_size must be at least 1, got 0"),
        (lambda: task.batches(2.5, 0), "batches: batch_size must be a whole number, got 2.5"),
        (lambda: task.batches(2, None), "batches: seed must be", "got None"),
        (lambda: task.held_out("train"), "split must be one of 'validation', 'test', got 'train'"),
        (lambda: task.evaluate(None, "tests"), f"{task.name}: split must be one of 'validation'"),
    ])


def test_vocabulary_and_ngram():
    check([
        (lambda: text.Vocabulary(""), "Vocabulary: text must be a string that is not empty, got ''"),
        (lambda: text.Vocabulary(b"ab"), "Vocabulary: text must be a string", "got b'ab'"),
        (lambda: VOCABULARY.encode(""), "Vocabulary.encode: text must be a string that is not empty"),
        (lambda: VOCABULARY.encode(7), "Vocabulary.encode: text must be a string", "got 7"),
        (lambda: VOCABULARY.encode("abxb"), "3 known characters, got 'x' at position 2"),
        (lambda: VOCABULARY.decode([0, 3]), "Vocabulary.decode: numbers must lie in 0 … 2, got 3"),
        (lambda: VOCABULARY.decode([0.5]), "Vocabulary.decode: numbers must hold whole numbers"),
        (lambda: VOCABULARY.one_hot([0, 1]), "Vocabulary.one_hot: numbers must be (T, B)", "got (2,)"),
        (lambda: NGram(0, "abc", VOCABULARY), "NGram: n must be at least 1, got 0"),
        (lambda: NGram(2, "abd", VOCABULARY), "got 'd' at position 2"),
        (lambda: NGram(2, "abc", VOCABULARY).loss("a"), "NGram.loss: text must be a string of at least 2", "got 'a'"),
    ])


def test_text_split_and_streams():
    check([
        (lambda: text.split("abc", validation=0), "split: validation must be above 0, got 0"),
        (lambda: text.split("abcdefgh", 0.5, 0.5), "must leave text to learn from", "0.5 and 0.5 of 8"),
        (lambda: text.split("abc", 1, 0), "split: test must be above 0, got 0"),
        (lambda: text.split("abc", 0.01, 0.3), "must leave text", "0.01 and 0.3 of 3 characters"),
        (lambda: text.split("abc", 0.5, 0.6), "split: test must be at most 0.5, got 0.6"),
        (lambda: text.split(["a", "b"]), "split: text must be a string", "got ['a', 'b']"),
        (lambda: text.streams("abcabc", VOCABULARY, 2, 3), "more than batch_size · window = 6", "got 6"),
        (lambda: text.streams("abc", VOCABULARY, 0, 3), "streams: batch_size must be at least 1, got 0"),
        (lambda: text.streams("abc", VOCABULARY, 1, 0), "streams: window must be at least 1, got 0"),
        (lambda: text.streams("abx", VOCABULARY, 1, 1), "got 'x' at position 2"),
    ])


def test_text_evaluate_and_sample():
    check([
        (lambda: text.evaluate(WRITER, "a", VOCABULARY), "evaluate: text must be a string of at least 2", "got 'a'"),
        (lambda: text.evaluate(WRITER, "ab", VOCABULARY, 0), "evaluate: window must be at least 1"),
        (lambda: text.evaluate(OTHER, "ab", VOCABULARY), "evaluate: network must have D_y = 3", "got 2"),
        (lambda: text.sample(WRITER, VOCABULARY, "a", 5, 0, 0), "sample: temperature must be above 0"),
        (lambda: text.sample(WRITER, VOCABULARY, "a", 5, np.nan, 0), "temperature must be above 0, got nan"),
        (lambda: text.sample(WRITER, VOCABULARY, "a", 5, np.inf, 0), "temperature must be finite"),
        (lambda: text.sample(WRITER, VOCABULARY, "a", 0, 1, 0), "sample: length must be at least 1"),
        (lambda: text.sample(WRITER, VOCABULARY, "", 5, 1, 0), "text must be a string that is not empty"),
        (lambda: text.sample(WRITER, VOCABULARY, "a", 5, 1, None), "sample: seed must be", "got None"),
        (lambda: text.sample(OTHER, VOCABULARY, "a", 5, 1, 0), "sample: network must have D_y = 3", "got 2"),
    ])


def test_shuffled():
    every_step = Batch(np.zeros((5, 1, 2)), np.zeros((5, 2), int))
    check([(lambda: shuffled(every_step, np.random.default_rng(0)),
            "shuffled: batch must have targets of one step, the last, got 5 steps")])


def test_padded():
    check([
        (lambda: padded([]), "padded: sequences must hold at least one sequence, got none"),
        (lambda: padded([[1, 2], []]), "padded: sequence 1 must not be empty, got T = 0"),
        (lambda: padded([np.zeros((3, 2)), np.zeros((4, 3))]), "sequence 1 must be (T, D) = (any, 2), got (4, 3)"),
        (lambda: padded([np.zeros((3, 2)), np.zeros(4)]), "sequence 1 must be (T, D) = (any, 2), got (4,)"),
        (lambda: padded([np.zeros(3), np.zeros((4, 2))]), "sequence 1 must be (T) = (any), got (4, 2)"),
        (lambda: padded([[[1, 2], [3]]]), "padded: sequence 0 must be one array (T), got rows of several lengths"),
        (lambda: padded([[[1, 2], [3, 4]], [[1, 2], [3]]]), "sequence 1 must be one array (T, D), got rows of several"),
        (lambda: padded([["a", "b"]]), "padded: sequence 0 must hold real numbers, got dtype <U1"),
        (lambda: padded([[1, None]]), "padded: sequence 0 must hold real numbers, got dtype object"),
        (lambda: padded([[1, np.nan]]), "padded: sequence 0 must be finite, got nan at (1,)"),
        (lambda: padded([3.0]), "padded: sequence 0 must be (T) = (any), got ()"),
        (lambda: padded([np.ma.masked_array([1, 2], [False, True])]), "sequence 0 must have no masked entries"),
    ])


def planted(value, at=17):
    series = SERIES.tolist()
    series[at] = value
    return series


def test_forecast_series():
    check([
        (lambda: forecast("mine", planted(np.nan), 2), "mine: series must be finite, got nan at (17,)"),
        (lambda: forecast("mine", np.array(planted(-np.inf)), 2), "series must be finite, got -inf at (17,)"),
        (lambda: forecast("mine", pd.Series(planted(np.nan)), 2), "series must be finite, got nan at (17,)"),
        (lambda: forecast("mine", planted(None), 2), "mine: series must hold real numbers, got None at 17"),
        (lambda: forecast("mine", planted("3.5"), 2), "mine: series must hold real numbers, got '3.5' at 17"),
        (lambda: forecast("mine", np.array(planted("3.5")), 2), "series must hold real numbers, got", "at 0"),
        (lambda: forecast("mine", pd.Series(planted(pd.NA)), 2), "series must hold real numbers, got <NA> at 17"),
        (lambda: forecast("mine", planted([1, 2]), 2), "series must hold real numbers, got [1, 2] at 17"),
        (lambda: forecast("mine", planted(2j), 2), "series must hold real numbers, got 2j at 17"),
        (lambda: forecast("mine", np.ma.masked_array(SERIES, SERIES > 0.999), 2), "series must be finite, got nan at (33,)"),
        (lambda: forecast("mine", "1, 2, 3", 2), "series must be (N)", "got ()"),
        (lambda: forecast("mine", [], 2), "series must not be empty"),
        (lambda: forecast("mine", pd.date_range("2020", periods=40), 2), "real numbers, got Timestamp('2020-01-01 00:00:00'","at 0"),
        (lambda: forecast("mine", np.stack([SERIES] * 2, axis=1), 2), "series must be (N)", "got (40, 2)"),
        (lambda: forecast("mine", pd.DataFrame({"a": SERIES, "b": SERIES}), 2), "got (40, 2)"),
        (lambda: forecast("mine", SERIES[None], 2), "series must be (N)", "got (1, 40)"),
        (lambda: forecast("mine", np.full(40, 0.1), 2), "must vary in its training part, got 28 values, {0.1}"),
        (lambda: forecast("mine", np.r_[SERIES[:34], np.ones(6)], 2), "vary in its test part, got 6 values, {1.0}"),
        (lambda: forecast("mine", np.r_[SERIES[:28], np.ones(6), SERIES[34:]], 2), "in its validation part"),
        (lambda: forecast("mine", SERIES[:4], 1), "vary in its validation part, got 0 values, none"),
        (lambda: forecast("mine", SERIES[:2], 1), "lags must be below 1, for the training part has 1"),
        (lambda: forecast("mine", planted(1e200), 2), "series must be of one scale, got", "a deviation of inf"),
        (lambda: forecast("mine", planted(1e300, at=39), 2), "must be of one scale, got 1e+300 at 39"),
    ])


def test_forecast_takes_lists_columns_and_pandas_as_it_takes_an_array():
    expected = forecast("mine", SERIES, 3).held_out("test")
    whole = np.arange(40) % 7
    for series in (
        SERIES.tolist(),
        tuple(SERIES),
        SERIES[:, None],
        pd.Series(SERIES, index=pd.date_range("2020", periods=40)),
        pd.DataFrame({"value": SERIES}),
        [Decimal(value) for value in SERIES],
        np.ma.masked_array(SERIES, np.zeros(40, bool)),
    ):
        found = forecast("mine", series, 3).held_out("test")
        np.testing.assert_array_equal(found.x, expected.x, str(type(series)))
        np.testing.assert_array_equal(found.targets, expected.targets, str(type(series)))
    for kind in (int, np.uint8, np.float32, "Int64"):
        series = pd.Series(whole, dtype=kind) if isinstance(kind, str) else whole.astype(kind)
        found = forecast("mine", series, 3).held_out("test").x
        np.testing.assert_array_equal(
            found, forecast("mine", whole.astype(float), 3).held_out("test").x
        )
    assert re.fullmatch("mine, 3 lags", forecast("mine", whole, 3).name)
