"""aⁿbⁿ and aⁿbⁿcⁿ: the strings by hand, the optimum from a predictor that knows it all."""

from itertools import pairwise, product
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import LSTM
from rnnlib.tasks.counting import a_n_b_n, a_n_b_n_c_n, largest_n
from rnnlib.training.fit import fit
from rnnlib.training.losses import cross_entropy
from rnnlib.training.optimizers import Adam

TASKS = {"ab": a_n_b_n, "abc": a_n_b_n_c_n}


def string(letters, n):
    return "$" + "".join(letter * n for letter in letters) + "$"


def read(batch, letters, k):
    """The k-th string of a batch: what is read, and the last target."""
    length = batch.lengths[k]
    symbols = [*batch.x[:length, :, k].argmax(axis=1), batch.targets[length - 1, k]]
    return "".join(("$" + letters)[symbol] for symbol in symbols)


def possible(letters, word):
    """What can come after a beginning: whatever goes on with it in some string."""
    words = [string(letters, n) for n in range(1, len(word) + 2)]
    return {other[len(word)] for other in words if other.startswith(word) and other != word}


def test_held_out_strings_are_all_there_are():
    for letters, make in TASKS.items():
        for split in ("validation", "test"):
            batch = make(6).held_out(split)
            strings = [read(batch, letters, k) for k in range(6)]
            assert strings == [string(letters, n) for n in range(1, 7)]


def test_batches_hold_strings_each_symbol_the_target_of_the_one_before():
    for letters, make in TASKS.items():
        batch = next(make(9).batches(200, seed=0))
        n = (batch.lengths - 1) // len(letters)
        assert set(n) == set(range(1, 10))
        for k in range(200):
            assert read(batch, letters, k) == string(letters, n[k])
        assert_array_equal(batch.x.argmax(axis=1)[1:], batch.targets[:-1])
        assert_array_equal(batch.x.sum(axis=1), 1)


def test_optimum_is_the_loss_of_knowing_how_likely_the_a_end():
    """After k a the string goes on with b if n = k, one case of those n ≥ k."""
    for letters, longest in product(TASKS, (2, 5, 30)):
        task = TASKS[letters](longest)
        batch = task.held_out("test")
        y = np.full(batch.x.shape, -40.0)
        for k, n in enumerate(range(1, longest + 1)):
            word = string(letters, n)
            for t in range(len(word) - 1):
                if word[t] == "a":
                    y[t, 1:3, k] = np.log([longest - t + 1e-18, 1])
                else:
                    y[t, ("$" + letters).index(word[t + 1]), k] = 0
        loss, _ = cross_entropy(y, batch.targets, batch.mask)
        assert_allclose(task.optimum, loss, rtol=1e-9)
        steps = {"ab": longest + 2, "abc": (3 * longest + 5) / 2}[letters]
        assert_allclose(task.optimum, np.log(longest) / steps, rtol=1e-12)


def test_baselines_are_counted_pairs_of_symbols():
    for letters, make in TASKS.items():
        task = make(7)
        pairs = [p for n in range(1, 8) for p in pairwise(string(letters, n))]
        firsts = [a for a, _ in pairs]
        by_pair = -np.mean([np.log(pairs.count(p) / firsts.count(p[0])) for p in pairs])
        singles = [b for _, b in pairs]
        by_single = -np.mean([np.log(singles.count(b) / len(singles)) for b in singles])
        assert_allclose(task.baselines()["knowing the last symbol"]["loss"], by_pair)
        assert_allclose(task.baselines()["knowing nothing"]["loss"], by_single)
        assert task.optimum < by_pair < by_single


def test_prediction_is_right_with_exactly_what_can_come_on_top():
    for letters, make in TASKS.items():
        task = make(5)
        batch = task.held_out("validation")
        y = np.random.default_rng(0).normal(size=batch.x.shape)
        for k in range(5):
            word = read(batch, letters, k)
            for t in range(len(word) - 1):
                for symbol in possible(letters, word[: t + 1]):
                    y[t, ("$" + letters).index(symbol), k] += 100
        assert task.measure(y, batch) == {"accuracy": 1.0, "strings": 1.0}
        assert task.solved(task.measure(y, batch))
        y[batch.lengths[3] - 1, :, 3] *= -1  # the end of one string
        assert task.measure(y, batch)["strings"] == 0.8
        y[1, 2, :] -= 1000  # no b after the first a: but it can come, in every string
        assert task.measure(y, batch)["strings"] == 0


class Counter:
    """Predicts every string rightly, but for some n, where it misses the end."""

    def __init__(self, letters, wrong):
        self.letters, self.wrong = letters, wrong
        self.asked = 0

    def forward(self, x, lengths):
        symbols, t = x.argmax(axis=1), np.arange(len(x))[:, None]
        n = (symbols == 1).sum(axis=0)
        last = (t + 1 > len(self.letters) * n) ^ np.isin(n, self.wrong)
        following = np.where(last, 0, t // n + 1) % (len(self.letters) + 1)
        y = np.eye(len(self.letters) + 1)[following].swapaxes(1, 2)
        y[:, 1:3] += symbols[:, None] == 1
        self.asked += len(n)
        return SimpleNamespace(y=y)


@pytest.mark.parametrize("letters", TASKS)
def test_largest_n_is_the_one_before_the_first_mistake(letters):
    for first in (1, 2, 99, 100, 101, 102, 200, 201, 250):
        counter = Counter(letters, [first, first + 3, 260])
        assert largest_n(counter, letters, most=270) == first - 1
    for most in (1, 5, 100, 101):
        counter = Counter(letters, [])
        assert largest_n(counter, letters, most=most) == most
        assert counter.asked == most


def test_largest_n_of_a_trained_lstm_is_at_least_the_longest_string():
    """On strings up to 3 an LSTM solves the task in seconds."""
    task = a_n_b_n(3)
    network = task.network(LSTM(3, 6, seed=0), seed=1)
    assert largest_n(network, "ab", most=50) == 0
    fit(network, task.batches(16, seed=2), 300, Adam(0.02), clip_norm=1.0)
    assert task.solved(task.evaluate(network))
    assert 3 <= largest_n(network, "ab", most=50) < 50
