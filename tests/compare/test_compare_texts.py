"""A text is cut in order, read in streams, and every character is scored after all before."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import GRU, Network
from rnnlib.activations import softmax
from rnnlib.compare.characters import texts
from rnnlib.compare.characters.texts import UNKNOWN, Text, bits
from rnnlib.compare.problem import ComparisonError
from rnnlib.layers.embedding import Embedding


def letters(n, seed=0, alphabet="abcd "):
    return "".join(np.random.default_rng(seed).choice([*alphabet], n))


def a_network(data, seed=0):
    known = len(data.vocabulary)
    return Network([Embedding(known, 3, seed), GRU(3, 4, seed)], known, seed)


def test_text_is_cut_in_order():
    text = letters(2000)
    data = Text.of(text)
    assert data.ends == (1400, 1600)
    assert data.characters == text
    assert data.validation.tolist() == [*range(1400, 1600)]
    assert data.test.tolist() == [*range(1600, 2000)]
    assert data.vocabulary.characters == UNKNOWN + " abcd"


def test_text_has_characters_of_the_training_part_alone():
    text = letters(1500) + "xyzy" + letters(496)
    data = Text.of(text)
    assert data.vocabulary.characters == UNKNOWN + " abcd"
    assert {1500, 1501, 1502, 1503}.isdisjoint(data.validation)
    assert len(data.validation) == 196


def test_text_that_is_very_long_is_not_all_used(monkeypatch):
    monkeypatch.setattr(texts, "MOST", 1200)
    data = Text.of(letters(1500))
    assert len(data.numbers) == 1200 and data.left_out == 300


def test_text_that_is_short_is_refused():
    with pytest.raises(ComparisonError, match="at least 1,000 characters, got 999"):
        Text.of("a" * 999)


@pytest.mark.parametrize("part", ["validation", "test"])
def test_text_that_ends_in_another_script_is_refused(part):
    end = {"validation": "x" * 100 + "a" * 200, "test": "a" * 100 + "x" * 200}[part]
    with pytest.raises(ComparisonError, match=f"in the {part} part .* got none"):
        Text.of(letters(700) + end)


def test_batches_continue_each_other_and_stay_in_the_training_part():
    each_once = "".join(map(chr, range(0x4E00, 0x4E00 + 2100)))
    data = Text.of(each_once + each_once[0] * 900)
    batches = data.batches(np.random.default_rng(0))
    first, second = next(batches), next(batches)
    assert first.starts and not second.starts
    assert_array_equal(first.targets[:-1], first.x[1:])
    assert_array_equal(first.targets[-1], second.x[0])
    seen = [number for _ in range(40) for number in next(batches).x.ravel()]
    assert {*seen} <= {*data.numbers[:2100].tolist()} - {0}


def test_probabilities_are_those_after_all_before():
    data = Text.of(letters(1100))
    network = a_network(data)
    # Read at once from the start, the state has forgotten it by then.
    y = softmax(network.forward(data.numbers[:-1, None]).y, axis=1)[:, :, 0]
    places = data.test
    expected = y[places - 1, data.numbers[places]]
    assert_allclose(data.probabilities(network, places), expected, rtol=1e-4)


@pytest.mark.parametrize("places", [[207, 209, 240], [300], [*range(500, 517)]])
def test_probabilities_of_any_places(places):
    data = Text.of(letters(1000))
    network = a_network(data)
    y = softmax(network.forward(data.numbers[:-1, None]).y, axis=1)[:, :, 0]
    expected = y[np.array(places) - 1, data.numbers[places]]
    assert_allclose(data.probabilities(network, np.array(places)), expected, rtol=1e-4)


def test_written_is_the_same_from_a_seed():
    data = Text.of(letters(1000))
    network = a_network(data)
    assert len(data.written(network, 30)) == 30
    assert data.written(network, 30) == data.written(network, 30) != data.written(network, 30, 1)


def test_bits_of_a_fair_coin():
    assert bits(np.array([0.5, 0.25, 1])).tolist() == [1, 2, 0]
