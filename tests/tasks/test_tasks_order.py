"""Temporal order: classes read off the symbols, places of the papers, baselines by listing."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from rnnlib.tasks.order import SYMBOLS, temporal_order

MANY = 20_000
CLASSES = {n: ["".join(letters) for letters in product("XY", repeat=n)] for n in (2, 3)}
CASES = [(relevant, form) for relevant in (2, 3) for form in ("1997", "2013")]
# Where the relevant symbols are, for T = 100: first and last place, both included.
PUBLISHED = {
    (2, "1997"): [(10, 20), (50, 60)],
    (3, "1997"): [(10, 20), (33, 43), (66, 76)],
    (2, "2013"): [(10, 19), (50, 59)],
    (3, "2013"): [(10, 19), (30, 39), (60, 69)],
}


def words(task, count, seed=0):
    """The sequences as words, and their classes."""
    batch = next(task.batches(count, seed))
    lengths = [len(batch.x)] * count if batch.lengths is None else batch.lengths
    for k, T in enumerate(lengths):
        assert (batch.x[:T, :, k].sum(axis=1) == 1).all()
        assert not batch.x[T:, :, k].any()
        word = "".join(SYMBOLS[n] for n in batch.x[:T, :, k].argmax(axis=1))
        yield word, int(batch.targets[0, k])


def test_class_is_the_order_of_the_relevant_symbols():
    for (relevant, form), steps in product(CASES, (10, 11, 13, 25, 37, 100)):
        task = temporal_order(steps, relevant, form)
        assert task.output_size == 2**relevant
        assert task.input_size == {"1997": 8, "2013": 6}[form]
        for word, target in words(task, 200):
            assert "".join(c for c in word if c in "XY") == CLASSES[relevant][target]
            if form == "1997":
                assert steps <= len(word) <= steps + steps // 10
                assert (word[0], word[-1]) == ("E", "B")
                word = word[1:-1]
            else:
                assert len(word) == steps
            assert set(word) <= set("XYabcd")


@pytest.mark.parametrize(("relevant", "form"), CASES)
def test_places_and_lengths_at_100_steps_are_the_published_ones(relevant, form):
    found = [word for word, _ in words(temporal_order(100, relevant, form), 2000)]
    places = [[t for t, c in enumerate(word) if c in "XY"] for word in found]
    ranges = PUBLISHED[relevant, form]
    for taken, (low, high) in zip(zip(*places, strict=True), ranges, strict=True):
        assert set(taken) == set(range(low, high + 1))
        assert np.mean(taken) == pytest.approx((low + high) / 2, abs=0.4)
    lengths = set(map(len, found))
    assert lengths == (set(range(100, 111)) if form == "1997" else {100})


def test_classes_and_distractors_are_equally_likely():
    for relevant, form in CASES:
        found = list(words(temporal_order(20, relevant, form), MANY))
        classes = Counter(target for _, target in found)
        n = 2**relevant
        assert [classes[k] / MANY for k in range(n)] == pytest.approx([1 / n] * n, abs=0.02)
        letters = Counter(c for word, _ in found for c in word if c in "abcd")
        shares = [letters[c] / letters.total() for c in "abcd"]
        assert shares == pytest.approx([1 / 4] * 4, abs=0.01)


def best(relevant, seen):
    """Loss and accuracy of the best answer that knows of the order no more than seen(order)."""
    groups = Counter(map(seen, CLASSES[relevant]))
    n = 2**relevant
    loss = sum(size / n * np.log(size) for size in groups.values())
    return {"loss": pytest.approx(loss), "accuracy": pytest.approx(len(groups) / n)}


def test_baselines_are_what_partial_knowledge_gives():
    for relevant in (2, 3):
        assert temporal_order(30, relevant).baselines() == {
            "guessing": best(relevant, lambda order: ""),
            "the last one alone": best(relevant, lambda order: order[-1]),
            "how many, not their order": best(relevant, lambda order: order.count("Y")),
        }
    # To know which symbols came but not when is to be right three times in four.
    assert temporal_order(30).baselines()["how many, not their order"]["accuracy"] == 0.75
    assert temporal_order(30).goal == ("accuracy", 0.99)
