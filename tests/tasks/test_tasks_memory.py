"""Tasks of memory: every target found again in the inputs, every number by counting."""

import numpy as np
import pytest

from rnnlib.tasks.memory import copy_memory, first_symbol_recall, selective_copy
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


@pytest.mark.parametrize(("steps", "symbols"), [(1, 2), (2, 3), (9, 4)])
def test_the_first_symbol_is_to_be_recalled(steps, symbols):
    task = first_symbol_recall(steps, symbols)
    assert task.input_size == task.output_size == symbols
    for numbers, target in sequences(task, 50):
        assert len(numbers) == steps
        assert target == numbers[:1]


def test_all_symbols_are_equally_likely_at_every_step_and_independent():
    numbers = np.array([numbers for numbers, _ in sequences(first_symbol_recall(4, 3), MANY)])
    for t in range(4):
        for k in range(3):
            close_to(1 / 3, np.mean(numbers[:, t] == k), MANY)
    for t in range(1, 4):
        close_to(1 / 3, np.mean(numbers[:, 0] == numbers[:, t]), MANY)


def test_recall_by_guessing_has_the_entropy_of_the_alphabet():
    assert first_symbol_recall(9, 5).baselines() == {
        "guessing": {"loss": pytest.approx(np.log(5)), "accuracy": 0.2}
    }


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


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_ten_symbols_are_copied_after_the_delimiter(steps):
    task = copy_memory(steps)
    assert (task.input_size, task.output_size, task.every_step) == (10, 9, True)
    for numbers, targets in sequences(task, 30):
        assert len(numbers) == steps + 20
        assert targets == copied(numbers, steps)


def test_the_symbols_to_be_copied_are_uniform_and_independent():
    numbers = np.array([n[:10] for n, _ in sequences(copy_memory(1), MANY // 10)])
    for k in range(8):
        close_to(1 / 8, np.mean(numbers == k), numbers.size)
    close_to(1 / 8, np.mean(numbers[:, 1:] == numbers[:, :-1]), numbers[:, 1:].size)


@pytest.mark.parametrize("steps", [1, 30, 100])
def test_without_a_memory_copying_costs_what_the_paper_says(steps):
    """Blanks for sure, then one of eight: 10 ln 8 / (T + 20), which is .1733 at T = 100."""
    task = copy_memory(steps)
    baseline = task.baselines()["remembering nothing"]
    assert baseline["loss"] == pytest.approx(10 * np.log(8) / (steps + 20))
    batch = next(task.batches(3, seed=0))
    p = np.zeros((steps + 20, 9, 3))
    p[:-10, 8], p[-10:, :8] = 1, 1 / 8
    assert loss_of(p, batch) == pytest.approx(baseline["loss"])
    assert baseline["accuracy"] == 1 / 8
    assert baseline["strings"] == pytest.approx(1 / 8**10)
    if steps == 100:
        assert round(baseline["loss"], 4) == 0.1733


def test_only_the_last_ten_steps_are_measured_by_symbol_and_by_string():
    task = copy_memory(5)
    batch = next(task.batches(4, seed=0))
    y = np.eye(9)[batch.targets].swapaxes(1, 2)
    assert task.measure(y, batch) == {"accuracy": 1, "strings": 1}
    y[:15] = 0  # whatever is said before
    y[-3:, :, 1] = np.eye(9)[(batch.targets[-3:, 1] + 1) % 8]  # three mistakes in one sequence
    assert task.measure(y, batch) == {"accuracy": 37 / 40, "strings": 3 / 4}


# Selective copy


@pytest.mark.parametrize(
    ("steps", "count", "symbols"), [(1, 1, 2), (3, 3, 2), (9, 4, 5), (30, 2, 14)]
)
def test_what_is_not_blank_is_copied_in_its_order(steps, count, symbols):
    task = selective_copy(steps, count, symbols)
    assert (task.input_size, task.output_size) == (symbols + 2, symbols)
    mask = next(task.batches(30, seed=0)).mask
    for k, (numbers, targets) in enumerate(sequences(task, 30)):
        assert len(numbers) == steps + count
        assert numbers[steps:] == [symbols + 1] * count
        assert targets[steps:] == [n for n in numbers[:steps] if n != symbols]
        assert mask[:, k].tolist() == [False] * steps + [True] * count


def test_every_place_and_every_symbol_is_as_likely_as_another():
    task, count = selective_copy(6, count=2, symbols=3), MANY // 4
    numbers = np.array([n[:6] for n, _ in sequences(task, count)])
    taken = numbers != 3
    for t in range(6):
        close_to(2 / 6, taken[:, t].mean(), count)
        for other in range(t):
            close_to(1 / 15, (taken[:, t] & taken[:, other]).mean(), count)  # 15 pairs of places
    for k in range(3):
        close_to(1 / 3, np.mean(numbers[taken] == k), 2 * count)


def test_guessing_what_was_selected_costs_the_entropy_of_the_alphabet():
    task = selective_copy(9, count=3, symbols=4)
    batch = next(task.batches(5, seed=0))
    baseline = task.baselines()["guessing"]
    assert loss_of(np.full((12, 4, 5), 1 / 4), batch) == pytest.approx(baseline["loss"])
    assert (baseline["accuracy"], baseline["strings"]) == (1 / 4, 1 / 64)


def test_only_the_answers_are_measured():
    task = selective_copy(9, count=3, symbols=4)
    batch = next(task.batches(5, seed=0))
    y = np.eye(4)[batch.targets].swapaxes(1, 2)
    y[:9] = 0
    assert task.measure(y, batch) == {"accuracy": 1, "strings": 1}
    y[-1, :, 2] = np.roll(y[-1, :, 2], 1)
    assert task.measure(y, batch) == {"accuracy": 14 / 15, "strings": 4 / 5}


# What cannot be


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: first_symbol_recall(0), "first_symbol_recall: steps must be at least 1, got 0"),
        (lambda: first_symbol_recall(5, 1), "symbols must be at least 2, got 1"),
        (lambda: first_symbol_recall(2.0), "steps must be a whole number, got 2.0"),
        (lambda: copy_memory(0), "copy_memory: steps must be at least 1, got 0"),
        (lambda: copy_memory("9"), "copy_memory: steps must be a whole number, got '9'"),
        (lambda: selective_copy(3), "selective_copy: steps must be at least 4, got 3"),
        (lambda: selective_copy(3, 0), "selective_copy: count must be at least 1, got 0"),
        (lambda: selective_copy(5, symbols=1), "symbols must be at least 2, got 1"),
    ],
)
def test_a_task_that_cannot_be_is_an_error(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
