"""Repeated strings: their complexity from codes that decompress, their windows by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from rnnlib import RNN
from rnnlib.tasks.repeated import lzw_complexity, repeated_string, string_of_complexity
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import Adam

LETTERS = "ABCDE"


def compress(text):
    """LZW as Welch (1984) writes it: a code for the longest piece in the table, again and again."""
    table, codes = {letter: k for k, letter in enumerate(LETTERS)}, []
    while text:
        piece = max((p for p in table if text.startswith(p)), key=len)
        codes.append(table[piece])
        table[text[: len(piece) + 1]] = len(table)
        text = text[len(piece) :]
    return codes


def decompress(codes):
    table, text, before = dict(enumerate(LETTERS)), "", ""
    for code in codes:
        piece = table.get(code, before + before[:1])
        if before:
            table[len(table)] = before + piece[0]
        text, before = text + piece, piece
    return text


@given(st.text(LETTERS, min_size=1, max_size=60))
def test_complexity_is_the_number_of_codes_from_which_the_string_comes_back(text):
    codes = compress(text)
    assert decompress(codes) == text
    assert lzw_complexity([LETTERS.index(letter) for letter in text]) == len(codes)


def test_complexity_of_strings_that_were_published_with_it():
    """Both in the README of robcah/RNNExploration4SymbolicTS, by the authors of 2021."""
    assert lzw_complexity([LETTERS.index(letter) for letter in "BCA"]) == 3
    assert lzw_complexity([LETTERS.index(letter) for letter in "ABCBBCBBABCC"]) == 9


@pytest.mark.parametrize(("symbols", "complexity"), [(2, 2), (2, 9), (5, 5), (5, 40)])
def test_string_is_as_complex_as_asked_for_and_no_repetition(symbols, complexity):
    for seed in range(20):
        string = string_of_complexity(symbols, complexity, np.random.default_rng(seed))
        assert lzw_complexity(string) == complexity
        assert set(string) == set(range(symbols))
        turned = [tuple(np.roll(string, k)) for k in range(len(string))]
        assert len(set(turned)) == len(string)  # else a shorter piece would do


def test_windows_begin_at_every_place_and_go_round():
    task = repeated_string(4, 12, string=3, window=30)
    batch = task.held_out("test")
    read = batch.x.argmax(axis=1)
    once = read[0]
    for k in range(len(once)):
        endless = np.tile(np.roll(once, -k), 10)
        assert_array_equal(read[:, k], endless[:30])
        assert batch.targets[0, k] == endless[30]


def test_training_windows_are_among_them():
    task = repeated_string(4, 12, string=3, window=8)
    every = task.held_out("test").x
    batch = next(task.batches(50, seed=0))
    assert all((every == batch.x[:, :, [k]]).all(axis=(0, 1)).any() for k in range(50))


def test_knowing_the_last_symbol_is_what_a_table_of_pairs_knows():
    task = repeated_string(3, 10, string=1)
    once = task.held_out("test").x[0].argmax(axis=0)
    after = {s: [b for a, b in zip(once, np.roll(once, -1), strict=True) if a == s] for s in once}
    loss = -np.mean(
        [
            np.log(after[a].count(b) / len(after[a]))
            for a, b in zip(once, np.roll(once, -1), strict=True)
        ]
    )
    assert task.baselines()["knowing the last symbol"]["loss"] == pytest.approx(loss)


def test_network_learns_a_string_by_heart():
    task = repeated_string(3, 8, string=0, window=10)
    network = task.network(RNN(3, 16, seed=0), 1)
    fit(network, task.batches(32, 2), 150, Adam(0.03), clip_norm=1.0, loss=task.loss)
    assert task.solved(task.evaluate(network))


def test_wrong_calls_are_refused_in_words():
    random = np.random.default_rng(0)
    for call, words in (
        (lambda: lzw_complexity([]), "string must hold at least one symbol, got none"),
        (lambda: string_of_complexity(1, 5, random), "symbols must be at least 2, got 1"),
        (lambda: string_of_complexity(5, 4, random), "complexity must be at least 5, got 4"),
        (lambda: repeated_string(5, 9, 0, window=0), "window must be at least 1, got 0"),
        (lambda: repeated_string(5, 9, "a"), "repeated_string: seed"),
    ):
        with pytest.raises((ValueError, TypeError), match=words):
            call()
