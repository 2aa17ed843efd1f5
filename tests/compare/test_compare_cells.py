"""Cells are told apart where they differ, and not by the luck of their seeds."""

import numpy as np
import pytest

from rnnlib.compare.judging import cells
from rnnlib.compare.problem import CELLS


def guesses(random, rates, n=400, seeds=3, luck=0.0):
    """Where each seed of each cell is right, and where most of its seeds are."""
    each = {}
    for cell, rate in zip(CELLS, rates, strict=True):
        own = np.clip(rate + luck * random.normal(size=(seeds, 1)), 0, 1)
        each[cell] = random.random((seeds, n)) < own
    return {cell: r.mean(axis=0) > 0.5 for cell, r in each.items()}, each


def test_better_classifiers_are_named():
    right, each = guesses(np.random.default_rng(1), (0.5, 0.9, 0.9))
    assert {*cells.apart_in_shares(right, each)} == {("GRU", "RNN"), ("LSTM", "RNN")}


def test_classifiers_that_are_alike_are_seldom_told_apart():
    random = np.random.default_rng(0)
    found = [cells.apart_in_shares(*guesses(random, (0.8, 0.8, 0.8))) for _ in range(100)]
    assert sum(map(bool, found)) <= 8


def test_what_seeds_change_tells_no_classifiers_apart():
    random = np.random.default_rng(0)
    lucky = [guesses(random, (0.8, 0.8, 0.8), 3000, 2, luck=0.05)[1] for _ in range(100)]
    # The mean of two seeds is right where the first is, as if they agreed on most samples.
    first = [({c: r[0] for c, r in each.items()}, each) for each in lucky]
    known = sum(bool(cells.apart_in_shares(*both)) for both in first)
    blind = sum(
        bool(cells.apart_in_shares(r, {c: e[:1] for c, e in each.items()})) for r, each in first
    )
    assert known < 0.6 * blind


@pytest.mark.parametrize("errors", [0, 1, 5])
def test_a_few_errors_more_than_none_tell_no_classifiers_apart(errors):
    right = {cell: np.ones(180, bool) for cell in CELLS}
    right["LSTM"][:errors] = False
    assert cells.apart_in_shares(right, {c: np.array([r, r]) for c, r in right.items()}) == []


def test_smaller_losses_are_named():
    random = np.random.default_rng(0)
    seeds = {c: random.normal(m, 0.2, (3, 200)) for c, m in zip(CELLS, (2, 1, 1), strict=True)}
    means = {c: own.mean(axis=0) for c, own in seeds.items()}
    assert {*cells.apart(means, seeds)} == {("GRU", "RNN"), ("LSTM", "RNN")}
    same = {c: own - own.mean() + 1 for c, own in seeds.items()}
    assert cells.apart({c: own.mean(axis=0) for c, own in same.items()}, same) == []
