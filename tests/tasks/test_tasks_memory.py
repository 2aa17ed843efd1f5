"""Tasks of memory: targets computed again from the inputs, baselines by counting."""

import numpy as np
import pytest

from rnnlib.tasks.memory import copy_memory, first_symbol_recall, pair_recall, selective_copy
from rnnlib.training.losses import cross_entropy

MANY = 20_000


def sequences(task, count, seed=0):
    """The inputs as lists of symbol numbers, and the targets, a sequence at a time."""
    batch = next(task.batches(count, seed))
    assert (batch.x.sum(axis=1) == 1).all()
    assert ((batch.x == 0) | (batch.x == 1)).all()
    return zip(batch.x.argmax(axis=1).T.tolist(), batch.targets.T.tolist(), strict=True)


def close_to(p, found, count):
    """A share is within five standard deviations of what it should be."""
    assert abs(found - p) < 5 * np.sqrt(p * (1 - p) / count)


def loss_of(p, batch):
    """The loss of saying probabilities p (T, D_y, B)."""
    with np.errstate(divide="ignore"):
        y = np.maximum(np.log(p), -200.0)
    return cross_entropy(y, batch.targets, batch.mask)[0]


# First-symbol recall


def test_first_symbol_recall_asks_for_the_first_symbol():
    for steps, symbols in ((1, 2), (2, 3), (9, 4)):
        task = first_symbol_recall(steps, symbols)
        assert task.input_size == task.output_size == symbols
        for numbers, target in sequences(task, 50):
            assert len(numbers) == steps
            assert target == numbers[:1]


def test_first_symbol_recall_symbols_are_uniform_and_independent():
    task = first_symbol_recall(4, 3)
    numbers = np.array([numbers for numbers, _ in sequences(task, MANY)])
    for t in range(4):
        for k in range(3):
            close_to(1 / 3, np.mean(numbers[:, t] == k), MANY)
    for t in range(1, 4):
        close_to(1 / 3, np.mean(numbers[:, 0] == numbers[:, t]), MANY)
    guessing = {"loss": pytest.approx(np.log(3)), "accuracy": pytest.approx(1 / 3)}
    assert task.baselines() == {"guessing": guessing}


# Copy memory


def copied(numbers, steps):
    """What is to be said, in plain steps: blanks until the delimiter, then what was read."""
    said, left = [], list(numbers[:10])
    for t, number in enumerate(numbers):
        after = 9 in numbers[:t]  # the delimiter has been read before
        said.append(left.pop(0) if after and left else 8)
        assert (number < 8) == (t < 10)
        assert (number == 9) == (t == steps + 9)
    return said


def test_copy_memory_asks_for_ten_symbols_after_the_delimiter():
    for steps in (1, 2, 7):
        task = copy_memory(steps)
        assert (task.input_size, task.output_size, task.every_step) == (10, 9, True)
        for numbers, targets in sequences(task, 30):
            assert len(numbers) == steps + 20
            assert targets == copied(numbers, steps)


def test_copy_memory_symbols_are_uniform_and_independent():
    numbers = np.array([n[:10] for n, _ in sequences(copy_memory(1), MANY // 10)])
    for k in range(8):
        close_to(1 / 8, np.mean(numbers == k), numbers.size)
    close_to(1 / 8, np.mean(numbers[:, 1:] == numbers[:, :-1]), numbers[:, 1:].size)


def test_copy_memory_without_a_memory_costs_what_the_paper_says():
    """Blanks for sure, then one of eight: 10 ln 8 / (T + 20), which is .1733 at T = 100."""
    for steps in (1, 30, 100):
        task = copy_memory(steps)
        baseline = task.baselines()["remembering nothing"]
        assert baseline["loss"] == pytest.approx(10 * np.log(8) / (steps + 20))
        batch = next(task.batches(3, seed=0))
        p = np.zeros((steps + 20, 9, 3))
        p[:-10, 8], p[-10:, :8] = 1, 1 / 8
        assert loss_of(p, batch) == pytest.approx(baseline["loss"])
        assert baseline["accuracy"] == 1 / 8
        assert baseline["strings"] == pytest.approx(1 / 8**10)
    assert round(baseline["loss"], 4) == 0.1733


def test_copy_memory_measures_the_last_ten_steps_by_symbol_and_string():
    task = copy_memory(5)
    batch = next(task.batches(4, seed=0))
    y = np.eye(9)[batch.targets].swapaxes(1, 2)
    assert task.measure(y, batch) == {"accuracy": 1, "strings": 1}
    y[:15] = 0  # whatever is said before
    y[-3:, :, 1] = np.eye(9)[(batch.targets[-3:, 1] + 1) % 8]  # three mistakes in one sequence
    assert task.measure(y, batch) == {"accuracy": 37 / 40, "strings": 3 / 4}


# Selective copy


def test_selective_copy_asks_for_what_is_not_blank_in_its_order():
    for steps, count, symbols in ((1, 1, 2), (3, 3, 2), (9, 4, 5), (30, 2, 14)):
        task = selective_copy(steps, count, symbols)
        assert (task.input_size, task.output_size) == (symbols + 2, symbols)
        mask = next(task.batches(30, seed=0)).mask
        for k, (numbers, targets) in enumerate(sequences(task, 30)):
            assert len(numbers) == steps + count
            assert numbers[steps:] == [symbols + 1] * count
            assert targets[steps:] == [n for n in numbers[:steps] if n != symbols]
            assert mask[:, k].tolist() == [False] * steps + [True] * count


def test_selective_copy_places_and_symbols_are_uniform():
    task, count = selective_copy(6, count=2, symbols=3), MANY // 4
    numbers = np.array([n[:6] for n, _ in sequences(task, count)])
    taken = numbers != 3
    for t in range(6):
        close_to(2 / 6, taken[:, t].mean(), count)
        for other in range(t):
            close_to(1 / 15, (taken[:, t] & taken[:, other]).mean(), count)  # 15 pairs of places
    for k in range(3):
        close_to(1 / 3, np.mean(numbers[taken] == k), 2 * count)


def test_selective_copy_by_guessing_costs_the_entropy_of_the_alphabet():
    task = selective_copy(9, count=3, symbols=4)
    batch = next(task.batches(5, seed=0))
    baseline = task.baselines()["guessing"]
    assert loss_of(np.full((12, 4, 5), 1 / 4), batch) == pytest.approx(baseline["loss"])
    assert (baseline["accuracy"], baseline["strings"]) == (1 / 4, 1 / 64)


def test_selective_copy_measures_the_answers_alone():
    task = selective_copy(9, count=3, symbols=4)
    batch = next(task.batches(5, seed=0))
    y = np.eye(4)[batch.targets].swapaxes(1, 2)
    y[:9] = 0
    assert task.measure(y, batch) == {"accuracy": 1, "strings": 1}
    y[-1, :, 2] = np.roll(y[-1, :, 2], 1)
    assert task.measure(y, batch) == {"accuracy": 14 / 15, "strings": 4 / 5}


# Pair recall


def test_pair_recall_asks_each_key_for_the_value_it_came_with():
    for pairs, keys, values in ((1, 1, 2), (3, 5, 2), (4, 4, 7)):
        task = pair_recall(pairs, keys, values)
        assert (task.input_size, task.output_size, task.every_step) == (keys + values, values, True)
        batch = next(task.batches(50, 0))
        x, targets, mask = batch.x, batch.targets, batch.mask
        assert set(np.unique(x)) <= {0, 1}
        assert (x[:, :keys].sum(axis=1) == 1).all()
        assert (x[:pairs, keys:].sum(axis=1) == 1).all()
        assert (x[pairs:, keys:] == 0).all()
        for k in range(50):
            held = {}
            for t in range(2 * pairs):
                key = int(x[t, :keys, k].argmax())
                assert mask[t, k] == (key in held)  # it has come before, so now it is asked for
                if key in held:
                    assert targets[t, k] == held.pop(key)
                else:
                    held[key] = int(x[t, keys:, k].argmax())
            assert not held


def test_pair_recall_keys_values_and_order_are_uniform():
    task, count = pair_recall(2, keys=3, values=4), MANY
    x, targets, *_ = next(task.batches(count, 0))
    for t in range(4):
        for key in range(3):
            close_to(1 / 3, x[t, key].mean(), count)
    for value in range(4):
        close_to(1 / 4, np.mean(targets[2] == value), count)
    same_order = (x[0, :3] * x[2, :3]).sum(axis=0)
    close_to(1 / 2, same_order.mean(), count)


def test_pair_recall_baselines_are_those_of_counting():
    task = pair_recall(3, values=4)
    x, *_ = next(task.batches(MANY, 0))
    commonest = x[:3, 8:].sum(axis=0).max(axis=0) / 3
    found = task.baselines()
    close_to(found["knowing the values"]["accuracy"], commonest.mean(), MANY)
    shares = x[:3, 8:].mean(axis=0)
    entropy = -(shares * np.log(np.maximum(shares, 1e-9))).sum(axis=0).mean()
    assert found["knowing the values"]["loss"] == pytest.approx(entropy, abs=0.02)
    assert found["guessing"] == {"loss": pytest.approx(np.log(4)), "accuracy": pytest.approx(1 / 4)}
    assert pair_recall(4).baselines()["knowing the values"]["accuracy"] == pytest.approx(544 / 1024)
