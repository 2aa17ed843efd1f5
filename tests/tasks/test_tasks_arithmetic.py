"""Tasks of arithmetic: sums and parities computed again, baselines by drawing."""

from itertools import product

import numpy as np
import pytest

from rnnlib.tasks.arithmetic import adding, parity
from rnnlib.training.losses import squared_error

MANY = 100_000


def sequences(task, count, seed=0):
    """The numbers, the marks, the target and the length, a sequence at a time."""
    batch = next(task.batches(count, seed))
    lengths = [len(batch.x)] * count if batch.lengths is None else batch.lengths
    for k, T in enumerate(lengths):
        yield batch.x[:T, 0, k].tolist(), batch.x[:T, 1, k].tolist(), batch.targets[0, 0, k]
        assert not batch.x[T:, :, k].any()


def marked(marks):
    return [t for t, mark in enumerate(marks) if mark == 1]


# Adding


def test_adding_1997_sums_the_marked_numbers_and_scales():
    for steps in (4, 5, 10, 19, 20, 50):
        for numbers, marks, target in sequences(adding(steps), 200):
            assert steps <= len(numbers) <= steps + steps // 10
            total = sum(numbers[t] for t in marked(marks))
            assert target == pytest.approx(0.5 + total / 4, abs=1e-6)
            assert marks[0] == marks[-1] == -1
            assert sorted(set(marks) - {0, 1}) == [-1]
            assert marks.count(-1) == 2
            assert 1 <= len(marked(marks)) <= 2
            assert all(-1 <= number <= 1 for number in numbers)
            assert 0 <= target <= 1


def test_adding_1997_marks_lie_where_the_paper_says():
    """T = 40: one of the first ten, then one of the first 19 that are left: never after 20.

    The first mark is on pair 0 with probability 1/10, the second with 9/10 · 1/19.
    """
    places = [marked(marks) for _, marks, _ in sequences(adding(40), MANY // 5)]
    assert {t for pair in places for t in pair} == set(range(1, 20))
    lost = 1 / 10 + 9 / 10 / 19
    assert np.mean([len(pair) == 1 for pair in places]) == pytest.approx(lost, abs=0.01)
    # A place t in 1 … 9 has the first mark, or the second: with 9/10 · 1/19; 10 … 19 the second.
    share = np.bincount([t for pair in places for t in pair], minlength=20) / len(places)
    assert share[1:10] == pytest.approx([1 / 10 + 9 / 10 / 19] * 9, abs=0.01)
    assert share[10:20] == pytest.approx([1 / 19] * 10, abs=0.01)


def test_adding_numbers_and_lengths_are_uniform():
    lengths = next(adding(30).batches(MANY // 5, seed=0)).lengths
    assert np.bincount(lengths)[30:] / len(lengths) == pytest.approx([1 / 4] * 4, abs=0.02)
    for form, low in (("1997", -1), ("2016", 0)):
        numbers = np.concatenate([n for n, _, _ in sequences(adding(20, form), 5000)])
        counts, _ = np.histogram(numbers, bins=10, range=(low, 1))
        assert counts / len(numbers) == pytest.approx([1 / 10] * 10, abs=0.01)


def test_adding_2016_sums_the_marked_numbers_one_in_each_half():
    for steps in (4, 5, 20):
        for numbers, marks, target in sequences(adding(steps, "2016"), 200):
            assert len(numbers) == steps
            assert target == pytest.approx(sum(numbers[t] for t in marked(marks)), abs=1e-6)
            first, second = marked(marks)
            assert first < steps // 2 <= second < 2 * (steps // 2)
            assert set(marks) == {0, 1}
            assert all(0 <= number <= 1 for number in numbers)
    places = np.array([marked(marks) for _, marks, _ in sequences(adding(8, "2016"), MANY // 5)])
    share = np.bincount(places.ravel(), minlength=8) / len(places)
    assert share == pytest.approx([1 / 4] * 8, abs=0.015)


def test_adding_baseline_is_what_the_mean_costs():
    for form, mean in (("1997", 0.5), ("2016", 1.0)):
        for steps in (4, 10, 30, 100):
            task = adding(steps, form)
            targets = next(task.batches(MANY // 4, seed=0)).targets
            y = np.full_like(targets, mean)
            assert targets.mean() == pytest.approx(mean, abs=0.01)
            baseline = task.baselines()["the mean"]
            assert squared_error(y, targets)[0] == pytest.approx(baseline["loss"], rel=0.03)
            right = np.mean(abs(y - targets) < 0.04)
            assert right == pytest.approx(baseline["accuracy"], abs=0.01)


def test_adding_baselines_are_those_of_the_literature():
    """1/6 in 2016. In 1997, 1/24 if no mark were lost: so the more places, the nearer to it."""
    assert adding(100, "2016").baselines()["the mean"]["loss"] == 1 / 6
    lost = 1 / 10 + 9 / 10 / 49
    found = adding(100).baselines()["the mean"]["loss"]
    assert found == pytest.approx((1 - lost / 2) / 24)
    assert round(found, 4) == 0.0392
    one = adding(4).baselines()["the mean"]  # a mark is always lost: |X| < 4 · .04
    assert one == {"loss": pytest.approx(1 / 48), "accuracy": pytest.approx(0.16)}
    ever = adding(10**6).baselines()["the mean"]["loss"]  # the second mark is never lost
    assert ever == pytest.approx((1 - 1 / 20) / 24, rel=1e-4)


def test_adding_is_right_when_off_by_less_than_4_hundredths():
    for form, goal in (("1997", 1.0), ("2016", 0.9)):
        task = adding(20, form)
        batch = next(task.batches(4, seed=0))
        off = np.array([0.039, -0.039, 0.041, -0.5], np.float32)
        assert task.measure(batch.targets + off, batch) == {"accuracy": 0.5}
        assert task.optimum == squared_error(batch.targets, batch.targets)[0] == 0
        assert task.goal == ("accuracy", goal)


# Parity


def test_parity_is_whether_the_number_of_plus_ones_is_odd():
    for steps in (1, 2, 9):
        last, every = (next(parity(steps, e).batches(60, seed=0)) for e in (False, True))
        assert set(last.x.flat) == {-1, 1}
        for k in range(60):
            plus = [number == 1 for number in last.x[:, 0, k]]
            assert last.targets[:, k].tolist() == [sum(plus) % 2]
            plus = [number == 1 for number in every.x[:, 0, k]]
            assert every.targets[:, k].tolist() == [sum(plus[: t + 1]) % 2 for t in range(steps)]


def test_parity_is_even_as_often_as_odd_whatever_a_part_of_the_sequence_says():
    task = parity(3, every_step=True)
    batch = next(task.batches(MANY // 5, seed=0))
    assert batch.targets.mean(axis=1) == pytest.approx([0.5] * 3, abs=0.02)
    x = batch.x[:, 0]
    for t, u in ((0, 1), (0, 2), (1, 2)):
        for a, b in product((-1, 1), repeat=2):
            seen = (x[t] == a) & (x[u] == b)
            assert batch.targets[2, seen].mean() == pytest.approx(0.5, abs=0.03)
    assert task.baselines() == {"guessing": {"loss": pytest.approx(np.log(2)), "accuracy": 0.5}}
