"""Reber strings: spelled as in the drawing, and every entropy computed in a second way."""

import re
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import LSTM
from rnnlib.tasks import grammar, reber
from rnnlib.tasks.baselines import conditional_entropy
from rnnlib.tasks.measures import by_symbol_and_string, legal_first
from rnnlib.training.fit import fit
from rnnlib.training.losses import cross_entropy
from rnnlib.training.optimizers import Adam

# The drawing as a regular expression: from the two states in the middle on,
FROM_LOWER = r"V|P(XT*VP)*(S|XT*VV)"
INNER = rf"B(TS*X(XT*VP)*(S|XT*VV)|PT*V({FROM_LOWER}))E"
EMBEDDED = rf"B(T{INNER}T|P{INNER}P)E"

# and as nodes, each with its arrows: what they spell, and where they lead.
DRAWING = {
    "start": [("B", "left")],
    "left": [("T", "upper left"), ("P", "lower left")],
    "upper left": [("S", "upper left"), ("X", "upper right")],
    "lower left": [("T", "lower left"), ("V", "lower right")],
    "upper right": [("X", "lower left"), ("S", "right")],
    "lower right": [("P", "upper right"), ("V", "right")],
    "right": [("E", "end")],
}
GRAMMARS = {"Reber": (reber.REBER, INNER), "embedded": (reber.EMBEDDED, EMBEDDED)}
LN2 = np.log(2)


def spelled(symbols):
    return "".join(reber.SYMBOLS[k] for k in symbols)


def words(graph, count, seed=0):
    symbols, lengths = grammar.strings(graph, np.random.default_rng(seed), count)
    return [spelled(symbols[:length, k]) for k, length in enumerate(lengths)]


def accepted(graph, word):
    state = 0
    for letter in word:
        state = graph.reads[state, reber.SYMBOLS.index(letter)]
        if state < 0:
            return False
    return state == 0


def of_the_drawing():
    """Expected symbols and forks of a string, summed step by step until nothing is left."""
    at, symbols, forks = {"start": 1.0}, 0.0, 0.0
    for _ in range(500):
        moved = {}
        for node, p in at.items():
            symbols += p
            forks += p * (len(DRAWING[node]) == 2)
            for _, to in DRAWING[node]:
                if to != "end":
                    moved[to] = moved.get(to, 0) + p / len(DRAWING[node])
        at = moved
    assert sum(at.values()) < 1e-15
    return symbols, forks


def know_all(batch, graph=reber.EMBEDDED):
    """Outputs of one who knows the state: ln P, as far as floats go."""
    legal, _ = grammar.follow(graph, batch.x.argmax(axis=1), 0)
    return np.where(legal, -np.log(legal.sum(axis=1, keepdims=True)), -50.0)


# The grammar


def test_random_strings_are_spelled_as_in_the_drawing():
    for graph, pattern in GRAMMARS.values():
        for word in words(graph, 2000):
            assert re.fullmatch(pattern, word), word
    # BTXSE and BPVVE fork three times: one in eight each.
    drawn = words(reber.REBER, 20_000)
    for word in ("BTXSE", "BPVVE"):
        assert drawn.count(word) / len(drawn) == pytest.approx(1 / 8, abs=0.01)


def test_strings_of_the_drawing_are_accepted_and_others_are_not():
    for word in ("BTSSXXTVVE", "BPVVE", "BTXXVPSE", "BPVPXVPXVPXVVE", "BTSXXVPSE"):
        assert accepted(reber.REBER, word)
        assert accepted(reber.EMBEDDED, f"BT{word}TE")
        assert accepted(reber.EMBEDDED, f"BP{word}PE")
        assert not accepted(reber.EMBEDDED, f"BT{word}PE")
        assert not accepted(reber.EMBEDDED, f"BP{word}TE")
    for word in ("BTSSPXSE", "BPTVVB", "BTXXVVSE", "BPVSPSE", "BTSSSE"):
        assert not accepted(reber.REBER, word)


def test_expected_lengths_are_those_of_the_drawing_and_of_random_strings():
    symbols, _ = of_the_drawing()
    assert_allclose(grammar.visits(reber.REBER).sum(), symbols, rtol=1e-12)
    assert_allclose(grammar.visits(reber.EMBEDDED).sum(), symbols + 4, rtol=1e-12)
    assert_allclose(symbols, 8, rtol=1e-12)
    lengths = [len(word) for word in words(reber.EMBEDDED, 20_000)]
    error = np.std(lengths) / np.sqrt(len(lengths))
    assert abs(np.mean(lengths) - 12) < 4 * error < 0.2


# What can be known


def test_optimum_is_a_coin_for_every_fork_and_without_the_first_letter_one_more():
    symbols, forks = of_the_drawing()
    assert forks == pytest.approx(6)
    assert_allclose(reber.reber().optimum, forks * LN2 / (symbols - 1), rtol=1e-12)
    what = "knowing all but the first letter"
    for make, predictions in ((reber.embedded_reber, 11), (reber.continual_embedded_reber, 12)):
        task = make()
        assert_allclose(task.optimum, 7 * LN2 / predictions, rtol=1e-12)
        assert_allclose(task.baselines()[what]["loss"], 8 * LN2 / predictions, rtol=1e-12)


@pytest.mark.parametrize("name", GRAMMARS)
def test_entropies_of_short_memories_are_those_of_counted_strings(name):
    graph, _ = GRAMMARS[name]
    drawn = words(graph, 20_000)
    for first in (False, True):
        counts = np.zeros((7, 7))
        for word in drawn:
            symbols = [reber.SYMBOLS.index(letter) for letter in word]
            before = [symbols[-1], *symbols[:-1]] if first else symbols[:-1]
            np.add.at(counts, (before, symbols if first else symbols[1:]), 1)
        found = grammar.entropies(graph, first)
        assert_allclose(found["the last symbol"], conditional_entropy(counts), atol=0.005)
        nothing = conditional_entropy(counts.sum(axis=0)[None])
        assert_allclose(found["nothing"], nothing, atol=0.005)


def test_baselines_fall_with_what_is_known():
    for task in (reber.reber(), reber.embedded_reber(), reber.continual_embedded_reber()):
        losses = [measured["loss"] for measured in task.baselines().values()]
        assert sorted(losses, reverse=True) == losses
        assert losses[-1] > task.optimum


# Right and wrong


def test_legal_first_wants_all_that_can_come_above_all_that_cannot():
    legal = np.array([True, True, False, False])[None, :, None]
    outputs = {
        (3, 2, 1, 0): True,
        (2, 9, 1, 0): True,
        (3, 1, 2, 0): False,
        (0, 3, 1, 2): False,
        (3, 1, 1, 0): False,  # a tie is no prediction
    }
    for y, right in outputs.items():
        assert legal_first(np.array(y, float)[None, :, None], legal).item() is right


def test_by_symbol_and_string_leaves_padding_out():
    right = np.array([[1, 1, 1], [1, 0, 1], [0, 1, 1]], bool)
    mask = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 0]], bool)
    assert by_symbol_and_string(right, mask) == {"accuracy": 6 / 7, "strings": 2 / 3}
    assert by_symbol_and_string(right) == {"accuracy": 7 / 9, "strings": 1 / 3}


def test_knowing_the_grammar_predicts_every_string_at_the_optimum():
    task = reber.embedded_reber()
    batch = task.held_out("test")
    y = know_all(batch)
    assert task.measure(y, batch) == {"accuracy": 1.0, "strings": 1.0}
    loss, _ = cross_entropy(y, batch.targets, batch.mask)
    legal, _ = grammar.follow(reber.EMBEDDED, batch.x.argmax(axis=1), 0)
    forks = (legal.sum(axis=1) == 2)[batch.mask]
    assert_allclose(loss, forks.mean() * LN2, rtol=1e-9)
    assert loss == pytest.approx(task.optimum, abs=0.01)


def test_always_saying_T_at_the_end_predicts_the_strings_with_a_T():
    task = reber.embedded_reber()
    batch = task.held_out("test")
    y, T = know_all(batch), reber.SYMBOLS.index("T")
    last, strings = batch.lengths - 2, np.arange(len(batch.lengths))
    y[last, :, strings] = np.eye(7)[T]
    share = np.mean(batch.targets[last, strings] == T)
    assert task.measure(y, batch)["strings"] == share
    assert 0.45 < share < 0.55


# The batches


def test_batch_holds_whole_strings_each_symbol_the_target_of_the_one_before():
    batch = next(reber.embedded_reber().batches(50, seed=3))
    symbols = batch.x.argmax(axis=1)
    assert_array_equal(batch.x.sum(axis=1), 1)
    assert_array_equal(batch.mask.sum(axis=0), batch.lengths)
    assert len(batch.x) == batch.lengths.max()
    for k, length in enumerate(batch.lengths):
        word = spelled([symbols[0, k], *batch.targets[:length, k]])
        assert re.fullmatch(EMBEDDED, word)
        assert spelled(symbols[:length, k]) == word[:-1]


def test_windows_of_a_stream_join_to_strings_one_after_the_other():
    windows, window, streams = 5, 40, 3
    task = reber.continual_embedded_reber(window, windows)
    batches = list(islice(task.batches(streams, seed=0), 2 * windows))
    assert [batch.starts for batch in batches] == 2 * [True, *4 * [False]]
    for batch in batches:
        assert batch.x.shape == (window, 7, streams)
        assert_array_equal(batch.x.argmax(axis=1)[1:], batch.targets[:-1])
    for begun in (batches[:windows], batches[windows:]):
        for k in range(streams):
            stream = spelled(np.concatenate([batch.x[:, :, k].argmax(axis=1) for batch in begun]))
            stream += spelled(begun[-1].targets[-1:, k])
            assert len(stream) == windows * window + 1
            assert re.match(rf"({EMBEDDED}){{5,}}", stream)
            finished = re.match(rf"({EMBEDDED})*", stream).end()
            assert accepted_so_far(stream[finished:])


def accepted_so_far(beginning):
    state = 0
    for letter in beginning:
        state = reber.EMBEDDED.reads[state, reber.SYMBOLS.index(letter)]
    return state >= 0


def test_lstm_soon_predicts_better_than_from_the_last_symbol():
    task = reber.embedded_reber()
    network = task.network(LSTM(7, 12, seed=0), seed=1)
    fit(network, task.batches(32, seed=2), 300, Adam(0.01), clip_norm=1.0)
    measured = task.evaluate(network)
    assert measured["loss"] < task.baselines()["knowing the last symbol"]["loss"] / 2
    assert measured["accuracy"] > 0.8


# Until a mistake


class Knowing:
    """Predicts a stream rightly, but for the k-th symbol of stream s, {s: k}. It has to be
    given back its memory: where it is in the grammar, and how far it has read."""

    def __init__(self, mistakes):
        self.mistakes = mistakes

    def forward(self, x, state=None):
        where, read = state or (0, 0)
        legal, where = grammar.follow(reber.EMBEDDED, x.argmax(axis=1), where)
        y = legal.astype(float)
        for stream, k in self.mistakes.items():
            if read <= k < read + len(x):
                y[k - read, :, stream] *= -1
        return SimpleNamespace(y=y, state=(where, read + len(x)))


def test_until_a_mistake_counts_each_stream_to_its_first_mistake_whatever_the_window():
    network = Knowing({0: 0, 1: 6, 2: 7, 3: 251})
    for window in (1, 7, 100, 1000):
        counted = reber.until_a_mistake(network, seed=0, streams=5, most=300, window=window)
        assert_array_equal(counted, [0, 6, 7, 251, 300])
    network = Knowing({0: 3, 1: 12})
    counted = reber.until_a_mistake(network, seed=0, streams=2, window=10)
    assert_array_equal(counted, [3, 12])  # it ends when every stream has met its mistake


def test_until_a_mistake_of_an_untrained_network_is_soon():
    network = reber.continual_embedded_reber().network(LSTM(7, 4, seed=0), seed=1)
    assert reber.until_a_mistake(network, seed=0, most=1000, window=50).max() < 50
